"""Steady and casual jobs: in which months there is work, how jobs turn steady, how people climb."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model import state
from resettle.model.channels import BUSINESS, CHANNELS, FARMING, IN, LOCAL, OUT, RELIEF, WELFARE, WORKSHOP
from resettle.model.kernels import work
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, STEADY, Workers
from tests.model.worlds import (
    HEALTHY,
    NOBODY_WORKS,
    Settings,
    changed,
    every,
    guizhou,
    holds,
    lever,
    only_offer,
    stepped,
)

MARKET = [OUT, IN, LOCAL, WORKSHOP]
STILL: Settings = {"steady_rate": 0.0, "skill_steady": 0.0, "climb_rate": 0.0}
SHARES = {"out_of_province": 0.6, "in_province": 0.5, "local_firm": 0.4, "workshop": 0.3}
Mask = NDArray[np.bool_]


def all_in(channel: int | list[int], *, tenure: int = 0, skill: int = 0, **world: Any) -> ResettlementModel:
    """A town before its first month in which everyone has a casual job, all in one channel or not."""
    model = ResettlementModel(guizhou(scale=0.02, levers={}, **{**HEALTHY, **STILL, **world}), 1)
    workers = model.world.state.workers
    codes = np.atleast_1d(channel)
    workers.channel[:] = codes[np.arange(len(workers.channel)) % len(codes)]
    workers.flags[:] &= np.uint16(0xFFFF ^ int(STEADY))
    workers.status[:], workers.ill[:], workers.worked[:] = LABOUR, 0, 0
    workers.tenure[:], workers.skill[:], workers.wage[:] = tenure, skill, 1000.0
    return model


def a_month_of_work(model: ResettlementModel, **month: Any) -> Workers:
    """The workers after the kernel of a month's work alone, in a month with some factors changed."""
    model.world.month = model.world.month._replace(**month)
    model.world.run(work.work_month)
    return model.world.state.workers


def works(workers: Workers) -> Mask:
    """Who works this month."""
    result: Mask = (workers.worked & 1) == 1
    return result


def about(share: float, of: Mask | NDArray[Any]) -> Any:
    """A share of so many, within four standard errors."""
    return pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / len(of)))


# -- months with work ----------------------------------------------------------------------------


@pytest.mark.parametrize("season", [0.5, 1.0, 1.5, 9.0])
def test_casual_jobs_have_work_in_the_stated_share_of_months_in_season_and_by_demand(season: float) -> None:
    demand = np.ones(len(CHANNELS))
    demand[OUT], demand[LOCAL] = 1.1, 0.8
    workers = a_month_of_work(all_in(MARKET, casual_work=SHARES), season_work=season, work=demand)
    for code in MARKET:
        here = workers.channel == code
        expected = min(1.0, SHARES[CHANNELS[code]] * season * demand[code])
        assert works(workers)[here].mean() == about(expected, workers.channel[here])


def test_steady_jobs_and_all_jobs_outside_the_market_have_work_every_month() -> None:
    idle = {"casual_work": every(guizhou(), "casual_work", 0.0)}
    model = all_in([OUT, LOCAL, WELFARE, RELIEF, BUSINESS, FARMING], **idle)
    model.world.state.workers.flags[model.world.state.workers.channel == LOCAL] |= STEADY
    workers = a_month_of_work(model)
    assert not works(workers)[workers.channel == OUT].any()
    assert works(workers)[workers.channel != OUT].all()


def test_the_ill_and_those_without_a_job_do_not_work_however_steady_the_job() -> None:
    model = all_in([0, OUT, FARMING], casual_work=every(guizhou(), "casual_work", 1.0))
    before = model.world.state.workers
    before.flags[:] |= STEADY
    before.ill[::2] = 1
    workers = a_month_of_work(model)
    assert (works(workers) == ((workers.channel > 0) & (workers.ill == 0))).all()


def test_a_month_moves_the_history_on_by_one_and_forgets_what_is_a_year_ago() -> None:
    model = all_in([OUT, 0], casual_work=every(guizhou(), "casual_work", 1.0))
    model.world.state.workers.worked[:] = 0b100000000011
    workers = a_month_of_work(model, season_work=1.0, work=np.ones(len(CHANNELS)))
    assert set(workers.worked[workers.channel == OUT].tolist()) == {0b000000000111}
    assert set(workers.worked[workers.channel == 0].tolist()) == {0b000000000110}


