"""Sets with the features of well-known TFDS text sets, prepared and read offline.

The second route is `tfds.load`, with the code that TFDS itself has for these names.
"""

import socket

import pytest

from tfq_bert._quiet import quiet_import
from tfq_bert.data import load_dataset
from tfq_bert.errors import InputError

pytestmark = pytest.mark.slow

# name/config: version, string features, classes or None for plain integers, splits.
SHAPES = {
    "imdb_reviews/plain_text": (
        "1.0.0",
        ("text",),
        ("label", ["neg", "pos"]),
        {
            "train": [("A fine<br />film", 1), ("dull", 0), ("so, so", 1)],
            "test": [("good", 1), ("bad", 0)],
            "unsupervised": [("no label here", -1), ("nor here", -1)],
        },
    ),
    "glue/sst2": (
        "2.0.0",
        ("sentence",),
        ("label", ["negative", "positive"]),
        {
            "train": [("hide new secretions ", 0), ("charming", 1)],
            "validation": [("it 's a joy", 1), ("no fun", 0)],
            "test": [("uneasy mishmash", -1), ("this film", -1)],
        },
    ),
    "yelp_polarity_reviews": (
        "0.2.0",
        ("text",),
        ("label", ["1", "2"]),
        {"train": [("Rude staff", 0), ("Great\nfood", 1)], "test": [("ok", 1)]},
    ),
    "ag_news_subset": (
        "1.0.0",
        ("title", "description"),
        ("label", ["World", "Sports", "Business", "Sci/Tech"]),
        {"train": [("Cup", 1), ("Oil up", 2), ("Chips", 3)], "test": [("Talks", 0)]},
    ),
    "sentiment140": (
        "1.0.0",
        ("text", "date", "user", "query"),
        ("polarity", None),
        {"train": [("yay", 4), ("meh", 0)], "test": [("fine", 2), ("good", 4)]},
    ),
}
_LONGER = {"description": "a longer story", "date": "Mon May 11", "query": "NO_QUERY"}


def _make(tfds, folder, name, shape):
    import numpy as np

    version, texts, (label, classes), splits = shape
    base, _, config = name.partition("/")
    with_index = base == "glue"

    class Builder(tfds.core.GeneratorBasedBuilder, skip_registration=True):
        VERSION = tfds.core.Version(version)
        BUILDER_CONFIGS = (
            [tfds.core.BuilderConfig(name=config, version=version)] if config else []
        )

        def _info(self):
            kind = np.int32 if classes is None else tfds.features.ClassLabel
            features = {text: tfds.features.Text() for text in texts}
            features[label] = kind if classes is None else kind(names=classes)
            features |= {"idx": np.int32} if with_index else {}
            features = tfds.features.FeaturesDict(features)
            return tfds.core.DatasetInfo(builder=self, features=features)

        def _split_generators(self, dl_manager):  # noqa: ARG002
            return {split: self._generate_examples(split) for split in splits}

        def _generate_examples(self, split):
            for i, (text, value) in enumerate(splits[split]):
                row = {name: _LONGER.get(name, f"{name} {i}") for name in texts}
                row |= {texts[0]: text, label: value}
                yield i, row | ({"idx": i} if with_index else {})

    Builder.name = base
    Builder(data_dir=str(folder)).download_and_prepare()


@pytest.fixture(scope="module")
def tfds():
    with quiet_import():
        import tensorflow_datasets
    return tensorflow_datasets


@pytest.fixture(scope="module")
def data_dir(tfds, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shapes")
    for name, shape in SHAPES.items():
        _make(tfds, folder, name, shape)
    return folder


@pytest.fixture(autouse=True)
def no_connection(monkeypatch):
    def refuse(*args, **_):
        pytest.fail(f"a connection was attempted: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def _rows(dataset):
    return sorted(zip(dataset.texts, dataset.labels, strict=True))


def _name(classes, value):
    return str(value) if classes is None else classes[value]


LABELED = [
    (name, split)
    for name, (_, _, _, splits) in SHAPES.items()
    for split, rows in splits.items()
    if min(value for _, value in rows) >= 0
]


@pytest.mark.parametrize(("name", "split"), LABELED)
def test_every_labeled_split_is_read_by_its_name(data_dir, name, split):
    _, texts, (_, classes), splits = SHAPES[name]
    dataset = load_dataset(
        f"tfds:{name}", data_dir=data_dir, split=split, text_column=texts[0]
    )
    assert _rows(dataset) == sorted((t, _name(classes, v)) for t, v in splits[split])


@pytest.mark.parametrize(
    ("name", "features"),
    [
        ("imdb_reviews", "'text', labels from 'label'"),
        ("glue/sst2", "'sentence', labels from 'label'"),
        ("yelp_polarity_reviews", "'text', labels from 'label'"),
        ("ag_news_subset", "'description', labels from 'label'"),
        ("sentiment140", "'text', labels from 'polarity'"),
    ],
)
def test_the_features_are_found_by_name(data_dir, name, features):
    dataset = load_dataset(f"tfds:{name}", data_dir=data_dir)
    assert dataset.notes[0] == f"Texts from column {features} (chosen by name)."


def test_several_features_are_joined(data_dir):
    dataset = load_dataset(
        "tfds:ag_news_subset",
        data_dir=data_dir,
        split="test",
        text_column="title,description",
    )
    assert _rows(dataset) == [("Talks a longer story", "World")]


@pytest.mark.parametrize(
    ("name", "split", "way_out"),
    [
        ("glue/sst2", "test", "Use the validation split: `--split validation`."),
        ("imdb_reviews", "unsupervised", "Use another split: test, train."),
    ],
)
def test_a_split_without_labels_is_refused_by_name(data_dir, name, split, way_out):
    with pytest.raises(InputError) as caught:
        load_dataset(f"tfds:{name}", data_dir=data_dir, split=split)
    assert str(caught.value).endswith(
        f"Received: tfds:{name} [{split}], where 2 of 2 labels are. {way_out}"
    )


def test_tfds_load_gives_the_same_rows_as_its_own_imdb_reviews(tfds, data_dir):
    found = tfds.load(
        "imdb_reviews", data_dir=str(data_dir), split="train", download=False
    )
    names = tfds.builder("imdb_reviews", data_dir=str(data_dir)).info.features["label"]
    expected = [
        (row["text"].decode(), names.int2str(int(row["label"])))
        for row in tfds.as_numpy(found)
    ]
    dataset = load_dataset("tfds:imdb_reviews", data_dir=data_dir)
    assert _rows(dataset) == sorted(expected)
    assert len(expected) == 3


def test_a_copy_with_a_spoiled_file_is_one_line(tfds, tmp_path):
    _make(tfds, tmp_path, "ag_news_subset", SHAPES["ag_news_subset"])
    (shard,) = tmp_path.rglob("*-train.tfrecord*")
    shard.write_bytes(shard.read_bytes()[:40])
    with pytest.raises(InputError) as caught:
        load_dataset("tfds:ag_news_subset", data_dir=tmp_path)
    message = str(caught.value)
    assert message.startswith("The local copy of the TFDS set must be whole, and")
    assert "\n" not in message


def test_a_split_that_cannot_be_sliced_is_one_line(data_dir):
    with pytest.raises(InputError) as caught:
        load_dataset("tfds:sentiment140", data_dir=data_dir, split="train[:x%]")
    message = str(caught.value)
    assert "Received: tfds:sentiment140 [train[:x%]] (" in message
    assert "\n" not in message
