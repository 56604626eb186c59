"""The sections of the page of a single plan, in order: first what decides, then why, then everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from resettle.results.judge.causes import about_income, explain_target
from resettle.results.judge.ends import People
from resettle.results.judge.verdicts import NOBODY, REACHED
from resettle.results.questions.run import households, money, settlements, transitions, without_work
from resettle.results.questions.run.added import added_table
from resettle.results.questions.run.advice import advice, margins_table
from resettle.results.questions.run.anyway import anyway_sentence, anyway_table
from resettle.results.questions.run.base_year import base_year
from resettle.results.questions.run.charts import (
    contribution_chart,
    growth_chart,
    income_chart,
    no_holes,
    spending_chart,
)
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.glance import anyway_chart, glance
from resettle.results.questions.run.judged import Judged
from resettle.results.questions.run.reasons import brief_reason, course_reasons, reasons, room_reason
from resettle.results.questions.run.tables import lever_table
from resettle.results.questions.run.target_tables import (
    further_table,
    target_table,
    task_tables,
    terminal_target_table,
)
from resettle.results.questions.run.views import TargetView, leading, of_role
from resettle.results.questions.run.work_charts import (
    channel_charts,
    employment_chart,
    zero_employment_charts,
)
from resettle.results.report.answer import Cell, Section, present
from resettle.results.text.labels import Text, label, say
from resettle.scenarios.types import OUTCOME, TASK


def first_screen(run: Judged) -> Iterator[Section]:
    """Each target, and what to do."""
    outcomes = of_role(run.views[0], OUTCOME)
    if outcomes:
        yield glance(outcomes, run.added)
    if run.advised is not None:
        lines, every = advice(run.advised), (margins_table(run.advised),)
        note = (label("advice_note"),)
        yield Section("advice", label("advice_title"), note, every, points=lines, printed=True)


def plan_sections(run: Judged) -> Iterator[Section]:
    """Why, targets, work, households, money, settlements."""
    case = run.cases[0]
    people = People.of(run.frames, case.scenario.name)
    yield _why(run, people)
    yield from _targets(run)
    yield _work(case, people)
    yield _households(run)
    yield _money(run)
    if people is not None:
        yield settlements.section(case, people)


def credibility(run: Judged) -> Section:
    """How well the runs meet the base year; what held-out facts say stands on the first screen."""
    found, title = base_year(run.cases), label("credibility_title")
    tables = tuple(replace(one, title=found.title) for one in found.tables)
    return replace(found, title=title, tables=tables, folded=False, short=title)


def _why(run: Judged, people: People | None) -> Section:
    """What growth comes from, why the first targets are reached or missed, and who is still without work."""
    case, anyway = run.cases[0], run.tried.anyway
    made = reasons_part("reasons", label("why_title"), case, run.views[0])
    drawn = () if anyway is None else (anyway_chart(anyway),)
    shown = () if anyway is None else (replace(anyway_table(anyway), note=anyway_sentence(anyway)),)
    parts = () if people is None else tuple(_idle(case, people))
    return replace(
        made,
        charts=present((*drawn, contribution_chart([case]))),
        tables=shown,
        parts=(*parts, *made.parts),
    )


def _idle(case: Case, people: People) -> Iterator[Section]:
    chart, table = without_work.idle_chart(case, people), without_work.idle_table(case, people)
    if chart is not None and table is not None:
        yield Section("without-work", label("idle_title"), tables=(table,), charts=(chart,))


def _targets(run: Judged) -> Iterator[Section]:
    """Targets over time, in figures, and what the plan adds to each; tasks after them."""
    case, views = run.cases[0], run.views[0]
    outcomes = of_role(views, OUTCOME)
    rule = label("verdict_rule")
    whole = replace(target_table(outcomes), title=label("targets_table"), note=rule, folded=True)
    shown = [whole, further_table(views), terminal_target_table(outcomes)]
    charts = no_holes(present([income_chart([case]), growth_chart([case]), *zero_employment_charts([case])]))
    parts: tuple[Section, ...] = ()
    if run.added is not None:
        table, note = added_table(run.added), (label("added_note"),)
        parts = (Section("added", label("added_title"), note, (table,), folded=True),)
    yield Section("targets", label("targets_title"), tables=tuple(shown), charts=tuple(charts), parts=parts)
    for part in tasks_part("tasks", run, case, views):
        tasks = of_role(views, TASK)
        reached = sum(view.main.verdict == REACHED for view in tasks)
        title = say("tasks_table", number=str(len(tasks)), reached=str(reached))
        page, *others = part.tables
        yield replace(part, tables=(replace(page, title=title, folded=True), *others))


def _work(case: Case, people: People | None) -> Section:
    """Employment by channel, and who moved between channels."""
    charts, tables = [*channel_charts([case]), employment_chart([case])], []
    if people is not None:
        charts.append(transitions.transition_chart(case, people))
        tables = [transitions.summary_table(case, people), transitions.matrix_table(case, people)]
    return Section("work", label("work_title"), tables=tuple(tables), charts=tuple(charts))


def _households(run: Judged) -> Section:
    """Tenths of income with winners and losers, months worked, poverty and spells."""
    case, frame = run.cases[0], run.frames.get("tenths")
    title, said = label("households_title"), (households.told(case),)
    levels = households.levels_table(case)
    if frame is None:
        return Section("households", title, said, (levels,))
    tables = (levels, households.tenth_table(frame))
    return Section("households", title, said, tables, (households.tenth_chart(frame),))


def _money(run: Judged) -> Section:
    """From what was planned to what reached households, each lever, and what a steady job costs."""
    case = run.cases[0]
    title = label("money_title")
    if not case.ledger.totals:
        return Section("spending", title, (label("no_levers"),))
    levers = lever_table(case, money.anyway_column(run.tried.margins))
    part = Section(f"spending-{case.scenario.name}", label("spending_title"), tables=(levers,), folded=True)
    charts = present((money.money_chart(case), spending_chart([case])))
    return Section("spending", title, tables=(money.cost_table(run),), charts=charts, parts=(part,))


def tasks_part(name: str, run: Judged, case: Case, views: Sequence[TargetView]) -> Iterator[Section]:
    """The tasks of a scenario under a heading of their own, if it has any."""
    tasks = of_role(views, TASK)
    if tasks:
        shown = task_tables(tasks, run.frames["tasks"], case.scenario.name)
        yield Section(name, label("tasks_title"), (label("tasks_note"),), shown)


def reasons_part(name: str, title: Text, case: Case, views: Sequence[TargetView]) -> Section:
    """Why the first target and the first income target are reached or missed; all others in a line each."""
    points: list[Text] = []
    lead, outcomes = leading(views), of_role(views, OUTCOME)
    if lead is not None and (case.why is None or case.why.target.name != lead.main.target):
        points += course_reasons(case.scenario.targets[lead.main.target], case.panel, case.ledger)
    if case.why is not None:
        points += reasons(case.why)
    full = room_reason(case.scenario, case.panel, case.ledger)
    points += [full] if full is not None else []
    missed = [view.main for view in outcomes[1:] if view.main.verdict not in (REACHED, NOBODY)]
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
