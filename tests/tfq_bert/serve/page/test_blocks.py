"""Tests of the page in Chromium, on a phone and a desk, light and dark; and in process.

Those in process ask what no single browser does: many visitors, and the server's end.
"""

import csv
import gc
import shutil
import threading
import time

import pytest

from tests.live_server import TOKEN, LiveServer
from tfq_bert.serve.page.blocks import MOST_KEPT, MOST_WAITING

PHONE, DESK = (375, "light"), (1280, "dark")
HOSTILE = "<script>window.broken = 1</script><img src=x onerror='window.broken = 1'>"


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium; Playwright's own is not downloaded."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("the program chromium is absent")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # In a container there is no user that the sandbox could use.
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def live(browser, tiny_export):  # noqa: ARG001  # no server without a browser
    """A server with a token."""
    server = LiveServer(tiny_export, "--token", TOKEN)
    yield server
    assert server.end() == (0, "")


@pytest.fixture(params=[PHONE, DESK], ids=["phone, light", "desk, dark"])
def page(request, browser, live):
    """A page that is logged in; at its end nothing went wrong and all fits."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page, problems = context.new_page(), []
    page.set_default_timeout(60_000)
    page.on(
        "console",
        lambda m: problems.append(m.text) if m.type == "error" else None,
    )
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "request",
        lambda r: (
            None if r.url.startswith((live.url, "data:")) else problems.append(r.url)
        ),
    )
    page.goto(live.url)
    page.fill("#token", TOKEN)
    page.click("button")
    page.wait_for_selector("#tq-typed textarea")
    yield page
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths == [width, width]
    # As wide on each tab, whatever is on it.
    assert page.locator(".gradio-container").bounding_box()["width"] == min(width, 960)
    assert page.evaluate("document.body.classList.contains('dark')") == (
        scheme == "dark"
    )
    assert page.evaluate("window.broken") is None
    assert problems == []
    context.close()


def test_typed_texts_get_bars_words_and_qubits(page):
    page.fill("#tq-typed textarea", f"the film was good\n{HOSTILE}")
    page.click("#tq-classify")
    page.wait_for_selector("#tq-found .tq-card")
    assert page.locator("#tq-found .tq-card").count() == 2
    # Two classes and two qubits each.
    assert page.locator("#tq-found .tq-bar").count() == 8
    first = page.locator("#tq-found .tq-card").first
    assert first.locator(".tq-text").inner_text() == "the film was good"
    widths = [bar.bounding_box()["width"] for bar in first.locator(".tq-bar").all()]
    assert widths[0] > widths[1]
    assert HOSTILE.split(" ")[0] in page.locator("#tq-found").inner_text()


def test_a_file_of_50_rows_gets_a_table_and_a_download(page, tmp_path):
    texts = ["good film", "so bad", HOSTILE, "hello, world", "cafe"] * 10
    with open(tmp_path / "rows.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("id", "text"), *enumerate(texts)])
    page.get_by_role("tab", name="File").click()
    page.set_input_files("#tq-dropped input[type=file]", tmp_path / "rows.csv")
    page.wait_for_selector("#tq-dropped [aria-label='rows.csv']")
    page.click("#tq-classify-file")
    page.wait_for_selector("#tq-file-found tbody")
    assert page.locator("#tq-file-found tbody tr").count() == 50
    with page.expect_download() as download:
        page.click(".tq-download")
    assert download.value.suggested_filename == "rows_answers.csv"
    with open(download.value.path(), newline="", encoding="utf-8") as file:
        assert [row["text"] for row in csv.DictReader(file)] == texts


def test_the_circuit_and_its_fit_to_a_chip_are_shown(page):
    page.get_by_role("tab", name="Circuit").click()
    page.wait_for_selector("svg[aria-label^='Circuit diagram: 2 qubits']")
    page.get_by_role("tab", name="Chip").click()
    page.click("#tq-validate")
    page.wait_for_selector("text=The circuit fits on willow")
    page.wait_for_selector("svg[aria-label^='Map of willow']")


def test_of_many_visitors_few_are_kept(make_page_client):
    from gradio.state_holder import SessionState

    client = make_page_client()
    for visitor in range(2 * MOST_KEPT):
        content = {"data": ["willow"], "session_hash": f"visitor {visitor}"}
        found = client.post("/gradio_api/run/device_report", json=content)
        assert "The circuit fits on willow" in found.text
    kept = [x for x in gc.get_objects() if isinstance(x, SessionState)]
    assert 0 < len(kept) < 1.5 * MOST_KEPT


def join(client, visitor):
    """Asks as the page in a browser does, without waiting for what is found."""
    [number] = [
        function["id"]
        for function in client.get("/config").json()["dependencies"]
        if function["api_name"] == "classify_texts"
    ]
    content = {"data": ["good"], "fn_index": number, "session_hash": f"v{visitor}"}
    return client.post("/gradio_api/queue/join", json=content)


def test_a_visitor_does_not_wait_for_another_and_few_wait(make_page_client, served):
    go, begun = threading.Event(), threading.Event()

    def run(*arguments):
        begun.set()
        assert go.wait(60)
        return served.run(*arguments)

    client = make_page_client(run)
    client.get("/gradio_api/startup-events")  # a browser asks for it
    try:
        assert join(client, 0).status_code == 200
        assert begun.wait(30)
        assert join(client, 1).status_code == 200
        end = time.monotonic() + 30
        while not client.application.batcher.waiting_rows:
            assert time.monotonic() < end, "the second visitor waits for the first"
            time.sleep(0.01)
        found = [join(client, visitor) for visitor in range(2, 50)]
        refused = [answer for answer in found if answer.status_code != 200]
        assert len(found) - len(refused) <= 8 + MOST_WAITING
        assert {answer.status_code for answer in refused} == {503}
        assert refused[0].json()["error"].startswith("Queue is full.")
    finally:
        client.application.begin_to_drain()
        go.set()


def test_at_the_servers_end_what_has_not_run_gets_a_note(make_page_client):
    client = make_page_client()
    content = {"data": ["good"], "session_hash": "one"}
    path = "/gradio_api/run/classify_texts"
    assert "What the qubits say" in client.post(path, json=content).text
    client.application.begin_to_drain()
    assert "The server is about to stop." in client.post(path, json=content).text
