"""The model of objects: ten phases a month, in the words of the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import mesa

from resettle.model.fields import Fields, Number
from resettle.model.inputs import ModelInputs
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import INITIAL, POPULATION
from tests.oracle import columns, counting, courses, income, jobs, ledger, life, markets, places, search
from tests.oracle.agents import Worker
from tests.oracle.draws import Draws
from tests.oracle.office import Office
from tests.oracle.trend import Trend


class Oracle(mesa.Model):  # type: ignore[misc]  # mesa ships no types
    """Relocated households, their work and income, month by month.

    Attributes:
        t: The month that is being lived, or that comes next; month 0 is January of the base year.
        number: Parameters that are single numbers.
        table: Parameters given by channel, month or health.
        population: What the scenario states of the population, where it is a single number.
        initial: What it states of the month before the first, likewise.
        trend: Conditions of the month.
        demand: Log of labour demand away, relative to its trend.
        relocated: Relocated people in the markets at the end of the month before.
        relocated_first: The same when the run begins.
        draws: Chance of the month.
        office: The levers and what they open.
        before_the_plan: Shares of persons in the months before the plan, by what they are.
        counts_before: Posts open, and places of a relief work, in each month of the base year.
        values: Indicators of the last month.
    """

    def __init__(self, inputs: ModelInputs, seed: int) -> None:
        super().__init__(rng=int(seed))
        self.inputs = inputs
        self.seed_of_run = int(seed)
        self.t = 0
        self.number = numbers(inputs.parameters, PARAMETERS)
        self.table = {name: value for name, value in inputs.parameters.items() if isinstance(value, Mapping)}
        self.population = numbers(inputs.population, POPULATION)
        self.initial = numbers(inputs.initial, INITIAL)
        self.office = Office(self)
        self.settlements = columns.load(self, self.office.world.state)
        self.households = [home for settlement in self.settlements for home in settlement.households]
        self.workers = [worker for home in self.households for worker in home.workers]
        self.draws = Draws(self.seed_of_run, 0)
        self.relocated = self.relocated_first = markets.at_the_start(self)
        self.trend = Trend(self, 0, demand_before=0.0, markets=markets.in_month(self, 0))
        self.demand = 0.0
        self.before_the_plan: defaultdict[str, list[float]] = defaultdict(list)
        self.counts_before: defaultdict[str, list[float]] = defaultdict(list)
        self.values: dict[str, float] = {}

    def chance(self, decision: str, worker: Worker) -> float:
        """The uniform number of a worker for a decision this month."""
        return self.draws.uniform(decision, worker.row)

    def step(self) -> None:
        """One month."""
        counting.start_counting(self)
        # 1. calendar
        self.draws = Draws(self.seed_of_run, self.t)
        self.trend = Trend(self, self.t, self.demand, markets.in_month(self, self.t))
        self.demand = self.trend.demand
        self.office.begin(self.t, self.trend.markets["local_firm"].demand)
        life.age(self)
        # 2. shocks
        life.fall_ill(self)
        life.strike_workshops(self)
        # 3. levers
        self.office.open(self)
        # 4. training
        courses.advance(self)
        courses.train_alone(self)
        courses.enrol(self)
        # 5. separations
        jobs.separate(self)
        # 6. matching
        places.match(self, search.find_seekers(self))
        # 7. pay
        income.pay(self)
        # 8. households
        income.settle(self)
        # 9. monitoring
        ledger.monitor(self)
        # 10. measure
        counting.count(self)
        self.office.book(self.settlements)
        self.values = counting.indicators(self)
        self.relocated = markets.this_month(self)
        self.t += 1


def numbers(values: Mapping[str, Number], fields: Fields) -> dict[str, float]:
    """Values that are single numbers; those that count something are whole."""
    return {
        name: round(value) if fields[name].whole else float(value)
        for name, value in values.items()
        if not isinstance(value, Mapping)
    }
