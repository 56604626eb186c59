"""Where nobody is in anybody's way, the agent model is a Markov chain of channels; written again here.

The chain knows nothing of the program: its states are (channel, contract, months in the job), a month is
separation, then search, offers and a logit choice, then a month more in the job. Interaction is switched
off: places without limit, no illness, courses, care, seasons, shocks, trends or levers. Workers then move
independently, so that the agent model's numbers in a month are multinomial around the chain's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import exp, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resettle.model.channels import CHANNELS
from resettle.model.inputs import ModelInputs
from resettle.model.simulation import ResettlementModel
from resettle.model.state import WILLING
from tests.model.worlds import HEALTHY, NOBODY_WORKS, every, guizhou, holds

Floats = NDArray[np.float64]

MONTHS = 60
CHANCE = 4.5
"""Standard deviations allowed: one in 150 000 for each of the few hundred figures compared."""

OPEN = ("out_of_province", "in_province", "local_firm", "workshop", "own_business", "farming")
WAGES = OPEN[:4]
AWAY = OPEN[:2]

WAGE = {"out_of_province": 5000.0, "in_province": 4800.0, "local_firm": 2145.0, "workshop": 1950.0}
SPENT = {"out_of_province": 0.6, "in_province": 0.5}
TASTE = {**dict.fromkeys(CHANNELS[1:], 0.0), "out_of_province": 500.0, "farming": 1800.0}
LEAVE = {"out_of_province": 900.0, "in_province": 500.0}
OFFER = {
    **dict.fromkeys(CHANNELS[1:-1], 0.0), "out_of_province": 0.3, "in_province": 0.25, "local_firm": 0.2,
    "workshop": 0.2, "own_business": 0.02,
}  # fmt: skip
SEPARATION = {
    **dict.fromkeys(CHANNELS[1:], 0.05), "out_of_province": 0.06, "in_province": 0.07, "workshop": 0.08,
    "own_business": 0.03,
}  # fmt: skip
ON_JOB = {**dict.fromkeys(CHANNELS[1:], 0.1), "farming": 0.25}
WEAK_OFFER = {**dict.fromkeys(CHANNELS[1:-1], 0.6), "out_of_province": 0.3, "workshop": 0.9}

HOME, SCALE, SEARCH, BUSINESS_INCOME = 300.0, 900.0, 0.7, 2000.0
EARLY, EARLY_MONTHS, UNWILLING = 1.8, 6, 1500.0
SKILL_KEEPS, SKILL_OFFERS, SKILL_PAYS, WEAK_PAY, CONTRACT_KEEPS, CONTRACT = 0.1, 0.12, 0.08, 0.6, 0.3, 0.35

SKILLS = {0: 0.63, 1: 0.27, 2: 0.1}
"""Labour by skill where workers differ."""


@dataclass(frozen=True)
class Kind:
    """Workers who are alike, by what they keep for life."""

    skill: int = 0
    weak: bool = False
    willing: bool = True

    def value(self, channel: str) -> float:
        """Worth of a channel (or of being at home) in units of the spread of tastes."""
        if channel == "none":
            return HOME / SCALE
        log_pay = SKILL_PAYS * self.skill + (np.log(WEAK_PAY) if self.weak else 0.0)
        pay = 0.0
        if channel in WAGES:
            pay = WAGE[channel] * (1.0 - SPENT.get(channel, 0.0)) * exp(log_pay)
        elif channel == "own_business":
            pay = BUSINESS_INCOME * exp(0.5 * log_pay)
        cost = LEAVE[channel] + UNWILLING * (not self.willing) if channel in AWAY else 0.0
        return (pay + TASTE[channel] - cost) / SCALE

    def offer(self, channel: str, now: str) -> float:
        """Chance to hear of a place in a month of looking; one's own land is open to whoever has no job."""
        if channel == "farming":
            return float(now == "none")
        chance = OFFER[channel]
        if channel in ("out_of_province", "in_province", "local_firm"):
            chance *= exp(SKILL_OFFERS * self.skill)
        return chance * (WEAK_OFFER[channel] if self.weak else 1.0)

    def separation(self, channel: str, contract: bool, tenure: int) -> float:
        """Chance that a job ends in a month."""
        chance = SEPARATION[channel] * (1.0 - SKILL_KEEPS) ** self.skill
        chance *= 1.0 - CONTRACT_KEEPS * contract
        return chance * EARLY if tenure < EARLY_MONTHS else chance

    def moves(self, now: str) -> dict[str, float]:
        """Chance of each new channel, of one who looks: offers are independent, the choice is a logit."""
        others = [name for name in OPEN if name != now]
        result = dict.fromkeys(others, 0.0)
        for heard in product((False, True), repeat=len(others)):
            chance, weights = 1.0, {}
            for name, is_heard in zip(others, heard, strict=True):
                chance *= self.offer(name, now) if is_heard else 1.0 - self.offer(name, now)
                if is_heard:
                    weights[name] = exp(self.value(name))
            total = exp(self.value(now)) + sum(weights.values())
            for name, weight in weights.items():
                result[name] += chance * weight / total
        return result


