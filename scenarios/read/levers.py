"""The levers of a file, and of files that extend each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from resettle.model.inputs import Period
from resettle.model.months import month_label
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.problems import Problems, Where, shown
from resettle.scenarios.read.changes import ChangePart, changed, read_changes
from resettle.scenarios.read.scalars import mapping, month, sequence, unknown
from resettle.scenarios.read.strict_yaml import Node
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
    items = holder.items
    part = LeverPart(where)
    elsewhere = {*lever_classes()[name].settings, *WINDOW_KEYS}
    for key, key_where in holder.locations.items():
        if key in elsewhere:
            belongs = f"belongs into a window or a change: levers.{name}.windows or .changes"
            problems.add(key_where, f"{shown(key)} {belongs}")
        elif key not in LEVER_KEYS:
            unknown(key, key_where, f"key of levers.{name}", LEVER_KEYS, problems)
    part.bad = problems.breaks(where, (not items, f"lever {name} is empty; give it windows"))
    stop = month(items.get("stop_from"), f"levers.{name}.stop_from", problems)
    part.stop = None if stop is None else (stop, items["stop_from"].where)
    if "windows" in items:
        _windows(part, name, items["windows"], problems)
    if "changes" in items:
        changes, whole = read_changes(name, items["changes"], problems)
        part.bad = part.bad or not whole
        part.changes_at = holder.locations["changes"]
        both = "windows state it anew, changes adapt what is extended; keep one of them"
        wrong = f"lever {name} has both windows and changes; {both}"
        if not problems.breaks(part.changes_at, (part.windows is not None, wrong)):
            part.changes = changes
    return part


def _windows(part: LeverPart, name: str, node: Node, problems: Problems) -> None:
    entries = sequence(node, f"levers.{name}.windows", problems)
    part.windows = []
    if entries is None:
        part.bad = True
        return
    none = f"lever {name} has no windows; to end a lever write stop_from instead"
    part.bad |= problems.breaks(entries.where, (not entries.items, none))
    for item in entries.items:
        window, dates = read_window(name, item, problems) or (None, [])
        part.windows += [] if window is None else [window]
        part.dates += dates
    part.bad |= len(part.windows) < len(entries.items)
    part.windows.sort(key=lambda window: window.start)
    for before, after in pairwise(part.windows):
        spans = [f"{month_label(one.start)} to {month_label(one.end)}" for one in (before, after)]
        overlap = (
            f"windows of lever {name} overlap: {spans[0]} (line {before.where.line}) and {spans[1]}; "
            "months may belong to one window only"
        )
        part.bad |= problems.breaks(after.where, (after.start <= before.end, overlap))


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
        return replace(lever, stop=stop)
    bad = lever.bad or below.bad
    windows, dates = below.windows, below.dates
    if lever.changes is not None:
        # a change outside the run is reported as such, not also that it meets no window there
        inside = [one for one in lever.changes if all(in_run(date, period) for _, date, _ in one.dates)]
        dates = dates + [date for change in lever.changes for date in change.dates]
        if windows is not None:
            end = None if stop is None else stop[0]
            windows = changed(name, windows, inside, problems, stop=end, whole=not below.bad)
        elif not bad:
            assert lever.changes_at is not None
            lacks = f"lever {name} has changes, but no file that is extended has windows of it"
            problems.add(lever.changes_at, f"{lacks}; nothing to change; write windows")
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
        run = f"the run from {period.label(0)} to {period.label(period.end)}"
        stopped = [] if lever.stop is None else [(f"{name}.stop_from", *lever.stop)]
        for label, date, where in [*lever.dates, *stopped]:
            outside = f"{label} is {month_label(date)}, outside {run}"
            problems.breaks(where, (not in_run(date, period), outside))
        first = period.base_year * 12
        stop = None if lever.stop is None else lever.stop[0] - first
        windows = tuple(replace(one, start=one.start - first, end=one.end - first) for one in lever.windows)
        specs[name] = LeverSpec(name, windows, lever.where, stop)
    return specs
