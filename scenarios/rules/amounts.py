"""Amounts that no place of that size has, and series that jump: reported before a run asks for tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from resettle.model.inputs import Period
from resettle.model.text import Text
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.problems import Problems
from resettle.scenarios.types import SECTIONS, LeverSpec, Value

HOUSEHOLDS = "population.households"

BUILT = frozenset({"workshops", "projects", "enterprises"})
"""What a run keeps one by one, each with its own months."""

MOST_BUILT = 10_000.0, 10.0, 100_000.0
MOST_COUNTED = 1e6, 200.0, inf
"""Most of what is built, and of all else that is counted (seats, posts, persons, assets): as many at least,
so many for each household, and no more than that."""

STEP = 3.0
"""Most times that a series may rise or fall by from one year to the next."""


@dataclass(frozen=True)
class _Amount:
    """A number that counts something, with its path and its unit."""

    path: str
    unit: str
    value: Value


def check_amounts(
    values: Mapping[str, Value],
    levers: Mapping[str, LeverSpec],
    problems: Problems,
    touched: AbstractSet[str] | None = None,
) -> None:
    """Reports counts beyond what so many households could be served with.

    Args:
        values: All values by path.
        levers: Levers of the scenario.
        problems: Collects what is wrong.
        touched: Sections and levers that are looked at; all if `None`.
    """
    households = values.get(HOUSEHOLDS)
    if households is None:
        return
    for one in _amounts(values, levers):
        least, each, last = MOST_BUILT if one.unit in BUILT else MOST_COUNTED
        most = min(max(least, each * households.number), last)
        if one.value.ends[1] > most and (touched is None or _of(one.path, touched)):
            too_many = Text(
                f"{one.path} goes up to {one.value.ends[1]:,.6g}; for {households.number:,.0f} "
                f"households at most {most:,.0f} are allowed",
                f"{one.path}最高为{one.value.ends[1]:,.6g}；搬迁户为{households.number:,.0f}户，最多{most:,.0f}",
            )
            problems.add(one.value.where, too_many)


def _of(path: str, touched: AbstractSet[str]) -> bool:
    return HOUSEHOLDS in touched or path in touched


def _amounts(values: Mapping[str, Value], levers: Mapping[str, LeverSpec]) -> Iterator[_Amount]:
    """Every count that its declaration leaves open above."""
    for name, spec in SECTIONS["initial"].items():
        value = values.get(f"initial.{name}")
        if value is not None and spec.high == inf and not spec.keys:
            yield _Amount(f"initial.{name}", spec.unit, value)
    for lever in levers.values():
        declared = lever_classes()[lever.name].settings
        for window in lever.windows:
            for name, value in window.settings.items():
                spec = declared[name]
                if spec.high == inf:
                    yield _Amount(f"levers.{lever.name}.{name}", spec.unit.partition("/")[0], value)


def check_steps(
    values: Mapping[str, Value], period: Period, problems: Problems, touched: AbstractSet[str] | None = None
) -> None:
    """Reports series that rise or fall too far within a year of the run, with the ends of their ranges.

    Args:
        values: All values by path.
        period: Months of the run.
        problems: Collects what is wrong.
        touched: Paths that are looked at; all if `None`.
    """
    last = period.base_year + period.end // 12
    for path, value in values.items():
        if not path.startswith("series.") or not (touched is None or path in touched):
            continue
        growth = value.range if value.range is not None and value.range_is == "growth" else (0.0, 0.0)
        years = [year for year in value.parts if period.base_year <= int(year) <= last]
        for before, after in pairwise(years):
            earlier, later = value.parts[before], value.parts[after]
            if earlier <= 0.0 or later <= 0.0:
                continue
            free = int(after) > value.grows_after(period.base_year)
            times = [later / earlier * (1.0 + one if free else 1.0) for one in growth]
            if min(times) * STEP < 1.0 or max(times) > STEP:
                problems.add(
                    value.where, _jump(path, before, after, earlier, later, growth if free else None)
                )
                break


def _jump(
    path: str, before: str, after: str, earlier: float, later: float, growth: tuple[float, float] | None
) -> Text:
    ranged = Text("", "")
    if growth is not None and growth != (0.0, 0.0):
        ranged = Text(
            f", with a range of growth from {growth[0]:g} to {growth[1]:g}",
            f"，增速范围为{growth[0]:g}至{growth[1]:g}",
        )
    return Text(
        f"{path} goes from {earlier:g} in {before} to {later:g} in {after}{ranged.en}; "
        f"within a year it may rise or fall {STEP:g} times at most",
        f"{path}由{before}年的{earlier:g}变为{after}年的{later:g}{ranged.zh}；一年内最多升至{STEP:g}倍或降至{STEP:g}分之一",
    )
