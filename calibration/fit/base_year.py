"""Set the parameters marked `calibrated` so that a baseline meets the facts of its base year.

Employment by channel, the employment rate and the income level of the base year are
`fit` facts: parameters are set to them, so they cannot validate anything. Run

    python -m resettle.calibration.fit.base_year guizhou-baseline

to print the values to copy into the scenario file, with how far each fact is missed. Behaviour that all
regions share is taken at the medians of the posterior that ships, as runs do; what is set here is a region's
own. `--stated` leaves the posterior out (for the scenario that the posterior itself is fitted on).
Tastes move by the log of the ratio of given to simulated numbers (the contraction of Berry 1994 for logit
shares), the share that wants work with employment as it is published, the share in work at the start with the
mean of the run, and the pay gap with missing wage income. Households with someone employed are counted by any
work of the year; what of them starts in work, `initial.one_employed`, is printed as a part of that count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from resettle import scenarios
from resettle.model.channels import WORKING
from resettle.model.fields import number, parts
from resettle.model.inputs import ModelInputs
from resettle.model.simulation import ResettlementModel
from resettle.results.statistics.intervals import quotient
from resettle.scenarios.posterior import adjusted, shipped
from resettle.scenarios.read.defaults import left_in_work
from resettle.scenarios.readings import CONCEPTS, PUBLISHED

FREE_TASTES = ("out_of_province", "in_province", "own_business", "farming")
"""Channels without a fixed number of vacancies; the others are limited by theirs."""

ROUNDS = 24
HOUSEHOLDS = 8_000
SEEDS = (101, 102)


@dataclass(frozen=True)
class Fit:
    """How a run compares with the given facts.

    Attributes:
        channel: Mean share of labour in each channel over the run.
        employment: Employment rate of the base year, in the reading in which it is published.
        in_work: Mean share of labour with a job over the run.
        income: Income per person in the base year, in yuan.
        wage: Wage income per person in the base year, in yuan.
    """

    channel: Mapping[str, float]
    employment: float
    in_work: float
    income: float
    wage: float


def measure(inputs: ModelInputs, seeds: Sequence[int] = SEEDS) -> Fit:
    """Run the seeds and average.

    The base year's own mean would let the shares drift afterwards; the mean of all
    months keeps them where they are given, which is what a baseline means.
    """
    records = [ResettlementModel(inputs, seed, threads=2).run() for seed in seeds]

    def mean(name: str, until: int | None = None) -> float:
        return float(np.mean([record.indicators[name][:until] for record in records]))

    labour = mean("labour")
    return Fit(
        channel={name: float(quotient(mean(f"channel_{name}"), labour)) for name in WORKING},
        employment=mean(published(inputs), 12),
        in_work=mean("employment_rate"),
        income=12.0 * mean("income", 12),
        wage=12.0 * mean("wage_income", 12),
    )


def adjust(inputs: ModelInputs, fit: Fit, step: float) -> ModelInputs:
    """Move the calibrated parameters towards the given facts.

    Args:
        inputs: What the last run was made from.
        fit: What it gave.
        step: Part of the full correction to make.
    """
    rate, shares = number(inputs.initial, "in_work"), parts(inputs.initial, "channel")
    scale = number(inputs.parameters, "choice_scale")
    taste = dict(parts(inputs.parameters, "taste"))
    for name in FREE_TASTES:
        taste[name] += step * scale * np.log(rate * shares[name] / max(1e-6, fit.channel[name]))
    missing = number(inputs.initial, "employment_rate") - fit.employment
    wants = min(0.999, number(inputs.population, "wants_work") + step * missing)
    in_work = min(wants - 0.002, rate + step * (fit.in_work - rate) + step * missing)
    wage_wanted = fit.wage + number(inputs.initial, "income_per_capita") - fit.income
    gap = number(inputs.parameters, "pay_gap") + step * float(np.log(wage_wanted / fit.wage))
    return replace(
        inputs,
        parameters={**inputs.parameters, "taste": taste, "pay_gap": gap},
        population={**inputs.population, "wants_work": wants},
        initial={**inputs.initial, "in_work": in_work},
    )


def published(inputs: ModelInputs) -> str:
    """The indicator in whose reading the employment rate of the base year is published."""
    months = round(number(inputs.initial, "employment_months"))
    return CONCEPTS["employment_rate"][PUBLISHED[months]]


def in_work_of_the_employed(inputs: ModelInputs) -> float:
    """Of households with somebody employed as published, those with somebody in work in a month.

    A worker is employed as published with the chance of `employment_rate`, and in work in a month with that
    of `in_work`, independently of the others of the household. `initial.one_employed` is an official count
    times this.
    """
    published_rate, rate = number(inputs.initial, "employment_rate"), number(inputs.initial, "in_work")
    return left_in_work(published_rate, rate, parts(inputs.population, "labour_per_household"))


def calibrate(
    inputs: ModelInputs,
    rounds: int = ROUNDS,
    shared: Callable[[ModelInputs], ModelInputs] = lambda inputs: inputs,
    seeds: Sequence[int] = SEEDS,
) -> tuple[ModelInputs, Fit]:
    """Repeat measuring and adjusting with shrinking steps until the facts are kept.

    Values that meet the facts are left as they are.

    Args:
        inputs: Inputs to begin with.
        rounds: Most rounds to make.
        shared: Lays behaviour that all regions share over inputs.
        seeds: Seeds of each measuring.

    Returns:
        The inputs with the new values, and the fit of these.
    """
    for n in range(rounds):
        fit = measure(shared(inputs), seeds)
        if kept(inputs, fit):
            return inputs, fit
        inputs = adjust(inputs, fit, step=0.6 if n < rounds // 2 else 0.25)
    return inputs, measure(shared(inputs), seeds)


def kept(inputs: ModelInputs, fit: Fit) -> bool:
    """Whether every fact is met within 0.2 points of employment, 0.5 % of income, 0.5 points of a channel."""
    rate, shares = number(inputs.initial, "in_work"), parts(inputs.initial, "channel")
    return (
        abs(fit.employment - number(inputs.initial, "employment_rate")) < 0.002
        and abs(fit.in_work - rate) < 0.003
        and abs(fit.income / number(inputs.initial, "income_per_capita") - 1.0) < 0.005
        and all(abs(fit.channel[name] - rate * shares[name]) < 0.005 for name in FREE_TASTES)
    )


def fitted(inputs: ModelInputs) -> ModelInputs:
    """Inputs with shared behaviour at the medians of the posterior that ships, if there is one."""
    posterior = shipped()
    if posterior is None:
        return inputs
    return adjusted(inputs, posterior.adjustments, posterior.median())


def main(name: str, as_stated: bool = False) -> None:
    """Calibrate a scenario and print values and fit.

    Args:
        name: Name or path of the scenario.
        as_stated: Whether shared behaviour is taken as the scenario states it, without the posterior.
    """
    scenario = scenarios.load(name)
    households = number(scenario.inputs().population, "households")
    begun = scenario.inputs(scale=min(1.0, HOUSEHOLDS / households))
    inputs, fit = calibrate(begun) if as_stated else calibrate(begun, shared=fitted)
    given, rate = parts(inputs.initial, "channel"), number(inputs.initial, "in_work")
    print("taste:", {key: round(value) for key, value in parts(inputs.parameters, "taste").items()})
    for table, key in (("parameters", "pay_gap"), ("population", "wants_work"), ("initial", "in_work")):
        print(f"{key}:", round(number(getattr(inputs, table), key), 3))
    print(f"{'fact':24}{'given':>10}{'simulated':>11}")
    for key in WORKING:
        print(f"{key:24}{rate * given[key]:10.4f}{fit.channel[key]:11.4f}")
    print(f"{published(inputs):24}{number(inputs.initial, 'employment_rate'):10.4f}{fit.employment:11.4f}")
    print(f"{'in work':24}{rate:10.4f}{fit.in_work:11.4f}")
    left = in_work_of_the_employed(inputs)
    print(f"{'households in a month':24}{left:10.4f} of those with somebody employed")
    print(f"{'income per person':24}{number(inputs.initial, 'income_per_capita'):10.0f}{fit.income:11.0f}")


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--stated"]
    main(words[0] if words else "guizhou-baseline", as_stated="--stated" in sys.argv)
