import json

import pytest

from scripts.benchmark.epoch import epoch_rows, measure_in_turn, run_epoch


def test_epochs_are_measured_and_written(tmp_path, capsys):
    body = run_epoch(epochs=2, rows=64, output=tmp_path, qubits=(2,))
    assert list(body["heads"]) == ["hybrid, 2 qubits", "Dense(2)", "Dense(2), XLA"]
    assert all(len(head["epochs"]) == 2 for head in body["heads"].values())
    written = json.loads((tmp_path / "epoch.json").read_text())
    assert written["benchmark"] == "epoch"
    assert written["heads"] == body["heads"]
    assert "hybrid, 2 qubits" in capsys.readouterr().out


def test_ratios_are_to_the_dense_head_of_as_many_units():
    def head(median):
        return {"median": median, "quartiles": [median, median]}

    heads = {"hybrid, 4 qubits": head(0.9), "Dense(4)": head(0.6)}
    _, rows = epoch_rows({**heads, "Dense(4), XLA": head(0.3)}, (4,))
    assert [row[3:5] for row in rows] == [
        ["1.50", "3.00"],
        ["1.00", "2.00"],
        ["0.50", "1.00"],
    ]


def test_heads_take_turns_and_the_second_epoch_counts():
    """A first round of both is left out."""
    calls = []

    def fit_named(name):
        def fit(epochs, callbacks):
            calls.append((name, epochs))
            for _ in range(epochs):
                callbacks[0].on_epoch_end(0)

        return fit

    seconds = measure_in_turn({"a": fit_named("a"), "b": fit_named("b")}, epochs=2)
    assert calls == [("a", 2), ("b", 2)] * 3
    assert [len(times) for times in seconds.values()] == [2, 2]
    assert seconds["a"][0] == pytest.approx(0.0, abs=1.0)
