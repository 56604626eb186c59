"""The levers of a file, and of files that extend each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from resettle.model.inputs import STATUSES, Period
from resettle.model.months import month_label
from resettle.model.text import Text, both, fill
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.problems import SPAN, Problems, Where, shown
from resettle.scenarios.read.changes import ChangePart, changed, read_changes
from resettle.scenarios.read.scalars import (
    boolean,
    choice,
    key_of,
    mapping,
    month,
    nothing_to_remove,
    removes,
    sequence,
)
from resettle.scenarios.read.strict_yaml import Node
from resettle.scenarios.read.unknown import unknown
from resettle.scenarios.read.windows import BEGIN, END, WINDOW_KEYS, Dated, read_window
from resettle.scenarios.types import LeverSpec, WindowSpec

LEVER_KEYS = ("windows", "changes", "stop_from", "status", "in_force")
"""Keys of a lever."""


@dataclass
class LeverPart:
    """A lever as a file states it; `None` for what the file leaves to what it extends.

    Attributes:
        offered: Whether it is not in force until a file states windows or changes of it.
        removed: Whether it is taken out of what the file extends.
    """

    where: Where
    stop: tuple[int, Where] | None = None
    status: str | None = None
    windows: list[WindowSpec] | None = None
    changes: list[ChangePart] | None = None
    changes_at: Where | None = None
    dates: list[Dated] = field(default_factory=list)
    bad: bool = False
    offered: bool = False
    removed: bool = False


def read_lever(name: str, node: Node, where: Where, problems: Problems) -> LeverPart | None:
    """Reads one lever; `None` if it is no mapping."""
    if removes(node):
        return LeverPart(where, removed=True)
    holder = mapping(node, f"levers.{name}", problems)
    if holder is None:
        return None
    items = holder.items
    part = LeverPart(where)
    elsewhere = {*lever_classes()[name].settings, *WINDOW_KEYS}
    for key, key_where in holder.locations.items():
        if key in elsewhere:
            belongs = Text(
                "{key} belongs into a window or a change: levers.{name}.windows or .changes",
                "{key}应写在时段或调整之内：levers.{name}.windows或.changes",
            )
            problems.add(key_where, fill(belongs, key=shown(key), name=name))
        elif key not in LEVER_KEYS:
            unknown(key, key_where, key_of(f"levers.{name}"), LEVER_KEYS, problems)
    empty = both("lever {name} is empty; give it windows", "措施{name}为空；请写时段（windows）", name=name)
    part.bad = problems.breaks(where, (not items, empty))
    stop = month(items.get("stop_from"), f"levers.{name}.stop_from", problems)
    part.stop = None if stop is None else (stop, items["stop_from"].where)
    part.offered = boolean(items.get("in_force"), f"levers.{name}.in_force", problems) is False
    part.status = choice(items.get("status"), f"levers.{name}.status", STATUSES, problems)
    if "windows" in items:
        _windows(part, name, items["windows"], problems)
    if "changes" in items:
        changes, whole = read_changes(name, items["changes"], problems)
        part.bad = part.bad or not whole
        part.changes_at = holder.locations["changes"]
        wrong = Text(
            f"lever {name} has both windows and changes; windows state it anew, "
            "changes adapt what is extended; keep one of them",
            f"措施{name}同时写有windows和changes；windows为重新写明，changes为调整所扩展的内容，只留其一",
        )
        if not problems.breaks(part.changes_at, (part.windows is not None, wrong)):
            part.changes = changes
    return part


def _windows(part: LeverPart, name: str, node: Node, problems: Problems) -> None:
    entries = sequence(node, f"levers.{name}.windows", problems)
    part.windows = []
    if entries is None:
        part.bad = True
        return
    none = Text(
        f"lever {name} has no windows; to end a lever write stop_from instead",
        f"措施{name}没有时段（windows）；要停止措施请写stop_from",
    )
    part.bad |= problems.breaks(entries.where, (not entries.items, none))
    for item in entries.items:
        window, dates = read_window(name, item, problems) or (None, [])
        part.windows += [] if window is None else [window]
        part.dates += dates
    part.bad |= len(part.windows) < len(entries.items)
    part.windows.sort(key=lambda window: window.start)
    for before, after in pairwise(part.windows):
        first, second = (
            fill(SPAN, start=month_label(one.start), end=month_label(one.end)) for one in (before, after)
        )
        overlap = Text(
            f"windows of lever {name} overlap: {first.en} (line {before.where.line}) and {second.en}; "
            "months may belong to one window only",
            f"措施{name}的时段重叠：{first.zh}（第{before.where.line}行）与{second.zh}；一个月只能属于一个时段",
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
            below = merged.get(name)
            if lever.removed:
                problems.breaks(lever.where, (below is None, nothing_to_remove(f"levers.{name}")))
                merged.pop(name, None)
            else:
                merged[name] = _laid_over(name, _placed(lever, period), below, period, problems)
    return {name: lever for name, lever in merged.items() if not lever.offered}


def _placed(lever: LeverPart, period: Period | None) -> LeverPart:
    """A lever whose windows that cover the whole run have its months."""
    if period is None or lever.windows is None:
        return lever
    first = period.base_year * 12
    windows = [
        replace(
            window,
            start=first if window.start == BEGIN else window.start,
            end=first + period.end if window.end == END else window.end,
        )
        for window in lever.windows
    ]
    return replace(lever, windows=windows)


def _laid_over(
    name: str, lever: LeverPart, below: LeverPart | None, period: Period | None, problems: Problems
) -> LeverPart:
    if below is None:
        below = LeverPart(lever.where)
    stop, status = lever.stop or below.stop, lever.status or below.status
    offered = lever.offered or (below.offered and lever.windows is None and lever.changes is None)
    if lever.windows is not None:
        return replace(lever, stop=stop, status=status, offered=offered)
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
            lacks = Text(
                "lever {name} has changes, but no file that is extended has windows of it; "
                "nothing to change; write windows",
                "措施{name}写有调整（changes），但所扩展的文件都没有其时段；没有可调整的内容，请写时段（windows）",
            )
            problems.add(lever.changes_at, fill(lacks, name=name))
            bad = True
    return LeverPart(lever.where, stop, status, windows, dates=dates, bad=bad, offered=offered)


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
                none = Text(
                    "lever {name} has no windows; give it windows or take it out",
                    "措施{name}没有时段（windows）；请写明，或删去该措施",
                )
                problems.add(lever.where, fill(none, name=name))
            continue
        if period is None:
            continue
        stopped = [] if lever.stop is None else [(f"{name}.stop_from", *lever.stop)]
        for label, date, where in [*lever.dates, *stopped]:
            outside = Text(
                f"{label} is {month_label(date)}, outside the run from {period.label(0)} to "
                f"{period.label(period.end)}",
                f"{label}为{month_label(date)}，不在模拟期{period.label(0)}至{period.label(period.end)}之内",
            )
            problems.breaks(where, (not in_run(date, period), outside))
        first = period.base_year * 12
        stop = None if lever.stop is None else lever.stop[0] - first
        windows = tuple(replace(one, start=one.start - first, end=one.end - first) for one in lever.windows)
        specs[name] = LeverSpec(name, windows, lever.where, stop, lever.status)
    return specs
