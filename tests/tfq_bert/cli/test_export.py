import json
import shutil


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
