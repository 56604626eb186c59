"""Marginals that no population can have: reported before a population is made."""

from __future__ import annotations

from collections.abc import Mapping

from resettle.model.population_fields import SITE_CLASS_BOUNDS
from resettle.scenarios.problems import Problems, Where
from resettle.scenarios.types import Value

SLACK = 1e-6


class _Marginals:
    """The values of a scenario by path, with where they stand."""

    def __init__(self, values: Mapping[str, Value], problems: Problems) -> None:
        self.values = values
        self.problems = problems

    def has(self, *paths: str) -> bool:
        return all(path in self.values for path in paths)

    def number(self, path: str) -> float:
        return self.values[path].number

    def parts(self, path: str) -> dict[str, float]:
        return self.values[path].parts

    def add(self, message: str, *paths: str) -> None:
        """Reports a contradiction at the value whose file comes first, as that is the user's own."""
        locations: list[Where] = [self.values[path].where for path in paths]
        self.problems.add(min(locations, key=self.problems.order), message)


def check_marginals(values: Mapping[str, Value], problems: Problems) -> None:
    """Reports marginals that contradict each other, at their central values and range ends.

    Args:
        values: All values by path, e.g. `population.households`.
        problems: Collects what is wrong.
    """
    marginals = _Marginals(values, problems)
    for check in (_sites, _site_sizes, _labour, _employed_households, _willing, _away, _workshops, _reading):
        check(marginals)


READINGS = (0, 1, 3, 6)
"""Months of work in the last twelve from which a published employment rate may count one as employed."""


def _reading(marginals: _Marginals) -> None:
    path = "initial.employment_months"
    if marginals.has(path) and round(marginals.number(path)) not in READINGS:
        allowed = ", ".join(str(months) for months in READINGS)
        marginals.add(f"{path} is {marginals.number(path):g}; published rates are read as {allowed}", path)


def _mean(parts: Mapping[str, float]) -> float:
    return sum(int(key) * share for key, share in parts.items())


def _sites(marginals: _Marginals) -> None:
    if marginals.has("population.sites", "population.households"):
        sites, households = marginals.number("population.sites"), marginals.number("population.households")
        if sites > households:
            marginals.add(
                f"population.sites is {sites:g} but there are only {households:g} households; "
                "a settlement has at least one household",
                "population.sites",
                "population.households",
            )
    if marginals.has("population.sites", "population.counties"):
        sites, counties = marginals.number("population.sites"), marginals.number("population.counties")
        if counties > sites:
            marginals.add(
                f"population.counties is {counties:g} but there are only {sites:g} settlements; "
                "a county here has at least one settlement",
                "population.counties",
                "population.sites",
            )


def _site_sizes(marginals: _Marginals) -> None:
    if not marginals.has("population.sites", "population.households", "population.site_size"):
        return
    mean = marginals.number("population.households") / marginals.number("population.sites")
    shares = marginals.parts("population.site_size")
    smallest = sum(share * SITE_CLASS_BOUNDS[key][0] for key, share in shares.items())
    largest = sum(share * SITE_CLASS_BOUNDS[key][1] for key, share in shares.items())
    if mean >= 1 and not smallest <= mean <= largest:
        marginals.add(
            f"population.site_size allows {smallest:.0f} to {largest:.0f} households a settlement, "
            f"but households / sites is {mean:.0f}",
            "population.site_size",
            "population.sites",
            "population.households",
        )


def _labour(marginals: _Marginals) -> None:
    paths = ("population.household_size", "population.labour_per_household", "population.no_labour")
    if not marginals.has(*paths):
        return
    size, labour = marginals.parts(paths[0]), marginals.parts(paths[1])
    with_labour = 1.0 - marginals.values[paths[2]].ends[1]
    mean_labour, mean_size = with_labour * _mean(labour), _mean(size)
    if mean_labour > mean_size + SLACK:
        marginals.add(
            f"mean labour per household is {mean_labour:.2f}, "
            f"more than the mean household size of {mean_size:.2f}",
            paths[1],
            paths[0],
            paths[2],
        )
        return
    most_workers = max((int(key) for key, share in labour.items() if share > 0), default=0)
    most_members = max((int(key) for key, share in size.items() if share > 0), default=0)
    if most_workers > most_members:
        marginals.add(
            f"population.labour_per_household has households with {most_workers} workers, "
            f"but the largest household has {most_members} members",
            paths[1],
            paths[0],
            paths[2],
        )
        return
    for least in range(2, most_workers + 1):
        workers = with_labour * sum(share for key, share in labour.items() if int(key) >= least)
        members = sum(share for key, share in size.items() if int(key) >= least)
        if workers > members + SLACK:
            marginals.add(
                f"{workers:.1%} of households have {least} or more workers, "
                f"but only {members:.1%} have {least} or more members",
                paths[1],
                paths[0],
                paths[2],
            )
            return


