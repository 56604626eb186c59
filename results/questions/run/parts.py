"""Parts of a page that a single plan and several scenarios share: reasons, and tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from resettle.results.judge.causes import about_income, explain_target
from resettle.results.judge.verdicts import NOBODY, REACHED
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.judged import Judged
from resettle.results.questions.run.reasons import brief_reason, course_reasons, reasons, room_reason
from resettle.results.questions.run.target_tables import task_tables
from resettle.results.questions.run.views import TargetView, leading, of_role
from resettle.results.report.answer import Cell, Section
from resettle.results.text.labels import Text, label, say
from resettle.scenarios.types import OUTCOME, TASK


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
