"""The first page: verdicts, headline and reasons of each scenario, and scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results.cases import Case
from results.explain import income_target
from results.labels import Lang, Text, say
from results.verdicts import MARKS, VerdictRow, verdict, verdict_rows
from results.why import headline, reasons

if TYPE_CHECKING:
    import pandas as pd

    from scenarios import Scenario


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
        lead: The one that the headline speaks of: income growth, or else the first.
        reasons: Why income growth is what it is.
        tally: How many targets are reached, missed and uncertain.
    """

    targets: tuple[TargetView, ...]
    lead: TargetView | None
    reasons: tuple[Text, ...]
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


def lead(scenario: Scenario, views: Sequence[TargetView]) -> TargetView | None:
    """The target that the headline speaks of: income growth, or else the first."""
    target = income_target(scenario)
    first = views[0] if views else None
    return next((view for view in views if target is not None and view.main.target == target.name), first)


def headlines(targets: pd.DataFrame, scenarios: Sequence[Scenario], lang: Lang) -> list[str]:
    """One sentence a scenario, for the terminal; the names of several scenarios stand before it."""
    told = []
    for scenario in scenarios:
        view = lead(scenario, target_views(scenario, targets))
        if view is not None:
            name = f"{scenario.name}: " if len(scenarios) > 1 else ""
            told.append(f"{name}{MARKS[view.main.verdict]} {view.sentence.in_(lang)}")
    return told


def scenario_view(case: Case, targets: pd.DataFrame) -> ScenarioView:
    """The first page of one scenario."""
    views = target_views(case.scenario, targets)
    tally = say(
        "tally",
        total=len(views),
        **{key: sum(view.main.verdict == key for view in views) for key in MARKS},
    )
    told = tuple(reasons(case.why)) if case.why is not None else ()
    return ScenarioView(tuple(views), lead(case.scenario, views), told, tally)


def matrix(held: Sequence[Case], targets: pd.DataFrame) -> list[tuple[Text, list[VerdictRow | None]]]:
    """Targets down, scenarios across; `None` where a scenario has no such target."""
    rows = verdict_rows(targets, [case.scenario for case in held], main_only=True)
    found = {(row.scenario, row.target): row for row in rows}
    table = []
    for name in dict.fromkeys(row.target for row in rows):
        line = [found.get((case.scenario.name, name)) for case in held]
        title = next(row.title for row in line if row is not None)
        table.append((title, line))
    return table
