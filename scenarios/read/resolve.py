"""Parts merged into one scenario, with the checks that need all of them."""

from __future__ import annotations

from dataclasses import replace

from resettle.model.inputs import Period
from resettle.model.months import month_label
from resettle.model.text import NOTHING, Text, apart, both, fill
from resettle.scenarios.catalogue import standard_labels
from resettle.scenarios.problems import Problems, listed
from resettle.scenarios.read.defaults import follow
from resettle.scenarios.read.levers import layered, lever_specs
from resettle.scenarios.read.onward import continued
from resettle.scenarios.read.part import MOST_YEARS, PERIOD, FilePart
from resettle.scenarios.read.scalars import nothing_to_remove
from resettle.scenarios.read.strict_yaml import MappingNode
from resettle.scenarios.read.targets import read_target, series_defined
from resettle.scenarios.read.totals import fit_totals
from resettle.scenarios.rules.consistency import held_by
from resettle.scenarios.rules.together import check_together
from resettle.scenarios.scenario import Scenario
from resettle.scenarios.types import SECTIONS, LeverSpec, Target, Value
from resettle.scenarios.value_path import undated

_TYPES_DO_NOT_HOLD = Text(
    "household_types cannot have the shares that population and initial state (household_size, no_labour, "
    "labour_per_household, dependants, weak_health, in_work, one_employed); state those of the same ledger",
    "household_types与population、initial所填的构成（household_size、no_labour、labour_per_household、dependants、"
    "weak_health、in_work、one_employed）不能同时成立；请采用同一台账的数值",
)
_NO_TARGETS = Text("has no targets; there is nothing to judge", "没有目标（targets），无可判定")
_NO_LINE = Text(
    "population.urban_allowance needs series.urban_allowance_line; state it (yuan/person/year)",
    "population.urban_allowance需要series.urban_allowance_line；请写明（yuan/person/year）",
)
_PRICE_RANGE = Text(
    "range of {path} must be 'range_is: growth'; only its growth counts",
    "{path}的范围须为“range_is: growth”；该序列只计增速",
)


def _merge(parts: list[FilePart], problems: Problems) -> FilePart:
    """The first part laid over those it extends: by key, values and lists as a whole."""
    merged = replace(parts[0], period={}, values={}, standards={}, targets={}, vary=None, bad=set())
    for part in reversed(parts):
        merged.period |= part.period
        merged.values |= part.values
        merged.standards |= part.standards
        merged.bad |= part.bad
        for name, where in part.removed.items():
            problems.breaks(where, (name not in merged.targets, nothing_to_remove(f"targets.{name}")))
            merged.targets.pop(name, None)
        merged.vary = merged.vary if part.vary is None else part.vary
        for name, target in part.targets.items():
            below = merged.targets.get(name, target)
            merged.targets[name] = MappingNode(target.where, {**below.items, **target.items})
    merged.document = next((part.document for part in parts if part.document), None)
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
    merged = _merge(parts, problems)
    period = _period(merged, problems, complete=complete)
    fit_totals(merged.values, lambda value: problems.order(value.where), problems)
    follow(merged.values, period)
    for section, fields in SECTIONS.items() if complete else ():
        _missing(merged, section, [key for key, spec in fields.items() if not spec.optional], problems)
    if period is not None:
        _series(merged, period, problems)
    urban = merged.values.get("population.urban_allowance")
    if urban is not None:
        problems.breaks(urban.where, ("series.urban_allowance_line" not in merged.values, _NO_LINE))
    laid = layered([part.levers for part in reversed(parts)], period, problems)
    levers = lever_specs(laid, period, problems, complete=complete)
    targets = _targets(merged, period, problems) if complete else {}
    no_targets = complete and not merged.targets and "targets" not in merged.bad
    problems.breaks(merged.where, (no_targets, _NO_TARGETS))
    vary = _vary(merged, levers, problems, complete=complete)
    check_together(merged.values, levers, vary, period, problems)
    if problems or period is None or not complete:
        return None

    def section_of(section: str) -> dict[str, Value]:
        return {
            name: merged.values[f"{section}.{name}"]
            for name in SECTIONS[section]
            if f"{section}.{name}" in merged.values
        }

    types = next((part.household_types for part in parts if part.household_types is not None), None)
    types = types if types is not None and types.rows else None
    if types is not None and not held_by(types, merged.values):
        where = next(part.locations["household_types"] for part in parts if part.household_types is not None)
        problems.add(where, _TYPES_DO_NOT_HOLD)
        return None
    title = merged.title
    assert title is not None
    return Scenario(
        name=merged.name,
        title=title,
        description=merged.description or NOTHING,
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
        household_types=types,
        fitted_to=next((part.fitted_to for part in parts if part.fitted_to is not None), None),
    )


def _missing(merged: FilePart, section: str, needed: list[str], problems: Problems) -> None:
    """Reports what a section lacks, in one line."""
    named = merged.values.keys() | merged.bad
    lacking = [name for name in needed if f"{section}.{name}" not in named]
    if lacking and section not in merged.bad:
        lacks = both(
            "{section} lacks {names}; a scenario states them itself or takes them "
            "from a file that it extends, for example 'extends: guizhou-baseline'",
            "{section}缺少{names}；请自行写明，或取自所扩展的文件，例如“extends: guizhou-baseline”",
            section=section,
            names=listed(lacking),
        )
        problems.add(merged.locations.get(section, merged.where), lacks)


