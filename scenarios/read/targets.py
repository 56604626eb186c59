"""Targets: what a file states of them, checked against the indicators."""

from __future__ import annotations

from collections.abc import Collection
from math import inf

from resettle.model.bounds import DIRECTIONS
from resettle.model.fields import Field
from resettle.model.indicators import INDICATORS
from resettle.model.inputs import Period
from resettle.model.population_fields import SERIES
from resettle.model.text import Text, both, fill
from resettle.scenarios.catalogue import MULTIPLE, standard_labels
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.chinese import english, indicator_labels
from resettle.scenarios.read.scalars import bilingual, choice, inside, text
from resettle.scenarios.read.strict_yaml import MappingNode, Node
from resettle.scenarios.read.unknown import unknown
from resettle.scenarios.read.values import read_value
from resettle.scenarios.read.when import read_by, read_when
from resettle.scenarios.readings import CONCEPTS, INSTEAD, STRICT, indicator_of
from resettle.scenarios.types import COUNTS, EARNED, GRACE, KINDS, OUTCOME, ROLES, Target, Value

SPELL = "zero_employment"
"""What a spell is about."""

NAMED = (*(name for name in INDICATORS if name not in INSTEAD and name not in CONCEPTS), *CONCEPTS)
"""What a target may name as its indicator: work is named once, and read as the target says."""

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
        lacks = Text("{path} lacks {missing}", "{path}缺少{missing}")
        problems.add(where, fill(lacks, path=path, missing=listed(missing)))
    title = bilingual(items.get("title"), f"{path}.title", problems)
    kind = choice(items.get("kind"), f"{path}.kind", KINDS, problems)
    direction = choice(items.get("direction"), f"{path}.direction", DIRECTIONS, problems)
    role = choice(items["role"], f"{path}.role", ROLES, problems) if "role" in items else OUTCOME
    counts = _counts(items.get("counts"), items.get("indicator"), path, problems)
    named = _named(items, path, kind, defined, problems)
    reading = _reading(items.get("reading"), path, named, where, problems)
    series = _series(items.get("series"), path, kind, defined, problems)
    when = read_when(items, path, kind, problems)
    by = read_by(items, path, when, kind, period, problems)
    bound = None
    if named is not None and kind is not None and (series is not None or "series" not in items):
        spec = bound_field(next(iter(CONCEPTS.get(named, {}).values()), named), kind, series)
        bound = read_value(items.get("bound"), f"{path}.bound", spec, problems)
    needs_grace = kind == "spell" and reading == STRICT
    grace = _grace(items.get("grace_months"), path, kind, reading, where, problems)
    if missing or title is None or kind is None or direction is None or named is None or bound is None:
        return None
    indicator = indicator_of(named, reading, kind) if named in CONCEPTS else named
    if role is None or counts is None or indicator is None:
        return None
    if when is None or (when == "by" and by is None):
        return None
    if grace is None and (needs_grace or "grace_months" in items):
        return None
    concept = named if named in CONCEPTS else None
    return Target(
        name, title, indicator, kind, direction, bound, when, where, by,
        grace, series, concept, reading, role, counts,
    )  # fmt: skip


def _counts(node: Node | None, indicator: Node | None, path: str, problems: Problems) -> str | None:
    """What of a mix counts towards a target on an income; no other target says it."""
    if node is None:
        return EARNED
    written = text(indicator, f"{path}.indicator", problems) or ""
    name = english(written, indicator_labels(NAMED), INDICATORS)
    belongs = both(
        "{path} judges {name}; counts belongs to targets on an income only: {incomes}",
        "{path}判定{name}；只有收入目标可以写counts：{incomes}",
        path=path,
        name=name,
        incomes=listed(INCOMES),
    )
    if problems.breaks(node.where, (name not in INCOMES, belongs)):
        return None
    return choice(node, f"{path}.counts", COUNTS, problems)


def series_defined(
    path: str, series: str, where: Where, defined: Collection[str], problems: Problems
) -> bool:
    """Whether a series that something names is there; one that every scenario needs is reported elsewhere."""
    lacks = f"series.{series}" not in defined and SERIES[series].optional
    message = Text(
        f"{path} names the series {series}, which the scenario does not have; state series."
        f"{series} ({SERIES[series].unit})",
        f"{path}引用序列{series}，但方案中没有；请写明series.{series}（{SERIES[series].unit}）",
    )
    return not problems.breaks(where, (lacks, message))


def _series(
    node: Node | None, path: str, kind: str | None, defined: Collection[str], problems: Problems
) -> str | None:
    """The series that a target is compared with."""
    name = text(node, f"{path}.series", problems)
    if node is None or name is None:
        return None
    wrong_kind = Text(
        f"{path} is a {kind}; series belongs to a growth or a stock only",
        f"{path}的kind为{kind}；只有growth或stock可以写series",
    )
    if problems.breaks(node.where, (kind not in (None, "growth", "stock"), wrong_kind)):
        return None
    if name not in INCOME_SERIES:
        unknown(name, node.where, inside("series", "序列", path), INCOME_SERIES, problems)
        return None
    return name if series_defined(path, name, node.where, defined, problems) else None


