import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from tfq_bert.data.dataset import TextDataset
from tfq_bert.data.repeats import repeat_groups
from tfq_bert.data.splits import (
    complete_splits,
    split_dataset,
    stratified_group_split,
)

THREE = (0.70, 0.15, 0.15)


def words(count):
    """Texts of which no two are repeats."""
    return tuple(f"text {i}" for i in range(count))


def parts_of(splits):
    return splits.train, splits.validation, splits.test


def test_each_class_keeps_its_share():
    """Shares of 0.70, 0.15, 0.15: 140, 30, 30 of 200 and 28, 6, 6 of 40."""
    data = TextDataset("x", words(240), ("ham",) * 200 + ("spam",) * 40)
    counts = [part.counts for part in parts_of(split_dataset(data))]
    assert counts == [
        {"ham": 140, "spam": 28},
        {"ham": 30, "spam": 6},
        {"ham": 30, "spam": 6},
    ]


def test_the_seed_alone_decides():
    data = TextDataset("x", words(60), ("a", "b", "c") * 20)
    first, again, other = (split_dataset(data, seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert first.test.texts != other.test.texts


def test_rows_keep_their_order_and_their_label():
    data = TextDataset("x", words(60), ("a", "b", "c") * 20)
    for part in parts_of(split_dataset(data)):
        rows = [int(text.split()[1]) for text in part.texts]
        assert rows == sorted(rows)
        assert part.labels == tuple("abc"[row % 3] for row in rows)


def test_repeats_never_straddle():
    texts = tuple(f"{'Say' if i % 2 else 'say!'} {i // 3}" for i in range(300))
    data = TextDataset("x", texts, ("a", "b") * 150)
    splits = split_dataset(data, seed=1)
    seen = [set(part.texts) for part in parts_of(splits)]
    folded = [{t.lower().replace("!", "") for t in texts} for texts in seen]
    assert not folded[0] & folded[1]
    assert not folded[0] & folded[2]
    assert not folded[1] & folded[2]
    assert splits.notes == (
        "200 of 300 rows repeat an earlier text; repeats stay together, so no text "
        "stands in two splits.",
    )


@hypothesis.given(
    rows=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40)), min_size=1),
    fractions=st.sampled_from(
        [THREE, (0.9, 0.1), (0.5, 0.5), (1.0,), (0.4,) + (0.2,) * 3]
    ),
    seed=st.integers(0, 5),
)
@hypothesis.settings(deadline=None, max_examples=200)
def test_any_data_is_split_into_whole_groups(rows, fractions, seed):
    labels, groups = zip(*rows, strict=True)
    parts = stratified_group_split(labels, groups, fractions, seed)
    assert len(parts) == len(fractions)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(rows)))
    members = [{groups[i] for i in part} for part in parts]
    assert sum(map(len, members)) == len(set(groups))


@hypothesis.given(counts=st.lists(st.integers(3, 60), min_size=1, max_size=4))
@hypothesis.settings(deadline=None, max_examples=100)
def test_without_repeats_counts_are_off_by_one_row_at_most(counts):
    labels = [c for c, count in enumerate(counts) for _ in range(count)]
    parts = stratified_group_split(labels, range(len(labels)), THREE, 0)
    for c, count in enumerate(counts):
        found = [sum(labels[i] == c for i in part) for part in parts]
        # One more where a small class has to leave a row for every split.
        assert min(found) >= 1
        for number, fraction in zip(found, THREE, strict=True):
            assert abs(number - count * fraction) < (1 if count >= 10 else 2)


