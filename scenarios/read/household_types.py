"""Joint household types of a scenario: a table in CSV beside its file, or rows in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

from resettle.model.joint_types import COLUMNS, HouseholdTypes, contradictions
from resettle.model.text import Text, both
from resettle.scenarios.language import reason_of
from resettle.scenarios.problems import Problems, Where, listed, printable, shown
from resettle.scenarios.read.scalars import text
from resettle.scenarios.read.strict_yaml import ListNode, Node, ScalarNode
from resettle.scenarios.whole import LARGEST, whole

KEY = "household_types"
MOST = 20_000
"""Most rows that are read."""


def read_types(node: Node | None, folder: Path, problems: Problems) -> HouseholdTypes | None:
    """The types that a file states; without rows for a file that takes out those it extends.

    Args:
        node: What stands there: the name of a table, or a list of rows.
        folder: Folder of the file, from which the name of a table is looked for.
        problems: Collects what is wrong.
    """
    if node is None:
        return None
    if isinstance(node, ListNode):
        rows = [(item.where, _cells(item)) for item in node.items]
        return _types(rows, problems)
    name = text(node, KEY, problems, limit=1000)
    if name is None:
        return None
    path = folder / name
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = reason_of(error)
        problems.add(
            node.where,
            both(
                "{key} names {name}: {why}", "{key}引用{name}：{why}", key=KEY, name=shown(name, 200), why=why
            ),
        )
        return None
    except ValueError:
        content = ""
    return _of_table(content, printable(name, 200), node.where, problems)


def _of_table(content: str, name: str, where: Where, problems: Problems) -> HouseholdTypes | None:
    try:
        lines = list(csv.reader(StringIO(content)))
    except csv.Error:
        lines = []
    if not lines or tuple(cell.strip() for cell in lines[0]) != COLUMNS:
        wrong = both(
            "{key}: {name} must be CSV in UTF-8 with the columns {columns}",
            "{key}：{name}应为UTF-8编码的CSV，列为{columns}",
            key=KEY,
            name=shown(name, 200),
            columns=listed(COLUMNS),
        )
        problems.add(where, wrong)
        return None
    problems.file(name)
    return _types([(Where(name, at, 1), line) for at, line in enumerate(lines[1:], 2) if line], problems)


def _cells(node: Node) -> Sequence[str]:
    if not isinstance(node, ListNode):
        return ()
    return [item.text if isinstance(item, ScalarNode) else "" for item in node.items]


def _types(rows: Iterable[tuple[Where, Sequence[str]]], problems: Problems) -> HouseholdTypes | None:
    found = list(_checked(rows, problems))
    return None if None in found else HouseholdTypes(tuple(row for row in found if row is not None))


def _checked(
    rows: Iterable[tuple[Where, Sequence[str]]], problems: Problems
) -> Iterator[tuple[int, ...] | None]:
    for number, (where, cells) in enumerate(rows):
        row = tuple(cell for cell in map(whole, cells) if cell is not None)
        right = len(row) == len(cells) == len(COLUMNS) and not contradictions(
            dict(zip(COLUMNS, row, strict=True))
        )
        if right and number < MOST and max(row) < LARGEST:
            yield row
        else:
            problems.add(where, _WRONG)
            yield None


_WRONG = Text(
    "no type of households: eight whole numbers (size, workers, elders, young, weak, working, weak_working, "
    "households) are wanted, with no more workers, elders and small children than members",
    "不是户类型：应为8个整数（size、workers、elders、young、weak、working、weak_working、households），"
    "劳动力、老人和幼儿合计不超过户规模",
)


def written_types(types: HouseholdTypes) -> str:
    """The table in CSV of some types."""
    table = StringIO(newline="")
    csv.writer(table, lineterminator="\n").writerows([COLUMNS, *types.rows])
    return table.getvalue()
