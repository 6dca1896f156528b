import pytest

from tfq_bert.data import load_dataset


@pytest.fixture
def folder(tmp_path):
    for split in ("train", "test"):
        for label in ("neg", "pos"):
            place = tmp_path / split / label
            place.mkdir(parents=True)
            for i in (10, 2):
                (place / f"{i}_1.txt").write_text(f"{split} {label} {i}\n\nend")
    (tmp_path / "train/unsup").mkdir()
    (tmp_path / "train/unsup/0_0.txt").write_text("no label")
    (tmp_path / "train/pos/3_1.txt").write_text("")
    (tmp_path / "train/README").write_text("about")
    return tmp_path


def test_the_layout_of_imdb_is_read(folder):
    data = load_dataset(folder)
    assert data.name == f"{folder} [train]"
    assert data.labels == ("neg", "neg", "pos", "pos")
    assert data.texts[0] == "train neg 2\n\nend"
    assert data.texts[1] == "train neg 10\n\nend"
    assert data.notes == (
        "Texts from 5 files, labels from the names of their folders.",
        "The folder 'unsup', without labels, was not read.",
        "5 rows read, 4 kept.",
        "1 row with a blank text was dropped (file 4).",
    )
    assert load_dataset(folder, split="test").texts[0] == "test neg 2\n\nend"


def test_a_folder_of_classes_needs_no_splits(folder, error_of):
    data = load_dataset(folder / "test")
    assert (len(data), data.class_names) == (4, ("neg", "pos"))
    assert error_of(load_dataset, folder / "test", split="train") == (
        f"`--split` must be a folder in {str(folder / 'test')!r}. Received: 'train'. "
        "It has no splits."
    )


def test_other_faults_are_one_line(folder, error_of):
    assert "Known: train, test." in error_of(load_dataset, folder, split="dev")
    assert "must hold one folder of .txt files" in error_of(
        load_dataset, folder / "train/neg"
    )
    (folder / "test/neg/5_1.txt").write_bytes("café".encode("latin-1"))
    assert "byte 0xe9 at offset 3" in error_of(load_dataset, folder, split="test")
    assert load_dataset(folder, split="test", encoding="latin-1").texts[1] == "café"
    for option in ("text_column", "label_column", "delimiter"):
        assert "must go with a file" in error_of(load_dataset, folder, **{option: "x"})
