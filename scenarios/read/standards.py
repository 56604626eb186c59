"""Standards of settlements: lists of conditions, all of which a settlement must meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from resettle.model.bounds import DIRECTIONS
from resettle.scenarios.catalogue import comparable, condition_field, site_indicators, standard_labels
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.scalars import check_keys, choice, mapping, sequence, text, unknown
from resettle.scenarios.read.strict_yaml import MappingNode, Node
from resettle.scenarios.read.values import read_value
from resettle.scenarios.types import SiteCondition

CONDITION_KEYS = ("indicator", "direction", "series", "bound")
"""Keys of a condition."""


@dataclass(frozen=True)
class StandardPart:
    """A standard as a file states it, with the location where each of its series is named."""

    where: Where
    conditions: tuple[SiteCondition, ...]
    series: tuple[tuple[str, str, Where], ...]


def read_standards(node: Node, problems: Problems) -> tuple[dict[str, StandardPart], set[str]]:
    """Reads the section; gives the standards by name and the paths that are stated but wrong."""
    standards_by_name: dict[str, StandardPart] = {}
    bad: set[str] = set()
    holder = mapping(node, "standards", problems)
    if holder is None:
        return standards_by_name, {f"standards.{name}" for name in standard_labels()}
    for key, item in holder.items.items():
        if key not in standard_labels():
            unknown(key, holder.locations[key], "standard", list(standard_labels()), problems)
            continue
        standard = _standard(f"standards.{key}", item, holder.locations[key], problems)
        if standard is None:
            bad.add(f"standards.{key}")
        else:
            standards_by_name[key] = standard
    return standards_by_name, bad


def _standard(path: str, node: Node, where: Where, problems: Problems) -> StandardPart | None:
    entries = sequence(node, path, problems)
    if entries is None:
        return None
    if not entries.items:
        problems.add(entries.where, f"{path} has no conditions; list some, or leave it out")
    conditions: list[SiteCondition] = []
    series: list[tuple[str, str, Where]] = []
    for number, item in enumerate(entries.items):
        name = f"{path}[{number}]"
        holder = mapping(item, name, problems)
        condition = None if holder is None else _condition(name, holder, problems)
        if holder is None or condition is None:
            continue
        if _again(condition, conditions):
            problems.add(holder.where, f"{path} asks for {condition.indicator} {condition.direction} twice")
        conditions.append(condition)
        if condition.series is not None:
            series.append((name, condition.series, holder.items["series"].where))
    if not entries.items or len(conditions) < len(entries.items):
        return None
    return StandardPart(where, tuple(conditions), tuple(series))


def _again(condition: SiteCondition, others: Iterable[SiteCondition]) -> bool:
    def asked(one: SiteCondition) -> tuple[str, str, str | None]:
        return one.indicator, one.direction, one.series

    return any(asked(other) == asked(condition) for other in others)


def _condition(path: str, holder: MappingNode, problems: Problems) -> SiteCondition | None:
    check_keys(holder, f"key of {path}", CONDITION_KEYS, problems)
    items = holder.items
    lacking = [key for key in CONDITION_KEYS if key != "series" and key not in holder.locations]
    if lacking:
        problems.add(holder.where, f"{path} lacks {listed(lacking)}")
    indicator = _indicator(items["indicator"], path, problems) if "indicator" in items else None
    direction = None
    if "direction" in items:
        direction = choice(items["direction"], f"{path}.direction", DIRECTIONS, problems)
    if indicator is None:
        return None
    series = None
    if "series" in items:
        series = _series(items["series"], path, indicator, problems)
        if series is None:
            return None
    if "bound" not in items:
        return None
    spec = condition_field(indicator, series)
    bound = read_value(items["bound"], f"{path}.bound", spec, problems)
    if direction is None or bound is None:
        return None
    return SiteCondition(indicator, direction, bound, series, where=holder.where)


def _indicator(node: Node, path: str, problems: Problems) -> str | None:
    name = text(node, f"{path}.indicator", problems)
    if name is not None and name not in site_indicators():
        unknown(name, node.where, f"indicator in {path}:", list(site_indicators()), problems)
        return None
    return name


def _series(node: Node, path: str, indicator: str, problems: Problems) -> str | None:
    name = text(node, f"{path}.series", problems)
    if name is None:
        return None
    allowed = comparable(indicator)
    if not allowed:
        unit = site_indicators()[indicator].unit
        problems.add(
            node.where,
            f"{path} asks for {indicator}, in {unit}; there is no series in this unit, take it out",
        )
        return None
    if name not in allowed:
        unknown(name, node.where, f"series in {path}:", allowed, problems)
        return None
    return name
