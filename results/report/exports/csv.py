"""Every table of numbers as CSV, and `about.csv`, which says what made them and in which units they are."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from resettle.results.judge.measures import with_units
from resettle.results.report.answer import Answer
from resettle.results.report.exports.columns import Titles, column_label, titles_of
from resettle.results.report.exports.source import source_lines
from resettle.results.text.labels import NOTHING, Lang, Text, label
from resettle.results.text.numbers import unit_text

ENCODING = "utf-8-sig"
"""With a mark at the beginning, by which Excel and WPS know that it is UTF-8."""


def write(answer: Answer, made: Mapping[str, Any], folder: Path, lang: Lang) -> None:
    """Write `<name>.csv` for each frame, and `about.csv`."""
    for name, frame in answer.frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False, encoding=ENCODING)
    with (folder / "about.csv").open("w", encoding=ENCODING, newline="") as file:
        lines = csv.writer(file)
        heads = ("file_table", "column", "name", "unit")
        lines.writerow([label(f"export_{name}").in_(lang) for name in heads])
        lines.writerows(
            [name, column, text.in_(lang), unit.in_(lang)]
            for name, column, text, unit in described(answer, titles_of(made))
        )
        lines.writerows([line.in_(lang)] for line in source_lines(made))


def described(answer: Answer, titles: Titles) -> Iterator[tuple[str, str, Text, Text]]:
    """Table, column, what it is called and its unit, of every column of the frames; names have no unit."""
    for name, frame in answer.frames.items():
        known = with_units(frame).attrs["units"]
        for column in map(str, frame.columns):
            called = column_label(column, titles, name) or NOTHING
            yield name, column, called, unit_text(str(known.get(column, "")))
