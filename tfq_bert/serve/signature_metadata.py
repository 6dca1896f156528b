"""Reads the signatures of a SavedModel as TensorFlow Serving's metadata tells them.

Does not load the model: only the description in `saved_model.pb` is read.
"""

from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict

from tfq_bert._quiet import tf  # noqa: F401  # the first import of TensorFlow, quiet


def read_signatures(path: Path) -> dict[str, dict[str, Any]]:
    """Reads the signatures of the graph that servers load, the one tagged `serve`.

    Args:
        path: A `saved_model.pb`.

    Returns:
        dict from a signature's name to its `inputs`, `outputs` and `method_name`, in
        the order of the names. Each input and output has `dtype` (such as
        `DT_STRING`), `tensor_shape` and `name`; sizes are strings, unknown ones `-1`.

    Raises:
        ValueError: If no graph has the tag.
    """
    from tensorflow.core.protobuf import saved_model_pb2

    saved = saved_model_pb2.SavedModel.FromString(path.read_bytes())
    for graph in saved.meta_graphs:
        if "serve" in graph.meta_info_def.tags:
            return {
                name: MessageToDict(
                    graph.signature_def[name],
                    preserving_proto_field_name=True,
                    always_print_fields_with_no_presence=True,
                )
                for name in sorted(graph.signature_def)
            }
    raise ValueError(f"{str(path)!r} must have a graph with the tag 'serve'.")
