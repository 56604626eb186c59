"""What a month works on: the tables, the openings, the tallies and the agents with names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from inspect import signature
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.model import channels
from resettle.model.agents import Workshop
from resettle.model.blocks import Blocks
from resettle.model.chance import CODE, keys, tickets, uniforms, uniforms_of
from resettle.model.demand import Markets
from resettle.model.fields import number
from resettle.model.inputs import ModelInputs
from resettle.model.kernels import life, matching
from resettle.model.kernels.people import traits_of
from resettle.model.openings import Openings, empty_openings, reset
from resettle.model.projects import Projects
from resettle.model.seekers import Seekers
from resettle.model.settlements import Settlements
from resettle.model.start import begin
from resettle.model.state import GRADUATE, State
from resettle.model.synthesis import Draw, apportion
from resettle.model.tables import behaviour, vectors
from resettle.model.tally import Tally, Totals, empty_tally
from resettle.model.timeline import LIFE, Timeline
from resettle.model.workforce import synthesise

if TYPE_CHECKING:
    from resettle.model.simulation import ResettlementModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


_TABLES = {
    **{name: f"state.{name}" for name in State._fields},
    **{name: f"openings.{name}" for name in Openings._fields},
    "plan_start": "inputs.period.start",
}
"""Where the parameters of kernels stand in the world, if not under their own names."""


@cache
def _columns_of(kernel: Callable[..., object], others: int) -> Callable[[World], tuple[object, ...]]:
    """How to get what a kernel reads: its parameters by name, but for `begin`, `end` and the last few."""
    names = list(signature(getattr(kernel, "py_func", kernel)).parameters)[2:]
    return attrgetter(*(_TABLES.get(name, name) for name in names[: len(names) - others]))


class World:
    """Everything that phases and levers share.

    Attributes:
        inputs: What the model is made from.
        state: Worker, household and settlement tables.
        rules: Behavioural parameters that are single numbers.
        vectors: Behavioural parameters by channel.
        month: The month that is being run.
        openings: What levers open this month.
        tally: Counts of this month.
        previous: Counts of the month before.
        seekers: Those who look for work this month.
        taken: Workers by settlement and channel when those who look are to be matched.
        listed: Worker rows that a phase has listed, from the first worker row of each settlement on.
        tickets: Tickets of the workers listed.
        asking: Number of workers listed in each settlement.
        settlements: What settlements have beside their people.
        workshops: Workshops, those that have closed included.
        projects: Industry projects, enterprises and works relief.
        counties_with_enterprise: Counties that have a strong enterprise before the first month.
        markets: Vacancies and competing seekers where relocated workers share a market with others.
        base_local_places: Places of local firms by settlement without any lever.
        weight: Households that one simulated household stands for.
        part: Simulated households relative to all.
        sites: Number of settlements simulated.
        household_count: Number of households simulated.
    """

    def __init__(self, model: ResettlementModel, inputs: ModelInputs, seed: int, threads: int) -> None:
        """Synthesise the population and place the first workshops."""
        self.model = model
        self.inputs = inputs
        self.workshops: list[Workshop] = []
        self.projects = Projects(model)
        self.state = synthesise(
            inputs.population,
            inputs.initial,
            inputs.scale,
            inputs.period.months,
            Draw(keys(seed, LIFE)),
            self._open_first_workshops,
            inputs.household_types,
        )
        self.sites = len(self.state.sites.county)
        self.labour = np.diff(self.state.sites.worker).astype(float)
        households = len(self.state.households.site)
        self.weight = number(inputs.population, "households") / households
        self.part = households / number(inputs.population, "households")
        self.rules = behaviour(inputs.parameters, inputs.population, inputs.initial, inputs.grace_months)
        self.vectors = vectors(inputs.parameters)
        self.timeline = Timeline(inputs, seed)
        self.month = self.timeline.month(0)
        self.blocks = Blocks(self.state.sites.worker, threads)
        graduates = int(np.count_nonzero(self.state.workers.flags & GRADUATE))
        self.openings = empty_openings(self.sites, graduates)
        self.tally = empty_tally(self.sites)
        self.previous = self.tally
        self._added_up = self.tally, Totals.of(self.tally)
        self.seekers = Seekers.to_fill(np.zeros(self.sites))
        workers = len(self.state.workers.household)
        self.listed = np.zeros(workers, np.int32)
        self.tickets = np.zeros(workers, np.uint64)
        self.asking = np.zeros(self.sites, np.int64)
        self.taken = np.zeros((self.sites, len(channels.CHANNELS)), np.int64)
        self.detection_recall = number(inputs.parameters, "detection_recall")
        self.arrears = number(inputs.parameters, "arrears")
        self.counties = max(1, round(number(inputs.population, "counties")))
        reached = round(number(inputs.initial, "enterprise_counties", 0.0))
        self.counties_with_enterprise = min(self.counties, reached)
        self.households_by_site = np.diff(self.state.sites.household).astype(float)
        self.household_count = float(households)
        self.settlements = Settlements.begin(inputs.initial, self.site_draws("services_start", life=True))
        self._base_year: defaultdict[str, list[float]] = defaultdict(list)
        self._base_means: dict[str, float] = {}
        weights = self.labour if self.labour.any() else np.ones(self.sites)
        self._edges = np.cumsum(weights) / weights.sum()
        self.labour_share = weights / weights.sum()
        self._sequence = np.zeros(0, np.int64)
        self.base_local_places = self._local_firms()
        self.markets = Markets(self)
        begin(self)

    def run(self, kernel: Callable[..., object], *others: object) -> None:
        """Run a kernel over all settlements; its columns are found by the names of its parameters.

        Args:
            kernel: A kernel whose first parameters are the first settlement and the one beyond the last.
            others: What the last parameters of the kernel are given, if the world does not have them.
        """
        self.blocks.run(kernel, *_columns_of(kernel, len(others))(self), *others)

    def begin_month(self, t: int) -> None:
        """Begin month `t`: nothing open or counted yet, everyone a month older, some join or leave labour."""
        self.previous, self.tally = self.tally, empty_tally(self.sites)
        self.month = self.markets.month(self.timeline.month(t))
        reset(self.openings, self.base_local_places * self.timeline.markets["local_firm"][t])
        self.run(life.age)

    @property
    def ticket_key(self) -> np.uint64:
        """Key of the tickets for places this month."""
        key: np.uint64 = self.month.keys[CODE["ticket"]]
        return key

    def _local_firms(self) -> Floats:
        """Places of local firms at the start by settlement: those taken and some slack."""
        self.run(matching.holders)
        slack = number(self.inputs.parameters, "local_slack")
        return self.taken[:, channels.LOCAL].astype(np.float64) * (1.0 + slack)

    def _open_first_workshops(self, labour: Floats) -> Ints:
        """Workshops that run at the start, by labour; whole places whose mean is that of the scenario."""
        count = round(self.inputs.scale * number(self.inputs.initial, "workshops"))
        mean = number(self.inputs.initial, "workshop_places")
        sizes = np.diff(np.floor(mean * np.arange(count + 1) + 0.5)).astype(np.int64)
        where = np.repeat(np.arange(len(labour)), apportion(count, labour))
        for key, (site, size) in enumerate(zip(where, sizes, strict=True)):
            self.open_workshop(key, int(site), int(size))
        return np.bincount(where, sizes, len(labour)).astype(np.int64)

    def workshop_places(self) -> Ints:
        """Places of running workshops by settlement."""
        share = number(self.inputs.parameters, "workshop_slump_share")
        places = [0] * self.sites
        for workshop in self.workshops:
            places[workshop.site] += workshop.places_now(share)
        return np.array(places, np.int64)

    def open_workshop(self, key: int, site: int, places: int) -> None:
        """Open a workshop; `key` is its identity for keyed draws."""
        self.workshops.append(Workshop(self.model, key, site, places))

    def traits_of(self, rows: Ints) -> Ints:
        """Bits of `model.traits.TRAITS` of some workers."""
        workers, households, _ = self.state
        h = workers.household[rows]
        bits: Ints = traits_of(
            households.poor[h],
            households.spell[h],
            households.ledger[h],
            workers.channel[rows],
            workers.health[rows],
            workers.flags[rows],
            self.month.t - workers.birth[rows],
            workers.schooling[rows],
        )
        return bits

    def site_draws(self, decision: str, *, life: bool = False) -> Floats:
        """Keyed uniforms of the settlements, this month or once for life."""
        keys_now = self.month.life_keys if life else self.month.keys
        return uniforms(keys_now[CODE[decision]], self.sites)

    def lots(self, decision: str, rows: Ints, classes: Ints) -> NDArray[np.uint64]:
        """Keyed rationing tickets of this month of some workers, by priority class; the lowest are served."""
        return tickets(self.month.keys[CODE[decision]], rows.astype(np.int32), classes)

    def draws(self, decision: str, agents: Ints) -> Floats:
        """Keyed uniforms of agents with names, by their keys, this month."""
        drawn: Floats = uniforms_of(self.month.keys[CODE[decision]], agents)
        return drawn

    def sites_of(self, count: int) -> Ints:
        """Settlements of places 0 .. count-1: in proportion to labour, one more place moves none.

        Place `i` goes where the `i`-th number of the van der Corput sequence (1935) falls.
        """
        if count > len(self._sequence):
            n = np.arange(max(count, 2 * len(self._sequence)), dtype=np.uint64)
            numbers = np.zeros(len(n))
            weight = 0.5
            while n.any():
                numbers += weight * (n & np.uint64(1))
                n >>= np.uint64(1)
                weight /= 2
            self._sequence = np.minimum(np.searchsorted(self._edges, numbers, side="right"), self.sites - 1)
        return self._sequence[:count]

    def spread(self, count: int) -> Ints:
        """A number of places by settlement, in proportion to labour."""
        return np.bincount(self.sites_of(max(0, count)), minlength=self.sites)

    @property
    def price(self) -> float:
        """Consumer prices this month, base-year mean = 1."""
        return self.price_at(self.month.t)

    def price_at(self, month: int) -> float:
        """Consumer prices of a month, base-year mean = 1."""
        return float(self.timeline.prices[month])

    def rise_since_base_year(self, name: str, share: float) -> float:
        """How much higher a share is than in the mean month of the base year; 0 within it."""
        if self.month.t < self.inputs.period.start:
            self._base_year[name].append(share)
            return 0.0
        return share - self._mean_of_base_year(name) if self._base_year[name] else 0.0

    def relative_to_base_year(self, name: str, count: float | None) -> float:
        """A count relative to the mean month of the base year; 1 within it, and where there is nothing."""
        if count is None:
            return 1.0
        if self.month.t < 12:
            self._base_year[name].append(count)
            return 1.0
        first = self._mean_of_base_year(name) if self._base_year[name] else 0.0
        return count / first if first > 0 else 1.0

    def _mean_of_base_year(self, name: str) -> float:
        """Mean of what the base year had of a figure, once it is over."""
        if name not in self._base_means:
            self._base_means[name] = float(np.mean(self._base_year[name][:12]))
        return self._base_means[name]

    @property
    def this_month(self) -> Totals:
        """Totals of this month, to be asked for only when all of it has been counted."""
        return self._totals(self.tally)

    @property
    def last_month(self) -> Totals:
        """Totals of the month before."""
        return self._totals(self.previous)

    def _totals(self, tally: Tally) -> Totals:
        if self._added_up[0] is not tally:  # many ask for those of one month
            self._added_up = tally, Totals.of(tally)
        return self._added_up[1]
