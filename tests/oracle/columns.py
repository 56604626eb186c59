"""From columns to objects and back: the synthetic population is read, results are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from resettle.model.channels import CHANNELS
from resettle.model.population_fields import SCHOOLING_YEARS
from resettle.model.state import FLAGS, State
from tests.oracle.agents import YEAR, Household, Settlement, Worker
from tests.oracle.draws import LIFE, Draws

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle

LEVELS = tuple(SCHOOLING_YEARS)
STATUSES = ("not yet", "labour", "retired")
AID = ("none", "by law", "by lever")
CATEGORIES = ("none", "unstable", "marginal", "sudden")

WORKER: Mapping[str, Callable[[Worker], float]] = {
    "household": lambda w: w.household.row,
    "birth": lambda w: w.birth,
    "entry": lambda w: w.entry,
    "flags": lambda w: sum(getattr(w, name) << bit for bit, name in enumerate(FLAGS)),
    "schooling": lambda w: LEVELS.index(w.schooling),
    "skill": lambda w: w.skill,
    "health": lambda w: w.weak,
    "status": lambda w: STATUSES.index(w.status),
    "course": lambda w: w.course,
    "trained": lambda w: w.trained,
    "channel": lambda w: CHANNELS.index(w.channel),
    "worked": lambda w: sum(1 << ago for ago, worked in enumerate(w.worked) if worked),
    "tenure": lambda w: w.tenure,
    "spell": lambda w: w.spell,
    "ill": lambda w: w.ill,
    "pending": lambda w: sum(1 << slot for slot in w.pending),
    "received": lambda w: sum(1 << kind for kind in w.received),
    "wage": lambda w: w.wage,
    "pay": lambda w: w.pay,
}
"""Each column of the worker table, as a worker gives it."""

HOUSEHOLD: Mapping[str, Callable[[Household], float]] = {
    "site": lambda h: h.settlement.row,
    "size": lambda h: h.size,
    "elders": lambda h: h.elders,
    "young": lambda h: h.young,
    "poor": lambda h: h.poor,
    "spell": lambda h: h.spell,
    "stable": lambda h: h.stable,
    "labour": lambda h: len(h.labour),
    "working": lambda h: sum(worker.works for worker in h.workers),
    "away": lambda h: h.away,
    "willing": lambda h: h.willing,
    "worked": lambda h: h.worked,
    "aid": lambda h: AID.index(h.aid),
    "ledger": lambda h: h.ledger,
    "category": lambda h: CATEGORIES.index(h.category),
    "land": lambda h: h.land,
    "property_base": lambda h: h.property_base,
    "effect": lambda h: h.effect,
    "smooth": lambda h: h.smooth,
    "earned": lambda h: h.earned,
    "topped": lambda h: h.topped,
    "medical": lambda h: h.medical,
    "wage": lambda h: h.wage,
    "business": lambda h: h.business,
    "property": lambda h: h.property_income,
    "transfer": lambda h: h.transfer,
    "from_levers": lambda h: h.from_levers,
}
"""Each column of the household table but `first`, as a household gives it."""


def load(model: Oracle, state: State) -> list[Settlement]:
    """Settlements with their households and workers, as the synthesis made them."""
    settlements = [Settlement(model, s) for s in range(len(state.sites.county))]
    life = Draws(model.seed_of_run, LIFE)
    for row, site in enumerate(state.households.site.tolist()):
        household = _household(model, state, row, settlements[site], life)
        settlements[site].households.append(household)
        for w in range(state.households.first[row], state.households.first[row + 1]):
            worker = _worker(model, state, w, life)
            worker.household = household
            household.workers.append(worker)
    return settlements


def _household(model: Oracle, state: State, row: int, settlement: Settlement, life: Draws) -> Household:
    household = Household(model, row, settlement)
    for name in HOUSEHOLD:
        if name not in ("site", "poor", "aid", "category", "labour", "working"):
            attribute = "property_income" if name == "property" else name
            setattr(household, attribute, getattr(state.households, name)[row].item())
    household.poor = bool(state.households.poor[row])
    household.aid = AID[state.households.aid[row]]
    household.category = CATEGORIES[state.households.category[row]]
    household.aid_lot = life.uniform("allowance", row)
    return household


def _worker(model: Oracle, state: State, row: int, life: Draws) -> Worker:
    worker, table = Worker(model, row), state.workers
    for name in ("birth", "entry", "skill", "course", "trained", "tenure", "spell", "ill", "wage", "pay"):
        setattr(worker, name, getattr(table, name)[row].item())
    for bit, flag in enumerate(FLAGS):
        setattr(worker, flag, bool(table.flags[row] >> bit & 1))
    worker.weak = bool(table.health[row])
    worker.status = STATUSES[table.status[row]]
    worker.schooling = LEVELS[table.schooling[row]]
    worker.channel = CHANNELS[table.channel[row]]
    worker.worked = [bool(int(table.worked[row]) >> ago & 1) for ago in range(YEAR)]
    worker.pending = {slot for slot in range(16) if int(table.pending[row]) >> slot & 1}
    worker.received = {kind for kind in range(8) if int(table.received[row]) >> kind & 1}
    worker.ability = life.normal("ability", "ability_angle", row)
    worker.fortune = life.normal("business_luck", "business_angle", row)
    worker.care_lot = life.uniform("care_place", row)
    return worker


def show_school_leavers(model: Oracle, state: State) -> None:
    """Write the rows of those who join labour this month: the only people whom levers look at."""
    for worker in model.workers:
        if worker.entry == model.t:
            for name, value in WORKER.items():
                getattr(state.workers, name)[worker.row] = value(worker)
            for name, of_household in HOUSEHOLD.items():
                getattr(state.households, name)[worker.household.row] = of_household(worker.household)
