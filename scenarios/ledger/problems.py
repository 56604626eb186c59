"""What is wrong in a ledger: file, sheet, row, column, what and what to do; never what stands in the cell."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from resettle.model.text import NOTHING, Text, both, lines
from resettle.scenarios.language import Missing, Refused, reason_of

MAX_PRINTED = 20
"""Most problems that are printed; all stand in the table."""

HEADER = ("文件", "工作表", "行", "列", "类别", "问题", "处理办法", "Problem", "What to do")


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its name, what is wrong, and what to do."""

    name: str
    what: Text
    remedy: Text


@dataclass(frozen=True)
class LedgerProblem:
    """One problem.

    Attributes:
        file: Name of the file, without its folder.
        sheet: Name of the sheet; empty for a file that has none.
        row: Row in the sheet, from 1; 0 if it is about all of it.
        column: Header of the column; empty if it is about none.
        kind: Its kind.
        more: What is allowed, or nothing.
    """

    file: str
    sheet: str
    row: int
    column: str
    kind: Kind
    more: Text = NOTHING

    @property
    def where(self) -> Text:
        """File, sheet, row and column in words."""
        sheet = both(", sheet {name}", "，工作表“{name}”", name=self.sheet) if self.sheet else NOTHING
        row = both(", row {row}", "，第{row}行", row=self.row) if self.row else NOTHING
        column = both(", column {name}", "，“{name}”列", name=self.column) if self.column else NOTHING
        return Text(f"{self.file}{sheet.en}{row.en}{column.en}", f"{self.file}{sheet.zh}{row.zh}{column.zh}")

    @property
    def what(self) -> Text:
        """What is wrong, with what is allowed."""
        return Text(self.kind.what.en + self.more.en, self.kind.what.zh + self.more.zh)

    @property
    def text(self) -> Text:
        """One line: where, what, what to do."""
        return Text(
            f"{self.where.en}: {self.what.en}; {self.kind.remedy.en}",
            f"{self.where.zh}：{self.what.zh}；{self.kind.remedy.zh}",
        )

    @property
    def order(self) -> tuple[str, str, int, str]:
        """What problems are sorted by."""
        return self.file, self.sheet, self.row, self.column


def counts(problems: Iterable[LedgerProblem]) -> list[tuple[Kind, int]]:
    """How many there are of each kind, the most frequent first."""
    return Counter(problem.kind for problem in problems).most_common()


class LedgerProblems(Refused):
    """All problems of the ledgers of one reading.

    Attributes:
        problems: By file, sheet, row and column.
        unrecognised: Columns that were not recognised, as (file, sheet, header).
    """

    def __init__(
        self, problems: Sequence[LedgerProblem], unrecognised: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Keeps them; its text has the counts by kind, then the first ones."""
        self.problems = tuple(problems)
        self.unrecognised = tuple(unrecognised)
        of_kind = [
            both("  {count} × {what}", "  {count}处：{what}", count=count, what=kind.what)
            for kind, count in counts(problems)
        ]
        first = [problem.text for problem in self.problems[:MAX_PRINTED]]
        hidden = len(self.problems) - len(first)
        if hidden:
            first.append(both("... and {number} more", "……另有{number}处", number=hidden))
        head = both("problems in the ledgers: {number}", "台账共有{number}处问题", number=len(self.problems))
        super().__init__(lines([head, *of_kind, *first]))


def _row(problem: LedgerProblem) -> list[str | int]:
    kind = problem.kind
    return [
        problem.file,
        problem.sheet,
        problem.row or "",
        problem.column,
        kind.name,
        problem.what.zh,
        kind.remedy.zh,
        problem.what.en,
        kind.remedy.en,
    ]


def write_problems(path: Path, problems: Sequence[LedgerProblem]) -> None:
    """Write the table of problems, as Excel opens it.

    Args:
        path: `.xlsx` for a workbook with the counts by kind on a second sheet; anything else is CSV in UTF-8
            with the mark that Excel needs.
        problems: What is written.

    Raises:
        Missing: If the file cannot be written.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            _write_book(path, problems)
        else:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                table = csv.writer(file)
                table.writerow(HEADER)
                table.writerows(_row(problem) for problem in problems)
    except OSError as error:
        raise Missing(
            both("cannot write {path}: {why}", "无法写入{path}：{why}", path=str(path), why=reason_of(error))
        ) from error


def _write_book(path: Path, problems: Sequence[LedgerProblem]) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with path.open("wb") as file, xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("问题清单")
        sheet.write_row(0, 0, HEADER, bold)
        for at, problem in enumerate(problems, 1):
            sheet.write_row(at, 0, _row(problem))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(problems), len(HEADER) - 1)
        for column, width in enumerate((24, 14, 7, 18, 18, 48, 48, 48, 48)):
            sheet.set_column(column, column, width)
        total = book.add_worksheet("分类汇总")
        total.write_row(0, 0, ("类别", "问题", "处数", "Problem"), bold)
        for at, (kind, count) in enumerate(counts(problems), 1):
            total.write_row(at, 0, (kind.name, kind.what.zh, count, kind.what.en))
        total.set_column(0, 3, 40)
