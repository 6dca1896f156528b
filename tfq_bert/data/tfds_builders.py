"""TFDS sets that tensorflow-datasets itself lacks, made from files that you bring.

Importing this module imports tensorflow_datasets and registers them. Nothing is
downloaded: their terms forbid a copy, or their hosts want a click.
"""

import hashlib
from pathlib import Path

import tensorflow_datasets as tfds

from tfq_bert.data.dataset import TextDataset
from tfq_bert.data.readers import read_labeled_file
from tfq_bert.errors import InputError


class _ManualTexts(tfds.core.GeneratorBasedBuilder):
    """Texts and labels of one CSV or TSV file in the manual directory."""

    VERSION = tfds.core.Version("1.0.0")
    FILES: dict[str, tuple[str, ...]]  # by name, the sha256 of the forms we know
    CLASSES: tuple[str, ...]
    DESCRIPTION = HOMEPAGE = CITATION = TERMS = ""

    def _info(self):
        return tfds.core.DatasetInfo(
            builder=self,
            description=self.DESCRIPTION,
            features=tfds.features.FeaturesDict(
                {
                    "text": tfds.features.Text(),
                    "label": tfds.features.ClassLabel(names=list(self.CLASSES)),
                }
            ),
            supervised_keys=("text", "label"),
            homepage=self.HOMEPAGE,
            citation=self.CITATION,
            license=self.TERMS,
        )

    def _split_generators(self, dl_manager):
        file = find_manual_file(self.FILES, Path(dl_manager.manual_dir), self.HOMEPAGE)
        return {"train": self._generate_examples(file)}

    def _generate_examples(self, file):
        dataset = self._read(file)
        unknown = sorted(set(dataset.labels) - set(self.CLASSES))
        if unknown:
            raise InputError(
                f"The labels must be {', '.join(self.CLASSES)}. Received: "
                f"{', '.join(map(repr, unknown[:5]))} in {str(file)!r}."
            )
        for row, pair in enumerate(zip(dataset.texts, dataset.labels, strict=True)):
            yield row, dict(zip(("text", "label"), pair, strict=True))

    def _read(self, file: Path) -> TextDataset:
        return read_labeled_file(file)


class SmsSpam(_ManualTexts):
    """The SMS Spam Collection: 5,574 messages, ham or spam."""

    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put sms_spam.csv, with the columns text and label, into the manual directory."
    )
    FILES = {
        "sms_spam.csv": (
            "3c4813fa2fef14874db394135340772f2911bef325593216f89a1b044cabc9f6",
        )
    }
    CLASSES = ("ham", "spam")
    DESCRIPTION = "5,574 English SMS messages, labeled ham or spam; no official split."
    HOMEPAGE = "https://archive.ics.uci.edu/dataset/228/sms+spam+collection"
    TERMS = "Free, with the authors' copyright notice and a citation."
    CITATION = """@inproceedings{almeida2011sms,
  title={Contributions to the Study of SMS Spam Filtering: New Collection and Results},
  author={Almeida, Tiago A. and Gomez Hidalgo, Jose Maria and Yamakami, Akebo},
  booktitle={Proceedings of the 11th ACM Symposium on Document Engineering},
  year={2011}
}"""


class AirlineTweets(_ManualTexts):
    """Tweets to six US airlines in February 2015: negative, neutral or positive."""

    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put Tweets.csv, or twitter_airline.csv with the columns text and label, into "
        "the manual directory."
    )
    FILES = {
        "twitter_airline.csv": (
            "257d43c8be8762c8a2a526b89660c94fa5db253ae2a03c3a4f9dd6f79197c447",
        ),
        "Tweets.csv": (),
    }
    CLASSES = ("negative", "neutral", "positive")
    DESCRIPTION = "14,640 tweets to six US airlines, labeled by sentiment."
    HOMEPAGE = "https://www.kaggle.com/datasets/crowdflower/twitter-airline-sentiment"
    TERMS = "CC BY-NC-SA 4.0: not for commercial use."
    CITATION = """@misc{crowdflower2015airline,
  title={Twitter US Airline Sentiment},
  author={{CrowdFlower}},
  year={2015},
  howpublished={https://www.kaggle.com/datasets/crowdflower/twitter-airline-sentiment}
}"""


BUILDERS = {"sms_spam": SmsSpam, "airline_tweets": AirlineTweets}


def find_manual_file(
    files: dict[str, tuple[str, ...]], folder: Path, homepage: str
) -> Path:
    """Finds the file that a set is made of, and checks that it is the known one.

    Args:
        files: dict from a file's name to the sha256 sums of its known forms; without
            any, the file is not checked.
        folder: Path. The manual directory.
        homepage: str. Where the file comes from, for the message.

    Returns:
        Path of the first that is there.

    Raises:
        InputError: If none is there, or its sum is another.
    """
    for name, sums in files.items():
        path = folder / name
        if not path.is_file():
            continue
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if sums and found not in sums:
            raise InputError(
                f"{str(path)!r} must be the known file. Received: sha256 {found}, "
                f"expected {' or '.join(sums)}. Get it anew from {homepage}, or read "
                "your own as a CSV file."
            )
        return path
    raise InputError(
        f"The set is made from a file that you bring. Received: none of "
        f"{', '.join(files)} in {str(folder)!r}. Get it from {homepage} and put it "
        "there."
    )
