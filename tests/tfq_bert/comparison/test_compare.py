"""Tests of whole comparisons on small features: what is planted is found."""

import json
import shutil
import sys

import numpy as np
import pytest

from circuits import CircuitSpec
from tests.small_comparison import SMALL, made_up_rows, small_config
from tfq_bert.comparison import CompareConfig, DataSource, compare, compare_heads
from tfq_bert.comparison.arms import ARMS
from tfq_bert.comparison.compare import repeat_command
from tfq_bert.errors import InputError


def _numbers(content):
    """What must be equal in two runs: all but the seconds."""
    runs = [{**run, "seconds": 0} for run in content["runs"]]
    return {**content, "runs": runs, "seconds": 0, "command": ""}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "compared"
    return folder, compare(small_config(folder), features=[made_up_rows()])


def test_folder_holds_the_report_and_every_prediction(whole):
    folder, content = whole
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["comparison.json", "predictions", "report.html", "runs.csv"]
    assert json.loads((folder / "comparison.json").read_text()) == content
    assert len((folder / "runs.csv").read_text().splitlines()) == 1 + 2 * len(SMALL)
    with np.load(folder / "predictions/0_hybrid_q2_s1.npz") as file:
        assert file["probabilities"].shape == (18, 2)
    assert not folder.with_name("compared.unfinished").exists()


def test_scores_are_those_of_the_predictions(whole):
    folder, content = whole
    for run in content["runs"]:
        width = "" if run["qubits"] is None else f"_q{run['qubits']}"
        key = f"0_{run['arm']}{width}_s{run['seed']}"
        with np.load(folder / f"predictions/{key}.npz") as file:
            predicted = file["probabilities"].argmax(axis=1)
        matrix = np.array(run["scores"]["confusion_matrix"])
        np.testing.assert_array_equal(
            matrix.sum(0), np.bincount(predicted, minlength=2)
        )
        accuracy = np.trace(matrix) / matrix.sum()
        assert run["scores"]["accuracy"]["value"] == pytest.approx(accuracy)


def test_work_that_is_done_is_not_done_again(whole, tmp_path, monkeypatch):
    """Stopped after three trainings; what is kept is not trained again."""
    module = sys.modules["tfq_bert.comparison.compare"]
    config, stopped = small_config(tmp_path / "again"), []

    def stop_at_three(stage, done, *_):
        if stage == "comparing" and done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(config, features=[made_up_rows()], workers=1, progress=stop_at_three)
    kept = tmp_path / "again.unfinished/runs"
    before = {path.name: path.stat().st_mtime_ns for path in kept.glob("*.json")}
    assert len(before) == 3

    def remember(folder, *args):
        stopped.append({p.name: p.stat().st_mtime_ns for p in kept.glob("*.json")})
        return original(folder, *args)

    original = module.collect
    monkeypatch.setattr(module, "collect", remember)
    content = compare(config, features=[made_up_rows()], workers=1, resume=True)
    assert before.items() <= stopped[0].items()
    assert _numbers(content) == _numbers(whole[1]) | {
        "settings": content["settings"],
    }


def test_processes_give_the_results_of_one(whole, tmp_path):
    content = compare(
        small_config(tmp_path / "two"), features=[made_up_rows()], workers=2
    )
    for ours, theirs in zip(content["runs"], whole[1]["runs"], strict=True):
        assert (ours["arm"], ours["seed"]) == (theirs["arm"], theirs["seed"])
        for name in ("accuracy", "log_loss"):
            found, expected = (run["scores"][name]["value"] for run in (ours, theirs))
            assert found == pytest.approx(expected, abs=1e-5)


def test_other_settings_do_not_go_on_with_an_unfinished_comparison(tmp_path):
    def stop(stage, done, *_):
        if stage == "comparing" and done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(
            small_config(tmp_path / "x"),
            features=[made_up_rows()],
            progress=stop,
            workers=1,
        )
    with pytest.raises(InputError) as caught:
        compare(
            small_config(tmp_path / "x", depth=2),
            features=[made_up_rows()],
            resume=True,
        )
    assert str(caught.value) == (
        "a comparison must go on with the settings that it was begun with. Received: "
        "depth=2, begun with 1. Give the same ones, or start again with --overwrite."
    )
    with pytest.raises(InputError) as caught:
        compare(small_config(tmp_path / "x"), features=[made_up_rows()])
    assert str(caught.value) == (
        f"The comparison {str(tmp_path / 'x')!r} must be new. Received: an unfinished "
        "one, 'x.unfinished'. Use --resume to go on with it, or --overwrite to start "
        "again."
    )