State = tuple[str, bool, int]
"""Channel, whether there is a contract, months in the job up to the first that is no longer early."""

STATES: tuple[State, ...] = (
    ("none", False, 0),
    *(
        (name, contract, tenure)
        for name in OPEN
        for contract in ((False, True) if name in WAGES else (False,))
        for tenure in range(1, EARLY_MONTHS + 1)
    ),
)
PLACE = {one: n for n, one in enumerate(STATES)}


@dataclass(frozen=True)
class Chain:
    """A month as matrices, and what moves in it."""

    separate: Floats
    search: Floats
    started: Floats
    """Chance of starting a job, by the state after separations."""

    @property
    def month(self) -> Floats:
        return self.separate @ self.search

    def stationary(self) -> Floats:
        """The distribution that a month leaves as it is."""
        size = len(STATES)
        system = np.vstack([self.month.T - np.eye(size), np.ones(size)])
        return np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]


@cache
def chain(kind: Kind, contract_share: float) -> Chain:
    size = len(STATES)
    separate, search, started = np.zeros((size, size)), np.zeros((size, size)), np.zeros(size)
    for n, (channel, contract, tenure) in enumerate(STATES):
        ends = kind.separation(channel, contract, tenure) if channel != "none" else 0.0
        separate[n, n] += 1.0 - ends
        separate[n, 0] += ends
        looks = SEARCH if channel == "none" else ON_JOB[channel]
        for name, chance in kind.moves(channel).items():
            started[n] += looks * chance
            for has, share in ((True, contract_share), (False, 1.0 - contract_share)):
                if name in WAGES:
                    search[n, PLACE[name, has, 1]] += looks * chance * share
                elif not has:
                    search[n, PLACE[name, False, 1]] += looks * chance
        stays = PLACE[channel, contract, min(EARLY_MONTHS, tenure + 1)] if channel != "none" else 0
        search[n, stays] += 1.0 - started[n]
    return Chain(separate, search, started)


def by_channel(distribution: Floats) -> dict[str, float]:
    shares = dict.fromkeys(("none", *OPEN), 0.0)
    for (channel, _, _), share in zip(STATES, distribution, strict=True):
        shares[channel] += share
    return shares


Month = tuple[dict[str, float], float, float]


def path(kind: Kind, contract_share: float) -> Iterator[Month]:
    """Shares by channel, jobs started and jobs ended a worker, month by month from nobody in work."""
    links, now = chain(kind, contract_share), np.eye(len(STATES))[0]
    for _ in range(MONTHS):
        between = now @ links.separate
        away = now[1:].sum() - between[1:].sum()
        started = float(between @ links.started)
        left = float(between[1:] @ links.started[1:])  # one job for another counts as both
        now = between @ links.search
        yield by_channel(now), started, away + left


def world(**changes: Any) -> ModelInputs:
    """A town where nobody is in anybody's way, nothing changes, and all workers are of one kind."""
    plain = guizhou(scale=0.02)
    flat = {name: dict.fromkeys(range(2021, 2027), 100.0) for name in plain.series}
    given: dict[str, Any] = dict(
        wants_work=1.0, willing_to_leave=1.0, women=0.0, weak_health=0.0, certificate=0.0, wants_training=0.0,
        skill={"0": 1.0, "1": 0.0, "2": 0.0},
        schooling={"none": 0.0, "primary": 0.0, "junior": 1.0, "senior": 0.0, "college": 0.0},
        labour_age={"16-24": 0.0, "25-34": 1.0, "35-44": 0.0, "45-54": 0.0, "55-59": 0.0},
        dependants={"young_child": 0.0, "pupil": 1.0, "elder": 0.0}, care_need=0.0, entrants=0.0,
        wage_effect=0.0, wage_dispersion=0.0, land_share=1.0, farm_income=0.0, workshops=0.0,
        wage=WAGE, spent_away=SPENT, family_spent=0.0, arrears=0.0, pay_gap=0.0,
        steady_start=every(plain, "steady_start", 1.0), settling_gap=0.0, climb_rate=0.0, climb_move=0.0,
        own_training=0.0, matching=0.0, pay_response=0.0, allowance_coverage=0.0, taste=TASTE,
        leave_cost=LEAVE, offer_rate=OFFER, weak_offer=WEAK_OFFER,
        separation_rate=SEPARATION, search_on_job=ON_JOB, search_intensity=SEARCH, home_value=HOME,
        choice_scale=SCALE, age_leave_cost=0.0, unwilling_cost=UNWILLING, business_income=BUSINESS_INCOME,
        business_dispersion=0.0, early_separation=EARLY, early_months=float(EARLY_MONTHS),
        skill_separation_cut=SKILL_KEEPS, skill_offer_gain=SKILL_OFFERS, skill_return=SKILL_PAYS,
        weak_pay=WEAK_PAY, contract_separation_cut=CONTRACT_KEEPS, contract_share=0.0, demand_shock=0.0,
        season_offer=every(plain, "season_offer", 1.0), workshop_slump=0.0, workshop_closure=0.0,
        season_separation=every(plain, "season_separation", 1.0), background_detection=0.0, monitored=0.0,
        levers={}, series=flat, **NOBODY_WORKS, **HEALTHY,
    )  # fmt: skip
    return guizhou(scale=0.02, months=MONTHS, **(given | changes))


