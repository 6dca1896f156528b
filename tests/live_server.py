"""A server in a process of its own."""

import os
import re
import subprocess
import sys

from tests.tiny_runs import ROOT

TOKEN = "open-sesame"


class LiveServer:
    """A server in a process of its own, on a free port."""

    def __init__(self, folder, *options):
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tfq_bert", "serve", str(folder)),
                *("--port", "0", "--name", "tiny", *map(str, options)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Ctrl-C"):
                break
        else:
            raise RuntimeError(self.said + self.process.stderr.read())
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", self.said)[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def end(self):
        """Sends SIGTERM; returns the exit code and standard error."""
        self.process.terminate()
        error = self.process.communicate(timeout=60)[1]
        return self.process.returncode, error
