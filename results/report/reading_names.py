"""Names of the ways in which a target is read."""

from __future__ import annotations

from resettle.results.judge.figures import AHEAD
from resettle.results.text.labels import Text, label, say


def reading_label(name: str) -> Text:
    """Name of a reading; those of single years are built from the year."""
    name = name.partition(":")[0]
    if name.startswith(f"{AHEAD}_year_"):
        return say("reading_ahead_year", year=name.rpartition("_")[2])
    if name.startswith("year_"):
        year, _, kind = name.removeprefix("year_").partition("_")
        if kind:
            return say("reading_year_real" if kind == "real" else "reading_year_nominal", year=year)
        return say("reading_year", year=year)
    return label(f"reading_{name}")
