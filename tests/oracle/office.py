"""Phase 3: where the levers work.

The levers are plain Python and the same in both models. They know the model's world: so a
world is kept here as their desk. What they look at is laid on it (last month's counts,
who has just left school), and what they open is read from it into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, cast

from resettle.model.agents import Project, Workshop
from resettle.model.channels import CHANNELS
from resettle.model.levers import levers_of
from resettle.model.openings import GRANTS, KINDS_OF_GRANTS, SCALARS, reset
from resettle.model.projects import KINDS as KINDS_OF_PROJECTS
from resettle.model.tally import TALLY, empty_tally
from resettle.model.traits import TRAITS
from resettle.model.world import World
from tests.oracle import columns
from tests.oracle.agents import Settlement, Worker
from tests.oracle.search import KINDS

if TYPE_CHECKING:
    from resettle.model.simulation import ResettlementModel
    from tests.oracle.oracle import Oracle

KINDS_IN_ORDER = ("seat", *KINDS)
"""Kinds of things that rules of admission are made for, in the order of the levers' slots."""


def _names(mask: int) -> list[str]:
    return [trait for position, trait in enumerate(TRAITS) if mask >> position & 1]


@dataclass
class Rule:
    """Who is admitted to a kind of place, and who is served first."""

    admitted: frozenset[str]
    served_first: list[str]

    def admits(self, traits: frozenset[str]) -> bool:
        """Any trait of the rule admits; an empty rule admits everyone."""
        return not self.admitted or bool(self.admitted & traits)

    def priority_class(self, traits: frozenset[str]) -> int:
        """Place of the first trait on the list that is held; beyond the list if none is."""
        for position, trait in enumerate(self.served_first):
            if trait in traits:
                return position
        return len(self.served_first)


def _rule(eligible: int, priority: Iterable[int]) -> Rule:
    return Rule(frozenset(_names(eligible)), [name for mask in priority for name in _names(mask)])


@dataclass
class Grant:
    """A grant that is promised when a job starts and paid when some months in it are full."""

    slot: int
    seats: int
    kinds: frozenset[str]
    rule: Rule
    months: int
    needs_contract: bool
    newly_away: bool
    for_poor: float
    for_others: float
    to_household: bool

    @property
    def kind_of_grant(self) -> int:
        """Grants of one lever are of one kind, whatever their terms."""
        return self.slot % KINDS_OF_GRANTS

    def can_be_earned(self, worker: Worker, traits: frozenset[str], kind: str) -> bool:
        """Whether a job just started can earn it; traits are those held while looking."""
        if kind not in self.kinds or not self.rule.admits(traits) or self.kind_of_grant in worker.received:
            return False
        if self.needs_contract and not worker.contract:
            return False
        return not (self.newly_away and worker.returned)


