"""One value of a file: number or mapping, unit, source, range and note, all checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf

from resettle.model.fields import Field
from resettle.model.text import NOTHING, Piece, Text, both, fill
from resettle.scenarios.problems import Problems, Where, listed, printable, shown
from resettle.scenarios.read.onward import read_onward
from resettle.scenarios.read.scalars import (
    bilingual,
    choice,
    is_empty,
    key_of,
    mapping,
    not_whole,
    number,
    sequence,
    text,
    whole,
)
from resettle.scenarios.read.strict_yaml import MappingNode, Node, ScalarNode
from resettle.scenarios.read.unknown import check_keys
from resettle.scenarios.sources.references import FORMS, source
from resettle.scenarios.types import Source, Value
from resettle.scenarios.units import in_chinese, means

TOLERANCE = 1e-6
"""How far shares may be from adding up."""

_A_YEAR = Text("; write one number a year, for example {2021: 100}", "；每年一个数，例如{2021: 100}")

_Content = float | dict[str, float] | None


def read_value(node: Node | None, name: str, spec: Field, problems: Problems) -> Value | None:
    """Reads a number or mapping with unit, source, range and note; `None` after a problem."""
    if spec.keys:
        return _read(node, name, spec, "value", NOTHING, _parts, ("factor",), problems)
    return _read(node, name, spec, "value", NOTHING, _within, ("bounds", "factor"), problems)


def read_series(node: Node, name: str, spec: Field, problems: Problems) -> Value | None:
    """Reads yearly numbers with unit, source, range and note; `None` after a problem."""
    kinds, more = ("growth", "factor"), ("published_to", "onward")
    value = _read(node, name, spec, "values", _A_YEAR, _years, kinds, problems, more)
    items = node.items if isinstance(node, MappingNode) else {}
    given, further = items.get("published_to"), items.get("onward")
    if value is not None and further is not None:
        onward = read_onward(further, name, value, problems)
        value = None if onward is None else replace(value, onward=onward)
    if value is None or given is None:
        return value
    last = whole(given, _of("published_to", "published_to", name), problems)
    none = Text(
        "published_to of {name} is {last}; it must be one of its years: {years}",
        "{name}的published_to为{last}，应为其中的一个年份：{years}",
    )
    wrong = fill(none, name=name, last=str(last), years=listed(value.parts))
    if last is None or problems.breaks(given.where, (str(last) not in value.parts, wrong)):
        return None
    return replace(value, published_to=last)


def read_source(node: Node | None, name: str, problems: Problems) -> Source | None:
    """Reads the source of a value, or returns `None` after a problem."""
    written = text(node, _of("source", "来源", name), problems, limit=400)
    return None if node is None or written is None else source(written, name, node.where, problems)


def _read(
    node: Node | None,
    name: str,
    spec: Field,
    key: str,
    example: Text,
    read_content: Callable[[Node | None, str, Field, Problems], _Content],
    kinds: tuple[str, ...],
    problems: Problems,
    more: tuple[str, ...] = (),
) -> Value | None:
    """Reads a value whose numbers stand under `key`.

    `kinds` are the ways to read a range, `more` are keys that only some values have.
    """
    if isinstance(node, ScalarNode) and not is_empty(node):  # a bare number has no source
        full = f"{{value: {printable(node.text, 20)}, unit: {spec.unit}, source: ...}}"
        bare = Text("{name} has no unit and no source; write {full}", "{name}没有单位和来源；格式为{full}")
        problems.add(node.where, fill(bare, name=name, full=full))
        return None
    holder = mapping(node, name, problems)
    if holder is None:
        return None
    keys = (key, "unit", "source", "range", "range_is", *more, "note")
    check_keys(holder, key_of(name), keys, problems)
    items = holder.items
    for needed, lacks in (
        (key, Text("{name} has no '{key}'{example}", "{name}没有“{key}”{example}")),
        ("unit", Text("{name} has no unit; it is given in {unit}", "{name}没有单位（unit）；应为{unit}")),
        ("source", Text("{name} has no source; allowed: {forms}", "{name}没有来源（source）；可用：{forms}")),
    ):
        if needed not in items:
            pieces: dict[str, Piece] = {"key": key, "example": example, "unit": spec.unit, "forms": FORMS}
            problems.add(holder.where, fill(lacks, name=name, **pieces))
    content = read_content(items.get(key), name, spec, problems)
    unit = text(items.get("unit"), _of("unit", "单位", name), problems)
    if unit is not None and not means(unit, spec.unit):
        other = Text("unit of {name} is {got}; it must be {unit}", "{name}的单位为{got}，应为{unit}")
        wanted = Text(shown(spec.unit).en, f"{shown(spec.unit).zh}（{in_chinese(spec.unit)}）")
        problems.add(items["unit"].where, fill(other, name=name, got=shown(unit), unit=wanted))
        unit = None
    elif unit is not None:
        unit = spec.unit
    origin = read_source(items.get("source"), name, problems)
    note = bilingual(items["note"], _of("note", "说明", name), problems) if "note" in items else NOTHING
    range_is = choice(items.get("range_is"), _of("range_is", "range_is", name), kinds, problems)
    if "range" in items and "range_is" not in items and "bounds" not in kinds:
        one = Text(
            "range of {name} is one for all its keys; say 'range_is: {kind}'",
            "{name}的范围适用于其全部键；须写明“range_is: {kind}”",
        )
        problems.add(holder.where, fill(one, name=name, kind=kinds[0]))
    elif "range_is" not in items:
        range_is = kinds[0]
    limits = _range(items.get("range"), name, problems)
    if "range" in items and spec.total is not None:
        where = holder.locations["range"]
        shares = Text(
            "{name} is a distribution and cannot have a range; say it in 'note'",
            "{name}是一个分布，不能有范围；请写入说明（note）",
        )
        problems.add(where, fill(shares, name=name))
        limits = None
    backed = origin is not None and _backed(origin, name, spec, holder, problems)
    if content is None or unit is None or origin is None or not backed:
        return None
    if note is None or range_is is None or ("range" in items and limits is None):
        return None
    value = Value(content, unit, origin, holder.where, limits, range_is, note)
    return value if _range_fits(value, name, spec, holder, problems) else None


def _of(english: str, chinese: str, name: str) -> Text:
    """What messages call a part of a value."""
    return Text(f"{english} of {name}", f"{name}的{chinese}")


def _within(node: Node | None, name: str, spec: Field, problems: Problems) -> float | None:
    """A number inside the bounds of its field."""
    value = number(node, name, problems)
    if node is None or value is None:
        return None
    if not spec.low <= value <= spec.high:
        beyond = Text("{name} is {value:g}; {allowed}", "{name}为{value:g}，{allowed}")
        problems.add(node.where, fill(beyond, name=name, value=value, allowed=_allowed(spec)))
    elif spec.whole and value != int(value):
        problems.add(node.where, not_whole(name, value))
    else:
        return value
    return None


def _allowed(spec: Field) -> Text:
    """What a field allows, in words."""
    if spec.high < inf:
        between = Text(
            "it must lie between {low:g} and {high:g} ({unit})", "应在{low:g}至{high:g}之间（{unit}）"
        )
        return fill(between, low=spec.low, high=spec.high, unit=spec.unit)
    if spec.low == 0:
        return Text("it cannot be negative", "不能为负")
    return both("it cannot be below {low:g}", "不能低于{low:g}", low=spec.low)


def _parts(node: Node | None, name: str, spec: Field, problems: Problems) -> dict[str, float] | None:
    """One number for each key of a field."""
    holder = mapping(node, name, problems)
    if holder is None:
        return None
    items = holder.items
    check_keys(holder, key_of(name), spec.keys, problems)
    missing = [key for key in spec.keys if key not in items]
    if missing:
        lacks = Text("{name} lacks {missing}; it needs {keys}", "{name}缺少{missing}；需要{keys}")
        problems.add(holder.where, fill(lacks, name=name, missing=listed(missing), keys=listed(spec.keys)))
    read = {key: _within(items.get(key), f"{name}.{key}", spec, problems) for key in spec.keys}
    numbers = {key: value for key, value in read.items() if value is not None}
    if len(numbers) < len(spec.keys) or len(items) > len(spec.keys):
        return None
    total, wanted = sum(numbers.values()), spec.total
    if wanted is not None and abs(total - wanted) > TOLERANCE:
        sums = Text(
            "parts of {name} add up to {total:.6g}; they must add up to {wanted:g}",
            "{name}各部分之和为{total:.6g}，应为{wanted:g}",
        )
        problems.add(holder.where, fill(sums, name=name, total=total, wanted=wanted))
        return None
    return numbers


def _years(node: Node | None, name: str, spec: Field, problems: Problems) -> dict[str, float] | None:
    """One number for each calendar year."""
    holder = mapping(node, _of("values", "取值", name), problems)
    if holder is None:
        return None
    if not holder.items:
        problems.add(holder.where, both("{name} has no years", "{name}没有任何年份", name=name))
    by_year: dict[str, float] = {}
    for key, item in holder.items.items():
        year = key.isascii() and key.isdigit() and len(key) == 4
        if not year:
            wrong = Text(
                "{key} in {name} is not a year; write one number a year, for example 2021: 100",
                "{name}中的{key}不是年份；每年一个数，例如2021: 100",
            )
            problems.add(holder.locations[key], fill(wrong, key=shown(key), name=name))
        else:
            value = _within(item, f"{name}.{key}", spec, problems)
            by_year |= {} if value is None else {key: value}
    return dict(sorted(by_year.items())) if by_year and len(by_year) == len(holder.items) else None


def _backed(origin: Source, name: str, spec: Field, holder: MappingNode, problems: Problems) -> bool:
    """Whether an assumption says how wide it is and why, and a calibration says to what."""
    kind, items, where = origin.kind, holder.items, holder.locations["source"]
    no_range = origin.unsure and "range" not in items and spec.total is None
    no_note = (origin.unsure or kind == "calibrated") and "note" not in items
    if no_range:
        unranged = Text(
            "{name} is {kind} but has no 'range'; say how far it may be off",
            "{name}的来源为{kind}，却没有范围（range）；请写明可能的取值范围",
        )
        problems.add(where, fill(unranged, name=name, kind=kind))
    if no_note:
        unreasoned = Text(
            "{name} is {kind} but has no 'note'; say why this value",
            "{name}的来源为{kind}，却没有说明（note）；请写明取值理由",
        )
        problems.add(where, fill(unreasoned, name=name, kind=kind))
    return not (no_range or no_note)


def _range(node: Node | None, name: str, problems: Problems) -> tuple[float, float] | None:
    """The two ends of a range."""
    ends = sequence(node, _of("range", "范围", name), problems)
    if ends is None:
        return None
    if len(ends.items) != 2:
        needs = Text(
            "range of {name} has {count} numbers; it needs two: [lowest, highest]",
            "{name}的范围有{count}个数，应为两个：[最小, 最大]",
        )
        problems.add(ends.where, fill(needs, name=name, count=len(ends.items)))
        return None
    low = number(ends.items[0], _of("lower end of the range", "范围下限", name), problems)
    high = number(ends.items[1], _of("upper end of the range", "范围上限", name), problems)
    if low is None or high is None:
        return None
    turned = Text(
        "range of {name} runs from {low:g} down to {high:g}; write the lower end first",
        "{name}的范围由{low:g}降至{high:g}，应先写下限",
    )
    broken = problems.breaks(ends.where, (low > high, fill(turned, name=name, low=low, high=high)))
    return None if broken else (low, high)


def _range_fits(value: Value, name: str, spec: Field, holder: MappingNode, problems: Problems) -> bool:
    """Whether a range holds its value and stays inside the bounds of the field."""
    if value.range is None:
        return True
    where, (low, high) = holder.locations["range"], value.range
    if value.range_is != "bounds":
        return _relative_range_fits(value, name, spec, where, problems)
    central = value.number
    if not low <= central <= high:
        wrong = Text(
            "{name} is {central:g}, outside its own range {low:g} to {high:g}",
            "{name}为{central:g}，不在其自身范围{low:g}至{high:g}之内",
        )
    elif low < spec.low or high > spec.high:
        wrong = Text(
            "range of {name} goes from {low:g} to {high:g}; {allowed}",
            "{name}的范围为{low:g}至{high:g}，{allowed}",
        )
    else:
        return True
    problems.add(where, fill(wrong, name=name, central=central, low=low, high=high, allowed=_allowed(spec)))
    return False


def _relative_range_fits(value: Value, name: str, spec: Field, where: Where, problems: Problems) -> bool:
    """The same for a factor or a growth."""
    assert value.range is not None
    low, high = value.range
    if value.range_is == "factor":
        fits, must = 0 <= low <= 1 <= high, Text("from 0 up and include 1", "不小于0并包含1")
    else:
        fits, must = -1 < low <= 0 <= high, Text("above -1 and include 0", "大于-1并包含0")
    if not fits:
        wrong = Text(
            "range of {name} is a {kind} from {low:g} to {high:g}; it must be {must}",
            "{name}的范围按{kind}计为{low:g}至{high:g}，应{must}",
        )
        problems.add(where, fill(wrong, name=name, kind=value.range_is, low=low, high=high, must=must))
        return False
    numbers = value.value if isinstance(value.value, dict) else {"": value.value}
    for key, number_of_key in numbers.items() if value.range_is == "factor" else ():
        lowest, highest = sorted((number_of_key * low, number_of_key * high))
        if lowest < spec.low or highest > spec.high:
            wrong = Text(
                "with this range {name} goes from {low:g} to {high:g}; {allowed}",
                "按此范围，{name}为{low:g}至{high:g}，{allowed}",
            )
            part = f"{name}.{key}" if key else name
            problems.add(where, fill(wrong, name=part, low=lowest, high=highest, allowed=_allowed(spec)))
            return False
    return True
