"""Sentences of a run: of each target, also side by side, and of what its spread comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from math import isnan
from typing import Any

import pandas as pd

from resettle.model.inputs import OUTSIDE
from resettle.results.judge.readings import AHEAD, INCOMES
from resettle.results.judge.regions import by_region
from resettle.results.judge.verdicts import verdict
from resettle.results.runs.modes import MODES
from resettle.results.statistics.variance import CHANCE, FEWEST_DRAWS, INSEPARABLE, PARTS, SEPARATED
from resettle.results.text.labels import NOTHING, Text, join, label, labels, say
from resettle.results.text.names import indicator_label, series_name
from resettle.results.text.numbers import (
    POINTS,
    bound_bare,
    bound_text,
    figure,
    figure_bare,
    gap,
    month,
    percent,
    signed_bound,
    span,
)
from resettle.scenarios import Scenario, Target

Judged = Mapping[str, Any]
"""A row of the frame `targets` of `results.judge.targets.judge`."""


def verdict_of(row: Judged) -> str:
    """One of `results.judge.verdicts.VERDICTS`."""
    return verdict(row["probability"], row["wilson_low"], row["wilson_high"])


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
    pieces = {
        "title": target.title,
        "bound": bound_text(row["bound"], unit),
        "limit": signed_bound(row["direction"], bound_text(row["bound"], unit)),
        "median": figure(row["median"], unit),
        "band": span(figure(row["p05"], unit), figure(row["p95"], unit)),
        "met": _runs(round(row["probability"] * row["replications"]), int(row["replications"])),
        "gap": gap(row["shortfall"], unit),
    }
    if target.kind == "growth" and target.indicator in INCOMES and target.series is None:
        named = label(f"named_{target.indicator}")
        return say(f"headline_growth_{word}", income=named, over=_over_reading(row["reading"]), **pieces)
    return say(f"headline_{word}", **pieces)


def _over_reading(name: str) -> Text:
    """The years that a reading of growth looks at, as part of a sentence."""
    if name.startswith("year_"):
        return say("over_year", year=name.split("_")[1])
    return label("over_worst_year" if name == "worst_year" else "over_years")


def _runs(met: int, runs: int) -> Text:
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
    return say(key, **pieces)


def share_interval(row: Judged, part: str) -> Text:
    """Interval of the share of the variance that a part of the spread makes."""
    return span(percent(row[f"share_{part}_low"], 0), percent(row[f"share_{part}_high"], 0))


def drawing(details: Mapping[str, Any]) -> list[Text]:
    """What was drawn and how often, in plain sentences; nothing for a run that does not say.

    Args:
        details: `parameters` (the mode), `outside`, `replications`, `draws` and `repeated_draws` of the run.
    """
    mode = details.get("parameters")
    if mode not in MODES:
        return []
    sentences = [label(f"drawn_{mode}")]
    if details.get("outside") in OUTSIDE:
        sentences.append(label(f"drawn_{details['outside']}"))
    draws, repeated = int(details.get("draws") or 0), int(details.get("repeated_draws") or 0)
    if draws:
        runs = str(details.get("replications", ""))
        key = "drawn_design" if repeated >= FEWEST_DRAWS else "drawn_design_few"
        sentences.append(say(key, runs=runs, draws=str(draws), repeated=str(repeated)))
    return sentences if mode == "prior" else [*sentences, *trust()]


def trust() -> list[Text]:
    """What the fit that ships keeps of facts that it never saw, and what it misses; nothing if none ships."""
    path = resources.files("resettle.scenarios") / "data" / "validation.json"
    if not path.is_file():
        return []
    summary = json.loads(path.read_text(encoding="utf-8"))
    sentences = [say("held_out", inside=str(summary["inside"]), facts=str(summary["held_out"]))]
    if summary["missed"]:
        pieces = [
            say(
                "held_out_fact",
                name=Text(one["en"], one["zh"]),
                observed=figure(one["observed"], one["unit"]),
                band=span(figure_bare(one["low"], one["unit"]), figure(one["high"], one["unit"])),
            )
            for one in summary["missed"]
        ]
        sentences.append(say("held_out_missed", facts=join(pieces, "; ", "\N{FULLWIDTH SEMICOLON}")))
    return sentences


@dataclass(frozen=True)
class TargetRow:
    """One judged reading of a target of a scenario, ready to print.

    Attributes:
        scenario: Name of the scenario.
        target: Name of the target.
        main: Whether the target is judged by this reading.
        verdict: One of `results.judge.verdicts.VERDICTS`.
        title: What the target says.
        reading: How the figure is read.
        word: The verdict as a word.
        probability: Share of replications that meet it.
        interval: Its 95 % Wilson interval.
        median: Median of the figure.
        band: 5–95 % band of the figure.
        bound: What it is measured against, with sign and unit.
        limit: The same without the name of what is counted.
        shortfall: By how much the median misses the bound.
        first_met: Month by which half of the replications have met it first, or a dash.
        first_share: Share of replications that ever meet it.
        note: A caution, or empty.
        beside: The figure counted the other way (surveys beside registers, strict beside official), or empty.
        spread: How much of the band comes from uncertain parameters and how much from chance, or empty.
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
    spread: Text
    beside: Text = NOTHING


