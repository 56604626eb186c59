"""Reads the table that a county filled in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from resettle.model.text import Text, both
from resettle.scenarios.county.answers import Answers, Given, Wrong, answers_of
from resettle.scenarios.county.menus import TARGETS
from resettle.scenarios.county.numbers import plain, skipped
from resettle.scenarios.county.rows import NOW_COLUMN, PLAN_COLUMN, SHEET, Row, rows
from resettle.scenarios.language import Refused, reason_of
from resettle.scenarios.problems import hint, printable, shown

MOST_ROWS = 2000


def read_table(path: Path) -> Answers:
    """Reads a table that `write_blank` wrote and somebody filled in; rows may stand in any order.

    Raises:
        Refused: If the file cannot be read as a table.
        ScenarioErrors: With everything that is wrong, by sheet and cell.
    """
    sheet, cells = _cells(path)
    wrong = Wrong()
    given = list(_given(cells, f"{printable(str(path), 200)} {sheet}!", wrong))
    read = answers_of(given, wrong)
    open_ = {one.key[1] for one in given if one.key[0] == "targets" and not one.where}
    read.usual = frozenset(open_ & (read.targets or {}).keys())
    return read


def _cells(path: Path) -> tuple[str, list[list[Any]]]:
    """Name and cells of the sheet that is filled in: the one of that name, else the first."""
    from python_calamine import CalamineError, load_workbook

    try:
        path.open("rb").close()
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else Text("not a file name", "不是文件名")
        unread = both(
            "{path} cannot be read: {reason}", "{path}无法读取：{reason}", path=str(path), reason=reason
        )
        raise Refused(unread) from error
    try:
        book = load_workbook(str(path))
        names = book.sheet_names
        name = next((one for one in names if one in (SHEET.en, SHEET.zh)), names[0])
        return name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError, ValueError) as error:
        unfit = Text(
            f"{path} cannot be read as a table; save it as .xlsx, without a password",
            f"{path}不能作为表格读取；请另存为.xlsx，不要加密",
        )
        raise Refused(unfit) from error


def _given(cells: list[list[Any]], place: str, wrong: Wrong) -> Iterator[Given]:
    every = [row for _, section in rows() for row in section]
    headings = {plain(words) for heading, _ in rows() for words in (heading.zh, heading.en)}
    by_label = {plain(words): row for row in every for words in (row.label.zh, row.label.en)}
    found: dict[str, Row] = {}
    chosen: dict[str, Given] = {}
    for number, line in enumerate(cells[:MOST_ROWS], 1):
        label = plain(str(line[0])) if line else ""
        row = by_label.get(label)
        if row is None:
            filled = any(not skipped(_cell(line, column)) for column in (NOW_COLUMN, PLAN_COLUMN))
            if number > 2 and filled and label not in headings:
                wrong.add(
                    f"{place}A{number}",
                    both(
                        "unknown item {label}{near}; keep the labels of the blank table",
                        "没有{label}这一项{near}；请保留空白表中的项目名称",
                        label=shown(label),
                        near=hint(label, by_label),
                    ),
                )
            continue
        if label in found:
            twice = both("{label} stands twice", "{label}重复出现", label=row.label)
            wrong.add(f"{place}A{number}", twice)
        found[label] = row
        for key, column, letter in ((row.now, NOW_COLUMN, "C"), (row.plan, PLAN_COLUMN, "D")):
            value = _cell(line, column)
            if key and not skipped(value):
                one = Given(key, value, f"{place}{letter}{number}")
                if key[0] == "targets":
                    chosen[key[1]] = one
                else:
                    yield one
    if not found:
        none = Text(
            "no item of the table was found; fill in the one that 'resettle new --blank FILE' writes",
            "没有找到任何项目；请填写“resettle new --blank 表.xlsx”写出的表格",
        )
        wrong.add(place.removesuffix("!"), none)
    for target in TARGETS:
        usual = Given(("targets", target.key), "yes" if target.usual else "no", "")
        yield chosen.get(target.key, usual)


def _cell(line: list[Any], column: int) -> Any:
    value = line[column] if column < len(line) else None
    return value if isinstance(value, (int, float, str)) or value is None else str(value)
