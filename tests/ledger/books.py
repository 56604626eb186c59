"""Small made-up ledgers: rows as dictionaries, written as the files that counties have."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

from resettle.scenarios.ledger.identity import check_digit

Row = dict[str, object]
COUNTER = iter(range(10**6, 10**8))


def card(year: int, woman: bool = False, number: int | None = None, month_day: str = "0615") -> str:
    """An identity number of nobody: no place's code begins with 99."""
    number = next(COUNTER) if number is None else number
    seventeen = f"99{number % 10**6 // 100:04d}{year}{month_day}{number % 100:02d}{4 if woman else 5}"
    seventeen = seventeen[:2] + f"{number // 100 % 10**4:04d}" + seventeen[6:]
    return seventeen + check_digit(seventeen)


def person(household: str, year: int, woman: bool = False, **cells: object) -> Row:
    """A row of the export of persons, of someone healthy who works at nothing; cells replace those given."""
    age = 2024 - year
    row: Row = {
        "省": "示范省",
        "县": "平山示范县",
        "户编号": household,
        "证件号码": card(year, woman),
        "年度": "2024",
        "与户主关系": "其他",
        "文化程度": "" if age < 16 else "初中",
        "在校生状况": "小学" if age < 16 else "",
        "健康状况": "健康",
        "劳动技能": "普通劳动力" if 16 <= age <= 59 else "无劳动力",
        "务工时间（月）": "",
        "务工所在地": "",
        "就业渠道": "",
        "公益性岗位(月数)": "",
    }
    return {**row, **cells}


def family(number: int, **cells: object) -> list[Row]:
    """A couple born in 1984 with a child of 2014; the head works all year outside the province."""
    household = f"H{number:06d}"
    away = {"务工时间（月）": "12", "务工所在地": "广东省东莞市", "就业渠道": "务工"}
    return [
        person(household, 1984, 与户主关系="户主", **{**away, **cells}),
        person(household, 1984, woman=True, 与户主关系="配偶"),
        person(household, 2014, 与户主关系="之子"),
    ]


def families(count: int = 6) -> list[Row]:
    return [row for number in range(count) for row in family(number)]


def lines(rows: Sequence[Row]) -> list[list[object]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [list(names), *([row.get(name, "") for name in names] for row in rows)]


def csv_text(rows: Sequence[Row]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines(rows))
    return text.getvalue()


def as_csv(path: Path, rows: Sequence[Row], encoding: str = "utf-8-sig") -> Path:
    path.write_bytes(csv_text(rows).encode(encoding))
    return path


def as_xlsx(
    path: Path, *sheets: Sequence[Row], above: int = 0, change: Callable[..., None] | None = None
) -> Path:
    """A workbook, each sheet with so many rows above its header; text stays text, numbers stay numbers."""
    with xlsxwriter.Workbook(str(path)) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, line in enumerate(lines(rows), above):
                for column, cell in enumerate(line):
                    if isinstance(cell, str):
                        if cell:
                            sheet.write_string(at, column, cell)
                    else:
                        sheet.write(at, column, cell)
            if change is not None:
                change(book, sheet)
    return path


def as_html(path: Path, rows: Sequence[Row], charset: str = "utf-8") -> Path:
    """A page of HTML with the ending .xls, as many systems export."""
    body = "".join(
        "<tr>" + "".join(f"<td style='mso-number-format:\"\\@\"'>{cell}</td>" for cell in line) + "</tr>"
        for line in lines(rows)
    )
    title = "<tr><td colspan=3>合成数据</td></tr>"
    page = f"<html><head><meta charset='{charset}'></head><body><table>{title}{body}</table></body></html>"
    path.write_bytes(page.encode(charset))
    return path
