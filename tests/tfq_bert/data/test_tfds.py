import socket

import numpy as np
import pytest

from tfq_bert._quiet import quiet_import
from tfq_bert.data import load_dataset
from tfq_bert.data import tfds as reader

pytestmark = pytest.mark.slow

ROWS = {
    "train": [("good, good", 1), ("bad\nbad", 0), ("café", 1), (" ", 0)],
    "test": [("unknown", -1), ("hidden", -1), ("seen", 1)],
}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """Prepares two tiny sets offline, one of them with two configs."""
    tfds = reader._import_tfds()

    class TinyReviews(tfds.core.GeneratorBasedBuilder):
        VERSION = tfds.core.Version("1.0.0")

        def _info(self):
            features = {
                "idx": np.int32,
                "sentence": tfds.features.Text(),
                "label": tfds.features.ClassLabel(names=["neg", "pos"]),
                "stars": np.int64,
                "is_long": np.bool_,
                "score": np.float32,
                "shop": tfds.features.Text(),
            }
            return self.dataset_info_from_configs(
                features=tfds.features.FeaturesDict(features)
            )

        def _split_generators(self, dl_manager):  # noqa: ARG002
            return {split: self._generate_examples(split) for split in ROWS}

        def _generate_examples(self, split):
            for i, (text, label) in enumerate(ROWS[split]):
                yield (
                    i,
                    {
                        "idx": i,
                        "sentence": text,
                        "label": label,
                        "stars": i + 9,
                        "is_long": len(text) > 4,
                        "score": 0.5,
                        "shop": f"s{i % 2}",
                    },
                )

    class TinyGlue(TinyReviews):
        BUILDER_CONFIGS = [
            tfds.core.BuilderConfig(name=name, version="2.0.0", description=name)
            for name in ("one", "two")
        ]

    folder = tmp_path_factory.mktemp("tfds")
    builders = [TinyReviews(data_dir=str(folder))]
    builders += [TinyGlue(config=name, data_dir=str(folder)) for name in ("one", "two")]
    for builder in builders:
        builder.download_and_prepare()
    return folder


@pytest.fixture(autouse=True)
def no_connection(monkeypatch):
    """Fails the test if anything tries to reach the network."""

    def refuse(*args, **_):
        pytest.fail(f"a connection was attempted: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_a_prepared_set_is_read_by_its_name(data_dir):
    data = load_dataset("tfds:tiny_reviews", data_dir=data_dir)
    rows = sorted(zip(data.texts, data.labels, strict=True))
    assert rows == [("bad\nbad", "neg"), ("café", "pos"), ("good, good", "pos")]
    assert data.name == "tfds:tiny_reviews [train]"
    assert data.notes[0] == (
        "Texts from column 'sentence', labels from 'label' (chosen by name)."
    )
    assert data.notes[1] == "4 rows read, 3 kept."
    assert data.notes[2].startswith("1 row with a blank text was dropped (row ")


@pytest.mark.parametrize("name", ["tiny_glue/one", "tiny_glue/two:2.0.0"])
def test_a_config_and_a_version_may_be_named(data_dir, name):
    assert len(load_dataset(f"tfds:{name}", data_dir=data_dir)) == 3


def test_the_usual_folder_is_that_of_tfds(data_dir, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(data_dir))
    assert len(load_dataset("tfds:tiny_reviews", split="train[:50%]")) >= 1


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("stars", ("9", "10", "11")),
        ("is_long", ("False", "True")),
        ("shop", ("s0", "s1")),
    ],
)
def test_labels_of_other_types_keep_their_spelling(data_dir, column, names):
    data = load_dataset(
        "tfds:tiny_reviews", data_dir=data_dir, label_column=column, split="train+test"
    )
    assert set(names) <= set(data.class_names)


def test_hidden_labels_name_the_split_and_the_way_out(data_dir, error_of):
    message = error_of(
        load_dataset, "tfds:tiny_reviews", data_dir=data_dir, split="test"
    )
    assert message == (
        "Labels must not be negative, because -1 marks a row without a label. "
        "Received: tfds:tiny_reviews [test], where 2 of 3 labels are. Use "
        "another split: train."
    )


def test_a_missing_copy_names_the_path_without_a_connection(tmp_path, error_of):
    message = error_of(load_dataset, "tfds:glue/sst2", data_dir=tmp_path)
    assert message == (
        "The TFDS set must have a local copy. Received: 'glue/sst2', looked for "
        f"{str(tmp_path / 'glue' / 'sst2')!r}. Name its folder with `--data-dir`, or "
        "make it where there is a network: `tfq_bert.load_dataset('tfds:glue/sst2', "
        f"data_dir={str(tmp_path)!r}, download=True)`."
    )


def test_a_failed_download_is_one_line(tmp_path, error_of):
    message = error_of(
        load_dataset, "tfds:no_such_set", data_dir=tmp_path, download=True
    )
    assert message.startswith(
        "The TFDS set could not be downloaded. Received: 'no_such_set', looked for "
        f"{str(tmp_path / 'no_such_set')!r}. Cause: "
    )


def test_a_config_must_be_named_where_there_are_several(data_dir, error_of):
    assert error_of(load_dataset, "tfds:tiny_glue", data_dir=data_dir) == (
        "The TFDS name must have one of its configs. Received: 'tiny_glue'. Local "
        "copies: tiny_glue/one, tiny_glue/two."
    )


def test_an_unknown_split_lists_the_known(data_dir, error_of):
    message = error_of(
        load_dataset, "tfds:tiny_reviews", data_dir=data_dir, split="dev"
    )
    assert message == (
        "`--split` must be a split of tfds:tiny_reviews. Received: 'dev'. Known: test, "
        "train."
    )


@pytest.mark.parametrize(
    ("options", "role", "name", "kind"),
    [
        ({"text_column": "idx"}, "text", "idx", "a string"),
        (
            {"label_column": "score"},
            "label",
            "score",
            "a class label, an integer, a boolean or a string",
        ),
    ],
)
def test_features_of_the_wrong_type_are_named(
    data_dir, error_of, options, role, name, kind
):
    message = error_of(load_dataset, "tfds:tiny_reviews", data_dir=data_dir, **options)
    start = (
        f"The {role} feature must be {kind}. Received: {name!r} of tfds:tiny_reviews "
        "[train], which is "
    )
    assert message.startswith(start)
    assert message.endswith(f". Pass `--{role}-column`.")


def test_half_an_import_is_explained(monkeypatch, error_of):
    with quiet_import():
        import tensorflow_datasets as tfds
    monkeypatch.delattr(tfds, "load")
    assert error_of(reader._import_tfds) == (
        "tensorflow_datasets must import whole, which it does not with this "
        "tensorflow-metadata. Received: a module without `load`. Install the pinned "
        "versions: pip install --require-hashes -r requirements.lock"
    )
