import json
import re

import pytest

from tfq_bert.cli import output


def test_json_is_one_document_with_a_version_in_front(capsys):
    output.print_json({"a": "\xfcber"})
    text = capsys.readouterr().out
    assert json.loads(text) == {"format_version": 1, "a": "\xfcber"}
    assert "\xfcber" in text


def test_json_refuses_what_json_has_not():
    with pytest.raises(ValueError, match="not JSON compliant"):
        output.print_json({"a": float("nan")})


def test_a_section_is_filled_to_80_columns_beside_its_title(capsys):
    output.print_section("Data", ["word " * 30, "[bold]not markup[/bold]"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Data      word word")
    assert lines[1].startswith(" " * 10 + "word")
    assert max(map(len, lines)) <= 80
    assert lines[-1] == " " * 10 + "[bold]not markup[/bold]"


def test_commands_are_quoted_for_a_shell_and_never_broken(capsys):
    output.print_commands([("tfq-bert", "predict", "a b", "x" * 100)])
    assert f"  tfq-bert predict 'a b' {'x' * 100}\n" in capsys.readouterr().out


def test_scores_stand_under_their_classifier(capsys):
    score = {"value": 0.9, "low": 0.85, "high": 0.95}
    plain = {"accuracy": 0.5, "macro_f1": 0.25, "mcc": 0.0}
    output.print_scores({"hybrid": dict.fromkeys(plain, score), "majority": plain})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["hybrid", "majority"]
    assert lines[2].split() == ["accuracy", "0.900", "(0.850", "to", "0.950)", "0.500"]
    assert lines[4].split()[-1] == "0.000"


def test_scores_too_wide_for_the_terminal_stand_below_each_other(capsys):
    """Three columns of 22 and one of 8 are over 80; no interval is broken."""
    score = {"value": 0.75, "low": 0.25, "high": 1.0}
    scores = dict.fromkeys(output.SCORES, score)
    plain = dict.fromkeys(output.SCORES, 0.5)
    output.print_scores({"exact": scores, "raw": scores, "corrected": scores})
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert re.search(r"^accuracy, exact +0\.750 +0\.250 to 1\.000$", lines[2])
    assert re.search(r"^MCC, corrected +0\.750 +0\.250 to 1\.000$", lines[-1])
    assert len(lines) == 2 + 9
    output.print_scores(dict.fromkeys("abcdefghijkl", plain))
    assert "accuracy, c   0.500\n" in capsys.readouterr().out


def test_filled_lines_keep_their_indent_and_hang(capsys):
    output.print_filled("  " + "word " * 20 + "\nshort  line")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("  word")
    assert lines[1].startswith("    word")
    assert lines[2:] == ["short  line"]
    assert max(map(len, lines)) <= 80
    output.print_filled("  " + "word " * 20, hang=0)
    assert capsys.readouterr().out.splitlines()[1].startswith("  word")


def test_the_first_column_of_rows_gives_way_to_the_others(capsys):
    output.print_rows(["text", "label", "p"], [["x" * 200, "a label", "0.123"]])
    line = capsys.readouterr().out.splitlines()[2]
    assert len(line) <= 80
    assert line.split() == [line.split()[0], "a", "label", "0.123"]
    assert line.split()[0].endswith("…")


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 5, "0.0%"),
        (1, 3, "33.3%"),
        (1, 10_000, "under 0.1%"),
        (9_999, 10_000, "over 99.9%"),
        (5, 5, "100.0%"),
    ],
)
def test_a_share_is_never_0_or_100_for_what_is_not(part, whole, words):
    assert output.share(part, whole) == words


def test_a_pause_says_nothing_on_a_pipe(capsys):
    with output.waiting("Loading"):
        pass
    assert capsys.readouterr() == ("", "")
