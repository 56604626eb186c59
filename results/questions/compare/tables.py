"""The numbers of a comparison: tidy frames, and the tables of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isinf, isnan, nan
from typing import Any

import pandas as pd

from resettle.results.judge.comparison import ComparedOutcome
from resettle.results.judge.households import Tenth
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.compare.compute import Alternative, ByLever, Comparison
from resettle.results.questions.compare.names import short_names
from resettle.results.questions.compare.sentences import (
    YEARLY,
    frequency,
    needed_text,
    part_label,
    ratio_span,
    ratio_with_interval,
    tenth_name,
    wins,
)
from resettle.results.report.answer import Row, Table, tasks_apart
from resettle.results.report.estimates import change, share_text, times
from resettle.results.statistics.intervals import UNKNOWN, Estimate
from resettle.results.statistics.paired import Probability
from resettle.results.text.labels import Text, heads, label, say
from resettle.results.text.numbers import NONE, count, level_text, percent, signed

TENTH_ESTIMATES = ("change", "relative", "better", "worse", "better_households", "worse_households")


def frames(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Tables of numbers by name.

    Returns:
        `differences`, a row an alternative and figure; `costs`, a row an alternative and ratio; `tenths`, a
        row an alternative and tenth of base-year income (0 for all households); `levers`, a row an
        alternative, lever and outcome (`(summed)`, `(interaction)` and `(total)` are rows of their own), if
        the difference was taken apart; `figures`, a row a run; `monthly` and `targets` as `resettle run`
        leaves them. Means are in `unit`, with 95 % intervals
        `_low` and `_high`.
    """
    kinds: dict[str, Callable[[Alternative], list[dict[str, Any]]]] = {
        "differences": _differences, "costs": _cost_rows, "tenths": _tenth_rows, "levers": _lever_rows,
    }  # fmt: skip
    made = {}
    for name, rows_of in kinds.items():
        rows = [
            {"scenario": one.scenario.name, "reference": comparison.request.reference.name, **row}
            for one in comparison.alternatives
            for row in rows_of(one)
        ]
        if rows:
            made[name] = pd.DataFrame(rows)
    made["figures"] = comparison.runs.frame
    if comparison.course is not None:
        made |= {"monthly": comparison.course.monthly, "targets": comparison.course.targets}
    return made


def _share(name: str, one: Probability | None) -> dict[str, float]:
    return (UNKNOWN if one is None else one.estimate).columns(name)


def _differences(one: Alternative) -> list[dict[str, Any]]:
    kinds = {"measure": one.measures, "target": one.targets, "indicator": one.indicators}
    made = []
    for kind, row in ((kind, row) for kind, rows in kinds.items() for row in rows):
        better = row.better
        reference, alternative = row.met or (None, None)
        made.append(
            {
                "outcome": row.outcome.name,
                "kind": kind,
                "unit": row.outcome.unit,
                "reference_mean": row.reference,
                "mean": row.mean,
                **row.difference.columns("difference"),
                "runs": one.runs,
                **_share("better", better),
                "ties": -1 if better is None else better.ties,
                "effective": nan if better is None else better.effective,
                **_share("met_reference", reference),
                **_share("met", alternative),
                **Estimate(row.pairing.ratio, row.pairing.low, row.pairing.high).columns("variance_ratio"),
                "runs_without_pairing": row.pairing.needed(row.pairing.ratio),
            }
        )
    return made


def _cost_rows(one: Alternative) -> list[dict[str, Any]]:
    return [
        {"measure": cost.name, "unit": cost.unit, "reading": cost.reading, **cost.ratio.columns("ratio")}
        for cost in one.costs
    ]


def _tenth_rows(one: Alternative) -> list[dict[str, Any]]:
    if one.tenths is None:
        return []
    rows = (*one.tenths.rows, one.tenths.all)
    return [{"small": one.tenths.small, **row.columns(TENTH_ESTIMATES)} for row in rows]


def _lever_rows(one: Alternative) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    if one.by_lever is None:
        return made
    for outcome in one.by_lever.outcomes:
        effects = one.by_lever.effects[outcome.name]
        common = {"outcome": outcome.name, "unit": outcome.unit, "runs": effects.runs}
        for part in effects.parts:
            own = part.on.columns("on") | part.off.columns("off") | part.together.columns("off_less_on")
            made.append({"lever": part.part, **common, **own})
        for name in ("summed", "interaction", "total"):
            made.append({"lever": f"({name})", **common, **getattr(effects, name).columns("on")})
    return made


def titled(comparison: Comparison, one: Alternative, title: Text) -> Text:
    """Title of a table or chart; with several alternatives it says whose it is."""
    if comparison.alone:
        return title
    return say("chart_of", title=title, scenario=short_names(comparison.request.scenarios)[one.position])


def ranking_table(comparison: Comparison) -> Table | None:
    """Probability that the scenario of the row beats that of the column."""
    ranking = comparison.ranking
    if ranking is None:
        return None
    names = short_names(comparison.request.scenarios)
    positions = range(len(names))
    told = {pair: frequency(beats) for pair, beats in ranking.beats.items()}
    rows = tuple((names[one], *(told.get((one, two), NONE) for two in positions)) for one in positions)
    head = (label("head_scenario"), *names)
    return Table(label("compare_ranking"), head, rows, label("compare_ranking_note"))


