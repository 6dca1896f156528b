def test_a_run_is_exported_and_the_folder_printed(run_script, tiny_run, tmp_path):
    folder = tmp_path / "export"
    code, out, err = run_script("export.py", tiny_run, folder)
    assert (code, out, err) == (0, f"{folder}\n", "")
    assert (folder / "saved_model.pb").is_file()


def test_bad_input_ends_with_2(run_script, tmp_path):
    code, _, err = run_script("export.py", tmp_path, tmp_path / "export")
    assert code == 2
    assert "must be a run folder, which holds model.keras" in err