def test_the_history_is_that_of_the_last_twelve_months_for_everyone() -> None:
    model = ResettlementModel(guizhou(scale=0.005, wage=every(guizhou(), "wage", 3000.0)), 1)
    workers = model.world.state.workers
    paid = []
    for _ in range(15):
        model.step()
        market = (workers.channel >= OUT) & (workers.channel <= WORKSHOP)
        paid.append(np.where(market, workers.pay > 0, (workers.channel > 0) & (workers.ill == 0)))
        assert (works(workers) == paid[-1]).all()
    bits = sum(month.astype(int) << ago for ago, month in enumerate(paid[:2:-1]))
    assert (workers.worked == bits).all()
    assert len(paid[:2:-1]) == 12


def test_before_the_run_those_in_a_steady_job_have_worked_in_it_and_the_idle_as_chance_had_it() -> None:
    model = ResettlementModel(guizhou(scale=0.03, in_work=0.8, one_employed=0.8, tenure=6.0), 1)
    workers = model.world.state.workers
    steady = (workers.flags & STEADY) != 0
    for tenure in (1, 4, 11):
        here = steady & (workers.tenure == tenure)
        assert (workers.worked[here] & ((1 << tenure) - 1) == (1 << tenure) - 1).all()
    willing = holds(model, state.WANTS_WORK) & (workers.status == LABOUR) & (workers.channel == 0)
    for ago in (0, 5, 11):
        share = ((workers.worked[willing] >> ago) & 1).mean()
        assert share == about(0.8 * (1 - 0.85 ** (ago + 1)), workers.worked[willing])
    unwilling = ~holds(model, state.WANTS_WORK)
    assert (workers.worked[unwilling] == 0).all()


# -- turning steady ------------------------------------------------------------------------------


@pytest.mark.parametrize(("skill", "settled"), [(0, 1.0), (2, 1.0), (1, 0.4)])
def test_casual_jobs_turn_steady_at_the_stated_rate_and_have_work_at_once(skill: int, settled: float) -> None:
    rates: Settings = {"steady_rate": 0.1, "skill_steady": 0.5}
    idle = {"casual_work": every(guizhou(), "casual_work", 0.0)}
    model = all_in([*MARKET, BUSINESS], skill=skill, **rates, **idle)
    workers = a_month_of_work(model, settled=settled)
    turned = holds(model, STEADY)
    market = workers.channel <= WORKSHOP
    assert turned[market].mean() == about(0.1 * settled * np.exp(0.5 * skill), turned[market])
    assert (works(workers)[market] == turned[market]).all()
    assert not turned[~market].any()


def test_the_ill_turn_steady_no_sooner_than_they_are_well() -> None:
    model = all_in(OUT, steady_rate=1.0, settling_gap=0.0)
    model.world.state.workers.ill[::2] = 1
    workers = a_month_of_work(model)
    assert (holds(model, STEADY) == (workers.ill == 0)).all()


@pytest.mark.parametrize(("moved", "parts"), [(0.0, [0.4, 0.7, 0.85]), (12.0, [0.7, 0.85, 0.925])])
def test_half_of_what_is_missing_to_settled_people_closes_in_each_half_life(
    moved: float, parts: list[float]
) -> None:
    inputs = guizhou(moved=moved, settling_gap=0.6, settling_half_life=12.0)
    timeline = ResettlementModel(inputs, 1).world.timeline
    assert [timeline.month(t).settled for t in (0, 12, 24)] == pytest.approx(parts)


def new_jobs(channel: str, **world: Any) -> ResettlementModel:
    """A month in which all who find a place of one kind begin there, with nobody settled by half."""
    half: Settings = {"settling_gap": 0.5, "settling_half_life": 240.0, "moved": 0.0}
    open_to: Settings = {**only_offer(guizhou(), channel), **NOBODY_WORKS, **half, **STILL}
    terms: Settings = {"contract_share": 0.0, "steady_start": every(guizhou(), "steady_start", 0.6)}
    skills = {"skill": {"0": 0.5, "1": 0.5, "2": 0.0}}
    return stepped(guizhou(**{"scale": 0.02, "levers": {}, **open_to, **terms, **skills, **world}), 1)


def test_new_jobs_are_steady_in_the_share_of_settled_people_as_far_as_people_have_settled() -> None:
    model = new_jobs("in_province", skill_steady=0.4)
    workers = model.world.state.workers
    new = workers.channel == IN
    for skill in (0, 1):
        here = new & (workers.skill == skill)
        assert holds(model, STEADY)[here].mean() == about(0.3 * np.exp(0.4 * skill), workers.channel[here])


def test_a_contract_makes_a_new_job_steady_and_no_share_is_above_one() -> None:
    assert holds(contract := new_jobs("in_province", contract_share=1.0), STEADY)[employed(contract)].all()
    sure = new_jobs("in_province", skill_steady=2.0, skill={"0": 0.0, "1": 1.0})
    assert holds(sure, STEADY)[employed(sure)].all()
    none = new_jobs("own_business")
    assert not holds(none, STEADY)[employed(none)].any()


