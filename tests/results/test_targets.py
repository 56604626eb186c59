"""Targets are judged by hand-made series whose verdict anyone can check."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from resettle.model.bounds import meets
from resettle.model.inputs import Period
from resettle.results.judge.panel import FrameError, Panel
from resettle.results.judge.targets import judge
from resettle.results.judge.verdicts import FEW, MISSED, REACHED, UNCERTAIN, verdict
from resettle.results.questions.run.views import target_views
from resettle.scenarios import Target, Text
from resettle.scenarios.readings import indicator_of
from tests.results.factory import make_scenario, target

PERIOD = Period(2021, 12, 47)
MONTHS = [PERIOD.label(month) for month in range(48)]


def frame(**series: Any) -> pd.DataFrame:
    """Monthly frame of hand-made series; each is one replication's months, or a list of them."""
    rows = {name: np.atleast_2d(np.asarray(values, dtype=float)) for name, values in series.items()}
    count = max(len(held) for held in rows.values())
    parts = []
    for number in range(count):
        part: dict[str, Any] = {"scenario": "made", "replication": number, "seed": number, "draw": number}
        part["month"] = MONTHS
        part |= {name: held[number % len(held)] for name, held in rows.items()}
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def judged(one: Any, monthly: pd.DataFrame, weight: float | None = None) -> pd.DataFrame:
    scenario = make_scenario("made", targets={one.name: one})
    return judge([scenario], monthly, weight).set_index("reading")


