"""The sections of the page of a run, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from resettle.results.questions.run import tables
from resettle.results.questions.run.base_year import base_year
from resettle.results.questions.run.charts import charts, forest_charts
from resettle.results.questions.run.judged import Judged
from resettle.results.questions.run.matters import Matters, matters_table, told
from resettle.results.questions.run.plan_page import (
    credibility,
    first_screen,
    plan_sections,
    reasons_part,
    tasks_part,
)
from resettle.results.questions.run.sentences import drawing, trust
from resettle.results.questions.run.target_tables import (
    further_table,
    matrix_table,
    target_table,
    terminal_matrix_table,
)
from resettle.results.questions.run.views import leading, of_role
from resettle.results.report.answer import Headline, Section, present
from resettle.results.report.charts import Key
from resettle.results.report.provenance import value_table
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.scenarios import Scenario
from resettle.scenarios.types import OUTCOME, TASK


def sections_of(run: Judged, described: Mapping[str, Any]) -> Iterator[Section | None]:
    """What decides first, then why, then everything else, how far to trust it, and what it rests on."""
    fitted = described.get("parameters") != "prior"
    if run.several:
        yield from _side_by_side(run)
        yield Section("charts", label("charts_title"), charts=tuple(charts(run.cases)))
        yield _spending(run)
        yield _comparison(run)
    else:
        yield from first_screen(run)
        yield from plan_sections(run)
    lead = None if run.several else leading(run.views[0])
    told = [*drawing(described), *(trust() if run.several and fitted else [])]
    if lead is not None and lead.spread != NOTHING:
        told.append(join([lead.main.title, lead.spread], ": ", "\N{FULLWIDTH COLON}"))
    yield _spread(run, told)
    yield base_year(run.cases) if run.several else credibility(run)
    yield _values([case.scenario for case in run.cases], run.matters)


def _side_by_side(run: Judged) -> Iterator[Section]:
    """Targets of several scenarios beside each other, then the reasons of each."""
    scenarios, targets = [case.scenario for case in run.cases], run.frames["targets"]
    for role, heading in ((OUTCOME, "targets_side_by_side"), (TASK, "tasks_title")):
        behind = run.frames["tasks"] if role == TASK else None
        made = matrix_table(run.cases, targets, behind), terminal_matrix_table(scenarios, targets, behind)
        matrix = present(made)
        if matrix:
            note = (label("tasks_note"),) if role == TASK else ()
            short = label("targets_title" if role == OUTCOME else "tasks_title")
            name = "targets" if role == OUTCOME else "tasks"
            yield Section(name, label(heading), note, matrix, short=short)
    parts = []
    headlines = {one.name: one for one in run.headlines()}
    for case, views in zip(run.cases, run.views, strict=True):
        name = case.scenario.name
        part = reasons_part(f"scenario-{name}", case.title, case, views)
        whole = target_table(of_role(views, OUTCOME)), further_table(views)
        more = [Section(f"targets-{name}", label("targets_title"), tables=whole, folded=True)]
        more += [
            replace(one, folded=True, tables=one.tables[:1])
            for one in tasks_part(f"tasks-{name}", run, case, views)
        ]
        headline = headlines.get(name) if run.across else None
        if headline is not None:
            headline = Headline(headline.sentence, headline.verdict, headline.small)
        parts.append(replace(part, headline=headline, parts=(*part.parts, *more), colour=case.colour))
    title = label("places_verdicts" if run.across else "why_title")
    yield Section("scenarios", title, parts=tuple(parts))


def _spread(run: Judged, told: Sequence[Text]) -> Section | None:
    frame = run.frames["uncertainty"]
    if frame.empty:
        return None
    shown = [tables.spread_table(frame, case) for case in run.cases]
    if not run.several:
        title, note = label("spread_table"), label("spread_note")
        shown = [replace(one, title=title, note=note, folded=True) for one in shown]
    figures = [
        tables.figures_table(frame, case, case.title if run.several else label("figures_title"))
        for case in run.cases
    ]
    parts = [
        Section(f"spread-{case.scenario.name}", case.title, tables=(table,), folded=True, colour=case.colour)
        for case, table in zip(run.cases, shown, strict=True)
    ]
    return Section(
        "spread",
        label("spread_title"),
        tuple(told),
        tuple(figures) if run.several else (*shown, *figures),
        parts=tuple(parts) if run.several else (),
        note=label("spread_note") if run.several else NOTHING,
        short=label("nav_spread"),
    )


def _spending(run: Judged) -> Section:
    """What several scenarios spend, a part each."""
    parts = []
    for case in run.cases:
        part = Section(f"spending-{case.scenario.name}", case.title, folded=run.across, colour=case.colour)
        if case.ledger.totals:
            parts.append(replace(part, tables=(tables.lever_table(case),)))
        else:
            parts.append(replace(part, paragraphs=(label("no_levers"),)))
    return Section(
        "spending",
        label("spending_title"),
        (label("spending_note"),),
        parts=tuple(parts),
        short=label("nav_spending"),
    )


def _comparison(run: Judged) -> Section | None:
    """Scenarios of a region against its reference."""
    groups = [(number, group) for number, group in enumerate(run.regions) if len(group) > 1]
    if not groups:
        return None
    comparison = run.frames["comparison"]
    parts = [
        Section(
            f"comparison-{number}",
            say("against_reference", reference=group[0].title) if len(groups) > 1 else NOTHING,
            charts=tuple(forest_charts(group, comparison, number)),
            keys=tuple(Key(case.title, case.colour, "point") for case in group[1:]),
            dense=True,
            tables=tuple(tables.difference_table(comparison, case, group[0]) for case in group[1:]),
        )
        for number, group in groups
    ]
    return Section(
        "comparison",
        label("comparison_title"),
        (label("comparison_note"),),
        parts=tuple(parts),
        note=label("ratio_note"),
    )


def _values(scenarios: Sequence[Scenario], found: Matters | None) -> Section:
    """Which values matter most, then all of them, folded."""
    assumed, sourced = (value_table(scenarios, assumed) for assumed in (True, False))
    number = sum(len(row) > 1 for row in assumed.rows)
    most = None if found is None else matters_table(found)
    return Section(
        "values",
        label("assumed_title"),
        (say("assumed_note", number=str(number)), *(() if found is None else told(found))),
        present((most, assumed, sourced)),
        short=label("nav_assumed"),
    )
