"""The page of the explorer in a real browser: numbers, keyboard, address, scenario file, languages, width."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, sync_playwright

from resettle.results.questions.explore.compute import explored
from resettle.results.questions.explore.content import content_of
from resettle.results.questions.explore.design import anywhere
from resettle.results.questions.explore.question import ask
from resettle.results.questions.explore.request import checked
from resettle.results.questions.explore.sliders import coordinates, moved
from resettle.results.report.page import render_answer
from resettle.scenarios import load
from tests.questions.compare_asked import MANIFEST
from tests.questions.explore_fake import PLAN, SMALL, FakeAsking

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explore") / "report.html"
    answer = ask(SMALL, FakeAsking())  # type: ignore[arg-type]
    path.write_text(render_answer(answer, MANIFEST, "en"), encoding="utf-8")
    return path


@pytest.fixture
def opened(file: Path) -> Iterator[Page]:
    """The page; whatever it complains of or asks the network for fails the test."""
    path = os.environ.get("RESETTLE_CHROMIUM") or shutil.which("chromium")
    assert path, "no chromium found; install it (apt-get install chromium) or set RESETTLE_CHROMIUM"
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--headless=new", "--no-sandbox"])
        page = browser.new_page(accept_downloads=True)
        page.on("console", lambda one: wrong.append(one.text) if one.type != "log" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda one: wrong.append(one.url) if one.url.startswith("http") else None)
        page.goto(file.as_uri())
        yield page
        browser.close()
    assert wrong == []


def at(page: Page, times: str) -> None:
    page.wait_for_selector(f"html[data-shown='{times}']", state="attached")


def card(page: Page, name: str) -> str:
    return page.locator(f".outcome[data-outcome={name}]").inner_text().replace("\xa0", " ")


def test_the_browser_computes_what_the_library_does(opened: Page) -> None:
    found = explored(checked(SMALL), FakeAsking())  # type: ignore[arg-type]
    times = np.concatenate([anywhere(found.sliders, 5, 7), [[0.0, 2.0, 0.0], [2.0, 1.0, 2.0]]])
    points = coordinates(found.sliders, times)
    for row, moved_to in enumerate(times.tolist()):
        seen: dict[str, Any] = opened.evaluate("times => explorer.at(times)", moved_to)
        for one, shown in zip(found.problem.outcomes, seen["outcomes"], strict=True):
            response = found.responses[one.column]
            errors = response.error(points)
            for name, values in response.predict(points).items():
                assert shown[name] == pytest.approx(values[row], rel=2e-4, abs=2e-6), (one.name, name)
                assert shown["errors"][name] == pytest.approx(errors[name][row], rel=1e-3, abs=1e-9)
        year = found.responses["spent_year.2022"].predict(points)["mean"][row]
        assert seen["years"][0]["mean"] == pytest.approx(year, rel=1e-4)


def test_at_the_plan_the_runs_themselves_are_shown(opened: Page) -> None:
    content = content_of(explored(checked(SMALL), FakeAsking()), FakeAsking())  # type: ignore[arg-type]
    exact = next(one for one in content["outcomes"] if one["name"] == "one_employed")["exact"]
    said = card(opened, "one_employed")
    assert f"{100 * exact['probability']:.0f} %" in said and "±" not in said
    assert f"mean {100 * exact['mean']:.1f} %" in said
    assert opened.locator("#differs").inner_text() == "Nothing: this is the plan."


def test_sliders_move_by_keyboard_and_say_what_they_mean(opened: Page) -> None:
    slider = opened.locator("#move-training_subsidy")
    slider.focus()
    for _ in range(10):
        opened.keyboard.press("ArrowLeft")
    at(opened, "0.5,1,1")
    assert slider.get_attribute("aria-valuetext") == "440 person-times a year, half of what the plan has"
    assert opened.locator("#differs").inner_text() == (
        "Training subsidy: 440 person-times a year, half of what the plan has"
    )
    assert "±" in card(opened, "skills_per_worker")
    opened.keyboard.press("Home")
    at(opened, "0,1,1")
    assert "none of it" in opened.locator("[data-lever=training_subsidy]").inner_text()
    opened.keyboard.press("End")
    at(opened, "2,1,1")
    assert "twice what the plan has" in opened.locator("[data-lever=training_subsidy]").inner_text()


def test_the_address_keeps_the_position(opened: Page, file: Path) -> None:
    opened.locator("#move-works_relief").focus()
    opened.keyboard.press("Home")
    opened.wait_for_url("**#at=works_relief:0")
    opened.goto("about:blank")
    opened.goto(f"{file.as_uri()}#at=works_relief:0,public_welfare_jobs:1.5")
    at(opened, "1,1.5,0")
    assert "1,200 posts, 1.5 times what the plan has" in opened.locator("#differs").inner_text()
    opened.locator("#back").click()
    at(opened, "1,1,1")


def test_a_saved_scenario_is_the_position(opened: Page, file: Path, tmp_path: Path) -> None:
    opened.goto("about:blank")
    opened.goto(f"{file.as_uri()}#at=training_subsidy:0.35,public_welfare_jobs:1.45,works_relief:0")
    at(opened, "0.35,1.45,0")
    with opened.expect_download() as waiting:
        opened.locator("#save").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "hanyin-position.yaml"
    saved = load(str(path))
    found = explored(checked(SMALL), FakeAsking())  # type: ignore[arg-type]
    expected = moved(PLAN, found.sliders, (0.35, 1.45, 0.0))
    for name, lever in expected.levers.items():
        assert len(saved.levers[name].in_force) == len(lever.in_force), name
        for one, other in zip(saved.levers[name].in_force, lever.in_force, strict=True):
            assert (one.start, one.end) == (other.start, other.end), name
            assert {key: value.number for key, value in one.values.items()} == {
                key: value.number for key, value in other.values.items()
            }, name
            assert {key: value.ends for key, value in one.values.items()} == {
                key: value.ends for key, value in other.values.items()
            }, name
    assert saved.chain[1:] == PLAN.chain and "调整后" in saved.title.zh
    assert saved.inputs(draw=3).levers == expected.inputs(draw=3).levers  # and each future draws the same


def test_the_command_runs_the_position_in_the_same_futures(opened: Page) -> None:
    assert not opened.locator("#asked").is_visible()
    opened.locator("#ask").click()
    assert opened.locator("#command").inner_text() == "resettle run hanyin hanyin-position.yaml --futures 24"


def test_positions_outside_what_was_run_say_so(opened: Page, file: Path) -> None:
    assert not opened.locator("#outside").is_visible()
    opened.goto("about:blank")
    opened.goto(f"{file.as_uri()}#at=works_relief:3")
    at(opened, "1,1,3")
    said = opened.locator("#outside").inner_text()
    assert "Works relief is beyond its ends (0 projects a year to 30 projects a year)." in said
    assert "Outside what was run" in said


def test_an_idle_lever_is_said_to_be_idle_where_it_stands(tmp_path: Path, opened: Page) -> None:
    asking = FakeAsking()
    answer = ask(type(SMALL)(PLAN, vary=("training_subsidy", "care_services"), futures=24), asking)  # type: ignore[arg-type]
    path = tmp_path / "idle.html"
    path.write_text(render_answer(answer, MANIFEST, "en"), encoding="utf-8")
    opened.goto(path.as_uri())
    opened.wait_for_selector("html[data-rested='1,1']", state="attached")
    idle = [opened.locator(f"[data-lever={one}] .idle") for one in ("care_services", "training_subsidy")]
    assert idle[0].inner_text() == "Nothing clear but spending changes with this lever here."
    assert not idle[1].is_visible()


def test_a_move_is_drawn_in_the_next_frame_and_what_takes_long_waits(opened: Page) -> None:
    opened.wait_for_selector("html[data-rested='1,1,1']", state="attached")
    drawn: list[list[str]] = opened.evaluate(
        """async () => {
          const input = document.getElementById("move-training_subsidy");
          const drawn = [];
          for (const stop of [10, 11, 12]) {
            input.value = stop;
            input.dispatchEvent(new Event("input"));
            await new Promise((done) => requestAnimationFrame(done));
            drawn.push([document.documentElement.dataset.shown, document.documentElement.dataset.rested]);
          }
          return drawn;
        }"""
    )
    assert drawn == [["0.5,1,1", "1,1,1"], ["0.55,1,1", "1,1,1"], ["0.6,1,1", "1,1,1"]]
    opened.wait_for_selector("html[data-rested='0.6,1,1']", state="attached")


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_page_fits_any_screen_in_both_languages(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    for lang, said in (("zh", "与规划的差别"), ("en", "Differs from the plan")):
        opened.click(f"[data-set-lang={lang}]")
        assert opened.locator("#differs-title").inner_text() == said
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
    opened.locator(".years").scroll_into_view_if_needed()
    assert opened.evaluate(
        "document.querySelector('.strip').getBoundingClientRect().top >= 0"
    )  # always visible


def test_paper_has_no_sliders_but_says_how_the_plan_is_changed(opened: Page) -> None:
    opened.emulate_media(media="print")
    assert not opened.locator("#move-works_relief").is_visible()
    assert opened.locator("#differs").is_visible() and opened.locator(".track").first.is_visible()
