import cirq
import numpy as np
import pytest

from tfq_bert.layers.engine_options import EngineOptions

SAMPLER = cirq.Simulator()
PARAMETER_SHIFT = "the gradient follows the parameter-shift rule"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"differentiator": "adjoint", "precision": "double", "memory_budget": 10**6},
        {"shots": 10, "seed": 3},
        {"shots": 10, "seed": 3, "noise": 0.1},
        {"noise": cirq.depolarize(0.1), "memory_budget": 10**6},
        {"sampler": SAMPLER, "shots": 10},
        {"engine": "tfq", "differentiator": "adjoint"},
        {"engine": "tfq", "shots": 10, "noise": 0.1},
    ],
    ids="-".join,
)
def test_options_that_go_together_are_kept(options):
    made = EngineOptions(**options)
    for name, value in options.items():
        assert getattr(made, name) == value


def test_every_option_has_a_default():
    assert EngineOptions.default("engine") == "statevector"
    assert EngineOptions.default("noise") is None


@pytest.mark.parametrize("engine", [None, "qsim", np.array(["tfq", "statevector"])])
def test_an_unknown_engine_is_refused(engine):
    with pytest.raises(ValueError, match=r"^`engine` must be one of \['statevector', "):
        EngineOptions(engine=engine)


@pytest.mark.parametrize(
    ("options", "name", "way", "reason"),
    [
        ({"seed": 1}, "seed", "exact expectation values", "nothing is drawn at random"),
        ({"noise": 0.1, "seed": 1}, "seed", "`noise`", "nothing is drawn at random"),
        (
            {"noise": 0.0, "differentiator": "stored"},
            "differentiator",
            "`noise`",
            "a density matrix has one way to a gradient",
        ),
        (
            {"noise": 0.1, "precision": "double"},
            "precision",
            "`noise`",
            "density matrices are kept in single precision",
        ),
        (
            {"shots": 5, "differentiator": "adjoint"},
            "differentiator",
            "`shots`",
            PARAMETER_SHIFT,
        ),
        (
            {"shots": 5, "precision": "double"},
            "precision",
            "`shots`",
            "bits are counted",
        ),
        (
            {"shots": 5, "memory_budget": 1000},
            "memory_budget",
            "`shots`",
            "the chunks of rows have a fixed size",
        ),
        (
            {"shots": 5, "sampler": SAMPLER, "noise": 0.1},
            "noise",
            "`sampler`",
            "a sampler has its own noise",
        ),
        (
            {"shots": 5, "sampler": SAMPLER, "seed": 3},
            "seed",
            "`sampler`",
            "a sampler draws its own numbers",
        ),
        (
            {"shots": 5, "sampler": SAMPLER, "differentiator": "stored"},
            "differentiator",
            "`sampler`",
            PARAMETER_SHIFT,
        ),
        (
            {"engine": "tfq", "shots": 5, "seed": 1},
            "seed",
            'engine="tfq"',
            "TFQ draws its own numbers",
        ),
        (
            {"engine": "tfq", "precision": "double"},
            "precision",
            'engine="tfq"',
            "TFQ computes in single precision",
        ),
        (
            {"engine": "tfq", "memory_budget": 1000},
            "memory_budget",
            'engine="tfq"',
            "TFQ has none",
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_options_that_contradict_each_other_are_refused(options, name, way, reason):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        EngineOptions(**options)
    assert str(caught.value) == (
        f"`{name}` must be left out with {way}, because {reason}. "
        f"Received: {name}={options[name]!r}."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"engine": "qsim"},
            "`engine` must be one of ['statevector', 'tfq']. Received: engine='qsim'.",
        ),
        (
            {"differentiator": "shift"},
            "`differentiator` must be one of ['auto', 'stored', 'adjoint']. Received: "
            "differentiator='shift'.",
        ),
        (
            {"precision": 64},
            "`precision` must be one of ['single', 'double']. Received: precision=64.",
        ),
        (
            {"memory_budget": 0},
            "`memory_budget` must be a positive number of bytes. Received: "
            "memory_budget=0.",
        ),
        (
            {"sampler": SAMPLER},
            "`shots` must be given with `sampler`, because it is how often the circuit "
            f"runs. Received: shots=None, sampler={SAMPLER!r}.",
        ),
        (
            {"engine": "tfq", "differentiator": "stored"},
            '`differentiator` must be "auto" or "adjoint" with engine="tfq", because '
            "TFQ keeps no states. Received: differentiator='stored'.",
        ),
        (
            {"engine": "tfq", "shots": 5, "differentiator": "adjoint"},
            "`differentiator` must be left out with `shots`, because the gradient "
            "follows the parameter-shift rule. Received: differentiator='adjoint'.",
        ),
        (
            {"engine": "tfq", "noise": 0.1},
            '`shots` must be given with `noise` and engine="tfq", because TFQ averages '
            "single runs. Received: shots=None, noise=0.1. The statevector engine's "
            "noise is exact.",
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_wrong_value_is_refused(options, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        EngineOptions(**options)
    assert str(caught.value) == message


def test_a_differentiator_object_is_refused_with_the_place_where_it_belongs():
    with pytest.raises(TypeError) as caught:
        EngineOptions(differentiator=3)
    assert str(caught.value) == (
        "`differentiator` must be one of ['auto', 'stored', 'adjoint'] with "
        "`data_symbols`, because an object of TFQ belongs to circuits as input. "
        "Received: differentiator=3."
    )


@pytest.mark.parametrize("budget", ["1 GiB", 1.5, True])
def test_a_budget_that_is_no_integer_is_refused(budget):
    with pytest.raises(TypeError) as caught:
        EngineOptions(memory_budget=budget)
    assert str(caught.value) == (
        "`memory_budget` must be an integer, in bytes, or None. Received: "
        f"memory_budget={budget!r}."
    )
