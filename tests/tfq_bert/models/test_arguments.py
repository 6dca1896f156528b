import pytest

from tfq_bert.errors import InputError


@pytest.mark.parametrize("class_names", [[], ["ham"], ["ham", "spam", "ham"]])
def test_fewer_than_two_distinct_classes_are_refused(tiny_classifier, class_names):
    with pytest.raises(InputError) as caught:
        tiny_classifier(class_names)
    assert str(caught.value) == (
        "`class_names` must be at least two distinct names. Received: "
        f"class_names={class_names}."
    )


def test_an_unknown_pooling_is_refused(tiny_classifier):
    with pytest.raises(InputError) as caught:
        tiny_classifier(pooling="max")
    assert str(caught.value) == (
        "`pooling` must be one of ['mean', 'cls']. Received: pooling='max'."
    )


def test_texts_longer_than_the_position_table_are_refused(
    tiny_classifier, tiny_preprocessor
):
    """At construction, with both numbers."""
    with pytest.raises(InputError) as caught:
        tiny_classifier(preprocessor=tiny_preprocessor(sequence_length=32))
    assert str(caught.value) == (
        "`sequence_length` must not exceed the backbone's position table of 16. "
        "Received: sequence_length=32."
    )


def test_the_full_position_table_may_be_used(tiny_classifier, tiny_preprocessor):
    tiny_classifier(preprocessor=tiny_preprocessor(sequence_length=16))


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_an_activation_that_gives_no_probabilities_is_refused(
    tiny_classifier, activation
):
    with pytest.raises(InputError) as caught:
        tiny_classifier(activation=activation)
    assert str(caught.value) == (
        '`activation` must be "softmax", or None for logits, because the loss and the '
        f"export need probabilities. Received: activation={activation!r}."
    )
