"""The page of an answer in a real browser: a heat map from the vendored bundle, in both languages."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from resettle.results.report.page import render_answer
from resettle.results.report.style import INK
from resettle.results.runs.frame import frame_of
from tests.questions.answer_asked import answer_of
from tests.questions.compare_asked import MANIFEST
from tests.runs.quick import Named, Rows

pytestmark = pytest.mark.browser


def test_a_page_draws_a_heat_map_in_both_languages_and_asks_for_nothing(tmp_path: Path) -> None:
    path = os.environ.get("RESETTLE_CHROMIUM") or shutil.which("chromium")
    assert path, "no chromium found; install it (apt-get install chromium) or set RESETTLE_CHROMIUM"
    task = Named("k1")
    runs = frame_of([("v", 1, task, Rows()(task))])
    file = tmp_path / "report.html"
    file.write_text(render_answer(answer_of(runs), MANIFEST, "zh"), encoding="utf-8")
    problems: list[str] = []
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--headless=new", "--no-sandbox"])
        page = browser.new_page(color_scheme="dark")
        page.on("console", lambda one: problems.append(one.text) if one.type != "log" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda one: (problems.append("dialog"), one.dismiss()))
        page.on("request", lambda one: requests.append(one.url))
        page.goto(file.as_uri())
        for lang in ("zh", "en"):
            page.click(f"[data-set-lang={lang}]")
            page.wait_for_selector(f"html[data-drawn='{lang}']", state="attached")
            assert page.locator("#chart-map.js-plotly-plot .heatmaplayer image").count() == 1
            drawn = page.evaluate("document.getElementById('chart-map').data[0]")
            assert drawn["textfont"]["color"] == INK  # cells are as light in the dark
        browser.close()
    assert problems == []
    assert [url for url in requests if not url.startswith(("data:", "blob:"))] == [file.as_uri()]
