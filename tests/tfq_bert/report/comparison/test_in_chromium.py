"""Tests of the page in a browser: nothing in the console, nothing beside the page.

The page stands unchanged in a frame as wide as a phone, since a window has a least
width of its own.
"""

import html
import re
import shutil
import subprocess

import pytest

PHONE, DESK = 375, 1280
NAMES = ("chromium", "chromium-browser", "google-chrome")
FRAME = """<!DOCTYPE html><body style="margin:0">
<iframe style="border:0;width:{width}px;height:800px" srcdoc="{page}"></iframe>
<script>
onload = () => {{
  const root = document.querySelector("iframe").contentDocument.documentElement;
  document.body.dataset.widths = root.clientWidth + " " + root.scrollWidth;
}};
</script>
"""


@pytest.fixture(scope="module")
def look(tmp_path_factory):
    """Loads a page in a frame; returns its width, that of its content, the console."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("chromium is absent")
    folder = tmp_path_factory.mktemp("chromium")

    def load(page, width):
        frame = folder / "frame.html"
        text = FRAME.format(width=width, page=html.escape(page))
        frame.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [
                program,
                # In a container there is no user that the sandbox could use.
                *("--headless", "--no-sandbox", "--disable-gpu"),
                *("--enable-logging=stderr", "--hide-scrollbars"),
                # Waits for the frame, however slow the machine is.
                "--virtual-time-budget=10000",
                *(f"--user-data-dir={folder / 'profile'}", "--dump-dom"),
                frame.as_uri(),
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=100,
        )
        found = re.search(r'data-widths="(\d+) (\d+)"', done.stdout)
        console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        return int(found[1]), int(found[2]), console

    return load


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_full_page_fits_its_width_and_the_console_is_empty(look, full_page, width):
    page = full_page.read_text(encoding="utf-8")
    assert look(page, width) == (width, width, [])


def test_the_browser_would_tell_of_overflow_and_of_a_message(look):
    page = '<div style="width:900px">wide</div><script>console.error("lost")</script>'
    client, content, console = look(page, PHONE)
    assert (client, content >= 900) == (PHONE, True)
    assert len(console) == 1
    assert '"lost"' in console[0]
