"""All targets of a run in one table: targets down, scenarios and places across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.model.indicators import INDICATORS
from resettle.results.judge.places import places
from resettle.results.judge.verdicts import VerdictRow, verdict_rows
from resettle.results.questions.run.sentences import series_name
from resettle.results.text.labels import Text, say, text_of

if TYPE_CHECKING:
    import pandas as pd

    from resettle.scenarios import Scenario, Target


@dataclass(frozen=True)
class TargetRow:
    """One target across the scenarios of a run.

    Attributes:
        title: What it says, or its indicator where the scenarios say it in different words.
        cells: How each scenario fares; `None` where it has no such target.
        same_words: Whether all of them say it in the same words.
        same_bound: Whether all of them ask for the same figure.
    """

    title: Text
    cells: tuple[VerdictRow | None, ...]
    same_words: bool
    same_bound: bool


def target_rows(targets: pd.DataFrame, scenarios: Sequence[Scenario]) -> list[TargetRow]:
    """Targets down, scenarios across; those that several places have come first.

    Targets stand in one row if they have the same name, kind, indicator and series.

    Args:
        targets: The judged frame.
        scenarios: The scenarios that were run.
    """
    judged = {(row.scenario, row.target): row for row in verdict_rows(targets, scenarios, main_only=True)}
    rows: dict[tuple[object, ...], dict[str, Target]] = {}
    for scenario in scenarios:
        for target in scenario.targets.values():
            if (scenario.name, target.name) in judged:
                key = (target.name, target.kind, target.indicator, target.series)
                rows.setdefault(key, {})[scenario.name] = target
    made = []
    for having in rows.values():
        own = {name: judged[name, target.name] for name, target in having.items()}
        cells = tuple(own.get(scenario.name) for scenario in scenarios)
        titles = {text_of(target.title) for target in having.values()}
        bounds = {cell.bound for cell in cells if cell is not None}
        title = _common_title(next(iter(having.values()))) if len(titles) > 1 else titles.pop()
        made.append(TargetRow(title, cells, len(titles) < 2, len(bounds) == 1))
    groups = [[scenario.name for scenario in place] for place in places(scenarios)]
    order = {name: number for number, group in enumerate(groups) for name in group}

    def alone(row: TargetRow) -> bool:
        return len({order[cell.scenario] for cell in row.cells if cell is not None}) == 1

    return sorted(made, key=alone) if len(groups) > 1 else made


def _common_title(target: Target) -> Text:
    """What targets of one row have in common, whatever each of them is called."""
    held = INDICATORS[target.indicator]
    name = Text(held.en, held.zh)
    if target.series is not None:
        key = "row_growth_against" if target.kind == "growth" else "row_level_against"
        return say(key, name=name, series=series_name(target.series))
    return say("row_growth", name=name) if target.kind == "growth" else name
