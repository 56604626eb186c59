"""Tasks apart from outcome targets, under a heading within a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from resettle.results.report.answer import Row
from resettle.results.text.labels import label
from resettle.scenarios.types import TASK

if TYPE_CHECKING:
    from resettle.results.judge.outcomes import Outcome


def tasks_apart(rows: Sequence[tuple[Outcome, Row]]) -> tuple[Row, ...]:
    """The rows of a table: those of tasks come last, under a heading of their own."""
    others = [row for outcome, row in rows if outcome.role != TASK]
    tasks = [row for outcome, row in rows if outcome.role == TASK]
    return (*others, *(((label("tasks_title"),), *tasks) if tasks else ()))
