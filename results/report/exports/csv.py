"""Every table of numbers as CSV, and `about.csv`, which says what made them and in which units they are."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from resettle.results.judge.measures import with_units
from resettle.results.report.answer import Answer
from resettle.results.report.exports.source import source_lines
from resettle.results.text.labels import Lang, label

ENCODING = "utf-8-sig"
"""With a mark at the beginning, by which Excel and WPS know that it is UTF-8."""


def write(answer: Answer, made: Mapping[str, Any], folder: Path, lang: Lang) -> None:
    """Write `<name>.csv` for each frame, and `about.csv`."""
    for name, frame in answer.frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False, encoding=ENCODING)
    with (folder / "about.csv").open("w", encoding=ENCODING, newline="") as file:
        lines = csv.writer(file)
        lines.writerow([label(f"export_{name}").in_(lang) for name in ("table", "column", "unit")])
        lines.writerows(units(answer))
        lines.writerows([line.in_(lang)] for line in source_lines(made))


def units(answer: Answer) -> Iterator[tuple[str, str, str]]:
    """Table, column and unit of every column of the frames; columns of names have no unit."""
    for name, frame in answer.frames.items():
        known = with_units(frame).attrs["units"]
        yield from ((name, column, str(known.get(column, ""))) for column in map(str, frame.columns))
