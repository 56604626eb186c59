"""An exploration in sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.explore.compute import SCREENED, Checked, Explored
from resettle.results.report.answer import Cell, Row, Table
from resettle.results.report.estimates import change
from resettle.results.statistics.response import Response
from resettle.results.text.labels import NOTHING, Text, heads, label, listed, quoted, say
from resettle.results.text.names import lever_label
from resettle.results.text.numbers import NONE, alike, difference_text, level_text, percent, points, span

LEAST_SHOWN = 0.005
"""Parts of the spread over futures from which an effect is more than zero with two decimals."""

NEEDED = 0.9
"""Part of the numbers that must lie within their stated error for a page to be trusted."""


def headlines(found: Explored, checked: tuple[Checked, ...]) -> tuple[Text, ...]:
    """What is moved, how good the page is, and what was seen when it was checked."""
    levers = listed([quoted(lever_label(one.lever)) for one in found.sliders])
    size = {"count": str(len(found.sliders)), "points": str(len(found.times)), "futures": str(found.futures)}
    lines = [say("explore_moves", levers=levers, **size), *_errors(found)]
    if checked:
        lines.append(_checked(found, checked))
    return tuple(lines)


def _errors(found: Explored) -> tuple[Text, ...]:
    """The largest typical error of a probability on the page."""
    probabilities = [
        (float(found.responses[one.column].error(found.at)["probability"].mean()), one)
        for one in found.problem.outcomes
        if one.met is not None
    ]
    if not probabilities:
        return ()
    error, outcome = max(probabilities, key=lambda pair: pair[0])
    if error == 0.0:
        return (label("explore_still"),)
    return (say("explore_error", error=points(error), title=quoted(outcome.title)),)


def share_inside(checked: tuple[Checked, ...]) -> float:
    """Part of the numbers that lie within their stated error."""
    return float(np.mean([one.inside for one in checked]))


def _checked(found: Explored, checked: tuple[Checked, ...]) -> Text:
    inside = sum(one.inside for one in checked)
    return say(
        "explore_checked" if inside >= NEEDED * len(checked) else "explore_check_failed",
        positions=str(found.problem.request.check),
        inside=str(inside),
        numbers=str(len(checked)),
        share=percent(inside / len(checked), 0),
    )


def others_table(found: Explored) -> Table | None:
    """Levers without a slider: what each was seen to move by itself."""
    rows: list[Row] = []
    for one in found.others:
        name = Cell(lever_label(one.slider.lever), code=one.slider.lever)
        moves = say("explore_changes_nothing", futures=str(min(SCREENED, found.futures)))
        if one.outcome is not None:
            small = one.moves < LEAST_SHOWN
            size = {} if small else {"size": f"{one.moves:.2f}"}
            key = "explore_changes_hardly" if small else "explore_changes"
            moves = say(key, title=quoted(one.outcome.title), **size)
        rows.append((name, Cell(moves, faint=one.outcome is None), Cell(change(one.spending, "yuan"))))
    if not rows:
        return None
    head = heads("head_{}", "lever", "explore_by_itself", "explore_costs")
    return Table(NOTHING, head, tuple(rows), label("explore_others_note"), words=(1,), form="cards")


def accuracy_table(found: Explored, checked: tuple[Checked, ...]) -> Table:
    """How far off the page is: what it states, and what a check saw."""
    rows: list[Row] = []
    for one in found.problem.outcomes:
        response = found.responses[one.column]
        typical = {name: float(error.mean()) for name, error in response.error(found.at).items()}
        cells = [
            Cell(_probability(typical)),
            Cell(difference_text(typical["mean"], one.unit)),
            Cell(difference_text(max(typical["low"], typical["high"]), one.unit)),
            Cell(label(f"explore_form_{response.form}")),
        ]
        if checked:
            own = [check for check in checked if check.column == one.column]
            cells.append(Cell(percent(float(np.mean([check.inside for check in own])), 0)))
        rows.append((Cell(one.title, _range(one, found, response)), *cells))
    inside = ("explore_inside",) if checked else ()
    names = (
        "explore_outcome",
        "explore_probability",
        "explore_mean",
        "explore_band",
        "explore_form",
        *inside,
    )
    return Table(NOTHING, heads("head_{}", *names), tuple(rows), label("explore_accuracy_note"), form="cards")


def _range(one: Outcome, found: Explored, response: Response) -> tuple[Text, ...]:
    """Lowest and highest mean of all points: what the levers can do at all."""
    means = found.runs.array(one.column).mean(axis=1)
    low, high = alike(level_text, (float(means.min()), float(means.max())), one.unit)
    if low == high:
        return (say("explore_reach_same", mean=low),)
    return (say("explore_reach", ends=span(low, high)),)


def _probability(typical: Mapping[str, float]) -> Text:
    """Error of a probability; in words where no position changes it."""
    if "probability" not in typical:
        return NONE
    error = typical["probability"]
    return points(error, 1 if error >= 0.0005 else 2) if error > 0.0 else label("explore_no_change")
