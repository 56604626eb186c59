from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from resettle.calibration.evidence.facts import GROUPS
from resettle.calibration.fit.problem import DISCREPANCY, Problem
from resettle.calibration.report.validation import About, answered, digest
from resettle.calibration.validation.heldout import (
    Assessment,
    assess,
    predicted_fact,
)
from resettle.calibration.validation.mixture import predictive_quantiles
from resettle.calibration.validation.predictions import predict
from resettle.calibration.validation.scores import (
    Score,
    as_badly,
    by_clusters,
    errors_beside,
    horizons,
    kept,
    pattern_label,
    scores,
)
from resettle.results.report.markdown import markdown
from resettle.results.report.terminal import print_answer
from resettle.results.text.labels import text_of
from tests.page_text import printed

NORMAL = {0.05: -1.6448536, 0.25: -0.6744898, 0.5: 0.0, 0.75: 0.6744898, 0.95: 1.6448536}


@dataclass(frozen=True)
class Fact:
    id: str
    statistic: str
    value: float
    use: str = "check"
    error: float = 100.0
    discrepancy: float = 0.0
    unit: str = "yuan/person/year"
    scope: str = "country"
    year: int = 2022
    group: str = "income_level"
    cluster: str = "register/2022"


INCOME = Fact("C1", "net_income_2022", 13_000.0)
SHARE = Fact(
    "C2", "employment_2022_end", 0.94, error=0.01, unit="share", group="employment", cluster="count/2022"
)
GROWTH = Fact(
    "C3", "growth_counties_2022", 0.08, error=0.01, unit="share/year", group="growth", cluster="survey/2022"
)
PAST = (
    Fact("F1", "net_income_2019", 10_000.0, "fit"),
    Fact("F2", "net_income_2020", 11_000.0, "fit"),
    Fact("F3", "employment_2020", 0.9, "fit", 0.01, unit="share", group="employment"),
    Fact("F4", "growth_counties_2021", 0.12, "fit", 0.01, unit="share/year", group="growth"),
)
RUNS = {
    "net_income_2019": np.array([10_000.0, 10_000.0]),
    "net_income_2020": np.array([11_000.0, 11_000.0]),
    "net_income_2022": np.array([12_900.0, 13_100.0]),
    "employment_2020": np.array([0.9, 0.9]),
    "employment_2022_end": np.array([0.93, 0.95]),
    "growth_counties_2021": np.array([0.12, 0.12]),
    "growth_counties_2022": np.array([0.07, 0.1]),
}
ONES = np.ones(2)


def found(*facts: Fact, **runs: tuple[float, float]) -> Assessment:
    return assess([*PAST, *facts], {**RUNS, **{name: np.array(two) for name, two in runs.items()}}, ONES)


def rolled() -> Assessment:
    late = replace(INCOME, id="C8", statistic="net_income_2024", year=2024, value=15_000.0)
    runs = {**RUNS, "net_income_2024": np.array([15_000.0, 15_200.0])}
    return assess([*PAST, INCOME, late], runs, ONES, origin=2022)


def named(assessment: Assessment) -> dict[str, Score]:
    return {one.name: one for one in scores(assessment)}


def scored(assessment: Assessment) -> dict[str, bool | None]:
    return {one.name: one.met for one in scores(assessment)}


# -- intervals ----------------------------------------------------------------------------


def test_one_run_and_an_error_give_a_normal_prediction() -> None:
    levels = list(NORMAL)
    found = predictive_quantiles(np.array([7.0]), np.array([2.0]), levels)
    assert found == pytest.approx([7.0 + 2.0 * z for z in NORMAL.values()], abs=1e-6)


def test_runs_without_any_error_give_their_own_quantiles() -> None:
    runs = np.arange(1.0, 101.0)
    assert predictive_quantiles(runs, np.zeros(100), (0.05, 0.5, 0.95)) == pytest.approx([5.0, 50.0, 95.0])


def test_luck_parameters_error_and_discrepancy_add_up() -> None:
    rng = np.random.default_rng(1)
    runs = rng.normal(0.0, 3.0, 4000)
    fact = Fact("C", "net_income_2022", 0.0, error=4.0, discrepancy=6.0)
    wide = predicted_fact(fact, runs, np.full(4000, 2.0)).most[1]
    assert wide == pytest.approx(NORMAL[0.95] * np.sqrt(3**2 + 4**2 + (2 * 6) ** 2), rel=0.03)
    assert predicted_fact(fact, runs, np.full(4000, 2.0)).from_runs == pytest.approx(9 / 169, rel=0.05)


