import pytest

import tfq_bert


@pytest.mark.parametrize("name", tfq_bert.__all__)
def test_every_public_name_is_there(name):
    assert getattr(tfq_bert, name) is not None
    assert name in dir(tfq_bert)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError) as caught:
        tfq_bert.nothing  # noqa: B018
    assert str(caught.value) == "module 'tfq_bert' has no attribute 'nothing'"


@pytest.mark.parametrize(
    ("program", "words", "is_light"),
    [
        ("-m", ["python", "-m", "tfq_bert", "--help"], True),
        ("-m", ["python", "-m", "mine"], False),
        ("mine.py", ["python", "mine.py", "tfq_bert"], False),
        ("/a/bin/tfq-bert", ["python", "/a/bin/tfq-bert"], True),
    ],
)
def test_the_command_line_is_known_by_its_name_or_as_a_module(
    monkeypatch, program, words, is_light
):
    monkeypatch.setattr("sys.argv", [program])
    monkeypatch.setattr("sys.orig_argv", words)
    assert tfq_bert._is_command_line() is is_light


def test_the_command_line_imports_no_framework(run_python):
    """A help page must come at once: under the name tfq-bert nothing heavy loads."""
    done = run_python(
        "import sys\n"
        "sys.argv[0] = '/somewhere/bin/tfq-bert'\n"
        "import tfq_bert\n"
        "print([n for n in ('tensorflow', 'keras', 'cirq') if n in sys.modules])"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
