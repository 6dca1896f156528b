"""Files as their makers spread them: each is read with the options its error names.

The second route is the csv module, and lines and files counted one by one.
"""

import csv
from pathlib import Path

import pytest

from tfq_bert.data import load_dataset
from tfq_bert.errors import InputError

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "raw_samples"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="../shared/data/raw_samples is absent"
)

NUMBERED = {"no_header": True, "text_column": "2,3", "label_column": "1"}
# Name: options, the columns of text and label by the csv module, lines above the rows.
TABLES = {
    "agnews_test.csv": (NUMBERED, (1, 2), 0, 0),
    "twitter_airline.csv": ({}, (10,), 1, 1),
    "twitter_author.tsv": ({}, (0,), 1, 1),
    "yelp_official_test_head.csv": ({}, (1,), 0, 1),
    "yelp_open_stars.csv": ({"label_column": "label2"}, (0,), 2, 1),
    "yelp_train.csv": ({}, (0,), 1, 1),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_hold_what_the_csv_module_reads(name):
    options, texts, label, above = TABLES[name]
    sign = "\t" if name.endswith(".tsv") else ","
    with open(SAMPLES / name, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter=sign))[above:]
    dataset = load_dataset(SAMPLES / name, **options)
    assert dataset.texts == tuple(" ".join(row[i] for i in texts) for row in rows)
    assert dataset.labels == tuple(row[label].strip() for row in rows)


@pytest.mark.parametrize(
    "name", ["sst2_train.txt", "trec_train.txt", "yelp_official_test_tokenised.txt"]
)
def test_lines_hold_a_label_and_a_text(name):
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    dataset = load_dataset(SAMPLES / name)
    pairs = [f"{b} {a}" for a, b in zip(dataset.texts, dataset.labels, strict=True)]
    assert pairs == lines


def test_the_messages_without_a_header_are_told_apart():
    lines = (SAMPLES / "sms_spam.tsv").read_bytes().decode().removesuffix("\n")
    dataset = load_dataset(SAMPLES / "sms_spam.tsv", no_header=True)
    pairs = zip(dataset.labels, dataset.texts, strict=True)
    assert [f"{label}\t{text}" for label, text in pairs] == lines.split("\n")


def test_the_folder_of_reviews_holds_its_files():
    dataset = load_dataset(SAMPLES / "aclImdb")
    files = (SAMPLES / "aclImdb" / "train").glob("*/*.txt")
    expected = [(f.read_text(encoding="utf-8"), f.parent.name) for f in files]
    pairs = zip(dataset.texts, dataset.labels, strict=True)
    assert sorted(pairs) == sorted(expected)


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("agnews_test.csv", "--no-header"),
        ("sms_spam.tsv", "--no-header"),
        ("yelp_open_stars.csv", "--label-column"),
    ],
)
def test_what_is_not_found_by_itself_names_the_option(name, option):
    with pytest.raises(InputError) as caught:
        load_dataset(SAMPLES / name)
    assert f"`{option}`" in str(caught.value)
    assert "\n" not in str(caught.value)
