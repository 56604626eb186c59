"""Targets: what a file states of them, checked against the indicators."""

from __future__ import annotations

from collections.abc import Collection
from math import inf

from resettle.model.bounds import DIRECTIONS
from resettle.model.fields import Field
from resettle.model.indicators import INDICATORS, Indicator
from resettle.model.inputs import Period
from resettle.model.months import month_label
from resettle.model.population_fields import SERIES
from resettle.scenarios.catalogue import MULTIPLE, standard_labels
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.scalars import bilingual, choice, month, text, unknown
from resettle.scenarios.read.strict_yaml import Node
from resettle.scenarios.read.values import read_value
from resettle.scenarios.types import GRACE, KINDS, WHEN, Target, Value

SPELL_INDICATOR = "zero_employment_long"
"""The indicator that counts spells beyond the grace period."""

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
    name: str,
    items: dict[str, Node],
    where: Where,
    period: Period | None,
    stated: Collection[str],
    problems: Problems,
) -> Target | None:
    """Reads one target from the merged keys of all files; `None` after a problem.

    Args:
        name: Id of the target.
        items: What the files state of it.
        where: Its location.
        period: Months of the run, if they are known.
        stated: Paths of the series and standards that the files state, e.g. `series.prices`.
        problems: Collects what is wrong.
    """
    path = f"targets.{name}"
    missing = [key for key in NEEDED if key not in items]
    if "when" not in items and "by" not in items:
        missing.append("when")
    if missing:
        problems.add(where, f"{path} lacks {listed(missing)}")
    title = bilingual(items["title"], f"{path}.title", problems) if "title" in items else None
    kind = choice(items["kind"], f"{path}.kind", KINDS, problems) if "kind" in items else None
    direction = (
        choice(items["direction"], f"{path}.direction", DIRECTIONS, problems)
        if "direction" in items
        else None
    )
    indicator = _indicator(items, path, kind, stated, problems)
    series, series_good = _series(items, path, kind, stated, problems)
    when = _when(items, path, kind, problems)
    by = _by(items, path, when, kind, period, problems)
    bound = None
    if indicator is not None and kind is not None and "bound" in items and series_good:
        bound = read_value(items["bound"], f"{path}.bound", bound_field(indicator, kind, series), problems)
    grace, grace_good = _grace(items, path, kind, where, problems)
    if missing or title is None or indicator is None or kind is None or direction is None or not series_good:
        return None
    if bound is None or when is None or (when == "by" and by is None) or not grace_good:
        return None
    return Target(name, title, indicator, kind, direction, bound, when, where, by, grace, series)


def check_series_stated(
    path: str, series: str, where: Where, stated: Collection[str], problems: Problems
) -> bool:
    """Whether a series that something names is there; one that every scenario needs is reported elsewhere."""
    if f"series.{series}" in stated or not SERIES[series].optional:
        return True
    problems.add(
        where,
        f"{path} names the series {series}, which the scenario does not have; "
        f"state series.{series} ({SERIES[series].unit})",
    )
    return False


def _series(
    items: dict[str, Node], path: str, kind: str | None, stated: Collection[str], problems: Problems
) -> tuple[str | None, bool]:
    """The series that a target is compared with, and whether it is as it should be."""
    if "series" not in items:
        return None, True
    node = items["series"]
    name = text(node, f"{path}.series", problems)
    if name is None:
        return None, False
    if kind not in (None, "growth", "stock"):
        problems.add(node.where, f"{path} is a {kind}; series belongs to a growth or a stock only")
        return None, False
    if name not in INCOME_SERIES:
        unknown(name, node.where, f"series in {path}:", INCOME_SERIES, problems)
        return None, False
    return name, check_series_stated(path, name, node.where, stated, problems)


def _grace(
    items: dict[str, Node], path: str, kind: str | None, where: Where, problems: Problems
) -> tuple[Value | None, bool]:
    """The grace period of a spell, and whether it is as it should be."""
    if "grace_months" in items:
        if kind not in (None, "spell"):
            where = items["grace_months"].where
            problems.add(where, f"{path} is a {kind}; grace_months belongs to a spell only")
            return None, False
        grace = read_value(items["grace_months"], f"{path}.grace_months", GRACE, problems)
        return grace, grace is not None
    if kind == "spell":
        problems.add(
            where, f"{path} is a spell and lacks grace_months, the longest spell allowed (in months)"
        )
        return None, False
    return None, True