def growing(rate: float, base: float = 1000.0) -> np.ndarray:
    """Monthly income that steps up by a rate every January."""
    return base * (1.0 + rate) ** (np.arange(48) // 12)


GROWTH = target("growth", "income", "growth", 0.15, "period")
FLAT = np.full(48, 100.0)


def test_growth_exactly_at_the_bound_is_reached() -> None:
    row = judged(GROWTH, frame(income=growing(0.15), prices=FLAT)).loc["compound_nominal"]
    assert row["median"] == pytest.approx(0.15)
    assert row["probability"] == 1.0 and row["shortfall"] == 0.0


def test_growth_just_below_the_bound_is_missed_by_what_is_missing() -> None:
    row = judged(GROWTH, frame(income=growing(0.149), prices=FLAT)).loc["compound_nominal"]
    assert row["probability"] == 0.0
    assert row["shortfall"] == pytest.approx(0.001)


def test_compound_growth_is_the_cube_root_over_three_years() -> None:
    income = np.repeat([100.0, 110.0, 110.0, 150.0], 12)
    rows = judged(GROWTH, frame(income=income, prices=FLAT))
    assert rows.loc["compound_nominal", "median"] == pytest.approx(1.5 ** (1 / 3) - 1)
    assert rows.loc["year_2022_nominal", "median"] == pytest.approx(0.10)
    assert rows.loc["year_2023_nominal", "median"] == pytest.approx(0.0)
    assert rows.loc["year_2024_nominal", "median"] == pytest.approx(150 / 110 - 1)
    assert rows.loc["year_2024_nominal", "first_met"] == "2024-12"
    assert rows["main"].tolist() == [True] + [False] * 7


def test_real_growth_takes_price_growth_out() -> None:
    prices = 100.0 * 1.02 ** (np.arange(48) // 12)
    rows = judged(GROWTH, frame(income=growing(0.15), prices=prices))
    assert rows.loc["compound_real", "median"] == pytest.approx(1.15 / 1.02 - 1)
    assert rows.loc["year_2023_real", "median"] == pytest.approx(1.15 / 1.02 - 1)
    assert rows.loc["compound_real", "probability"] == 0.0


def test_growth_is_first_met_when_the_last_twelve_months_are_on_the_path() -> None:
    # one large step in January 2023: the year to June 2023 is on the path for the first time
    income = np.where(np.arange(48) < 24, 100.0, 180.0)
    row = judged(GROWTH, frame(income=income, prices=FLAT)).loc["compound_nominal"]
    trailing = pd.Series(income).rolling(12).sum().to_numpy()
    on_path = [
        MONTHS[month]
        for month in range(12, 48)
        if trailing[month] >= trailing[11] * 1.15 ** ((month - 11) / 12) - 1e-6
    ]
    assert row["first_met"] == on_path[0]
    assert "2023-01" < on_path[0] < "2024-01"
    assert row["first_met_share"] == 1.0


def test_first_met_is_missing_when_fewer_than_half_of_the_replications_ever_meet_it() -> None:
    slow, fast = growing(0.05), growing(0.30)
    row = judged(GROWTH, frame(income=[slow, slow, fast], prices=FLAT)).loc["compound_nominal"]
    assert row["first_met"] is None or pd.isna(row["first_met"])
    assert row["first_met_share"] == pytest.approx(1 / 3)
    row = judged(GROWTH, frame(income=[slow, fast, fast], prices=FLAT)).loc["compound_nominal"]
    assert isinstance(row["first_met"], str)


def test_probability_is_the_share_of_replications_with_its_wilson_interval() -> None:
    rows = [growing(0.20)] * 15 + [growing(0.10)] * 5
    row = judged(GROWTH, frame(income=rows, prices=FLAT)).loc["compound_nominal"]
    assert row["probability"] == 0.75 and row["replications"] == 20
    assert (row["wilson_low"], row["wilson_high"]) == pytest.approx((0.5313, 0.8881), abs=1e-4)
    assert row["p05"] == pytest.approx(0.10) and row["p95"] == pytest.approx(0.20)


def test_growth_without_a_whole_base_year_says_so() -> None:
    monthly = frame(income=growing(0.1), prices=FLAT)
    with pytest.raises(FrameError, match="twelve months of 2021"):
        judged(GROWTH, monthly[monthly["month"] >= "2021-06"])


def test_a_stock_must_hold_in_every_plan_month_and_the_base_year_does_not_count() -> None:
    held = np.full(48, 0.96)
    held[:12] = 0.5
    one = target("rate", "employment_rate", "stock", 0.95, "every_month")
    assert judged(one, frame(employment_rate=held)).loc["every_month", "probability"] == 1.0
    held[30] = 0.94
    rows = judged(one, frame(employment_rate=held))
    assert rows.loc["every_month", "probability"] == 0.0
    assert rows.loc["every_month", "shortfall"] == pytest.approx(0.01)
    assert rows.loc["period_end", "probability"] == 1.0
    assert rows.loc["every_month", "first_met"] == "2022-01"


def test_a_stock_by_a_date_looks_at_that_month_only() -> None:
    use = np.linspace(0.5, 0.9, 48)
    one = target("assets", "asset_use", "stock", 0.8, "by", by="2024-06")
    row = judged(one, frame(asset_use=use)).loc["by_date"]
    assert row["median"] == pytest.approx(use[41])
    assert row["first_met"] == MONTHS[int(np.argmax(use >= 0.8))]
    with pytest.raises(FrameError, match="2025-01 is not a month of the plan"):
        judged(replace(one, by="2025-01"), frame(asset_use=use))


@pytest.mark.parametrize(
    ("direction", "below", "at", "over"),
    [
        ("at_least", False, True, True),
        ("at_most", True, True, False),
        ("above", False, False, True),
        ("below", True, False, False),
    ],
)
def test_bounds_hold_or_not_at_the_bound_itself(direction: str, below: bool, at: bool, over: bool) -> None:
    assert meets(np.array([0.7, 0.8, 0.9]), direction, 0.8).tolist() == [below, at, over]


def test_rounding_of_float_sums_decides_nothing_but_a_real_shortfall_does() -> None:
    total = sum([0.1] * 10)  # 0.9999999999999999
    assert meets(np.array([total]), "at_least", 1.0)[0]
    assert not meets(np.array([total]), "below", 1.0)[0]
    assert not meets(np.array([1.0 + 1e-15]), "above", 1.0)[0]
    assert not meets(np.array([0.99999]), "at_least", 1.0)[0]
    assert not meets(np.array([9999.0]), "at_least", 10000.0)[0]
    with pytest.raises(ValueError, match="unknown direction"):
        meets(np.array([1.0]), "over", 1.0)


def test_a_number_that_is_missing_meets_nothing() -> None:
    for direction in ("at_least", "at_most", "above", "below"):
        assert not meets(np.array([np.nan]), direction, 0.0)[0]


FLOW = target("training", "trained", "flow", 12000, "each_year", unit="person-times/year")


def test_a_yearly_flow_is_the_sum_of_each_calendar_year_and_the_worst_year_decides() -> None:
    trained = np.repeat([0.0, 1000.0, 999.0, 1100.0], 12)
    rows = judged(FLOW, frame(trained=trained))
    assert rows.loc["year_2022", "probability"] == 1.0
    assert rows.loc["year_2023", "probability"] == 0.0
    assert rows.loc["worst_year", "probability"] == 0.0
    assert rows.loc["worst_year", "median"] == pytest.approx(11988)
    assert rows.loc["worst_year", "shortfall"] == pytest.approx(12)
    assert rows.loc["year_2022", "first_met"] == "2022-12"
    assert rows.loc["year_2024", "first_met"] == "2024-11"


def test_a_flow_may_be_asked_on_average_of_the_years_and_the_years_stand_beside() -> None:
    trained = np.repeat([0.0, 1300.0, 900.0, 800.0], 12)
    rows = judged(replace(FLOW, when="period"), frame(trained=trained))
    assert rows.index.tolist() == ["mean_of_years", "worst_year", "year_2022", "year_2023", "year_2024"]
    assert rows["main"].tolist() == [True, False, False, False, False]
    assert rows.loc["mean_of_years", "median"] == pytest.approx(12000)
    assert rows.loc["mean_of_years", "probability"] == 1.0
    assert rows.loc["mean_of_years", "first_met"] == "2024-12"
    assert rows.loc["worst_year", "probability"] == 0.0


def test_a_flow_of_tenths_that_adds_up_to_the_bound_reaches_it() -> None:
    one = target("rounds", "monitoring_rounds", "flow", 1.2, "each_year", unit="rounds/year")
    assert judged(one, frame(monitoring_rounds=np.full(48, 0.1))).loc["worst_year", "probability"] == 1.0


def test_a_ceiling_on_a_flow_takes_the_largest_year() -> None:
    one = target("ceiling", "separations", "flow", 120, "each_year", "at_most", unit="persons/year")
    rows = judged(one, frame(separations=np.repeat([0.0, 10.0, 11.0, 5.0], 12)))
    assert rows.loc["worst_year", "median"] == 132
    assert rows.loc["worst_year", "shortfall"] == 12
    assert rows.loc["year_2022", "first_met"] == "2022-12"
    assert rows.loc["year_2023", "first_met_share"] == 0.0


def work(name: str, concept: str, reading: str, kind: str = "stock", **more: Any) -> Target:
    """A target on employment, as the loader makes it."""
    indicator = indicator_of(concept, reading, kind)
    assert indicator is not None
    about = {"bound": 0.95, "when": "period_end", **more}
    if concept == "zero_employment":
        about = {"bound": 0.0, "when": "every_month", "direction": "at_most", **more}
    return target(name, indicator, kind, concept=concept, reading=reading, **about)


SPELL = work("cleared", "zero_employment", "month", "spell")


def test_clearing_in_a_strict_month_looks_at_those_beyond_the_grace_period() -> None:
    beyond = np.zeros(48)
    rows = judged(SPELL, frame(zero_employment_willing=FLAT, zero_employment_long=beyond))
    assert rows.index.tolist() == ["spell"] and rows["work"].tolist() == ["month"]
    assert rows.loc["spell", "probability"] == 1.0 and rows.loc["spell", "main"]
    beyond[20] = 1.0
    rows = judged(SPELL, frame(zero_employment_willing=FLAT, zero_employment_long=beyond))
    assert rows.loc["spell", "probability"] == 0.0 and rows.loc["spell", "shortfall"] == 1.0


def test_a_spell_target_may_allow_some_households() -> None:
    some = replace(SPELL, bound=replace(SPELL.bound, value=2.0))
    beyond = FLAT * 0.0
    beyond[20] = 2.0
    rows = judged(some, frame(zero_employment_long=beyond))
    assert rows.loc["spell", "probability"] == 1.0 and rows.loc["spell", "bound"] == 2.0
    assert judged(SPELL, frame(zero_employment_long=beyond)).loc["spell", "probability"] == 0.0


def test_long_spells_in_the_base_year_do_not_count() -> None:
    beyond = np.where(np.arange(48) < 12, 5.0, 0.0)
    assert judged(SPELL, frame(zero_employment_long=beyond)).loc["spell", "probability"] == 1.0


def test_clearing_as_officials_count_comes_first_and_the_strict_month_beside() -> None:
    one = work("cleared", "zero_employment", "any_work", "spell")
    few, some, many = (np.full(48, count) for count in (0.0, 3.0, 40.0))
    series = frame(zero_employment_any_work=few, zero_employment_long=some, zero_employment=many)
    rows = judged(one, series)
    assert rows.index.tolist() == ["every_month", "spell:month"]
    assert rows["main"].tolist() == [True, False] and rows["work"].tolist() == ["any_work", "month"]
    assert rows["median"].tolist() == [0.0, 3.0] and rows["probability"].tolist() == [1.0, 0.0]
    stock = work("willing", "zero_employment", "months_3")
    series = frame(zero_employment_months_3=some, zero_employment_willing=many)
    assert judged(stock, series)["median"].to_dict() == {
        "every_month": 3.0,
        "period_end": 3.0,
        "every_month:month": 40.0,
    }


def test_a_reading_that_is_swapped_gives_the_other_verdict() -> None:
    series = frame(employment_any_work=np.full(48, 0.96), employment_rate=np.full(48, 0.9))
    official, strict = (work("jobs", "employment_rate", reading) for reading in ("any_work", "month"))
    assert judged(official, series)["probability"].tolist() == [1.0, 0.0]
    rows = judged(strict, series)
    assert rows["probability"].tolist() == [0.0], "nothing stands beside the strict month itself"
    assert rows["work"].tolist() == ["month"]


def test_every_reading_of_one_employed_has_the_strict_month_beside_but_the_month_itself() -> None:
    levels = {"any_work": 0.99, "months_3": 0.98, "months_6": 0.97, "month": 0.96, "stable": 0.9}
    series = frame(**{f"one_employed_{name}": np.full(48, level) for name, level in levels.items()})
    for reading, level in levels.items():
        rows = judged(work("one", "one_employed", reading), series)
        assert rows["median"].tolist() == pytest.approx([level] if reading == "month" else [level, 0.96])
        assert rows["work"].tolist() == ([reading] if reading == "month" else [reading, "month"])


def test_employment_as_officials_count_is_told_first_and_the_strict_month_beside_it() -> None:
    one = work("jobs", "employment_rate", "any_work")
    rows = judged(one, frame(employment_any_work=np.full(48, 0.96), employment_rate=np.full(48, 0.9)))
    assert rows["main"].to_dict() == {"period_end": True, "period_end:month": False}
    assert rows["shortfall"].tolist() == pytest.approx([0.0, 0.05])
    (view,) = target_views(make_scenario("made", targets={"jobs": one}), rows.reset_index())
    assert view.main.reading == Text(
        "At the end of the plan: any work in 12 months", "方案期末：12个月内有务工"
    )
    assert view.further[0].reading == Text("At the end of the plan: strict month", "方案期末：当月口径")
    assert view.main.counted == Text("any work in 12 months · strict month", "12个月内有务工 · 当月口径")
    assert view.main.median.en.replace("\u00a0", " ") == "96.0 %"
    assert view.main.beside.en.replace("\u00a0", " ") == (
        "any work in 12 months · strict month: 90.0 % (90.0 %), reached in 0 % of runs"
    )
    assert view.main.beside.zh == "12个月内有务工 · 当月口径：90.0%（90.0%），0%的模拟达标"
    assert view.main.beside_short.en.replace("\u00a0", " ") == "strict month: 90.0 %, 0 %"
    told = view.sentence.en.replace("\u00a0", " ")
    assert told.endswith(
        "Counted: any work in 12 months. Counted by the strict month: 90.0 %; the one run does not reach it."
    )
    assert view.sentence.zh.endswith("就业口径：12个月内有务工。按当月口径计为90.0%，仅模拟1次，未达到。")


def test_households_that_count_are_named_where_only_some_do() -> None:
    one = work("one", "one_employed", "any_work")
    series = frame(one_employed_any_work=np.full(48, 0.96), one_employed_month=np.full(48, 0.9))
    (view,) = target_views(make_scenario("made", targets={"one": one}), judged(one, series).reset_index())
    assert view.main.reading == Text(
        "At the end of the plan: any work in 12 months, of households with a member able and willing to work",
        "方案期末：12个月内有务工，只计有劳动能力和就业意愿的家庭",
    )


def test_growth_by_registers_and_by_surveys_stand_side_by_side() -> None:
    series = {"income": growing(0.08), "net_income": growing(0.15), "prices": FLAT}
    administrative = replace(GROWTH, indicator="net_income")
    for one, own, other in ((administrative, 0.15, 0.08), (GROWTH, 0.08, 0.15)):
        rows = judged(one, frame(**series))
        beside = "income" if one is administrative else "net_income"
        assert rows.loc["compound_nominal", "median"] == pytest.approx(own)
        assert rows.loc[f"compound_nominal:{beside}", "median"] == pytest.approx(other)
        assert rows["main"].sum() == 1 and rows.loc["compound_nominal", "main"]
    (view,) = target_views(
        make_scenario("made", targets={"growth": administrative}),
        judged(administrative, frame(**series)).reset_index(),
    )
    assert "income as registers count it grows by 15" in view.sentence.en.replace("\u00a0", " ")
    assert "人均纯收入（行政口径）" in view.sentence.zh
    assert view.main.beside.en.startswith("Disposable income, as household surveys find it: 8.0")


@pytest.mark.parametrize(
    ("one", "english", "chinese"),
    [
        (
            replace(GROWTH, indicator="net_income"),
            "As household surveys find income it grows by 8.0 % a year; ",
            "按住户调查口径，年均增长8.0%；",
        ),
        (
            target("lead", "net_income", "growth", 0.0, "each_year", "above", series="rural_income"),
            "As household surveys find income its growth is 3.0 points above that of the series; ",
            "按住户调查口径，增速领先对照序列3.0个百分点；",
        ),
        (
            target(
                "level",
                "net_income",
                "stock",
                1.0,
                "by",
                by="2024-12",
                series="rural_income",
                unit="multiple",
            ),
            "As household surveys find income the figure is 1.09 times; ",
            "按住户调查口径为1.09倍；",
        ),
    ],
)
def test_a_verdict_by_registers_says_what_surveys_find_in_the_words_of_its_kind(
    one: Any, english: str, chinese: str
) -> None:
    series = {"income": growing(0.08), "net_income": growing(0.15), "prices": FLAT}
    monthly = frame(**series, rural_income=12.0 * growing(0.05))
    rows = judged(one, monthly).reset_index()
    (view,) = target_views(make_scenario("made", targets={one.name: one}), rows)
    assert english in view.sentence.en.replace("\u00a0", " ")
    assert chinese in view.sentence.zh


def test_counts_of_a_sample_are_noted_and_their_bound_stays_strict() -> None:
    one_household = np.where(np.arange(48) == 20, 21.58, 0.0)
    series = frame(zero_employment_willing=one_household, zero_employment_long=one_household)
    rows = judged(SPELL, series, weight=21.58)
    assert rows.loc["spell", "probability"] == 0.0
    assert "21.6" in rows.loc["spell", "note"] and "21.6" in rows.loc["spell", "note_zh"]
    assert judged(SPELL, series).loc["spell", "note"] == ""


def test_persons_for_each_household_do_not_move_in_steps_of_the_sample() -> None:
    series = frame(at_risk=FLAT, away_per_household=FLAT)
    notes = [
        judged(target(name, name, "stock", 1.0, "period_end"), series, weight=21.58).loc["period_end", "note"]
        for name in ("at_risk", "away_per_household")
    ]
    assert "21.6" in notes[0] and notes[1] == ""


def test_the_weight_may_come_from_a_column_of_the_frame() -> None:
    series = frame(zero_employment_long=FLAT, weight=np.full(48, 5.0))
    assert Panel.of(series, "made", PERIOD).weight == 5.0
    assert "weight" not in Panel.of(series, "made", PERIOD).values


def test_the_plan_of_a_panel_ends_where_the_plan_does_though_the_results_go_on() -> None:
    series = frame(income=growing(0.1), prices=FLAT)
    panel = Panel.of(series, "made", Period(2021, 12, 35))
    assert panel.plan_months[0] == "2022-01" and panel.plan_months[-1] == "2023-12"
    assert panel.plan("income").shape == (1, 24) and len(panel.months) == 48
    assert panel.plan("income")[0, -1] == series.set_index("month").loc["2023-12", "income"]
    assert panel.years == (2022, 2023) and panel.weight == 1.0
    assert Panel.of(series, "made", PERIOD, {"other": 4.0}).weight == 1.0
    assert Panel.of(series, "made", PERIOD, {"made": 4.0}).weight == 4.0


def test_results_that_lack_months_indicators_or_the_scenario_are_refused() -> None:
    series = frame(income=growing(0.1), prices=FLAT)
    with pytest.raises(FrameError, match="no indicator 'asset_use'"):
        judged(target("assets", "asset_use", "stock", 0.8, "period_end"), series)
    with pytest.raises(FrameError, match="no scenario 'other'"):
        Panel.of(series, "other", PERIOD)
    with pytest.raises(FrameError, match="2024-12"):
        Panel.of(series[series["month"] < "2024-01"], "made", PERIOD)
    ragged = frame(income=[growing(0.1)] * 2, prices=FLAT).drop(index=5)
    with pytest.raises(FrameError, match="do not all hold the same months"):
        Panel.of(ragged, "made", PERIOD)


def test_the_order_of_rows_does_not_matter() -> None:
    monthly = frame(income=[growing(0.20), growing(0.10)], prices=FLAT)
    shuffled = monthly.sample(frac=1.0, random_state=3)
    pd.testing.assert_frame_equal(judged(GROWTH, monthly), judged(GROWTH, shuffled))


@pytest.mark.parametrize(
    ("met", "of", "word"),
    [
        (30, 30, REACHED),
        (29, 30, REACHED),
        (28, 30, UNCERTAIN),
        (16, 16, REACHED),
        (15, 15, FEW),
        (8, 15, FEW),
        (15, 30, UNCERTAIN),
        (9, 30, MISSED),
        (10, 30, UNCERTAIN),
        (0, 4, MISSED),
        (0, 3, FEW),
        (920, 1000, UNCERTAIN),
        (950, 1000, REACHED),
    ],
)
def test_verdicts_follow_the_stated_rule(met: int, of: int, word: str) -> None:
    from resettle.results.statistics.intervals import wilson

    assert verdict(met / of, *wilson(met, of), of) == word


def test_ends_of_intervals_that_lie_at_a_limit_of_the_rule() -> None:
    assert verdict(0.95, 0.8, 0.99, 16) == REACHED and verdict(0.95, 0.79, 0.99, 16) == UNCERTAIN
    assert verdict(0.3, 0.1, 0.5, 16) == UNCERTAIN and verdict(0.3, 0.1, 0.49, 16) == MISSED
    assert verdict(0.95, 0.79, 0.99, 15.3) == FEW and verdict(0.3, 0.1, 0.49, 4) == MISSED


@pytest.mark.parametrize(
    ("level", "first"),
    [
        (np.full(48, 0.96), ("already met before the plan began", "方案出台前已达到")),
        (np.where(np.arange(48) < 19, 0.9, 0.96), ("2022-08", "2022年8月")),
        (np.full(48, 0.9), ("–", "–")),
        (
            np.where(np.arange(48) < 14, 0.96, 0.9),
            ("before the plan began, but not when judged", "方案出台前曾达到，考核时未达到"),
        ),
        (
            np.where(np.arange(48) == 20, 0.96, 0.9),
            ("2022-09, but not when judged", "2022年9月（考核时未达到）"),
        ),
    ],
)
def test_when_a_target_is_first_met_and_whether_it_stays_so(level: Any, first: tuple[str, str]) -> None:
    one = work("jobs", "employment_rate", "month")
    rows = judged(one, frame(employment_rate=[level] * 5))
    plan = replace(make_scenario("made", targets={"jobs": one}), document="guizhou")  # of July 2022
    (view,) = target_views(plan, rows.reset_index())
    assert (view.main.first_met.en, view.main.first_met.zh) == first


def test_one_run_is_not_told_as_all_runs() -> None:
    one = work("jobs", "employment_rate", "month")
    for level, told in ((0.96, "the one run reaches it"), (0.9, "the one run does not reach it")):
        (view,) = target_views(
            make_scenario("made", targets={"jobs": one}),
            judged(one, frame(employment_rate=np.full(48, level))).reset_index(),
        )
        assert told in view.sentence.en and "仅模拟1次" in view.sentence.zh
        assert "Too few runs" in view.sentence.en and "模拟次数不足" in view.sentence.zh
