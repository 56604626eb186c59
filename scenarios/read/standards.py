"""Standards of settlements: lists of conditions, all of which a settlement must meet."""

from __future__ import annotations

from dataclasses import dataclass

from resettle.model.bounds import DIRECTIONS
from resettle.model.text import Text, fill
from resettle.scenarios.catalogue import comparable, condition_field, site_indicators
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.scalars import choice, inside, key_of, mapping, name_of, sequence, text
from resettle.scenarios.read.strict_yaml import MappingNode, Node
from resettle.scenarios.read.unknown import check_keys, unknown
from resettle.scenarios.read.values import read_value
from resettle.scenarios.types import SiteCondition

CONDITION_KEYS = ("indicator", "direction", "series", "bound")
"""Keys of a condition."""


@dataclass(frozen=True)
class StandardPart:
    """A standard as a file states it, with the location where each of its series is named."""

    conditions: tuple[SiteCondition, ...]
    series: tuple[tuple[str, str, Where], ...]


def read_standard(name: str, node: Node, where: Where, problems: Problems) -> StandardPart | None:
    """Reads a standard; `None` after a problem."""
    path = f"standards.{name}"
    entries = sequence(node, path, problems)
    if entries is None:
        return None
    if not entries.items:
        none = Text("{path} has no conditions; list some, or leave it out", "{path}没有条件；请列出，或删去")
        problems.add(entries.where, fill(none, path=path))
    conditions: dict[tuple[str, str, str | None], SiteCondition] = {}
    read = 0
    series: list[tuple[str, str, Where]] = []
    for number, item in enumerate(entries.items):
        condition = _condition(f"{path}[{number}]", item, problems)
        if condition is None:
            continue
        read += 1
        asked = condition.indicator, condition.direction, condition.series
        if asked in conditions:
            twice = Text(
                "{path} asks for {indicator} {direction} twice", "{path}对{indicator}{direction}要求了两次"
            )
            pieces = {"indicator": condition.indicator, "direction": condition.direction}
            problems.add(item.where, fill(twice, path=path, **pieces))
        conditions[asked] = condition
        if condition.series is not None and isinstance(item, MappingNode):
            series.append((f"{path}[{number}]", condition.series, item.items["series"].where))
    if not read or read < len(entries.items):
        return None
    return StandardPart(tuple(conditions.values()), tuple(series))


def _condition(path: str, node: Node, problems: Problems) -> SiteCondition | None:
    holder = mapping(node, path, problems)
    if holder is None:
        return None
    check_keys(holder, key_of(path), CONDITION_KEYS, problems)
    items = holder.items
    lacking = [key for key in CONDITION_KEYS if key != "series" and key not in items]
    if lacking:
        lacks = Text("{path} lacks {missing}", "{path}缺少{missing}")
        problems.add(holder.where, fill(lacks, path=path, missing=listed(lacking)))
    what = inside("indicator", "指标", path)
    indicator = name_of(items.get("indicator"), f"{path}.indicator", what, site_indicators(), problems)
    direction = choice(items.get("direction"), f"{path}.direction", DIRECTIONS, problems)
    if indicator is None:
        return None
    series = _series(items.get("series"), path, indicator, problems)
    if series is None and "series" in items:
        return None
    bound = read_value(items.get("bound"), f"{path}.bound", condition_field(indicator, series), problems)
    if direction is None or bound is None:
        return None
    return SiteCondition(indicator, direction, bound, series, where=holder.where)


def _series(node: Node | None, path: str, indicator: str, problems: Problems) -> str | None:
    name, allowed = text(node, f"{path}.series", problems), comparable(indicator)
    if node is None or name is None or name in allowed:
        return name
    if allowed:
        unknown(name, node.where, inside("series", "序列", path), allowed, problems)
    else:
        wrong = Text(
            f"{path} asks for {indicator}, in {site_indicators()[indicator].unit}; there is no "
            "series in this unit, take it out",
            f"{path}要求{indicator}，单位为{site_indicators()[indicator].unit}；没有以此为单位的序列，请删去series",
        )
        problems.add(node.where, wrong)
    return None
