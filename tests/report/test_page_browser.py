"""The report in a real browser: charts drawn, languages switched, nothing loaded, nothing cut off.

The browser is Debian's chromium, or the one that the variable RESETTLE_CHROMIUM names. These tests
fail without a browser: a report that nobody has looked at is not a tested report.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from resettle.calibration.report.answer import write_calibration_page
from resettle.results.judge.targets import judge
from tests.draws import Design
from tests.report.test_page import EVIL
from tests.results.calibration_factory import PARAMETERS, write_calibration
from tests.results.factory import make_run, write_report
from tests.results.regions_factory import make_places_run

pytestmark = pytest.mark.browser

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = [(1280, 900), (390, 844)]
SCENARIOS = {"one": ("plan",), "several": ("plan", "base", "none", "train")}
EXPECTED = {
    "one": 8,
    "several": 7 + 4 + 8,
    "places": 4 + 2 + 5 + 1 + 5 + 1 + 8,
    "calibration": len(PARAMETERS) + 1 + 1 + 1,
}
"""Charts of each page. Calibration: densities, pairs, facts. Places: income, growth, channels, employment,
households without work, spending, differences within the place that has two scenarios, of
earned growth and of the ledger too."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("RESETTLE_CHROMIUM") or shutil.which("chromium")
    assert path, "no chromium found; install it (apt-get install chromium) or set RESETTLE_CHROMIUM"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    paths = {}
    for kind, names in SCENARIOS.items():
        paths[kind] = folder / f"{kind}.html"
        write_report(paths[kind], make_run(*names), "en")
    run = make_run()
    draws = [Design().draw(number) for number in run.monthly["replication"]]
    monthly = run.monthly.assign(draw=draws)
    targets = judge(run.scenarios, monthly)
    paths["separated"] = folder / "separated.html"
    write_report(paths["separated"], replace(run, monthly=monthly, targets=targets))
    paths["places"] = folder / "places.html"
    write_report(paths["places"], make_places_run("guizhou", "wanzhou", "hanyin", "yinchuan", "wanzhou+more"))
    paths["calibration"] = folder / "calibration.html"
    write_calibration_page(paths["calibration"], write_calibration(folder / "fit"))
    paths["evil"] = folder / "evil.html"
    write_report(paths["evil"], make_run("plan", "base", title=EVIL), "zh")
    return paths


