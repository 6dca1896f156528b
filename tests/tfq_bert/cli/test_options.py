import typer

from tfq_bert.cli import options
from tfq_bert.cli.main import app


def test_a_command_carries_its_examples_line_by_line():
    @options.command("first", "second", after="Note.")
    def command():
        """Nothing."""

    assert command.epilog == "Note.\n\n\b\nExamples:\n  first\n  second"


def test_one_example_is_named_so():
    @options.command("only")
    def command():
        """Nothing."""

    assert command.epilog == "\b\nExample:\n  only"


def test_every_command_that_reads_tables_takes_every_option_for_them():
    commands = typer.main.get_command(app).commands
    given = {
        name: {option for parameter in command.params for option in parameter.opts}
        for name, command in commands.items()
    }
    reads = {name for name in given if "--delimiter" in given[name]}
    readers = {"compare", "data", "evaluate", "features", "predict", "run-on", "train"}
    assert reads == readers | {"tune"}
    for name in reads:
        assert {"--no-header", "--encoding", "--text-column"} <= given[name], name
