import json
import shutil

import pytest

from tests.tiny_runs import labeled_texts, write_csv


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_an_export_is_written_with_its_sidecars_and_size(run_cli, tiny_run, tmp_path):
    folder = tmp_path / "out" / "export"
    done = run_cli("export", tiny_run, folder)
    assert (done.code, done.err) == (0, "")
    sidecars = {"config.json", "circuit.json", "metrics.json", "MODEL_CARD.md"}
    assert names(folder) >= {"saved_model.pb", "variables", *sidecars}
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert f"({size / 1e6:.1f} MB)" in " ".join(done.out.split())
    assert "import tensorflow_text" in done.out
    assert (folder / "metrics.json").read_text() == (
        tiny_run / "metrics.json"
    ).read_text()


def test_json_names_the_one_import(run_cli, tiny_run, tmp_path):
    done = run_cli("export", tiny_run, tmp_path / "export", "--json")
    content = json.loads(done.out)
    assert (content["format_version"], content["needs_import"]) == (
        1,
        ["tensorflow_text"],
    )


def test_an_export_is_replaced_only_with_overwrite(
    run_cli, refused, tiny_run, tiny_export, tmp_path
):
    folder = shutil.copytree(tiny_export, tmp_path / "export")
    (folder / "mark").write_text("old")
    assert "Use --overwrite" in refused("export", tiny_run, folder)
    assert (folder / "mark").exists()
    assert run_cli("export", tiny_run, folder, "--overwrite").code == 0
    assert not (folder / "mark").exists()
    assert names(tmp_path) == {"export"}


def test_a_folder_that_is_no_export_is_never_replaced(refused, tiny_run, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    message = refused("export", tiny_run, tmp_path, "--overwrite")
    assert "never replaced, because it has no saved_model.pb" in message
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_refused(refused, tiny_run, tmp_path):
    (tmp_path / "file").write_text("")
    message = refused("export", tiny_run, tmp_path / "file" / "export")
    assert "must be a folder that can be written to. Received: a file." in message


def test_a_file_in_the_place_of_the_folder_is_refused(refused, tiny_run, tmp_path):
    (tmp_path / "file").write_text("")
    message = refused("export", tiny_run, tmp_path / "file", "--overwrite")
    assert message.endswith("Received: a file. Choose another name.")


def test_a_missing_run_is_refused(refused, tmp_path):
    message = refused("export", tmp_path / "none", tmp_path / "export")
    assert "Received: no such folder." in message


def test_core_ops_need_no_import(run_cli, tiny_run, tmp_path):
    done = run_cli("export", tiny_run, tmp_path / "export", "--ops", "core")
    assert (done.code, done.err) == (0, "")
    assert "tensorflow is all that it needs" in " ".join(done.out.split())
    config = json.loads((tmp_path / "export/config.json").read_text())
    assert (config["ops"], config["quantize"]) == ("core", None)


def test_few_bits_are_measured_on_the_test_rows_of_the_run(run_cli, tiny_run, tmp_path):
    folder = tmp_path / "export"
    words = ("export", tiny_run, folder, "--quantize", "int8", "--max-drop", "1")
    done = run_cli(*words, "--json")
    change = json.loads(done.out)["quantization"]
    scores = json.loads((tiny_run / "metrics.json").read_text())
    assert change["source"] == "the run's own test part, which was not trained on"
    assert change["num_rows"] == scores["num_rows"]
    assert change["accuracy_before"] == scores["accuracy"]["value"]
    assert json.loads((folder / "metrics.json").read_text())["quantization"] == change
    assert "stored as int8" in (folder / "MODEL_CARD.md").read_text()


def test_few_bits_are_measured_on_other_rows_when_told_to(run_cli, tiny_run, tmp_path):
    rows = write_csv(tmp_path / "rows.csv", labeled_texts()[:10])
    words = ("export", tiny_run, tmp_path / "export", "--quantize", "float16")
    done = run_cli(*words, "--data", rows)
    out = " ".join(done.out.split())
    assert (done.code, done.err) == (0, "")
    assert "after storing BERT as float16 (+0.00 points), on 10 rows of rows.csv" in out
    assert "not trained on" not in out
    metrics = json.loads((tmp_path / "export/metrics.json").read_text())
    assert metrics["quantization"]["source"] == "rows.csv"


@pytest.mark.parametrize("option", [("--data", "rows.csv"), ("--max-drop", 0.005)])
def test_what_is_measured_goes_with_few_bits(refused, tiny_run, tmp_path, option):
    message = refused("export", tiny_run, tmp_path / "e", *option)
    assert message.startswith(f"`{option[0]}` must go with --quantize, because")
    assert f"Received: {option[0]} {option[1]} alone." in message
    assert not (tmp_path / "e").exists()


def test_a_run_whose_rows_are_gone_or_others_is_told_what_to_do(
    refused, tiny_run, tmp_path
):
    run = shutil.copytree(tiny_run, tmp_path / "run")
    config = json.loads((run / "config.json").read_text())
    cases = {
        tmp_path / "none.csv": "none.csv",
        write_csv(tmp_path / "rows.csv", labeled_texts()[5:]): (
            "and other rows than it was trained with. Name labeled"
        ),
    }
    for data, words in cases.items():
        (run / "config.json").write_text(json.dumps({**config, "data": str(data)}))
        message = refused("export", run, tmp_path / "export", "--quantize", "int8")
        assert message.startswith("the test rows of the run must be found, because ")
        assert words in message
        assert message.endswith("not trained on with --data FILE.")
        assert not (tmp_path / "export").exists()


def test_another_way_to_store_is_refused(refused, tiny_run, tmp_path):
    message = refused("export", tiny_run, tmp_path / "e", "--quantize", "int4")
    assert message.startswith(
        "Invalid value for '--quantize': 'int4' is not one of 'float16', 'int8'. "
        "Received: 'int4'. Try: "
    )
