"""More or less of a lever: every window of the plan, whatever a future draws of it."""

from __future__ import annotations

import pytest

from resettle.scenarios import load
from resettle.scenarios.scaling import raised, stopped

PLAN = load("guizhou")


def amounts(scenario, lever: str, setting: str, draw: int | None) -> dict[int, float]:
    """What a lever offers a year, by month of the run."""
    windows = scenario.inputs(draw=draw, seed=4).levers[lever]
    return {
        month: window.settings[setting]
        for window in windows
        for month in range(max(0, window.start), window.end + 1)
    }


@pytest.mark.parametrize("draw", [None, 0, 1, 7])
@pytest.mark.parametrize(
    ("lever", "setting"), [("placement_service", "places"), ("labour_cooperation", "places")]
)
def test_each_future_has_a_quarter_more_of_what_it_draws_in_every_window_of_the_plan(
    lever: str, setting: str, draw: int | None
) -> None:
    more = raised(PLAN, lever, 1.25)
    assert more is not None
    plan, new = (amounts(one, lever, setting, draw) for one in (PLAN, more))
    start = PLAN.period.start
    assert set(plan) == set(new) and any(month >= start for month in plan)
    for month, amount in plan.items():
        times = 1.25 if month >= start else 1.0
        assert new[month] == pytest.approx(times * amount, rel=1e-4, abs=1.0), month


def test_a_lever_at_its_limit_cannot_be_raised() -> None:
    assert raised(PLAN, "monitoring", 1.25) is None, "twelve rounds a year are the most"


def test_a_lever_that_is_stopped_ends_when_the_plan_begins() -> None:
    without = stopped(PLAN, "labour_cooperation")
    assert max(amounts(without, "labour_cooperation", "places", None)) == PLAN.period.start - 1
    assert amounts(without, "training_subsidy", "seats", None) == amounts(
        PLAN, "training_subsidy", "seats", None
    )
