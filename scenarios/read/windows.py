"""The windows of a lever: months with settings, eligibility, priority and budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.model.fields import Field
from resettle.model.months import month_label
from resettle.model.traits import MAX_PRIORITIES, TRAITS
from resettle.scenarios.catalogue import budget_field, lever_classes
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.scalars import mapping, month, sequence, text, unknown
from resettle.scenarios.read.strict_yaml import MappingNode, Node
from resettle.scenarios.read.values import read_value
from resettle.scenarios.types import Value, WindowSpec

if TYPE_CHECKING:
    from resettle.model.levers.base import Lever

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
    holder = mapping(node, f"window of {name}", problems)
    if holder is None:
        return None
    lever = lever_classes()[name]
    start = read_month(holder, "from", f"window of {name}", name, problems)
    end = read_month(holder, "to", f"window of {name}", name, problems)
    content = read_content(name, holder, problems)
    _complete(name, lever, holder, problems)
    if "budget" in holder.items:
        _budget_needs_scale(name, lever, holder, content, problems)
    if start is None or end is None or not in_order(f"window of {name}", start, end, holder, problems):
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
    dates = [
        (f"{name}.from", start, holder.items["from"].where),
        (f"{name}.to", end, holder.items["to"].where),
    ]
    return window, dates


def read_month(holder: MappingNode, key: str, what: str, name: str, problems: Problems) -> int | None:
    """The month under a key that must be there, or `None` after a problem."""
    if key not in holder.items:
        if key not in holder.locations:
            problems.add(holder.where, f"{what} has no '{key}'; write it as YYYY-MM")
        return None
    return month(holder.items[key], f"{name}.{key}", problems)


def in_order(what: str, start: int, end: int, holder: MappingNode, problems: Problems) -> bool:
    """Whether the first month is not after the last."""
    if start <= end:
        return True
    problems.add(
        holder.items["from"].where,
        f"{what} runs from {month_label(start)} to {month_label(end)}, which is earlier",
    )
    return False


def read_content(name: str, holder: MappingNode, problems: Problems) -> WindowContent:
    """What a window or a change states, with every key checked; settings in the lever's order."""
    lever = lever_classes()[name]
    allowed = [*WINDOW_KEYS, *lever.settings]
    for key, where in holder.locations.items():
        if key not in allowed:
            unknown(key, where, f"setting of {name}", allowed, problems)
    settings: dict[str, Value] = {}
    for setting, spec in lever.settings.items():
        if setting in holder.items:
            value = read_value(holder.items[setting], f"{name}.{setting}", spec, problems)
            if value is not None:
                settings[setting] = value
    budget = None
    if "budget" in holder.items:
        budget = read_value(holder.items["budget"], f"{name}.budget", budget_field(), problems)
    eligibility = _traits(holder, "eligibility", name, problems)
    priority = _traits(holder, "priority", name, problems)
    for key, matters in (("eligibility", lever.admits), ("priority", lever.selects)):
        if key in holder.items and not matters:
            problems.add(
                holder.items[key].where,
                f"{key} has no effect on {name}, which does not choose persons by it; leave it out",
            )
    if priority is not None and len(priority) > MAX_PRIORITIES:
        problems.add(
            holder.items["priority"].where,
            f"priority of {name} names {len(priority)} traits; {MAX_PRIORITIES} are allowed",
        )
    return WindowContent(settings, eligibility, priority, budget)


def _complete(name: str, lever: type[Lever], holder: MappingNode, problems: Problems) -> None:
    """Reports settings that a window lacks, in one line."""
    missing = [
        setting
        for setting, spec in lever.settings.items()
        if setting not in holder.items
        and not spec.optional
        and not (setting == lever.scale and "budget" in holder.items)
    ]
    if missing:
        said = listed(f"{setting} ({lever.settings[setting].unit})" for setting in missing)
        problems.add(holder.where, f"window of {name} lacks {said}")


def _budget_needs_scale(
    name: str, lever: type[Lever], holder: MappingNode, content: WindowContent, problems: Problems
) -> None:
    """A budget buys nothing without the quantity that it pays for."""
    spec: Field = lever.settings[lever.scale]
    where = holder.locations["budget"]
    if lever.scale not in holder.items:
        problems.add(
            where,
            f"{name} has a budget without {lever.scale}; say how many {lever.scale} ({spec.unit}) "
            "it pays for",
        )
        return
    check_budget(name, where, content.budget, content.settings, problems)


def check_budget(
    name: str, where: Where, budget: Value | None, settings: Mapping[str, Value], problems: Problems
) -> None:
    """Reports a budget beside a quantity of zero."""
    scale_name = lever_classes()[name].scale
    scale = settings.get(scale_name)
    if budget is None or scale is None:
        return
    if scale.number == 0 and budget.number > 0:
        problems.add(
            where,
            f"{name} has a budget without {scale_name}: {scale_name} is 0, so nothing can be spent; "
            f"give {scale_name} or take the budget out",
        )


def _traits(holder: MappingNode, key: str, name: str, problems: Problems) -> tuple[str, ...] | None:
    """Names of traits, each once; `None` if the key is not there."""
    if key not in holder.items:
        return None
    entries = sequence(holder.items[key], f"{key} of {name}", problems)
    if entries is None:
        return None
    names: list[str] = []
    for item in entries.items:
        trait = text(item, f"trait in {key} of {name}", problems)
        if trait is None:
            continue
        if trait not in TRAITS:
            unknown(trait, item.where, f"trait in {key} of {name}:", list(TRAITS), problems)
        elif trait in names:
            problems.add(item.where, f"{key} of {name} names {trait} twice")
        else:
            names.append(trait)
    return tuple(names)
