"""Sections of a comparison: tables and charts with what must be known to read them."""

from __future__ import annotations

from collections.abc import Sequence

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.compare.against import Against, LeverSplit
from resettle.results.questions.compare.charts import forests, lever_charts, tenth_charts
from resettle.results.questions.compare.details import indicators, pairing_section, title_of
from resettle.results.questions.compare.households import Tenth
from resettle.results.questions.compare.ranking import Ranking
from resettle.results.questions.compare.texts import (
    part_label,
    probability_text,
    ratio_told,
    relative,
    share,
    share_interval,
    told,
    wins,
)
from resettle.results.questions.compare.words import interaction_sentence
from resettle.results.report.answer import Section, Table
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import NONE, level_text, yuan

YEARLY = "yuan/person/year"


def sections(made: Sequence[Against], ranked: Ranking | None, notes: Sequence[Text]) -> tuple[Section, ...]:
    """All sections, the most important first.

    Args:
        made: The alternatives.
        ranked: Who beats whom, where there are several.
        notes: What must be said of how it was run.
    """
    found = [_differences(made, ranked), _costs(made), _tenths(made)]
    found += [_levers(against, len(made) > 1) for against in made]
    found += [indicators(made), pairing_section(made, notes)]
    return tuple(section for section in found if section is not None)


def _differences(made: Sequence[Against], ranked: Ranking | None) -> Section:
    tables = [ranked.table] if ranked is not None else []
    for against in made:
        tables.append(
            Table(
                title_of(made, against, label("compare_measures")),
                (
                    label("head_measure"),
                    label("compare_head_reference"),
                    label("compare_head_alternative"),
                    label("compare_head_difference"),
                    label("compare_head_better"),
                ),
                tuple(
                    (
                        row.outcome.title,
                        level_text(row.reference, row.outcome.unit),
                        level_text(row.mean, row.outcome.unit),
                        told(row.difference, row.outcome.unit),
                        wins(row),
                    )
                    for row in against.measures
                ),
            )
        )
    tables += [table for table in (_targets(made, against) for against in made) if table is not None]
    lost = list(dict.fromkeys(title for against in made for title in against.unshared))
    paragraphs = [label("compare_differences_note")]
    if lost:
        paragraphs.append(say("compare_unshared", titles=join(lost)))
    return Section(
        "differences",
        label("compare_differences"),
        tuple(paragraphs),
        tuple(tables),
        tuple(forests(made)),
    )


def _targets(made: Sequence[Against], against: Against) -> Table | None:
    if not against.targets:
        return None
    rows = tuple(
        (
            row.outcome.title,
            level_text(row.reference, row.outcome.unit),
            level_text(row.mean, row.outcome.unit),
            told(row.difference, row.outcome.unit),
            *((probability_text(one) for one in row.met) if row.met is not None else (NONE, NONE)),
        )
        for row in against.targets
    )
    head = (
        label("head_target"),
        label("compare_head_reference"),
        label("compare_head_alternative"),
        label("compare_head_difference"),
        label("compare_head_met_reference"),
        label("compare_head_met_alternative"),
    )
    return Table(
        title_of(made, against, label("compare_targets_table")), head, rows, label("compare_targets_note")
    )


def _costs(made: Sequence[Against]) -> Section:
    tables = tuple(
        Table(
            title_of(made, against, label("compare_costs_table")),
            (label("head_measure"), label("compare_head_cost")),
            tuple((label(f"measure_{cost.name}"), ratio_told(cost)) for cost in against.costs),
        )
        for against in made
    )
    return Section("costs", label("compare_costs"), (label("compare_costs_note"),), tables)


def _tenths(made: Sequence[Against]) -> Section | None:
    held = [(against, against.tenths) for against in made if against.tenths is not None]
    if not held:
        return None
    tables = tuple(
        Table(
            title_of(made, against, label("compare_tenths_table")),
            (
                label("compare_head_tenth"),
                label("compare_head_base"),
                label("compare_head_change"),
                label("compare_head_relative"),
                label("compare_head_better_off"),
                label("compare_head_worse_off"),
            ),
            tuple(_tenth(row) for row in (*tenths.rows, tenths.all)),
            terminal=len(made) == 1,
        )
        for against, tenths in held
    )
    small = held[0][1].small
    paragraphs = [say("compare_tenths_note", small=yuan(small))]
    if min(tenths.paired for _, tenths in held) < 1.0:
        least = min(tenths.paired for _, tenths in held)
        paragraphs.append(say("compare_tenths_unpaired", share=share(1.0 - least)))
    return Section(
        "households", label("compare_tenths"), tuple(paragraphs), tables, tuple(tenth_charts(made))
    )


def _tenth(row: Tenth) -> tuple[Text, ...]:
    words = {0: "compare_all_households", 1: "compare_poorest", 10: "compare_richest"}
    number = Text(str(row.number), str(row.number))
    return (
        label(words[row.number]) if row.number in words else number,
        level_text(row.base, YEARLY),
        told(row.change, YEARLY),
        relative(row.relative.middle),
        say(
            "compare_cell",
            value=share(row.better.middle),
            interval=share_interval(row.better.low, row.better.high),
        ),
        say(
            "compare_cell",
            value=share(row.worse.middle),
            interval=share_interval(row.worse.low, row.worse.high),
        ),
    )


def _levers(against: Against, several: bool) -> Section | None:
    name = f"levers-{against.position}"
    title = label("compare_levers")
    if several:
        title = say("chart_of", title=title, scenario=against.name)
    if not against.differ:
        return Section(name, title, (label("compare_no_lever"),))
    split = against.split
    if split is None or not split.outcomes:
        return None
    texts = [label("compare_levers_note")]
    texts += [interaction_sentence(split, number) for number in range(len(split.outcomes))]
    if split.left_out:
        texts.append(say("compare_left_out", levers=join([part_label(part) for part in split.left_out])))
    tables = [
        _effects(split, outcome, number == 0 and not several) for number, outcome in enumerate(split.outcomes)
    ]
    return Section(
        name,
        title,
        tuple(text for text in texts if text != NOTHING),
        (*tables, _lever_costs(split)),
        tuple(lever_charts(against, split, several)),
    )


def _effects(split: LeverSplit, outcome: Outcome, terminal: bool) -> Table:
    effects = split.effects[outcome.name]
    unit = outcome.unit
    ordered = sorted(effects.parts, key=lambda one: -abs(one.on.middle))
    rows = [
        (
            part_label(part.part),
            told(part.on, unit),
            told(part.off, unit),
            told(part.together, unit),
        )
        for part in ordered
    ]
    for key, one in (
        ("compare_sum", effects.summed),
        ("compare_interaction", effects.interaction),
        ("compare_together", effects.total),
    ):
        rows.append((label(key), told(one, unit), NONE, NONE))
    return Table(
        say("compare_effects", outcome=outcome.title),
        (
            label("head_lever"),
            label("compare_on"),
            label("compare_off"),
            label("compare_head_together"),
        ),
        tuple(rows),
        say("compare_effects_note", runs=str(effects.runs)),
        terminal,
    )


def _lever_costs(split: LeverSplit) -> Table:
    names = [cost.name for cost in next(iter(split.costs.values()))]
    head = (label("head_lever"), *(label(f"measure_{name}") for name in names))
    rows = tuple((part_label(part), *map(ratio_told, own)) for part, own in split.costs.items())
    note = label("compare_lever_costs_note")
    return Table(label("compare_lever_costs"), head, rows, note, terminal=False)
