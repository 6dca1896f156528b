"""Tests of the page in Chromium: on a phone and a desk, light and dark."""

import csv
import shutil

import pytest

from tests.live_server import TOKEN, LiveServer

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
