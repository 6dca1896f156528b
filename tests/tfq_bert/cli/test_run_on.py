import json
import re

import pytest

from tests.tiny_chips import write_chip
from tests.tiny_runs import labeled_texts, write_csv


@pytest.fixture
def rows(tmp_path):
    return write_csv(tmp_path / "rows.csv", labeled_texts()[::9])


def test_scores_and_deviations_are_printed(run_cli, tiny_run, rows):
    done = run_cli(
        *("run-on", tiny_run, "--target", "weber", "--data", rows),
        *("--shots", 200, "--seed", 0, "--limit", 4),
    )
    assert (done.code, done.err[:9]) == (0, "Features:")
    words = " ".join(done.out.split())
    assert "virtual weber: 4 rows of 200 shots" in words
    assert "estimated fidelity 0." in words
    for word in ("slope", "accuracy", "exact", "raw", "corrected"):
        assert word in words


def test_json_holds_the_same(run_cli, tiny_run, rows):
    arguments = (
        *("run-on", tiny_run, "--target", "willow", "--data", rows),
        *("--shots", 100, "--seed", 1, "--limit", 3, "--json"),
    )
    first, second = (json.loads(run_cli(*arguments).out) for _ in range(2))
    assert first["num_rows"] == 3
    assert set(first["metrics"]) == {"exact", "raw", "corrected"}
    assert first["deviations"] == second["deviations"]
    assert first["gateset"] == "cz"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--target", "condor"), "`--target` must be a known device"),
        (("--target", "sycamore"), "publishes none. Give --calibration weber or rain"),
        (("--target", "weber", "--gateset", "cz"), "Choose --gateset syc"),
        (
            ("--target", "sycamore", "--placement", "calibrated"),
            "Borrow some with --calibration weber or rainbow",
        ),
        (("--target", "weber", "--seed", -1), "Received: '-1'."),
        (("--target", "weber", "--seed", 99999999999), "Received: '99999999999'."),
        (("--target", "weber", "--shots", 0), "Received: '0'."),
        (("--target", "weber", "--placement", "best"), "`--placement` must be one of"),
    ],
)
def test_what_cannot_run_is_one_line(refused, tiny_run, rows, options, words):
    assert words in refused("run-on", tiny_run, "--data", rows, *options)


def test_a_circuit_too_large_for_the_chip_is_one_line(
    refused, tiny_run, rows, tmp_path
):
    chip = write_chip(tmp_path / "chip.json", grid=["x"])
    assert refused("run-on", tiny_run, "--data", rows, "--target", chip) == (
        "`circuit` must have at most 1 qubit to fit the target. Received: 2 qubits. "
        "Use fewer, or a larger target."
    )


def test_a_file_is_no_run(refused, rows):
    message = refused("run-on", rows, "--data", rows, "--target", "weber")
    assert "must be a run folder, which holds model.keras. Received: a file." in message


def test_no_line_is_wider_than_80_columns_and_no_interval_is_broken(
    run_cli, tiny_run, rows
):
    done = run_cli(
        *("run-on", tiny_run, "--target", "weber", "--data", rows, "--shots", 1),
        *("--seed", 0, "--limit", 1),
    )
    lines = done.out.splitlines()
    assert max(len(line) for line in lines if "/" not in line) <= 80
    assert sum(bool(re.search(r"\d to -?\d\.\d{3}$", line)) for line in lines) == 9
    assert "virtual weber: 1 row of 1 shot in" in done.out
    assert re.search(r"\d+ moments, 0 swaps", " ".join(done.out.split()))


def test_a_real_processor_without_credentials_is_one_line(
    refused, tiny_run, rows, monkeypatch, tmp_path
):
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    message = refused(
        *("run-on", tiny_run, "--target", "weber", "--data", rows),
        *("--engine-project", "my-project", "--limit", 1),
    )
    assert "DefaultCredentialsError" in message