def test_repeats_reach_every_split_in_proportion():
    """200 pairs: 15% of the 400 rows are 60, within five sigma of a fair draw."""
    groups = [i // 2 for i in range(400)] + list(range(1000, 2600))
    parts = stratified_group_split(["a"] * 2000, groups, THREE, 0)
    assert [len(part) for part in parts] == [1400, 300, 300]
    pairs = sum(groups[i] < 1000 for i in parts[2])
    assert abs(pairs - 60) < 5 * 2 * np.sqrt(200 * 0.15 * 0.85)


@pytest.mark.parametrize(
    ("count", "found", "missing"),
    [
        (1, (1, 0, 0), "validation or test"),
        (2, (1, 0, 1), "validation"),
        (3, (1, 1, 1), ""),
    ],
)
def test_a_rare_class_fills_train_first_then_test(count, found, missing):
    data = TextDataset("x", words(40 + count), ("big",) * 40 + ("rare",) * count)
    splits = split_dataset(data)
    assert tuple(p.counts.get("rare", 0) for p in parts_of(splits)) == found
    rows = "1 row" if count == 1 else f"{count} rows"
    expected = (
        f"Class 'rare' has too few different texts for every split ({rows}): none in "
        f"{missing}.",
    )
    assert splits.notes == (expected if missing else ())


def test_validation_split_of_the_classifier_takes_two_parts():
    groups = repeat_groups(["a", "A!", "b", "c", "d", "e"])
    train, validation = stratified_group_split([0] * 6, groups, (0.5, 0.5), 0)
    assert len(train) == len(validation) == 3
    assert ({0, 1} <= set(train)) or ({0, 1} <= set(validation))


@pytest.mark.parametrize(
    "fractions", [(0.7, 0.3, 0.1), (0.9, 0.1, 0.0), (1.2, -0.1, -0.1)]
)
def test_fractions_are_shares(error_of, fractions):
    data = TextDataset("x", words(20), ("a", "b") * 10)
    assert error_of(split_dataset, data, fractions) == (
        f"`fractions` must be above 0 and sum to 1. Received: {fractions}."
    )


def test_three_fractions_make_three_splits(error_of):
    data = TextDataset("x", words(20), ("a", "b") * 10)
    assert error_of(split_dataset, data, (0.9, 0.1)) == (
        "`fractions` must have three entries: train, validation, test. "
        "Received: (0.9, 0.1)."
    )


def test_groups_and_labels_are_as_many(error_of):
    assert error_of(stratified_group_split, "ab", [0], (0.5, 0.5), 0) == (
        "`groups` must have one entry for each label. Received: 2 labels, 1 groups."
    )


def test_too_few_texts_leave_a_split_empty(error_of):
    data = TextDataset("x", ("a", "b", "B"), ("p", "q", "q"))
    assert error_of(split_dataset, data) == (
        "The data must have enough different texts to fill every split. Received: x "
        "with 3 rows, which leaves validation empty. Give more rows."
    )


def test_one_class_is_refused(error_of):
    data = TextDataset("x", words(9), ("a",) * 9)
    assert error_of(split_dataset, data).startswith(
        "The data must have at least two classes,"
    )


def _named(name, texts):
    labels = tuple("ab"[i % 2] for i in range(len(texts)))
    return TextDataset(name, tuple(texts), labels)


def test_splits_that_are_given_stay_and_the_others_are_split_off():
    data = _named("train", [f"text {i}" for i in range(40)])
    held = _named("held", ["other 1", "other 2"])
    parts = complete_splits(data, validation=held)
    assert (parts.validation, len(parts.train), len(parts.test)) == (held, 34, 6)
    parts = complete_splits(data, test=held)
    assert (parts.test, len(parts.train), len(parts.validation)) == (held, 34, 6)
    parts = complete_splits(data, held, held)
    assert (parts.train, parts.validation, parts.test) == (data, held, held)
    assert complete_splits(data, seed=5) == split_dataset(data, seed=5)


def test_texts_of_one_split_that_stand_in_another_are_counted_and_kept():
    data = _named("a", ["one", "two", "three", "four"])
    parts = complete_splits(data, _named("b", ["One!", "x"]), _named("c", ["two", "X"]))
    assert parts.notes == (
        "1 of b repeats a text of a.",
        "1 of c repeats a text of a.",
        "1 of c repeats a text of b.",
    )
    assert len(parts.validation) == 2