def test_samples_and_noise_are_scored_beside_the_exact_circuit(tmp_path):
    config = small_config(
        tmp_path / "noisy", arms=("hybrid", "majority"), shots=[1, 100_000], noise=[0.0]
    )
    content = compare(config, features=[made_up_rows()], workers=1)
    found = {
        (each["kind"], each["value"], each["seed"]): each["scores"]
        for each in content["robustness"]
    }
    assert len(found) == 2 * 4  # exact, two of shots, noise
    for run in content["runs"]:
        if run["arm"] == "hybrid":
            exact = run["scores"]["log_loss"]["value"]
            many = found["shots", 100_000, run["seed"]]["log_loss"]["value"]
            quiet = found["noise", 0.0, run["seed"]]["log_loss"]["value"]
            assert found["exact", 0, run["seed"]]["log_loss"]["value"] == pytest.approx(
                exact, abs=1e-5
            )
            assert many == pytest.approx(exact, abs=0.01)
            assert quiet == pytest.approx(exact, abs=1e-5)
            few = found["shots", 1, run["seed"]]["log_loss"]["value"]
            assert abs(few - exact) > 1e-3


def test_several_fractions_train_on_so_many_rows(tmp_path):
    config = small_config(
        tmp_path / "few", arms=("hybrid", "majority"), fractions=[0.25, 1], seeds=[3]
    )
    content = compare(config, features=[made_up_rows()], workers=1)
    rows = {run["fraction"]: run["train_rows"] for run in content["runs"]}
    assert rows == {0.25: 22, 1: 84}
    tested = {run["scores"]["num_rows"] for run in content["runs"]}
    assert tested == {18}


def test_planted_circuit_is_found():
    """Labels that a random circuit of the hybrid's family gives to the features."""
    rng = np.random.default_rng(5)
    features = rng.normal(size=(1000, 4)).astype(np.float32)
    head = ARMS["hybrid"].build(CircuitSpec(4, 4), 4, 2, 0)
    angles, quantum, _ = head.layers
    angles.set_weights([2 * np.eye(4), np.zeros(4)])
    quantum.parameters.assign(rng.uniform(0, 2 * np.pi, quantum.parameters.shape))
    value = np.array(quantum(angles(features)))[:, 0]
    labels = np.where(value > np.median(value), "up", "down")
    content = compare_heads(
        features,
        labels.tolist(),
        arms=["hybrid", "no_entanglement"],
        metric="accuracy",
        target=None,
        seeds=range(9),
        epochs=60,
        workers=2,
    )
    verdicts = {
        each["arm"]: each["verdict"]
        for each in content["differences"]
        if each["metric"] == "accuracy"
    }
    assert verdicts == {"no_entanglement": "better"}


def test_features_of_other_shapes_are_refused():
    with pytest.raises(InputError) as caught:
        compare_heads(np.zeros((3, 2)), ["a", "a", "a"], seeds=[0])
    assert str(caught.value) == (
        "`features` and `labels` must have equal length, and two classes at least. "
        "Received: features of shape (3, 2), 3 labels, 1 classes."
    )


