"""The levers of a file: windows with settings, eligibility, priority and budget."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model.fields import Field
from model.traits import MAX_PRIORITIES, TRAITS
from scenarios.catalogue import budget as budget_field
from scenarios.catalogue import levers
from scenarios.problems import Problems, Where, listed, shown
from scenarios.strict_yaml import Mapping, Node
from scenarios.types import Value
from scenarios.values import read_value
from scenarios.words import mapping, month, month_label, sequence, text, unknown

if TYPE_CHECKING:
    from model.levers.base import Lever

WINDOW_KEYS = ("from", "to", "eligibility", "priority", "budget")
"""Keys of a window beside the settings of its lever."""


@dataclass
class WindowPart:
    """A window as a file states it; months count from year 0."""

    where: Where
    start: int
    end: int
    start_at: Where
    end_at: Where
    settings: dict[str, Value] = field(default_factory=dict)
    eligibility: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    budget: Value | None = None


@dataclass
class LeverPart:
    """A lever as a file states it; `None` for what the file leaves to what it extends."""

    where: Where
    stop: tuple[int, Where] | None = None
    windows: list[WindowPart] | None = None
    bad: bool = False


def read_lever(name: str, node: Node, where: Where, problems: Problems) -> LeverPart | None:
    """Reads one lever; `None` if it is no mapping."""
    holder = mapping(node, f"levers.{name}", problems)
    if holder is None:
        return None
    part = LeverPart(where)
    for key, place in holder.places.items():
        if key not in ("windows", "stop_from"):
            if key in levers()[name].settings or key in WINDOW_KEYS:
                problems.add(place, f"{shown(key)} belongs into a window: levers.{name}.windows")
            else:
                unknown(key, place, f"key of levers.{name}", ["windows", "stop_from"], problems)
    if not holder.places:
        problems.add(where, f"lever {name} is empty; give it windows")
        part.bad = True
    if "stop_from" in holder.items:
        stop = month(holder.items["stop_from"], f"levers.{name}.stop_from", problems)
        part.stop = None if stop is None else (stop, holder.items["stop_from"].where)
    if "windows" in holder.items:
        _windows(part, name, holder.items["windows"], problems)
    return part


def _windows(part: LeverPart, name: str, node: Node, problems: Problems) -> None:
    found = sequence(node, f"levers.{name}.windows", problems)
    part.windows = []
    if found is None:
        part.bad = True
        return
    if not found.items:
        problems.add(found.where, f"lever {name} has no windows; to end a lever write stop_from instead")
        part.bad = True
    for item in found.items:
        window = _window(name, item, problems)
        if window is None:
            part.bad = True
        else:
            part.windows.append(window)
    part.windows.sort(key=lambda window: window.start)
    for before, after in zip(part.windows, part.windows[1:], strict=False):
        if after.start <= before.end:
            problems.add(
                after.where,
                f"windows of lever {name} overlap: {month_label(before.start)} to {month_label(before.end)} "
                f"(line {before.where.line}) and {month_label(after.start)} to {month_label(after.end)}; "
                "months may belong to one window only",
            )
            part.bad = True


def _window(name: str, node: Node, problems: Problems) -> WindowPart | None:
    holder = mapping(node, f"window of {name}", problems)
    if holder is None:
        return None
    lever = levers()[name]
    allowed = [*WINDOW_KEYS, *lever.settings]
    for key, place in holder.places.items():
        if key not in allowed:
            unknown(key, place, f"setting of {name}", allowed, problems)
    start = _month(holder, "from", name, problems)
    end = _month(holder, "to", name, problems)
    settings = _settings(name, lever, holder, problems)
    budget = None
    if "budget" in holder.items:
        budget = read_value(holder.items["budget"], f"{name}.budget", budget_field(), problems)
        _budget_needs_scale(name, lever, holder, budget, settings, problems)
    eligibility = _traits(holder, "eligibility", name, problems)
    priority = _traits(holder, "priority", name, problems)
    for key, matters in (("eligibility", lever.admits), ("priority", lever.selects)):
        if key in holder.items and not matters:
            problems.add(
                holder.items[key].where,
                f"{key} has no effect on {name}, which does not choose persons by it; leave it out",
            )
    if len(priority) > MAX_PRIORITIES:
        problems.add(
            holder.items["priority"].where,
            f"priority of {name} names {len(priority)} traits; {MAX_PRIORITIES} are allowed",
        )
    if start is None or end is None:
        return None
    if start > end:
        problems.add(
            holder.items["from"].where,
            f"window of {name} runs from {month_label(start)} to {month_label(end)}, which is earlier",
        )
        return None
    return WindowPart(
        where=holder.where,
        start=start,
        end=end,
        start_at=holder.items["from"].where,
        end_at=holder.items["to"].where,
        settings=settings,
        eligibility=eligibility,
        priority=priority,
        budget=budget,
    )


def _month(holder: Mapping, key: str, name: str, problems: Problems) -> int | None:
    if key not in holder.items:
        problems.add(holder.where, f"window of {name} has no '{key}'; write it as YYYY-MM")
        return None
    return month(holder.items[key], f"{name}.{key}", problems)


def _settings(name: str, lever: type[Lever], holder: Mapping, problems: Problems) -> dict[str, Value]:
    """The settings of a window, in the order in which the lever declares them."""
    found: dict[str, Value] = {}
    missing: list[str] = []
    for setting, spec in lever.settings.items():
        if setting in holder.items:
            value = read_value(holder.items[setting], f"{name}.{setting}", spec, problems)
            if value is not None:
                found[setting] = value
        elif not spec.optional and not (setting == lever.scale and "budget" in holder.items):
            missing.append(setting)
    if missing:
        said = listed(f"{setting} ({lever.settings[setting].unit})" for setting in missing)
        problems.add(holder.where, f"window of {name} lacks {said}")
    return found


def _budget_needs_scale(
    name: str,
    lever: type[Lever],
    holder: Mapping,
    budget: Value | None,
    settings: dict[str, Value],
    problems: Problems,
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
    scale = settings.get(lever.scale)
    if budget is None or scale is None:
        return
    if scale.number == 0 and budget.number > 0:
        problems.add(
            where,
            f"{name} has a budget without {lever.scale}: {lever.scale} is 0, so nothing can be spent; "
            f"give {lever.scale} or take the budget out",
        )


def _traits(holder: Mapping, key: str, name: str, problems: Problems) -> tuple[str, ...]:
    """Names of traits, each once."""
    if key not in holder.items:
        return ()
    found = sequence(holder.items[key], f"{key} of {name}", problems)
    if found is None:
        return ()
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
