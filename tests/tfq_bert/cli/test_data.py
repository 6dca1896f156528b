import json

from tests.tiny_runs import write_csv

ROWS = [("good film", "good"), ("Good film!", "bad"), ("xyzzy plot", "bad")]


def test_json_holds_repeats_leaks_and_lengths(run_cli, tiny_preset, tmp_path):
    """By hand: [CLS] good film [SEP] has 4 tokens; "!" and xyzzy are unknown."""
    first = write_csv(tmp_path / "a.csv", ROWS)
    second = write_csv(tmp_path / "b.csv", [("GOOD FILM", "good")])
    done = run_cli(
        *("data", first, second, "--preset", tiny_preset),
        *("--sequence-length", 4, "--json"),
    )
    assert (done.code, done.err) == (0, "")
    content = json.loads(done.out)
    assert content["format_version"] == 1
    source = content["sources"][0]
    assert (source["rows"], source["repeats"], source["contradictions"]) == (3, 1, 1)
    assert source["lengths"]["longest"] == 5
    assert source["lengths"]["truncated"] == 1
    assert source["lengths"]["unknown_share"] == round(2 / 7, 4)
    assert [leak["rows"] for leak in content["leaks"]] == [1]


def test_people_read_a_table_within_80_columns(run_cli, tiny_preset, tmp_path):
    first = write_csv(tmp_path / "a.csv", ROWS)
    second = write_csv(tmp_path / "b.csv", [("GOOD FILM", "good")])
    done = run_cli("data", first, second, "--preset", tiny_preset)
    assert done.code == 0
    for word in ("repeats", "two labels", "unknown", "repeats a text of", "28.57%"):
        assert word in " ".join(done.out.split())


def test_a_source_without_a_row_is_refused(refused, tiny_preset, tmp_path):
    empty = write_csv(tmp_path / "a.csv", [("text", "")])
    message = refused("data", empty, "--preset", tiny_preset)
    assert "at least one labeled text" in message


def test_a_file_without_a_header_is_read_by_numbers(run_cli, tiny_preset, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('1,"Good","film"\n2,"xyzzy","plot"\n')
    options = ("--no-header", "--text-column", "2,3", "--label-column", "1")
    done = run_cli("data", path, *options, "--preset", tiny_preset, "--json")
    assert (done.code, done.err) == (0, "")
    source = json.loads(done.out)["sources"][0]
    assert source["classes"] == {"1": 1, "2": 1}
    assert source["notes"][0] == (
        "Texts from columns '2' and '3' with a space between, labels from '1'."
    )


def test_files_of_one_name_are_told_apart_by_their_folders(
    run_cli, tiny_preset, tmp_path
):
    paths = [tmp_path / folder / "a.csv" for folder in ("x", "y")]
    for path in paths:
        path.parent.mkdir()
        write_csv(path, ROWS)
    done = run_cli("data", *paths, "--preset", tiny_preset)
    said = "".join(done.out.split())
    assert "".join(f"3 rows of {paths[1]} repeat a text of {paths[0]}.".split()) in said
