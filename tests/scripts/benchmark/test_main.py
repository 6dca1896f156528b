import inspect

import pytest

from scripts.benchmark.__main__ import main, make_parser
from scripts.benchmark.engines import ENGINES
from scripts.benchmark.epoch import run_epoch
from scripts.benchmark.point import Effort
from scripts.benchmark.step import run_step


def test_points_and_engines_are_read():
    words = ["head", "--points", "4,32", "8,128", "--engines", "ours,tfq"]
    options = make_parser().parse_args(words)
    assert options.points == [(4, 32), (8, 128)]
    assert options.engines == [ENGINES["ours"], ENGINES["tfq"]]
    assert options.visits == Effort.visits


@pytest.mark.parametrize(("word", "run"), [("step", run_step), ("epoch", run_epoch)])
def test_options_are_the_arguments_of_the_command(word, run):
    options = vars(make_parser().parse_args([word]))
    del options["command"]
    inspect.signature(run).bind(**options)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["head", "--engines", "ours,abacus"], "Received: abacus."),
        (["head", "--points", "four"], "invalid _point value: 'four'"),
        (["dance"], "invalid choice: 'dance'"),
    ],
)
def test_what_cannot_be_read_ends_with_2(words, told, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["benchmark", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert told in capsys.readouterr().err
