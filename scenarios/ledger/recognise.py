"""Which row holds the names of columns, which columns they are, and the county's own list of names."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from resettle.model.text import Text, both, lines
from resettle.scenarios.language import Missing, Refused, reason_of
from resettle.scenarios.ledger.columns import Column, by_name, columns, find, tidy
from resettle.scenarios.ledger.reading import Cell
from resettle.scenarios.ledger.text_files import NoTable, csv_rows, decoded

LOOKED_AT = 40
"""Rows of a sheet among which the header is looked for."""

KEYS = ("id", "person", "household")
MAP_HEADER = ("台账中的列名", "对应的列名", "所在文件")
IGNORED = "忽略"

Mapping_ = Mapping[str, Column | None]
"""Columns by header as a county names them; `None` for a header that it leaves out."""


@dataclass(frozen=True)
class Header:
    """The header of a sheet.

    Attributes:
        row: Its row, from 1.
        found: Positions, headers as written, and what each column is.
        unrecognised: Headers that are none.
        twice: Headers of columns that another one before them is, too.
    """

    row: int
    found: tuple[tuple[int, str, Column], ...]
    unrecognised: tuple[str, ...]
    twice: tuple[str, ...]


def header_of(rows: Sequence[Sequence[Cell]], mapping: Mapping_) -> Header | None:
    """The row among the first ones with most known columns; it must have a number of persons or households.

    A column whose name stands in a cell that is merged with one below is known by the row above.
    """
    best: Header | None = None
    for at in range(len(rows)):
        header = _read(rows, at, mapping)
        keyed = any(column.field in KEYS for _, _, column in header.found)
        if keyed and len(header.found) > 1 and (best is None or len(header.found) > len(best.found)):
            best = header
    return best


def _read(rows: Sequence[Sequence[Cell]], at: int, mapping: Mapping_) -> Header:
    found: dict[str, tuple[int, str, Column]] = {}
    unrecognised, twice = [], []
    own = 0
    for place in range(max(map(len, rows[max(0, at - 2) : at + 1]))):
        here = _text(rows[at], place)
        above = [_text(rows[up], place) for up in range(at - 1, max(-1, at - 3), -1)]
        name = here or next((text for text in above if text), "")
        column = mapping[tidy(name)] if tidy(name) in mapping else find(name)
        if column is None:
            if here and tidy(here) not in mapping:
                unrecognised.append(_harmless(here, place))
            continue
        own += bool(here)
        if column.field in found and column.kept:
            twice.append(name)
        found.setdefault(column.field, (place, name, column))
    # A row below the header has no name of its own in most columns.
    kept = tuple(found.values()) if own > 1 else ()
    return Header(at + 1, kept, tuple(unrecognised), tuple(twice))


def _text(row: Sequence[Cell], place: int) -> str:
    cell = row[place] if place < len(row) else ""
    return cell.strip() if isinstance(cell, str) else ""


def _harmless(header: str, place: int) -> str:
    """A header as it may be printed; one that is long or holds a number could be about a person."""
    if len(header) > 40 or re.search(r"\d{6}", header):
        return f"第{place + 1}列"
    return re.sub(r"\s+", "", header)


def read_map(path: Path) -> dict[str, Column | None]:
    """What a county says of its columns.

    Args:
        path: A table with two columns: the name in the ledger, and the name that the program knows; empty, or
            忽略, for one that is left out.

    Raises:
        Refused: Listing every line that names no known column.
        Missing: If the file cannot be read.
    """
    try:
        rows = list(csv_rows(decoded(path.read_bytes())))
    except OSError as error:
        raise Missing(both("{path}: {why}", "{path}：{why}", path=str(path), why=reason_of(error))) from error
    except NoTable:
        raise Refused(both("{path} is no table in CSV", "{path}不是CSV表格", path=str(path))) from None
    if not rows or [cell.strip() for cell in rows[0][:2]] != list(MAP_HEADER[:2]):
        # another table, such as a ledger: its cells are nobody's business
        raise Refused(
            both(
                "{path} is no list of column names: its first row must be {header}; name a new file, "
                "and it is made",
                "{path}不是列名对照表：首行应为{header}；请另指定一个新文件，程序会自动生成",
                path=str(path),
                header=",".join(MAP_HEADER[:2]),
            )
        )
    mapping: dict[str, Column | None] = {}
    wrong: list[Text] = []
    for number, row in enumerate(rows[1:], 2):
        ours = row[1].strip() if len(row) > 1 else ""
        if not row or not row[0].strip():
            continue
        column = None if ours in ("", IGNORED) else find(ours)
        if column is None and ours not in ("", IGNORED):
            near = "、".join(_near(ours))
            wrong.append(
                both(
                    "{path}, line {number}: '{ours}' is no known column{near}",
                    "{path}第{number}行：“{ours}”不是已知列名{near}",
                    path=path.name,
                    number=number,
                    ours=ours[:40],
                    near=both("; did you mean {near}?", "；是否应为{near}？", near=near) if near else "",
                )
            )
        mapping[tidy(row[0])] = column
    if wrong:
        raise Refused(lines(wrong))
    return mapping


def write_map(
    path: Path, unrecognised: Iterable[tuple[str, str, str]], before: Mapping_ | None = None
) -> None:
    """Write what was said of columns before, and those that were not recognised, for the county to fill in.

    Raises:
        Missing: If the file cannot be written.
    """
    kept = [
        (header, IGNORED if column is None else column.name, "") for header, column in (before or {}).items()
    ]
    new = {header: file for file, _, header in unrecognised if tidy(header) not in (before or {})}
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(MAP_HEADER)
            table.writerows([*kept, *((header, "", where) for header, where in new.items())])
    except OSError as error:
        raise Missing(
            both("cannot write {path}: {why}", "无法写入{path}：{why}", path=str(path), why=reason_of(error))
        ) from error


def suggestions(headers: Iterable[str]) -> dict[str, list[str]]:
    """The nearest known names of headers that were not recognised."""
    return {header: _near(header) for header in headers}


def _near(header: str) -> list[str]:
    near = difflib.get_close_matches(tidy(header), list(by_name()), n=3, cutoff=0.5)
    return list(dict.fromkeys(by_name()[name].name for name in near))


__all__ = ["Header", "columns", "header_of", "read_map", "suggestions", "write_map"]
