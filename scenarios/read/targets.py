"""Targets: what a file states of them, checked against the indicators."""

from __future__ import annotations

from collections.abc import Collection
from math import inf

from resettle.model.bounds import DIRECTIONS
from resettle.model.fields import Field
from resettle.model.indicators import INDICATORS
from resettle.model.inputs import Period
from resettle.model.months import month_label
from resettle.model.population_fields import SERIES
from resettle.scenarios.catalogue import MULTIPLE, standard_labels
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.scalars import bilingual, choice, month, text, unknown
from resettle.scenarios.read.strict_yaml import MappingNode, Node
from resettle.scenarios.read.values import read_value
from resettle.scenarios.readings import CONCEPTS, INSTEAD, indicator_of
from resettle.scenarios.types import EVERY_WHEN, GRACE, KINDS, ROLES, WHEN, Target, Value

SPELL = "zero_employment"
"""What a spell is about."""

NAMED = (*(name for name in INDICATORS if name not in INSTEAD and name not in CONCEPTS), *CONCEPTS)
"""What a target may name as its indicator: work is named once, and read as the target says."""

YEARS = ("by", "each_year")
"""When a stock that is compared with a series is judged: by calendar years only."""

NEEDED = ("title", "indicator", "kind", "direction", "bound")

INCOMES = [name for name, one in INDICATORS.items() if "yuan" in one.unit and one.kind == "flow"]
"""Indicators that grow, and that can be compared with a series."""

INCOME_SERIES = [name for name in SERIES if name in INDICATORS and "yuan" in SERIES[name].unit]
"""Series that an income can be compared with."""


def bound_field(indicator: str, kind: str, series: str | None = None) -> Field:
    """What the bound of a target on this indicator may be.

    A flow is summed over a calendar year, so its bound is a yearly figure; a growth is a
    share a year; a stock or spell has the unit of its indicator, or is a multiple of a series.
    """
    spec = INDICATORS[indicator]
    if kind == "growth":
        return Field("share/year", f"Growth of: {spec.en}", f"增速\N{FULLWIDTH COLON}{spec.zh}", -1.0, 10.0)
    if series is not None:
        return MULTIPLE
    unit = spec.unit
    if kind == "flow":
        unit = unit.removesuffix("/month") + "/year"
    high = 1.0 if spec.unit == "share" else inf
    return Field(unit, spec.en, spec.zh, -inf if "yuan" in unit else 0.0, high)


def read_target(
    name: str, node: MappingNode, period: Period | None, defined: Collection[str], problems: Problems
) -> Target | None:
    """Reads one target from the merged keys of all files; `None` after a problem.

    Args:
        name: Id of the target.
        node: What the files say of it.
        period: Months of the run, if they are known.
        defined: Paths of the series and standards that the files define, e.g. `series.prices`.
        problems: Collects what is wrong.
    """
    path, items, where = f"targets.{name}", node.items, node.where
    missing = [key for key in NEEDED if key not in items]
    if "when" not in items and "by" not in items:
        missing.append("when")
    if missing:
        problems.add(where, f"{path} lacks {listed(missing)}")
    title = bilingual(items.get("title"), f"{path}.title", problems)
    kind = choice(items.get("kind"), f"{path}.kind", KINDS, problems)
    direction = choice(items.get("direction"), f"{path}.direction", DIRECTIONS, problems)
    role = choice(items["role"], f"{path}.role", ROLES, problems) if "role" in items else ROLES[0]
    named = _named(items, path, kind, defined, problems)
    reading = _reading(items.get("reading"), path, named, where, problems)
    series = _series(items.get("series"), path, kind, defined, problems)
    when = _when(items, path, kind, problems)
    by = _by(items, path, when, kind, period, problems)
    bound = None
    if named is not None and kind is not None and (series is not None or "series" not in items):
        spec = bound_field(next(iter(CONCEPTS.get(named, {}).values()), named), kind, series)
        bound = read_value(items.get("bound"), f"{path}.bound", spec, problems)
    grace = _grace(items.get("grace_months"), path, kind, where, problems)
    if missing or title is None or kind is None or direction is None or named is None or bound is None:
        return None
    indicator = indicator_of(named, reading, kind) if named in CONCEPTS else named
    if role is None or indicator is None:
        return None
    if when is None or (when == "by" and by is None):
        return None
    if grace is None and (kind == "spell" or "grace_months" in items):
        return None
    concept = named if named in CONCEPTS else None
    return Target(
        name, title, indicator, kind, direction, bound, when, where, by, grace, series, concept, reading, role
    )


def series_defined(
    path: str, series: str, where: Where, defined: Collection[str], problems: Problems
) -> bool:
    """Whether a series that something names is there; one that every scenario needs is reported elsewhere."""
    lacks = f"series.{series}" not in defined and SERIES[series].optional
    message = (
        f"{path} names the series {series}, which the scenario does not have; "
        f"state series.{series} ({SERIES[series].unit})"
    )
    return not problems.breaks(where, (lacks, message))


def _series(
    node: Node | None, path: str, kind: str | None, defined: Collection[str], problems: Problems
) -> str | None:
    """The series that a target is compared with."""
    name = text(node, f"{path}.series", problems)
    if node is None or name is None:
        return None
    wrong_kind = f"{path} is a {kind}; series belongs to a growth or a stock only"
    if problems.breaks(node.where, (kind not in (None, "growth", "stock"), wrong_kind)):
        return None
    if name not in INCOME_SERIES:
        unknown(name, node.where, f"series in {path}:", INCOME_SERIES, problems)
        return None
    return name if series_defined(path, name, node.where, defined, problems) else None