@dataclass(frozen=True)
class Run:
    """Numbers by channel, jobs started and ended, month by month, and workers of each kind."""

    channel: Mapping[str, Floats]
    hires: Floats
    separations: Floats
    kinds: Mapping[Kind, int]

    @property
    def workers(self) -> int:
        return sum(self.kinds.values())


def agents(inputs: ModelInputs, places: int = 1_000_000) -> Run:
    """The agent model, with so many places of local firms and workshops in each settlement."""
    model = ResettlementModel(inputs, seed=11)
    model.world.base_local_places[:] = places
    for site in range(model.world.sites):
        model.world.open_workshop(9_000_000 + site, site, places)
    workers = model.world.state.workers
    willing = holds(model, WILLING)
    kinds: dict[Kind, int] = {}
    for skill, weak, will in zip(workers.skill, workers.health, willing, strict=True):
        kind = Kind(int(skill), bool(weak), bool(will))
        kinds[kind] = kinds.get(kind, 0) + 1
    record = model.run()
    counts = {name: values / record.weight for name, values in record.indicators.items()}
    return Run(
        {name: counts[f"channel_{name}"] for name in CHANNELS}, counts["hires"], counts["separations"], kinds
    )


def compare(run: Run, contract_share: float) -> None:
    """Every month's numbers lie within chance of the chain's, and together no farther off than chance is."""
    paths = {kind: list(path(kind, contract_share)) for kind in run.kinds}

    def expected(month: int, of: Callable[[Month], float]) -> tuple[float, float]:
        shares = [(run.kinds[kind], of(steps[month])) for kind, steps in paths.items()]
        return sum(n * p for n, p in shares), sqrt(sum(n * p * (1.0 - p) for n, p in shares))

    off = []
    for month, name in product(range(MONTHS), ("none", *OPEN)):
        mean, spread = expected(month, lambda step, name=name: step[0][name])
        off.append((run.channel[name][month] - mean) / spread)
        assert abs(off[-1]) < CHANCE, (month, name)
    assert np.sqrt(np.mean(np.square(off))) < 1.2
    for position, counts in ((1, run.hires), (2, run.separations)):
        means = np.array([expected(t, lambda step, at=position: step[at])[0] for t in range(MONTHS)])
        assert (np.abs(counts - means) < CHANCE * np.sqrt(means) + 1e-6).all()


@cache
def alike() -> Run:
    return agents(world())


def test_months_on_end_the_agents_are_where_the_chain_has_them() -> None:
    run = alike()
    assert set(run.kinds) == {Kind()}
    compare(run, contract_share=0.0)


def test_in_the_end_the_agents_stand_where_the_chain_rests() -> None:
    run = alike()
    rest = by_channel(chain(Kind(), 0.0).stationary())
    last = list(path(Kind(), 0.0))[-1][0]
    for name, share in rest.items():
        assert abs(last[name] - share) < 0.002, "the chain has come to rest"
        mean = float(run.channel[name][-12:].mean()) / run.workers
        assert abs(mean - share) < CHANCE * sqrt(share * (1.0 - share) / run.workers) + 0.002
    assert all(rest[name] > 0.01 for name in OPEN), "every channel takes part"


def test_workers_who_differ_are_a_mixture_of_chains() -> None:
    """Skill, health, willingness to leave and contracts: kinds are known, so the mixture is exact."""
    skills = {str(level): share for level, share in SKILLS.items()}
    run = agents(world(skill=skills, weak_health=0.2, willing_to_leave=0.6, contract_share=CONTRACT))
    assert len(run.kinds) == 12
    compare(run, contract_share=CONTRACT)


def test_the_mean_worker_is_not_the_mean_of_workers() -> None:
    """Heterogeneity moves shares by more than chance, so that the comparison above would notice its loss."""
    mixed = dict.fromkeys(("none", *OPEN), 0.0)
    for (skill, share), willing in product(SKILLS.items(), (True, False)):
        for name, part in by_channel(chain(Kind(skill, False, willing), 0.0).stationary()).items():
            mixed[name] += share * (0.6 if willing else 0.4) * part
    one = by_channel(chain(Kind(), 0.0).stationary())
    assert max(abs(mixed[name] - one[name]) for name in mixed) > 0.03


def test_too_few_places_bring_interaction_which_the_chain_cannot_know() -> None:
    run = agents(world(), places=40)
    rest = by_channel(chain(Kind(), 0.0).stationary())
    for name in ("local_firm", "workshop"):
        assert run.channel[name][-1] / run.workers < 0.5 * rest[name]
    assert run.channel["out_of_province"][-1] / run.workers > 1.1 * rest["out_of_province"]