class Office:
    """The levers, and in words what they have opened."""

    def __init__(self, model: Oracle) -> None:
        inputs = model.inputs
        self.world = World(cast("ResettlementModel", model), inputs, model.seed_of_run, threads=1)
        self.levers = levers_of(self.world)
        self._rules: dict[str, Rule] = {}
        self._grants: list[Grant] = []

    # -- opening and booking ------------------------------------------------------------

    def begin(self, t: int, local_demand: float) -> None:
        """Close last month's openings, and let the levers weaken the shocks of month `t`.

        Local firms have the places of the start, times `local_demand`.
        """
        self.world.month = self.world.timeline.month(t)
        reset(self.world.openings, self.world.base_local_places * local_demand)
        for lever in self.levers:
            lever.before_shocks()

    def open(self, model: Oracle) -> None:
        """Let the levers write the openings, and add the places of projects."""
        world = self.world
        columns.show_school_leavers(model, world.state)
        world.projects.clear(model.t)
        for lever in self.levers:
            lever.begin_month()
        running = self.projects(model.t)
        relief = whole(
            [sum(p.places for p in running if p.kind == "relief" and p.site == s) for s in range(world.sites)]
        )
        for settlement in model.settlements:
            here = [project for project in running if project.site == settlement.row]
            self._open_settlement(settlement, here, relief, model.number["workshop_slump_share"])
        self._read_rules()

    def _open_settlement(
        self, settlement: Settlement, projects: list[Project], relief: list[int], slump_share: float
    ) -> None:
        openings, s = self.world.openings, settlement.row
        local = float(self.world.openings.local_places[s]) + sum(
            p.places for p in projects if p.kind != "relief"
        )
        for code, channel in enumerate(CHANNELS):
            settlement.separation_factor[channel] = float(openings.separation_factor[s, code])
        settlement.dividend = float(openings.property[s])
        settlement.care_served = float(openings.care_served[s])
        settlement.places = {
            "local_firm": floor(local + 0.5),
            "workshop": sum(places_now(w, slump_share) for w in self.workshops if w.site == s),
            "public_welfare": int(openings.places[s, CHANNELS.index("public_welfare")]),
            "works_relief": relief[s],
        }
        for channel, places in settlement.places.items():  # levers book by them
            openings.places[s, CHANNELS.index(channel)] = places

    def _read_rules(self) -> None:
        openings = self.world.openings
        for slot, kind in enumerate(KINDS_IN_ORDER):
            self._rules[kind] = _rule(int(openings.eligible[slot]), openings.priority[slot].tolist())
        self._grants = [self._grant(slot) for slot in range(GRANTS)]

    def _grant(self, slot: int) -> Grant:
        o = self.world.openings
        bits = int(o.grant_channels[slot])
        return Grant(
            slot=slot,
            seats=int(o.grant_seats[slot]),
            kinds=frozenset(kind for code, kind in enumerate(KINDS_IN_ORDER) if bits >> code & 1),
            rule=_rule(int(o.grant_needs[slot]), o.grant_priority[slot].tolist()),
            months=int(o.grant_months[slot]),
            needs_contract=bool(o.grant_contract[slot]),
            newly_away=bool(o.grant_new[slot]),
            for_poor=float(o.grant_poor[slot]),
            for_others=float(o.grant_other[slot]),
            to_household=bool(o.grant_household[slot]),
        )

    def book(self, settlements: Sequence[Settlement]) -> None:
        """Lay the counts of the month on the desk and let the levers write their books."""
        world = self.world
        world.previous, world.tally = world.tally, empty_tally(len(settlements))
        for settlement in settlements:
            s = settlement.row
            world.tally.sums[s] = [settlement.tally[name] for name in TALLY]
            for slot, paid in settlement.grants.items():
                world.tally.grant_people[s, slot] = len(paid)
                world.tally.grant_yuan[s, slot] = sum(paid)
            for worker in settlement.workers:
                for slot in worker.pending:
                    world.tally.grant_pending[s, slot] += 1
        for lever in self.levers:
            lever.end_month()
        world.previous = world.tally

    # -- what is open this month --------------------------------------------------------

    @property
    def workshops(self) -> list[Workshop]:
        return self.world.workshops

    def projects(self, t: int) -> list[Project]:
        """Projects that have not failed and offer places in month `t`."""
        started = [project for kind in KINDS_OF_PROJECTS for project in self.world.projects.live(kind)]
        return [project for project in started if project.running and project.ready <= t < project.ends]

    @property
    def grants(self) -> list[Grant]:
        """Grants that may be promised this month."""
        return [grant for grant in self._grants if grant.seats > 0]

    def promised(self, slot: int) -> Grant:
        """Terms of a grant promised this month or earlier."""
        return self._grants[slot]

    def rule(self, kind: str) -> Rule:
        """Rule of admission to a kind of place, or to a `seat` on a course."""
        return self._rules[kind]

    def pay(self, channel: str) -> float:
        """Monthly pay of posts and relief works."""
        return float(self.world.openings.pay[CHANNELS.index(channel)])

    def pay_factor(self, channel: str) -> float:
        """Market pay that arrives, relative to what arrives without any lever."""
        return float(self.world.openings.pay_factor[CHANNELS.index(channel)])

    def expected_grants(self, channel: str, worker: Worker, traits: frozenset[str]) -> float:
        """Yuan a month by which grants that one could earn make a channel better."""
        code, poor = CHANNELS.index(channel), int(worker.household.poor)
        values = self.world.openings.leave_value
        return sum(float(values[grant.slot, code, poor]) for grant in self._meant_for(worker, traits))

    def grant_offer(self, channel: str, worker: Worker, traits: frozenset[str]) -> float:
        """Factor on the chance of an offer for those whom grants are meant for."""
        factor, factors = 1.0, self.world.openings.grant_offer
        for grant in self._meant_for(worker, traits):
            factor *= float(factors[grant.slot, CHANNELS.index(channel)])
        return factor

    def contract_gain(self, traits: frozenset[str]) -> float:
        """Gain in the share of contracts for those whom grants are meant for."""
        gains = self.world.openings.grant_contract_gain
        return sum(float(gains[grant.slot]) for grant in self._grants if grant.rule.admits(traits))

    def _meant_for(self, worker: Worker, traits: frozenset[str]) -> list[Grant]:
        return [
            grant
            for grant in self._grants
            if grant.kinds and grant.rule.admits(traits) and not (grant.newly_away and worker.returned)
        ]

    def grants_given(self) -> list[tuple[int, float]]:
        """Household row and yuan of grants given this month without a job."""
        rows = self.world.openings.granted[: int(self.granted)].tolist()
        return [(row, self.granted_yuan) for row in rows]

    def __getattr__(self, name: str) -> float:
        """One of the single numbers that levers set (see `model.openings.SCALARS`)."""
        if name not in SCALARS:
            raise AttributeError(name)
        return float(self.world.openings.scalars[SCALARS.index(name)])


def whole(exact: list[float]) -> list[int]:
    """Whole places that add up to no more than all: the largest rests are rounded up."""
    total = int(sum(exact) + 1e-9)
    if not total:
        return [0] * len(exact)
    shares = [total * places / sum(exact) for places in exact]
    result = [floor(share + 1e-9) for share in shares]
    by_rest = sorted(range(len(exact)), key=lambda s: round(result[s] - shares[s], 9))
    for s in by_rest[: total - sum(result)]:
        result[s] += 1
    return result


def places_now(workshop: Workshop, slump_share: float) -> int:
    """Places of a workshop: none when closed, whole places of a part in a slump."""
    if not workshop.open:
        return 0
    return int(workshop.places * slump_share) if workshop.slump > 0 else workshop.places