def employed(model: ResettlementModel) -> Mask:
    """Who has a job."""
    result: Mask = model.world.state.workers.channel > 0
    assert result.sum() > 20
    return result


def test_an_organised_place_is_steady_and_the_end_of_a_job_ends_its_steadiness() -> None:
    none = every(guizhou(), "steady_start", 0.0)
    plan = {"labour_cooperation": lever("labour_cooperation", places=1e7, separation_cut=0.0)}
    ends: Settings = {"separation_rate": every(guizhou(), "separation_rate", 0.5), "contract_share": 0.0}
    model = new_jobs("own_business", levers=plan, steady_start=none, **ends)
    assert holds(model, STEADY)[model.world.state.workers.channel == OUT].all()
    model.step()
    assert not holds(model, STEADY)[model.world.state.workers.channel == 0].any()


def test_jobs_of_long_standing_are_more_often_steady_when_the_run_begins() -> None:
    start: Settings = {"steady_start": every(guizhou(), "steady_start", 0.5), "settling_gap": 0.0}
    rates: Settings = {"steady_rate": 0.05, "skill_steady": 0.0, "contract_share": 0.2}
    model = ResettlementModel(guizhou(scale=0.05, tenure=8.0, **start, **rates), 1)
    workers = model.world.state.workers
    market = (workers.channel >= OUT) & (workers.channel <= WORKSHOP)
    for tenure in (1, 5, 12):
        here = market & (workers.tenure == tenure)
        casual = 0.8 * 0.5 * 0.95**tenure
        assert holds(model, STEADY)[here].mean() == about(1 - casual, workers.channel[here])


# -- climbing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tenure", "share"), [(4, 0.0), (5, 0.25), (40, 0.25)])
def test_those_who_work_climb_from_their_months_in_the_job_on(tenure: int, share: float) -> None:
    rates: Settings = {"climb_months": 6.0, "climb_rate": 0.25, "skill_return": 0.1}
    some = {"casual_work": every(guizhou(), "casual_work", 0.5)}
    workers = a_month_of_work(all_in([OUT, LOCAL, BUSINESS], tenure=tenure, **rates, **some), season_work=1.0)
    busy = works(workers) & (workers.channel != BUSINESS)
    assert 0.45 < busy[workers.channel != BUSINESS].mean() < 0.55
    assert (workers.skill[busy] == 1).mean() == about(share, busy[busy])
    assert (workers.skill[~busy] == 0).all()
    assert workers.wage == pytest.approx(1000.0 * np.exp(0.1 * workers.skill), rel=1e-6)


def test_nobody_climbs_beyond_the_highest_level() -> None:
    workers = a_month_of_work(all_in(OUT, tenure=90, skill=state.MAX_SKILL, climb_rate=1.0, climb_months=1.0))
    assert (workers.skill == 2).all()
    assert (workers.wage == 1000.0).all()


def test_a_direct_move_into_the_market_climbs_in_the_stated_share_and_pays_accordingly() -> None:
    plain = guizhou()
    moves: Settings = {
        "search_on_job": every(plain, "search_on_job", 1.0), "taste": {"in_province": 1e6},
        "climb_move": 0.3, "skill": {"0": 1.0, "1": 0.0, "2": 0.0}, "skill_return": 0.2,
        "separation_rate": every(plain, "separation_rate", 0.0),
    }  # fmt: skip
    keen = only_offer(plain, "in_province")
    inputs = guizhou(scale=0.02, levers={}, **{**keen, **STILL, **moves, "land_share": 0.5})
    model = ResettlementModel(changed(inputs, wage_dispersion=0.0, wage_effect=0.0), 1)
    workers = model.world.state.workers
    before, flags = workers.channel.copy(), workers.flags.copy()
    model.step()
    moved = (workers.channel == IN) & (workers.tenure == 1)
    direct = moved & np.isin(
        before, (OUT, BUSINESS, FARMING)
    )  # posts and local jobs may end for want of places
    assert (workers.skill[direct] == 1).mean() == about(0.3, workers.skill[direct])
    assert (workers.skill[moved & (before == 0)] == 0).all()
    assert (workers.skill[~moved] == 0).all()
    alike = moved & (flags & (state.WOMAN | state.CERTIFICATE) == 0) & (workers.health == 0)
    alike &= workers.schooling == 2
    low, high = (workers.wage[alike & (workers.skill == level)] for level in (0, 1))
    assert high == pytest.approx(np.exp(0.2) * low[0], rel=1e-5)
