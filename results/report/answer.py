"""What a question is answered with: sentences first, then sections of text, tables and charts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from resettle.results.report.charts import Chart
from resettle.results.text.labels import NOTHING, Text

if TYPE_CHECKING:
    import pandas as pd


class QuestionError(ValueError):
    """A question that cannot be asked, for a reason that its asker must settle."""


class NothingToJudge(RuntimeError):
    """Runs that were made, but of which none can answer the question.

    Attributes:
        described: What the record of them says besides what all manifests say.
    """

    def __init__(self, message: str, described: dict[str, Any]) -> None:
        super().__init__(message)
        self.described = described


@dataclass(frozen=True)
class Table:
    """A table of texts, the first column of words and the others of figures.

    Attributes:
        title: What it shows.
        head: Heads of the columns.
        rows: Texts of each row.
        note: How to read it, or empty.
        terminal: Whether the terminal shows it too.
        most: Rows that the terminal shows at most.
        words: Positions of further columns of words, which are set to the left.
    """

    title: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    note: Text = NOTHING
    terminal: bool = True
    most: int = 40
    words: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of an answer.

    Attributes:
        name: Unique in the answer.
        title: Its heading.
        paragraphs: Plain text.
        tables: Tables.
        charts: Charts, of unique names in the answer.
        folded: Whether the page shows it only when it is opened.
    """

    name: str
    title: Text
    paragraphs: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    folded: bool = False


@dataclass(frozen=True)
class Answer:
    """An answer, ready to be shown and written.

    Attributes:
        question: Name of the command.
        title: What was asked.
        headlines: What a planner should be able to say after reading them.
        sections: The rest, the most important first.
        frames: Tables of numbers by the name of their file.
        details: What the manifest says of it besides: plain data.
        exit_code: 0, or 1 if what was asked for does not hold.
        described: Keys of the manifest that this question has besides, or says in more detail.
    """

    question: str
    title: Text
    headlines: tuple[Text, ...]
    sections: tuple[Section, ...]
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    exit_code: int = 0
    described: dict[str, Any] = field(default_factory=dict)