def _employed_households(marginals: _Marginals) -> None:
    paths = ("initial.one_employed", "initial.in_work", "population.labour_per_household")
    if not marginals.has(*paths):
        return
    one, rate, labour = marginals.number(paths[0]), marginals.number(paths[1]), marginals.parts(paths[2])
    employed = rate * _mean(labour)
    if one > employed + SLACK:
        marginals.add(
            f"initial.one_employed is {one:g}, but in_work and labour_per_household leave only "
            f"{employed:.3g} employed a household with labour",
            paths[0],
            paths[1],
            paths[2],
        )
        return
    idle = (1.0 - rate) * _mean(labour)
    needed = _workers_in(1.0 - one, labour, smallest_first=True)
    if needed > idle + SLACK:
        marginals.add(
            f"initial.one_employed is {one:g}, so at least {needed:.3g} workers a household are out of work, "
            f"but in_work {rate:g} leaves only {idle:.3g}",
            paths[0],
            paths[1],
            paths[2],
        )
        return
    room = _workers_in(one, labour, smallest_first=False)
    if employed > room + SLACK:
        marginals.add(
            f"initial.one_employed is {one:g}; these households have {room:.3g} workers a household at most, "
            f"but in_work {rate:g} needs {employed:.3g}",
            paths[0],
            paths[1],
            paths[2],
        )


def _workers_in(share: float, labour: Mapping[str, float], *, smallest_first: bool) -> float:
    """Fewest or most workers in a share of the households with labour."""
    total = 0.0
    for key in sorted(labour, key=int, reverse=not smallest_first):
        taken = min(share, labour[key])
        total += taken * int(key)
        share -= taken
    return total


def _willing(marginals: _Marginals) -> None:
    paths = ("population.wants_work", "initial.in_work")
    if not marginals.has(*paths):
        return
    wanting, employed = marginals.values[paths[0]].ends[0], marginals.values[paths[1]].ends[1]
    if employed > wanting + SLACK:
        marginals.add(
            f"initial.in_work goes up to {employed:g}, but population.wants_work may be {wanting:g}; "
            "who is in work wants work",
            *paths,
        )


def _away(marginals: _Marginals) -> None:
    paths = ("initial.channel", "initial.in_work", "population.willing_to_leave")
    if not marginals.has(*paths):
        return
    channel = marginals.parts(paths[0])
    away = (channel["out_of_province"] + channel["in_province"]) * marginals.values[paths[1]].ends[1]
    willing = marginals.values[paths[2]].ends[0]
    if away > willing + SLACK:
        marginals.add(
            f"{away:.1%} of labour works away from home, but population.willing_to_leave is {willing:g} "
            "(at the low end, if it has a range)",
            paths[2],
            paths[0],
            paths[1],
        )


def _workshops(marginals: _Marginals) -> None:
    paths = ("initial.channel", "initial.in_work", "initial.workshops", "initial.workshop_places")
    people = ("population.households", "population.no_labour", "population.labour_per_household")
    if not marginals.has(*paths, *people):
        return
    households, without = marginals.number(people[0]), marginals.number(people[1])
    labour = households * (1.0 - without) * _mean(marginals.parts(people[2]))
    working = labour * marginals.number(paths[1]) * marginals.parts(paths[0])["workshop"]
    openings = marginals.values[paths[2]].ends[0] * marginals.values[paths[3]].ends[0]
    if working > openings + 1.0:
        marginals.add(
            f"initial.channel puts {working:,.0f} persons into workshops, but workshops x workshop_places "
            f"gives only {openings:,.0f} places at the low end",
            paths[0],
            *paths[1:],
            *people,
        )