def _indicator(
    items: dict[str, Node], path: str, kind: str | None, stated: Collection[str], problems: Problems
) -> str | None:
    if "indicator" not in items:
        return None
    node = items["indicator"]
    name = text(node, f"{path}.indicator", problems)
    if name is None:
        return None
    if name not in INDICATORS:
        unknown(name, node.where, f"indicator in {path}:", list(INDICATORS), problems)
        return None
    spec: Indicator = INDICATORS[name]
    if kind == "spell" and name != SPELL_INDICATOR:
        problems.add(node.where, f"{path} is a spell; its indicator must be {SPELL_INDICATOR}")
        return None
    if kind == "flow" and spec.kind != "flow":
        problems.add(node.where, f"{path} is a flow but {name} is a stock; use kind: stock")
        return None
    if kind == "stock" and "series" in items and name not in INCOMES:
        problems.add(
            node.where,
            f"{path} is compared with a series; its indicator must be an income: {listed(INCOMES)}",
        )
        return None
    if kind == "stock" and "series" not in items and spec.kind != "stock":
        problems.add(node.where, f"{path} is a stock but {name} is a flow; use kind: flow")
        return None
    if kind == "growth" and name not in INCOMES:
        problems.add(node.where, f"{path} is a growth; growth is judged for incomes only: {listed(INCOMES)}")
        return None
    return name if _known(name, node.where, path, stated, problems) else None


def _known(name: str, where: Where, path: str, stated: Collection[str], problems: Problems) -> bool:
    """Whether the scenario states what an indicator is made from."""
    needed = f"series.{'urban_income' if name == 'urban_rural_ratio' else name}"
    if name.removesuffix("_share") in standard_labels():
        needed = f"standards.{name.removesuffix('_share')}"
    elif needed.partition(".")[2] not in SERIES:
        return True
    optional = needed.startswith("standards.") or SERIES[needed.partition(".")[2]].optional
    if needed in stated or not optional:
        return True
    problems.add(where, f"{path} judges {name}, but the scenario has no {needed}; state it")
    return False


def _when(items: dict[str, Node], path: str, kind: str | None, problems: Problems) -> str | None:
    if "when" not in items:
        if "by" in items and kind is not None and "by" not in WHEN[kind]:
            problems.add(
                items["by"].where, f"{path} is a {kind}; it is judged {listed(WHEN[kind])}, not by a date"
            )
            return None
        return "by" if "by" in items else None
    every = tuple(dict.fromkeys(when for allowed in WHEN.values() for when in allowed))
    when = choice(items["when"], f"{path}.when", every, problems)
    if when is None or kind is None:
        return None
    if when not in WHEN[kind]:
        problems.add(
            items["when"].where, f"{path} is a {kind}; its 'when' may be {listed(WHEN[kind])}, not {when}"
        )
        return None
    if kind == "stock" and "series" in items and when not in YEARS:
        problems.add(
            items["when"].where,
            f"{path} is compared with a series; its 'when' may be {listed(YEARS)}, not {when}",
        )
        return None
    if when == "by" and "by" not in items:
        problems.add(items["when"].where, f"{path} is judged by a date but has no 'by'; write by: YYYY-MM")
        return None
    if when != "by" and "by" in items:
        problems.add(
            items["by"].where,
            f"{path} has 'by' although its 'when' is {when}; write when: by, or take it out",
        )
        return None
    return when


def _by(
    items: dict[str, Node],
    path: str,
    when: str | None,
    kind: str | None,
    period: Period | None,
    problems: Problems,
) -> str | None:
    if "by" not in items or when != "by" or kind is None:
        return None
    date = month(items["by"], f"{path}.by", problems)
    if date is None:
        return None
    if (kind == "growth" or "series" in items) and date % 12 != 11:
        problems.add(
            items["by"].where,
            f"{path}.by is {month_label(date)}, but its figure is that of a whole calendar year; "
            f"write the December of that year: {month_label(date - date % 12 + 11)}",
        )
        return None
    if period is not None:
        first = period.base_year * 12
        if not first + period.start <= date <= first + period.end:
            problems.add(
                items["by"].where,
                f"{path}.by is {month_label(date)}, outside the period {period.label(period.start)} "
                f"to {period.label(period.end)}",
            )
            return None
    return month_label(date)
