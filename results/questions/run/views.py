"""The first page: verdicts, headline and reasons of each scenario, and scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.results.judge.causes import about_income, explain_target
from resettle.results.judge.verdicts import MARKS, REACHED, VerdictRow, verdict, verdict_rows
from resettle.results.questions.run.cases import Case
from resettle.results.questions.run.course import brief_reason, course_reasons
from resettle.results.questions.run.sentences import headline, reasons
from resettle.results.text.labels import Lang, Text, say

if TYPE_CHECKING:
    import pandas as pd

    from resettle.scenarios import Scenario


@dataclass(frozen=True)
class TargetView:
    """One target: the reading it is judged by, the further readings, and one sentence."""

    main: VerdictRow
    further: tuple[VerdictRow, ...]
    sentence: Text


@dataclass(frozen=True)
class ScenarioView:
    """One scenario on the first page.

    Attributes:
        targets: Its targets in order.
        lead: The one that the headline speaks of: the first that the scenario lists.
        reasons: Why it is reached or missed, and why the first income target is.
        others: The other targets that are not reached, each with a line on why.
        tally: How many targets are reached, missed and uncertain.
    """

    targets: tuple[TargetView, ...]
    lead: TargetView | None
    reasons: tuple[Text, ...]
    others: tuple[tuple[VerdictRow, Text], ...]
    tally: Text


def target_views(scenario: Scenario, targets: pd.DataFrame) -> list[TargetView]:
    """The targets of a scenario in order.

    Args:
        scenario: The scenario.
        targets: The judged frame; it may hold other scenarios as well.
    """
    own = targets[targets["scenario"] == scenario.name]
    views = []
    for name, target in scenario.targets.items():
        part = own[own["target"] == name]
        rows = verdict_rows(part, [scenario])
        main = next((row for row in rows if row.main), None)
        if main is None:
            continue
        figures = part[part["main"]].to_dict("records")[0]
        row = {str(key): value for key, value in figures.items()}
        found = verdict(row["probability"], row["wilson_low"], row["wilson_high"])
        further = tuple(row for row in rows if not row.main)
        views.append(TargetView(main, further, headline(target, row, found)))
    return views


def headlines(targets: pd.DataFrame, scenarios: Sequence[Scenario], lang: Lang) -> list[str]:
    """One sentence a scenario, for the terminal; the names of several scenarios stand before it."""
    told = []
    for scenario in scenarios:
        views = target_views(scenario, targets)
        if views:
            name = f"{scenario.name}: " if len(scenarios) > 1 else ""
            between = "" if lang == "zh" else " "
            parts = (views[0].sentence.in_(lang), views[0].main.told_spread.in_(lang))
            told.append(f"{name}{MARKS[views[0].main.verdict]} {between.join(filter(None, parts))}")
    return told


def scenario_view(case: Case, targets: pd.DataFrame) -> ScenarioView:
    """The first page of one scenario."""
    views = target_views(case.scenario, targets)
    tally = say(
        "tally",
        total=len(views),
        **{key: sum(view.main.verdict == key for view in views) for key in MARKS},
    )
    lead = views[0] if views else None
    told: list[Text] = []
    if lead is not None and (case.why is None or case.why.target.name != lead.main.target):
        told += course_reasons(case.scenario.targets[lead.main.target], case.held, case.money)
    if case.why is not None:
        told += reasons(case.why)
    others = tuple(
        (view.main, _brief(case, view.main.target)) for view in views[1:] if view.main.verdict != REACHED
    )
    return ScenarioView(tuple(views), lead, tuple(told), others, tally)


def _brief(case: Case, name: str) -> Text:
    target = case.scenario.targets[name]
    found = explain_target(target, case.held, case.money) if about_income(target) else None
    return reasons(found)[0] if found is not None else brief_reason(target, case.held, case.money)
