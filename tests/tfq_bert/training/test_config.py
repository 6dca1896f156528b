import json

import pytest

from circuits import CircuitSpec
from tfq_bert.errors import InputError
from tfq_bert.training.config import CIRCUITS, TrainConfig


def config(**kwargs):
    return TrainConfig(**{"data": "a.csv", "output": "run", **kwargs})


def test_it_is_rebuilt_from_its_json():
    given = config(qubits=3, epochs=2, seed=5, delimiter=";")
    content = json.loads(json.dumps(given.to_dict()))
    assert TrainConfig.from_dict(content) == given
    assert content["format_version"] == 1


def test_rebuilding_leaves_the_content_as_it_was():
    content = config().to_dict()
    before = dict(content)
    TrainConfig.from_dict(content)
    assert content == before


def test_a_recipe_fills_what_is_open_and_nothing_else():
    filled = config(recipe="paper", epochs=7).filled()
    assert (filled.epochs, filled.batch_size, filled.pooling) == (7, 32, "cls")
    assert filled.filled() == filled


def test_every_circuit_is_one_of_the_library():
    for name, parts in CIRCUITS.items():
        spec = config(circuit=name, qubits=3, depth=2).circuit_spec()
        assert spec == CircuitSpec(num_qubits=3, depth=2, **parts)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("su2", {"ansatz": "su2"}),
        ("none_ry", {"ansatz": "none_ry"}),
        ("zz+tree", {"encoder": "zz", "ansatz": "tree"}),
    ],
)
def test_a_circuit_may_be_named_by_its_ansatz_and_encoder(name, parts):
    spec = config(circuit=name, qubits=3, depth=2).circuit_spec()
    assert spec == CircuitSpec(num_qubits=3, depth=2, **parts)


def test_fixed_random_angles_follow_the_seed():
    first, second = (
        config(circuit="fixed_random", seed=seed).circuit_spec() for seed in (1, 2)
    )
    assert (first.seed, second.seed) == (1, 2)
    assert config(circuit="paper", seed=1).circuit_spec().seed == 0


def test_a_circuit_may_be_a_spec_which_sets_its_own_size():
    spec = CircuitSpec(3, 1, "dense_angle", "qcnn", "z_parity", reupload=True)
    given = config(circuit=spec.to_dict())
    assert (given.circuit_spec(), given.qubits, given.depth) == (spec, 3, 1)
    content = json.loads(json.dumps(given.to_dict()))
    assert TrainConfig.from_dict(content) == given


@pytest.mark.parametrize(
    "name", ["", "+su2", "nope+su2", "zz+", "zz", "zz+su2+su2", "su2+zz"]
)
def test_a_circuit_of_unknown_parts_is_refused_with_the_known_ones(name):
    with pytest.raises(InputError, match=r"Ansaetze: brick_ry, .*Encoders: angle_rx"):
        config(circuit=name)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"recipe": "x"}, r"`recipe` must be one of"),
        (
            {"circuit": "x"},
            r"`circuit` must be one of paper, no_entanglement, ANSATZ or .*Received: ",
        ),
        ({"circuit": {"format_version": 9}}, r"`format_version` must be"),
        ({"qubits": 21}, r"`num_qubits` must be from 1 to 20"),
        ({"depth": -1}, r"`depth` must be from 0 to"),
        ({"epochs": 0}, r"^`epochs` must be at least 1\. Received: epochs=0\.$"),
        ({"batch_size": 0}, r"`batch_size` must be at least 1"),
        ({"sequence_length": 2}, r"`sequence_length` must be at least 3"),
        ({"seed": -1}, r"`seed` must be from 0 to 4294967295"),
        ({"seed": 2**32}, r"`seed` must be from 0 to 4294967295"),
        ({"learning_rate": float("nan")}, r"above 0 and below 10\. Received: .*=nan"),
    ],
)
def test_a_value_out_of_range_is_refused(changed, words):
    with pytest.raises(InputError, match=words):
        config(**changed)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"format_version": 2}, "format_version=2"),
        ({"colour": "red"}, r"unknown keys \['colour'\]"),
    ],
)
def test_a_file_of_another_version_or_with_unknown_keys_is_refused(changed, words):
    with pytest.raises(InputError, match=words):
        TrainConfig.from_dict({**config().to_dict(), **changed})


@pytest.mark.parametrize(
    "content", [{"format_version": 1}, {**config().to_dict(), "epochs": "5"}]
)
def test_a_damaged_file_is_bad_input(content):
    with pytest.raises(InputError, match="a value of its own type for each key"):
        TrainConfig.from_dict(content)


def test_a_recipe_fills_what_is_open_of_its_last_stage():
    filled = config(recipe="full", warmup=0.2, clip_norm=0.0).filled()
    assert (filled.warmup, filled.clip_norm, filled.layer_decay) == (0.2, 0.0, 0.9)
    assert filled.top_blocks is None


def test_options_of_the_fit_are_those_of_the_last_stage_only():
    given = config(recipe="gradual", epochs=9, learning_rate=0.5, top_blocks=3)
    stages = given.stages()
    assert [stage.trained for stage in stages] == ["head", 3, "all"]
    assert [stage.epochs for stage in stages] == [30, 1, 9]
    assert [stage.learning_rate for stage in stages] == [2e-3, 1e-4, 0.5]
    assert [stage.trained for stage in config(recipe="full").stages()] == ["all"]


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("warmup", 1.5, "from 0.0 to 1.0"),
        ("label_smoothing", -0.1, "from 0.0 to 1.0"),
        ("layer_decay", 0.0, "from 0.01 to 1.0"),
        ("clip_norm", float("nan"), "at least 0.0"),
        ("patience", -1, "at least 0"),
        ("loss", "x", "one of cross_entropy, mean_squared_error"),
        ("class_weight", "x", "one of balanced, none"),
        ("precision", "float16", "one of float32, mixed_bfloat16, mixed_float16"),
    ],
)
def test_an_option_out_of_range_is_refused(name, value, wanted):
    with pytest.raises(InputError) as found:
        config(**{name: value})
    received = repr(value) if isinstance(value, str) else value
    assert (
        str(found.value) == f"`{name}` must be {wanted}. Received: {name}={received}."
    )


def test_blocks_are_for_the_gradual_recipe_only():
    with pytest.raises(InputError, match="^`top_blocks` must be left out but with"):
        config(top_blocks=2)
