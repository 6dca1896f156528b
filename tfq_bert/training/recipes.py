"""Named settings of a training run, each an ordinary composition of Keras parts.

Does not run anything; `train` does.
"""

from dataclasses import dataclass

from tfq_bert.errors import InputError


@dataclass(frozen=True)
class Recipe:
    """Holds the settings that a recipe decides; a user's own option goes first.

    Attributes:
        trainable_backbone: bool.
        epochs: int. At most so many.
        batch_size: int.
        learning_rate: float. Of AdamW.
        warmup: float. Share of the steps with a rising rate, which then falls to 0
            along a cosine; 0 keeps the rate.
        patience: int. Epochs without a better validation loss before it stops and
            goes back to the best weights; 0 never stops and keeps the last.
        loss: "cross_entropy" or "mean_squared_error".
        class_weight: "balanced" or None.
        pooling: "mean" or "cls".
        sequence_length: int. Tokens.
        weight_stddev: float. Spread of the circuit's first weights, radians.
    """

    trainable_backbone: bool = False
    epochs: int = 30
    batch_size: int = 32
    learning_rate: float = 2e-3
    warmup: float = 0.0
    patience: int = 5
    loss: str = "cross_entropy"
    class_weight: str | None = None
    pooling: str = "mean"
    sequence_length: int = 64
    weight_stddev: float = 0.5


RECIPES = {
    # BERT as it is, its output computed once, the head trained until it stops.
    "frozen": Recipe(),
    # All of BERT trained, as in Devlin et al. 2018, appendix A.3.
    "full": Recipe(
        trainable_backbone=True, epochs=2, learning_rate=1e-4, warmup=0.1, patience=0
    ),
    # What the author's notebooks of Masum et al. 2025 do.
    "paper": Recipe(
        epochs=5,
        learning_rate=1e-3,
        patience=0,
        loss="mean_squared_error",
        class_weight="balanced",
        pooling="cls",
        sequence_length=25,
        weight_stddev=0.01,
    ),
}


def get_recipe(name: str) -> Recipe:
    """Returns a recipe by name.

    Args:
        name: One of `RECIPES`.

    Returns:
        `Recipe`.

    Raises:
        InputError: If the name is unknown.

    Example:
    >>> get_recipe("paper").epochs
    5
    """
    if name not in RECIPES:
        raise InputError(
            f"`recipe` must be one of {', '.join(RECIPES)}. Received: recipe={name!r}."
        )
    return RECIPES[name]
