"""Who acts: workers, households and settlements, as ordinary Mesa agents."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

import mesa

from resettle.model.channels import AWAY_CHANNELS, WAGE_CHANNELS
from resettle.model.population_fields import SCHOOLING_YEARS

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle

AT_MOST = 255
"""Months without work, and months in work of a household, are counted up to here."""

HIGHEST_SKILL = 2
"""Levels are general, semi-skilled and skilled work."""

YEAR = 12
"""Months that are remembered of each worker."""


def single(value: float) -> float:
    """A number rounded to single precision, in which the model keeps wages and averages.

    Without it a household a hair above a line here could be a hair below it there.
    """
    rounded: float = struct.unpack("f", struct.pack("f", value))[0]
    return rounded


class Worker(mesa.Agent):  # type: ignore[misc]  # mesa ships no types
    """Someone who is labour, or was, or will be within the run."""

    row: int
    household: Household
    birth: int
    """Month of birth, counted from January of the base year."""
    entry: int
    """Month of joining labour."""
    status: str
    """`not yet`, `labour` or `retired`."""
    schooling: str
    skill: int
    """0 general, 1 semi-skilled, 2 skilled."""
    weak: bool
    """Half able: weak labour."""
    ability: float
    """What nobody sees but employers pay for; standard normal, once for life."""
    fortune: float
    """Luck in an own business; standard normal, once for life."""
    care_lot: float
    """Lot for a care place, evenly between 0 and 1, once for life; the lowest are served."""

    woman: bool
    certificate: bool
    wants_work: bool
    wants_training: bool
    willing: bool
    """Willing to leave home."""
    graduate: bool
    carer: bool
    """Bears the care of a household with small children or elders in need."""
    returned: bool
    """Has come back from work away."""
    trained_in_plan: bool
    """Has completed a course since the plan began."""
    trained_before: bool
    """Had a subsidised course before the run began."""
    funded: bool
    """The present or last course is one in a seat that was paid for."""
    served: bool
    """Has held a post to the end of its term, and no other job since."""

    course: int
    """Months left of a course; 0 if in none."""
    trained: int
    """Month the last course ended."""
    ill: int
    """Months of illness left."""

    channel: str
    tenure: int
    """Months in the job."""
    spell: int
    """Months without one."""
    wage: float
    """Pay agreed for full work, at the level of the base year."""
    pay: float
    """What reached the household this month."""
    contract: bool
    """The job has a contract of a year or more."""
    organised: bool
    """The job was found by labour cooperation."""
    steady: bool
    """A job in a wage channel that works every month; the others there are casual."""
    worked: list[bool]
    """Whether the worker worked in each of the last twelve months, the latest first."""
    received: set[int]
    """Kinds of grants received: each is paid once."""
    pending: set[int]
    """Grants promised for this job and not yet due."""

    def __init__(self, model: Oracle, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def is_labour(self) -> bool:
        return self.status == "labour"

    @property
    def works(self) -> bool:
        """Any work counts, as in official statistics."""
        return self.channel != "none"

    @property
    def is_away(self) -> bool:
        return self.channel in AWAY_CHANNELS

    @property
    def is_casual(self) -> bool:
        """In a job of a wage channel that need not have work every month."""
        return self.channel in WAGE_CHANNELS and not self.steady

    @property
    def months_worked(self) -> int:
        """Of the last twelve."""
        return sum(self.worked)

    @property
    def can_climb(self) -> bool:
        """Whether there is a higher level of skill."""
        return self.skill < HIGHEST_SKILL

    @property
    def years_of_schooling(self) -> float:
        return SCHOOLING_YEARS[self.schooling]

    def age_in_months(self, t: int) -> int:
        return t - self.birth

    def leave_job(self) -> None:
        """Without a job from now on, with no contract and no claim to a grant; back home if it was away."""
        if self.is_away:
            self.returned = True
        self.start("none", 0.0)

    def start(self, channel: str, wage: float) -> None:
        """Begin a job; whatever belonged to the one before is lost."""
        self.channel = channel
        self.wage = single(wage)
        self.tenure = self.spell = 0
        self.contract = self.organised = self.steady = False
        self.served &= channel in ("none", "public_welfare")
        self.pending = set()

    def remember(self, works: bool) -> None:
        """Another month; what is longer ago than a year is forgotten."""
        self.worked = [works, *self.worked][:YEAR]

    def raise_pay(self, gain: float) -> None:
        """Pay follows what a worker has become worth, in log points; half of it in an own business."""
        if self.channel in WAGE_CHANNELS:
            self.wage = single(self.wage * math.exp(gain))
        elif self.channel == "own_business":
            self.wage = single(self.wage * math.exp(0.5 * gain))

    def traits(self, t: int) -> frozenset[str]:
        """Traits by which levers choose whom to admit and whom to serve first."""
        home = self.household
        holds = {
            "registered_poor": home.poor,
            "zero_employment_household": home.spell > 0,
            "detected_at_risk": home.in_ledger,
            "unemployed": not self.works,
            "weak_health": self.weak,
            "woman": self.woman,
            "care_duties": self.carer,
            "age_50_plus": self.age_in_months(t) >= 50 * 12,
            "low_schooling": self.schooling in ("none", "primary"),
            "returned_from_away": self.returned,
            "graduate": self.graduate,
            "wants_training": self.wants_training,
            "unwilling_to_leave": not self.willing,
            "not_yet_trained": not (self.trained_in_plan or self.trained_before),
        }
        return frozenset(trait for trait, true in holds.items() if true)


class Household(mesa.Agent):  # type: ignore[misc]  # mesa ships no types
    """People who share an income."""

    row: int
    settlement: Settlement
    workers: list[Worker]
    size: int
    elders: int
    young: int
    """Small children and elders in need of care."""
    poor: bool
    """Registered as poor before the move."""
    land: float
    property_base: float
    """Property income of the base year, in yuan."""
    effect: float
    """What its workers earn beyond their traits, in log points."""
    medical: float
    """Medical burden of the coming year, in yuan."""
    smooth: float
    """Monthly income per person, averaged over recent months."""
    earned: float
    """The part of it from work and business."""
    topped: float
    """Monthly help of the safety net per person, averaged over recent months."""
    away: int
    """Members who work away, as counted when the household was last paid."""
    willing: int
    """Members who are labour, want work and are not ill, as counted then."""
    worked: int
    """Months that the member who is labour and worked most has worked within twelve, as counted then."""
    spell: int
    """Months with labour but nobody in work."""
    stable: int
    """Months with somebody in work, without a break."""
    aid: str
    """Allowance: `none`, `by law`, or `by lever` if only the safety net found the household."""
    aid_lot: float
    """Lot for being found entitled, evenly between 0 and 1, once for life; the lowest are found."""
    ledger: int
    """0 if not in the monitoring ledger, else 1 + months of safety."""
    category: str
    """`none`, `unstable`, `marginal` or `sudden`."""
    wage: float
    business: float
    property_income: float
    transfer: float
    from_levers: float
    """Part of the four that levers paid."""

    def __init__(self, model: Oracle, row: int, settlement: Settlement) -> None:
        super().__init__(model)
        self.row = row
        self.settlement = settlement
        self.workers = []

    @property
    def in_ledger(self) -> bool:
        return self.ledger > 0

    @property
    def has_allowance(self) -> bool:
        return self.aid != "none"

    @property
    def income_by_source(self) -> dict[str, float]:
        """Disposable income this month, in yuan."""
        return {
            "wage": self.wage,
            "business": self.business,
            "property": self.property_income,
            "transfer": self.transfer,
        }

    @property
    def income(self) -> float:
        """Disposable income this month, in yuan."""
        return sum(self.income_by_source.values())

    @property
    def labour(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.is_labour]

    def receive(self, yuan: float, from_lever: bool = True) -> None:
        """A transfer."""
        self.transfer += yuan
        if from_lever:
            self.from_levers += yuan


class Settlement(mesa.Agent):  # type: ignore[misc]  # mesa ships no types
    """Where households live and local places are; its openings are written anew each month."""

    row: int
    households: list[Household]
    places: dict[str, int]
    """Places by channel that has a number of them."""
    separation_factor: dict[str, float]
    dividend: float
    """Yuan that each household receives from assets and projects."""
    care_served: float
    """Part of carers who have a care place."""
    incomes: list[float]
    """Income per person of every month, in yuan."""
    net_incomes: list[float]
    """Administrative net income per person of every month, in yuan."""
    tally: dict[str, float]
    """What was counted this month."""
    grants: dict[int, list[float]]
    """Yuan of each grant paid this month, by grant."""

    def __init__(self, model: Oracle, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.households = []
        self.places, self.separation_factor = {}, {}
        self.dividend = self.care_served = 0.0
        self.incomes, self.net_incomes = [], []
        self.tally, self.grants = {}, {}

    @property
    def workers(self) -> list[Worker]:
        return [worker for household in self.households for worker in household.workers]
