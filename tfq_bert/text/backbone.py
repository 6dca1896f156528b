"""A preset name or folder to a BERT backbone and its tokenizer.

Does not decide what is trained; the model does.
"""

from pathlib import Path

from tfq_bert._quiet import keras_nlp
from tfq_bert.errors import InputError
from tfq_bert.text.presets import EMBEDDED_PRESETS, embedded_preset_folder
from tfq_bert.text.tokenizer import HybridTokenizer

_REMOTE = ("hf://", "kaggle://", "modelscope://")


def load_backbone(preset, **kwargs):
    """Loads a BERT backbone and its tokenizer.

    Args:
        preset: str. `"minilm_l6_en"` (weights in an installed package), a folder in
            keras-hub's or Hugging Face's layout, or any name that
            `keras_nlp.models.BertBackbone.from_preset` knows; only the last may use
            the network.
        **kwargs: Passed to `BertBackbone.from_preset` (`dtype`, `load_weights`).

    Returns:
        `(backbone, tokenizer, lowercase)`: a `keras_nlp.models.BertBackbone`, a
        `HybridTokenizer` that leaves case alone, and whether the vocabulary is
        uncased, for `HybridPreprocessor`.

    Raises:
        InputError: If nothing is found under that name, or it is not BERT.

    Example:
    >>> backbone, tokenizer, lowercase = load_backbone(
    ...     "minilm_l6_en", load_weights=False)
    >>> backbone.hidden_dim, tokenizer.vocabulary_size(), lowercase
    (384, 30522, True)
    """
    source = str(preset)
    known = sorted(keras_nlp.models.BertBackbone.presets)
    if source in EMBEDDED_PRESETS:
        source = str(embedded_preset_folder(source))
    elif Path(source).is_dir():
        if not any((Path(source) / n).is_file() for n in ("config.json",)):
            raise InputError(
                "`preset` must be a folder with a config.json, in keras-hub's or "
                f"Hugging Face's layout. Received: preset={source!r}, which has none."
            )
    elif source not in known and not source.startswith(_REMOTE):
        names = ", ".join([*EMBEDDED_PRESETS, *known])
        raise InputError(
            f"`preset` must be a folder or a known name. Received: preset={source!r}, "
            f"no such folder. Known names: {names}; or hf://USER/MODEL."
        )
    try:
        backbone = keras_nlp.models.BertBackbone.from_preset(source, **kwargs)
        tokenizer = keras_nlp.models.BertTokenizer.from_preset(source)
        lowercase = tokenizer.lowercase
        tokenizer = HybridTokenizer(
            tokenizer.get_vocabulary(), lowercase=False, strip_accents=False
        )
    except Exception as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        if Path(source).is_dir():
            raise InputError(
                "`preset` must hold a BERT model and its vocabulary. Received: "
                f"preset={source!r}. Cause: {reason[0]}"
            ) from error
        raise InputError(
            f"The weights of preset {source!r} could not be fetched, and no copy was "
            "found in the Kaggle or Hugging Face cache. Without network, give a folder "
            'that holds config.json, weights and vocab.txt, or "minilm_l6_en". '
            f"Cause: {reason[0]}"
        ) from error
    return backbone, tokenizer, lowercase


def rest_idle_weights(backbone, pooling: str) -> None:
    """Takes out of training what has no effect on the output.

    The bias of attention's keys adds the same to all scores of a query, which a softmax
    does not see: its gradient is rounding, of which Adam makes whole steps, other ones
    on each machine. Without its output, the pooler gets no gradient at all, and Keras
    would warn at every fit.

    Args:
        backbone: `keras_nlp.models.BertBackbone`.
        pooling: str. As in `HybridTextClassifier`.
    """
    if pooling == "mean":
        backbone.pooled_dense.trainable = False
    for weight in backbone.weights:
        if weight.path.endswith("self_attention_layer/key/bias"):
            weight.trainable = False