def test_the_interval_of_a_share_ends_at_everyone() -> None:
    shown = predicted_fact(replace(SHARE, value=0.99, error=0.1), np.array([0.97, 0.99]), ONES)
    assert shown.most[1] == 1.0
    assert shown.inside


@pytest.mark.parametrize("runs", [[], [1.0, np.nan]])
def test_no_prediction_is_made_from_no_run_or_from_no_number(runs: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        predictive_quantiles(np.array(runs), np.ones(len(runs)), (0.5,))


def test_a_right_model_holds_nine_in_ten_facts_in_its_interval() -> None:
    rng = np.random.default_rng(2)
    inside = half = 0
    for _ in range(400):
        runs = rng.normal(0.0, 1.0, 100)
        fact = Fact("C", "x_2022", rng.normal(0.0, 1.0) + rng.normal(0.0, 0.5), error=0.5)
        shown = predicted_fact(fact, runs, np.ones(100))
        inside, half = inside + shown.inside, half + shown.inside_half
    assert inside / 400 == pytest.approx(0.9, abs=0.045)
    assert half / 400 == pytest.approx(0.5, abs=0.075)


# -- rows and growth ----------------------------------------------------------------------


def test_only_held_out_facts_are_predicted_and_fitted_ones_are_shown_apart() -> None:
    assessment = found(INCOME, Fact("X", "net_income_2016", 1.0, "context"))
    assert [one.id for one in assessment.held_out] == ["C1"]
    assert [one.id for one in assessment.fitted] == ["F1", "F2", "F3", "F4"]
    assert assessment.held_out[0].error == pytest.approx(0.0, abs=0.1)
    assert assessment.runs == 2
    assert not any(one.forecasts for one in assessment.fitted)


def test_growth_of_a_level_is_counted_a_year_from_its_last_earlier_fact_of_the_same_people() -> None:
    (growth,) = found(INCOME).growths
    assert growth.since == 2020
    assert growth.observed == pytest.approx((13 / 11) ** 0.5 - 1)
    assert growth.error == pytest.approx(0.0, abs=1e-3)
    elsewhere = [replace(one, scope="province") if one.id == "F2" else one for one in PAST]
    (longer,) = assess([*elsewhere, INCOME], RUNS, ONES).growths
    assert longer.since == 2019
    (rate,) = found(GROWTH).growths
    assert (rate.since, rate.predicted) == (None, pytest.approx(0.085))


def test_a_share_has_no_growth() -> None:
    assert found(SHARE).growths == ()


def test_a_fact_of_which_no_run_speaks_is_not_passed_over() -> None:
    with pytest.raises(KeyError, match="off_farm_2023"):
        found(Fact("C9", "off_farm_2023", 0.8, unit="share"))


def test_runs_may_speak_of_a_fact_by_its_name_or_by_its_statistic() -> None:
    by_id = assess([INCOME], {"C1": np.array([1.0, 1.0]), "net_income_2022": np.array([2.0, 2.0])}, ONES)
    assert by_id.held_out[0].median == pytest.approx(1.0, abs=0.1)


def test_an_emulators_doubt_widens_what_is_predicted() -> None:
    fact = Fact("C", "net_income_2022", 0.0, error=3.0)
    shown = predicted_fact(fact, np.zeros(5), np.ones(5), doubts=np.full(5, 4.0))
    assert shown.most[1] == pytest.approx(5.0 * NORMAL[0.95], abs=1e-6)
    assert shown.from_runs == pytest.approx(16 / 25)


# -- rolling origins ----------------------------------------------------------------------


def test_an_origin_predicts_only_facts_of_later_years_and_knows_only_earlier_ones() -> None:
    one = rolled()
    assert [(row.id, row.origin, row.horizon) for row in one.held_out] == [("C8", 2022, 2)]
    assert one.held_out[0].forecasts[0].value == 11_000.0  # what is sealed stays unknown
    assert [(growth.since, growth.origin) for growth in one.growths] == [(2020, 2022)]
    whole = found(SHARE).with_origins([one])
    assert [row.id for row in whole.blind] == ["C2", "C8"]
    assert [row.horizon for row in whole.blind] == [None, 2]


def test_scores_are_told_by_years_ahead_and_the_far_ones_together() -> None:
    rows = [assess([*PAST, INCOME], RUNS, ONES, origin=origin).held_out[0] for origin in (2018, 2019, 2021)]
    near, far = horizons(rows)
    assert (near.horizon, near.facts, far.horizon, far.facts) == (1, 1, 3, 2)
    assert (near.inside, near.clusters) == (1.0, 1)
    assert near.error == pytest.approx(0.0, abs=0.01)
    assert near.forecasts["last_value"][0] == pytest.approx(20.0)
    assert "pay_lead" in near.forecasts


# -- scores -------------------------------------------------------------------------------


def test_each_cluster_counts_once_however_many_facts_it_holds() -> None:
    rows = [
        replace(row, cluster=cluster)
        for row, cluster in zip(found(INCOME, SHARE, GROWTH).held_out, "abc", strict=True)
    ]
    miss = replace(rows[0], observed=99_000.0)
    many = [replace(miss, id=f"m{n}", cluster=f"a/{n}") for n in range(8)]
    assert by_clusters([*many, *rows[1:]], lambda row: row.inside) == pytest.approx(2 / 3)
    assert by_clusters([*many, rows[0], *rows[1:]], lambda row: row.inside) == pytest.approx((1 / 9 + 2) / 3)


def test_right_intervals_of_one_cluster_do_badly_more_often_than_those_of_many() -> None:
    row = found(INCOME).held_out[0]
    alone = [replace(row, id=f"r{n}", cluster=f"c{n}") for n in range(6)]
    together = [replace(row, id=f"r{n}", cluster="c/2022") for n in range(6)]
    half = [as_badly(rows, 0.9, lambda shares: shares <= 0.5) for rows in (alone, together)]
    assert half[0] == pytest.approx(0.0159, abs=0.01)  # three or more of six outside: binomial
    assert half[1] > 2 * half[0]


def test_predictions_of_one_fact_from_two_origins_share_its_error() -> None:
    row = found(INCOME).held_out[0]
    twice = [row, replace(row, origin=2021)]
    assert as_badly(twice, 0.9, lambda shares: shares < 1.0) == pytest.approx(0.1, abs=0.02)


def test_a_model_that_is_right_meets_every_bar_that_can_be_told() -> None:
    assessment = found(INCOME, SHARE, GROWTH)
    reached = scored(assessment)
    assert reached.pop("patterns") is False  # three patterns are not four
    assert reached.pop("half") is False  # all of three inside 50 % are too many
    assert reached.pop("employment_growth") is None
    assert set(reached.values()) == {True}
    more = Fact("F6", "income_spread", 0.5, "fit", 0.1, unit="log points", group="spread")
    whole = assess([*PAST, INCOME, SHARE, GROWTH, more], {**RUNS, "income_spread": [0.5, 0.5]}, ONES)
    assert scored(whole)["patterns"] is True


def test_what_lies_outside_is_counted_and_not_bent() -> None:
    wrong = found(INCOME, SHARE, net_income_2022=(20_000.0, 20_100.0))
    told = named(wrong)
    assert told["coverage"].met is False
    assert "50\u00a0% by clusters (2); 1 of 2 predictions inside 90 %" in told["coverage"].reached.en
    assert "in 19\u00a0% of cases" in told["coverage"].reached.en
    assert told["growth"].met is False
    assert "points: Net income per person, 2022 (C1)" in told["growth"].reached.en
    assert "误差最大的是2022年人均纯收入（C1），" in told["growth"].reached.zh
    assert kept(wrong.held_out) == {"income_level": (0, 1), "employment": (1, 1)}
    assert "missed: income level" in told["patterns"].reached.en


def test_half_of_the_facts_and_not_many_more_lie_inside_half_an_interval() -> None:
    row = found(INCOME).held_out[0]
    ends = {True: (0.0, 1e6), False: (0.0, 1.0)}
    for hits, met in ((1, False), (2, True), (3, True), (4, False)):
        rows = [replace(row, id=f"r{n}", cluster=f"c{n}", half=ends[n < hits]) for n in range(5)]
        assert named(Assessment(tuple(rows)))["half"].met is met


def test_growth_of_employment_must_lie_inside_each_time_that_it_is_predicted() -> None:
    row = replace(found(GROWTH).held_out[0], statistic="employed_growth_2022")
    out = replace(row, observed=0.9, origin=2021)
    assert named(Assessment((row,)))["employment_growth"].met is True
    both = named(Assessment((row,), rolled=(out,)))["employment_growth"]
    assert both.met is False
    assert both.reached.en == "1 of 2"


def test_intervals_of_income_that_are_too_wide_to_say_anything_are_missed() -> None:
    row = found(INCOME).held_out[0]
    narrow, wide = replace(row, most=(12_000.0, 14_000.0)), replace(row, most=(11_000.0, 15_000.0))
    assert named(Assessment((narrow, narrow, wide)))["width"].met is True
    missed = named(Assessment((narrow, wide, wide)))["width"]
    assert missed.met is False
    assert "30.8" in missed.reached.en


def test_a_model_that_only_repeats_the_past_does_not_beat_it() -> None:
    same = found(SHARE, employment_2022_end=(0.9, 0.9))
    last_value = named(same)["last_value"]
    assert last_value.met is False
    assert "4.00 sd against 4.00 sd on 1 of 1 facts; nearer on 0" in last_value.reached.en


def test_the_model_is_compared_with_a_forecast_on_what_can_be_forecast() -> None:
    rows = found(INCOME, SHARE, employment_2022_end=(0.5, 0.5)).held_out
    other, model = errors_beside(rows, "pay_lead") or (0.0, 0.0)
    assert model == pytest.approx(0.0, abs=0.01)  # the share, which pay does not forecast, is left out
    assert other > 1.0
    assert errors_beside([replace(row, forecasts=()) for row in rows], "pay_lead") is None


def test_bars_that_no_fact_can_tell_are_said_to_be_undecided() -> None:
    assert scored(assess([], {}, np.ones(0))) == dict.fromkeys(scored(found(INCOME)), None)
    only = Fact("C7", "wage_share_2022", 0.7, error=0.01, unit="share", group="composition")
    untold = scored(assess([only], {"wage_share_2022": np.array([0.7, 0.7])}, ONES))
    decided = {name for name, met in untold.items() if met is not None}
    assert decided == {"coverage", "half", "patterns"}


def test_every_group_of_facts_is_a_pattern_with_a_name() -> None:
    for group in GROUPS:
        assert pattern_label(group).zh


# -- text and page ------------------------------------------------------------------------


ABOUT = About(
    "ab12", "1.0", date="2026-11-21", facts=(INCOME, SHARE), sources={"C1": text_of("NDRC | x, http://x")}
)


def shown(assessment: Assessment, about: About = ABOUT) -> str:
    return markdown(answered(assessment, about))


def test_the_page_gives_figures_in_their_unit_errors_with_a_sign_and_intervals_that_read_as_such() -> None:
    page = shown(found(INCOME, SHARE, GROWTH, net_income_2022=(20_000.0, 20_100.0)))
    income = next(line for line in page.splitlines() if "| ✗ no |" in line and "(C1) " in line)
    assert "| 13,000 yuan | 20,050 yuan | 19,974–20,126 yuan |" in income and "| +54.2\u00a0% | 20" in income
    share = next(line for line in page.splitlines() if "| ✓ yes |" in line and "(C2) " in line)
    assert "| 94.0\u00a0% | 94.0\u00a0% | 92.9–95.1\u00a0% |" in share and "0.0 points |" in share
    wide = answered(found(GROWTH, growth_counties_2022=(-0.05, 0.05)), ABOUT)
    assert re.search(r"\| −\d\.\d to \d\.\d\u00a0% \|", markdown(wide))


def test_the_page_says_when_from_what_and_what_is_missed() -> None:
    page = shown(found(INCOME, SHARE, net_income_2022=(20_000.0, 20_100.0)))
    for part in (
        "2026-11-21",
        "| ab12 |",
        digest([INCOME, SHARE]),
        "✗ NOT met",
        "one parameter without an end",
    ):
        assert part.lower() in page.lower(), part
    assert "- ✗ Net income per person, 2022 (C1) (sealed): 13,000 yuan observed" in page
    assert "| `C1`, NDRC &#124; x, http://x |" in page
    rows = [line for line in page.splitlines() if line.startswith("| Net income per person, 2022 (C1)")]
    assert rows and all(line.startswith("| ") and line.endswith(" |") for line in rows)
    assert "| sealed | 13,000 yuan | 20,050 yuan | 11,000 yuan | 13,310 yuan |" in page


def test_naive_forecasts_that_cannot_be_made_say_why() -> None:
    page = shown(found(INCOME, SHARE))
    assert "| only one earlier value |" in page
    alone = Fact("wage_share_2022", "wage_share_2022", 0.7, unit="share")
    page = shown(assess([alone], {"wage_share_2022": np.array([0.7, 0.7])}, ONES))
    assert "| no earlier value | no earlier value | not an income | not an income |" in page
    assert "| Wage share of relocated people's income, 2022 | 70.0" in page  # its id says no more


def test_the_page_of_no_fact_says_so() -> None:
    page = shown(assess([], {}, np.ones(0)), replace(ABOUT, tried=()))
    assert "There is none." in page
    assert "undecided" in page
    assert "Nothing beyond the fit" in page


def test_runs_that_failed_are_counted_on_the_page() -> None:
    assert "| Runs that failed | 2: too high |" in shown(
        found(INCOME), replace(ABOUT, failed=("too high", "x"))
    )


@pytest.mark.parametrize(("lang", "word"), [("en", "NOT met"), ("zh", "未达到")])
def test_the_terminal_shows_scores_and_facts_and_no_page(lang: str, word: str) -> None:
    answer = answered(found(INCOME, SHARE, net_income_2022=(20_000.0, 20_100.0)), ABOUT)
    lines = printed(lambda: print_answer(answer, None, lang))  # type: ignore[arg-type]
    text = "\n".join(lines)
    assert f"✗ {word}" in text and "C1" in text and "11,000" in text
    assert not lines[-1].startswith(("Report", "报告")) and lines[-1].startswith("✗")


def test_the_hash_of_facts_depends_on_what_they_say_and_not_on_their_order() -> None:
    assert digest([INCOME, SHARE]) == digest([SHARE, INCOME])
    assert digest([INCOME]) != digest([replace(INCOME, use="fit")])
    assert digest([INCOME]) != digest([replace(INCOME, error=101.0)])


# -- runs ---------------------------------------------------------------------------------


def simulate(theta: dict[str, float], seed: int) -> dict[str, float]:
    if theta["level"] > 90:
        raise ValueError("too high")
    return {"net_income_2022": 1000.0 * theta["level"] + seed}


PROBLEM = Problem(
    ("level",), [0.0], [100.0], [False], ("net_income_2022",), [1.0], [1.0], [0.0], simulate, version="1"
)  # type: ignore[arg-type]


def test_each_draw_is_run_with_a_seed_of_its_own_and_its_own_scale() -> None:
    draws = pd.DataFrame({"level": np.arange(10.0), DISCREPANCY: np.arange(10.0) / 10})
    samples, scales, failed = predict(PROBLEM, draws, runs=5, seed=7, jobs=1)
    assert samples["net_income_2022"].tolist() == [1007.0, 3008.0, 5009.0, 7010.0, 9011.0]
    assert scales.tolist() == [0.1, 0.3, 0.5, 0.7, 0.9]
    assert failed == ()


def test_runs_that_fail_are_told_and_those_of_a_folder_are_not_repeated(tmp_path: Path) -> None:
    draws = pd.DataFrame({"level": [1.0, 95.0]})
    first = predict(PROBLEM, draws, runs=2, folder=tmp_path, jobs=1)
    assert first[2] == ("ValueError: too high",)
    assert first[1].tolist() == [1.0]
    stored = sorted(tmp_path.iterdir())
    again = predict(PROBLEM, draws, runs=2, folder=tmp_path, jobs=1)
    assert again[0]["net_income_2022"].tolist() == first[0]["net_income_2022"].tolist()
    assert sorted(tmp_path.iterdir()) == stored


@pytest.mark.parametrize(("draws", "says"), [([], "at least one draw"), ([95.0], "every run failed")])
def test_a_prediction_from_nothing_is_refused(draws: list[float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        predict(PROBLEM, pd.DataFrame({"level": draws}), runs=1, jobs=1)
