import json
from pathlib import Path

import pytest

from tfq_bert.cli.corpus_options import kept_parts, print_corpus
from tfq_bert.corpora import CorpusResult

RESULT = CorpusResult(
    folder=Path("preds"),
    rows=1998,
    failed=2,
    reasons={"no text": 2},
    files=tuple(f"predictions-0000{i}-of-00003.jsonl" for i in range(3)),
    failed_files=("failed-00001-of-00003.jsonl",),
)


def test_people_read_how_many_rows_failed_why_and_where(capsys):
    print_corpus(RESULT, as_json=False)
    found = capsys.readouterr()
    assert [" ".join(line.split()) for line in found.out.splitlines()] == [
        "Rows 2,000 rows read, 1,998 answered, 2 failed",
        "Failed no text (2)",
        "Output preds",
        "predictions-00000-of-00003.jsonl to predictions-00002-of-00003.jsonl",
        "failed-00001-of-00003.jsonl",
    ]
    assert found.err == "2 of 2,000 rows were not answered: see preds/failed-*.jsonl.\n"


def test_programs_read_the_same(capsys):
    print_corpus(RESULT, as_json=True)
    content = json.loads(capsys.readouterr().out)
    assert (content["output"], content["rows"], content["failed"]) == ("preds", 1998, 2)
    assert content["reasons"] == {"no text": 2}
    assert content["files"] == list(RESULT.files)


def test_an_interrupt_says_how_to_go_on_if_there_is_something(tmp_path, capsys):
    output = tmp_path / "out"
    for overwrite in (False, True):
        with pytest.raises(KeyboardInterrupt), kept_parts(output, overwrite=overwrite):
            raise KeyboardInterrupt
        assert capsys.readouterr().err == ""
    (tmp_path / "out.unfinished").mkdir()
    for overwrite, how in ((False, ""), (True, " without --overwrite")):
        with pytest.raises(KeyboardInterrupt), kept_parts(output, overwrite=overwrite):
            raise KeyboardInterrupt
        assert f". The same command{how} goes on." in capsys.readouterr().err
