"""The main indicators of each scenario, and what their spread comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.results.judge.measures import MEASURES
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.runs.parameters import MODES
from resettle.results.statistics.intervals import quantile_band
from resettle.results.statistics.variance import (
    FEWEST_DRAWS,
    INSEPARABLE,
    LUCK,
    SEPARATED,
    SPREAD_COLUMNS,
    spread,
)
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import NONE, figure, figure_bare, percent, span

if TYPE_CHECKING:
    import pandas as pd

    from resettle.scenarios import Scenario

COLUMNS = ("scenario", "measure", "unit", "replications", "median", "p05", "p95", *SPREAD_COLUMNS)
"""Columns of the frame `uncertainty`."""


def uncertainty(scenarios: Sequence[Scenario], monthly: pd.DataFrame, levers: pd.DataFrame) -> pd.DataFrame:
    """Median and spread of the main indicators, and where the spread comes from.

    Args:
        scenarios: The scenarios that were run.
        monthly: The tidy monthly frame.
        levers: The tidy lever frame.

    Returns:
        One row per (scenario, measure), the measures being those of `results.judge.measures`; columns as
        in the frame `targets`.

    Raises:
        results.judge.panel.FrameError: If the frames do not hold what is measured.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for scenario in scenarios:
        held = Panel.of(monthly, scenario.name, scenario.period)
        money = Ledger.of(levers, scenario.name, held)
        for measure in MEASURES:
            figures = measure.of(held, money)
            if np.isnan(figures).any():
                continue
            low, high = quantile_band(figures)
            rows.append(
                {
                    "scenario": scenario.name,
                    "measure": measure.name,
                    "unit": measure.unit,
                    "replications": len(figures),
                    "median": float(np.median(figures)),
                    "p05": float(low),
                    "p95": float(high),
                    **spread(figures, held.groups).row(),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


@dataclass(frozen=True)
class SpreadRow:
    """Where the spread of one indicator comes from, ready to print."""

    scenario: str
    measure: Text
    median: Text
    band: Text
    parameters: Text
    share: Text
    interval: Text
    luck: Text


def spread_rows(held: pd.DataFrame) -> list[SpreadRow]:
    """Rows of the frame `uncertainty`, in its order."""
    from resettle.results.text.numbers import level_text

    rows = []
    for found in held.to_dict("records"):
        row: dict[str, Any] = {str(key): value for key, value in found.items()}
        unit = str(row["unit"])
        ends = [level_text(row[f"band_parameters_{end}"], unit) for end in ("low", "high")]
        share = float(row["share_parameters"])
        told = row["spread"] in (SEPARATED, LUCK)
        rows.append(
            SpreadRow(
                scenario=str(row["scenario"]),
                measure=label(f"measure_{row['measure']}"),
                median=level_text(row["median"], unit),
                band=span(level_text(row["p05"], unit), level_text(row["p95"], unit)),
                parameters=span(*ends) if row["spread"] == SEPARATED else NONE,
                share=percent(share, 0) if told else NONE,
                interval=_interval(row) if row["spread"] == SEPARATED else NOTHING,
                luck=percent(1.0 - share, 0) if told else NONE,
            )
        )
    return rows


def drawing(manifest: Mapping[str, Any]) -> list[Text]:
    """What was drawn and how often, in plain sentences; nothing for a run that does not say."""
    mode = manifest.get("parameters")
    if mode not in MODES:
        return []
    told = [label(f"drawn_{mode}")]
    draws, repeated = int(manifest.get("draws") or 0), int(manifest.get("repeated_draws") or 0)
    if draws:
        runs = str(manifest.get("replications", ""))
        key = "drawn_design" if repeated >= FEWEST_DRAWS else "drawn_design_few"
        told.append(say(key, runs=runs, draws=str(draws), repeated=str(repeated)))
    return told if mode == "prior" else [*told, *trust()]


def trust() -> list[Text]:
    """What the fit that ships keeps of facts that it never saw, and what it misses; nothing if none ships."""
    import json
    from importlib import resources

    path = resources.files("resettle.scenarios") / "data" / "validation.json"
    if not path.is_file():
        return []
    held = json.loads(path.read_text(encoding="utf-8"))
    told = [say("held_out", inside=str(held["inside"]), facts=str(held["held_out"]))]
    if held["missed"]:
        pieces = [
            say(
                "held_out_fact",
                name=Text(one["en"], one["zh"]),
                observed=figure(one["observed"], one["unit"]),
                band=span(figure_bare(one["low"], one["unit"]), figure(one["high"], one["unit"])),
            )
            for one in held["missed"]
        ]
        told.append(say("held_out_missed", facts=join(pieces, "; ", "\N{FULLWIDTH SEMICOLON}")))
    return told


def _interval(row: dict[str, Any]) -> Text:
    return span(percent(row["share_parameters_low"], 0), percent(row["share_parameters_high"], 0))


def spread_short(row: dict[str, Any]) -> Text:
    """Where the spread of a judged figure comes from, in a few words; nothing if there is none."""
    kind = row.get("spread")
    if kind == SEPARATED:
        share = float(row["share_parameters"])
        pieces = {"share": percent(share, 0), "luck": percent(1.0 - share, 0)}
        interval = _interval(row)
        if interval == pieces["share"]:
            return say("spread_short_bare", **pieces)
        return say("spread_short", interval=interval, **pieces)
    return label(f"spread_short_{kind}") if kind in (LUCK, INSEPARABLE) else NOTHING


def spread_sentence(row: dict[str, Any]) -> Text:
    """The same as a sentence, for headlines; nothing if there is no spread."""
    kind = row.get("spread")
    if kind == SEPARATED:
        share = float(row["share_parameters"])
        return say("spread_told", share=percent(share, 0), luck=percent(1.0 - share, 0))
    return label(f"spread_told_{kind}") if kind in (LUCK, INSEPARABLE) else NOTHING
