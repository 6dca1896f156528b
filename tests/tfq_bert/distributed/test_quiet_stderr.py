import pytest

CODE = (
    "import os, sys\n"
    "from tfq_bert.distributed.quiet_stderr import quiet_stderr\n"
    "quiet_stderr()\n"
    "os.write(2, b'from C++\\n')\n"
    "print('from Python', file=sys.stderr)\n"
)


@pytest.mark.parametrize(
    ("level", "lines"), [("1", ["from Python"]), ("0", ["from C++", "from Python"])]
)
def test_only_python_reaches_the_terminal_unless_logs_are_asked_for(
    run_python, level, lines
):
    done = run_python(CODE, TF_CPP_MIN_LOG_LEVEL=level)
    found = [line for line in done.stderr.splitlines() if line.startswith("from")]
    assert (done.returncode, found) == (0, lines)
