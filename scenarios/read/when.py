"""When a target is judged: what a file states of it, checked against the kind of the target."""

from __future__ import annotations

from resettle.model.inputs import Period
from resettle.model.months import month_label
from resettle.model.text import Text, both
from resettle.scenarios.problems import Problems, listed
from resettle.scenarios.read.scalars import choice, month
from resettle.scenarios.read.strict_yaml import Node
from resettle.scenarios.types import EVERY_WHEN, WHEN

YEARS = ("by", "each_year")
"""When a stock that is compared with a series is judged: by calendar years only."""


def read_when(items: dict[str, Node], path: str, kind: str | None, problems: Problems) -> str | None:
    """When a target is judged, or `None` after a problem."""
    allowed = WHEN[kind] if kind is not None else ()
    by = items.get("by")
    if "when" not in items:
        never = both(
            "{path} is a {kind}; it is judged {allowed}, not by a date",
            "{path}的kind为{kind}；判定时间为{allowed}，不按日期判定",
            path=path,
            kind=str(kind),
            allowed=listed(allowed),
        )
        if by is None or problems.breaks(by.where, (allowed and "by" not in allowed, never)):
            return None
        return "by"
    when = choice(items["when"], f"{path}.when", EVERY_WHEN, problems)
    if when is None or kind is None:
        return None
    compared = kind == "stock" and "series" in items
    other = both(
        "{path} is a {kind}; its 'when' may be {allowed}, not {when}",
        "{path}的kind为{kind}；“when”可写{allowed}，不能写{when}",
        path=path,
        kind=kind,
        allowed=listed(allowed),
        when=when,
    )
    years = both(
        "{path} is compared with a series; its 'when' may be {allowed}, not {when}",
        "{path}与序列对比；“when”可写{allowed}，不能写{when}",
        path=path,
        allowed=listed(YEARS),
        when=when,
    )
    undated = Text(
        f"{path} is judged by a date but has no 'by'; write by: YYYY-MM",
        f"{path}按日期判定，但没有“by”；格式为by: YYYY-MM",
    )
    idle = Text(
        f"{path} has 'by' although its 'when' is {when}; write when: by, or take it out",
        f"{path}写有“by”，但“when”为{when}；请写when: by，或删去“by”",
    )
    wrong = problems.breaks(
        items["when"].where,
        (when not in allowed, other),
        (compared and when not in YEARS, years),
        (when == "by" and by is None, undated),
    ) or (by is not None and problems.breaks(by.where, (when != "by", idle)))
    return None if wrong else when


def read_by(
    items: dict[str, Node],
    path: str,
    when: str | None,
    kind: str | None,
    period: Period | None,
    problems: Problems,
) -> str | None:
    """The date by which a target is judged, if it is by one, or `None` after a problem."""
    if when != "by" or kind is None:
        return None
    date = month(items["by"], f"{path}.by", problems)
    if date is None:
        return None
    where, label = items["by"].where, month_label(date)
    if (kind == "growth" or "series" in items) and date % 12 != 11:
        december = month_label(date - date % 12 + 11)
        whole = Text(
            f"{path}.by is {label}, but its figure is that of a whole calendar year; "
            f"write the December of that year: {december}",
            f"{path}.by为{label}，但该指标值按整个日历年计；请写该年12月：{december}",
        )
        problems.add(where, whole)
        return None
    if period is not None and not period.start <= date - period.base_year * 12 <= period.end:
        outside = Text(
            f"{path}.by is {label}, outside the period {period.label(period.start)} to "
            f"{period.label(period.end)}",
            f"{path}.by为{label}，不在方案期{period.label(period.start)}至{period.label(period.end)}之内",
        )
        problems.add(where, outside)
        return None
    return month_label(date)
