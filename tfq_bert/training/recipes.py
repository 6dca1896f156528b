"""Named settings of a training run, each an ordinary composition of Keras parts.

Does not run anything; `fit_stages` does.
"""

from dataclasses import dataclass

from tfq_bert.choices import check_choice


@dataclass(frozen=True)
class Stage:
    """Holds the settings of one call of `fit`.

    Attributes:
        trained: "head", "all", or the number of BERT's last blocks that are trained
            with the head.
        epochs: int. At most so many.
        learning_rate: float. Of AdamW, the highest.
        warmup: float. Share of the steps with a rising rate, which then falls to 0 in
            a line; 0 keeps the rate.
        patience: int. Epochs without a better validation loss before it stops and
            goes back to the best weights; 0 never stops and keeps the last.
    """

    trained: str | int = "head"
    epochs: int = 30
    learning_rate: float = 2e-3
    warmup: float = 0.0
    patience: int = 5


@dataclass(frozen=True)
class Recipe:
    """Holds the settings that a recipe decides; a user's own option goes first.

    Attributes:
        last: `Stage`. The last one, or the only one.
        earlier: tuple of `Stage`. Those before it.
        top_blocks: int, or None where no stage trains the last blocks alone.
        batch_size: int.
        loss: "cross_entropy" or "mean_squared_error".
        label_smoothing: float. Share of the target that all classes get alike.
        class_weight: "balanced" or "none".
        layer_decay: float. Factor of the learning rate from one block of BERT to the
            one below, as in `layer_scales`.
        weight_decay: float. Of AdamW.
        clip_norm: float. Longest gradient of all weights together; 0 for any.
        pooling: "mean" or "cls".
        sequence_length: int. Tokens.
        weight_stddev: float. Spread of the circuit's first weights, radians.
    """

    last: Stage = Stage()
    earlier: tuple[Stage, ...] = ()
    top_blocks: int | None = None
    batch_size: int = 32
    loss: str = "cross_entropy"
    label_smoothing: float = 0.0
    class_weight: str = "none"
    layer_decay: float = 1.0
    weight_decay: float = 0.004
    clip_norm: float = 0.0
    pooling: str = "mean"
    sequence_length: int = 64
    weight_stddev: float = 0.5

    @property
    def trains_bert(self) -> bool:
        """Whether BERT's weights are other ones in the end."""
        return self.last.trained != "head"


_FULL = {"layer_decay": 0.9, "weight_decay": 0.01, "clip_norm": 1.0}
RECIPES = {
    # BERT as it is, its output computed once, the head trained until it stops.
    "frozen": Recipe(),
    # All of BERT trained, as in Devlin et al. 2018, appendix A.3.
    "full": Recipe(Stage("all", 3, 1e-4, warmup=0.1, patience=2), **_FULL),
    # From the top down: a head that knows nothing yet does BERT's weights no good.
    "gradual": Recipe(
        Stage("all", 2, 1e-4, warmup=0.1, patience=2),
        earlier=(Stage("head"), Stage("top", 1, 1e-4, warmup=0.1, patience=2)),
        top_blocks=2,
        **_FULL,
    ),
    # What the author's notebooks of Masum et al. 2025 do.
    "paper": Recipe(
        Stage("head", 5, 1e-3, patience=0),
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
    >>> get_recipe("paper").last.epochs
    5
    """
    check_choice("recipe", name, RECIPES)
    return RECIPES[name]
