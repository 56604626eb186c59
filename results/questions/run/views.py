"""Targets of a run as they are printed: each by the reading it is judged by, others beside and below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from resettle.results.judge.regions import by_region
from resettle.results.judge.verdicts import MISSED, NOBODY
from resettle.results.questions.run.sentences import (
    Judged,
    headline,
    records,
    runs_that_reach,
    shown_unit,
    spread_sentence,
    spread_short,
    verdict_of,
    why_nobody,
)
from resettle.results.report.reading_names import reading_label
from resettle.results.text.labels import NOTHING, Text, join, label, labels, say
from resettle.results.text.names import indicator_label, series_name, work_label
from resettle.results.text.numbers import (
    NONE,
    alike,
    bound_bare,
    bound_text,
    figure,
    figure_bare,
    gap,
    month,
    percent,
    probable,
    signed_bound,
    span,
)
from resettle.scenarios import Scenario, Target, documents
from resettle.scenarios.types import OUTCOME, TASK


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
        first_met: Month by which half of the replications have met it first, or a dash; before the plan
            was issued, that it was met already.
        first_share: Share of replications that ever meet it.
        note: A caution, or empty.
        spread: How much of the band comes from uncertain parameters and how much from chance, or empty.
        counted: What counts as work in it, and in what stands beside it, or why it counts nobody, or empty.
        beside: The figure counted the other way (surveys beside registers, strict beside official), or empty.
        beside_short: The same in a few words, or empty.
        beside_share: The share of runs alone that reach it counted the other way, or empty.
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
    counted: Text = NOTHING
    beside: Text = NOTHING
    beside_short: Text = NOTHING
    beside_share: Text = NOTHING


@dataclass(frozen=True)
class TargetView:
    """One target of a scenario.

    Attributes:
        role: One of `scenarios.types.ROLES`.
        main: The reading that it is judged by.
        further: The other readings.
        sentence: One sentence on it.
        spread: A sentence on what the spread of its figure comes from, or empty.
    """

    role: str
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
            issued = _issued(scenario)
            further = tuple(_row(row, target, issued=issued) for row in rows if not row["main"])
            other = next((row for row in rows if ":" in row["reading"]), None)
            beside = [] if verdict_of(main) == NOBODY else _told_beside(target, main, other)
            sentence = join([headline(target, main), *beside], " ", "")
            views.append(
                TargetView(
                    target.role, _row(main, target, other, issued), further, sentence, spread_sentence(main)
                )
            )
    return views


def of_role(views: Sequence[TargetView], role: str) -> list[TargetView]:
    """Targets of one role, in order."""
    return [view for view in views if view.role == role]


def leading(views: Sequence[TargetView]) -> TargetView | None:
    """The first outcome target, else the first of all; `None` if there is none."""
    return next(iter([*of_role(views, OUTCOME), *of_role(views, TASK)]), None)


REGISTERED = "net_income"
"""Indicator of income as registers count it: its growth beyond surveys is hardly informed by facts."""


def _told_beside(target: Target, main: Judged, other: Judged | None) -> list[Text]:
    """What counts, and what is found if it is counted otherwise, after the sentence on a target."""
    own = [say("counted_work", work=work_label(main["work"]))] if main["work"] else []
    if other is None or (target.indicator != REGISTERED and not main["work"]):
        return own
    pieces = {"median": figure(other["median"], shown_unit(other)), "met": runs_that_reach(other)}
    if main["work"]:
        return [*own, say("counted_otherwise", work=work_label(other["work"]), **pieces)]
    kind = "lead" if target.kind == "growth" and target.series is not None else target.kind
    return [say(f"rests_on_registers_{kind}", **pieces)]


def _beside(row: Judged, main: Judged, target: Target) -> dict[str, Text]:
    """The figure counted the other way: in a line, in a few words, and the share of runs that reach it."""
    unit = shown_unit(row)
    median, low, high = alike(figure_bare, (row["median"], row["p05"], row["p95"]), unit)
    pieces = {
        "concept": _concept(row, target),
        "median": median,
        "band": span(low, high),
        "share": percent(row["probability"], 0),
    }
    if not main["work"]:
        return {"beside": say("beside_reading", **pieces)}
    return {
        "beside": say("beside_work", own=_concept(main, target), **pieces),
        "beside_short": say("beside_short", **pieces),
        "beside_share": say("beside_share", **pieces),
    }


def _judged(targets: pd.DataFrame, scenario: str, target: str) -> Sequence[Judged]:
    return records(targets[(targets["scenario"] == scenario) & (targets["target"] == target)])


def _concept(row: Judged, target: Target) -> Text:
    """What a reading counts, where it may be counted in several ways; else nothing."""
    if row["work"]:
        return work_label(row["work"])
    name = row["reading"].partition(":")[2] or target.indicator
    return labels().get(f"concept_{name}", NOTHING)


def _reading(row: Judged, target: Target) -> Text:
    """How a figure is read, and what it counts; of further readings only where that is something else."""
    read, counted = reading_label(row["reading"]), _concept(row, target)
    if row["work"]:
        of_all = target.concept not in ("zero_employment", "one_employed")
        key = "reading_of_work" if of_all else "reading_of_willing"
        return say(key, reading=read, work=counted)
    if counted == NOTHING or not (row["main"] or ":" in row["reading"]):
        return read
    return join([read, counted], ". ", "。")


def _issued(scenario: Scenario) -> str:
    """Month (`YYYY-MM`) in which the document of a plan was issued, or nothing."""
    document = documents().get(scenario.document or "")
    return "" if document is None else document.date[:7]


def _first_met(row: Judged, issued: str) -> Text:
    """Month by which half of the replications have met a target; what the plan cannot have done is said."""
    first = row["first_met"] if isinstance(row["first_met"], str) else None
    early = first is not None and first < issued
    if first is not None and verdict_of(row) == MISSED:
        return label("met_once_before_plan") if early else say("met_once", month=month(first))
    return label("met_before_plan") if early else month(first)


def _row(row: Judged, target: Target, other: Judged | None = None, issued: str = "") -> TargetRow:
    """A judged reading; with `other`, what is counted otherwise stands beside it."""
    unit, word = shown_unit(row), verdict_of(row)
    median, low, high = alike(figure_bare, (row["median"], row["p05"], row["p95"]), unit)
    counted = work_label(row["work"]) if row["work"] else NOTHING
    if other is not None and other["work"]:
        counted = say("work_both", own=counted, strict=work_label(other["work"]))
    counts = word != NOBODY
    if not counts:
        counted, other = why_nobody(target), None
    return TargetRow(
        scenario=row["scenario"],
        target=row["target"],
        main=bool(row["main"]),
        verdict=word,
        title=target.title,
        reading=_reading(row, target),
        word=label(f"verdict_{word}"),
        probability=percent(row["probability"], 0),
        interval=span(*probable(row["wilson_low"], row["wilson_high"])),
        median=median,
        band=span(low, high),
        bound=signed_bound(row["direction"], bound_text(row["bound"], unit)),
        limit=signed_bound(row["direction"], bound_bare(row["bound"], unit)),
        shortfall=label("none_short") if row["shortfall"] == 0.0 else gap(row["shortfall"], unit),
        first_met=_first_met(row, issued) if counts else NONE,
        first_share=say("first_share", share=percent(row["first_met_share"], 0)) if counts else NOTHING,
        note=Text(str(row["note"] or ""), str(row["note_zh"] or "")),
        spread=spread_short(row),
        counted=counted,
        **({} if other is None else _beside(other, row, target)),
    )


@dataclass(frozen=True)
class SharedTarget:
    """One target across the scenarios of a run.

    Attributes:
        title: What it says, or its indicator where the scenarios say it in different words.
        cells: How each scenario fares; `None` where it has no such target.
        role: One of `scenarios.types.ROLES`.
        counted: What counts as work in it, or empty.
        same_words: Whether all of them say it in the same words.
        same_bound: Whether all of them ask for the same figure.
    """

    title: Text
    cells: tuple[TargetRow | None, ...]
    role: str
    counted: Text
    same_words: bool
    same_bound: bool


def shared_targets(targets: pd.DataFrame, scenarios: Sequence[Scenario]) -> list[SharedTarget]:
    """Targets down, scenarios across; those that several regions have come first.

    Targets stand in one row if they have the same name, role, kind, indicator, reading and series.

    Args:
        targets: The judged frame.
        scenarios: The scenarios that were run.
    """
    rows: dict[tuple[object, ...], dict[str, tuple[Target, TargetRow]]] = {}
    for scenario in scenarios:
        for view in target_views(scenario, targets):
            target = scenario.targets[view.main.target]
            key = (target.name, target.role, target.kind, target.indicator, target.reading, target.series)
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
                first.role,
                cells[0].counted,
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