def _period(merged: FilePart, problems: Problems, *, complete: bool) -> Period | None:
    if merged.bad & {"period", *(f"period.{key}" for key in PERIOD)}:
        return None
    lacking = [key for key in PERIOD if key not in merged.period]
    if lacking:
        lacks = both(
            "period lacks {names}; write {example}",
            "period缺少{names}；格式为{example}",
            names=listed(lacking),
            example="period: {base_year: 2021, start: 2022-01, end: 2024-12}",
        )
        problems.breaks(merged.locations.get("period", merged.where), (complete, lacks))
        return None
    base, start, end = (merged.period[key] for key in PERIOD)
    first = base.value * 12
    early = Text(
        f"period.start is {month_label(start.value)}; it must come after the base year "
        f"{base.value}, which is simulated first: {month_label(first + 12)} or later",
        f"period.start为{month_label(start.value)}；应在基年{base.value}之后（基年最先模拟），即不早于"
        f"{month_label(first + 12)}",
    )
    turned = Text(
        f"period.end is {month_label(end.value)}, before period.start {month_label(start.value)}",
        f"period.end为{month_label(end.value)}，早于period.start {month_label(start.value)}",
    )
    long = Text(
        f"period.end is more than {MOST_YEARS} years after the base year {base.value}",
        f"period.end晚于基年{base.value}超过{MOST_YEARS}年",
    )
    if problems.breaks(start.where, (start.value < first + 12, early)) or problems.breaks(
        end.where,
        (end.value < start.value, turned),
        (end.value - first >= MOST_YEARS * 12, long),
    ):
        return None
    return Period(base.value, start.value - first, end.value - first)


def _series(merged: FilePart, period: Period, problems: Problems) -> None:
    """Every year of the run needs a figure."""
    years = [str(period.base_year + year) for year in range(period.end // 12 + 1)]
    series = {path: value for path, value in merged.values.items() if path.startswith("series.")}
    merged.values |= {path: continued(value, int(years[-1])) for path, value in series.items()}
    for path in series:
        value = merged.values[path]
        lacking = [year for year in years if year not in value.parts]
        lacks = both(
            "{path} lacks {years}; it needs every year from {first} to {last}",
            "{path}缺少{years}；{first}年至{last}年每年都要有数",
            path=path,
            years=listed(lacking),
            first=years[0],
            last=years[-1],
        )
        if not problems.breaks(value.where, (lacking, lacks)) and path == "series.prices":
            grows = value.range is None or value.range_is == "growth"
            problems.breaks(value.where, (not grows, fill(_PRICE_RANGE, path=path)))


def _defined(merged: FilePart) -> set[str]:
    """Paths of the series and standards that the files define, rightly or wrongly."""
    paths = {*merged.values, *merged.bad, *(f"standards.{name}" for name in merged.standards)}
    for section, names in (("series", SECTIONS["series"]), ("standards", standard_labels())):
        paths |= {f"{section}.{name}" for name in names} if section in merged.bad else set()
    return paths


def _targets(merged: FilePart, period: Period | None, problems: Problems) -> dict[str, Target]:
    """The targets; what they and the conditions of standards are compared with must be there."""
    targets: dict[str, Target] = {}
    defined = _defined(merged)
    for standard in merged.standards.values():
        for path, series, where in standard.series:
            series_defined(path, series, where, defined, problems)
    for name, node in merged.targets.items():
        target = read_target(name, node, period, defined, problems)
        if target is not None:
            targets[name] = target
    if period is not None:
        _whole_years(targets, merged, period, problems)
    graces = [(one.name, one.grace_months) for one in targets.values() if one.grace_months is not None]
    for name, grace in graces[1:]:
        first, months = graces[0]
        one_period = Text(
            f"targets.{name} and targets.{first} have different grace_months; a scenario has one "
            "grace period",
            f"targets.{name}与targets.{first}的grace_months不同；一个方案只有一个宽限期",
        )
        problems.breaks(grace.where, (grace.value != months.value, one_period))
    titles = apart([one.title for one in targets.values()], list(targets))
    return {one.name: replace(one, title=title) for one, title in zip(targets.values(), titles, strict=True)}


def _whole_years(targets: dict[str, Target], merged: FilePart, period: Period, problems: Problems) -> None:
    """Growth and yearly flows are judged by calendar years, so the period must consist of them."""
    yearly = [target.name for target in targets.values() if target.yearly]
    if not yearly or (period.start % 12 == 0 and period.end % 12 == 11):
        return
    ragged = "start" if period.start % 12 else "end"
    whole = both(
        "the period runs from {start} to {end}, but {names} are judged by calendar years; "
        "let it start in January and end in December",
        "方案期为{start}至{end}，但{names}按日历年判定；应自1月起至12月止",
        start=period.label(period.start),
        end=period.label(period.end),
        names=listed(yearly),
    )
    problems.add(merged.period[ragged].where, whole)


def _vary(
    merged: FilePart, levers: dict[str, LeverSpec], problems: Problems, *, complete: bool
) -> str | tuple[str, ...]:
    """What varies between parameter draws; each named path must have a range to vary in."""
    vary = merged.vary
    if vary is None or isinstance(vary, str):
        return vary or "assumed"
    ranged = {path for path, value in merged.values.items() if value.range is not None}
    ranged |= {
        f"levers.{lever.name}.{name}"
        for lever in levers.values()
        for window in lever.windows
        for name, value in window.values.items()
        if value.range is not None
    }
    for path, where in vary:
        fixed = complete and undated(path) not in ranged
        cannot = Text(
            f"{path} cannot vary: it has no range; give it one, or take it off the list",
            f"{path}没有范围，不能变动；请写明范围，或从列表中删去",
        )
        problems.breaks(where, (fixed, cannot))
    return tuple(path for path, _ in vary)
