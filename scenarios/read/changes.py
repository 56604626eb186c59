"""Changes of a lever: what a file states anew in the windows that it takes from those it extends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from resettle.model.months import month_label
from resettle.model.text import NOTHING, Text, both, fill, join
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.problems import SPAN, Problems, Where, listed
from resettle.scenarios.read.chinese import renamed, setting_labels
from resettle.scenarios.read.scalars import mapping, sequence
from resettle.scenarios.read.strict_yaml import Node
from resettle.scenarios.read.windows import (
    END,
    RULES,
    Dated,
    WindowContent,
    check_budget,
    dates,
    in_order,
    read_content,
    read_month,
)
from resettle.scenarios.types import WindowSpec


@dataclass(frozen=True)
class ChangePart:
    """A change as a file states it; months count from year 0.

    Attributes:
        where: Its location.
        start: First month.
        end: Last month (inclusive), `END` for the end of the run.
        content: What it states anew.
        locations: Where each of its keys stands.
        dates: The months it names, to be compared with the run.
    """

    where: Where
    start: int
    end: int
    content: WindowContent
    locations: dict[str, Where]
    dates: tuple[Dated, ...]

    @property
    def keys(self) -> list[str]:
        """What it states beside its months."""
        return [key for key in self.locations if key not in ("from", "to")]

    @property
    def months(self) -> Text:
        """Its months in words."""
        return _months(self.start, self.end)


def _months(start: int, end: int) -> Text:
    last = Text("the end of the run", "模拟结束") if end >= END else month_label(end)
    return fill(SPAN, start=month_label(start), end=last)


def read_changes(name: str, node: Node, problems: Problems) -> tuple[list[ChangePart], bool]:
    """Reads the changes of a lever, and says whether all of them could be read."""
    entries = sequence(node, f"levers.{name}.changes", problems)
    if entries is None:
        return [], False
    if not entries.items:
        none = Text(
            "lever {name} has no changes; list some, or leave 'changes' out",
            "措施{name}没有列出调整（changes）；请列出，或删去“changes”",
        )
        problems.add(entries.where, fill(none, name=name))
        return [], False
    read = [_change(name, item, problems) for item in entries.items]
    changes = [change for change in read if change is not None]
    _no_key_twice(name, changes, problems)
    return changes, len(changes) == len(read)


def _change(name: str, node: Node, problems: Problems) -> ChangePart | None:
    what = Text(f"change of {name}", f"{name}的调整（change）")
    holder = mapping(node, what, problems)
    if holder is None:
        return None
    holder = renamed(holder, setting_labels(name), problems)
    start = read_month(holder, "from", what, name, problems)
    end = read_month(holder, "to", what, name, problems) if "to" in holder.items else END
    content = read_content(name, holder, problems)
    allowed = listed((*lever_classes()[name].settings, *RULES), 40)
    if not set(holder.items) - {"from", "to"}:
        empty = Text(
            "{what} states nothing to change; it may state {allowed}", "{what}没有写明改什么；可以写{allowed}"
        )
        problems.add(holder.where, fill(empty, what=what, allowed=allowed))
        return None
    if start is None or end is None or not in_order(what, start, end, holder, problems):
        return None
    named = tuple(dates(name, holder, start, end))
    return ChangePart(holder.where, start, end, content, dict(holder.locations), named)


def _no_key_twice(name: str, changes: Sequence[ChangePart], problems: Problems) -> None:
    """Within one file the order of changes means nothing, so no key may be changed twice in a month."""
    by_key: dict[str, list[int]] = {}
    for number in sorted(range(len(changes)), key=lambda number: changes[number].start):
        for key in changes[number].keys:
            by_key.setdefault(key, []).append(number)
    for key, numbers in by_key.items():
        longest = numbers[0]  # of those that begin before, the one that ends last
        for number in numbers[1:]:
            if changes[number].start <= changes[longest].end:
                first, later = (changes[one] for one in sorted((longest, number)))
                months = _months(changes[number].start, min(first.end, later.end))
                problems.add(later.locations[key], _twice(name, key, months, first.locations[key].line))
            if changes[number].end > changes[longest].end:
                longest = number


def _twice(name: str, key: str, months: Text, line: int) -> Text:
    return Text(
        f"changes of {name} state {key} twice for {months.en}; the first is at line {line}",
        f"{name}的调整对{months.zh}的{key}写了两次；第一次在第{line}行",
    )


def changed(
    name: str,
    windows: Sequence[WindowSpec],
    changes: Sequence[ChangePart],
    problems: Problems,
    *,
    stop: int | None = None,
    whole: bool = True,
) -> list[WindowSpec]:
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
        if whole and (not in_force[_met(in_force, change)] or (stop is not None and change.start >= stop)):
            problems.add(change.where, _nothing_to_change(name, change, in_force, stop))
        met = _met(pieces, change)
        pieces[met] = [piece for window in pieces[met] for piece in _cut(name, window, change, problems)]
    return pieces


def _met(windows: Sequence[WindowSpec], change: ChangePart) -> slice:
    """Where in windows that follow each other stand those that a change meets."""
    first = bisect_left(windows, change.start, key=lambda window: window.end)
    return slice(first, max(first, bisect_right(windows, change.end, key=lambda window: window.start)))


def _nothing_to_change(
    name: str, change: ChangePart, windows: Sequence[WindowSpec], stop: int | None
) -> Text:
    """What is said of a change that meets no window."""
    runs = [
        _months(window.start, window.end if stop is None else min(window.end, stop - 1)) for window in windows
    ]
    ended = NOTHING
    if stop is not None:
        ended = both(" (stopped from {month})", "（自{month}起停止）", month=month_label(stop))
    return both(
        "change of {name} for {months} meets no window; there are: {runs}{ended}; "
        "nothing to change; write windows",
        "{name}对{months}的调整没有遇到任何时段；现有：{runs}{ended}；没有可调整的内容，请写时段（windows）",
        name=name,
        months=change.months,
        runs=join(runs, ", ", "、") if runs else Text("none", "无"),
        ended=ended,
    )


def _cut(name: str, window: WindowSpec, change: ChangePart, problems: Problems) -> Iterator[WindowSpec]:
    """The parts of a window before, inside and after a change."""
    start, end = max(window.start, change.start), min(window.end, change.end)
    if start > end:
        yield window
        return
    if window.start < start:
        yield replace(window, end=start - 1)
    content = change.content
    settings = {**window.settings, **content.settings}
    inside = replace(
        window,
        where=change.where,
        start=start,
        end=end,
        settings={key: settings[key] for key in lever_classes()[name].settings if key in settings},
        eligibility=window.eligibility if content.eligibility is None else content.eligibility,
        priority=window.priority if content.priority is None else content.priority,
        budget=window.budget if content.budget is None else content.budget,
    )
    cause = next((key for key in ("budget", lever_classes()[name].scale) if key in change.locations), None)
    if cause is not None:
        check_budget(name, change.locations[cause], inside.budget, inside.settings, problems)
    yield inside
    if end < window.end:
        yield replace(window, start=end + 1)
