"""One value of a file: number or mapping, unit, source, range and note, all checked."""

from __future__ import annotations

from math import inf

from resettle.model.fields import Field
from resettle.scenarios.problems import Problems, Where, listed, shown
from resettle.scenarios.read.scalars import check_keys, choice, is_empty, mapping, number, sequence, text
from resettle.scenarios.read.strict_yaml import MappingNode, Node, ScalarNode
from resettle.scenarios.sources.references import FORMS, source
from resettle.scenarios.types import Source, Value

TOLERANCE = 1e-6
"""How far shares may be from adding up."""

VALUE_KEYS = ("value", "unit", "source", "range", "range_is", "note")
SERIES_KEYS = ("values", "unit", "source", "range", "range_is", "note")


def read_value(node: Node, name: str, spec: Field, problems: Problems) -> Value | None:
    """Reads a number or mapping with unit, source, range and note; `None` after a problem."""
    holder = _holder(node, name, spec, VALUE_KEYS, problems)
    if holder is None:
        return None
    content: float | dict[str, float] | None = None
    if "value" not in holder.locations:
        problems.add(holder.where, f"{name} has no 'value'")
    elif spec.keys:
        content = _parts(holder.items["value"], name, spec, problems)
    else:
        content = _within(holder.items["value"], name, spec, problems)
    kinds = ("factor",) if spec.keys else ("bounds", "factor")
    return _complete(content, holder, name, spec, kinds, problems)


def read_series(node: Node, name: str, spec: Field, problems: Problems) -> Value | None:
    """Reads yearly numbers with unit, source, range and note; `None` after a problem."""
    holder = _holder(node, name, spec, SERIES_KEYS, problems)
    if holder is None:
        return None
    content: dict[str, float] | None = None
    if "values" not in holder.locations:
        problems.add(
            holder.where, f"{name} has no 'values'; write one number a year, for example {{2021: 100}}"
        )
    else:
        years = mapping(holder.items["values"], f"values of {name}", problems)
        content = None if years is None else _years(years, name, spec, problems)
    return _complete(content, holder, name, spec, ("growth", "factor"), problems)


def read_source(node: Node, name: str, problems: Problems) -> Source | None:
    """Reads the source of a value, or returns `None` after a problem."""
    written = text(node, f"source of {name}", problems, limit=400)
    return None if written is None else source(written, name, node.where, problems)


def _holder(
    node: Node, name: str, spec: Field, keys: tuple[str, ...], problems: Problems
) -> MappingNode | None:
    """The mapping that holds a value; a bare number has no source."""
    if isinstance(node, ScalarNode) and not is_empty(node):
        problems.add(
            node.where,
            f"{name} has no unit and no source; "
            f"write {{value: {shown(node.text, 20)[1:-1]}, unit: {spec.unit}, source: ...}}",
        )
        return None
    holder = mapping(node, name, problems)
    if holder is not None:
        check_keys(holder, f"key of {name}", keys, problems)
    return holder


def _within(node: Node, name: str, spec: Field, problems: Problems) -> float | None:
    """A number inside the bounds of its field."""
    value = number(node, name, problems)
    if value is None:
        return None
    if not spec.low <= value <= spec.high:
        problems.add(node.where, f"{name} is {value:g}; {_allowed(spec)}")
        return None
    if spec.whole and value != int(value):
        problems.add(node.where, f"{name} is {value:g}; a whole number is wanted")
        return None
    return value


def _allowed(spec: Field) -> str:
    """What a field allows, in words."""
    if spec.high == inf:
        return "it cannot be negative" if spec.low == 0 else f"it cannot be below {spec.low:g}"
    return f"it must lie between {spec.low:g} and {spec.high:g} ({spec.unit})"


def _parts(node: Node, name: str, spec: Field, problems: Problems) -> dict[str, float] | None:
    """One number for each key of a field."""
    holder = mapping(node, name, problems)
    if holder is None:
        return None
    check_keys(holder, f"key of {name}", spec.keys, problems)
    missing = [key for key in spec.keys if key not in holder.locations]
    if missing:
        problems.add(holder.where, f"{name} lacks {listed(missing)}; it needs {listed(spec.keys)}")
    read = {
        key: _within(holder.items[key], f"{name}.{key}", spec, problems)
        for key in spec.keys
        if key in holder.items
    }
    numbers = {key: value for key, value in read.items() if value is not None}
    if len(numbers) < len(spec.keys) or len(holder.locations) > len(spec.keys):
        return None
    total = sum(numbers.values())
    if spec.total is not None and abs(total - spec.total) > TOLERANCE:
        problems.add(
            holder.where, f"parts of {name} add up to {total:.6g}; they must add up to {spec.total:g}"
        )
        return None
    return numbers


def _years(holder: MappingNode, name: str, spec: Field, problems: Problems) -> dict[str, float] | None:
    """One number for each calendar year."""
    by_year: dict[str, float] = {}
    good = True
    for key, where in holder.locations.items():
        if not (key.isascii() and key.isdigit() and len(key) == 4):
            problems.add(
                where, f"{shown(key)} in {name} is not a year; write one number a year, for example 2021: 100"
            )
            good = False
            continue
        node = holder.items[key]
        value = _within(node, f"{name}.{key}", spec, problems)
        if value is None:
            good = False
        else:
            by_year[key] = value
    if not holder.locations:
        problems.add(holder.where, f"{name} has no years")
        good = False
    return dict(sorted(by_year.items())) if good else None


