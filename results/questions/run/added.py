"""What a plan adds to what ran before, target by target, in the same futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from resettle.results.judge.comparison import ComparedOutcome, rows
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.judge.measures import figures_frame
from resettle.results.judge.outcomes import outcomes
from resettle.results.judge.verdicts import REACHED, verdict
from resettle.results.report.answer import Cell, Row, Table
from resettle.results.report.estimates import change
from resettle.results.statistics.paired import Probability
from resettle.results.text.labels import NOTHING, Text, heads, label, listed, quoted, say
from resettle.results.text.numbers import (
    alike,
    difference_text,
    level_text,
    percent,
    probable,
    signed,
    span,
    with_interval,
)
from resettle.scenarios import Scenario
from resettle.scenarios.types import OUTCOME


@dataclass(frozen=True)
class Added:
    """A plan beside its baseline.

    Attributes:
        baseline: What ran before.
        targets: The outcome targets of the plan, in both.
        spending: Spending over the plan, in both.
    """

    baseline: Scenario
    targets: tuple[ComparedOutcome, ...]
    spending: ComparedOutcome


def added(plan: Scenario, baseline: Scenario, frames: Mapping[str, pd.DataFrame]) -> Added:
    """Compare a plan with its baseline by the targets of the plan.

    Args:
        plan: The plan.
        baseline: What ran before.
        frames: `monthly` and `levers` with the runs of both.

    Raises:
        results.judge.panel.FrameError: If the frames do not hold what is needed.
    """
    made = [
        figures_frame(plan, name, frames["monthly"], frames["levers"]) for name in (baseline.name, plan.name)
    ]
    pair = PairedRuns.of(pd.concat(made, ignore_index=True), (baseline.name, plan.name)).common()
    known = outcomes(plan)
    aims = [known[one.name] for one in plan.targets.values() if one.role == OUTCOME]
    (spending,) = rows(pair, [known["spending"]])
    return Added(baseline, rows(pair, aims), spending)


def _met(row: ComparedOutcome) -> tuple[Probability, Probability]:
    assert row.met is not None  # a target has a bound
    return row.met


def reached(one: Probability) -> bool:
    """Whether a target counts as reached."""
    return verdict(one.share, one.low, one.high, one.effective) == REACHED


def untested(row: ComparedOutcome) -> bool:
    """Whether the target is reached with the plan and without it."""
    return all(map(reached, _met(row)))


def lost(row: ComparedOutcome) -> bool:
    """Whether the target would be reached without the plan, and is not with it."""
    without, met = _met(row)
    return reached(without) and not reached(met)


def added_headlines(found: Added) -> list[Text]:
    """What the plan adds to its first target, which targets do not test it, and which are lost."""
    lines = []
    if found.targets:
        first = found.targets[0]
        without, met = _met(first)
        moved = first.difference
        kind = "nothing_clear" if not moved.clear else ("up" if moved.middle > 0.0 else "down")
        lines.append(
            say(
                f"added_{kind}",
                title=quoted(first.outcome.title),
                change=_size(first) if moved.clear else change(moved, first.outcome.unit),
                without=level_text(first.reference, first.outcome.unit),
                reached=_reached(without.share, met.share),
                futures=str(len(first.ensemble.groups)),
                spending=change(found.spending.difference, "yuan"),
            )
        )
    for name, is_so in (("added_untested", untested), ("added_lost", lost)):
        named = [_named(row, name) for row in found.targets if is_so(row)]
        if named:
            lines.append(say(name, targets=listed(named)))
    return lines


def _reached(without: float, met: float) -> Text:
    """How often a target is reached with the plan and without it."""
    share, share_without = percent(met, 0), percent(without, 0)
    if share == share_without:
        return say("added_reached_alike", share=share)
    return say("added_reached", share=share, share_without=share_without)


def _named(row: ComparedOutcome, name: str) -> Text:
    """A target in quotation marks; where it does not test the plan, with how often it is met without."""
    title = quoted(row.outcome.title)
    if name != "added_untested":
        return title
    without, _ = _met(row)
    return say("added_untested_target", target=title, share=percent(without.share, 0))


def _size(row: ComparedOutcome) -> Text:
    """How large a clear difference is, without its sign."""
    ends = sorted(map(abs, row.difference[1:]))
    return with_interval(*alike(difference_text, (abs(row.difference.middle), *ends), row.outcome.unit))


def added_table(found: Added) -> Table:
    """One row per outcome target: without the plan, with it, what it adds; spending last."""
    made: list[Row] = []
    for row in found.targets:
        without, met = _met(row)
        notes = [("added_untested_row", untested), ("added_lost_row", lost)]
        small = tuple(label(name) for name, is_so in notes if is_so(row))
        made.append(
            (
                Cell(row.outcome.title, small),
                _level(row.reference, row.outcome.unit, without),
                _level(row.mean, row.outcome.unit, met),
                added_cell(row),
            )
        )
    spending = found.spending
    levels = (level_text(one, "yuan") for one in (spending.reference, spending.mean))
    made.append((label("measure_spending"), *levels, Cell(change(spending.difference, "yuan"))))
    head = heads("head_{}", "target", "added_without", "added_with", "added")
    return Table(NOTHING, head, tuple(made), form="cards")


def _level(mean: float, unit: str, met: Probability) -> Cell:
    interval = span(*probable(met.low, met.high))
    told = say("added_share", share=percent(met.share, 0), interval=interval)
    return Cell(level_text(mean, unit), (told,))


def added_cell(row: ComparedOutcome) -> Cell:
    """What the plan adds to a target, and by how many points it is reached more often; pale if unclear."""
    without, met = _met(row)
    moved = met.share - without.share
    points = label("added_points_alike")
    if moved:
        points = say("added_points", points=signed(difference_text(moved, "share"), moved))
    return Cell(change(row.difference, row.outcome.unit), (points,), faint=not row.difference.clear)
