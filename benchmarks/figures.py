"""What a measurement says, and the table of all of them."""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from operator import ge, le

REACHED, STRETCH, MISSED, NO_BAR = "reached", "stretch", "MISSED", ""


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its bar.

    Attributes:
        what: What was measured.
        value: The figure with its unit.
        bar: The bar with its unit; empty if there is none.
        stretch: The further aim; empty if there is none.
        verdict: `reached`, `stretch` or `MISSED`; empty without a bar.
        note: How it was measured.
    """

    what: str
    value: str
    bar: str = ""
    stretch: str = ""
    verdict: str = NO_BAR
    note: str = ""


def show(value: float) -> str:
    """A number in three significant digits, without an exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def at_most(
    what: str,
    value: float,
    unit: str,
    bar: float,
    stretch: float | None = None,
    note: str = "",
    sign: str = "<=",
) -> Figure:
    """A figure that should be small."""
    reaches = le if sign == "<=" else ge
    far = stretch is not None and reaches(value, stretch)
    verdict = STRETCH if far else REACHED if reaches(value, bar) else MISSED
    aim = "" if stretch is None else f"{sign} {show(stretch)} {unit}"
    return Figure(what, f"{show(value)} {unit}", f"{sign} {show(bar)} {unit}", aim, verdict, note)


at_least = partial(at_most, sign=">=")
"""A figure that should be large."""


def plain(what: str, value: str, note: str = "") -> Figure:
    """A figure without a bar."""
    return Figure(what, value, note=note)


def table(figures: Sequence[Figure]) -> str:
    """All figures side by side, notes below."""
    heads = ("what", "measured", "bar", "stretch", "")
    rows = [(f.what, f.value, f.bar, f.stretch, f.verdict) for f in figures]
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()

    lines = [line(heads), line(["-" * width for width in widths])]
    lines += [line(row) for row in rows]
    notes = [f"  {f.what}: {f.note}" for f in figures if f.note]
    return "\n".join([*lines, "", "How:", *notes])


def cpu_of_children() -> float:
    """Processor seconds of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def say(what: str) -> None:
    """Tell what is being measured now, on the error stream."""
    print(f"measuring {what} ...", file=sys.stderr, flush=True)