def test_overwritten_comparison_reads_the_new_rows(tmp_path):
    config = small_config(tmp_path / "new", arms=("hybrid", "majority"), seeds=[0])
    compare(config, features=[made_up_rows()], workers=1)
    content = compare(config, features=[made_up_rows(200)], workers=1, overwrite=True)
    assert content["data"][0]["rows"] == 200
    assert content["runs"][0]["scores"]["num_rows"] == 30
    shutil.rmtree(tmp_path / "new")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"arms": ["hybrid", "linear"], "qubits": [2], "noise": [0.1], "tries": 1},
        {"recipe": "full", "seeds": range(3), "target": None, "shots": [10, 20]},
        {"recipe": "gradual", "epochs": 2, "processor": "weber", "robust_rows": 9},
        {"circuit": CircuitSpec(3, 2, ansatz="su2").to_dict(), "fractions": [0.1, 1]},
    ],
)
def test_command_repeats_every_setting(settings, tmp_path, monkeypatch):
    """Typed at a command line it asks for the same comparison."""
    import shlex

    from tests.tiny_runs import labeled_texts, write_csv
    from tfq_bert import comparison
    from tfq_bert.cli.main import app

    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "a b.csv", labeled_texts())
    source = DataSource("a b.csv", label_column="label", drop_labels=("x", "y"))
    config = CompareConfig([source], "out", **settings)
    if "circuit" in settings:
        (tmp_path / "out").mkdir()
        (tmp_path / "out/circuit.json").write_text(json.dumps(settings["circuit"]))
    asked = []

    def remember(config, *_):
        asked.append(config)
        raise InputError("enough")

    monkeypatch.setattr(comparison, "load_source", remember)
    words = shlex.split(repeat_command(config))
    assert words[:2] == ["tfq-bert", "compare"]
    with pytest.raises(InputError, match="enough"):
        app(words[1:], standalone_mode=False)
    [again] = asked
    assert again.output == "out-again"
    assert {**again.to_dict(), "output": "out"} == config.to_dict()


def test_device_that_is_unknown_or_not_noisy_is_refused_before_any_work(tmp_path):
    for settings, words in (
        ({"target": "nonsense"}, "nonsense"),
        ({"processor": "nonsense"}, "nonsense"),
        ({"processor": "sycamore"}, "calibration"),
    ):
        config = small_config(tmp_path / "x", **settings)
        with pytest.raises(InputError, match=words):
            compare(config, features=[made_up_rows()], workers=1)
        assert list(tmp_path.iterdir()) == []


def test_other_features_do_not_go_on_with_an_unfinished_comparison(tmp_path):
    def stop(stage, done, *_):
        if stage == "comparing" and done == 1:
            raise KeyboardInterrupt

    config = small_config(tmp_path / "x")
    with pytest.raises(KeyboardInterrupt):
        compare(config, features=[made_up_rows()], workers=1, progress=stop)
    with pytest.raises(InputError, match="other rows or labels in made_up"):
        compare(config, features=[made_up_rows(seed=1)], workers=1, resume=True)


def test_seconds_of_all_goes_are_added_up(tmp_path):
    """The first go waits a second; the second one is told of it."""
    import time

    def stop(stage, done, *_):
        if stage == "comparing" and done == 1:
            time.sleep(1)
            raise KeyboardInterrupt

    config = small_config(tmp_path / "x")
    with pytest.raises(KeyboardInterrupt):
        compare(config, features=[made_up_rows()], workers=1, progress=stop)
    kept = json.loads((tmp_path / "x.unfinished/seconds.json").read_text())["seconds"]
    assert kept > 1
    begun = time.perf_counter()
    content = compare(config, features=[made_up_rows()], workers=1, resume=True)
    own = time.perf_counter() - begun
    assert kept < content["seconds"] < kept + own + 0.1


def test_own_circuit_lies_in_the_folder_and_features_have_no_command(tmp_path):
    from circuits import CircuitSpec

    spec = CircuitSpec(2, 1, ansatz="su2")
    config = small_config(tmp_path / "x", circuit=spec.to_dict(), seeds=[0])
    content = compare(config, features=[made_up_rows()], workers=1)
    assert CircuitSpec.from_json((tmp_path / "x/circuit.json").read_text()) == spec
    assert content["command"] == ""
    assert not (tmp_path / "x/command.txt").exists()


def test_features_go_without_arms_that_read_texts():
    data = made_up_rows()
    for settings in ({"arms": ["hybrid", "tfidf"]}, {"recipe": "full"}):
        with pytest.raises(InputError, match="must do without texts"):
            compare_heads(data.features, data.labels, seeds=[0], **settings)
    bad = data.features.copy()
    bad[7, 1] = np.nan
    with pytest.raises(InputError) as caught:
        compare_heads(bad, data.labels, seeds=[0])
    assert str(caught.value) == (
        "`features` must be finite. Received: row 7 is not. Leave it out."
    )
