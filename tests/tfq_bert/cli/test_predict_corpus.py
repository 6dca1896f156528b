import json

from tests.small_corpus import make_objects, read_lines, write_lines


def test_a_corpus_goes_to_a_folder_of_files(run_cli, tiny_export, tmp_path):
    rows = [*make_objects(40), "broken"]
    write_lines(tmp_path / "rows-1.jsonl", rows[:20])
    write_lines(tmp_path / "rows-2.jsonl", rows[20:])
    words = ("--engine", "beam", "--input", tmp_path / "rows-*.jsonl")
    words += ("--output", tmp_path / "preds", "--rows-per-file", 16)
    done = run_cli("predict", tiny_export, *words, "--json")
    assert done.code == 0
    assert done.err.startswith("1 of 41 rows was not answered: see ")
    content = json.loads(done.out)
    assert (content["rows"], content["failed"], len(content["files"])) == (40, 1, 3)
    assert [row["id"] for row in read_lines(tmp_path / "preds")] == list(range(40))


def test_options_of_one_way_are_refused_with_the_other(
    refused, tiny_export, tmp_path, monkeypatch
):
    beam = ("--engine", "beam")
    line = refused("predict", tiny_export, "a text", "--overwrite")
    assert line.startswith("`--overwrite` must go with --engine beam")
    line = refused("predict", tiny_export, *beam, "--input", "x.jsonl")
    assert line.startswith("`--output` must name files with --engine beam")
    line = refused("predict", tiny_export, *beam, "--output", tmp_path / "out")
    assert line.startswith("`--input` must name files with --engine beam")
    words = ("--input", "a.jsonl", "b.jsonl", "--output", tmp_path / "out")
    line = refused("predict", tiny_export, *beam, *words)
    assert line.startswith("TEXT must be left out")
    assert "in quotes" in line
    words = ("--input", "a.jsonl", "--output", "gs://bucket/out")
    write_lines(tmp_path / "a.jsonl", make_objects(1))
    monkeypatch.chdir(tmp_path)
    line = refused("predict", tiny_export, *beam, *words)
    assert line.startswith("`--output` must be a folder that all workers share")
    assert "'gs://bucket/out'" in line
    line = refused("predict", tiny_export, "--engine", "bogus", "a text")
    assert line.startswith("`engine` must be one of local, beam.")
    line = refused("predict", tiny_export, "--input", "corpus-*.jsonl")
    assert line.startswith("`--input` must be one file; a pattern of files goes with")
