"""Checks of a classifier's arguments, before anything is built.

Does not load or build anything.
"""

from tfq_bert.errors import InputError

POOLINGS = ("mean", "cls")
KERAS_KEYWORDS = ("name", "trainable", "dtype")


def check_arguments(backbone, class_names, preprocessor, pooling, activation) -> None:
    """Refuses class names, pooling or lengths that cannot work.

    Args:
        backbone: `keras_nlp.models.BertBackbone`.
        class_names: list of str.
        preprocessor: Layer with a `sequence_length`, or None.
        pooling: str.
        activation: "softmax", or None for logits.

    Raises:
        InputError: With the argument, its value and the way out.
    """
    if len(class_names) < 2 or len(set(class_names)) < len(class_names):
        raise InputError(
            "`class_names` must be at least two distinct names. Received: "
            f"class_names={class_names}."
        )
    if pooling not in POOLINGS:
        raise InputError(
            f"`pooling` must be one of {list(POOLINGS)}. Received: pooling={pooling!r}."
        )
    name = getattr(activation, "__name__", activation)
    if name not in ("softmax", "linear", None):
        raise InputError(
            '`activation` must be "softmax", or None for logits, because the loss and '
            f"the export need probabilities. Received: activation={activation!r}."
        )
    length = getattr(preprocessor, "sequence_length", None)
    if length is not None and length > backbone.max_sequence_length:
        raise InputError(
            "`sequence_length` must not exceed the backbone's position table of "
            f"{backbone.max_sequence_length}. Received: sequence_length={length}."
        )


def check_keywords(keywords) -> None:
    """Refuses a keyword that the constructor does not know; Keras would drop it.

    Args:
        keywords: dict of what is left for Keras.

    Raises:
        TypeError: If a name is unknown.
    """
    unknown = sorted(set(keywords) - set(KERAS_KEYWORDS))
    if unknown:
        raise TypeError(
            f"`HybridTextClassifier` takes no argument {unknown[0]!r}. Received: "
            f"{unknown[0]}={keywords[unknown[0]]!r}. Check its spelling."
        )


def check_preprocessor(preprocessor) -> None:
    """Refuses strings where there is nothing to read them.

    Args:
        preprocessor: Layer or None.

    Raises:
        ValueError: If it is None.
    """
    if preprocessor is None:
        raise ValueError(
            "`preprocessor` must be set to read strings. Received: preprocessor=None. "
            "Give a HybridPreprocessor at construction."
        )


def check_cache_features(trainable_backbone: bool) -> None:
    """Refuses to keep the output of a backbone that is being trained.

    Args:
        trainable_backbone: bool.

    Raises:
        ValueError: If it is trained.
    """
    if trainable_backbone:
        raise ValueError(
            "`cache_features` must be False for a trained backbone, because its "
            "output changes with every step. Received: cache_features=True."
        )
