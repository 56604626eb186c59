"""Settings that a window may leave out: left out is zero or no bound, and each does what it says."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from resettle.model.inputs import LeverWindow
from resettle.model.levers import LEVERS
from resettle.model.simulation import ResettlementModel
from resettle.model.state import CERTIFICATE
from resettle.model.tally import CERTIFIED, COMPLETED
from tests.model.worlds import (
    Settings,
    differing_columns,
    differing_indicators,
    guizhou,
    holds,
    lever,
    open_projects,
    run,
    stepped,
)

OPTIONAL = {
    "training_subsidy": ["pass_gain"],
    "workshop_capacity": ["clearing", "households"],
    "industry_projects": ["households", "overlap"],
    "labour_cooperation": ["host_jobs", "enterprises", "enterprise_places"],
}
UNBOUNDED = {("labour_cooperation", "host_jobs"): 1e12, ("workshop_capacity", "households"): 1e-9}


def left_out(name: str, *settings: str) -> tuple[LeverWindow, ...]:
    """One window of a lever that does not state some of its settings."""
    (window,) = lever(name)
    kept = {key: value for key, value in window.settings.items() if key not in settings}
    return (LeverWindow(window.start, window.end, kept),)


def test_these_and_no_other_settings_may_be_left_out() -> None:
    left_out_of = {
        name: [key for key, setting in item.settings.items() if setting.optional]
        for name, item in LEVERS.items()
    }
    assert {name: keys for name, keys in left_out_of.items() if keys} == OPTIONAL


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_setting_left_out_is_the_same_as_zero_and_a_bound_left_out_is_the_same_as_none(name: str) -> None:
    zero: Settings = {key: UNBOUNDED.get((name, key), 0.0) for key in OPTIONAL[name]}
    shocks: Settings = {"workshop_slump": 0.2}
    plans = [{name: left_out(name, *OPTIONAL[name])}, {name: lever(name, **zero)}, {name: lever(name)}]
    runs = [run(guizhou(scale=0.01, months=18, levers=plan, **shocks)) for plan in plans]
    assert differing_columns(runs[0][0], runs[1][0]) == []
    assert differing_indicators(runs[0][1], runs[1][1]) == []
    assert differing_indicators(runs[0][1], runs[2][1]) != []


# -- certificates --------------------------------------------------------------------------------


def trainees(months: int, start: int = 0, **world: Any) -> ResettlementModel:
    """A town whose courses last a month; `gain` is more of those who pass."""
    gain = world.pop("gain")
    plan = {"training_subsidy": lever("training_subsidy", start, pass_gain=gain)}
    return stepped(guizhou(scale=0.01, levers=plan, course_months=1.0, certificate=0.0, **world), months)


def test_more_pass_in_the_first_month_and_nobody_passes_less_or_learns_more() -> None:
    plain, gained = (trainees(2, gain=gain, course_pass=0.4) for gain in (0.0, 0.3))
    before, after = holds(plain, CERTIFICATE), holds(gained, CERTIFICATE)
    assert (before <= after).all()
    assert after.sum() > before.sum() > 0
    for column in ("skill", "trained", "course"):
        assert (
            getattr(plain.world.state.workers, column) == getattr(gained.world.state.workers, column)
        ).all()


@pytest.mark.parametrize(("passes", "gain", "share"), [(0.0, 0.0, 0.0), (0.3, 0.3, 0.6), (0.8, 0.9, 1.0)])
def test_the_gain_is_added_to_the_share_that_passes(passes: float, gain: float, share: float) -> None:
    model = trainees(0, gain=gain, course_pass=passes, retrain_gap=120.0, own_training=0.0)
    completed = certified = 0.0
    for _ in range(10):
        model.step()
        completed += float(model.world.tally.sums[:, COMPLETED].sum())
        certified += float(model.world.tally.sums[:, CERTIFIED].sum())
    assert completed > 100
    assert certified / completed == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / completed))


# -- clearing of workshops without orders ----------------------------------------------------------


def workshops(months: int, start: int = 0, **settings: Any) -> ResettlementModel:
    """A town whose workshops often lose their orders, and never close by themselves."""
    plan = {"workshop_capacity": lever("workshop_capacity", start, workshops=0.001, **settings)}
    shocks: Settings = {"workshop_slump": 0.1, "workshop_closure": 0.0, "workshop_slump_months": 3.0}
    return stepped(guizhou(scale=0.05, levers=plan, **shocks), months)


def test_every_workshop_without_orders_is_cleared_where_the_plan_clears_all() -> None:
    model = workshops(0, clearing=1.0)
    first = len(model.world.workshops)
    for _ in range(6):
        running = {shop.key for shop in model.world.workshops if shop.open}
        model.step()
        for shop in model.world.workshops:
            if shop.key in running:
                assert shop.open == (shop.slump == 0)
        assert model.values["workshops"] == model.values["workshops_normal"]
    assert 0.4 * first < sum(shop.open for shop in model.world.workshops) < 0.7 * first


def test_workshops_are_cleared_at_the_stated_chance_and_those_with_orders_never() -> None:
    model = workshops(0, clearing=0.3)
    weak = cleared = 0
    for _ in range(16):
        running = [shop for shop in model.world.workshops if shop.open]
        model.step()
        closed = [shop for shop in running if not shop.open]
        assert all(shop.slump > 0 for shop in closed)
        weak += sum(shop.slump > 0 for shop in running)
        cleared += len(closed)
    assert weak > 60
    assert cleared / weak == pytest.approx(0.3, abs=4 * np.sqrt(0.3 * 0.7 / weak))


def test_nothing_is_cleared_before_the_window_or_without_the_setting() -> None:
    for model in (workshops(10, 12, clearing=1.0), workshops(10, clearing=0.0)):
        assert all(shop.open for shop in model.world.workshops)
        assert model.values["workshops_normal"] < model.values["workshops"]


def test_no_more_workshops_are_built_than_settlements_have_room_for() -> None:
    town: Settings = {"workshop_closure": 0.0, "workshop_slump": 0.0, "workshops": 0.0}

    def built(**settings: Any) -> ResettlementModel:
        plan = {"workshop_capacity": lever("workshop_capacity", 0, workshops=1e5, unit_cost=0.0, **settings)}
        return stepped(guizhou(scale=0.02, levers=plan, **town), 3)

    model = built(households=100.0)
    sizes = np.diff(model.world.state.sites.household)
    assert sum(shop.open for shop in model.world.workshops) == np.maximum(1, sizes // 100).sum()
    assert len(built().world.workshops) > 2 * len(model.world.workshops)


# -- households linked to projects -----------------------------------------------------------------


def linked(households: float, **settings: float) -> ResettlementModel:
    """A town of projects that are linked to some households each, before its first month."""
    terms: Settings = {
        "projects": 120.0,
        "lag": 3.0,
        "failure": 0.2,
        "households": households,
        "overlap": 0.0,
    }
    terms |= settings
    plan = {"industry_projects": lever("industry_projects", 0, 9, **terms)}
    return ResettlementModel(guizhou(levers=plan), 1, check=True)


def test_the_part_of_households_linked_is_that_of_the_projects_running() -> None:
    model = linked(1500.0)
    shares = []
    for _ in range(16):
        model.step()
        running = len(open_projects(model, "industry"))
        shares.append(model.values["project_link_share"])
        assert shares[-1] == pytest.approx(1500 * running / model.values["labour_households"])
    assert shares[:3] == [0, 0, 0]
    assert shares[3] > 0
    assert 0.1 < max(shares) < 1
    assert shares[15] < max(shares)


def test_a_household_in_several_projects_counts_once() -> None:
    apart, overlapping = linked(1500.0), linked(1500.0, overlap=0.4)
    for _ in range(8):
        apart.step()
        overlapping.step()
        expected = 0.6 * apart.values["project_link_share"]
        assert overlapping.values["project_link_share"] == pytest.approx(expected)
    assert expected > 0.05


def test_a_project_keeps_the_households_it_was_opened_with() -> None:
    terms: Settings = {"projects": 12.0, "lag": 0.0, "failure": 0.0, "overlap": 0.0}
    few = lever("industry_projects", 0, 3, households=500.0, **terms)
    many = lever("industry_projects", 4, 7, households=9000.0, **terms)
    model = ResettlementModel(guizhou(levers={"industry_projects": few + many}), 1, check=True)
    households = [500, 1000, 1500, 2000, 11_000, 20_000, 29_000, 38_000, 38_000, 38_000]
    for expected in households:
        model.step()
        share = expected / model.values["labour_households"]
        assert model.values["project_link_share"] == pytest.approx(share)


def test_households_linked_before_the_run_are_counted_from_its_first_month() -> None:
    plain = linked(1500.0)
    initial = {**plain.inputs.initial, "project_link": 0.25}
    stocked = ResettlementModel(dataclasses.replace(plain.inputs, initial=initial), 1, check=True)
    for _ in range(8):
        plain.step()
        stocked.step()
        expected = 0.25 + plain.values["project_link_share"]
        assert stocked.values["project_link_share"] == pytest.approx(expected)
    assert 0.25 < expected < 1


def test_no_more_than_all_households_are_linked() -> None:
    model = linked(1e6)
    for _ in range(6):
        model.step()
    assert model.values["project_link_share"] == 1


def test_the_number_of_households_linked_moves_no_other_indicator() -> None:
    few, many = (linked(count).run() for count in (0.0, 900.0))
    assert differing_indicators(few, many) == ["project_link_share"]
    assert (few.indicators["project_link_share"] == 0).all()
