"""The sections of the page of a run, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from resettle.results.judge.causes import about_income, explain_target
from resettle.results.judge.verdicts import REACHED
from resettle.results.questions.run import tables
from resettle.results.questions.run.added import added_table
from resettle.results.questions.run.advice import advice, margins_table
from resettle.results.questions.run.anyway import anyway_table
from resettle.results.questions.run.base_year import base_year
from resettle.results.questions.run.charts import charts, forest_charts
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.glance import anyway_chart, glance
from resettle.results.questions.run.judged import Judged
from resettle.results.questions.run.reasons import brief_reason, course_reasons, reasons, room_reason
from resettle.results.questions.run.sentences import drawing
from resettle.results.questions.run.target_tables import (
    further_table,
    matrix_table,
    target_table,
    task_tables,
    terminal_matrix_table,
    terminal_target_table,
)
from resettle.results.questions.run.views import TargetView, leading, of_role
from resettle.results.report.answer import Cell, Headline, Section
from resettle.results.report.charts import Key
from resettle.results.report.provenance import value_table
from resettle.results.text.labels import NOTHING, Text, label, say
from resettle.scenarios import Scenario
from resettle.scenarios.types import OUTCOME, TASK


def sections_of(run: Judged, described: Mapping[str, Any]) -> Iterator[Section | None]:
    """What the plan adds, what to do, verdicts with reasons, and the rest."""
    if not run.several and of_role(run.views[0], OUTCOME):
        yield glance(of_role(run.views[0], OUTCOME), run.added)
    if run.advised is not None:
        lines, every = advice(run.advised), (margins_table(run.advised),)
        note = (label("advice_note"),)
        yield Section("advice", label("advice_title"), note, every, points=lines, printed=True)
    if run.added is not None:
        anyway = run.tried.anyway
        shown = (added_table(run.added), *(() if anyway is None else (anyway_table(anyway),)))
        drawn = () if anyway is None else (anyway_chart(anyway),)
        yield Section("added", label("added_title"), (label("added_note"),), shown, drawn)
    yield from _verdicts(run)
    yield _spread(run, described)
    yield Section("charts", label("charts_title"), charts=tuple(charts(run.cases)))
    yield _spending(run)
    yield _comparison(run)
    yield base_year(run.cases)
    yield _values([case.scenario for case in run.cases])


def _verdicts(run: Judged) -> Iterator[Section]:
    """Targets and reasons; several scenarios stand side by side first."""
    scenarios, targets = [case.scenario for case in run.cases], run.frames["targets"]
    if not run.several:
        case, views = run.cases[0], run.views[0]
        yield _reasons("reasons", label("why_title"), case, views)
        outcomes = of_role(views, OUTCOME)
        shown = (target_table(outcomes), further_table(views), terminal_target_table(outcomes))
        yield Section("targets", label("targets_title"), tables=shown, note=label("verdict_rule"))
        yield from _tasks("tasks", run, case, views)
        return
    for role, heading in ((OUTCOME, "targets_side_by_side"), (TASK, "tasks_title")):
        behind = run.frames["tasks"] if role == TASK else None
        made = matrix_table(run.cases, targets, behind), terminal_matrix_table(scenarios, targets, behind)
        matrix = tuple(table for table in made if table is not None)
        if matrix:
            note = (label("tasks_note"),) if role == TASK else ()
            short = label("targets_title" if role == OUTCOME else "tasks_title")
            name = "targets" if role == OUTCOME else "tasks"
            yield Section(name, label(heading), note, matrix, short=short)
    parts = []
    headlines = {one.name: one for one in run.headlines()}
    for case, views in zip(run.cases, run.views, strict=True):
        name = case.scenario.name
        part = _reasons(f"scenario-{name}", case.title, case, views)
        whole = target_table(of_role(views, OUTCOME)), further_table(views)
        more = [Section(f"targets-{name}", label("targets_title"), tables=whole, folded=True)]
        more += [
            replace(one, folded=True, tables=one.tables[:1])
            for one in _tasks(f"tasks-{name}", run, case, views)
        ]
        headline = headlines.get(name) if run.across else None
        if headline is not None:
            headline = Headline(headline.sentence, headline.verdict, headline.small)
        parts.append(replace(part, headline=headline, parts=(*part.parts, *more), colour=case.colour))
    title = label("places_verdicts" if run.across else "why_title")
    yield Section("scenarios", title, parts=tuple(parts))


def _tasks(name: str, run: Judged, case: Case, views: Sequence[TargetView]) -> Iterator[Section]:
    """The tasks of a scenario under a heading of their own, if it has any."""
    tasks = of_role(views, TASK)
    if tasks:
        shown = task_tables(tasks, run.frames["tasks"], case.scenario.name)
        yield Section(name, label("tasks_title"), (label("tasks_note"),), shown)


def _reasons(name: str, title: Text, case: Case, views: Sequence[TargetView]) -> Section:
    """Why the first target and the first income target are reached or missed; all others in a line each."""
    points: list[Text] = []
    lead, outcomes = leading(views), of_role(views, OUTCOME)
    if lead is not None and (case.why is None or case.why.target.name != lead.main.target):
        points += course_reasons(case.scenario.targets[lead.main.target], case.panel, case.ledger)
    if case.why is not None:
        points += reasons(case.why)
    full = room_reason(case.scenario, case.panel, case.ledger)
    points += [full] if full is not None else []
    missed = [view.main for view in outcomes[1:] if view.main.verdict != REACHED]
    others = tuple(
        Cell(
            say("brief", verdict=row.word, title=row.title),
            (_brief_reason(case, row.target),),
            verdict=row.verdict,
        )
        for row in missed
    )
    title_of_others = say("why_others", number=str(len(others)))
    part = Section(f"{name}-others", title_of_others, points=others, folded=True)
    return Section(name, title, points=tuple(points), parts=(part,) if others else ())


def _brief_reason(case: Case, name: str) -> Text:
    target = case.scenario.targets[name]
    why = explain_target(target, case.panel, case.ledger) if about_income(target) else None
    return reasons(why)[0] if why is not None else brief_reason(target, case.panel, case.ledger)


def _spread(run: Judged, described: Mapping[str, Any]) -> Section | None:
    frame = run.frames["uncertainty"]
    if frame.empty:
        return None
    shown = [tables.spread_table(frame, case) for case in run.cases]
    told = [
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
        tuple(drawing(described)),
        tuple(told) if run.several else (*shown, *told),
        parts=tuple(parts) if run.several else (),
        note=label("spread_note"),
        short=label("nav_spread"),
    )


def _spending(run: Judged) -> Section:
    parts = []
    for case in run.cases:
        title = case.title if run.several else NOTHING
        part = Section(
            f"spending-{case.scenario.name}",
            title,
            folded=run.across,
            colour=case.colour if run.several else "",
        )
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


def _values(scenarios: Sequence[Scenario]) -> Section:
    assumed, sourced = (value_table(scenarios, assumed) for assumed in (True, False))
    number = sum(len(row) > 1 for row in assumed.rows)
    return Section(
        "values",
        label("assumed_title"),
        (say("assumed_note", number=str(number)),),
        (assumed, sourced),
        short=label("nav_assumed"),
    )
