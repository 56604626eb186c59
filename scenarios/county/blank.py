"""The blank table: labels, units, drop-downs, an example and checks in the cells."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from resettle.model.text import NOTHING, Text, both
from resettle.scenarios.county.questions import AT_MOST, YEARS
from resettle.scenarios.county.rows import NOW_COLUMN, PLAN_COLUMN, SHEET, Row, rows
from resettle.scenarios.language import Refused, unwritable

HEADS = (
    Text("item", "项目"),
    Text("unit", "单位"),
    Text("base year: fill in", "现状（请填）"),
    Text("plan: fill in", "方案期（请填）"),
    Text("example", "举例：现状"),
    Text("example: plan", "举例：方案期"),
    Text("what for", "说明"),
    Text("check", "核对"),
)
WIDTHS = (44, 12, 16, 16, 16, 14, 46, 30)
_TITLE = Text(
    "Fill in the two yellow columns; what is left empty takes a national default. Then: resettle new "
    "NAME --table FILE",
    "请填黄色两列；留空的采用全国默认值。填好后运行：resettle new 县名拼音 --table 本文件",
)
_NUMBER = Text("A number, not negative", "请填不小于0的数字")


def write_blank(path: Path, lang: str) -> None:
    """Writes the table.

    Args:
        path: File to write, `.xlsx`; it must not be there yet.
        lang: Language of labels and remarks.

    Raises:
        Refused: If it is no `.xlsx`, is there already, or cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise Refused(
            both("{path}: the table is an .xlsx file", "{path}: 表格文件名应以.xlsx结尾", path=str(path))
        )
    if path.exists():
        raise Refused(both("{path} is there already", "{path}已存在，请换一个文件名", path=str(path)))
    part = path.with_name(f".{path.name}.part")
    try:
        _fill(part, lang)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise unwritable(path, error) from error


def _fill(path: Path, lang: str) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET.in_(lang))
    looks = {
        "head": book.add_format({"bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True}),
        "section": book.add_format({"bold": True, "bg_color": "#EEF2F6"}),
        "open": book.add_format({"bg_color": "#FFF9DB", "border": 1}),
        "grey": book.add_format({"font_color": "#808080"}),
        "check": book.add_format({"font_color": "#C0392B"}),
        "note": book.add_format({"bold": True, "font_color": "#1F4E79"}),
    }
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, _TITLE.in_(lang), looks["note"])
    for column, head in enumerate(HEADS):
        sheet.write_string(1, column, head.in_(lang), looks["head"])
    sheet.freeze_panes(2, 1)
    line, lines = 2, {}
    for heading, section in rows():
        sheet.write_string(line, 0, heading.in_(lang), looks["section"])
        line += 1
        for row in section:
            lines[row.now[-1] if row.now[0] != "levers" else ".".join(row.now)] = line
            _row(sheet, line, row, lang, looks)
            line += 1
    _checks(sheet, lines, lang, looks["check"])
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from error


def _row(sheet: Any, line: int, row: Row, lang: str, looks: dict[str, Any]) -> None:
    sheet.write_string(line, 0, row.label.in_(lang))
    sheet.write_string(line, 1, row.unit.in_(lang), looks["grey"])
    sheet.write_blank(line, NOW_COLUMN, None, looks["open"])
    if row.plan:
        sheet.write_blank(line, PLAN_COLUMN, None, looks["open"])
    for offset, example in enumerate(row.example):
        sheet.write_string(line, 4 + offset, example, looks["grey"])
    sheet.write_string(line, 6, row.remark.in_(lang), looks["grey"])
    for column in (NOW_COLUMN, *((PLAN_COLUMN,) if row.plan else ())):
        rule = _validation(row, lang)
        if rule is not None:
            sheet.data_validation(line, column, line, column, rule)


def _validation(row: Row, lang: str) -> dict[str, Any] | None:
    """What a cell takes."""
    if row.kind == "choice":
        source = [one.in_(lang) for one in row.choices]
        bound = row.now[0] == "targets"  # a number may stand there as well
        return {"validate": "list", "source": source, "error_type": "information" if bound else "stop"}
    if row.kind == "year":
        return {"validate": "list", "source": [str(one) for one in range(YEARS[0], YEARS[1] + 1)]}
    if row.kind == "text":
        return None
    words = _NUMBER.in_(lang)
    return {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "input_message": row.unit.in_(lang) if row.unit != NOTHING else "",
        "error_message": words,
        "error_type": "warning",
    }


def _checks(sheet: Any, lines: dict[str, int], lang: str, look: Any) -> None:
    """Formulas that say at once what cannot be."""
    labels = {row.now[0]: row.label for _, section in rows() for row in section if len(row.now) == 1}
    for less, more in AT_MOST:
        few, many = f"C{lines[less] + 1}", f"C{lines[more] + 1}"
        wrong = both("more than {more}", "多于{more}", more=labels[more]).in_(lang)
        formula = f'=IF(AND(ISNUMBER({few}),ISNUMBER({many})),IF({few}>{many},"{wrong}",""),"")'
        sheet.write_formula(lines[less], 7, formula, look, "")
