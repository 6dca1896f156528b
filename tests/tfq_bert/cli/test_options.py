from tfq_bert.cli import options


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
