"""Years of a series beyond those that are stated: they grow by a stated rate, up to a stated year."""

from __future__ import annotations

from dataclasses import replace

from resettle.model.text import Text, both
from resettle.scenarios.problems import Problems
from resettle.scenarios.read.scalars import key_of, mapping, number, whole
from resettle.scenarios.read.strict_yaml import Node
from resettle.scenarios.read.unknown import check_keys
from resettle.scenarios.types import Value

KEYS = ("growth", "to")


def read_onward(node: Node, name: str, value: Value, problems: Problems) -> tuple[float, int] | None:
    """Growth a year after the last year of a series, and the last year that it holds for.

    Args:
        node: What stands under `onward`.
        name: The series, for messages.
        value: The series as it is stated.
        problems: Collects what is wrong.

    Returns:
        Both, or `None` after a problem.
    """
    path = f"{name}.onward"
    holder = mapping(node, path, problems)
    if holder is None:
        return None
    check_keys(holder, key_of(path), KEYS, problems)
    missing = [key for key in KEYS if key not in holder.items]
    lacks = both(
        "{path} lacks {missing}; write onward: {form}",
        "{path}缺少{missing}；格式为onward: {form}",
        path=path,
        missing=", ".join(missing),
        form="{growth: 0.04, to: 2030}",
    )
    growth = number(holder.items.get("growth"), f"{path}.growth", problems)
    to = whole(holder.items.get("to"), f"{path}.to", problems)
    if problems.breaks(holder.where, (missing, lacks)) or growth is None or to is None:
        return None
    last = max(map(int, value.parts))
    wild = both("{path}.growth must lie between -0.5 and 0.5", "{path}.growth应在-0.5至0.5之间", path=path)
    early = Text(
        f"{path}.to is {to}; the series itself reaches {last}", f"{path}.to为{to}，该序列已写到{last}年"
    )
    broken = problems.breaks(holder.where, (not -0.5 <= growth <= 0.5, wild), (not last < to <= 2100, early))
    return None if broken else (growth, to)


def continued(value: Value, last: int) -> Value:
    """A series with the years that a run needs beyond those stated, as far as `onward` reaches.

    Args:
        value: The series.
        last: Last year of the run.

    Returns:
        The same values, and for each further year the one before it grown by the rate, to one decimal.
    """
    if value.onward is None:
        return value
    growth, to = value.onward
    years = dict(value.parts)
    end = max(map(int, years))
    for year in range(end + 1, min(last, to) + 1):
        years[str(year)] = round(value.parts[str(end)] * (1.0 + growth) ** (year - end), 1)
    return replace(value, value=years, onward=None)
