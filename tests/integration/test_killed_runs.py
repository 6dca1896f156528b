"""Training runs killed with SIGKILL at random moments, and gone on with.

TFQ_BERT_KILLS sets how many; half are killed while a checkpoint is being written.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.tiny_runs import ROOT, labeled_texts, save_preset, write_csv
from tfq_bert.training import TrainConfig, load_run, train

KILLS = int(os.environ.get("TFQ_BERT_KILLS", "4"))
# Goes on with one run, then begins the next, which is to be killed: one start of
# TensorFlow instead of two.
CODE = """
import json, sys
from tfq_bert.training import TrainConfig, is_complete, train
content = json.loads(sys.argv[1])
configs = [c and TrainConfig(**c) for c in content]
if configs[0] and not is_complete(configs[0].output):
    train(configs[0], resume=True, checkpoint_seconds=0.0)
print("begin", flush=True)
if configs[1]:
    train(configs[1], checkpoint_seconds=0.0)
"""


def _start(*configs):
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, json.dumps(configs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout.readline() == "begin\n", process.stderr.read()
    return process


def _wait_for_writing(folder, count, seconds):
    """Waits for the `count`-th checkpoint to be half written, at most so long."""
    end, was = time.monotonic() + seconds, False
    while time.monotonic() < end and count:
        names = os.listdir(folder) if folder.is_dir() else ()
        now = any(name.startswith(".checkpoint") for name in names)
        count -= now and not was
        was = now


@pytest.mark.slow
@pytest.mark.timeout(300 + 60 * KILLS)
def test_a_killed_run_goes_on_to_the_weights_that_it_would_have_had(tmp_path):
    """Head, last block, all of BERT, with dropout: three stages, all states."""
    data = write_csv(tmp_path / "texts.csv", labeled_texts())
    preset = save_preset(tmp_path / "bert")
    settings = {
        **{"data": str(data), "preset": str(preset), "recipe": "gradual"},
        **{"qubits": 2, "depth": 1, "sequence_length": 16, "batch_size": 8},
        **{"epochs": 4, "learning_rate": 0.01, "top_blocks": 1},
    }
    begun = time.monotonic()
    whole = train(TrainConfig(**settings, output=str(tmp_path / "whole")))
    seconds = time.monotonic() - begun

    draw = random.Random(0)
    configs = [{**settings, "output": str(tmp_path / f"{i}")} for i in range(KILLS)]
    for i, (before, config) in enumerate(
        zip([None, *configs], [*configs, None], strict=True)
    ):
        process = _start(before, config)
        if config is not None and i % 2:
            time.sleep(draw.uniform(0, seconds))
        elif config is not None:
            folder = tmp_path / f"{i}.unfinished"
            _wait_for_writing(folder, draw.randrange(1, 60), 2 * seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    for config in configs:
        found = load_run(config["output"])
        pairs = zip(found.model.get_weights(), whole.model.get_weights(), strict=True)
        for value, expected in pairs:
            np.testing.assert_allclose(value, expected, rtol=0, atol=1e-6)
        assert found.metrics == whole.metrics
        history = (tmp_path / "whole/history.csv").read_text()
        assert (found.folder / "history.csv").read_text() == history
    assert not list(tmp_path.glob("*.unfinished"))
