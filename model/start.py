"""The state before the first month: wages agreed, incomes known, risks known in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.model import chance, channels
from resettle.model.fields import number
from resettle.model.kernels import placing, risk
from resettle.model.kernels.search import SPREAD
from resettle.model.kernels.worth import kept_part
from resettle.model.levers.public_welfare_jobs import PublicWelfareJobs
from resettle.model.levers.works_relief import WorksRelief
from resettle.model.state import LABOUR, STEADY, WANTS_WORK

if TYPE_CHECKING:
    from resettle.model.world import World

MONTHS_KEPT = 12
"""Months of work that are remembered."""

STILL_WITHOUT = 0.85
"""Part of those without work that are without a month later; only for the year before the run."""


def begin(world: World) -> None:
    """Fill what depends on jobs and on the past: without it the base year would only build it up."""
    workers, households, _ = world.state
    world.run(placing.first_wages)
    working = workers.channel > 0
    tenure = np.minimum(workers.tenure[working], 255).astype(np.uint8)
    np.maximum.at(households.stable, workers.household[working], tenure)
    count = len(households.site)
    households.labour[:] = np.bincount(workers.household[workers.status == LABOUR], minlength=count)
    households.working[:] = np.bincount(workers.household[working], minlength=count)
    away = (workers.channel == channels.OUT) | (workers.channel == channels.IN)
    households.away[:] = np.bincount(workers.household[away], minlength=count)
    usual, earned = usual_income(world)
    households.smooth[:], households.earned[:] = usual / households.size, earned / households.size
    _past_work(world)
    _past_illness(world)
    _first_aid(world)
    _first_ledger(world)


def usual_income(world: World) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Monthly income of each household from its first jobs and what of it is earned, in yuan; nobody ill."""
    workers, households, _ = world.state
    channel, owner = workers.channel, workers.household
    families = (households.away > 1)[owner].astype(np.int64)
    kept = np.array(
        [
            [
                kept_part(code, spent, family, world.rules, 1.0)
                for code, spent in enumerate(world.vectors.spent_away)
            ]
            for family in (False, True)
        ]
    )
    pay = workers.wage.astype(np.float64) * kept[families, channel] * worked_part(world)
    posts = (channel == channels.WELFARE) | (channel == channels.RELIEF)
    pay[posts] = first_lever_pay(world)[channel[posts]]
    count = len(households.site)
    farms = np.bincount(owner[channel == channels.FARMING], minlength=count) > 0
    earned = np.bincount(owner, pay, count) + farms * households.land * world.rules.farm_income / 12.0
    transfers = households.elders * world.rules.elder_transfer + households.size * world.rules.other_transfer
    return earned + (households.property_base + transfers) / 12.0, earned


def worked_part(world: World) -> NDArray[np.float64]:
    """Part of the months in which each job of the start has work."""
    workers = world.state.workers
    market = (workers.channel >= channels.OUT) & (workers.channel <= channels.WORKSHOP)
    casual = market & (workers.flags & STEADY == 0)
    return np.where(casual, np.minimum(1.0, world.vectors.casual_work[workers.channel]), workers.channel > 0)


def _past_work(world: World) -> None:
    """Months worked in the year before the run: in the present job, and in others before it."""
    workers = world.state.workers
    key = world.month.life_keys[chance.CODE["worked"]]
    part, wants = worked_part(world), (workers.status == LABOUR) & (workers.flags & WANTS_WORK != 0)
    at_all = number(world.inputs.initial, "in_work")
    with np.errstate(over="ignore"):
        keys = key + np.arange(MONTHS_KEPT, dtype=np.uint64) * SPREAD
    for months_ago in range(MONTHS_KEPT):
        drawn = chance.uniforms(keys[months_ago], len(workers.household))
        before = at_all * (1.0 - STILL_WITHOUT ** (months_ago + 1)) * wants
        worked = drawn < np.where(workers.tenure > months_ago, part, before)
        workers.worked[worked] |= np.uint16(1 << months_ago)


def first_lever_pay(world: World) -> NDArray[np.float64]:
    """Pay of posts and relief places when the lever begins, by channel, in yuan a month; 0 without it."""
    pay = np.zeros(len(channels.CHANNELS))
    for code, lever in ((channels.WELFARE, PublicWelfareJobs), (channels.RELIEF, WorksRelief)):
        windows = world.inputs.levers.get(lever.name, ())
        if windows and windows[0].start <= 0 and windows[0].settings[lever.scale] > 0:
            pay[code] = windows[0].settings["unit_cost"]
    return pay


def _past_illness(world: World) -> None:
    """Medical burden left from illnesses of the year before."""
    workers, households, _ = world.state
    keys = world.month.life_keys

    def uniforms(name: str) -> NDArray[np.float64]:
        return chance.uniforms(keys[chance.CODE[name]], len(workers.household))

    yearly = 1.0 - (1.0 - world.vectors.illness_rate[workers.health]) ** 12
    fell_ill = (workers.status == LABOUR) & (uniforms("illness") < yearly)
    cost = (
        -np.log(1.0 - uniforms("medical"))
        * world.rules.medical_cost
        * (11.0 / 12.0) ** (12.0 * uniforms("illness_length"))
    )
    households.medical[:] = np.bincount(workers.household, cost * fell_ill, len(households.site))


def _first_aid(world: World) -> None:
    """Who receives the allowance at the start, and what it has come to."""
    households = world.state.households
    risk.allow(0, len(households.site), households, world.rules, world.month, 0.0)
    gap = world.month.allowance / 12.0 - (households.smooth - world.rules.disregard * households.earned)
    households.topped[:] = np.where(households.aid > 0, gap * world.rules.top_up, 0.0)


def _first_ledger(world: World) -> None:
    """Households at risk that are in the ledger already: the part that the scenario gives."""
    households = world.state.households
    count = len(households.site)
    known = number(world.inputs.initial, "monitored")
    drawn = chance.uniforms(world.month.life_keys[chance.CODE["detection"]], count) < known
    low = households.smooth * 12.0 < world.month.line
    after_bills = households.smooth * 12.0 - households.medical / households.size
    listed = drawn & (households.aid == 0) & (low | (after_bills < world.month.line))
    households.ledger[:] = listed
    households.category[:] = np.where(listed, np.where(~low, 3, np.where(households.poor > 0, 1, 2)), 0)