def _grace(node: Node | None, path: str, kind: str | None, where: Where, problems: Problems) -> Value | None:
    """The grace period of a spell, and only of a spell."""
    lacks = f"{path} is a spell and lacks grace_months, the longest spell allowed (in months)"
    belongs = f"{path} is a {kind}; grace_months belongs to a spell only"
    wrong = problems.breaks(
        where if node is None else node.where,
        (node is None and kind == "spell", lacks),
        (node is not None and kind not in (None, "spell"), belongs),
    )
    return None if wrong else read_value(node, f"{path}.grace_months", GRACE, problems)


def _reading(node: Node | None, path: str, named: str | None, where: Where, problems: Problems) -> str | None:
    """What counts as work: stated by targets on employment, and by no other."""
    if named is None:
        return None
    known = tuple(CONCEPTS.get(named, ()))
    lacks = f"{path} is about {named} and lacks reading, what counts as work: one of {listed(known)}"
    belongs = f"{path} is about {named}; reading belongs to {listed(CONCEPTS)} only"
    wrong = problems.breaks(
        where if node is None else node.where,
        (node is None and known, lacks),
        (node is not None and not known, belongs),
    )
    return None if wrong or node is None else choice(node, f"{path}.reading", known, problems)


def _named(
    items: dict[str, Node], path: str, kind: str | None, defined: Collection[str], problems: Problems
) -> str | None:
    node = items.get("indicator")
    name = text(node, f"{path}.indicator", problems)
    if node is None or name is None:
        return None
    if name in INSTEAD:
        problems.add(node.where, f"{path} names {name} as its indicator; write {INSTEAD[name]}")
        return None
    if name not in NAMED:
        unknown(name, node.where, f"indicator in {path}:", NAMED, problems)
        return None
    flow, compared, incomes = _is_flow(name), "series" in items, listed(INCOMES)
    against = f"is compared with a series; its indicator must be an income: {incomes}"
    growth, needed = f"growth is judged for incomes only: {incomes}", _needed(name)
    lacks = f"judges {name}, but the scenario has no {needed}; state it"
    rules = (
        (
            kind == "spell" and name != SPELL,
            f"is a spell; its indicator must be {SPELL}",
        ),
        (kind == "flow" and not flow, f"is a flow but {name} is a stock; use kind: stock"),
        (kind == "stock" and compared and name not in INCOMES, against),
        (kind == "stock" and flow and not compared, f"is a stock but {name} is a flow; use kind: flow"),
        (kind == "growth" and name not in INCOMES, f"is a growth; {growth}"),
        (needed and needed not in defined, lacks),
    )
    wrong = problems.breaks(node.where, *((broken, f"{path} {words}") for broken, words in rules))
    return None if wrong else name


def _is_flow(name: str) -> bool:
    return name not in CONCEPTS and INDICATORS[name].kind == "flow"


def _needed(indicator: str) -> str:
    """What a scenario may leave out and an indicator is made from, or nothing."""
    standard = indicator.removesuffix("_share")
    if standard in standard_labels():
        return f"standards.{standard}"
    series = "urban_income" if indicator == "urban_rural_ratio" else indicator
    return f"series.{series}" if series in SERIES and SERIES[series].optional else ""


def _when(items: dict[str, Node], path: str, kind: str | None, problems: Problems) -> str | None:
    allowed = WHEN[kind] if kind is not None else ()
    by = items.get("by")
    if "when" not in items:
        never = f"{path} is a {kind}; it is judged {listed(allowed)}, not by a date"
        if by is None or problems.breaks(by.where, (allowed and "by" not in allowed, never)):
            return None
        return "by"
    when = choice(items["when"], f"{path}.when", EVERY_WHEN, problems)
    if when is None or kind is None:
        return None
    compared = kind == "stock" and "series" in items
    years = f"{path} is compared with a series; its 'when' may be {listed(YEARS)}, not {when}"
    idle = f"{path} has 'by' although its 'when' is {when}; write when: by, or take it out"
    wrong = problems.breaks(
        items["when"].where,
        (when not in allowed, f"{path} is a {kind}; its 'when' may be {listed(allowed)}, not {when}"),
        (compared and when not in YEARS, years),
        (when == "by" and by is None, f"{path} is judged by a date but has no 'by'; write by: YYYY-MM"),
    ) or (by is not None and problems.breaks(by.where, (when != "by", idle)))
    return None if wrong else when


def _by(
    items: dict[str, Node],
    path: str,
    when: str | None,
    kind: str | None,
    period: Period | None,
    problems: Problems,
) -> str | None:
    if when != "by" or kind is None:
        return None
    date = month(items["by"], f"{path}.by", problems)
    if date is None:
        return None
    stem, where = f"{path}.by is {month_label(date)}", items["by"].where
    if (kind == "growth" or "series" in items) and date % 12 != 11:
        december = month_label(date - date % 12 + 11)
        whole = "but its figure is that of a whole calendar year; write the December of that year"
        problems.add(where, f"{stem}, {whole}: {december}")
        return None
    if period is not None and not period.start <= date - period.base_year * 12 <= period.end:
        span = f"{period.label(period.start)} to {period.label(period.end)}"
        problems.add(where, f"{stem}, outside the period {span}")
        return None
    return month_label(date)
