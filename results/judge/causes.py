"""Why an income target is reached or missed: growth by source, the gap, and where openings run short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan

import numpy as np

from resettle.results.judge.figures import upward
from resettle.results.judge.growth import growth_rate, judged_year, lead_over
from resettle.results.judge.measures import employed_by_wage
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.judge.readings import INCOMES
from resettle.results.statistics.intervals import FloatArray, median
from resettle.scenarios import Scenario, Target

SOURCES = ("wage_income", "business_income", "property_income", "transfer_income")
"""Indicators that add up to disposable income."""

PARTS = ("wage_jobs", "wage_pay", "business_income", "property_income", "transfer_income")
"""Contributions to growth: wages are split into more people at work and more pay for each."""

REGISTERS = "registers"
"""One more contribution to income as registers count it: what they find beyond surveys."""

PLACES = ("local_firm", "workshop", "public_welfare", "works_relief")
"""Channels of which the number of openings is known."""

FULL = 0.97
"""Share of openings taken from which a channel counts as full; a few always change hands."""


@dataclass(frozen=True)
class Market:
    """Work in a calendar year; medians over replications of the year's means.

    Attributes:
        year: The calendar year.
        employment: Employment rate.
        refused: Share of those looking for work who find no opening in an average month.
        filled: Channel -> share of its openings that are taken.
        openings: Channel -> how many it has.
    """

    year: int
    employment: float
    refused: float
    filled: Mapping[str, float]
    openings: Mapping[str, float]


@dataclass(frozen=True)
class Explanation:
    """Figures behind the verdict on an income target; medians over replications unless said otherwise.

    Attributes:
        target: The income target: growth, growth against a series, or a level against a series.
        base_year: Calendar year from which growth is measured.
        last_year: Calendar year to which it is measured; the worst one of most runs if each year is judged.
        worst: Whether the target judges several years and the last year is the worst of them in most runs.
        needed_growth: Growth a year that would reach the target.
        pace: Growth a year of the target's series over the same years; NaN without a series.
        growth: Growth a year of each replication over these years, nominal.
        contributions: Part of growth -> points of compound growth, one figure per replication; they
            add up to `growth` within each replication.
        base_income: Income per person in the base year, in yuan.
        income: Income per person in the last year, in yuan.
        needed: Income per person in the last year that reaches the target, in yuan.
        gap: What is missing per person in the last year, in yuan; negative if there is more than needed.
        gap_total: The same for the whole population, in yuan.
        spending: What all levers spend in an average plan year, in yuan.
        lever_income: What levers pay to households per person in the last year, in yuan.
        market: Work in the last year.
        full_work_gain: Income per person that would be added if all who are not in work earned what
            those with a wage job earn on average, in yuan a year.
        pay_growth: Growth a year of wage income for each worker in a wage job.
        pay_growth_needed: The same if pay alone had to close the gap.
    """

    target: Target
    base_year: int
    last_year: int
    worst: bool
    needed_growth: float
    pace: float
    growth: FloatArray
    contributions: Mapping[str, FloatArray]
    base_income: float
    income: float
    needed: float
    gap: float
    gap_total: float
    spending: float
    lever_income: float
    full_work_gain: float
    pay_growth: float
    pay_growth_needed: float
    market: Market

    @property
    def years(self) -> int:
        """Years over which growth is measured."""
        return self.last_year - self.base_year


def about_income(target: Target) -> bool:
    """Whether a target asks for income to grow or to reach a level."""
    grows = target.kind == "growth" or (target.kind == "stock" and target.series is not None)
    return grows and target.indicator in INCOMES and upward(target.direction)


def _goal(target: Target, panel: Panel) -> tuple[int, int, FloatArray]:
    """From which year to which the target looks, and the income per person it needs then, per replication.

    What registers would have to count is told as what surveys would find then.
    """
    series, bound, own = target.series, target.bound.number, target.indicator

    def figure(year: int, base: int) -> FloatArray:
        if target.kind == "stock":
            return panel.yearly(own, year) / panel.yearly_mean(str(series), year)
        return lead_over(panel, own, series, year, base) if series else growth_rate(panel, own, year, base)

    def surveyed() -> FloatArray:
        return _ratio(panel.yearly("income", last), panel.yearly(own, last))

    base, last = panel.base_year, panel.years[-1]
    if target.when == "each_year":
        worst = np.stack([figure(year, year - 1) for year in panel.years]).argmin(axis=0)
        last = panel.years[int(np.bincount(worst).argmax())]
    elif target.when == "by":
        last = judged_year(target, panel)
    if target.kind == "stock":
        return base, last, bound * panel.yearly_mean(str(series), last) * surveyed()
    if target.when != "period":
        base = last - 1
    rate = bound + (growth_rate(panel, series, last, base) if series else 0.0)
    return base, last, panel.yearly(own, base) * (1.0 + rate) ** (last - base) * surveyed()


def explain(scenario: Scenario, panel: Panel, money: Ledger) -> Explanation | None:
    """The figures behind the verdict on the first income target, if the scenario has one."""
    first = next((target for target in scenario.targets.values() if about_income(target)), None)
    return explain_target(first, panel, money) if first is not None else None


def explain_target(target: Target, panel: Panel, money: Ledger) -> Explanation | None:
    """The figures behind the verdict on an income target.

    Args:
        target: A target that is `about_income`.
        panel: Monthly results of its scenario.
        money: What the levers of the scenario did.

    Returns:
        The figures, or `None` if the results hold no whole year to measure them.
    """
    if not panel.years or not panel.has_base_year:
        return None
    base, last, needed = _goal(target, panel)
    count = last - base
    before, after = panel.yearly("income", base), panel.yearly("income", last)
    persons = panel.yearly_mean("persons", last)
    idle = panel.yearly_mean("channel_none", last)
    wage_workers = employed_by_wage(panel, last)
    wages = panel.yearly("wage_income", last) * persons
    pay = _ratio(wages, wage_workers)
    pay_before = _ratio(
        panel.yearly("wage_income", base) * panel.yearly_mean("persons", base), employed_by_wage(panel, base)
    )
    pay_needed = _ratio(wages + (needed - after) * persons, wage_workers)
    # of the two medians, so that a reader who subtracts them finds the gap
    short = median(needed) - median(after)
    return Explanation(
        target=target,
        base_year=base,
        last_year=last,
        worst=target.when == "each_year" and len(panel.years) > 1,
        needed_growth=median(_root(_ratio(needed, before), count)),
        pace=median(growth_rate(panel, target.series, last, base)) if target.series else nan,
        growth=growth_rate(panel, target.indicator, last, base),
        contributions=_of_target(target, panel, base, last),
        base_income=median(before),
        income=median(after),
        needed=median(needed),
        gap=short,
        gap_total=short * median(persons),
        spending=median(money.spent(len(panel.replications))) * 12.0 / len(panel.plan_months),
        lever_income=median(panel.yearly("income_from_levers", last)),
        full_work_gain=median(idle * pay / persons),
        pay_growth=median(_root(_ratio(pay, pay_before), count)),
        pay_growth_needed=median(_root(_ratio(pay_needed, pay_before), count)),
        market=market(panel, last),
    )


def _of_target(target: Target, panel: Panel, base: int, last: int) -> dict[str, FloatArray]:
    """Contributions to the growth that the target is about."""
    parts = contributions(panel, base, last)
    if target.indicator == "income":
        return parts
    beyond = growth_rate(panel, target.indicator, last, base) - growth_rate(panel, "income", last, base)
    return {**parts, REGISTERS: beyond}


def market(panel: Panel, year: int) -> Market:
    """Work in a calendar year: who has it, who finds none, and which openings are full or stand empty."""
    idle, labour = panel.yearly_mean("channel_none", year), panel.yearly_mean("labour", year)
    filled: dict[str, float] = {}
    openings: dict[str, float] = {}
    for channel in PLACES:
        name = f"places_open_{channel}"
        if name in panel.values:
            opened = panel.yearly_mean(name, year)
            if median(opened) > 0.0:
                openings[channel] = median(opened)
                filled[channel] = median(_ratio(panel.yearly_mean(f"channel_{channel}", year), opened))
    return Market(
        year=year,
        employment=1.0 - median(_ratio(idle, labour)),
        refused=median(_ratio(panel.yearly("refused", year), panel.yearly("seekers", year))),
        filled=filled,
        openings=openings,
    )


def contributions(panel: Panel, base: int, last: int) -> dict[str, FloatArray]:
    """Points of compound growth that each part of income brings, for each replication.

    A part's contribution is compound growth times its share of the change in income. The change
    in wage income per person is split exactly, each factor's change being valued at the mean of
    the other: people in wage work per person, and wage income for each of them.

    Args:
        panel: Monthly results.
        base: Calendar year from which growth is measured.
        last: Calendar year to which it is measured.
    """
    before, after = panel.yearly("income", base), panel.yearly("income", last)
    growth = (after / before) ** (1.0 / (last - base)) - 1.0
    change = after - before
    # where income hardly moves, the limit of growth / change
    flat = np.abs(change) < 1e-9 * np.abs(before)
    factor = np.where(flat, 1.0 / (before * (last - base)), growth / np.where(flat, 1.0, change))
    parts = {name: (panel.yearly(name, last) - panel.yearly(name, base)) * factor for name in SOURCES}
    jobs, pay = [], []
    for year in (base, last):
        share = employed_by_wage(panel, year) / panel.yearly_mean("persons", year)
        jobs.append(share)
        pay.append(_ratio(panel.yearly("wage_income", year), share))
    parts["wage_jobs"] = (jobs[1] - jobs[0]) * (pay[0] + pay[1]) / 2.0 * factor
    parts["wage_pay"] = (pay[1] - pay[0]) * (jobs[0] + jobs[1]) / 2.0 * factor
    return {name: parts[name] for name in PARTS}


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    """Ratio that is 0 where there is nothing to divide by."""
    return np.divide(above, below, out=np.zeros_like(above), where=below != 0.0)


def _root(factor: FloatArray, count: int) -> FloatArray:
    return np.asarray(np.maximum(factor, 0.0) ** (1.0 / count) - 1.0)
