def test_unknown_set_and_missing_files_end_with_2(run_script, tmp_path):
    code, _, err = run_script(
        "reproduce_paper.py", tmp_path, tmp_path / "o", "--sets", "x"
    )
    assert code == 2
    assert "invalid choice: 'x'" in err
    code, _, err = run_script(
        "reproduce_paper.py", tmp_path, tmp_path / "out", "--sets", "sms"
    )
    assert code == 2
    assert "sms_spam.csv" in err
    assert "must exist" in err
