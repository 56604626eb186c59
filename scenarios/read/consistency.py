"""Marginals that no population can have: reported before a population is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from resettle.model.population_fields import SITE_CLASS_BOUNDS
from resettle.scenarios.problems import Problems
from resettle.scenarios.types import Value

SLACK = 1e-6
READINGS = (0, 1, 3, 6)
"""Months of work in the last twelve from which a published employment rate may count one as employed."""


def check_marginals(values: Mapping[str, Value], problems: Problems) -> None:
    """Reports marginals that contradict each other, at their central values and range ends.

    Args:
        values: All values by path, e.g. `population.households`.
        problems: Collects what is wrong.
    """
    for check, paths in CHECKS.items():
        if all(path in values for path in paths):
            used = [values[path] for path in paths]
            # at the value whose file comes first, as that is the user's own
            where = min((value.where for value in used), key=problems.order)
            message = check(*used)
            problems.breaks(where, (message, message))


def _mean(parts: Mapping[str, float]) -> float:
    return sum(int(key) * share for key, share in parts.items())


def _sites(sites: Value, households: Value) -> str:
    if sites.number <= households.number:
        return ""
    return (
        f"population.sites is {sites.number:g} but there are only {households.number:g} households; "
        "a settlement has at least one household"
    )


def _counties(counties: Value, sites: Value) -> str:
    if counties.number <= sites.number:
        return ""
    return (
        f"population.counties is {counties.number:g} but there are only {sites.number:g} settlements; "
        "a county here has at least one settlement"
    )


def _site_sizes(site_size: Value, sites: Value, households: Value) -> str:
    mean = households.number / sites.number
    smallest, largest = (
        sum(share * SITE_CLASS_BOUNDS[key][end] for key, share in site_size.parts.items()) for end in (0, 1)
    )
    if mean < 1 or smallest <= mean <= largest:
        return ""
    return (
        f"population.site_size allows {smallest:.0f} to {largest:.0f} households a settlement, "
        f"but households / sites is {mean:.0f}"
    )


def _labour(labour: Value, size: Value, no_labour: Value) -> str:
    with_labour = 1.0 - no_labour.ends[1]
    mean_labour, mean_size = with_labour * _mean(labour.parts), _mean(size.parts)
    if mean_labour > mean_size + SLACK:
        return (
            f"mean labour per household is {mean_labour:.2f}, "
            f"more than the mean household size of {mean_size:.2f}"
        )
    most_workers, most_members = (
        max((int(key) for key, share in one.parts.items() if share > 0), default=0) for one in (labour, size)
    )
    if most_workers > most_members:
        return (
            f"population.labour_per_household has households with {most_workers} workers, "
            f"but the largest household has {most_members} members"
        )
    for least in range(2, most_workers + 1):
        shares = (
            sum(share for key, share in one.parts.items() if int(key) >= least) for one in (labour, size)
        )
        workers, members = with_labour * next(shares), next(shares)
        if workers > members + SLACK:
            return (
                f"{workers:.1%} of households have {least} or more workers, "
                f"but only {members:.1%} have {least} or more members"
            )
    return ""


def _employed_households(one_employed: Value, in_work: Value, labour: Value) -> str:
    one, rate, by_size = one_employed.number, in_work.number, labour.parts
    employed, idle = rate * _mean(by_size), (1.0 - rate) * _mean(by_size)
    needed = _workers_in(1.0 - one, by_size, smallest_first=True)
    room = _workers_in(one, by_size, smallest_first=False)
    stem = f"initial.one_employed is {one:g}"
    if one > employed + SLACK:
        leave = f"but in_work and labour_per_household leave only {employed:.3g}"
        return f"{stem}, {leave} employed a household with labour"
    if needed > idle + SLACK:
        out = f"so at least {needed:.3g} workers a household are out of work"
        return f"{stem}, {out}, but in_work {rate:g} leaves only {idle:.3g}"
    if employed > room + SLACK:
        have = f"these households have {room:.3g} workers a household at most"
        return f"{stem}; {have}, but in_work {rate:g} needs {employed:.3g}"
    return ""


def _workers_in(share: float, labour: Mapping[str, float], *, smallest_first: bool) -> float:
    """Fewest or most workers in a share of the households with labour."""
    total = 0.0
    for key in sorted(labour, key=int, reverse=not smallest_first):
        taken = min(share, labour[key])
        total += taken * int(key)
        share -= taken
    return total


def _willing(wants_work: Value, in_work: Value) -> str:
    wanting, employed = wants_work.ends[0], in_work.ends[1]
    if employed <= wanting + SLACK:
        return ""
    return (
        f"initial.in_work goes up to {employed:g}, but population.wants_work may be {wanting:g}; "
        "who is in work wants work"
    )


def _reading(months: Value) -> str:
    if round(months.number) in READINGS:
        return ""
    allowed = ", ".join(str(one) for one in READINGS)
    return f"initial.employment_months is {months.number:g}; published rates are read as {allowed}"


def _away(willing_to_leave: Value, channel: Value, in_work: Value) -> str:
    out, inside = channel.parts["out_of_province"], channel.parts["in_province"]
    away, willing = (out + inside) * in_work.ends[1], willing_to_leave.ends[0]
    if away <= willing + SLACK:
        return ""
    return (
        f"{away:.1%} of labour works away from home, but population.willing_to_leave is {willing:g} "
        "(at the low end, if it has a range)"
    )


def _workshops(
    channel: Value,
    in_work: Value,
    workshops: Value,
    workshop_places: Value,
    households: Value,
    no_labour: Value,
    labour: Value,
) -> str:
    workers = households.number * (1.0 - no_labour.number) * _mean(labour.parts)
    working = workers * in_work.number * channel.parts["workshop"]
    openings = workshops.ends[0] * workshop_places.ends[0]
    if working <= openings + 1.0:
        return ""
    return (
        f"initial.channel puts {working:,.0f} persons into workshops, but workshops x workshop_places "
        f"gives only {openings:,.0f} places at the low end"
    )


_SITES, _HOUSEHOLDS = "population.sites", "population.households"
_LABOUR, _NO_LABOUR = "population.labour_per_household", "population.no_labour"
_EMPLOYED, _CHANNEL = "initial.in_work", "initial.channel"
_WORKSHOPS = ("initial.workshops", "initial.workshop_places")

CHECKS: dict[Callable[..., str], tuple[str, ...]] = {
    _sites: (_SITES, _HOUSEHOLDS),
    _counties: ("population.counties", _SITES),
    _site_sizes: ("population.site_size", _SITES, _HOUSEHOLDS),
    _labour: (_LABOUR, "population.household_size", _NO_LABOUR),
    _employed_households: ("initial.one_employed", _EMPLOYED, _LABOUR),
    _willing: ("population.wants_work", _EMPLOYED),
    _reading: ("initial.employment_months",),
    _away: ("population.willing_to_leave", _CHANNEL, _EMPLOYED),
    _workshops: (_CHANNEL, _EMPLOYED, *_WORKSHOPS, _HOUSEHOLDS, _NO_LABOUR, _LABOUR),
}
"""What must hold, each with the paths of the values that it is said of."""
