"""Changes of a lever: what a file states anew in the windows that it takes from those it extends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from resettle.model.months import month_label
from resettle.scenarios.catalogue import levers
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.scalars import mapping, sequence
from resettle.scenarios.read.strict_yaml import Node
from resettle.scenarios.read.windows import (
    RULES,
    Dated,
    Stated,
    WindowPart,
    check_budget,
    in_order,
    read_month,
    read_stated,
)

END = 10**6
"""Month after every run: where a change without `to` ends."""


@dataclass(frozen=True)
class ChangePart:
    """A change as a file states it; months count from year 0.

    Attributes:
        where: Its place.
        start: First month.
        end: Last month (inclusive), `END` for the end of the run.
        stated: What is stated anew.
        places: Where each of its keys stands.
        dates: The months it names, to be held against the run.
    """

    where: Where
    start: int
    end: int
    stated: Stated
    places: dict[str, Where]
    dates: tuple[Dated, ...]

    @property
    def keys(self) -> list[str]:
        """What it states beside its months."""
        return [key for key in self.places if key not in ("from", "to")]

    @property
    def months(self) -> str:
        """Its months in words."""
        return _months(self.start, self.end)


def _months(start: int, end: int) -> str:
    return f"{month_label(start)} to {'the end of the run' if end >= END else month_label(end)}"


def read_changes(name: str, node: Node, problems: Problems) -> tuple[list[ChangePart], bool]:
    """Reads the changes of a lever, and says whether all of them could be read."""
    found = sequence(node, f"levers.{name}.changes", problems)
    if found is None:
        return [], False
    if not found.items:
        problems.add(found.where, f"lever {name} has no changes; list some, or leave 'changes' out")
        return [], False
    read = [_change(name, item, problems) for item in found.items]
    changes = [change for change in read if change is not None]
    _no_key_twice(name, changes, problems)
    return changes, len(changes) == len(read)


def _change(name: str, node: Node, problems: Problems) -> ChangePart | None:
    what = f"change of {name}"
    holder = mapping(node, what, problems)
    if holder is None:
        return None
    start = read_month(holder, "from", what, name, problems)
    open_end = "to" not in holder.places
    end = END if open_end else read_month(holder, "to", what, name, problems)
    stated = read_stated(name, holder, problems)
    if not set(holder.places) - {"from", "to"}:
        allowed = listed((*levers()[name].settings, *RULES), 40)
        problems.add(holder.where, f"{what} states nothing to change; it may state {allowed}")
        return None
    if start is None or end is None or not in_order(what, start, end, holder, problems):
        return None
    dates: list[Dated] = [(f"{name}.from", start, holder.items["from"].where)]
    if not open_end:
        dates.append((f"{name}.to", end, holder.items["to"].where))
    return ChangePart(holder.where, start, end, stated, dict(holder.places), tuple(dates))


def _no_key_twice(name: str, changes: Sequence[ChangePart], problems: Problems) -> None:
    """Within one file the order of changes means nothing, so no key may be changed twice in a month."""
    for number, later in enumerate(changes):
        for first in changes[:number]:
            start, end = max(first.start, later.start), min(first.end, later.end)
            if start > end:
                continue
            for key in later.keys:
                if key in first.places:
                    problems.add(
                        later.places[key],
                        f"changes of {name} state {key} twice for {_months(start, end)}; "
                        f"the first is at line {first.places[key].line}",
                    )


def changed(
    name: str,
    windows: Sequence[WindowPart],
    changes: Sequence[ChangePart],
    problems: Problems,
    *,
    stop: int | None = None,
    whole: bool = True,
) -> list[WindowPart]:
    """Windows with changes laid over them: cut where a change begins and ends, and restated inside.

    Args:
        name: The lever.
        windows: Windows that were taken over, in order of time.
        changes: Changes of one file.
        problems: Collects what is wrong.
        stop: No window is in force from this month on.
        whole: Whether all windows are known; if not, a change may meet one that could not be read.

    Returns:
        The windows in order of time.
    """
    in_force = [window for window in windows if stop is None or window.start < stop]
    pieces = list(windows)
    for change in changes:
        met = [one for one in in_force if one.start <= change.end and change.start <= one.end]
        if whole and (not met or (stop is not None and change.start >= stop)):
            problems.add(change.where, _nothing_to_change(name, change, in_force, stop))
        pieces = [piece for window in pieces for piece in _cut(name, window, change, problems)]
    return pieces


def _nothing_to_change(name: str, change: ChangePart, windows: Sequence[WindowPart], stop: int | None) -> str:
    """What is said of a change that meets no window."""
    runs = listed(
        _months(window.start, window.end if stop is None else min(window.end, stop - 1)) for window in windows
    )
    ended = "" if stop is None else f" (stopped from {month_label(stop)})"
    return (
        f"change of {name} for {change.months} meets no window; there are: {runs or 'none'}{ended}; "
        "nothing to change; write windows"
    )


def _cut(name: str, window: WindowPart, change: ChangePart, problems: Problems) -> Iterator[WindowPart]:
    """The parts of a window before, inside and after a change."""
    start, end = max(window.start, change.start), min(window.end, change.end)
    if start > end:
        yield window
        return
    if window.start < start:
        yield replace(window, end=start - 1)
    stated = change.stated
    settings = window.settings | stated.settings
    inside = replace(
        window,
        where=change.where,
        start=start,
        end=end,
        settings={key: settings[key] for key in levers()[name].settings if key in settings},
        eligibility=window.eligibility if stated.eligibility is None else stated.eligibility,
        priority=window.priority if stated.priority is None else stated.priority,
        budget=window.budget if stated.budget is None else stated.budget,
    )
    cause = next((key for key in ("budget", levers()[name].scale) if key in change.places), None)
    if cause is not None:
        check_budget(name, change.places[cause], inside.budget, inside.settings, problems)
    yield inside
    if end < window.end:
        yield replace(window, start=end + 1)