def _heads(*keys: str) -> tuple[Text, ...]:
    return tuple(map(label, keys))


COMPARED = ("compare_head_reference", "compare_head_alternative", "compare_head_difference")


def _levels(row: ComparedOutcome) -> tuple[Text, Text, Text, Text]:
    """What a row is of, both means and their difference."""
    unit = row.outcome.unit
    means = level_text(row.reference, unit), level_text(row.mean, unit)
    return row.outcome.title, *means, change(row.difference, unit)


def measures_table(comparison: Comparison, one: Alternative) -> Table:
    """Measures of an alternative against the reference."""
    return Table(
        titled(comparison, one, label("compare_measures")),
        _heads("head_measure", *COMPARED, "compare_head_better"),
        tuple((*_levels(row), wins(row)) for row in one.measures),
        form="stack",
    )


def targets_table(comparison: Comparison, one: Alternative) -> Table | None:
    """Targets, and in how many runs they are reached."""
    if not one.targets:
        return None
    return Table(
        titled(comparison, one, label("compare_targets_table")),
        _heads("head_target", *COMPARED, "compare_head_met_reference", "compare_head_met_alternative"),
        tasks_apart([(row.outcome, line) for row in one.targets for line in _target_rows(row, one.strict)]),
        label("compare_targets_note"),
        form="stack",
    )


def _target_rows(row: ComparedOutcome, strict: Mapping[str, ComparedOutcome]) -> list[Row]:
    """A target, and below it the same by the strict month if it counts work otherwise."""
    both = [row, *([strict[row.outcome.name]] if row.outcome.name in strict else [])]
    return [(*_levels(one), *(map(frequency, one.met) if one.met else (NONE, NONE))) for one in both]


def costs_table(comparison: Comparison, one: Alternative) -> Table:
    """What an additional unit costs."""
    return Table(
        titled(comparison, one, label("compare_costs_table")),
        _heads("head_measure", "compare_head_cost"),
        tuple((label(f"measure_{cost.name}"), ratio_with_interval(cost)) for cost in one.costs),
    )


def tenths_table(comparison: Comparison, one: Alternative) -> Table | None:
    """Winners and losers by tenth of base-year income."""
    if one.tenths is None:
        return None
    return Table(
        titled(comparison, one, label("compare_tenths_table")),
        heads("compare_head_{}", "tenth", "base", "change", "relative", "better_off", "worse_off"),
        tuple(_tenth(row) for row in (*one.tenths.rows, one.tenths.all)),
        terminal=comparison.alone,
    )


def _tenth(row: Tenth) -> tuple[Text, ...]:
    return (
        tenth_name(row.number),
        level_text(row.base, YEARLY),
        change(row.change, YEARLY),
        signed(percent(row.relative.middle), row.relative.middle),
        share_text(row.better),
        share_text(row.worse),
    )


def effects_table(by_lever: ByLever, outcome: Outcome, terminal: bool) -> Table:
    """What each lever does to an outcome on alone and left out, the largest effect first."""
    effects, unit = by_lever.effects[outcome.name], outcome.unit
    rows: list[tuple[Text, ...]] = [
        (part_label(one.part), change(one.on, unit), change(one.off, unit), change(one.together, unit))
        for one in sorted(effects.parts, key=lambda one: -abs(one.on.middle))
    ]
    ends = {"sum": effects.summed, "interaction": effects.interaction, "together": effects.total}
    rows += [(label(f"compare_{name}"), change(one, unit), NONE, NONE) for name, one in ends.items()]
    return Table(
        say("compare_effects", outcome=outcome.title),
        _heads("head_lever", "compare_on", "compare_off", "compare_head_together"),
        tuple(rows),
        say("compare_effects_note", runs=str(effects.runs)),
        terminal,
    )


def lever_costs_table(by_lever: ByLever) -> Table:
    """What an additional unit costs with each lever on alone."""
    names = [cost.name for cost in next(iter(by_lever.costs.values()))]
    head = (label("head_lever"), *(label(f"measure_{name}") for name in names))
    rows = tuple((part_label(part), *map(ratio_with_interval, own)) for part, own in by_lever.costs.items())
    note = label("compare_lever_costs_note")
    return Table(label("compare_lever_costs"), head, rows, note, terminal=False)


def indicators_table(comparison: Comparison, one: Alternative) -> Table:
    """Every indicator that differs."""
    rows = tuple(_levels(row) for row in one.indicators if not row.difference.flat)
    title = titled(comparison, one, label("compare_indicators_table"))
    return Table(title, _heads("head_measure", *COMPARED), rows, terminal=False)


def pairing_table(comparison: Comparison, one: Alternative) -> Table:
    """What pairing saves for each figure."""
    rows = tuple(
        (
            row.outcome.title,
            label("compare_same_pairs") if isinf(row.pairing.ratio) else times(row.pairing.ratio),
            ratio_span(row.pairing),
            count(row.pairing.runs),
            needed_text(row.pairing),
        )
        for row in (*one.measures, *one.targets)
        if not isnan(row.pairing.ratio)
    )
    keys = ("head_measure", "compare_head_ratio", "head_interval", "compare_head_runs", "compare_head_needed")
    title = titled(comparison, one, label("compare_pairing_table"))
    return Table(title, _heads(*keys), rows, terminal=False)
