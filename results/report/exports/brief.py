"""What those who decide read of an answer: two pages of its own sentences and tables, as a work report.

Conclusions, what the plan adds, grounds, what to do, tables: taken from the answer by the names of its
sections, word for word. An answer without such sections has its headlines, and its first tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from resettle.model.text import both
from resettle.results.report.answer import (
    TRUST,
    Answer,
    Cell,
    Headline,
    Labelled,
    Row,
    Section,
    Table,
    cell_of,
)
from resettle.results.report.exports.source import SHORT, source_lines
from resettle.results.report.page import failures
from resettle.results.text.labels import NOTHING, Text, label, say

REACHED, NOBODY = "reached", "nobody"


@dataclass(frozen=True)
class Part:
    """A part of a brief.

    Attributes:
        title: Its heading.
        paragraphs: Plain text.
        points: A list, numbered if no point has a verdict.
        tables: Tables, of few columns and rows.
        parts: Parts within it.
    """

    title: Text
    paragraphs: tuple[Text, ...] = ()
    points: tuple[Cell, ...] = ()
    tables: tuple[Table, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.paragraphs or self.points or self.tables or self.parts)


@dataclass(frozen=True)
class Brief:
    """A brief.

    Attributes:
        title: What was asked.
        about: What this is, and of which day.
        warnings: What must be known first.
        lead: What else must be known before the rest.
        parts: The parts that say something.
        source: How it was made.
    """

    title: Text
    about: Text
    warnings: tuple[Text, ...]
    lead: tuple[Text, ...]
    parts: tuple[Part, ...]
    source: tuple[Text, ...]


@dataclass(frozen=True)
class Room:
    """How much a brief may hold.

    Attributes:
        rows: Rows of a table at most.
        tables: Tables at the end at most.
        others: Whether targets besides the first have their reasons.
    """

    rows: int = 40
    tables: int = 3
    others: bool = True


def brief(answer: Answer, made: Mapping[str, Any], room: Room | None = None) -> Brief:
    """The brief of an answer.

    Args:
        answer: The answer.
        made: Its manifest.
        room: How much it may hold; plenty if missing.
    """
    room = room or Room()
    known = {section.name: section for section in answer.all_sections()}
    failed = failures(made) if "runs" in made else None
    parts = (
        _conclusions(answer, known),
        _added(answer, known, room),
        _grounds(answer, known, room),
        _advice(known),
        Part(label("brief_tables"), tables=tuple(_tables(answer, known, room))),
    )
    return Brief(
        answer.title,
        _about(made),
        (*answer.warnings, *([failed] if failed is not None else [])),
        answer.lead,
        tuple(part for part in parts if not part.empty),
        (*source_lines(made, SHORT), label("export_whole")),
    )


def _about(made: Mapping[str, Any]) -> Text:
    """What stands below the title, so that nobody takes results for the plan that they bear the name of."""
    day = date.fromisoformat(str(made["created"])[:10])
    told = Text(day.isoformat(), f"{day.year}年{day.month}月{day.day}日")
    return say("brief_about", date=told)


def _conclusions(answer: Answer, known: Mapping[str, Section]) -> Part:
    """The headlines that no other part has, and the verdict on each target with what is missing."""
    own = [one for one in answer.headlines if not isinstance(one, Labelled)]
    told = [one for one in own if isinstance(one, Headline) or "added" not in known]
    targets = known.get("targets")
    verdicts = tuple(_verdicts(targets.tables[0])) if targets is not None and targets.tables else ()
    return Part(label("brief_conclusions"), points=(*map(_headline, told), *verdicts))


def _headline(one: Text | Headline) -> Cell:
    if isinstance(one, Text):
        return Cell(one)
    small = tuple(line for line in one.small if line != NOTHING)
    text = one.sentence
    if one.title != NOTHING:
        text = Text(f"{one.title.en}: {text.en}", f"{one.title.zh}：{text.zh}")
    return Cell(text, small, verdict=one.verdict)


def _verdicts(table: Table) -> Iterator[Cell]:
    """A sentence on each target from the cells of its row."""
    heads = [cell_of(head).text for head in table.head]
    names = ("head_target", "head_verdict", "head_probability", "head_shortfall")
    if not all(label(name) in heads for name in names):
        return  # targets of several scenarios, side by side
    places = [heads.index(label(name)) for name in names]
    for row in table.rows:
        title, verdict, probability, missing = (cell_of(row[place]) for place in places)
        told = {"verdict": verdict.text, "title": title.text, "probability": probability.text}
        told["interval"] = probability.small[0] if probability.small else NOTHING
        if verdict.verdict == NOBODY:
            yield Cell(say("brief_nobody", **told), verdict.small, verdict=NOBODY)
        elif verdict.verdict == REACHED or missing.text == label("none_short"):
            yield Cell(say("brief_reached", **told), verdict=verdict.verdict)
        else:
            yield Cell(say("brief_short", **told, missing=missing.text), verdict=verdict.verdict)


def _added(answer: Answer, known: Mapping[str, Section], room: Room) -> Part:
    """What the plan adds: sentences of the top of the page, and the table."""
    section = known.get("added")
    if section is None:
        return Part(label("added_title"))
    told = tuple(one for one in answer.headlines if isinstance(one, Text) and not isinstance(one, Labelled))
    return Part(section.title, (*told, *section.paragraphs), tables=(_short(section.tables[0], room.rows),))


def _advice(known: Mapping[str, Section]) -> Part:
    """What to do, without the commands that check it."""
    section = known.get("advice")
    if section is None:
        return Part(label("advice_title"))
    points = tuple(replace(cell_of(point), small=()) for point in section.points)
    return Part(section.title, points=points)


def _grounds(answer: Answer, known: Mapping[str, Section], room: Room) -> Part:
    """Why, and how far it can be trusted."""
    why = known.get("reasons")
    others = known.get("reasons-others") if room.others else None
    points = [cell_of(point) for one in (why, others) if one is not None for point in one.points]
    told = [one.bare for one in answer.headlines if isinstance(one, Labelled) and one.label == TRUST]
    told += known["spread"].paragraphs if "spread" in known else ()
    trust = Part(label("brief_trust"), (*told, *([answer.caution] if answer.caution != NOTHING else [])))
    return Part(
        label("brief_grounds"), points=tuple(points), parts=tuple(one for one in [trust] if not one.empty)
    )


def _tables(answer: Answer, known: Mapping[str, Section], room: Room) -> Iterator[Table]:
    """Tables of targets, tasks and spending, or else the first ones of the page; numbered titles."""
    found = list(_of_run(known)) or list(_first(answer))
    for number, (title, table) in enumerate(found[: room.tables], start=1):
        named = say("brief_table", number=number, title=title)
        yield replace(_short(table, room.rows), title=named)


def _of_run(known: Mapping[str, Section]) -> Iterator[tuple[Text, Table]]:
    """Targets and spending, then tasks; the first line below a title is kept, and one interval a row."""
    targets = known.get("targets")
    if targets is None or not targets.tables:
        return
    yield label("targets_title"), _slim(targets.tables[0], {0: 1}, without=label("head_first_met"))
    for name, section in known.items():
        if name.startswith("spending-") and section.tables:
            title = section.title if section.title != NOTHING else label("spending_title")
            yield title, _in_line(section.tables[0])
    tasks = known.get("tasks")
    if tasks is not None and tasks.tables:
        yield label("tasks_title"), _slim(tasks.tables[0], {0: 0, 5: 0})


def _first(answer: Answer) -> Iterator[tuple[Text, Table]]:
    for section in answer.all_sections():
        for table in section.tables:
            if table.page and not (table.folded or section.folded):
                yield table.title if table.title != NOTHING else section.title, table


def _slim(table: Table, small: Mapping[int, int], without: Text | None = None) -> Table:
    """A table with fewer small lines in some columns, and without one column."""
    kept = [place for place, head in enumerate(table.head) if cell_of(head).text != without]

    def slim(row: Row) -> Row:
        if len(row) < len(table.head):
            return row
        cells = [cell_of(content) for content in row]
        return tuple(replace(cells[place], small=cells[place].small[: small.get(place)]) for place in kept)

    words = tuple(new for new, old in enumerate(kept) if old in table.words)
    return replace(
        table, head=tuple(table.head[old] for old in kept), rows=tuple(map(slim, table.rows)), words=words
    )


def _in_line(table: Table) -> Table:
    """A table with a line a row: the interval of the first figure behind it, the others left out."""

    def line(row: Row) -> Row:
        cells = [replace(cell_of(content), small=()) for content in row]
        if len(row) > 1 and cell_of(row[1]).small:
            figure = cell_of(row[1])
            told = both("{figure} ({band})", "{figure}（{band}）", figure=figure.text, band=figure.small[0])
            cells[1] = replace(cells[1], text=told)
        return tuple(cells)

    return replace(table, rows=tuple(map(line, table.rows)))


def _short(table: Table, most: int) -> Table:
    """A table of few rows: the last one stays if it is a sum; the note tells how many are left out."""
    left = len(table.rows) - most
    if left <= 0:
        return table
    kept: Sequence[Row] = table.rows[:most]
    if table.total:
        kept = (*table.rows[: most - 1], table.rows[-1])
    return replace(table, rows=tuple(kept), note=say("brief_left", left=left))
