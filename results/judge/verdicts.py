"""Verdicts: reached, not reached or uncertain, and the rows that say so in report and terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resettle.results.judge.bounds import SIGNS
from resettle.results.judge.growth import AHEAD
from resettle.results.judge.uncertainty import spread_sentence, spread_short
from resettle.results.text.labels import NOTHING, Text, label, say, text_of
from resettle.results.text.numbers import (
    NBSP,
    POINTS,
    bound_bare,
    bound_text,
    figure_bare,
    gap,
    month,
    percent,
    span,
)

if TYPE_CHECKING:
    import pandas as pd

    from resettle.scenarios import Scenario

REACHED, MISSED, UNCERTAIN = VERDICTS = ("reached", "missed", "uncertain")

RELIABLE = 0.95
"""Share of replications from which a target may count as reached."""

RELIABLE_LOW = 0.80
"""Where the lower end of its Wilson interval must lie as well; needs 16 independent replications or more."""

EVEN = 0.50
"""A target counts as missed when the upper end of its interval lies below this."""

MARKS = {REACHED: "✓", MISSED: "✗", UNCERTAIN: "?"}
"""A sign beside the word, so that colour is never needed."""


def verdict(probability: float, low: float, high: float) -> str:
    """One of `VERDICTS` from the share of replications that meet a target.

    Args:
        probability: Share of replications that meet it.
        low: Lower end of its 95 % Wilson interval.
        high: Upper end.
    """
    if probability >= RELIABLE and low >= RELIABLE_LOW:
        return REACHED
    return MISSED if high < EVEN else UNCERTAIN


@dataclass(frozen=True)
class VerdictRow:
    """One judged reading, ready to print.

    Attributes:
        scenario: Name of the scenario.
        target: Name of the target.
        main: Whether the target is judged by this reading.
        verdict: One of `VERDICTS`.
        title: What the target says, or the name of the further reading.
        reading: How the figure is read.
        word: The verdict as a word.
        probability: Share of replications that meet it.
        interval: Its 95 % Wilson interval.
        median: Median of the figure.
        band: 5–95 % band of the figure.
        bound: What it is held against, with sign and unit.
        limit: The same without the name of what is counted.
        shortfall: By how much the median misses the bound.
        first_met: Month by which half of the replications have met it first, or a dash.
        first_share: Share of replications that ever meet it.
        note: A caution, or empty.
        spread: How much of the band comes from what is not known and how much from luck.
        told_spread: The same as a sentence, or empty.
    """

    scenario: str
    target: str
    main: bool
    verdict: str
    title: Text
    reading: Text
    word: Text
    probability: Text
    interval: Text
    median: Text
    band: Text
    bound: Text
    limit: Text
    shortfall: Text
    first_met: Text
    first_share: Text
    note: Text
    spread: Text = NOTHING
    told_spread: Text = NOTHING


def reading_label(name: str) -> Text:
    """Name of a reading; those of single years are built from the year."""
    if name.startswith(f"{AHEAD}_year_"):
        return say("reading_ahead_year", year=name.rpartition("_")[2])
    if name.startswith("year_"):
        year, _, kind = name.removeprefix("year_").partition("_")
        if kind:
            return say("reading_year_real" if kind == "real" else "reading_year_nominal", year=year)
        return say("reading_year", year=year)
    return label(f"reading_{name}")


def shown_unit(reading: str, unit: str) -> str:
    """Unit in which a figure is told: a lead over a series is told in points."""
    return POINTS if reading.startswith(AHEAD) else unit


def verdict_rows(
    targets: pd.DataFrame, scenarios: Sequence[Scenario], main_only: bool = False
) -> list[VerdictRow]:
    """Rows of the verdict table in the order of the frame `targets`.

    Args:
        targets: The judged frame.
        scenarios: The scenarios, for the titles of their targets.
        main_only: Leave the further readings of each target out.
    """
    titles = {
        (scenario.name, target.name): text_of(target.title)
        for scenario in scenarios
        for target in scenario.targets.values()
    }
    rows: list[VerdictRow] = []
    for held in targets.to_dict("records"):
        row: dict[str, Any] = {str(key): value for key, value in held.items()}
        if main_only and not row["main"]:
            continue
        title = titles.get((row["scenario"], row["target"]), text_of(row["target"]))
        rows.append(_row(row, title))
    return rows


def signed_bound(direction: str, bound: Text) -> Text:
    """A bound with the sign of its direction, which no line break parts from it."""
    sign = SIGNS[direction]
    return Text(f"{sign}{NBSP}{bound.en}", f"{sign}{bound.zh}")


def _row(row: dict[str, Any], title: Text) -> VerdictRow:
    unit = shown_unit(row["reading"], row["unit"])
    found = verdict(row["probability"], row["wilson_low"], row["wilson_high"])
    first = row["first_met"] if isinstance(row["first_met"], str) else None
    return VerdictRow(
        scenario=row["scenario"],
        target=row["target"],
        main=bool(row["main"]),
        verdict=found,
        title=title,
        reading=reading_label(row["reading"]),
        word=label(f"verdict_{found}"),
        probability=percent(row["probability"], 0),
        interval=span(percent(row["wilson_low"], 0), percent(row["wilson_high"], 0)),
        median=figure_bare(row["median"], unit),
        band=span(figure_bare(row["p05"], unit), figure_bare(row["p95"], unit)),
        bound=signed_bound(row["direction"], bound_text(row["bound"], unit)),
        limit=signed_bound(row["direction"], bound_bare(row["bound"], unit)),
        shortfall=gap(row["shortfall"], unit) if row["shortfall"] > 0.0 else label("none_short"),
        first_met=month(first),
        first_share=say("first_share", share=percent(row["first_met_share"], 0)),
        note=Text(str(row["note"] or ""), str(row["note_zh"] or "")),
        spread=spread_short(row),
        told_spread=spread_sentence(row),
    )
