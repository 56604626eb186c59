"""Language and colours of a page: of the browser until the reader chooses, and then as chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.every_page import made_page
from tests.report.test_page_browser import browser
from tests.results.factory import make_run, write_report

__all__ = ["browser"]

pytestmark = pytest.mark.browser

WHITE, NIGHT = "rgb(255, 255, 255)", "rgb(21, 24, 28)"
PAPER = "getComputedStyle(document.body).backgroundColor"
SHEET = "document.querySelector('.chart .main-svg').style.background"
LINE = "document.querySelector('#chart-income .scatterlayer .js-line').style.stroke"
"""Colour of the median, which is the first scenario's: #0072B2 on paper."""


@pytest.fixture(scope="module")
def follows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page made without `--lang`."""
    path = tmp_path_factory.mktemp("choices") / "report.html"
    path.write_text(made_page("run_of_a_plan"), encoding="utf-8")
    return path


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    made: list[BrowserContext] = []
    yield made
    for one in made:
        one.close()


def shown(context: BrowserContext, path: Path) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    return page


def language(page: Page) -> str:
    """The language of which the page shows texts."""
    zh, en = (page.locator(f"h1 [lang={lang}]").is_visible() for lang in ("zh-CN", "en"))
    assert zh != en
    lang: str = page.evaluate("document.documentElement.lang")
    assert lang == ("zh-CN" if zh else "en")
    assert page.get_attribute("[data-set-lang=zh]", "aria-pressed") == str(zh).lower()
    return "zh" if zh else "en"


@pytest.mark.parametrize(
    ("locale", "expected"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("de-DE", "en")]
)
def test_a_page_speaks_the_language_of_the_browser(
    browser: Browser, contexts: list[BrowserContext], follows: Path, locale: str, expected: str
) -> None:
    contexts.append(browser.new_context(locale=locale))
    assert language(shown(contexts[0], follows)) == expected


def test_a_page_asked_for_in_a_language_opens_in_it(
    browser: Browser, contexts: list[BrowserContext], follows: Path, tmp_path: Path
) -> None:
    write_report(tmp_path / "zh.html", make_run(), "zh")
    contexts.append(browser.new_context(locale="en-US"))
    first = shown(contexts[0], follows)
    first.click("[data-set-lang=en]")  # on another page, which does not matter here
    assert language(shown(contexts[0], tmp_path / "zh.html")) == "zh"


def test_a_switched_language_stays_over_reload_and_for_pages_that_follow(
    browser: Browser, contexts: list[BrowserContext], follows: Path, tmp_path: Path
) -> None:
    contexts.append(browser.new_context(locale="en-US"))
    page = shown(contexts[0], follows)
    page.click("[data-set-lang=zh]")
    page.reload()
    page.wait_for_selector("html[data-drawn='zh']", state="attached")
    assert language(page) == "zh" and "搬迁群众增收三年方案" in page.title()
    (tmp_path / "other.html").write_text(follows.read_text(encoding="utf-8"), encoding="utf-8")
    assert language(shown(contexts[0], tmp_path / "other.html")) == "zh"


@pytest.mark.parametrize(("scheme", "paper"), [("light", WHITE), ("dark", NIGHT)])
def test_page_and_charts_take_the_colours_of_the_system(
    browser: Browser, contexts: list[BrowserContext], follows: Path, scheme: str, paper: str
) -> None:
    contexts.append(browser.new_context(color_scheme=scheme))  # type: ignore[arg-type]
    page = shown(contexts[0], follows)
    assert page.evaluate(PAPER) == paper and page.evaluate(SHEET) == paper
    assert page.get_attribute("#dark", "aria-pressed") == str(scheme == "dark").lower()


def test_chosen_colours_stay_over_reload_whatever_the_system_does(
    browser: Browser, contexts: list[BrowserContext], follows: Path
) -> None:
    contexts.append(browser.new_context(color_scheme="light"))
    page = shown(contexts[0], follows)
    light = page.evaluate(LINE)
    assert light == "rgb(0, 114, 178)"
    page.click("#dark")
    page.wait_for_selector("html[data-drawn-in=dark]", state="attached")
    assert page.evaluate(PAPER) == NIGHT and page.evaluate(SHEET) == NIGHT
    dark = page.evaluate(LINE)
    mark = page.locator("section:has(#chart-income) figure:has(#chart-income) .mark").first
    assert mark.evaluate("mark => getComputedStyle(mark).borderTopColor") == dark  # the legend too
    page.reload()
    page.wait_for_selector("html[data-drawn-in=dark]", state="attached")
    assert page.evaluate(PAPER) == NIGHT
    page.click("#dark")
    page.wait_for_selector("html[data-drawn-in=light]", state="attached")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(PAPER) == WHITE and page.evaluate(LINE) == light


def test_the_page_follows_a_system_that_gets_dark(
    browser: Browser, contexts: list[BrowserContext], follows: Path
) -> None:
    contexts.append(browser.new_context(color_scheme="light"))
    page = shown(contexts[0], follows)
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-drawn-in=dark]", state="attached")
    assert page.evaluate(SHEET) == NIGHT


@pytest.mark.parametrize(
    ("colour", "dark"),
    [
        ("#ffffff", "#15181c"),
        ("#1a1a1a", "#e8eaed"),
        ("#777777", "rgb(135,135,139)"),
        ("#D55E00", "rgb(213,94,0)"),
        ("rgba(26,26,26,0.5)", "rgba(211,211,215,0.5)"),
        ("#abc", "#abc"),
        ("plan", "plan"),
    ],
)
def test_each_colour_has_one_for_the_dark(
    browser: Browser, contexts: list[BrowserContext], follows: Path, colour: str, dark: str
) -> None:
    contexts.append(browser.new_context())
    assert shown(contexts[0], follows).evaluate("one => report.colours.dark(one)", colour) == dark


def test_colours_of_scenarios_can_be_seen_and_told_apart_in_the_dark(
    browser: Browser, contexts: list[BrowserContext], follows: Path
) -> None:
    from resettle.results.report.style import CHANNEL_COLOURS, SCENARIO_COLOURS

    def luminance(parts: list[int]) -> float:
        linear = [
            one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
            for one in (p / 255 for p in parts)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    contexts.append(browser.new_context())
    page = shown(contexts[0], follows)
    made = page.evaluate(
        "all => all.map(report.colours.dark)", [*SCENARIO_COLOURS, *CHANNEL_COLOURS.values()]
    )
    parts = [
        [int(one) for one in colour.removeprefix("rgb(").removesuffix(")").split(",")] for colour in made
    ]
    seen = [(luminance(one) + 0.05) / (luminance([0x15, 0x18, 0x1C]) + 0.05) for one in parts]
    assert min(seen[:-1]) >= 3.0, seen  # the last stands for labour without work, as pale on paper
    assert len(set(made[: len(SCENARIO_COLOURS)])) == len(SCENARIO_COLOURS)


def test_a_browser_that_keeps_nothing_still_switches(
    browser: Browser, contexts: list[BrowserContext], follows: Path
) -> None:
    contexts.append(browser.new_context(locale="en-US"))
    contexts[0].add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })"
    )
    page = shown(contexts[0], follows)
    assert language(page) == "en"
    page.click("[data-set-lang=zh]")
    page.click("#dark")
    page.wait_for_selector("html[data-drawn=zh][data-drawn-in=dark]", state="attached")
    assert language(page) == "zh" and page.evaluate(PAPER) == NIGHT
