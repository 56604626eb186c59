"""Sentences of a run: of each target, also side by side, and of what its spread comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from math import isnan
from typing import Any

import pandas as pd

from resettle.model.inputs import OUTSIDE
from resettle.results.judge.figures import AHEAD
from resettle.results.judge.readings import INCOMES
from resettle.results.judge.verdicts import NOBODY, verdict
from resettle.results.runs.modes import MODES
from resettle.results.statistics.variance import (
    CHANCE,
    FEWEST_DRAWS,
    INSEPARABLE,
    MISSING,
    PARTS,
    SEPARATED,
)
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.names import why_unknown
from resettle.results.text.numbers import (
    POINTS,
    alike,
    bound_text,
    figure,
    gap,
    percent,
    signed_bound,
    span,
)
from resettle.scenarios import Target

Judged = Mapping[str, Any]
"""A row of the frame `targets` of `results.judge.targets.judge`."""


def verdict_of(row: Judged) -> str:
    """One of `results.judge.verdicts.VERDICTS`."""
    return verdict(row["probability"], row["wilson_low"], row["wilson_high"], row["effective"])


def shown_unit(row: Judged) -> str:
    """Unit in which a figure is written: a lead over a series is written in points."""
    return POINTS if row["reading"].startswith(AHEAD) else str(row["unit"])


def headline(target: Target, row: Judged) -> Text:
    """One sentence on one target.

    Args:
        target: The target.
        row: Its main row.
    """
    unit, word = shown_unit(row), verdict_of(row)
    growth = target.kind == "growth" and target.indicator in INCOMES and target.series is None
    if word == NOBODY:
        key = "headline_growth_nobody" if growth else "headline_nobody"
        return say(key, title=target.title, nobody=why_nobody(target))
    median, low, high = alike(figure, (row["median"], row["p05"], row["p95"]), unit)
    pieces = {
        "title": target.title,
        "bound": bound_text(row["bound"], unit),
        "limit": signed_bound(row["direction"], bound_text(row["bound"], unit)),
        "median": median,
        "band": span(low, high),
        "met": runs_that_reach(row),
        "gap": gap(row["shortfall"], unit),
    }
    if growth:
        named = label(f"named_{target.indicator}")
        return say(f"headline_growth_{word}", income=named, over=_over_reading(row["reading"]), **pieces)
    return say(f"headline_{word}", **pieces)


def why_nobody(target: Target) -> Text:
    """Of whom a target has no figure."""
    return why_unknown(target.indicator)


def _over_reading(name: str) -> Text:
    """The years that a reading of growth looks at, as part of a sentence."""
    if name.startswith("year_"):
        return say("over_year", year=name.split("_")[1])
    return label("over_worst_year" if name == "worst_year" else "over_years")


def runs_that_reach(row: Judged) -> Text:
    """How many runs reach a target, as part of a sentence."""
    met, runs = round(row["probability"] * row["replications"]), int(row["replications"])
    if runs == 1:
        return label("run_meets" if met else "run_misses")
    if met == 0:
        return say("runs_none", runs=runs)
    if met == runs:
        return say("runs_all", runs=runs)
    return say("runs_some", met=met, runs=runs)


def spread_short(row: Judged) -> Text:
    """What the spread of a judged figure comes from, in a few words; nothing if there is none."""
    return _spread(row, "spread_short", with_interval=True)


def spread_sentence(row: Judged) -> Text:
    """The same as a sentence, for headlines; nothing if there is no spread."""
    return _spread(row, "spread_told", with_interval=False)


def _spread(row: Judged, key: str, *, with_interval: bool) -> Text:
    kind = row.get("spread")
    if kind != SEPARATED:
        return label(f"{key}_{kind}") if kind in (CHANCE, INSEPARABLE) else NOTHING
    told = [part for part in PARTS if not isnan(row[f"share_{part}"])]
    pieces = {part: percent(row[f"share_{part}"], 0) for part in told}
    if with_interval:
        for part, share in pieces.items():
            interval = share_interval(row, part)
            if interval != share:
                pieces[part] = say("share_with_interval", share=share, interval=interval)
    if len(told) < len(PARTS):
        return say(f"{key}_together", drawn=percent(1.0 - row["share_chance"], 0), **pieces)
    if row[f"share_{MISSING}"] == row[f"share_{MISSING}_high"] == 0.0:
        del pieces[MISSING]
        return say(f"{key}_known", **pieces)
    return say(key, **pieces)


def share_interval(row: Judged, part: str) -> Text:
    """Interval of the share of the variance that a part of the spread makes."""
    return span(percent(row[f"share_{part}_low"], 0), percent(row[f"share_{part}_high"], 0))


def drawing(details: Mapping[str, Any]) -> list[Text]:
    """What was drawn and how often, in plain sentences; nothing for a run that does not say.

    Args:
        details: `parameters` (the mode), `outside`, `futures`, `repeated`, `ending`, `half_width`.
    """
    mode = details.get("parameters")
    if mode not in MODES:
        return []
    sentences = [label(f"drawn_{mode}")]
    if details.get("outside") in OUTSIDE:
        sentences.append(label(f"drawn_{details['outside']}"))
    if details.get("futures"):
        repeated, width = int(details["repeated"]), gap(float(details["half_width"]), "share")
        ending = say(f"pace_{details['ending']}", points=width)
        key = "drawn_futures" if repeated >= FEWEST_DRAWS else "drawn_futures_few"
        key = "drawn_futures_still" if mode == "point" else key
        sentences.append(say(key, futures=str(details["futures"]), repeated=str(repeated), ending=ending))
    return sentences


def trust() -> list[Text]:
    """What the fit that ships keeps of facts that it never saw, and what it misses; nothing if none ships."""
    path = resources.files("resettle.scenarios") / "data" / "validation.json"
    if not path.is_file():
        return []
    summary = json.loads(path.read_text(encoding="utf-8"))
    key = "held_out" if summary["inside"] < summary["held_out"] else "held_out_all"
    sentences = [say(key, inside=str(summary["inside"]), facts=str(summary["held_out"]))]
    if summary["missed"]:
        pieces = [
            say(
                "held_out_fact",
                name=Text(one["en"], one["zh"]),
                observed=figure(one["observed"], one["unit"], (one["low"], one["high"])),
                band=span(*alike(figure, (one["low"], one["high"], one["observed"]), one["unit"])[:2]),
            )
            for one in summary["missed"]
        ]
        sentences.append(say("held_out_missed", facts=join(pieces, "; ", "\N{FULLWIDTH SEMICOLON}")))
    return sentences


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
