"""People, labour and work stated as totals, as a county counts them; distributions follow them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp

from resettle.model.fields import Field
from resettle.model.population_fields import MOST_HOUSEHOLDS, POPULATION
from resettle.model.text import Text
from resettle.scenarios.problems import Problems
from resettle.scenarios.types import SECTIONS, Value, mean_of

MOST_PERSONS = 10 * MOST_HOUSEHOLDS

TOTALS: dict[str, dict[str, Field]] = {
    "population": {
        "persons": Field(
            "persons", "Relocated persons", "搬迁人口", 1, MOST_PERSONS, whole=True, optional=True
        ),
        "labour": Field(
            "persons", "Relocated labour", "搬迁劳动力", 1, MOST_PERSONS, whole=True, optional=True
        ),
        "households_without_labour": Field(
            "households",
            "Households without labour",
            "无劳动力户数",
            0,
            MOST_HOUSEHOLDS,
            whole=True,
            optional=True,
        ),
    },
    "initial": {
        "employed": Field(
            "persons",
            "Labour in work in the base year, in the reading of employment_months",
            "基年已就业劳动力",
            0,
            MOST_PERSONS,
            whole=True,
            optional=True,
        ),
    },
}
"""Totals by section: no run reads them, they set what runs read."""

STATED: dict[str, Mapping[str, Field]] = {
    section: {**fields, **TOTALS.get(section, {})} for section, fields in SECTIONS.items()
}
"""What a file may state in each section."""

_HOUSEHOLDS, _SIZE = "population.households", "population.household_size"
_NO_LABOUR, _WORKERS = "population.no_labour", "population.labour_per_household"


def fit_totals(values: dict[str, Value], order: Callable[[Value], int], problems: Problems) -> None:
    """Puts shares and distributions that meet the totals in their place, and takes the totals out.

    A share or distribution that a file nearer than its total states, or the same file, is left as it is; it
    must agree with the total within one per cent.

    Args:
        values: All values by path; changed in place.
        order: Position of the file of a value, 0 for the file that was asked for.
        problems: Collects what is wrong.
    """
    totals = {
        path: values.pop(path)
        for section, fields in TOTALS.items()
        for path in (f"{section}.{name}" for name in fields)
        if path in values
    }
    households = values.get(_HOUSEHOLDS)
    if households is None:
        return
    if "population.households_without_labour" in totals:
        part = totals["population.households_without_labour"]
        _share(values, _NO_LABOUR, part, (households.number, POPULATION["households"].text), order, problems)
    if "population.persons" in totals:
        _mean(values, _SIZE, totals["population.persons"], households.number, order, problems)
    none = values.get(_NO_LABOUR)
    if none is not None:
        with_labour = max(households.number * (1.0 - none.number), 1.0)
        if "population.labour" in totals:
            _mean(values, _WORKERS, totals["population.labour"], with_labour, order, problems)
        if "initial.employed" in totals and _WORKERS in values:
            stated = totals.get("population.labour")
            labour = stated.number if stated else with_labour * values[_WORKERS].mean
            whole = labour, TOTALS["population"]["labour"].text
            _share(values, "initial.employment_rate", totals["initial.employed"], whole, order, problems)


def _nearer(values: Mapping[str, Value], path: str, total: Value, order: Callable[[Value], int]) -> bool:
    """Whether a value is stated by the file of its total or by one that extends it."""
    return path in values and order(values[path]) <= order(total)


def _made(values: Mapping[str, Value], path: str, number: float | dict[str, float], total: Value) -> Value:
    unit = values[path].unit if path in values else "share"
    note = Text(f"follows the stated total of {total.number:,.0f}", f"按所填总数{total.number:,.0f}折算")
    return Value(number, unit, total.source, total.where, note=note)


def _share(
    values: dict[str, Value],
    path: str,
    part: Value,
    whole: tuple[float, Text],
    order: Callable[[Value], int],
    problems: Problems,
) -> None:
    """A share from two totals, of which the second is stated or follows from what is."""
    total, name = whole
    over = Text(
        f"{part.number:,.0f} is more than {name.en}, {total:,.0f} as stated or by national "
        "defaults; check both",
        f"{part.number:,.0f}多于{name.zh}{total:,.0f}（所填数，未填的按默认值折算），请核对两项",
    )
    if problems.breaks(part.where, (part.number > total * (1.0 + 1e-9), over)):
        return
    share = min(1.0, part.number / total)
    if _nearer(values, path, part, order):
        _agrees(values[path], path, values[path].number, share, problems)
    else:
        values[path] = _made(values, path, share, part)


def _mean(
    values: dict[str, Value],
    path: str,
    total: Value,
    among: float,
    order: Callable[[Value], int],
    problems: Problems,
) -> None:
    """A distribution whose mean is a total over those among whom it is spread."""
    given = values.get(path)
    if given is None:
        return
    mean = total.number / among
    if _nearer(values, path, total, order):
        _agrees(given, path, given.mean, mean, problems)
        return
    sizes = [int(key) for key, share in given.parts.items() if share > 0]
    beyond = Text(
        f"{total.number:,.0f} among {among:,.0f} households is {mean:.2f} each; {path} allows "
        f"{min(sizes)} to {max(sizes)}",
        f"{total.number:,.0f}人分到{among:,.0f}户，户均{mean:.2f}人；{path}允许户均{min(sizes)}至{max(sizes)}人",
    )
    if not problems.breaks(total.where, (not min(sizes) < mean < max(sizes), beyond)):
        values[path] = _made(values, path, tilted(given.parts, mean), total)


def _agrees(value: Value, path: str, own: float, wanted: float, problems: Problems) -> None:
    differs = Text(
        f"{path} comes to {own:.4g}, but the total beside it to {wanted:.4g}; keep one of them",
        f"{path}为{own:.4g}，而所填总数折算为{wanted:.4g}；两者只留其一",
    )
    problems.breaks(value.where, (abs(own - wanted) > 0.01 * max(own, wanted), differs))


def tilted(shares: Mapping[str, float], mean: float) -> dict[str, float]:
    """A distribution over whole numbers with another mean, as near to its old shape as can be.

    Exponential tilting, which of all distributions with that mean has the least relative entropy to the old
    one     (Csiszár 1975).

    Args:
        shares: Share by number; the numbers that have none keep none.
        mean: Mean, strictly between the smallest and the largest number that has a share.
    """
    low, high = -60.0, 60.0
    for _ in range(200):
        middle = (low + high) / 2.0
        low, high = (middle, high) if mean_of(_tilt(shares, middle)) < mean else (low, middle)
    return _tilt(shares, (low + high) / 2.0)


def _tilt(shares: Mapping[str, float], by: float) -> dict[str, float]:
    top = max((int(key) * by for key, share in shares.items() if share > 0), default=0.0)
    weights = {key: share * exp(int(key) * by - top) if share > 0 else 0.0 for key, share in shares.items()}
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}
