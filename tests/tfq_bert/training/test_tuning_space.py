import re

import pytest

from tfq_bert.errors import InputError
from tfq_bert.training import LogRange, TrainConfig, TuningSpace, make_space
from tfq_bert.training.tuning_space import trial_config, typed_values

CONFIG = TrainConfig(data="a.csv", output="tuning")


def test_the_default_range_lies_around_the_rate_of_the_recipe():
    """A fifth of 0.002 and five times it; of 1e-4 with all of BERT trained."""
    assert make_space(CONFIG).learning_rate == LogRange(0.0004, 0.01)
    full = TrainConfig(data="a.csv", output="tuning", recipe="full")
    rate = full.filled().learning_rate
    found = make_space(full).learning_rate
    assert (found.low, found.high) == pytest.approx((rate / 5, rate * 5))


def test_what_is_given_replaces_a_default_and_none_does_not():
    space = make_space(CONFIG, depth=(3,), qubits=None)
    assert (space.depth, space.qubits) == ((3,), (2, 4, 8))


def test_a_circuit_that_names_its_encoder_keeps_it():
    named = TrainConfig(data="a.csv", output="tuning", circuit="amplitude+su2")
    assert make_space(named).encoder == ("amplitude",)
    assert make_space(named, encoder=("zz",)).encoder == ("zz",)


def test_a_value_that_is_named_twice_is_tried_once():
    space = TuningSpace((0.1, 0.1), (2, 1, 2), (4,), ("zz", "zz"))
    assert (space.learning_rate, space.depth, space.encoder) == (
        (0.1,),
        (2, 1),
        ("zz",),
    )


def test_a_grid_has_the_ends_and_the_geometric_middle_of_a_range():
    space = TuningSpace(LogRange(1e-4, 1e-2), (1, 2), (2,), ("zz",))
    assert space.num_combinations is None
    assert space.as_grid().learning_rate == (1e-4, 1e-3, 1e-2)
    assert space.as_grid().num_combinations == 6


@pytest.mark.parametrize("rate", [LogRange(0.001, 0.1), (0.1, 0.2)])
def test_a_space_is_rebuilt_from_plain_json(rate):
    space = TuningSpace(rate, (1, 2), (4,), ("angle_ry", "zz"))
    assert TuningSpace.from_dict(space.to_dict()) == space


def test_a_trial_has_its_values_and_the_ansatz_of_the_tuning():
    base = TrainConfig(data="a.csv", output="t", circuit="su2", epochs=3, seed=7)
    values = {"learning_rate": 0.03, "depth": 2, "qubits": 3, "encoder": "zz"}
    config = trial_config(base, values, "runs/1")
    spec = config.circuit_spec()
    assert (spec.encoder, spec.ansatz) == ("zz", "su2")
    assert (spec.num_qubits, spec.depth) == (3, 2)
    assert (config.learning_rate, config.output) == (0.03, "runs/1")
    assert (config.epochs, config.seed) == (3, 7)


def test_keras_tuner_draws_inside_the_space_and_rates_have_three_digits():
    space = TuningSpace(LogRange(1e-4, 1e-2), (1, 2), (4,), ("angle_ry", "zz"))
    hyperparameters = space.hyperparameters()
    for seed in range(20):
        for entry in hyperparameters.space:
            hyperparameters.values[entry.name] = entry.random_sample(seed)
        values = typed_values(hyperparameters.values)
        assert 1e-4 <= values["learning_rate"] <= 1e-2
        assert re.fullmatch(r"0\.0+\d{1,3}", f"{values['learning_rate']:.9g}")
        assert values["depth"] in (1, 2)
        assert values["qubits"] == 4
        assert values["encoder"] in ("angle_ry", "zz")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"depth": ()}, r"`depth` must have a value to try. Received: depth=\(\)\."),
        ({"encoder": ("none",)}, "Encoders: angle_rx, angle_ry"),
        ({"learning_rate": (0.1, 11.0)}, "`learning_rate` must be above 0 and below"),
        ({"learning_rate": LogRange(0.1, 11)}, "`learning_rate` must be above 0 and"),
        ({"qubits": (4, 21)}, "num_qubits"),
        ({"depth": (-1,)}, "depth"),
    ],
)
def test_a_value_that_no_training_takes_is_refused_before_the_first(given, words):
    with pytest.raises(InputError, match=words):
        make_space(CONFIG, **given)


def test_a_range_must_be_one():
    with pytest.raises(InputError) as caught:
        LogRange(0.1, 0.01)
    assert str(caught.value) == (
        "a range must be LOW:HIGH with 0 < LOW < HIGH. Received: 0.1:0.01. For one "
        "value, give it alone."
    )


def test_a_circuit_of_ones_own_cannot_be_tuned():
    spec = CONFIG.circuit_spec().to_dict()
    own = TrainConfig(data="a.csv", output="tuning", circuit=spec)
    with pytest.raises(InputError, match="`circuit` must be a name, because a tuning"):
        make_space(own)
