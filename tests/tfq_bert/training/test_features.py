import numpy as np

from tfq_bert.data import TextDataset
from tfq_bert.training import features as module
from tfq_bert.training.features import compute_features

PARTS = (
    TextDataset("a", ("good", "bad film", "the plot"), ("x", "y", "x")),
    TextDataset("b", ("awful", "good film"), ("x", "y")),
)


def _check(found, classifier):
    for part, entry in zip(PARTS, found, strict=True):
        expected = classifier.features(list(part.texts))
        np.testing.assert_allclose(entry["features"], expected, atol=1e-6)


def test_features_are_those_of_the_classifier_and_rows_are_told(tiny_classifier):
    classifier, told = tiny_classifier(), []
    found = compute_features(classifier, PARTS, lambda *state: told.append(state))
    _check(found, classifier)
    assert told == [("features", n, 5, "") for n in (0, 3, 5)]


def test_what_was_kept_is_not_computed_again(tiny_classifier, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_ROWS", 2)
    folder = tmp_path / "features"
    classifier, told = tiny_classifier(), []
    whole = compute_features(classifier, PARTS, lambda *_: None, folder)
    _check(whole, classifier)
    names = [path.name for path in sorted(folder.iterdir())]
    assert names == ["0_000000000.npy", "0_000000002.npy", "1_000000000.npy"]
    np.save(folder / names[0], np.full((2, 8), 7, np.float32))
    (folder / names[2]).unlink()

    found = compute_features(classifier, PARTS, lambda *s: told.append(s[1]), folder)
    assert found[0]["features"][:2].tolist() == [[7.0] * 8] * 2
    np.testing.assert_array_equal(found[0]["features"][2], whole[0]["features"][2])
    np.testing.assert_allclose(found[1]["features"], whole[1]["features"], atol=1e-6)
    assert told == [0, 2, 3, 5]
