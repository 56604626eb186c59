"""Titles of the charts of a sweep: what each shows, in figures, made from the tables that are drawn."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from resettle.results.questions.sweep.plan import VariedInput, axis_value
from resettle.results.questions.sweep.sentences import point_text, rank_text
from resettle.results.report.findings import rows_of, unknown, value_of
from resettle.results.statistics.intervals import Estimate
from resettle.results.text.labels import Text, say


def over(
    outcome: Text, line: pd.DataFrame, axis: VariedInput, form: Callable[[float], Text], clear: bool
) -> Text:
    """Where an outcome starts and ends as a path rises, or where it is highest and lowest in between.

    Args:
        outcome: What is drawn.
        line: The line: `x` and `value`, a row a number of the path.
        axis: The path.
        form: How a figure is written.
        clear: Whether it changes by more than chance.
    """
    shown = line.sort_values("x").dropna(subset=["value"])
    numbers, values = shown["x"].tolist(), shown["value"].tolist()
    if not values:
        return unknown(outcome)
    pieces = {"outcome": outcome, "path": axis.short}
    ends = {"high": max(values), "low": min(values)}
    told = {name: form(one) for name, one in ends.items()}
    if told["high"] == told["low"]:
        return say("sweep_finding_same", outcome=outcome, high=told["high"])
    if not clear:
        return say("sweep_finding_unclear", **told, **pieces)
    if {values[0], values[-1]} == set(ends.values()):
        return say(
            "sweep_finding_up" if values[-1] > values[0] else "sweep_finding_down",
            first=form(values[0]),
            last=form(values[-1]),
            start=axis_value(axis, numbers[0]),
            end=axis_value(axis, numbers[-1]),
            **pieces,
        )
    places = {f"{name}_at": axis_value(axis, numbers[values.index(one)]) for name, one in ends.items()}
    return say("sweep_finding_between", **told, **places, **pieces)


def apart(line: pd.DataFrame) -> bool:
    """Whether the intervals of the lowest and of the highest point of a line leave each other out."""
    shown = rows_of(line)
    return bool(shown) and float(min(shown, key=value_of)["high"]) < float(max(shown, key=value_of)["low"])


def rank(outcome: Text, axis: VariedInput, one: Estimate) -> Text:
    """Which way an outcome moves with a path of a sample."""
    way = "unclear" if not one.clear else "up" if one.middle > 0.0 else "down"
    return say(f"sweep_finding_rank_{way}", outcome=outcome, path=axis.short, rank=rank_text(one))


def cells(outcome: Text, table: pd.DataFrame, across: VariedInput, up: VariedInput) -> Text:
    """The cells of a map with the highest and the lowest figure, as they are written there."""
    shown = rows_of(table)
    if not shown:
        return unknown(outcome)
    pieces: dict[str, Text] = {"outcome": outcome}
    for name, cell in (("high", max(shown, key=value_of)), ("low", min(shown, key=value_of))):
        pieces |= {name: cell["text"], f"{name}_at": point_text((across, up), (cell["x"], cell["y"]))}
    if pieces["high"] == pieces["low"]:
        return say("sweep_finding_same", outcome=outcome, high=pieces["high"])
    return say("sweep_finding_map", **pieces)