@dataclass(frozen=True)
class TargetView:
    """One target of a scenario.

    Attributes:
        main: The reading that it is judged by.
        further: The other readings.
        sentence: One sentence on it.
        spread: A sentence on what the spread of its figure comes from, or empty.
    """

    main: TargetRow
    further: tuple[TargetRow, ...]
    sentence: Text
    spread: Text


def target_views(scenario: Scenario, targets: pd.DataFrame) -> list[TargetView]:
    """The judged targets of a scenario in its order.

    Args:
        scenario: The scenario.
        targets: The judged frame; it may hold other scenarios as well.
    """
    views = []
    for target in scenario.targets.values():
        rows = _judged(targets, scenario.name, target.name)
        main = next((row for row in rows if row["main"]), None)
        if main is not None:
            further = tuple(_row(row, target) for row in rows if not row["main"])
            other = _other_way(rows, main, target)
            first = replace(_row(main, target), beside=NOTHING if other is None else _beside(other, target))
            sentence = headline(target, main)
            if other is not None and target.indicator == REGISTERED:
                sentence = join([sentence, _by_surveys(other, target)], " ", "")
            views.append(TargetView(first, further, sentence, spread_sentence(main)))
    return views


REGISTERED = "net_income"
"""Indicator of income as registers count it: its growth beyond surveys is hardly informed by facts."""


def _by_surveys(row: Judged, target: Target) -> Text:
    """What surveys would find, beside a verdict that rests on how registers count."""
    met = _runs(round(row["probability"] * row["replications"]), int(row["replications"]))
    kind = "lead" if target.kind == "growth" and target.series is not None else target.kind
    return say(f"rests_on_registers_{kind}", median=figure(row["median"], shown_unit(row)), met=met)


def _other_way(rows: Sequence[Judged], main: Judged, target: Target) -> Judged | None:
    """The first row that counts something else than the main one."""
    own = concept(main, target.indicator)
    return next((row for row in rows if concept(row, target.indicator) != own), None)


def _beside(row: Judged, target: Target) -> Text:
    """The figure counted the other way, in a line."""
    unit = shown_unit(row)
    return say(
        "beside_reading",
        concept=concept(row, target.indicator),
        median=figure_bare(row["median"], unit),
        band=span(figure_bare(row["p05"], unit), figure_bare(row["p95"], unit)),
        share=percent(row["probability"], 0),
    )


def _judged(targets: pd.DataFrame, scenario: str, target: str) -> Sequence[Judged]:
    return records(targets[(targets["scenario"] == scenario) & (targets["target"] == target)])


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def concept(row: Judged, indicator: str) -> Text:
    """What a reading counts, where it is counted in several ways; else nothing."""
    other = {"spell": "zero_employment_long", "strict_stock": "zero_employment"}.get(row["reading"])
    name = other or row["reading"].partition(":")[2] or indicator
    return labels().get(f"concept_{name}", NOTHING)


