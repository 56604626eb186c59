"""One value of a file: number or mapping, unit, source, range and note, all checked."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from resettle.model.fields import Field
from resettle.model.text import NOTHING
from resettle.scenarios.problems import Problems, Where, listed, shown
from resettle.scenarios.read.scalars import (
    bilingual,
    check_keys,
    choice,
    is_empty,
    mapping,
    number,
    sequence,
    text,
)
from resettle.scenarios.read.strict_yaml import MappingNode, Node, ScalarNode
from resettle.scenarios.sources.references import FORMS, source
from resettle.scenarios.types import Source, Value

TOLERANCE = 1e-6
"""How far shares may be from adding up."""

_Content = float | dict[str, float] | None


def read_value(node: Node | None, name: str, spec: Field, problems: Problems) -> Value | None:
    """Reads a number or mapping with unit, source, range and note; `None` after a problem."""
    if spec.keys:
        return _read(node, name, spec, "value", "", _parts, ("factor",), problems)
    return _read(node, name, spec, "value", "", _within, ("bounds", "factor"), problems)


def read_series(node: Node, name: str, spec: Field, problems: Problems) -> Value | None:
    """Reads yearly numbers with unit, source, range and note; `None` after a problem."""
    example = "; write one number a year, for example {2021: 100}"
    return _read(node, name, spec, "values", example, _years, ("growth", "factor"), problems)


def read_source(node: Node | None, name: str, problems: Problems) -> Source | None:
    """Reads the source of a value, or returns `None` after a problem."""
    written = text(node, f"source of {name}", problems, limit=400)
    return None if node is None or written is None else source(written, name, node.where, problems)


def _read(
    node: Node | None,
    name: str,
    spec: Field,
    key: str,
    example: str,
    read_content: Callable[[Node | None, str, Field, Problems], _Content],
    kinds: tuple[str, ...],
    problems: Problems,
) -> Value | None:
    """Reads a value whose numbers stand under `key`; `kinds` are the ways to read a range."""
    if isinstance(node, ScalarNode) and not is_empty(node):  # a bare number has no source
        full = f"{{value: {shown(node.text, 20)[1:-1]}, unit: {spec.unit}, source: ...}}"
        problems.add(node.where, f"{name} has no unit and no source; write {full}")
        return None
    holder = mapping(node, name, problems)
    if holder is None:
        return None
    keys = (key, "unit", "source", "range", "range_is", "note")
    check_keys(holder, f"key of {name}", keys, problems)
    items = holder.items
    for needed, words in (
        (key, f"'{key}'{example}"),
        ("unit", f"unit; it is given in {spec.unit}"),
        ("source", f"source; allowed: {FORMS}"),
    ):
        if needed not in items:
            problems.add(holder.where, f"{name} has no {words}")
    content = read_content(items.get(key), name, spec, problems)
    unit = text(items.get("unit"), f"unit of {name}", problems)
    if unit is not None and unit != spec.unit:
        must = f"unit of {name} is {shown(unit)}; it must be {shown(spec.unit)}"
        problems.add(items["unit"].where, must)
        unit = None
    origin = read_source(items.get("source"), name, problems)
    note = bilingual(items["note"], f"note of {name}", problems) if "note" in items else NOTHING
    range_is = choice(items.get("range_is"), f"range_is of {name}", kinds, problems)
    if "range" in items and "range_is" not in items and "bounds" not in kinds:
        problems.add(holder.where, f"range of {name} is one for all its keys; say 'range_is: {kinds[0]}'")
    elif "range_is" not in items:
        range_is = kinds[0]
    limits = _range(items.get("range"), name, problems)
    if "range" in items and spec.total is not None:
        where = holder.locations["range"]
        problems.add(where, f"{name} is a distribution and cannot have a range; say it in 'note'")
        limits = None
    backed = origin is not None and _backed(origin, name, spec, holder, problems)
    if content is None or unit is None or origin is None or not backed:
        return None
    if note is None or range_is is None or ("range" in items and limits is None):
        return None
    value = Value(content, unit, origin, holder.where, limits, range_is, note)
    return value if _range_fits(value, name, spec, holder, problems) else None


def _within(node: Node | None, name: str, spec: Field, problems: Problems) -> float | None:
    """A number inside the bounds of its field."""
    value = number(node, name, problems)
    if node is None or value is None:
        return None
    wrong = problems.breaks(
        node.where,
        (not spec.low <= value <= spec.high, f"{name} is {value:g}; {_allowed(spec)}"),
        (spec.whole and value != int(value), f"{name} is {value:g}; a whole number is wanted"),
    )
    return None if wrong else value


def _allowed(spec: Field) -> str:
    """What a field allows, in words."""
    if spec.high == inf:
        return "it cannot be negative" if spec.low == 0 else f"it cannot be below {spec.low:g}"
    return f"it must lie between {spec.low:g} and {spec.high:g} ({spec.unit})"


def _parts(node: Node | None, name: str, spec: Field, problems: Problems) -> dict[str, float] | None:
    """One number for each key of a field."""
    holder = mapping(node, name, problems)
    if holder is None:
        return None
    items = holder.items
    check_keys(holder, f"key of {name}", spec.keys, problems)
    missing = [key for key in spec.keys if key not in items]
    if missing:
        problems.add(holder.where, f"{name} lacks {listed(missing)}; it needs {listed(spec.keys)}")
    read = {key: _within(items.get(key), f"{name}.{key}", spec, problems) for key in spec.keys}
    numbers = {key: value for key, value in read.items() if value is not None}
    if len(numbers) < len(spec.keys) or len(items) > len(spec.keys):
        return None
    total, wanted = sum(numbers.values()), spec.total
    if wanted is not None and abs(total - wanted) > TOLERANCE:
        sums = f"parts of {name} add up to {total:.6g}; they must add up to {wanted:g}"
        problems.add(holder.where, sums)
        return None
    return numbers


def _years(node: Node | None, name: str, spec: Field, problems: Problems) -> dict[str, float] | None:
    """One number for each calendar year."""
    holder = mapping(node, f"values of {name}", problems)
    if holder is None:
        return None
    if not holder.items:
        problems.add(holder.where, f"{name} has no years")
    by_year: dict[str, float] = {}
    for key, item in holder.items.items():
        year = key.isascii() and key.isdigit() and len(key) == 4
        wrong = f"{shown(key)} in {name} is not a year; write one number a year, for example 2021: 100"
        if not problems.breaks(holder.locations[key], (not year, wrong)):
            value = _within(item, f"{name}.{key}", spec, problems)
            by_year |= {} if value is None else {key: value}
    return dict(sorted(by_year.items())) if by_year and len(by_year) == len(holder.items) else None


def _backed(origin: Source, name: str, spec: Field, holder: MappingNode, problems: Problems) -> bool:
    """Whether an assumption says how wide it is and why, and a calibration says to what."""
    kind, items, where = origin.kind, holder.items, holder.locations["source"]
    no_range = origin.unsure and "range" not in items and spec.total is None
    no_note = (origin.unsure or kind == "calibrated") and "note" not in items
    if no_range:
        problems.add(where, f"{name} is {kind} but has no 'range'; say how far it may be off")
    if no_note:
        problems.add(where, f"{name} is {kind} but has no 'note'; say why this value")
    return not (no_range or no_note)


def _range(node: Node | None, name: str, problems: Problems) -> tuple[float, float] | None:
    """The two ends of a range."""
    ends = sequence(node, f"range of {name}", problems)
    if ends is None:
        return None
    count = len(ends.items)
    needs = f"range of {name} has {count} numbers; it needs two: [lowest, highest]"
    if problems.breaks(ends.where, (count != 2, needs)):
        return None
    low = number(ends.items[0], f"lower end of the range of {name}", problems)
    high = number(ends.items[1], f"upper end of the range of {name}", problems)
    if low is None or high is None:
        return None
    turned = f"range of {name} runs from {low:g} down to {high:g}; write the lower end first"
    return None if problems.breaks(ends.where, (low > high, turned)) else (low, high)


def _range_fits(value: Value, name: str, spec: Field, holder: MappingNode, problems: Problems) -> bool:
    """Whether a range holds its value and stays inside the bounds of the field."""
    if value.range is None:
        return True
    where, (low, high) = holder.locations["range"], value.range
    if value.range_is != "bounds":
        return _relative_range_fits(value, name, spec, where, problems)
    central, outside = value.number, low < spec.low or high > spec.high
    return not problems.breaks(
        where,
        (not low <= central <= high, f"{name} is {central:g}, outside its own range {low:g} to {high:g}"),
        (outside, f"range of {name} goes from {low:g} to {high:g}; {_allowed(spec)}"),
    )


def _relative_range_fits(value: Value, name: str, spec: Field, where: Where, problems: Problems) -> bool:
    """The same for a factor or a growth."""
    assert value.range is not None
    low, high = value.range
    if value.range_is == "factor":
        fits, must = 0 <= low <= 1 <= high, "from 0 up and include 1"
    else:
        fits, must = -1 < low <= 0 <= high, "above -1 and include 0"
    wrong = f"range of {name} is a {value.range_is} from {low:g} to {high:g}; it must be {must}"
    if problems.breaks(where, (not fits, wrong)):
        return False
    numbers = value.value if isinstance(value.value, dict) else {"": value.value}
    for key, number_of_key in numbers.items() if value.range_is == "factor" else ():
        lowest, highest = sorted((number_of_key * low, number_of_key * high))
        label = f"{name}.{key}" if key else name
        wrong = f"with this range {label} goes from {lowest:g} to {highest:g}; {_allowed(spec)}"
        if problems.breaks(where, (lowest < spec.low or highest > spec.high, wrong)):
            return False
    return True
