"""What may be asked of a scenario has the unit, the columns and the direction of what it is."""

from __future__ import annotations

import re

import pytest

from resettle.results.judge.measures import MEASURES
from resettle.results.judge.outcomes import OutcomeError, choose, outcomes
from tests.results.factory import make_scenario, target

TARGETS = {
    one.name: one
    for one in (
        target("faster", "income", "growth", 0.02, "period", series="rural_income"),
        target("grows", "income", "growth", 0.1, "period"),
        target("level", "income", "stock", 1.2, "each_year", series="rural_income", unit="multiple"),
        target("few", "zero_employment", "stock", 100.0, "every_month", "below"),
        target("spending", "trained", "flow", 10.0, "each_year", unit="person-times/year"),
    )
}
PLAN = make_scenario("plan", targets=TARGETS)


def test_only_a_lead_in_growth_over_a_series_is_told_in_points() -> None:
    known = outcomes(PLAN)
    units = {name: known[name].unit for name in ("faster", "grows", "level", "few")}
    assert units == {"faster": "points", "grows": "share/year", "level": "multiple", "few": "households"}


def test_a_target_has_its_columns_its_bound_and_the_side_that_is_better() -> None:
    few, grows = outcomes(PLAN)["few"], outcomes(PLAN)["grows"]
    assert (few.column, few.met, few.bound) == ("figure.few", "met.few", 100.0)
    assert (few.direction, few.better) == ("below", -1) and (grows.direction, grows.better) == ("at_least", 1)


def test_measures_and_indicators_follow_the_targets_and_a_target_keeps_its_name() -> None:
    known = outcomes(PLAN)
    assert list(known)[: len(TARGETS)] == list(TARGETS)
    assert known["spending"].met == "met.spending"
    assert known["zero_employment"].better == -1 and known["zero_employment"].column == "zero_employment"
    employed = known["employed"]
    assert (employed.column, employed.better, employed.met) == ("last_year.employed", 0, None)
    assert {one.name for one in MEASURES} <= set(known)


def test_outcomes_are_chosen_by_name_once_each_and_are_all_targets_and_the_spending_if_none_is_named() -> (
    None
):
    plain = make_scenario("plan", targets={"grows": TARGETS["grows"]})
    assert [one.name for one in choose(plain, None)] == ["grows", "spending"]
    assert [one.name for one in choose(plain, ["employed", "grows", "employed"])] == ["employed", "grows"]


def test_every_unknown_name_is_told_once_with_the_nearest_one_and_the_targets() -> None:
    with pytest.raises(OutcomeError) as error:
        choose(PLAN, ["growz", "few", "nothing at all", "growz"])
    first, second = str(error.value).splitlines()
    assert first.startswith("'growz' is no target, measure or indicator of plan") and "grows" in first
    assert re.search(r"its targets are .*faster.*spending", first) and second.startswith(
        "'nothing at all' is"
    )
