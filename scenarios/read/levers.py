"""The levers of a file, and of files that extend each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from resettle.model.inputs import Period
from resettle.model.months import month_label
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.problems import Problems, Where, shown
from resettle.scenarios.read.changes import ChangePart, changed, read_changes
from resettle.scenarios.read.scalars import mapping, month, sequence, unknown
from resettle.scenarios.read.strict_yaml import MappingNode, Node
from resettle.scenarios.read.windows import WINDOW_KEYS, Dated, read_window
from resettle.scenarios.types import LeverSpec, WindowSpec

LEVER_KEYS = ("windows", "changes", "stop_from")
"""Keys of a lever."""


@dataclass
class LeverPart:
    """A lever as a file states it; `None` for what the file leaves to what it extends."""

    where: Where
    stop: tuple[int, Where] | None = None
    windows: list[WindowSpec] | None = None
    changes: list[ChangePart] | None = None
    changes_at: Where | None = None
    dates: list[Dated] = field(default_factory=list)
    bad: bool = False


def read_lever(name: str, node: Node, where: Where, problems: Problems) -> LeverPart | None:
    """Reads one lever; `None` if it is no mapping."""
    holder = mapping(node, f"levers.{name}", problems)
    if holder is None:
        return None
    part = LeverPart(where)
    _check_keys(name, holder, problems)
    if not holder.locations:
        problems.add(where, f"lever {name} is empty; give it windows")
        part.bad = True
    if "stop_from" in holder.items:
        stop = month(holder.items["stop_from"], f"levers.{name}.stop_from", problems)
        part.stop = None if stop is None else (stop, holder.items["stop_from"].where)
    if "windows" in holder.items:
        _windows(part, name, holder.items["windows"], problems)
    if "changes" in holder.items:
        changes, whole = read_changes(name, holder.items["changes"], problems)
        part.bad = part.bad or not whole
        part.changes_at = holder.locations["changes"]
        if part.windows is None:
            part.changes = changes
        else:
            problems.add(
                part.changes_at,
                f"lever {name} has both windows and changes; windows state it anew, changes adapt what "
                "is extended; keep one of them",
            )
    return part


def _check_keys(name: str, holder: MappingNode, problems: Problems) -> None:
    for key, where in holder.locations.items():
        if key in LEVER_KEYS:
            continue
        if key in lever_classes()[name].settings or key in WINDOW_KEYS:
            problems.add(
                where, f"{shown(key)} belongs into a window or a change: levers.{name}.windows or .changes"
            )
        else:
            unknown(key, where, f"key of levers.{name}", LEVER_KEYS, problems)


def _windows(part: LeverPart, name: str, node: Node, problems: Problems) -> None:
    entries = sequence(node, f"levers.{name}.windows", problems)
    part.windows = []
    if entries is None:
        part.bad = True
        return
    if not entries.items:
        problems.add(entries.where, f"lever {name} has no windows; to end a lever write stop_from instead")
        part.bad = True
    for item in entries.items:
        read = read_window(name, item, problems)
        if read is None:
            part.bad = True
        else:
            part.windows.append(read[0])
            part.dates += read[1]
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


def layered(
    parts: Iterable[Mapping[str, LeverPart]], period: Period | None, problems: Problems
) -> dict[str, LeverPart]:
    """The levers of files that extend each other, each file laid over what it extends.

    Windows replace those below; changes are laid over them; `stop_from` holds until another
    file moves it.

    Args:
        parts: Levers of each file, the deepest first.
        period: Months of the run, if they are known.
        problems: Collects what is wrong.
    """
    merged: dict[str, LeverPart] = {}
    for levers_of_file in parts:
        for name, lever in levers_of_file.items():
            merged[name] = _laid_over(name, lever, merged.get(name), period, problems)
    return merged


def _laid_over(
    name: str, lever: LeverPart, below: LeverPart | None, period: Period | None, problems: Problems
) -> LeverPart:
    if below is None:
        below = LeverPart(lever.where)
    stop = lever.stop or below.stop
    if lever.windows is not None:
        return LeverPart(lever.where, stop, lever.windows, dates=lever.dates, bad=lever.bad)
    bad = lever.bad or below.bad
    windows, dates = below.windows, below.dates
    if lever.changes is not None:
        # a change outside the run is reported as such, not also that it meets no window there
        inside = [one for one in lever.changes if all(in_run(date, period) for _, date, _ in one.dates)]
        dates = dates + [date for change in lever.changes for date in change.dates]
        if windows is not None:
            windows = changed(
                name, windows, inside, problems, stop=None if stop is None else stop[0], whole=not below.bad
            )
        elif not bad:
            assert lever.changes_at is not None
            problems.add(
                lever.changes_at,
                f"lever {name} has changes, but no file that is extended has windows of it; "
                "nothing to change; write windows",
            )
            bad = True
    return LeverPart(lever.where, stop, windows, dates=dates, bad=bad)


def in_run(date: int, period: Period | None) -> bool:
    """Whether a month, counted from year 0, is one of the run; true if the run is not known."""
    return period is None or 0 <= date - period.base_year * 12 <= period.end


def lever_specs(
    merged: Mapping[str, LeverPart], period: Period | None, problems: Problems, *, complete: bool
) -> dict[str, LeverSpec]:
    """Levers in the order of the catalogue, with months counted from the base year."""
    specs: dict[str, LeverSpec] = {}
    for name in lever_classes():
        lever = merged.get(name)
        if lever is None:
            continue
        if lever.windows is None:
            if complete and not lever.bad:
                problems.add(lever.where, f"lever {name} has no windows; give it windows or take it out")
            continue
        if period is None:
            continue
        dates = list(lever.dates)
        if lever.stop is not None:
            dates.append((f"{name}.stop_from", *lever.stop))
        for label, date, where in dates:
            if not in_run(date, period):
                problems.add(
                    where,
                    f"{label} is {month_label(date)}, outside the run from {period.label(0)} "
                    f"to {period.label(period.end)}",
                )
        first = period.base_year * 12
        stop = None if lever.stop is None else lever.stop[0] - first
        windows = tuple(replace(one, start=one.start - first, end=one.end - first) for one in lever.windows)
        specs[name] = LeverSpec(name, windows, lever.where, stop)
    return specs
