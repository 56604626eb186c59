"""The windows of a lever: months with settings, eligibility, priority and budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resettle.model.months import month_label
from resettle.model.traits import MAX_PRIORITIES, TRAITS
from resettle.scenarios.catalogue import budget_field, lever_classes
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.scalars import check_keys, mapping, month, name_of, sequence
from resettle.scenarios.read.strict_yaml import MappingNode, Node
from resettle.scenarios.read.values import read_value
from resettle.scenarios.types import Value, WindowSpec

RULES = ("eligibility", "priority", "budget")
"""Keys of a window beside its months and the settings of its lever."""

WINDOW_KEYS = ("from", "to", *RULES)
"""Keys of a window beside the settings of its lever."""

Dated = tuple[str, int, Where]
"""A month that a file states: its name in messages, the month, and its location."""


@dataclass(frozen=True)
class WindowContent:
    """What a window or a change states beside its months; `None` for what it does not state."""

    settings: dict[str, Value]
    eligibility: tuple[str, ...] | None
    priority: tuple[str, ...] | None
    budget: Value | None


def read_window(name: str, node: Node, problems: Problems) -> tuple[WindowSpec, list[Dated]] | None:
    """Reads one window and the months it names; `None` after a problem with its months."""
    what = f"window of {name}"
    holder = mapping(node, what, problems)
    if holder is None:
        return None
    lever = lever_classes()[name]
    start, end = (read_month(holder, key, what, name, problems) for key in ("from", "to"))
    content = read_content(name, holder, problems)
    free = (lever.scale,) if "budget" in holder.items else ()  # said of the budget
    missing = [
        f"{setting} ({spec.unit})"
        for setting, spec in lever.settings.items()
        if setting not in holder.items and setting not in free and not spec.optional
    ]
    if missing:
        problems.add(holder.where, f"{what} lacks {listed(missing)}")
    if "budget" in holder.items:
        where, scale = holder.locations["budget"], lever.scale
        pays = f"{name} has a budget without {scale}; say how many {scale} ({lever.settings[scale].unit}) "
        if not problems.breaks(where, (scale not in holder.items, f"{pays}it pays for")):
            check_budget(name, where, content.budget, content.settings, problems)
    if start is None or end is None or not in_order(what, start, end, holder, problems):
        return None
    window = WindowSpec(
        where=holder.where,
        start=start,
        end=end,
        settings=content.settings,
        eligibility=content.eligibility or (),
        priority=content.priority or (),
        budget=content.budget,
    )
    return window, dates(name, holder, start, end)


def dates(name: str, holder: MappingNode, start: int, end: int) -> list[Dated]:
    """The months that a window or a change names."""
    named = zip(("from", "to"), (start, end), strict=True)
    return [(f"{name}.{key}", date, holder.items[key].where) for key, date in named if key in holder.items]


def read_month(holder: MappingNode, key: str, what: str, name: str, problems: Problems) -> int | None:
    """The month under a key that must be there, or `None` after a problem."""
    if key not in holder.items:
        problems.add(holder.where, f"{what} has no '{key}'; write it as YYYY-MM")
    return month(holder.items.get(key), f"{name}.{key}", problems)


def in_order(what: str, start: int, end: int, holder: MappingNode, problems: Problems) -> bool:
    """Whether the first month is not after the last."""
    earlier = f"{what} runs from {month_label(start)} to {month_label(end)}, which is earlier"
    return not problems.breaks(holder.items["from"].where, (start > end, earlier))


def read_content(name: str, holder: MappingNode, problems: Problems) -> WindowContent:
    """What a window or a change states, with every key checked; settings in the lever's order."""
    lever, items = lever_classes()[name], holder.items
    check_keys(holder, f"setting of {name}", [*WINDOW_KEYS, *lever.settings], problems)
    settings: dict[str, Value] = {}
    for setting, spec in lever.settings.items():
        value = read_value(items.get(setting), f"{name}.{setting}", spec, problems)
        if value is not None:
            settings[setting] = value
    budget = read_value(items.get("budget"), f"{name}.budget", budget_field(), problems)
    eligibility, priority = (_traits(holder, key, name, problems) for key in ("eligibility", "priority"))
    for key, matters in (("eligibility", lever.admits), ("priority", lever.selects)):
        if key in items:
            idle = f"{key} has no effect on {name}, which does not choose persons by it; leave it out"
            problems.breaks(items[key].where, (not matters, idle))
    if priority is not None and len(priority) > MAX_PRIORITIES:
        most = f"priority of {name} names {len(priority)} traits; {MAX_PRIORITIES} are allowed"
        problems.add(items["priority"].where, most)
    return WindowContent(settings, eligibility, priority, budget)


def check_budget(
    name: str, where: Where, budget: Value | None, settings: Mapping[str, Value], problems: Problems
) -> None:
    """Reports a budget beside a quantity of zero."""
    scale_name = lever_classes()[name].scale
    scale = settings.get(scale_name)
    if budget is not None and scale is not None and scale.number == 0 and budget.number > 0:
        problems.add(
            where,
            f"{name} has a budget without {scale_name}: {scale_name} is 0, so nothing can be spent; "
            f"give {scale_name} or take the budget out",
        )


def _traits(holder: MappingNode, key: str, name: str, problems: Problems) -> tuple[str, ...] | None:
    """Names of traits, each once; `None` if the key is not there."""
    entries = sequence(holder.items.get(key), f"{key} of {name}", problems)
    if entries is None:
        return None
    names: list[str] = []
    for item in entries.items:
        trait = name_of(item, f"trait in {key} of {name}", f"trait in {key} of {name}:", TRAITS, problems)
        twice = f"{key} of {name} names {trait} twice"
        if trait is not None and not problems.breaks(item.where, (trait in names, twice)):
            names.append(trait)
    return tuple(names)
