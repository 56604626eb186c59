"""Settlements are built up, gain services and insurance; only what is added counts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from resettle.model.channels import LOCAL, WORKSHOP
from resettle.model.inputs import ModelInputs
from resettle.model.openings import DROPOUT_CUT
from resettle.model.settlements import Settlements
from resettle.model.simulation import ResettlementModel
from resettle.model.tally import DROPPED, IN_COURSE
from tests.model.worlds import (
    Settings,
    differing_columns,
    differing_indicators,
    guizhou,
    lever,
    local_firms,
    run,
    stepped,
    yearly,
)

# -- infrastructure ------------------------------------------------------------------------------

BARE: Settings = {"infrastructure": 0.2, "services": 0.2, "pension": 0.5}


def town(
    start: int = 0, end: int = 47, *, scale: float = 0.02, world: Settings = BARE, **settings: Any
) -> ModelInputs:
    """A town with much to build, and the lever that builds it."""
    plan = {"settlement_services": lever("settlement_services", start, end, **settings)}
    return guizhou(scale=scale, levers=plan, **world)


def built(places: Settlements) -> float:
    """Key projects built so far, in settlements."""
    return float(places.infrastructure.sum())


def test_a_settlement_is_built_at_the_stated_pace_and_never_beyond_all() -> None:
    model = ResettlementModel(town(scale=0.05, pace=0.4), 1, check=True)
    world = model.world
    paths = [world.settlements.infrastructure.copy()]
    for _ in range(36):
        model.step()
        paths.append(world.settlements.infrastructure.copy())
    steps = np.diff(paths, axis=0)
    assert (steps >= 0).all()
    assert steps.max() <= 2 * 0.4 / 12 + 1e-12
    first = (paths[12] - paths[0]).mean()
    assert first == pytest.approx(0.4, abs=4 * 0.4 / np.sqrt(3 * 12 * world.sites))
    assert len(np.unique(paths[12])) > world.sites / 2
    assert (paths[36] == pytest.approx(1.0)) and (np.array(paths) <= 1).all()
    assert model.values["infrastructure"] == pytest.approx(1.0)


def test_a_quicker_pace_leaves_no_settlement_behind() -> None:
    slow, quick = (stepped(town(pace=pace), 9).world.settlements for pace in (0.2, 0.5))
    assert (quick.infrastructure > slow.infrastructure).all()
    assert (quick.services == slow.services).all()


def test_what_is_spent_is_what_was_built_times_what_all_of_it_costs() -> None:
    model = ResettlementModel(town(pace=0.6, unit_cost=2e6), 1, check=True)
    before = start = built(model.world.settlements)
    for t in range(30):
        model.step()
        now = built(model.world.settlements)
        books = model.levers[0].ledger
        assert books.spent_yuan[t] == pytest.approx(2e6 * (now - before), abs=0.01)
        assert books.units[t] == pytest.approx(now - before, abs=1e-9)
        assert books.households_yuan[t] == 0
        before = now
    assert now == pytest.approx(model.world.sites)
    assert books.spent_yuan.sum() == pytest.approx(2e6 * (model.world.sites - start))
    assert books.spent_yuan[29] == 0


def test_building_stops_where_the_money_of_the_year_is_spent_and_goes_on_in_january() -> None:
    model = ResettlementModel(town(pace=0.6, unit_cost=2e6, budget=1e8, jobs=5), 1, check=True)
    limit = 1e8 * model.world.part
    built_at, jobs = [built(model.world.settlements)], []
    for _ in range(24):
        model.step()
        built_at.append(built(model.world.settlements))
        jobs.append(float((model.world.openings.local_places - local_firms(model)).sum()))
    spent = model.levers[0].ledger.spent_yuan[:24]
    assert yearly(spent) == pytest.approx([limit, limit], abs=2)
    assert np.diff(built_at) * 2e6 == pytest.approx(spent, abs=0.01)
    for year in (spent[:12], spent[12:]):
        assert year[0] > 1000
        assert year[11] < 2
    assert jobs[0] == pytest.approx(jobs[12]) == pytest.approx(5 * model.world.sites)
    assert [money > 0 for money in spent] == [places > 1e-6 for places in jobs]


def test_there_are_jobs_at_a_settlement_while_it_is_built_and_no_longer() -> None:
    model = ResettlementModel(town(pace=1.5, jobs=7), 1, check=True)
    world = model.world
    seen = set()
    for _ in range(24):
        before = world.settlements.infrastructure.copy()
        model.step()
        working = world.settlements.infrastructure > before
        added = world.openings.local_places - local_firms(model)
        assert added == pytest.approx(7.0 * working, abs=1e-9)
        seen.add(int(working.sum()))
    assert {0, world.sites} < seen


def test_only_what_the_lever_added_keeps_workers_and_it_does_so_after_the_window() -> None:
    model = ResettlementModel(town(0, 5, pace=0.8, separation_cut=0.5, services=2.0, dropout_cut=0.6), 1)
    world, had = model.world, model.world.settlements.services.copy()
    for t in range(10):
        model.step()
        added = world.settlements.infrastructure - 0.2
        factor = world.openings.separation_factor
        assert factor[:, LOCAL] == pytest.approx(1 - 0.5 * added)
        assert (factor[:, WORKSHOP] == factor[:, LOCAL]).all()
        assert (np.delete(factor, [LOCAL, WORKSHOP], axis=1) == 1).all()
        gained = (world.settlements.services & ~had).mean()
        assert world.openings.scalars[DROPOUT_CUT] == pytest.approx(0.6 * gained)
        if t == 5:
            at_the_end = added.copy()
    assert (added == at_the_end).all()
    assert added.min() > 0.1
    assert gained > 0.2


def test_where_all_stands_already_the_lever_changes_nothing() -> None:
    ready: Settings = {"infrastructure": 1.0, "services": 1.0, "pension": 1.0}
    bare, record = run(guizhou(months=24, levers={}, **ready))
    idle, idle_record = run(
        town(scale=0.003, world={**ready, "months": 24}, separation_cut=0.9, dropout_cut=0.9)
    )
    assert differing_columns(bare, idle) == []
    assert differing_indicators(record, idle_record) == []
    assert idle_record.levers["settlement_services"]["spent_yuan"].sum() == 0


# -- services and insurance ----------------------------------------------------------------------


def test_a_settlement_without_services_gains_them_by_a_draw_below_the_pace_of_all() -> None:
    model = ResettlementModel(town(scale=0.1, services=0.5), 1)
    settlements = model.world.settlements
    for _ in range(6):
        before = settlements.services.copy()
        model.step()
        chance = 0.5 / 12.0 / (~before).mean()
        drawn = model.world.site_draws("services") < chance
        assert (settlements.services == (before | drawn)).all()
    assert settlements.services.mean() > before.mean() or drawn.any()


def test_services_open_in_the_stated_part_of_settlements_and_never_close() -> None:
    shares = []
    for seed in range(1, 6):
        model = ResettlementModel(town(scale=0.05, services=0.3), seed)
        path = [model.world.settlements.services.copy()]
        for _ in range(12):
            model.step()
            path.append(model.world.settlements.services.copy())
        assert all((a <= b).all() for a, b in pairwise(path))
        assert model.values["service_coverage"] == path[-1].mean()
        shares.append(path[-1].mean() - path[0].mean())
    assert np.mean(shares) == pytest.approx(0.3, abs=0.08)


def test_insurance_grows_by_the_stated_part_of_those_without_it() -> None:
    _, record = run(town(0, 11, scale=0.003, pension=0.24, world={**BARE, "months": 18}))
    path = record.indicators["pension_participation"]
    assert path[:12] == pytest.approx(1 - 0.5 * (1 - 0.02) ** np.arange(1, 13))
    assert (path[12:] == path[11]).all()


def test_new_services_keep_trainees_in_their_courses() -> None:
    dropped = []
    for cut in (0.0, 1.0):
        levers = {
            "training_subsidy": lever("training_subsidy"),
            "settlement_services": lever("settlement_services", services=5.0, dropout_cut=cut),
        }
        world: Settings = {
            **BARE,
            "services": 0.0,
            "course_dropout": 0.3,
            "course_months": 2.0,
            "course_search": 0.0,
        }
        model = ResettlementModel(guizhou(scale=0.01, levers=levers, **world), 1, check=True)
        late = 0.0
        for t in range(20):
            model.step()
            late += float(model.world.tally.sums[:, DROPPED].sum()) * (t >= 10)
        assert model.world.settlements.services.all()
        assert model.world.tally.sums[:, IN_COURSE].sum() > 0
        dropped.append(late)
    assert dropped[0] > 20
    assert dropped[1] == 0
