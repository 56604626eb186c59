"""Tables of the targets of a run, side by side where there are several scenarios; tasks have their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

import pandas as pd

from resettle.results.judge.regions import by_region, short_titles
from resettle.results.judge.verdicts import NOBODY, VERDICTS
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.sentences import records
from resettle.results.questions.run.views import SharedTarget, TargetRow, TargetView, shared_targets
from resettle.results.report.answer import MARKS, Cell, Row, Table
from resettle.results.text.labels import NOTHING, Text, heads, join, label, listed, say, text_of
from resettle.results.text.names import lever_label, within
from resettle.results.text.numbers import NONE, figure, figure_bare, money, percent
from resettle.scenarios import Scenario
from resettle.scenarios.types import OUTCOME, TASK

LONGEST_HEAD = 12
"""Columns of a terminal that the name of a scenario may take before it is broken at its hyphens."""


def target_table(views: Sequence[TargetView]) -> Table:
    """The targets of a scenario, each by the reading that it is judged by."""
    return Table(
        NOTHING,
        _target_head(),
        tuple(_target_row(view.main, view.main.title, view.main.reading, view.main.note) for view in views),
        terminal=False,
        words=(1, 6),
        form="cards",
    )


def further_table(views: Sequence[TargetView]) -> Table:
    """All other readings, under the title of each target."""
    rows: list[Row] = []
    for view in views:
        if view.further:
            rows += [(view.main.title,), *(_target_row(row, row.reading) for row in view.further)]
    title, head = label("further_readings"), _target_head()
    return Table(title, head, tuple(rows), terminal=False, words=(1, 6), folded=True, form="cards")


def _target_head() -> tuple[Text, ...]:
    return heads("head_{}", "target", "verdict", "probability", "figure", "bound", "shortfall", "first_met")


def _target_row(row: TargetRow, title: Text, *small: Text) -> Row:
    return (
        Cell(title, _told(*small, row.beside, row.spread)),
        word_cell(row),
        over(row.probability, row.interval),
        over(row.median, row.band),
        row.bound,
        row.shortfall,
        Cell(row.first_met, _told(row.first_share)),
    )


def word_cell(row: TargetRow) -> Cell:
    """The verdict on a target as a word; of whom there is nobody below it."""
    return Cell(row.word, (row.counted,) if row.verdict == NOBODY else (), verdict=row.verdict)


def over(middle: Text, ends: Text) -> Cell:
    """A figure with what lies below it, unless there is neither."""
    return Cell(middle) if middle == ends == NONE else Cell(middle, (ends,))


def terminal_target_table(views: Sequence[TargetView]) -> Table:
    """The targets of a scenario for a terminal of eighty columns."""
    rows = tuple(
        (
            Cell(
                say("title_with_bound", title=row.title, bound=row.bound),
                _told(row.counted if row.beside == NOTHING else row.beside),
            ),
            Cell(row.word, verdict=row.verdict),
            over(row.probability, row.interval),
            over(row.median, row.band),
            row.shortfall,
            row.first_met,
        )
        for row in (view.main for view in views)
    )
    head = heads("head_{}", "target", "verdict", "share_short", "figure", "shortfall", "first_met")
    return Table(NOTHING, head, rows, words=(1, 5), page=False)


def _told(*texts: Text) -> tuple[Text, ...]:
    """The texts that say something."""
    return tuple(text for text in texts if text != NOTHING)


def matrix_table(
    cases: Sequence[Case], targets: pd.DataFrame, tasks: pd.DataFrame | None = None
) -> Table | None:
    """Outcome targets down, scenarios across, or tasks if their frame is given; nothing if there are none."""
    limits = _limits(tasks)

    def cell(row: SharedTarget, own: TargetRow | None) -> Text | Cell:
        if own is None:
            return NONE
        if own.verdict == NOBODY:
            return word_cell(own)
        share = say("share_with_interval", share=own.probability, interval=own.interval)
        figures = say("figure_against_limit", figure=own.median, limit=own.limit)
        reading = NOTHING if row.same_words else own.reading
        limit = limits.get((own.scenario, own.target), NOTHING)
        small = _told(share, figures, own.beside_short, limit, own.spread, reading)
        return Cell(own.word, small, verdict=own.verdict)

    shared = _of_matrix([case.scenario for case in cases], targets, tasks)
    if not shared:
        return None
    return Table(
        NOTHING,
        (_head_of(tasks), *(Cell(case.name, colour=case.colour) for case in cases)),
        tuple(
            (Cell(row.title, _told(row.counted)), *(cell(row, own) for own in row.cells)) for row in shared
        ),
        join([label("matrix_note"), label("verdict_rule")], " ", ""),
        terminal=False,
        words=tuple(range(1, len(cases) + 1)),
        form="matrix",
    )


def _head_of(tasks: pd.DataFrame | None) -> Text:
    return label("head_target" if tasks is None else "head_task")


def _of_matrix(
    scenarios: Sequence[Scenario], targets: pd.DataFrame, tasks: pd.DataFrame | None
) -> list[SharedTarget]:
    """Outcome targets, or tasks if their frame is given."""
    role = OUTCOME if tasks is None else TASK
    return [row for row in shared_targets(targets, scenarios) if row.role == role]


def _limits(tasks: pd.DataFrame | None) -> dict[tuple[str, str], Text]:
    """What limits each task, in a word, by scenario and name."""
    rows = [] if tasks is None else records(tasks)
    return {(row["scenario"], row["target"]): label(f"limited_{row['limit']}") for row in rows}


def terminal_matrix_table(
    scenarios: Sequence[Scenario], targets: pd.DataFrame, tasks: pd.DataFrame | None = None
) -> Table | None:
    """The same for a terminal: names of files as heads; across regions signs in place of words."""
    across, limits = len(by_region(scenarios)) > 1, _limits(tasks)
    names = short_titles(scenarios) if across else [text_of(one.name) for one in scenarios]

    def cell(row: SharedTarget, own: TargetRow | None) -> Text | Cell:
        if own is None:
            return NONE
        if own.verdict == NOBODY:
            return word_cell(own)
        key = own.scenario, own.target
        if across:
            small = _told(own.interval, own.limit, own.beside_share, limits.get(key, NOTHING))
            return Cell(own.probability, small, verdict=own.verdict)
        share = say("share_with_interval", share=own.probability, interval=own.interval)
        limit = NOTHING if row.same_bound else own.limit
        small = _told(own.median, share, limit, own.beside_short, limits.get(key, NOTHING))
        return Cell(own.word, small, verdict=own.verdict)

    rows = []
    for row in _of_matrix(scenarios, targets, tasks):
        bound = next(own.bound for own in row.cells if own is not None)
        title = (
            say("title_with_bound", title=row.title, bound=bound)
            if row.same_bound and not across
            else row.title
        )
        rows.append((Cell(title, _told(row.counted)), *(cell(row, own) for own in row.cells)))
    if not rows:
        return None
    words_of = ((MARKS[word], label(f"verdict_{word}")) for word in VERDICTS if word != NOBODY)
    marks = [Text(f"{mark} {word.en}", f"{mark} {word.zh}") for mark, word in words_of]
    note = say("table_note", marks=join(marks, ", ", "\N{FULLWIDTH COMMA}")) if across else NOTHING
    words = tuple(range(1, len(names) + 1))
    head = (_head_of(tasks), *map(_broken, names))
    title = NOTHING if tasks is None else label("tasks_title")
    return Table(title, head, tuple(rows), note, words=words, page=False, form="matrix")


def _broken(head: Text) -> Text:
    """A long name that breaks after its hyphens."""
    return Text(*(one.replace("-", "-\n") if len(one) > LONGEST_HEAD else one for one in (head.en, head.zh)))


def task_tables(views: Sequence[TargetView], tasks: pd.DataFrame, scenario: str) -> tuple[Table, Table]:
    """The tasks of a scenario with what stands behind them: for the page, and for a terminal.

    Args:
        views: The tasks.
        tasks: The frame `tasks`.
        scenario: Name of the scenario.
    """
    behind = {row["target"]: row for row in records(tasks[tasks["scenario"] == scenario])}
    rows = [(view.main, behind[view.main.target]) for view in views]
    page = tuple(
        (
            Cell(row.title, _told(row.reading, row.note)),
            Cell(row.word, (_share(row),), verdict=row.verdict),
            row.bound,
            _capacity(own),
            over(row.median, row.band),
            _money(own),
            _limit(row, own),
        )
        for row, own in rows
    )
    short = tuple(
        (
            Cell(say("title_with_bound", title=row.title, bound=row.bound), (_limit(row, own),)),
            Cell(row.word, verdict=row.verdict),
            over(row.median, row.band),
            _capacity(own),
            _money(own),
        )
        for row, own in rows
    )
    whole = heads("head_{}", "task", "verdict", "asked", "capacity", "done", "spent_of", "limit")
    some = heads("head_{}", "task", "verdict", "figure", "capacity", "spent")
    return (
        Table(NOTHING, whole, page, terminal=False, words=(1, 6), form="cards"),
        Table(label("tasks_title"), some, short, words=(1,), page=False),
    )


Behind = Mapping[str, Any]
"""A row of the frame `tasks` of `results.judge.tasks.tasks`."""


def _share(row: TargetRow) -> Text:
    if row.verdict == NOBODY:
        return row.counted
    return say("share_with_interval", share=row.probability, interval=row.interval)


def _capacity(own: Behind) -> Text:
    return NONE if isnan(own["capacity"]) else figure_bare(own["capacity"], own["unit"])


def _money(own: Behind) -> Text | Cell:
    """What was spent, as a part of the budget or of what everything opened would cost."""
    spent, budget, planned = own["spent_yuan"], own["budget_yuan"], own["planned_yuan"]
    if not own["levers"]:
        return NONE
    if not isnan(budget) and budget > 0.0:
        small = say("spent_of_budget", share=percent(spent / budget, 0), whole=money(budget))
    elif planned > 0.0:
        small = say("spent_of_planned", share=percent(spent / planned, 0))
    else:
        return money(spent)
    return Cell(money(spent), (small,))


def _limit(row: TargetRow, own: Behind) -> Text:
    """What limits a task, in a few words."""
    pieces: dict[str, Text] = {"bound": row.limit}
    if own["levers"]:
        pieces["levers"] = listed([within(lever_label(name)) for name in own["levers"].split("+")])
    if not isnan(own["capacity"]):
        pieces["capacity"] = figure(own["capacity"], own["unit"])
    if not isnan(own["budget_yuan"]):
        pieces["budget"] = money(own["budget_yuan"])
    if not isnan(own["room"]):
        pieces["room"] = figure(own["room"], "workshops")
    if not isnan(own["taken"]):
        pieces["taken"] = percent(own["taken"], 0)
    return say(f"limit_{own['limit']}", **pieces)
