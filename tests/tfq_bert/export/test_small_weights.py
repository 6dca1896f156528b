import numpy as np
import pytest

from tests.tiny_runs import labeled_texts
from tfq_bert._quiet import tf
from tfq_bert.export import load_exported
from tfq_bert.export.small_weights import SmallWeights

TEXTS = [text for text, _ in labeled_texts()[:20]]


def rounded(weights, quantize):
    """By hand: half precision, or 127 steps on each side of zero, by column or row.

    Columns of a matrix are what a layer puts out; rows of a table are words.
    """
    if quantize == "float16":
        return weights.astype(np.float16).astype(np.float32)
    step = np.abs(weights).max(axis=0) / 127
    return np.round(weights / np.where(step > 0, step, 1)) * step


def matrices(backbone):
    """Each variable as a matrix whose columns are rounded, or None if it is kept."""
    for variable in backbone.variables:
        values = np.asarray(variable)
        name = variable.path
        if name.endswith("embeddings"):
            yield variable, values.T, lambda m: m.T
        elif name.endswith("attention_output/kernel"):
            shape = values.shape
            yield (
                variable,
                values.reshape(-1, shape[-1]),
                lambda m, s=shape: m.reshape(s),
            )
        elif name.endswith("kernel"):
            shape = values.shape
            yield (
                variable,
                values.reshape(shape[0], -1),
                lambda m, s=shape: m.reshape(s),
            )


@pytest.mark.parametrize("quantize", ["float16", "int8"])
@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_an_export_answers_as_a_model_with_rounded_weights(
    tiny_classifier, tmp_path, quantize, pooling
):
    model = tiny_classifier(pooling=pooling)
    model.export(
        tmp_path / "export",
        quantize=quantize,
        held_out=(TEXTS, model.predict_labels(TEXTS)),
        max_drop=1,
    )
    exact = model.features(TEXTS)
    for variable, matrix, back in list(matrices(model.backbone)):
        variable.assign(back(rounded(matrix, quantize)))
    expected = model.features(TEXTS)
    assert np.abs(expected - exact).max() > 1e-5
    found = load_exported(tmp_path / "export").features(TEXTS)
    np.testing.assert_allclose(found, expected, atol=2e-6)


@pytest.mark.parametrize(("quantize", "share"), [("float16", 1 / 2), ("int8", 1 / 4)])
def test_matrices_are_stored_small_and_the_rest_as_it_is(
    tiny_backbone, quantize, share
):
    backbone = tiny_backbone()
    stored = SmallWeights(backbone, quantize).variables
    large = [v for v in backbone.variables if v.path.endswith(("/kernel", "ings"))]
    small = [v for v in stored if v.dtype in (tf.float16, tf.int8)]
    assert len(small) == len(large)
    bytes_small = sum(v.numpy().nbytes for v in small)
    assert bytes_small == share * sum(np.asarray(v).nbytes for v in large)


def test_the_file_holds_no_second_copy(tiny_classifier, tmp_path):
    model = tiny_classifier()
    sizes = {}
    for quantize in (None, "float16", "int8"):
        folder = tmp_path / str(quantize)
        model.export(folder, quantize=quantize, held_out=(TEXTS, [0] * 20), max_drop=1)
        reader = tf.train.load_checkpoint(str(folder / "variables/variables"))
        sizes[quantize] = {
            name: reader.get_tensor(name).nbytes
            for name in reader.get_variable_to_shape_map()
            if "OBJECT_GRAPH" not in name
        }
    totals = {name: sum(found.values()) for name, found in sizes.items()}
    assert totals["int8"] < totals["float16"] < totals[None]
    assert max(sizes["int8"].values()) == max(sizes[None].values()) / 4


def test_weights_of_zero_stay_zero(tiny_classifier, tmp_path):
    model = tiny_classifier()
    for variable in model.backbone.variables:
        if variable.path.endswith("/kernel"):
            variable.assign(np.zeros(variable.shape))
    expected = model.features(TEXTS)
    model.export(
        tmp_path / "export", quantize="int8", held_out=(TEXTS, [0] * 20), max_drop=1
    )
    found = load_exported(tmp_path / "export").features(TEXTS)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, expected, atol=0.05)
