import numpy as np
import pytest

from tfq_bert.training import TrainConfig
from tfq_bert.training.checkpoint import read_checkpoint
from tfq_bert.training.fit_stages import (
    TrainData,
    as_history,
    compile_stage,
    fit_stages,
    kept_epoch,
    set_trained,
)
from tfq_bert.training.recipes import Stage
from tfq_bert.training.unfinished import unfinished_run

TEXTS = ["good film", "bad film", "great plot", "awful plot", "good cafe", "bad cafe"]
IDS = np.array([1, 0, 1, 0, 1, 0])


def _config(tmp_path, **options):
    options = {"epochs": 2, "batch_size": 4, "sequence_length": 8, **options}
    return TrainConfig(data="a.csv", output=str(tmp_path / "run"), **options).filled()


def _data(model=None):
    features = model and {"features": model.features(TEXTS)}
    return TrainData((TEXTS, TEXTS), (IDS, IDS), model and (features, features))


def _trained_layers(model):
    return sorted(
        layer.name for layer in model.backbone.layers if layer.trainable_variables
    )


def test_the_head_the_last_blocks_or_all_are_trained(tiny_classifier):
    model = tiny_classifier()
    found = {}
    for trained in ("head", 1, 2, "all", "head", "all"):
        set_trained(model, trained)
        model.compile()
        found[trained] = _trained_layers(model)
    blocks = ["transformer_layer_0", "transformer_layer_1"]
    embeddings = [
        *("embeddings_layer_norm", "position_embedding"),
        *("segment_embedding", "token_embedding"),
    ]
    assert found == {
        "head": [],
        1: blocks[1:],
        2: blocks,
        "all": sorted([*embeddings, *blocks]),
    }


def test_a_stage_is_compiled_with_its_schedule_scales_clipping_and_loss(
    tiny_classifier, tmp_path
):
    model = tiny_classifier()
    config = _config(
        tmp_path, recipe="full", layer_decay=0.5, clip_norm=2.0, label_smoothing=0.1
    )
    set_trained(model, "all")
    compile_stage(model, config, Stage("all", 5, 0.1, warmup=0.2), num_rows=41)
    optimizer = model.optimizer
    # Ten full batches and a short one, five times: 55 steps, 11 of them rise.
    steps = optimizer._learning_rate
    assert (steps.warmup_steps, steps.total_steps, steps.peak) == (11, 55, 0.1)
    assert optimizer.scales["transformer_layer_0/"] == 0.25
    assert (optimizer.global_clipnorm, optimizer.weight_decay) == (2.0, 0.01)
    assert model.loss.label_smoothing == 0.1
    assert not model.jit_compile
    optimizer.build(model.trainable_variables)
    decayed = {
        v.name for v in model.trainable_variables if optimizer._use_weight_decay(v)
    }
    assert decayed == {"kernel", "embeddings"}  # of Dense and attention, and tables


def test_half_precision_scales_the_loss_and_xla_is_passed_on(tiny_classifier, tmp_path):
    model = tiny_classifier()
    config = _config(tmp_path, recipe="full", precision="mixed_float16", xla=True)
    compile_stage(model, config, config.stages()[0], 6)
    assert type(model.optimizer).__name__ == "LossScaleOptimizer"
    assert model.jit_compile


def test_stages_follow_one_another_and_each_trains_its_part(tiny_classifier, tmp_path):
    """Gradual: the embeddings move in the last stage only."""
    model = tiny_classifier(seed=0)
    set_trained(model, "head")
    config, told = _config(tmp_path, recipe="gradual", top_blocks=1), []
    embedding = model.backbone.token_embedding.get_weights()[0].copy()
    with unfinished_run(config) as run:
        progress = lambda *state: told.append(state)  # noqa: E731
        logs = fit_stages(model, config, _data(model), run, None, progress, 1e9)
        found = read_checkpoint(run.checkpoint)
    assert (found.state.stage, found.state.epoch) == (3, len(logs))
    names = list(dict.fromkeys(state[0] for state in told))
    assert names == ["training 1/3", "training 2/3", "training 3/3"]
    stages = [log["stage"] for log in logs]
    assert stages == sorted(stages)
    assert set(stages) == {1, 2, 3}
    assert stages.count(2) == 1
    assert stages.count(3) <= 2
    assert np.abs(model.backbone.token_embedding.get_weights()[0] - embedding).max() > 0

    again = tiny_classifier(seed=0)
    for variable in again.variables:
        if variable.dtype == "float32":
            variable.assign(variable + 1)
    with unfinished_run(config, resume=True) as run:
        # All stages are done: the weights come back and nothing is trained.
        same = fit_stages(again, config, _data(), run, found, progress, 1e9)
    assert same == logs
    for value, expected in zip(again.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(value, expected)


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
def test_half_precision_trains_to_finite_float32_weights(
    tiny_preset, tmp_path, precision
):
    from tfq_bert.training.train import _make_model

    config = _config(
        tmp_path,
        preset=str(tiny_preset),
        recipe="full",
        precision=precision,
        qubits=2,
        depth=1,
    )
    model = _make_model(config, ["bad", "good"])
    with unfinished_run(config) as run:
        fit_stages(model, config, _data(), run, None, lambda *_: None)
    assert {v.dtype for v in model.trainable_variables} == {"float32"}
    assert all(np.isfinite(w).all() for w in model.get_weights())
    probabilities = model.predict(TEXTS)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)


LOGS = [
    {"loss": 3.0, "val_loss": 0.5, "stage": 1},
    {"loss": 2.0, "val_loss": 1.0, "stage": 2},
    {"loss": 1.0, "val_loss": 2.0, "stage": 2},
]


def test_a_history_has_the_stage_only_where_there_are_several():
    assert as_history(LOGS) == {
        "loss": [3.0, 2.0, 1.0],
        "val_loss": [0.5, 1.0, 2.0],
        "stage": [1, 2, 2],
    }
    assert list(as_history(LOGS[:1])) == ["loss", "val_loss"]


def test_the_kept_epoch_is_the_best_of_all_stages_or_the_last():
    assert kept_epoch(LOGS, patience=1) == 1
    assert kept_epoch(LOGS, patience=0) == 3


def test_a_stage_that_finds_nothing_better_goes_back_to_where_it_began(
    tiny_classifier, tmp_path
):
    """The rate of the last stage is far too high; the head's best weights are kept."""
    model = tiny_classifier(seed=0)
    set_trained(model, "head")
    config = _config(tmp_path, recipe="gradual", top_blocks=1, learning_rate=9.0)
    data = _data(model)
    with unfinished_run(config) as run:
        logs = fit_stages(model, config, data, run, None, lambda *_: None)
    losses = [log["val_loss"] for log in logs]
    kept = kept_epoch(logs, config.patience)
    assert logs[kept - 1]["stage"] < 3
    loss = model.evaluate(TEXTS, IDS, verbose=0)[0]
    assert loss == pytest.approx(min(losses), abs=1e-5)
