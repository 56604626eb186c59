"""National defaults that follow what a county states: its size, its base year, its employment.

They stand in the bundled file `county` for a county of mean size in one year. What a county leaves out is
taken from there, scaled to its households and moved to its base year; what it states itself is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from resettle.model.inputs import Period
from resettle.scenarios.read.totals import tilted
from resettle.scenarios.types import Value, mean_of

COUNTY = "scenarios/files/county.yaml"
"""The file of the defaults, as locations name it."""

BY_HOUSEHOLDS = ("population.sites", "initial.assets", "initial.workshops")
"""Counts that grow with the number of households."""

REGISTER_TO_RURAL = 0.676
"""Income of relocated people over that of all rural residents in 2022 (F302)."""

MOVED = 12 * 2017 + 10
"""Month of the mean move: relocated people of the country had moved 14 months before January 2019."""

MIDDLE = {"under_200": 63, "200_800": 400, "800_2250": 1342, "over_2250": 3674}
"""Households of a settlement in the middle of each size class: the geometric mean of its bounds."""


def follow(values: dict[str, Value], period: Period | None) -> None:
    """Moves the defaults of `county` to what is stated; nothing happens if a scenario does not extend it.

    Args:
        values: All values by path; changed in place.
        period: Months of the run, if they are known.
    """
    own = {path for path, value in values.items() if value.where.file == COUNTY}
    if not own:
        return

    def put(path: str, number: Callable[[Value], float | dict[str, float]]) -> None:
        if path in own:
            values[path] = _moved(values[path], number(values[path]))

    households = values["population.households"]
    if "population.households" not in own:
        for path in BY_HOUSEHOLDS:
            put(path, lambda value: float(max(1, round(value.number * households.number / MEAN_HOUSEHOLDS))))
    mean = households.number / values["population.sites"].number
    put("population.site_size", lambda value: sized(value.parts, mean))
    if period is not None:
        year = period.base_year
        put("population.moved", lambda _: float(max(6, 12 * year + 1 - MOVED)))
        rural = values["series.rural_income"].parts.get(str(year))
        if rural is not None:
            put("initial.income_per_capita", lambda _: float(round(REGISTER_TO_RURAL * rural, -1)))
        _wages(values, str(year))
    rate, in_work = values["initial.employment_rate"].number, values["initial.in_work"].number
    by_size = values["population.labour_per_household"].parts
    put("initial.one_employed", lambda _: started(rate, in_work, by_size))
    if "initial.one_employed" in own:
        most = in_work * mean_of(by_size)
        values["initial.one_employed"] = _within(values["initial.one_employed"], in_work, most)


MEAN_HOUSEHOLDS = 2660.0
"""Households of the county of mean size that the defaults are stated for."""


def _moved(value: Value, number: float | dict[str, float]) -> Value:
    """A value with another number, and its range moved along."""
    if value.range is None or isinstance(number, dict) or value.range_is != "bounds" or not value.number:
        return replace(value, value=number)
    factor = number / value.number
    low, high = (end * factor for end in value.range)
    if value.unit == "share":
        low, high = min(low, number), min(1.0, max(high, number))
    return replace(value, value=number, range=(low, high))


def _within(value: Value, low: float, high: float) -> Value:
    """A value whose range is cut to what can be together with the others."""
    if value.range is None:
        return value
    first, last = (min(max(end, low), high) for end in value.range)
    return replace(value, range=(min(first, value.number), max(last, value.number)))


def _wages(values: dict[str, Value], year: str) -> None:
    """Pay of the base year where none is stated, as published; workshops follow local pay."""
    wage = values["parameters.wage"]
    away, local = (values[f"series.wages_{where}"].parts.get(year) for where in ("away", "local"))
    if not wage.where.file.endswith("/behaviour.yaml") or away is None or local is None:
        return
    workshop = float(round(wage.parts["workshop"] * local / wage.parts["local_firm"]))
    pay = {"out_of_province": away, "in_province": away, "local_firm": local, "workshop": workshop}
    values["parameters.wage"] = replace(wage, value=pay)


def sized(shares: Mapping[str, float], mean: float) -> dict[str, float]:
    """Shares of settlements by size with another mean, as near to their old shape as can be.

    Args:
        shares: Share by size class.
        mean: Households a settlement.
    """
    by_middle = {str(MIDDLE[name]): max(share, 1e-6) for name, share in shares.items()}
    lowest, highest = min(MIDDLE.values()), max(MIDDLE.values())
    made = tilted(by_middle, min(max(mean, lowest * 1.001), highest * 0.999))
    return {name: made[str(MIDDLE[name])] for name in shares}


def left_in_work(rate: float, in_work: float, by_size: Mapping[str, float]) -> float:
    """Of households with somebody employed as published, those with somebody in work in a month.

    A worker is employed as published with the chance `rate`, and in work in a month with that of `in_work`,
    independently of the others of the household.

    Args:
        rate: Employment rate as published.
        in_work: Share of labour with a job in a month.
        by_size: Households with labour by number of workers.
    """
    if rate == 0.0:
        return 0.0  # nobody is employed, so nobody can be left
    nobody = {size: (1.0 - rate) ** int(size) for size in by_size}
    idle = {size: ((1.0 - in_work) ** int(size) - nobody[size]) / (1.0 - nobody[size]) for size in by_size}
    return 1.0 - sum(share * idle[size] for size, share in by_size.items()) / sum(by_size.values())


def started(rate: float, in_work: float, by_size: Mapping[str, float]) -> float:
    """Households with labour that start with somebody in work, if all of them report somebody employed.

    Never more than there are workers for.
    """
    workers = in_work * mean_of(by_size)
    return min(left_in_work(max(rate, in_work), in_work, by_size), 0.95 * workers)
