"""The windows of a lever: months with settings, eligibility, priority and budget."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from resettle.model.fields import Field
from resettle.model.months import month_label
from resettle.model.traits import MAX_PRIORITIES, TRAITS
from resettle.scenarios.catalogue import budget as budget_field
from resettle.scenarios.catalogue import levers
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.scalars import mapping, month, sequence, text, unknown
from resettle.scenarios.read.strict_yaml import Mapping, Node
from resettle.scenarios.read.values import read_value
from resettle.scenarios.types import Value

if TYPE_CHECKING:
    from resettle.model.levers.base import Lever

RULES = ("eligibility", "priority", "budget")
"""Keys of a window beside its months and the settings of its lever."""

WINDOW_KEYS = ("from", "to", *RULES)
"""Keys of a window beside the settings of its lever."""

Dated = tuple[str, int, Where]
"""A month that a file states: its name in messages, the month, and its place."""


@dataclass(frozen=True)
class WindowPart:
    """A window as files state it; months count from year 0."""

    where: Where
    start: int
    end: int
    settings: dict[str, Value] = field(default_factory=dict)
    eligibility: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    budget: Value | None = None


@dataclass(frozen=True)
class Stated:
    """What a window or a change states beside its months; `None` for what it does not state."""

    settings: dict[str, Value]
    eligibility: tuple[str, ...] | None
    priority: tuple[str, ...] | None
    budget: Value | None


def read_window(name: str, node: Node, problems: Problems) -> tuple[WindowPart, list[Dated]] | None:
    """Reads one window and the months it names; `None` after a problem with its months."""
    holder = mapping(node, f"window of {name}", problems)
    if holder is None:
        return None
    lever = levers()[name]
    start = read_month(holder, "from", f"window of {name}", name, problems)
    end = read_month(holder, "to", f"window of {name}", name, problems)
    stated = read_stated(name, holder, problems)
    _complete(name, lever, holder, problems)
    if "budget" in holder.items:
        _budget_needs_scale(name, lever, holder, stated, problems)
    if start is None or end is None or not in_order(f"window of {name}", start, end, holder, problems):
        return None
    window = WindowPart(
        where=holder.where,
        start=start,
        end=end,
        settings=stated.settings,
        eligibility=stated.eligibility or (),
        priority=stated.priority or (),
        budget=stated.budget,
    )
    dates = [
        (f"{name}.from", start, holder.items["from"].where),
        (f"{name}.to", end, holder.items["to"].where),
    ]
    return window, dates


def read_month(holder: Mapping, key: str, what: str, name: str, problems: Problems) -> int | None:
    """The month under a key that must be there, or `None` after a problem."""
    if key not in holder.items:
        if key not in holder.places:
            problems.add(holder.where, f"{what} has no '{key}'; write it as YYYY-MM")
        return None
    return month(holder.items[key], f"{name}.{key}", problems)


def in_order(what: str, start: int, end: int, holder: Mapping, problems: Problems) -> bool:
    """Whether the first month is not after the last."""
    if start <= end:
        return True
    problems.add(
        holder.items["from"].where,
        f"{what} runs from {month_label(start)} to {month_label(end)}, which is earlier",
    )
    return False


def read_stated(name: str, holder: Mapping, problems: Problems) -> Stated:
    """What a window or a change states, with every key checked; settings in the lever's order."""
    lever = levers()[name]
    allowed = [*WINDOW_KEYS, *lever.settings]
    for key, place in holder.places.items():
        if key not in allowed:
            unknown(key, place, f"setting of {name}", allowed, problems)
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
    return Stated(settings, eligibility, priority, budget)


def _complete(name: str, lever: type[Lever], holder: Mapping, problems: Problems) -> None:
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
    name: str, lever: type[Lever], holder: Mapping, stated: Stated, problems: Problems
) -> None:
    """A budget buys nothing without the quantity that it pays for."""
    spec: Field = lever.settings[lever.scale]
    where = holder.places["budget"]
    if lever.scale not in holder.items:
        problems.add(
            where,
            f"{name} has a budget without {lever.scale}; say how many {lever.scale} ({spec.unit}) "
            "it pays for",
        )
        return
    check_budget(name, where, stated.budget, stated.settings, problems)


def check_budget(
    name: str, where: Where, budget: Value | None, settings: dict[str, Value], problems: Problems
) -> None:
    """Reports a budget beside a quantity of zero."""
    scale_name = levers()[name].scale
    scale = settings.get(scale_name)
    if budget is None or scale is None:
        return
    if scale.number == 0 and budget.number > 0:
        problems.add(
            where,
            f"{name} has a budget without {scale_name}: {scale_name} is 0, so nothing can be spent; "
            f"give {scale_name} or take the budget out",
        )


def _traits(holder: Mapping, key: str, name: str, problems: Problems) -> tuple[str, ...] | None:
    """Names of traits, each once; `None` if the key is not there."""
    if key not in holder.items:
        return None
    found = sequence(holder.items[key], f"{key} of {name}", problems)
    if found is None:
        return None
    names: list[str] = []
    for item in found.items:
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
