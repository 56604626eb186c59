"""The question as a whole, asked of formulas whose answers are known."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np
import pytest

from resettle.results.questions.sensitivity.question import ask
from resettle.results.questions.sensitivity.request import Request, outcomes_of
from resettle.results.report.answer import Answer, QuestionError
from resettle.results.report.page import render_answer
from resettle.scenarios import Scenario, load
from tests.questions.sensitivity_fake import Fake

OFFER, STEADY, SEPARATION = "behaviour.offer_rate", "behaviour.steady_start", "behaviour.separation_rate"
ONLY = ["behaviour"]


@pytest.fixture(scope="module")
def guizhou() -> Scenario:
    return load("guizhou")


def formula(values: Mapping[str, float], chance: np.random.Generator) -> dict[str, float]:
    """Growth: up with steady jobs, least at a middle offer rate; employment: fixed; spending: chance."""
    steady, offer = values.get(STEADY, 0.875), values.get(OFFER, 0.9)
    growth = 0.14 * steady + 0.15 * (offer - 0.9) ** 2
    return {
        "figure.income_growth_15": growth + 0.002 * chance.standard_normal(),
        "employment_end": 0.9,
        "spending": 1e9 + 1e7 * chance.standard_normal(),
    }


@pytest.fixture(scope="module")
def answer(guizhou: Scenario) -> Answer:
    of = ["income_growth_15", "employment_end", "spending"]
    return ask(Request(guizhou, of=of, only=ONLY, top=3, quick=True), Fake(formula))


@pytest.mark.parametrize("method", ["morris", "tornado", "sobol", "all"])
def test_a_share_of_nobody_is_said_to_be_one_instead_of_never_changing(
    guizhou: Scenario, method: str
) -> None:
    nobody = Fake(lambda values, chance: {"last_year.employment_rate": np.nan})
    request = Request(guizhou, method=method, of=["employment_rate"], only=ONLY, top=3, quick=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (said,) = ask(request, nobody).headlines
    assert said.en == "“Employment rate” has no figure in any run: no labour."
    assert said.zh == "“就业率”在各次模拟中均无数值：没有劳动力。"


def test_the_first_headline_names_what_moves_the_figure_most(answer: Answer, guizhou: Scenario) -> None:
    first = answer.headlines[0]
    assert "New jobs with work every month" in first.en and "most" in first.en
    assert "4.2" in first.en and "points" in first.en
    assert "影响最大" in first.zh
    screening = answer.frames["screening"]
    growth = screening[screening["outcome"] == "income_growth_15"].set_index("input")
    assert growth.loc[STEADY, "mu_star"] == pytest.approx(0.14 * (1.0363 - 0.7392), rel=0.01)
    assert growth.loc[SEPARATION, "mu_star"] == 0.0
    assert growth["clear"].sum() == 2


def test_a_figure_that_never_changes_and_one_that_only_chance_moves_are_named(answer: Answer) -> None:
    lines = [headline.en for headline in answer.headlines]
    assert any("never changes" in one for one in lines)
    chance = answer.frames["luck"].set_index("outcome")
    assert chance.loc["employment_end", "sd"] == 0.0
    assert chance.loc["spending", "sd"] == pytest.approx(1e7, rel=0.5)
    spending = answer.frames["screening"].query("outcome == 'spending'")
    assert not spending["clear"].any()


def test_shares_of_variance_tell_chance_apart(answer: Answer) -> None:
    shares = answer.frames["shares"].query("outcome == 'income_growth_15'").set_index(["input", "kind"])
    chance = shares.loc[("luck", "luck")]
    whole = chance["sd"] ** 2
    assert chance["share"] * whole == pytest.approx(0.002**2, rel=0.8)
    assert shares.loc[(STEADY, "first"), "share"] > 0.6
    assert shares.loc[(STEADY, "total"), "grade"] == "good"
    assert "employment_end" not in set(answer.frames["shares"]["outcome"])


def test_a_turn_is_seen_between_the_ends(answer: Answer) -> None:
    tornado = answer.frames["tornado"].query("outcome == 'income_growth_15'")
    turning = tornado.groupby("input")["turns"].any()
    assert turning[OFFER] and not turning[STEADY]
    assert any("does not move in one direction as" in headline.en for headline in answer.headlines)


def test_the_page_draws_and_every_chart_has_both_languages(answer: Answer) -> None:
    names = [chart.name for section in answer.sections for chart in section.charts]
    assert {"screening-0", "shares-0", "tornado-0"} <= set(names)
    for section in answer.sections:
        for chart in section.charts:
            assert chart.title.en != chart.title.zh
    manifest = {
        "command": "resettle sensitivity", "created": "now", "scenarios": [], "runs": 1, "seed": 1,
        "parameters": "posterior", "versions": {}, "git": None, "failed": [],
    }  # fmt: skip
    assert "tornado-0" in render_answer(answer, manifest)


def test_only_what_is_needed_is_run(guizhou: Scenario) -> None:
    fake = Fake(formula)
    only = ["behaviour.steady_start", "behaviour.offer"]
    ask(Request(guizhou, ["income_growth_15"], "tornado", only, quick=True), fake)
    assert not any("screening" in variant.name for variant, _ in fake.asked)
    paths = {path for variant, _ in fake.asked for path, _ in variant.values}
    assert paths == {STEADY, OFFER}
    assert all(variant.scenario.uncertainty == "none" for variant, _ in fake.asked), "nothing else is drawn"


def test_points_of_a_trajectory_share_their_seeds_and_trajectories_do_not(guizhou: Scenario) -> None:
    fake = Fake(formula)
    ask(Request(guizhou, ["income_growth_15"], "morris", ["behaviour"], quick=True), fake)
    seeds: dict[str, set[int]] = {}
    for variant, number in fake.asked:
        seeds.setdefault(" ".join(variant.name.split()[:4]), set()).add(number)
    screening = [numbers for name, numbers in seeds.items() if name.startswith("screening")]
    assert len(screening) == 3 and all(len(numbers) == 2 for numbers in screening)
    assert len(set.union(*screening)) == 6


def test_failed_runs_are_left_out_and_the_answer_stands(guizhou: Scenario) -> None:
    fake = Fake(formula, fails=lambda variant, number: variant.name.endswith(" 4") and number % 2 == 0)
    answer = ask(Request(guizhou, ["income_growth_15"], only=ONLY, top=3, quick=True), fake)
    assert "New jobs with work every month" in answer.headlines[0].en


def test_without_names_growth_employment_and_zero_employment_are_looked_at(guizhou: Scenario) -> None:
    assert [one.name for one in outcomes_of(guizhou, [])] == [
        "income_growth_15",
        "employment_end",
        "zero_employment",
    ]
    assert next(one.name for one in outcomes_of(load("hanyin"), [])) == "income_growth"
    assert {"spending", "training_volume"} <= {one.name for one in outcomes_of(guizhou, ["all"])}


def test_what_cannot_be_asked_is_refused(guizhou: Scenario) -> None:
    fake = Fake(formula)
    with pytest.raises(QuestionError, match="did you mean income_growth") as caught:
        ask(Request(guizhou, ["income_grow"], only=["behavior"]), fake)
    assert "did you mean behaviour?" in str(caught.value), "both mistakes are reported"
    with pytest.raises(QuestionError, match="method 'fast'"):
        ask(Request(guizhou, method="fast"), fake)
    with pytest.raises(QuestionError, match="at least 1"):
        ask(Request(guizhou, top=0), fake)
    assert not fake.asked