def _reading(row: Judged, target: Target) -> Text:
    """How a figure is read, and what it counts; of further readings only where that is something else."""
    read, counted = reading_label(row["reading"]), concept(row, target.indicator)
    if counted == NOTHING or (not row["main"] and counted == labels().get(f"concept_{target.indicator}")):
        return read
    return join([read, counted], ". ", "。")


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


def _row(row: Judged, target: Target) -> TargetRow:
    unit, word = shown_unit(row), verdict_of(row)
    return TargetRow(
        scenario=row["scenario"],
        target=row["target"],
        main=bool(row["main"]),
        verdict=word,
        title=target.title,
        reading=_reading(row, target),
        word=label(f"verdict_{word}"),
        probability=percent(row["probability"], 0),
        interval=span(percent(row["wilson_low"], 0), percent(row["wilson_high"], 0)),
        median=figure_bare(row["median"], unit),
        band=span(figure_bare(row["p05"], unit), figure_bare(row["p95"], unit)),
        bound=signed_bound(row["direction"], bound_text(row["bound"], unit)),
        limit=signed_bound(row["direction"], bound_bare(row["bound"], unit)),
        shortfall=gap(row["shortfall"], unit) if row["shortfall"] > 0.0 else label("none_short"),
        first_met=month(row["first_met"] if isinstance(row["first_met"], str) else None),
        first_share=say("first_share", share=percent(row["first_met_share"], 0)),
        note=Text(str(row["note"] or ""), str(row["note_zh"] or "")),
        spread=spread_short(row),
    )


@dataclass(frozen=True)
class SharedTarget:
    """One target across the scenarios of a run.

    Attributes:
        title: What it says, or its indicator where the scenarios say it in different words.
        cells: How each scenario fares; `None` where it has no such target.
        same_words: Whether all of them say it in the same words.
        same_bound: Whether all of them ask for the same figure.
    """

    title: Text
    cells: tuple[TargetRow | None, ...]
    same_words: bool
    same_bound: bool


def shared_targets(targets: pd.DataFrame, scenarios: Sequence[Scenario]) -> list[SharedTarget]:
    """Targets down, scenarios across; those that several regions have come first.

    Targets stand in one row if they have the same name, kind, indicator and series.

    Args:
        targets: The judged frame.
        scenarios: The scenarios that were run.
    """
    rows: dict[tuple[object, ...], dict[str, tuple[Target, TargetRow]]] = {}
    for scenario in scenarios:
        for view in target_views(scenario, targets):
            target = scenario.targets[view.main.target]
            key = (target.name, target.kind, target.indicator, target.series)
            rows.setdefault(key, {})[scenario.name] = target, view.main
    shared = []
    for own in rows.values():
        cells = [row for _, row in own.values()]
        titles = list(dict.fromkeys(row.title for row in cells))
        first = next(iter(own.values()))[0]
        shared.append(
            SharedTarget(
                titles[0] if len(titles) == 1 else _common_title(first),
                tuple(own[one.name][1] if one.name in own else None for one in scenarios),
                len(titles) == 1,
                len({row.bound for row in cells}) == 1,
            )
        )
    groups = [[scenario.name for scenario in place] for place in by_region(scenarios)]
    region = {name: number for number, group in enumerate(groups) for name in group}

    def alone(row: SharedTarget) -> bool:
        return len({region[cell.scenario] for cell in row.cells if cell is not None}) == 1

    return sorted(shared, key=alone) if len(groups) > 1 else shared


def _common_title(target: Target) -> Text:
    """What targets of one row have in common, whatever each of them is called."""
    name = indicator_label(target.indicator)
    if target.series is not None:
        key = "row_growth_against" if target.kind == "growth" else "row_level_against"
        return say(key, name=name, series=series_name(target.series))
    return say("row_growth", name=name) if target.kind == "growth" else name
