"""What the page draws is the figure of the language it is in, however often the language is switched."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from resettle.results.questions.run.charts import charts
from resettle.results.questions.run.compute import cases
from resettle.results.report.charts.embed import page_template, parts
from tests.report.test_page_browser import browser, opened
from tests.results.factory import make_run, write_report

__all__ = ["browser"]

DRAWN = """name => {
    const box = document.getElementById('chart-' + name);
    return JSON.parse(JSON.stringify({ data: box.data, layout: box.layout }));
}"""
"""What plotly.js was given."""

HOVER = "name => document.getElementById('chart-' + name)._fullLayout.hoverlabel.bgcolor"
"""A colour that only the template says."""

pytestmark = pytest.mark.browser


def test_each_chart_is_drawn_in_the_language_of_the_page(browser: Browser, tmp_path: Path) -> None:
    run = make_run("plan", "base")
    shown = charts(cases(run.scenarios, run.monthly, run.levers))
    write_report(tmp_path / "report.html", run, "en")
    page = opened(browser, tmp_path / "report.html")
    try:
        for lang in ("zh", "en", "zh"):
            page.language(lang)
            for chart in shown:
                expected = parts(chart.plot(lang))
                drawn = page.page.evaluate(DRAWN, chart.name)
                assert drawn["data"] == expected["data"], (chart.name, lang)
                for axis in ("xaxis", "yaxis"):
                    kept = {key: drawn["layout"][axis].get(key) for key in expected["layout"][axis]}
                    assert kept == expected["layout"][axis], (chart.name, lang)
                kept = page.page.evaluate(HOVER, chart.name)
                assert kept == page_template()["layout"]["hoverlabel"]["bgcolor"]
    finally:
        page.page.close()
