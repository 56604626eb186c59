"""Grants whose terms change: two sets at once are kept, a third must wait until one has fallen due."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from resettle import scenarios
from resettle.scenarios.catalogue import grant_levers, lever_classes
from resettle.scenarios.rules.grants import TERMS

Write = Callable[[str, str], Path]
COST = "value: {0}, unit: yuan/person, source: assumed, range: [100, 900], note: so"


def scenario(*windows: tuple[str, str, int], months: str = "value: 6", extra: str = "") -> str:
    """Windows of the hiring subsidy with a cost each."""
    text = "resettle: 1\nname: mine\ntitle: mine\nextends: guizhou\n" + extra + "levers:\n  hiring_subsidy:\n"
    text += "    windows:\n"
    for start, end, cost in windows:
        text += (
            f"      - {{from: {start}, to: {end}, unit_cost: {{{COST.format(cost)}}}, "
            'places: {value: 5, unit: persons/year, source: "document:guizhou#5"}, '
            f"stable_months: {{{months}, unit: months, source: assumed, range: [6, 9], note: so}}, "
            'vacancy_gain: {value: 0, unit: places/person, source: "document:guizhou#5"}}\n'
        )
    return text


def refused(text: str, write: Write) -> bool:
    write("mine.yaml", text)
    problems = scenarios.check("mine.yaml")
    assert all("grants of hiring_subsidy change their terms" in problem.message.en for problem in problems)
    assert len(problems) <= 1
    return bool(problems)


def test_two_sets_of_terms_may_follow_at_once(write: Write) -> None:
    assert not refused(scenario(("2022-01", "2022-01", 500), ("2022-02", "2022-12", 600)), write)


@pytest.mark.parametrize(("start", "early"), [("2022-10", True), ("2022-11", False)])
def test_a_third_set_waits_for_the_longest_stable_months(start: str, early: bool, write: Write) -> None:
    """Promised in January or February, due after nine months in the job at the longest."""
    windows = ("2022-01", "2022-02", 500), ("2022-03", "2022-09", 600), (start, "2024-12", 700)
    assert refused(scenario(*windows), write) == early


def test_terms_that_come_back_are_the_same_terms(write: Write) -> None:
    months = [f"2022-{month:02d}" for month in range(1, 7)]
    back_and_forth = [(month, month, 500 + 100 * (number % 2)) for number, month in enumerate(months)]
    assert not refused(scenario(*back_and_forth), write)
    assert refused(scenario(*back_and_forth, ("2022-07", "2022-12", 700)), write)


def test_terms_that_only_draws_tell_apart_are_three_unless_nothing_is_drawn(write: Write) -> None:
    text = scenario(*((f"2022-0{month}", f"2022-0{month}", 500) for month in (1, 2, 3)))
    assert not refused(text, write)
    first, second, third, rest = text.split("range: [100, 900]")
    apart = f"{first}range: [100, 901]{second}range: [100, 902]{third}range: [100, 903]{rest}"
    assert refused(apart, write)
    assert not refused(apart.replace("levers:", "uncertainty: {vary: none}\nlevers:"), write)


def test_windows_without_places_or_after_the_stop_promise_nothing(write: Write) -> None:
    windows = ("2022-01", "2022-02", 500), ("2022-03", "2022-04", 600), ("2022-05", "2024-12", 700)
    text = scenario(*windows)
    assert refused(text, write)
    assert not refused(text.replace("places: {value: 5", "places: {value: 0", 1), write)
    stopped = text.replace("    windows:", "    stop_from: 2022-05\n    windows:")
    assert not refused(stopped, write)


def test_grants_due_at_once_may_change_every_month(write: Write) -> None:
    cost = 'unit_cost: {{value: {0}, unit: yuan/start, source: "document:guizhou#8"}}'
    changes = "".join(
        f"      - {{from: 2023-{month:02d}, to: 2023-{month:02d}, {cost.format(month)}}}\n"
        for month in range(1, 13)
    )
    write(
        "mine.yaml",
        "resettle: 1\nname: mine\ntitle: mine\nextends: guizhou\n"
        f"levers:\n  entrepreneurship:\n    changes:\n{changes}",
    )
    assert scenarios.check("mine.yaml") == ()


def test_terms_are_told_whatever_else_is_wrong(write: Write) -> None:
    windows = ("2022-01", "2022-02", 500), ("2022-03", "2022-04", 600), ("2022-05", "2024-12", 700)
    write("mine.yaml", scenario(*windows, extra="parameters: {home_value: 3}\n"))
    assert [str(problem.where) for problem in scenarios.check("mine.yaml")] == [
        "mine.yaml:5:26",
        "mine.yaml:11:9",
    ]


def test_each_grant_has_a_price_and_none_has_terms_that_are_not_known_here() -> None:
    """A lever that promises grants calls its price and months as the others do."""
    for name in grant_levers():
        fields = lever_classes()[name].settings
        assert "unit_cost" in fields
        assert {key for key in fields if key.endswith(("_amount", "_months"))} - {"loan_months"} <= set(TERMS)