def _complete(
    content: float | dict[str, float] | None,
    holder: MappingNode,
    name: str,
    spec: Field,
    kinds: tuple[str, ...],
    problems: Problems,
) -> Value | None:
    """A value of its numbers and of what is said beside them; `kinds` are the ways to read a range."""
    items, locations = holder.items, holder.locations
    unit = None
    if "unit" not in locations:
        problems.add(holder.where, f"{name} has no unit; it is given in {spec.unit}")
    else:
        unit = text(items["unit"], f"unit of {name}", problems)
        if unit is not None and unit != spec.unit:
            where = items["unit"].where
            problems.add(where, f"unit of {name} is {shown(unit)}; it must be {shown(spec.unit)}")
            unit = None
    origin = None
    if "source" not in locations:
        problems.add(holder.where, f"{name} has no source; allowed: {FORMS}")
    else:
        origin = read_source(items["source"], name, problems)
    note: str | None = ""
    if "note" in locations:
        note = text(items["note"], f"note of {name}", problems)
    range_is: str | None = kinds[0]
    if "range_is" in locations:
        range_is = choice(items["range_is"], f"range_is of {name}", kinds, problems)
    elif "range" in locations and "bounds" not in kinds:
        problems.add(holder.where, f"range of {name} is one for all its keys; say 'range_is: {kinds[0]}'")
        range_is = None
    limits, ranged = None, "range" in locations
    if ranged:
        limits = _range(items["range"], name, problems)
        if spec.total is not None:
            where = locations["range"]
            problems.add(where, f"{name} is a distribution and cannot have a range; say it in 'note'")
            limits = None
    backed = origin is not None and _backed(origin, name, spec, holder, problems)
    if content is None or unit is None or origin is None or not backed:
        return None
    if note is None or range_is is None or (ranged and limits is None):
        return None
    value = Value(content, unit, origin, holder.where, limits, range_is, note)
    return value if _range_fits(value, name, spec, holder, problems) else None


def _backed(origin: Source, name: str, spec: Field, holder: MappingNode, problems: Problems) -> bool:
    """Whether an assumption says how wide it is and why, and a calibration says to what."""
    needed = []
    if origin.kind == "assumed" and "range" not in holder.locations and spec.total is None:
        needed.append("range")
    if origin.kind in ("assumed", "calibrated") and "note" not in holder.locations:
        needed.append("note")
    where = holder.locations["source"]
    for key in needed:
        why = "how far it may be off" if key == "range" else "why this value"
        problems.add(where, f"{name} is {origin.kind} but has no '{key}'; say {why}")
    return not needed


def _range(node: Node, name: str, problems: Problems) -> tuple[float, float] | None:
    """The two ends of a range."""
    ends = sequence(node, f"range of {name}", problems)
    if ends is None:
        return None
    if len(ends.items) != 2:
        problems.add(
            node.where, f"range of {name} has {len(ends.items)} numbers; it needs two: [lowest, highest]"
        )
        return None
    low = number(ends.items[0], f"lower end of the range of {name}", problems)
    high = number(ends.items[1], f"upper end of the range of {name}", problems)
    if low is None or high is None:
        return None
    if low > high:
        problems.add(
            node.where, f"range of {name} runs from {low:g} down to {high:g}; write the lower end first"
        )
        return None
    return low, high


def _range_fits(value: Value, name: str, spec: Field, holder: MappingNode, problems: Problems) -> bool:
    """Whether a range holds its value and stays inside the bounds of the field."""
    if value.range is None:
        return True
    where: Where = holder.locations["range"]
    low, high = value.range
    if value.range_is != "bounds":
        return _relative_range_fits(value, name, spec, where, problems)
    if not low <= value.number <= high:
        problems.add(where, f"{name} is {value.number:g}, outside its own range {low:g} to {high:g}")
        return False
    if low < spec.low or high > spec.high:
        problems.add(where, f"range of {name} goes from {low:g} to {high:g}; {_allowed(spec)}")
        return False
    return True


def _relative_range_fits(value: Value, name: str, spec: Field, where: Where, problems: Problems) -> bool:
    """The same for a factor or a growth."""
    assert value.range is not None
    low, high = value.range
    middle = 1.0 if value.range_is == "factor" else 0.0
    if (
        not low <= middle <= high
        or (value.range_is == "factor" and low < 0)
        or (value.range_is == "growth" and low <= -1)
    ):
        least = "from 0 up and include 1" if value.range_is == "factor" else "above -1 and include 0"
        problems.add(
            where, f"range of {name} is a {value.range_is} from {low:g} to {high:g}; it must be {least}"
        )
        return False
    if value.range_is == "growth":
        return True
    numbers = value.value if isinstance(value.value, dict) else {"": value.value}
    for key, number_of_key in numbers.items():
        lowest, highest = sorted((number_of_key * low, number_of_key * high))
        if lowest < spec.low or highest > spec.high:
            label = f"{name}.{key}" if key else name
            problems.add(
                where, f"with this range {label} goes from {lowest:g} to {highest:g}; {_allowed(spec)}"
            )
            return False
    return True