@dataclass
class Opened:
    """A page with all that it said and asked for."""

    page: Page
    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def language(self, lang: str) -> None:
        self.page.click(f"[data-set-lang={lang}]")
        self.page.wait_for_selector(f"html[data-drawn='{lang}']", state="attached")

    def overflow(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def opened(browser: Browser, path: Path, size: tuple[int, int] = SIZES[0]) -> Opened:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    held = Opened(page)
    page.on("console", lambda message: held.problems.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: held.problems.append(str(error)))
    page.on("dialog", lambda dialog: (held.problems.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: held.requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    return held


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", EXPECTED)
def test_every_chart_is_drawn_in_both_languages_and_nothing_is_cut_off(
    browser: Browser, reports: dict[str, Path], kind: str, size: tuple[int, int]
) -> None:
    held = opened(browser, reports[kind], size)
    try:
        expected = held.page.locator(".chart").count()
        assert expected == EXPECTED[kind]
        for lang in ("en", "zh", "en"):
            held.language(lang)
            drawn = held.page.locator(".chart .main-svg .cartesianlayer .trace").count()
            assert held.page.locator(".chart.js-plotly-plot").count() == expected
            assert drawn >= expected
            assert held.overflow() <= 0
        outside = held.page.evaluate(
            "[...document.querySelectorAll('.chart')].filter(c => c.id !== 'chart-pairs')"
            ".filter(c => c.getBoundingClientRect().right > window.innerWidth + 1"
            " || c.getBoundingClientRect().width < 200).map(c => c.id)"
        )
        assert outside == []
        held.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert held.overflow() <= 0
        assert held.problems == []
    finally:
        held.page.close()


def test_the_verdict_of_every_place_stands_on_the_first_screen_and_the_table_names_every_place(
    browser: Browser, reports: dict[str, Path]
) -> None:
    for size in SIZES:
        held = opened(browser, reports["places"], size)
        try:
            assert held.page.locator(".headlines .brief").count() == 5
            box = held.page.locator(".headlines .brief").last.bounding_box()
            assert box is not None and box["y"] + box["height"] < size[1]
            for lang, word in (("en", "Region by region"), ("zh", "分地结论")):
                held.language(lang)
                assert held.page.locator("#targets .matrix thead th").count() == 6
                assert held.page.locator("#scenarios > article > .headline").count() == 5
                assert word in held.page.inner_text("#scenarios")
            clipped = held.page.evaluate(
                "[...document.querySelectorAll('.matrix td, .matrix th')]"
                ".filter(c => c.scrollWidth > c.clientWidth + 1).length"
            )
            assert clipped == 0
        finally:
            held.page.close()


def test_the_page_asks_for_nothing_but_itself(browser: Browser, reports: dict[str, Path]) -> None:
    held = opened(browser, reports["several"])
    try:
        held.language("zh")
        held.page.locator("#chart-income").hover()
        held.page.wait_for_timeout(300)
        assert [url for url in held.requests if not url.startswith(("file://", "data:", "blob:"))] == []
        assert [url for url in held.requests if url.startswith("file://")] == [reports["several"].as_uri()]
        assert held.problems == []
    finally:
        held.page.close()


def test_no_button_of_the_drawing_library_is_shown(browser: Browser, reports: dict[str, Path]) -> None:
    held = opened(browser, reports["one"])
    try:
        held.page.locator("#chart-income").hover()
        assert held.page.locator(".modebar-btn").count() == 0  # one of them would upload the chart
        assert held.page.locator("#chart-income a[href]").count() == 0
    finally:
        held.page.close()


def test_the_page_of_a_calibration_asks_for_nothing_and_tells_checks_first(
    browser: Browser, reports: dict[str, Path]
) -> None:
    held = opened(browser, reports["calibration"])
    try:
        assert held.page.locator("#chart-pairs .scatterlayer .trace").count() == 55
        assert "Agreement of chains" in held.page.inner_text("#checks")
        held.language("zh")
        assert "各链一致" in held.page.inner_text("#checks")
        assert "校准" in held.page.title()
        assert "2021年收入增速" in held.page.inner_text("#chart-facts")
        assert [url for url in held.requests if not url.startswith(("file://", "data:", "blob:"))] == []
        assert held.problems == []
    finally:
        held.page.close()


def test_the_page_says_what_the_spread_of_each_verdict_comes_from(
    browser: Browser, reports: dict[str, Path]
) -> None:
    held = opened(browser, reports["separated"])
    try:
        for name in ("#targets", "#spread"):
            held.page.locator(f"{name} > details > summary").first.click()
        for lang, word in (("en", "Spread: behaviour"), ("zh", "波动来源：行为参数")):
            held.language(lang)
            assert word in held.page.inner_text("#targets")
            assert held.page.locator("#spread tbody tr").count() >= 6
            assert "%" in held.page.inner_text("#spread table")
        assert "来自随机因素" in held.page.locator("#spread").text_content()
    finally:
        held.page.close()


def test_the_switch_changes_text_charts_title_and_language_of_the_page(
    browser: Browser, reports: dict[str, Path]
) -> None:
    held = opened(browser, reports["one"])
    try:
        page = held.page
        assert "The income target is not reached" in page.inner_text(".headlines")
        assert "pay for each worker" in page.inner_text("#chart-contributions")
        assert "增收目标" not in page.inner_text("body")
        held.language("zh")
        assert "增收目标未能实现" in page.inner_text(".headlines")
        assert "务工人均工资" in page.inner_text("#chart-contributions")
        assert "The income target" not in page.inner_text("body")
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        assert "搬迁群众增收三年方案" in page.title()
        assert page.get_attribute("[data-set-lang=zh]", "aria-pressed") == "true"
        held.language("en")
        assert "The income target is not reached" in page.inner_text(".headlines")
        assert page.get_attribute("[data-set-lang=zh]", "aria-pressed") == "false"
    finally:
        held.page.close()


def test_text_of_a_scenario_runs_nowhere(browser: Browser, reports: dict[str, Path]) -> None:
    held = opened(browser, reports["evil"])
    try:
        for lang in ("en", "zh"):
            held.language(lang)
        assert "<script>alert(1)</script>" in held.page.inner_text(
            "header"
        ) or "onerror" in held.page.inner_text("header")
        assert held.page.locator("img").count() == 0
        assert held.problems == []
    finally:
        held.page.close()


def test_the_verdict_is_on_the_first_screen(browser: Browser, reports: dict[str, Path]) -> None:
    for size in SIZES:
        held = opened(browser, reports["one"], size)
        try:
            box = held.page.locator(".headline").bounding_box()
            assert box is not None and box["y"] + box["height"] < size[1]
        finally:
            held.page.close()


def test_without_decompression_the_tables_stay_and_the_page_says_so(
    browser: Browser, reports: dict[str, Path]
) -> None:
    page = browser.new_page()
    try:
        page.add_init_script("delete window.DecompressionStream")
        page.goto(reports["one"].as_uri())
        page.wait_for_selector("html[data-drawn='failed']", state="attached")
        assert "charts could not be drawn" in page.inner_text("#undrawn")
        assert "not reached" in page.inner_text(".headlines")
    finally:
        page.close()


@pytest.mark.parametrize("kind", ["one", "calibration"])
def test_paper_shows_the_charts_and_what_is_folded(
    browser: Browser, reports: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    held = opened(browser, reports[kind])
    try:
        held.page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
        assert (tmp_path / "report.pdf").stat().st_size > 50_000
        assert held.page.locator("details[open]").count() == 0  # folded again afterwards
        assert held.problems == []
    finally:
        held.page.close()