def _grace(
    node: Node | None, path: str, kind: str | None, reading: str | None, where: Where, problems: Problems
) -> Value | None:
    """The grace period of a spell in a strict month; work read over a year has no use for one."""
    lacks = Text(
        f"{path} is a spell in a strict month and lacks grace_months, the longest spell allowed (in months)",
        f"{path}的kind为spell、口径为当月，但缺少grace_months，即允许的最长持续月数",
    )
    belongs = Text(
        f"{path} is a {kind}; grace_months belongs to a spell only",
        f"{path}的kind为{kind}；只有spell可以写grace_months",
    )
    idle = Text(
        f"{path} reads work by {reading}, which counts the months before; grace_months belongs to "
        "reading: month only, take it out",
        f"{path}的口径（reading）为{reading}，已计入此前各月务工；"
        "只有reading: month可以写grace_months，请删去",
    )
    wrong = problems.breaks(
        where if node is None else node.where,
        (node is None and kind == "spell" and reading == STRICT, lacks),
        (node is not None and kind not in (None, "spell"), belongs),
        (node is not None and kind == "spell" and reading not in (None, STRICT), idle),
    )
    return None if wrong else read_value(node, f"{path}.grace_months", GRACE, problems)


def _reading(node: Node | None, path: str, named: str | None, where: Where, problems: Problems) -> str | None:
    """What counts as work: stated by targets on employment, and by no other."""
    if named is None:
        return None
    known = tuple(CONCEPTS.get(named, ()))
    lacks = both(
        "{path} is about {named} and lacks reading, what counts as work: one of {known}",
        "{path}判定{named}，但缺少口径（reading），即何为就业：{known}之一",
        path=path,
        named=named,
        known=listed(known),
    )
    belongs = both(
        "{path} is about {named}; reading belongs to {concepts} only",
        "{path}判定{named}；只有{concepts}可以写口径（reading）",
        path=path,
        named=named,
        concepts=listed(CONCEPTS),
    )
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
    written = text(node, f"{path}.indicator", problems)
    if node is None or written is None:
        return None
    name = english(written, indicator_labels(NAMED), INDICATORS)
    if name in INSTEAD:
        instead = Text(
            "{path} names {name} as its indicator; write {words}", "{path}的指标写作{name}；请写{words}"
        )
        problems.add(node.where, fill(instead, path=path, name=name, words=INSTEAD[name]))
        return None
    if name not in NAMED:
        unknown(name, node.where, inside("indicator", "指标", path), NAMED, problems, indicator_labels(NAMED))
        return None
    flow, compared, incomes = _is_flow(name), "series" in items, listed(INCOMES)
    needed = _needed(name)
    broken = (
        (kind == "spell" and name != SPELL, _SPELL),
        (kind == "flow" and not flow, _NO_FLOW),
        (kind == "stock" and compared and name not in INCOMES, _AGAINST),
        (kind == "stock" and flow and not compared, _NO_STOCK),
        (kind == "growth" and name not in INCOMES, _GROWTH),
        (needed and needed not in defined, _NEEDED),
    )
    rules = (
        (is_so, fill(words, path=path, name=name, needed=needed, incomes=incomes)) for is_so, words in broken
    )
    return None if problems.breaks(node.where, *rules) else name


_SPELL = Text(
    f"{{path}} is a spell; its indicator must be {SPELL}", f"{{path}}的kind为spell；指标只能是{SPELL}"
)
_NO_FLOW = Text(
    "{path} is a flow but {name} is a stock; use kind: stock",
    "{path}的kind为flow，但{name}是存量；请写kind: stock",
)
_NO_STOCK = Text(
    "{path} is a stock but {name} is a flow; use kind: flow",
    "{path}的kind为stock，但{name}是流量；请写kind: flow",
)
_AGAINST = Text(
    "{path} is compared with a series; its indicator must be an income: {incomes}",
    "{path}与序列对比，指标只能是收入：{incomes}",
)
_GROWTH = Text(
    "{path} is a growth; growth is judged for incomes only: {incomes}",
    "{path}的kind为growth；只有收入可以判定增速：{incomes}",
)
_NEEDED = Text(
    "{path} judges {name}, but the scenario has no {needed}; state it",
    "{path}判定{name}，但方案中没有{needed}；请写明",
)
"""What is said of an indicator that does not go with the rest of its target."""


def _is_flow(name: str) -> bool:
    return name not in CONCEPTS and INDICATORS[name].kind == "flow"


def _needed(indicator: str) -> str:
    """What a scenario may leave out and an indicator is made from, or nothing."""
    standard = indicator.removesuffix("_share")
    if standard in standard_labels():
        return f"standards.{standard}"
    series = "urban_income" if indicator == "urban_rural_ratio" else indicator
    return f"series.{series}" if series in SERIES and SERIES[series].optional else ""
