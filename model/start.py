"""The state before the first month: wages agreed, incomes known, risks known in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.model import chance, channels
from resettle.model.fields import number
from resettle.model.kernels import placing
from resettle.model.levers.public_welfare_jobs import PublicWelfareJobs
from resettle.model.levers.works_relief import WorksRelief
from resettle.model.state import LABOUR

if TYPE_CHECKING:
    from resettle.model.world import World


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
    households.smooth[:] = usual_income(world) / households.size
    _past_illness(world)
    _first_ledger(world)


def usual_income(world: World) -> NDArray[np.float64]:
    """Monthly income of each household from its first jobs, without illness or grants, in yuan."""
    workers, households, _ = world.state
    channel = workers.channel
    pay = workers.wage.astype(np.float64) * np.where(
        channel == channels.BUSINESS, 1.0, world.vectors.reach[channel]
    )
    posts = (channel == channels.WELFARE) | (channel == channels.RELIEF)
    pay[posts] = first_lever_pay(world)[channel[posts]]
    count = len(households.site)
    farms = np.bincount(workers.household[channel == channels.FARMING], minlength=count) > 0
    earned = (
        np.bincount(workers.household, pay, count) + farms * households.land * world.rules.farm_income / 12.0
    )
    transfers = households.elders * world.rules.elder_transfer + households.size * world.rules.other_transfer
    result: NDArray[np.float64] = earned + (households.property_base + transfers) / 12.0
    return result


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


def _first_ledger(world: World) -> None:
    """Households at risk that are in the ledger already: the part that the scenario gives."""
    households = world.state.households
    count = len(households.site)
    known = number(world.inputs.initial, "monitored")
    drawn = chance.uniforms(world.month.life_keys[chance.CODE["detection"]], count) < known
    low = households.smooth * 12.0 < world.month.line
    risky = low | (households.smooth * 12.0 - households.medical / households.size < world.month.line)
    households.ledger[:] = risky & drawn
    households.category[:] = np.where(
        risky & drawn, np.where(~low, 3, np.where(households.poor > 0, 1, 2)), 0
    )
