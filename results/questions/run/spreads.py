"""Where the spread of the main indicators comes from, and what was drawn, in rows and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resettle.results.judge.uncertainty import share_interval
from resettle.results.runs.draws import MODES
from resettle.results.statistics.variance import CHANCE, FEWEST_DRAWS, SEPARATED
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import NONE, figure, figure_bare, percent, span

if TYPE_CHECKING:
    import pandas as pd


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
        told = row["spread"] in (SEPARATED, CHANCE)
        rows.append(
            SpreadRow(
                scenario=str(row["scenario"]),
                measure=label(f"measure_{row['measure']}"),
                median=level_text(row["median"], unit),
                band=span(level_text(row["p05"], unit), level_text(row["p95"], unit)),
                parameters=span(*ends) if row["spread"] == SEPARATED else NONE,
                share=percent(share, 0) if told else NONE,
                interval=share_interval(row) if row["spread"] == SEPARATED else NOTHING,
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
