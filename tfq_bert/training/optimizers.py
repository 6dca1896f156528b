"""AdamW with a rate for each depth of BERT, and the rate's rise and fall.

Does not choose the numbers; recipes do.
"""

import re

from tfq_bert._quiet import keras, tf


@keras.saving.register_keras_serializable(package="tfq_bert")
class ScaledAdamW(keras.optimizers.AdamW):
    """Runs AdamW with the learning rate times a factor for some variables.

    The factor scales the weight decay as well, which AdamW multiplies by the rate.
    An embedding's gradient adds up over the places of a token before it is squared.

    Args:
        learning_rate: float or `keras.optimizers.schedules.LearningRateSchedule`.
        scales: dict from a regular expression to a factor: the first that is found
            in a variable's `path` counts; 1 where none is.
        **kwargs: Passed to `keras.optimizers.AdamW`.

    Example:
    >>> optimizer = ScaledAdamW(1e-3, scales={"embedding": 0.5})
    >>> optimizer.scale_of("backbone/token_embedding/embeddings")
    0.5

    Reference:
        Howard and Ruder 2018, "Universal Language Model Fine-tuning for Text
        Classification", section 3.2 (https://arxiv.org/abs/1801.06146). Differs: for
        AdamW and any group of variables.
    """

    def __init__(self, learning_rate=1e-3, scales=None, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.scales = dict(scales or {})

    def scale_of(self, path: str) -> float:
        """Returns the factor of the variable at a path."""
        found = (f for rule, f in self.scales.items() if re.search(rule, path))
        return next(found, 1.0)

    def apply(self, grads, trainable_variables=None):
        # Keras 3.15 squares the parts of a token that comes twice, and adds them then.
        grads = [g if g is None else tf.convert_to_tensor(g) for g in grads]
        super().apply(grads, trainable_variables)

    def update_step(self, gradient, variable, learning_rate):
        # Keras hands over TensorFlow's variable, which has no path.
        ours = self._trainable_variables[self._get_variable_index(variable)]
        rate = learning_rate * self.scale_of(ours.path)
        if self.weight_decay and self._use_weight_decay(ours):
            decay = keras.ops.cast(self.weight_decay * rate, variable.dtype)
            self.assign_sub(variable, variable * decay)
        super().update_step(gradient, variable, rate)

    def _apply_weight_decay(self, variables):
        """Does nothing: `update_step` decays each variable, by its own rate."""

    def get_config(self):
        return {**super().get_config(), "scales": dict(self.scales)}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return super().from_config(dict(config), custom_objects)  # Keras modifies it


def layer_scales(num_layers: int, decay: float) -> dict[str, float]:
    """Makes factors that fall from BERT's last block to its embeddings.

    Block `i` of `num_layers` gets `decay ** (num_layers - i)`, counted from 0, and the
    embeddings `decay ** (num_layers + 1)`; the head keeps 1.

    Args:
        num_layers: int. Blocks of BERT.
        decay: float in (0, 1].

    Returns:
        dict for `ScaledAdamW`.

    Example:
    >>> layer_scales(2, 0.5)
    {'transformer_layer_0/': 0.25, 'transformer_layer_1/': 0.5, 'embedding': 0.125}
    """
    blocks = {
        f"transformer_layer_{i}/": decay ** (num_layers - i) for i in range(num_layers)
    }
    return {**blocks, "embedding": decay ** (num_layers + 1)}


@keras.saving.register_keras_serializable(package="tfq_bert")
class WarmupLinearDecay(keras.optimizers.schedules.LearningRateSchedule):
    """Raises the rate linearly from 0 and lowers it linearly to 0.

    `rate(t) = peak * min((t + 1) / warmup, (total - t) / (total - warmup))`, at
    least 0, for step t from 0.

    Args:
        peak: float. The highest rate.
        warmup_steps: int. Steps of the rise; 0 for none.
        total_steps: int. Steps until 0, more than `warmup_steps`.

    Example:
    >>> rate = WarmupLinearDecay(1.0, warmup_steps=2, total_steps=6)
    >>> [float(rate(step)) for step in range(6)]
    [0.5, 1.0, 1.0, 0.75, 0.5, 0.25]

    Reference:
        Devlin et al. 2018, "BERT", appendix A.2 (https://arxiv.org/abs/1810.04805).
    """

    def __init__(self, peak, warmup_steps, total_steps):
        super().__init__()
        self.peak, self.warmup_steps = peak, warmup_steps
        self.total_steps = total_steps

    def __call__(self, step):
        step = keras.ops.cast(step, "float32")
        rise = (step + 1) / max(1, self.warmup_steps)
        fall = (self.total_steps - step) / max(1, self.total_steps - self.warmup_steps)
        share = keras.ops.minimum(rise, fall) if self.warmup_steps else fall
        return self.peak * keras.ops.maximum(share, 0.0)

    def get_config(self):
        return {
            "peak": self.peak,
            "warmup_steps": self.warmup_steps,
            "total_steps": self.total_steps,
        }
