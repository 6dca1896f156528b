import json

import numpy as np
import pytest

from tfq_bert.serve.predict_answer import write_predict_answer

PROBABILITIES = np.array([[0.1, 0.9], [0.75, 0.25]], np.float32)
LABELS = np.array([b"spam", "häm".encode()], object)


def write(outputs, is_row):
    return json.loads(write_predict_answer(outputs, is_row=is_row))


def test_several_outputs_are_objects_a_row_or_a_name():
    outputs = {"label": LABELS, "probabilities": PROBABILITIES}
    assert write(outputs, is_row=True) == {
        "predictions": [
            {"label": "spam", "probabilities": [0.1, 0.9]},
            {"label": "häm", "probabilities": [0.75, 0.25]},
        ]
    }
    assert write(outputs, is_row=False) == {
        "outputs": {
            "label": ["spam", "häm"],
            "probabilities": [[0.1, 0.9], [0.75, 0.25]],
        }
    }


@pytest.mark.parametrize(("is_row", "key"), [(True, "predictions"), (False, "outputs")])
def test_one_output_is_its_values_alone(is_row, key):
    found = write({"expectations": PROBABILITIES}, is_row)
    assert found == {key: [[0.1, 0.9], [0.75, 0.25]]}
    assert write({"label": LABELS}, is_row) == {key: ["spam", "häm"]}


def test_part_of_a_larger_array_is_written_right():
    sliced = np.arange(12, dtype=np.float32).reshape(3, 4)[:, ::2]
    assert write({"x": sliced}, is_row=True) == {"predictions": sliced.tolist()}
