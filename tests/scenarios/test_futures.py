"""What a future took is what its run was made with, input by input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from resettle import scenarios
from resettle.model.inputs import OUTSIDE, ModelInputs
from resettle.scenarios import Scenario
from resettle.scenarios import outside as world
from resettle.scenarios.futures import beyond_behaviour, futures, uncertain
from resettle.scenarios.posterior import adjusted
from resettle.scenarios.settable import inputs_of
from tests.fit import FIT

PLANS = ("guizhou", "hanyin", "yinchuan", "guizhou-no-levers")
SEED = 7
OUTLOOKS = {f"series.{series}": outlook for series, outlook in world.OUTLOOKS.items()}
MODES = {"stated": (False, False), "posterior": (True, False), "prior": (True, True)}


def settings(mode: str, outside: str = "known") -> dict[str, Any]:
    fitted, prior = MODES[mode]
    return {"outside": outside, **({"posterior": FIT, "prior": prior} if fitted else {})}


def flat(inputs: ModelInputs) -> dict[str, float]:
    """Every number of a run by its path; of a lever's setting, one for each window."""
    numbers: dict[str, float] = {}
    for section in ("population", "initial", "parameters", "series"):
        for name, value in getattr(inputs, section).items():
            if isinstance(value, Mapping):
                numbers |= {f"{section}.{name}[{key}]": number for key, number in value.items()}
            else:
                numbers[f"{section}.{name}"] = value
    for lever, windows in inputs.levers.items():
        for place, window in enumerate(windows):
            settings = dict(window.settings)
            if window.budget is not None:
                settings["budget"] = window.budget
            numbers |= {f"levers.{lever}[{place}].{name}": number for name, number in settings.items()}
    return numbers


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("outside", OUTSIDE)
def test_every_number_of_a_run_follows_from_its_future(name: str, mode: str, outside: str) -> None:
    plan, more = scenarios.load(name), settings(mode, outside)
    known = uncertain(plan, **more)
    draws = (0, 3, 11)
    stated = flat(plan.inputs())
    for draw, future in zip(draws, futures(plan, draws, SEED, **more), strict=True):
        assert list(future) == list(known)
        run = plan.inputs(draw=draw, seed=SEED, **more)
        if "posterior" in more:
            fitted = {
                path.partition(".")[2]: number for path, number in future.items() if "behaviour." in path
            }
            rebuilt = adjusted(replace(plan.inputs()), more["posterior"].adjustments, fitted)
            stated = flat(rebuilt)
        for path, number in flat(run).items():
            stem, _, inner = path.partition("[")
            key, _, setting = inner.partition("]")
            if stem.startswith("levers."):
                _agrees_lever(future, known, f"{stem}{setting}", int(key), run, number, stated[path])
                continue
            one = known.get(stem)
            if outside == "forecast" and stem in OUTLOOKS:
                expected = _foreseen(plan, stem, int(key), run.parameters[OUTLOOKS[stem]])
                assert number == pytest.approx(expected), path
            elif one is None:
                assert number == pytest.approx(stated[path]), path
            elif one.measure == "value":
                assert number == future[stem]
            elif one.measure == "factor":
                assert number == pytest.approx(stated[path] * future[stem])
            else:
                first = max(plan.period.base_year, plan.series[stem.partition(".")[2]].published_to or 0)
                years = max(int(key) - first, 0)
                assert number == pytest.approx(stated[path] * (1.0 + future[stem]) ** years)


def _agrees_lever(
    future: dict[str, float],
    known: dict[str, Any],
    path: str,
    place: int,
    run: ModelInputs,
    number: float,
    stated: float,
) -> None:
    if path not in known:
        assert number == stated
        return
    lever = path.split(".")[1]
    if place == len(run.levers[lever]) - 1 and number != stated:
        assert number == future[path]


