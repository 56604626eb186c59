"""How statistics are read off a run, given the observation parameters of `evidence.observation`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from resettle.model.record import RunRecord

Floats = NDArray[np.float64]
Measure = Callable[[RunRecord, int, Mapping[str, float]], float]
"""Takes the record of a run, its base year and the observation parameters."""

NORMAL_SPAN = 2.0 * 1.2815515655446004
"""Standard deviations between the tenth and the ninetieth percentile of a normal distribution."""

REGISTERS_BEGAN = 2020
"""Year at whose end the gap of registers of work is what `register_gap` says."""

COUNTED = ("register_gap", "register_half_life")
"""Observation parameters of every count of people in work."""

TURNOVER = (2020, 2021)
"""Years over which hiring, separation and months worked are averaged: the first whole ones after the move."""


def _months(record: RunRecord, first: str, last: str) -> slice:
    """Positions of the months from `first` to `last`, both `YYYY-MM`."""
    if first not in record.months or last not in record.months:
        raise ValueError(f"the run covers {record.months[0]} to {record.months[-1]}, not {first} to {last}")
    return slice(record.months.index(first), record.months.index(last) + 1)


def _year(record: RunRecord, name: str, year: int) -> Floats:
    return record.indicators[name][_months(record, f"{year}-01", f"{year}-12")]


def _counted(record: RunRecord, observation: Mapping[str, float], when: slice) -> Floats:
    """Persons that registers count as employed: those with any work in twelve months, as far as found."""
    worked, labour = record.indicators["employment_any_work"][when], record.indicators["labour"][when]
    coverage = np.array([register_coverage(month, observation) for month in record.months[when]])
    counted: Floats = worked * labour * coverage
    return counted


def register_coverage(month: str, observation: Mapping[str, float]) -> float:
    """Part of those with work whom registers have found by the end of a month; it grows and saturates.

    Half of what is missing at the end of 2020 is found within each `register_half_life`.
    """
    years = (int(month[:4]) - REGISTERS_BEGAN) + int(month[5:]) / 12.0 - 1.0
    missing: float = observation["register_gap"] * 0.5 ** (years / observation["register_half_life"])
    return 1.0 - missing


def _total(record: RunRecord, name: str, year: int) -> float:
    return float(_year(record, name, year).sum())


def employment(first: str, last: str) -> Measure:
    """Counted employed over labour, from the first to the last month."""

    def measure(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
        when = _months(record, first, last)
        return float(_counted(record, observation, when).sum() / record.indicators["labour"][when].sum())

    return measure


def employed_growth(year: int, last: str = "12") -> Measure:
    """Growth of the number counted as employed from the last quarter of the year before to that of the year.

    Args:
        year: The year.
        last: Last month of it that counts; `10` where the figure is of October.
    """

    def measure(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
        before, after = (
            _counted(record, observation, _months(record, f"{y}-10", f"{y}-{month}")).mean()
            for y, month in ((year - 1, "12"), (year, last))
        )
        return float(after / before - 1.0)

    return measure


def employed_per_household(year: int) -> Measure:
    """Persons counted as employed over households with labour, at the end of the year."""

    def measure(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
        when = _months(record, f"{year}-10", f"{year}-12")
        households = record.indicators["labour_households"][when]
        return float(_counted(record, observation, when).sum() / households.sum())

    return measure


def off_farm(month: str) -> Measure:
    """Persons counted as working off the farm, over labour."""

    def measure(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
        when = _months(record, month, month)
        farming, labour = record.indicators["channel_farming"][when], record.indicators["labour"][when]
        return float((_counted(record, observation, when) - farming)[0] / labour[0])

    return measure


def net_income(year: int, level: str = "") -> Measure:
    """Administrative net income per person, in yuan a year.

    Args:
        year: The year.
        level: Observation parameter by which other people's level differs; that of the relocated if empty.
    """

    def measure(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
        ratio = observation["net_income_level"] * (observation[level] if level else 1.0)
        return ratio * _total(record, "net_income", year)

    return measure


def growth(income: str, year: int, part: float) -> Measure:
    """Growth of income per person less `part` of what relocated people gain on those the figure speaks of.

    Args:
        income: `income` as surveys find it, or `net_income` by the register.
        year: The year.
        part: 1 for people who did not move, 0 for relocated people.
    """

    def measure(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
        lead = part * observation["catch_up"] if part else 0.0
        return _total(record, income, year) / _total(record, income, year - 1) - 1.0 - lead

    return measure


def wage_share(year: int, part: float) -> Measure:
    """Wages over income, less `part` of the lead of relocated people over those the figure speaks of."""

    def measure(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
        share = _total(record, "wage_income", year) / _total(record, "income", year)
        return share - part * observation["wage_gap"] if part else share

    return measure


def place_of_work(channel: str, month: str) -> Measure:
    """Share of paid workers by place of work; own businesses and farming are not counted."""

    def measure(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
        at = _months(record, month, month)

        def persons(name: str) -> float:
            return float(record.indicators[f"channel_{name}"][at][0])

        away = persons("out_of_province") + persons("in_province")
        near = persons("local_firm") + persons("workshop") + persons("works_relief")
        return persons(channel) / (away + near + observation["posts_counted"] * persons("public_welfare"))

    return measure


def separation(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
    """Jobs ended in a month, direct moves to another job included, over those in work the month before."""
    ended, employed = _flow_and_stock(record, "separations", "employed")
    return ended / employed


def job_finding(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
    """Jobs begun in a month by those who had none, over those who wanted one the month before."""
    begun, idle = _flow_and_stock(record, "hires", "willing_without_work")
    moved, _ = _flow_and_stock(record, "moves", "willing_without_work")
    return (begun - moved) / idle


def _flow_and_stock(record: RunRecord, flow: str, stock: str) -> tuple[float, float]:
    """Sums over `TURNOVER` of a flow and of a stock at the end of the month before."""
    when = _months(record, f"{TURNOVER[0]}-01", f"{TURNOVER[1]}-12")
    before = slice(when.start - 1, when.stop - 1)
    if when.start == 0:
        raise ValueError(f"the run must begin before {TURNOVER[0]}")
    return float(record.indicators[flow][when].sum()), float(record.indicators[stock][before].sum())


def income_spread(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
    """Standard deviation of log income between households, as a survey would find it.

    Incomes are taken as log-normal, so that the tenth and ninetieth percentile give it; the error
    of recorded incomes adds to it. Mean of the base year and the two years after it.
    """
    when = _months(record, f"{base_year}-01", f"{base_year + 2}-12")
    low, high = record.indicators["income_p10"][when], record.indicators["income_p90"][when]
    real = float(np.log(high / np.maximum(low, 1.0)).mean()) / NORMAL_SPAN
    return math.hypot(real, observation["survey_noise"])


def listed_share(year: int) -> Measure:
    """Households in the monitoring ledger over all, at the end of the year."""

    def measure(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
        at = _months(record, f"{year}-12", f"{year}-12")
        return float(record.indicators["in_ledger"][at][0] / record.indicators["households"][at][0])

    return measure


def months_worked(record: RunRecord, base_year: int, observation: Mapping[str, float]) -> float:
    """Months worked in the last twelve by those who worked in any of them; mean over `TURNOVER`."""
    when = _months(record, f"{TURNOVER[0]}-01", f"{TURNOVER[1]}-12")
    months, any_work = (record.indicators[name][when] for name in ("months_worked", "employment_any_work"))
    return float((months / any_work).mean())
