"""Every kind of page in a real browser: no text cut or overlapping, nothing serious for axe, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.every_page import KINDS, made_page
from tests.report.test_page_browser import Opened, browser, opened

__all__ = ["browser"]

pytestmark = pytest.mark.browser

CHECKS = Path(__file__).with_name("page_checks.js").read_text(encoding="utf-8")
AXE = files("axe_playwright_python") / "axe.min.js"

FOUND = """() => axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.length} times, ${nodes[0].html.slice(0, 200)}`)
)"""
"""What axe finds that keeps a reader from something."""

UNFOLDED = """() => {
  for (const one of document.querySelectorAll("details")) one.open = !one.querySelector(".listing");
}"""
"""Opens all but the long lists of values, whose cells are all alike."""

SHORTENED = """() => {
  for (const { rows } of document.querySelectorAll("tbody")) [...rows].slice(12).forEach((r) => r.remove());
}"""
"""Leaves the first rows of tables: the others are like them, and axe takes a minute for all their cells."""

BOXES = """() => [...document.querySelectorAll(".scroll")].filter((b) => b.checkVisibility()).map((box) => {
  const hint = box.previousElementSibling;
  const cut = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
  return [cut, hint.hidden ? "" : hint.innerText, box.tabIndex === 0, box.ariaLabel];
})"""
"""Of every box: whether it is cut, what it says of that, whether keys reach it, and its name."""

A4 = 186
"""Millimetres of paper between the margins."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("every")


def written(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.html"
    path.write_text(made_page(kind), encoding="utf-8")
    return path


def unfolded(page: Page) -> None:
    page.evaluate(UNFOLDED)
    last = page.locator(".tools details").last
    if last.count():
        last.locator("table").wait_for(state="attached")


@pytest.fixture(params=KINDS, scope="module")
def held(request: pytest.FixtureRequest, browser: Browser, folder: Path) -> Iterator[Opened]:
    page = opened(browser, written(folder, request.param))
    yield page
    assert page.problems == []
    assert [url for url in page.requests if not url.startswith(("file://", "data:", "blob:"))] == []
    page.page.close()


def test_no_text_is_cut_or_lies_on_other_text(held: Opened) -> None:
    page = held.page
    unfolded(page)
    for width in (390, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        for lang in ("zh", "en"):
            held.language(lang)
            assert page.evaluate(CHECKS) == [], (width, lang)
            assert held.overflow() <= 0, (width, lang)


def test_no_axis_is_read_in_powers_of_ten(held: Opened) -> None:
    ticks = held.page.locator(".xtick text, .ytick text").all_text_contents()
    assert len(ticks) > 5 or held.page.locator(".explorer").count()
    assert [tick for tick in ticks if "e+" in tick or "×10" in tick] == []


def test_what_is_wider_than_the_screen_says_so_and_takes_the_keyboard(held: Opened) -> None:
    page = held.page
    page.set_viewport_size({"width": 390, "height": 844})
    unfolded(page)
    held.language("zh")
    for _ in range(100):  # boxes are measured once the page has been laid out and drawn anew
        page.evaluate("() => new Promise(requestAnimationFrame)")
        boxes = page.evaluate(BOXES)
        if not (wrong := [box for box in boxes if not _says_so(*box)]):
            break
        page.wait_for_timeout(50)
    assert wrong == []
    assert any(cut for cut, *_ in boxes) or page.locator(".explorer").count()


def _says_so(cut: bool, hinted: str, reached: bool, called: str | None) -> bool:
    return hinted == ("可在框内滚动查看全部内容" if cut else "") and reached == cut and bool(called) == cut


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_serious(browser: Browser, folder: Path, kind: str) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.goto(written(folder, kind).as_uri())
        page.wait_for_selector("html[data-drawn]", state="attached")
        unfolded(page)
        page.evaluate(SHORTENED)
        page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        assert page.evaluate(FOUND) == []
        page.click("[data-set-lang=zh]")
        page.click("#dark")
        page.wait_for_selector("html[data-theme=dark]", state="attached")
        assert page.evaluate(FOUND) == []
    finally:
        context.close()


def test_paper_has_charts_in_its_colours_and_width_and_nothing_to_press(held: Opened) -> None:
    page = held.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.removeAttribute('open'))")
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_selector("html[data-theme=dark]", state="attached")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    seen = "one => one.checkVisibility()"
    assert [one for one in page.locator("button, .hint, nav").all() if one.evaluate(seen)] == []
    for chart in page.locator(".chart").all():
        width = chart.locator(".main-svg").first.evaluate("one => one.getBoundingClientRect().width")
        assert 200 <= width <= A4 / 25.4 * 96
        assert (
            chart.locator(".main-svg").first.evaluate("one => one.style.background") == "rgb(255, 255, 255)"
        )
    assert page.locator("details:not([open]):not(.numbers):not(:has(.listing))").count() == 0
    assert page.locator("details.numbers[open], details[open]:has(.listing)").count() == 0
    assert [one for one in page.locator(".tools table").all() if one.evaluate(seen)] == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    page.emulate_media(media="screen", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)"
    page.emulate_media(color_scheme="light")


def test_a_table_that_was_opened_is_printed_whole(browser: Browser, folder: Path) -> None:
    page = opened(browser, written(folder, "run_of_a_plan")).page
    try:
        page.locator("figure:has(#chart-income) summary").click()
        box = page.locator("figure:has(#chart-income) .tools .scroll")
        box.locator("tbody tr").first.wait_for()
        page.emulate_media(media="print")
        assert box.evaluate("one => one.scrollHeight - one.clientHeight") <= 1
        assert len(re.findall(r"^20\d\d-\d\d\t", box.inner_text(), re.MULTILINE)) == 37
    finally:
        page.close()
