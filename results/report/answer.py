"""What a question is answered with: sentences first, then sections of text, tables and charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from resettle.model.text import both, lines
from resettle.results.report.charts import Chart, Key
from resettle.results.text.labels import NOTHING, Lang, Text, join, label
from resettle.scenarios.language import SaidError
from resettle.scenarios.problems import shown
from resettle.scenarios.types import TASK

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from resettle.results.judge.outcomes import Outcome

Part = TypeVar("Part")


def present(parts: Iterable[Part | None]) -> tuple[Part, ...]:
    """Those parts of an answer that there are."""
    return tuple(one for one in parts if one is not None)


MARKS = {"reached": "✓", "missed": "✗", "uncertain": "?", "few": "○", "nobody": "–", "noted": "·"}
"""A sign for each verdict, so that colour is never needed; `noted` is for what is only reported."""

DO, TRUST = "first_do", "first_trust"
"""Labels that headlines begin with: what to do first, and how far all that can be trusted."""


class QuestionError(SaidError, ValueError):
    """A question that cannot be asked, for a reason that its asker must settle."""


def refuse(wrong: Sequence[Text]) -> None:
    """Refuse a question for all reasons at once, if there are any.

    Raises:
        QuestionError: With a line for each.
    """
    if wrong:
        raise QuestionError(lines(wrong))


def repeated(names: Sequence[str]) -> list[Text]:
    """Why scenarios of these names cannot be asked of together; nothing if all are different."""
    return [
        both(
            "two scenarios are named {name}; give each once, and each file its own name",
            "有两个方案名为{name}；每个方案只给一次，每个文件各用其名",
            name=shown(name),
        )
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]


def too_few(replications: int) -> Text:
    """Why so few replications cannot be asked for."""
    return both("{count} replications; at least 1 is run", "重复次数为{count}；至少为1", count=replications)


class NothingToJudge(SaidError, RuntimeError):
    """Runs that were made, but of which none can answer the question.

    Attributes:
        described: What the record of them says besides what all manifests say.
    """

    def __init__(self, message: Text, described: dict[str, Any]) -> None:
        super().__init__(message)
        self.described = described


@dataclass(frozen=True)
class Link:
    """A reference.

    Attributes:
        text: What is cited.
        url: Web address, or empty.
        note: What stands there, or empty.
    """

    text: Text
    url: str = ""
    note: Text = NOTHING


@dataclass(frozen=True)
class Cell:
    """A cell of a table or an entry of a list, where a text alone is not enough.

    Attributes:
        text: What it says.
        small: Smaller lines below.
        verdict: One of `MARKS`, or empty.
        colour: Colour of the scenario that it belongs to, or empty.
        code: The name by which files and commands know it, or empty.
        note: A longer text, for which only the page has room.
        links: References, only on the page.
        faint: Whether it counts for little, such as a difference that may be zero.
    """

    text: Text
    small: tuple[Text, ...] = ()
    verdict: str = ""
    colour: str = ""
    code: str = ""
    note: Text = NOTHING
    links: tuple[Link, ...] = ()
    faint: bool = False


def cell_of(content: Text | Cell) -> Cell:
    """A text as a cell."""
    return content if isinstance(content, Cell) else Cell(content)


Row = tuple[Text | Cell, ...]
"""Cells of a row; a single cell under several heads is a heading within the table."""


def tasks_apart(rows: Sequence[tuple[Outcome, Row]]) -> tuple[Row, ...]:
    """The rows of a table: those of tasks come last, under a heading of their own."""
    others = [row for outcome, row in rows if outcome.role != TASK]
    tasks = [row for outcome, row in rows if outcome.role == TASK]
    return (*others, *(((label("tasks_title"),), *tasks) if tasks else ()))


@dataclass(frozen=True)
class Table:
    """A table, the first column of words and the others of figures.

    Attributes:
        title: What it shows, or empty.
        head: Heads of the columns.
        rows: Its rows.
        note: How to read it, or empty.
        terminal: Whether the terminal shows it.
        most: Rows that the terminal shows at most.
        words: Positions of further columns of words, which are set to the left.
        page: Whether the page shows it.
        folded: Whether the page shows it only when it is opened; it needs a title then.
        form: `cards` if each row becomes a card on narrow screens, `stack` if it does and its columns are as
            wide as they need to be on others, `matrix` if the first column stays in
            sight beside many others, `listing` if columns hold long texts, else empty.
        total: Whether the last row is a sum.
    """

    title: Text
    head: tuple[Text | Cell, ...]
    rows: tuple[Row, ...]
    note: Text = NOTHING
    terminal: bool = True
    most: int = 40
    words: tuple[int, ...] = ()
    page: bool = True
    folded: bool = False
    form: str = ""
    total: bool = False


@dataclass(frozen=True)
class Headline:
    """A sentence with the verdict that it gives on a scenario.

    Attributes:
        sentence: What a planner should be able to say.
        verdict: One of `MARKS`.
        small: Smaller lines below it on the page; the terminal prints the first after the sentence.
        title: Title of the scenario if there are several.
        name: Its name.
        colour: Its colour.
        about: What must be known of it, such as the years of its plan.
        brief: What the verdict is on. If it is given, the top of the page has room for this, and for the last
            small line, but not for the sentence, which a section tells.
    """

    sentence: Text
    verdict: str
    small: tuple[Text, ...] = ()
    title: Text = NOTHING
    name: str = ""
    colour: str = ""
    about: Text = NOTHING
    brief: Text = NOTHING


@dataclass(frozen=True)
class Labelled(Text):
    """A headline that begins with a label; a brief leaves it out below a heading that says the same.

    Attributes:
        label: Key of that label, `DO` or `TRUST`.
        bare: The headline without it.
    """

    label: str = ""
    bare: Text = NOTHING


def labelled(key: str, sentences: Sequence[Text]) -> Labelled:
    """A headline of some sentences after a label, by its key."""
    told = join([label(key), *sentences], " ", "")
    return Labelled(told.en, told.zh, key, join(list(sentences), " ", ""))


@dataclass(frozen=True)
class Section:
    """A part of an answer; the page shows what it holds in the order of the attributes.

    Attributes:
        name: Unique in the answer.
        title: Its heading.
        paragraphs: Plain text.
        tables: Tables, below the charts.
        charts: Charts, of unique names in the answer.
        folded: Whether the page shows it only when it is opened.
        headline: A verdict that it begins with.
        points: A list: numbered if it holds texts only.
        printed: Whether the terminal prints that list too, after the headlines.
        facts: Names and values.
        keys: Legend of all its charts.
        dense: Whether its charts are small, three in a row.
        parts: Sections within it, below its tables.
        note: How to read all of it, or empty.
        short: Its name in the navigation, if the title is too long for that.
        colour: Colour of the scenario that it is about, or empty.
    """

    name: str
    title: Text
    paragraphs: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    folded: bool = False
    headline: Headline | None = None
    points: tuple[Text | Cell, ...] = ()
    facts: tuple[tuple[Text, Text], ...] = ()
    keys: tuple[Key, ...] = ()
    dense: bool = False
    parts: tuple[Section, ...] = ()
    note: Text = NOTHING
    short: Text = NOTHING
    colour: str = ""
    printed: bool = False

    def all_parts(self) -> Iterator[Section]:
        """The section and all sections within it, in the order of the page."""
        yield self
        for part in self.parts:
            yield from part.all_parts()


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
        lead: What must be known before the headlines.
        caution: What must be known to take them for no more than they are, or empty.
        warnings: What keeps them from meaning what they seem to, said first, on a terminal too.
        attached: Texts of further files by their names, such as scenarios.
        explorer: What the sliders of its page compute with, plain data; empty without sliders.
    """

    question: str
    title: Text
    headlines: tuple[Text | Headline, ...]
    sections: tuple[Section, ...]
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    exit_code: int = 0
    described: dict[str, Any] = field(default_factory=dict)
    lead: tuple[Text, ...] = ()
    caution: Text = NOTHING
    warnings: tuple[Text, ...] = ()
    attached: dict[str, str] = field(default_factory=dict)
    explorer: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A frame by its name, with the units of its figures in `attrs["units"]`.

        Raises:
            AttributeError: If there is no such frame; the nearest one is named.
        """
        from resettle.results.judge.measures import with_units
        from resettle.scenarios.problems import hint, listed

        frames = self.__dict__.get("frames", {})
        if name not in frames or name.startswith("_"):
            raise AttributeError(
                f"the answer has neither an attribute nor a frame '{name}'{hint(name, frames).en}; "
                f"its frames are {listed(frames).en}"
            )
        return with_units(frames[name])

    def figure(self, name: str, lang: Lang = "en") -> go.Figure:
        """A chart as a figure with title and legend.

        Args:
            name: Name of the chart; see `charts`.
            lang: Language of its texts.

        Raises:
            KeyError: If there is no such chart; the nearest one is named.
        """
        from resettle.scenarios.problems import hint, listed

        charts = {chart.name: chart for chart in self.charts}
        if name not in charts:
            raise KeyError(f"no chart '{name}'{hint(name, charts).en}; there are {listed(charts).en}")
        return charts[name].figure(lang)

    def all_sections(self) -> Iterator[Section]:
        """All sections and the sections within them, in the order of the page."""
        for section in self.sections:
            yield from section.all_parts()

    @property
    def charts(self) -> list[Chart]:
        """All charts in the order of the page."""
        return [chart for section in self.all_sections() for chart in section.charts]