def _foreseen(plan: Scenario, path: str, year: int, outlook: float) -> float:
    """Published until the year before the plan, grown by the outlook since."""
    series = {int(known): value for known, value in plan.series[path.partition(".")[2]].parts.items()}
    last = plan.period.base_year + plan.period.start // 12 - 1
    return series[year] if year <= last else series[last] * (1.0 + outlook) ** (year - last)


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("outside", OUTSIDE)
def test_what_is_uncertain_is_what_differs_between_runs(name: str, outside: str) -> None:
    plan, more = scenarios.load(name), settings("posterior", outside)
    moved: set[str] = set()
    first = flat(plan.inputs(draw=0, seed=SEED, **more))
    for draw in range(1, 8):
        now = flat(plan.inputs(draw=draw, seed=SEED, **more))
        moved |= {path for path, number in now.items() if number != first[path]}
    paths = {one.path for one in more["posterior"].adjustments}

    def key(path: str) -> str:
        stem, _, inner = path.partition("[")
        return f"{stem}{inner.partition(']')[2]}" if stem.startswith("levers.") else stem

    changing = {
        path
        for path in uncertain(plan, **more)
        if len({future[path] for future in futures(plan, range(8), SEED, **more)}) > 1
    }
    if outside == "forecast":  # they follow from the outlooks
        moved -= {path for path in moved if path.partition("[")[0] in OUTLOOKS}
    assert {key(path) for path in moved} - paths == {one for one in changing if "behaviour." not in one}
    assert {one for one in changing if "behaviour." in one} == {
        f"behaviour.{one.name}" for one in more["posterior"].adjustments
    }


def test_a_setting_is_told_as_in_its_last_window_that_varies() -> None:
    plan = scenarios.load("guizhou")
    known, held = uncertain(plan), inputs_of(plan)
    assert known["levers.training_subsidy.seats"] == held["levers.training_subsidy.seats"]
    lag = known["levers.industry_projects.lag"]
    assert (lag.central, lag.low, lag.high, lag.assumed) == (12.0, 6.0, 18.0, True)
    future = futures(plan, [4], SEED)[0]
    windows = plan.inputs(draw=4, seed=SEED).levers["industry_projects"]
    assert future["levers.industry_projects.lag"] == windows[0].settings["lag"]
    assert 6.0 <= future["levers.industry_projects.lag"] <= 18.0


def test_only_what_a_scenario_lets_vary_is_uncertain() -> None:
    plan = scenarios.load("guizhou")
    assert uncertain(replace(plan, uncertainty="none"), FIT) == {}
    few = replace(plan, uncertainty=("parameters.local_slack", "parameters.pay_gap"))
    assert list(uncertain(few, FIT)) == ["parameters.local_slack", "behaviour.pay_gap"]
    assert list(futures(few, [0], SEED, FIT)[0]) == ["parameters.local_slack", "behaviour.pay_gap"]


@pytest.mark.parametrize("name", PLANS)
def test_what_nobody_could_know_is_drawn_only_in_a_forecast(name: str) -> None:
    plan = scenarios.load(name)
    foreseen, known = (set(uncertain(plan, outside=outside)) for outside in OUTSIDE)
    unknown = {f"parameters.{one}" for one in ("pay_drift", "price_drift", "price_outlook", "demand_outlook")}
    assert foreseen - known == unknown
    assert known - foreseen == set(OUTLOOKS) & {
        path for one, value in plan.series.items() if plan.varies(path := f"series.{one}", value)
    }
    assert "parameters.missing_growth" in foreseen & known
    drawn = plan.inputs(draw=3, seed=SEED, outside="known").parameters
    assert (drawn["pay_drift"], drawn["price_drift"]) == (0.0, 0.0)


@pytest.mark.parametrize("outside", OUTSIDE)
def test_what_is_not_behaviour_is_told_apart_for_the_parts_of_the_spread(outside: str) -> None:
    plan, more = scenarios.load("guizhou"), settings("posterior", outside)
    (future,) = futures(plan, [3], SEED, **more)
    parts = beyond_behaviour(plan, [3], SEED, **more)
    assert parts["missing"][3] == [future["parameters.missing_growth"]]
    series = [number for path, number in future.items() if path.startswith("series.")]
    assert set(series) <= set(parts["outside"][3])
    foreseen = set(parts["outside"][3]) - set(series)
    if outside == "known":
        assert not foreseen and len(series) == 5
        return
    drift, outlook = future["parameters.price_drift"], future["parameters.price_outlook"]
    pay, demand = future["parameters.pay_drift"], future["parameters.demand_outlook"]
    assert sorted(foreseen) == pytest.approx(sorted([pay, outlook + drift, demand])) and len(series) == 4
