"""The module that becomes a SavedModel: its signatures and what they read.

Does not write files.
"""

from tfq_bert._quiet import keras, tf
from tfq_bert.export.small_weights import SmallWeights

OPS = ("text", "core")


class Servable(tf.Module):
    """Holds what the graph needs: tokenizer tables and weights, no optimizer.

    Args:
        model: `HybridTextClassifier` with a preprocessor.
        ops: `"text"`, with tensorflow-text's tokenizer, or `"core"`.
        quantize: None, `"float16"` or `"int8"`: how BERT's matrices are stored.

    Attributes:
        functions: dict from the name of a signature to its `tf.function`.

    Raises:
        ValueError: If `ops="core"` and the preprocessor has rules of its own.
    """

    def __init__(self, model, ops: str = "text", quantize: str | None = None):
        super().__init__(name="servable")
        self.preprocessor = model.preprocessor
        if ops == "core":
            from tfq_bert.text.core_preprocessing import CorePreprocessor

            self.preprocessor = CorePreprocessor(model.preprocessor)
        # Not the Keras models themselves: each would add a graph of its own.
        self.weights = SmallWeights(model.backbone, quantize)
        self.head = [v.value for v in model.head.variables]
        names = tf.constant(model.class_names, tf.string)
        is_softmax = model.activation is keras.activations.softmax
        angles, quantum, _ = model.head.layers
        takes_text = [tf.TensorSpec([None], tf.string, name="text")]

        @tf.function(input_signature=takes_text)
        def read(text):  # in the file once, called by each signature
            tokens = self.preprocessor(text)
            with self.weights.in_place(model.backbone, tokens) as tokens:
                return tf.cast(model.pool(tokens), tf.float32)

        @tf.function(input_signature=takes_text)
        def serve(text):
            outputs = model.head(read(text), training=False)
            if not is_softmax:
                outputs = tf.nn.softmax(outputs)
            label = tf.gather(names, tf.argmax(outputs, axis=1))
            return {"probabilities": outputs, "label": label}

        @tf.function(input_signature=takes_text)
        def expectations(text):
            return {"expectations": quantum(angles(read(text)), training=False)}

        @tf.function(input_signature=takes_text)
        def features(text):
            return {"features": read(text)}

        self.functions = {
            "serving_default": serve,
            "expectations": expectations,
            "features": features,
        }


def signatures(model) -> dict:
    """Describes what each signature takes and returns, as plain JSON.

    Args:
        model: `HybridTextClassifier`.

    Returns:
        dict from the name of a signature to its `"inputs"` and `"outputs"`.
    """
    text = {"text": {"dtype": "string", "shape": [None]}}
    returned = {
        "serving_default": {
            "probabilities": _floats(len(model.class_names)),
            "label": {"dtype": "string", "shape": [None]},
        },
        "expectations": {"expectations": _floats(model.circuit_spec.num_outputs)},
        "features": {"features": _floats(model.backbone.hidden_dim)},
    }
    return {
        name: {"inputs": text, "outputs": outputs} for name, outputs in returned.items()
    }


def _floats(width: int) -> dict:
    return {"dtype": "float32", "shape": [None, width]}
