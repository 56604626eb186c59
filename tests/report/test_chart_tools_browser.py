"""Below each chart: its table, its files and what is said of it, all with its own numbers."""

from __future__ import annotations

import csv
import re
import struct
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from resettle.results.questions.run.charts import charts
from resettle.results.questions.run.compute import cases
from resettle.results.report.charts import Chart
from resettle.scenarios import Text
from tests.report.test_page_browser import Opened, browser, opened
from tests.results.factory import make_run, write_report

__all__ = ["browser"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shown() -> dict[str, Chart]:
    run = make_run("plan", "base")
    return {one.name: one for one in charts(cases(run.scenarios, run.monthly, run.levers))}


@pytest.fixture(scope="module")
def held(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    path = tmp_path_factory.mktemp("tools") / "report.html"
    write_report(path, make_run("plan", "base"), "en")
    page = opened(browser, path)
    yield page
    assert page.problems == []
    assert [url for url in page.requests if not url.startswith(("file://", "data:", "blob:"))] == []
    page.page.close()


def tools(held: Opened, name: str) -> Locator:
    return held.page.locator(f"figure:has(#chart-{name}) .tools")


def saved(held: Opened, name: str, kind: str) -> tuple[str, bytes]:
    """Name and content of a file of a chart."""
    with held.page.expect_download() as waiting:
        tools(held, name).get_by_text(kind, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def lines(held: Opened, name: str) -> list[list[str]]:
    file, content = saved(held, name, "CSV")
    assert file == f"{name}.csv"
    assert content.startswith(b"\xef\xbb\xbf")  # by which Excel and WPS know that it is UTF-8
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def cells(held: Opened, name: str) -> list[list[str]]:
    """The table of a chart, opened by the keyboard."""
    details = tools(held, name).locator("details")
    if details.get_attribute("open") is None:
        details.locator("summary").focus()
        held.page.keyboard.press("Enter")
    held.page.wait_for_selector(f"figure:has(#chart-{name}) .tools table")
    rows: list[list[str]] = details.evaluate(
        "one => [...one.querySelectorAll('tr')].map(row => [...row.children].map(cell => cell.innerText))"
    )
    return [[cell.replace("\xa0", " ") for cell in row] for row in rows]


def test_the_file_of_lines_has_every_month_with_both_ends(held: Opened, shown: dict[str, Chart]) -> None:
    table = shown["income"].table
    head, *rows = lines(held, "income")
    title = "Yuan per person, twelve months to date"
    assert head == ["Series", "Month", title, f"{title}: lower end", f"{title}: upper end"]
    plan = table[table["series"] == "plan"]
    own = [row for row in rows if row[0] == rows[0][0]]
    assert [row[1] for row in own] == plan["month"].tolist()
    for place, column in ((2, "value"), (3, "low"), (4, "high")):
        assert [float(row[place]) for row in own] == pytest.approx(plan[column].tolist(), rel=1e-5)
    path = [row for row in rows if row[0].startswith("Target")]
    assert len(path) == (table["series"] == "path").sum() and {tuple(row[3:]) for row in path} == {("", "")}
    assert len(rows) == len(table)


def test_the_file_of_shares_says_per_cent_and_persons(held: Opened, shown: dict[str, Chart]) -> None:
    (name, chart) = next((name, one) for name, one in shown.items() if name.startswith("channels"))
    head, *rows = lines(held, name)
    assert head[-1] == "Persons" and len(rows) == len(chart.table)
    expected = chart.table[chart.table["series"] == chart.table["series"].iloc[0]]
    first = [row for row in rows if row[0] == "Out of province"]
    assert all(row[2].endswith("%") for row in first)
    assert [float(row[2][:-1]) for row in first] == pytest.approx(
        (100 * expected["value"]).tolist(), rel=1e-5
    )
    assert [float(row[3]) for row in first] == pytest.approx(expected["persons"].tolist(), rel=1e-5)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_file_of_bars_is_in_the_language_and_its_money(
    held: Opened, shown: dict[str, Chart], lang: str
) -> None:
    chart = shown["spending"]
    held.language(lang)
    head, *rows = lines(held, "spending")
    assert head[2].startswith("Spending by lever" if lang == "en" else "方案期内各项措施支出")
    step = 1e9 if lang == "en" else 1e8
    assert ("billion" if lang == "en" else "亿元") in head[2]
    made = {(row[0], row[1]): [float(one) for one in row[2:5]] for row in rows}
    assert len(made) == len(chart.table)
    for owner, title in (("plan", chart.keys[0].text), ("base", chart.keys[1].text)):
        for _, one in chart.table[chart.table["series"] == owner].iterrows():
            found = made[title.in_(lang), one["name"].in_(lang)]  # type: ignore[arg-type]
            assert found == pytest.approx([one[end] / step for end in ("value", "low", "high")], rel=1e-4)


def test_the_table_has_months_down_and_series_across(held: Opened, shown: dict[str, Chart]) -> None:
    held.language("en")
    above, head, *rows = cells(held, "income")
    table = shown["income"].table
    assert above == ["", "Yuan per person, twelve months to date"]
    assert head[0] == "Month" and head[1] == shown["income"].keys[0].text.en
    assert [row[0] for row in rows] == sorted(set(table["month"]))
    last = table[table["series"] == "plan"].iloc[-1]
    assert rows[-1][1] == f"{last['value']:,.0f} ({last['low']:,.0f}–{last['high']:,.0f})"
    caption = tools(held, "income").locator("caption").inner_text()
    assert caption == shown["income"].title.en


def test_the_inner_band_of_a_fan_is_in_the_table_and_in_the_file(browser: Browser, tmp_path: Path) -> None:
    run = make_run("plan")
    write_report(tmp_path / "report.html", run, "en")
    page = opened(browser, tmp_path / "report.html")
    found = cases(run.scenarios, run.monthly, run.levers)
    table = next(one for one in charts(found) if one.name == "income").table
    last = table[table["series"] == "plan"].iloc[-1]
    _, head, *rows = cells(page, "income")
    assert head[2] == "Median: half of the runs"
    assert rows[-1][1] == f"{last['value']:,.0f} ({last['low']:,.0f}–{last['high']:,.0f})"
    assert rows[-1][2] == f"{last['inner_low']:,.0f}–{last['inner_high']:,.0f}"
    heads, *filed = lines(page, "income")
    assert [one.rsplit(": ", 1)[1] for one in heads[5:7]] == [
        "lower end of half of the runs",
        "upper end of half of the runs",
    ]
    ends = [float(one) for one in [row for row in filed if row[0] == "Median"][-1][5:7]]
    assert ends == pytest.approx([last["inner_low"], last["inner_high"]], rel=1e-4)
    page.page.close()


def bare(text: str) -> str:
    """A figure with its interval without units, of which a cell says some once and a hover each time."""
    return re.sub(r"[\s%]|points(/year)?|个?百分点", "", text)


def test_figures_of_the_table_are_written_as_the_hover_writes_them(
    held: Opened, shown: dict[str, Chart]
) -> None:
    for lang in ("zh", "en"):
        held.language(lang)
        for name in ("growth", "contributions"):
            _, *rows = cells(held, name)
            hovers = [hover for hover in shown[name].table["hover"] if isinstance(hover, Text)]
            told = {bare(hover.in_(lang)) for hover in hovers if "(" in hover.en}
            figures = [bare(cell) for row in rows for cell in row[1:] if "(" in cell or "（" in cell]
            assert len(figures) == len(told)
            for one in figures:
                assert any(hover.endswith(one) for hover in told), (name, lang, one, told)
    held.language("en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_chart_says_its_main_numbers_to_those_who_do_not_see_it(
    held: Opened, shown: dict[str, Chart], lang: str
) -> None:
    held.language(lang)
    for name, chart in shown.items():
        box = held.page.locator(f"#chart-{name}")
        assert box.get_attribute("role") == "img"
        assert (box.get_attribute("aria-label") or "").startswith(chart.title.in_(lang))  # type: ignore[arg-type]
    plan = shown["income"].table.query("series == 'plan'")
    first, last = (f"{one['value']:,.0f}" for one in (plan.iloc[0], plan.iloc[-1]))
    said = held.page.get_attribute("#chart-income", "aria-label") or ""
    name = shown["income"].keys[0].text.in_(lang)  # type: ignore[arg-type]
    start, end = plan["month"].iloc[0], plan["month"].iloc[-1]
    if lang == "en":
        assert f"{name}: {first} (" in said and f") in {start}, {last} (" in said and f") in {end}" in said
    else:
        assert f"{name}：{start}为{first}（" in said and f"，{end}为{last}（" in said


def test_the_picture_stands_alone_with_title_and_legend(held: Opened) -> None:
    file, content = saved(held, "income", "PNG")
    assert file == "income.png" and content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    tall = held.page.evaluate("document.getElementById('chart-income').clientHeight")
    assert (width, height) == (1800, 2 * (tall + 70))
    assert len(content) > 30_000


def test_buttons_say_what_they_save(held: Opened, shown: dict[str, Chart]) -> None:
    title = shown["income"].title
    for lang, said in (("zh", f"CSV：保存“{title.zh}”"), ("en", f'CSV: save "{title.en}"')):
        held.language(lang)
        assert tools(held, "income").get_by_text("CSV", exact=True).get_attribute("aria-label") == said


def test_without_a_drawing_library_tables_and_files_stay(browser: Browser, tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", make_run(), "en")
    page = browser.new_page()
    try:
        page.add_init_script("delete window.DecompressionStream")
        page.goto((tmp_path / "report.html").as_uri())
        page.wait_for_selector("html[data-drawn='failed']", state="attached")
        box = page.locator("figure:has(#chart-income) .tools")
        assert box.get_by_text("CSV", exact=True).is_visible()
        assert not box.get_by_text("PNG", exact=True).is_visible()
        box.locator("summary").click()
        box.locator("tbody tr").first.wait_for()  # the table is made when the fold tells that it opened
        assert box.locator("tbody tr").count() > 20
    finally:
        page.close()
