"""Parts merged into one scenario, with the checks that need all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from resettle.model.inputs import Period
from resettle.model.months import month_label
from resettle.model.text import Text
from resettle.scenarios.catalogue import standard_labels
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.consistency import check_marginals
from resettle.scenarios.read.grants import check_grants
from resettle.scenarios.read.levers import layered, lever_specs
from resettle.scenarios.read.part import MOST_YEARS, PERIOD, FilePart, Placed
from resettle.scenarios.read.standards import StandardPart
from resettle.scenarios.read.strict_yaml import Node
from resettle.scenarios.read.targets import check_series_stated, read_target
from resettle.scenarios.scenario import Scenario
from resettle.scenarios.types import SECTIONS, LeverSpec, Target, Value
from resettle.scenarios.value_path import undated


@dataclass
class _Merged:
    """All parts laid over each other, the deepest first."""

    period: dict[str, Placed] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    standards: dict[str, StandardPart] = field(default_factory=dict)
    targets: dict[str, dict[str, Node]] = field(default_factory=dict)
    target_locations: dict[str, Where] = field(default_factory=dict)
    vary: str | tuple[tuple[str, Where], ...] | None = None
    document: str | None = None
    bad: set[str] = field(default_factory=set)


def _merge(parts: list[FilePart]) -> _Merged:
    """Lays each part over those it extends: by key, values and lists as a whole."""
    merged = _Merged()
    for part in reversed(parts):
        merged.period |= part.period
        merged.values |= part.values
        merged.standards |= part.standards
        merged.bad |= part.bad
        merged.document = part.document or merged.document
        merged.vary = merged.vary if part.vary is None else part.vary
        for name, target in part.targets.items():
            merged.targets.setdefault(name, {}).update(target.items)
            merged.target_locations[name] = target.where
    return merged


def resolve(
    parts: list[FilePart], names: list[str], problems: Problems, *, complete: bool = True
) -> Scenario | None:
    """Makes a scenario of its parts.

    Args:
        parts: The part asked for first, then what it extends.
        names: Names of their files.
        problems: Collects what is wrong.
        complete: Whether everything a run needs must be there; not so for an abstract part.

    Returns:
        The scenario, or `None` if anything is wrong or missing.
    """
    leaf = parts[0]
    merged = _merge(parts)
    missing = partial(_missing, leaf, merged, problems) if complete else None
    period = _period(leaf, merged, problems, complete=complete)
    if missing is not None:
        for section, fields in SECTIONS.items():
            missing(section, [name for name, spec in fields.items() if not spec.optional])
    if period is not None:
        _series(merged, period, problems)
    check_marginals(merged.values, problems)
    laid = layered([part.levers for part in reversed(parts)], period, problems)
    levers = lever_specs(laid, period, problems, complete=complete)
    targets: dict[str, Target] = {}
    if complete:
        _standards_series(merged, problems)
        targets = _targets(merged, period, problems)
    if complete and not merged.targets and "targets" not in merged.bad:
        problems.add(leaf.where, "has no targets; there is nothing to judge")
    vary = _vary(merged, levers, problems, complete=complete)
    if period is not None:
        check_grants(levers, vary, period, problems)
    if problems or period is None or not complete:
        return None

    def section_of(section: str) -> dict[str, Value]:
        return {
            name: merged.values[f"{section}.{name}"]
            for name in SECTIONS[section]
            if f"{section}.{name}" in merged.values
        }

    title = leaf.title
    assert title is not None
    return Scenario(
        name=leaf.name,
        title=title,
        description=leaf.description or Text("", ""),
        document=merged.document,
        period=period,
        population=section_of("population"),
        initial=section_of("initial"),
        parameters=section_of("parameters"),
        series=section_of("series"),
        levers=levers,
        standards={
            name: merged.standards[name].conditions for name in standard_labels() if name in merged.standards
        },
        targets=targets,
        uncertainty=vary,
        chain=tuple(names),
    )


def _missing(leaf: FilePart, merged: _Merged, problems: Problems, section: str, needed: list[str]) -> None:
    """Reports what a section lacks, in one line."""
    if section in merged.bad:
        return
    lacking = [
        name
        for name in needed
        if f"{section}.{name}" not in merged.values and f"{section}.{name}" not in merged.bad
    ]
    if lacking:
        where = leaf.locations.get(section, leaf.where)
        problems.add(
            where,
            f"{section} lacks {listed(lacking)}; a scenario states them itself or takes them "
            "from a file that it extends, for example 'extends: guizhou-baseline'",
        )


def _period(leaf: FilePart, merged: _Merged, problems: Problems, *, complete: bool) -> Period | None:
    where = leaf.locations.get("period", leaf.where)
    if "period" in merged.bad or any(f"period.{key}" in merged.bad for key in PERIOD):
        return None
    lacking = [key for key in PERIOD if key not in merged.period]
    if lacking:
        if complete:
            problems.add(
                where,
                f"period lacks {listed(lacking)}; "
                "write period: {base_year: 2021, start: 2022-01, end: 2024-12}",
            )
        return None
    base, start, end = (merged.period[key] for key in PERIOD)
    first = base.value * 12
    if start.value < first + 12:
        problems.add(
            start.where,
            f"period.start is {month_label(start.value)}; it must come after the base year {base.value}, "
            f"which is simulated first: {month_label(first + 12)} or later",
        )
        return None
    if end.value < start.value:
        problems.add(
            end.where,
            f"period.end is {month_label(end.value)}, before period.start {month_label(start.value)}",
        )
        return None
    if end.value - first >= MOST_YEARS * 12:
        problems.add(
            end.where, f"period.end is more than {MOST_YEARS} years after the base year {base.value}"
        )
        return None
    return Period(base.value, start.value - first, end.value - first)


def _series(merged: _Merged, period: Period, problems: Problems) -> None:
    """Every year of the run needs a figure."""
    years = [str(period.base_year + year) for year in range(period.end // 12 + 1)]
    for path, value in merged.values.items():
        if not path.startswith("series."):
            continue
        lacking = [year for year in years if year not in value.parts]
        if lacking:
            problems.add(
                value.where,
                f"{path} lacks {listed(lacking)}; it needs every year from {years[0]} to {years[-1]}",
            )
        elif path == "series.prices":
            base = value.parts[years[0]]
            if base != 100:
                problems.add(
                    value.where,
                    f"series.prices is {base:g} in the base year {years[0]}; it must be 100 there",
                )
            elif value.range is not None and value.range_is != "growth":
                problems.add(
                    value.where,
                    "range of series.prices must be 'range_is: growth'; its base year is always 100",
                )


def _series_and_standards(merged: _Merged) -> set[str]:
    """Paths of the series and standards that the files state, rightly or wrongly."""
    paths = {path for path in (*merged.values, *merged.bad) if path.startswith(("series.", "standards."))}
    paths |= {f"standards.{name}" for name in merged.standards}
    if "series" in merged.bad:
        paths |= {f"series.{name}" for name in SECTIONS["series"]}
    return paths


def _standards_series(merged: _Merged, problems: Problems) -> None:
    """A series that a condition names must be there."""
    stated = _series_and_standards(merged)
    for standard in merged.standards.values():
        for path, series, where in standard.series:
            check_series_stated(path, series, where, stated, problems)


def _targets(merged: _Merged, period: Period | None, problems: Problems) -> dict[str, Target]:
    targets: dict[str, Target] = {}
    stated = _series_and_standards(merged)
    for name, items in merged.targets.items():
        target = read_target(name, items, merged.target_locations[name], period, stated, problems)
        if target is not None:
            targets[name] = target
    if period is not None:
        _whole_years(targets, merged, period, problems)
    spells = [target for target in targets.values() if target.grace_months is not None]
    for other in spells[1:]:
        assert other.grace_months is not None and spells[0].grace_months is not None
        if other.grace_months.value != spells[0].grace_months.value:
            problems.add(
                other.grace_months.where,
                f"targets.{other.name} and targets.{spells[0].name} have different grace_months; "
                "a scenario has one grace period",
            )
    return targets


def _whole_years(targets: dict[str, Target], merged: _Merged, period: Period, problems: Problems) -> None:
    """Growth and yearly flows are judged by calendar years, so the period must consist of them."""
    yearly = [target.name for target in targets.values() if target.yearly]
    if not yearly or (period.start % 12 == 0 and period.end % 12 == 11):
        return
    ragged = "start" if period.start % 12 else "end"
    problems.add(
        merged.period[ragged].where,
        f"the period runs from {period.label(period.start)} to {period.label(period.end)}, "
        f"but {listed(yearly)} are judged by calendar years; let it start in January and end in December",
    )


def _vary(
    merged: _Merged, levers: dict[str, LeverSpec], problems: Problems, *, complete: bool
) -> str | tuple[str, ...]:
    """What varies between parameter draws; each named path must have a range to vary in."""
    vary = merged.vary
    if vary is None or isinstance(vary, str):
        return vary or "assumed"
    ranged = {path for path, value in merged.values.items() if value.range is not None}
    for lever in levers.values():
        for window in lever.windows:
            ranged |= {
                f"levers.{lever.name}.{name}"
                for name, value in window.values.items()
                if value.range is not None
            }
    for path, where in vary:
        if complete and undated(path) not in ranged:
            problems.add(where, f"{path} cannot vary: it has no range; give it one, or take it off the list")
    return tuple(path for path, _ in vary)
