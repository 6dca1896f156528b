"""Our own TFDS sets, made offline from the files that a user would bring."""

import hashlib
import shutil
from pathlib import Path

import pytest

from tfq_bert.data import load_dataset
from tfq_bert.data.tfds_builders import BUILDERS, AirlineTweets, find_manual_file

SHARED = Path(__file__).parents[4] / "shared/data"


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is absent")
@pytest.mark.parametrize(
    ("name", "file", "counts"),
    [
        ("sms_spam", "sms_spam.csv", {"ham": 4827, "spam": 747}),
        (
            "airline_tweets",
            "twitter_airline.csv",
            {"negative": 9178, "neutral": 3099, "positive": 2363},
        ),
    ],
)
def test_a_set_is_made_of_the_file_once_and_read_back(
    tmp_path, capfd, name, file, counts
):
    manual = tmp_path / "downloads/manual"
    manual.mkdir(parents=True)
    shutil.copy(SHARED / file, manual)
    made = load_dataset(f"tfds:{name}", data_dir=tmp_path)
    assert made.counts == counts
    assert capfd.readouterr().out == ""
    (manual / file).unlink()
    again = load_dataset(f"tfds:{name}", data_dir=tmp_path)
    assert (again.texts, again.labels) == (made.texts, made.labels)
    plain = load_dataset(SHARED / file)
    assert sorted(zip(again.texts, again.labels, strict=True)) == sorted(
        zip(plain.texts, plain.labels, strict=True)
    )


def test_a_missing_file_says_what_to_put_where(tmp_path, error_of):
    message = error_of(load_dataset, "tfds:sms_spam", data_dir=tmp_path)
    folder = tmp_path / "downloads/manual"
    assert message == (
        f"The set is made from a file that you bring. Received: none of sms_spam.csv "
        f"in {str(folder)!r}. Get it from {BUILDERS['sms_spam'].HOMEPAGE} and put it "
        "there."
    )


def test_another_file_of_that_name_is_refused(tmp_path, error_of):
    file = tmp_path / "twitter_airline.csv"
    file.write_text("text,label\nhi,neutral\n")
    arguments = (AirlineTweets.FILES, tmp_path, AirlineTweets.HOMEPAGE)
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    assert f"Received: sha256 {found}" in error_of(find_manual_file, *arguments)
    file.rename(tmp_path / "Tweets.csv")
    assert find_manual_file(*arguments) == tmp_path / "Tweets.csv"


def test_every_set_has_terms_and_a_citation():
    for name, kind in BUILDERS.items():
        assert kind.name == name
        for text in (kind.DESCRIPTION, kind.HOMEPAGE, kind.TERMS, kind.CITATION):
            assert text
