"""The registers that sources point to: policy documents and facts."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from resettle.model.text import Text
from resettle.scenarios.sources.items import PLACES

STATUSES = ("modelled", "context", "outside")
"""What an item can be: moved by a lever or judged by a target; a condition of them; neither."""

DOCUMENTS = tuple(PLACES)
"""Ids of the plans in the order in which they are listed; each is a file in `data/documents`."""


@dataclass(frozen=True)
class Item:
    """An item of a policy document, in the project's own words.

    Attributes:
        id: What is cited, e.g. `4` or `ch. 7 §2`.
        part: The part of the document in which it stands, a key of `Document.parts`.
        en: What it asks for, in English.
        zh: What it asks for, in Chinese.
        sha256: Hash of the official paragraph, see `scenarios.sources.paragraphs`.
        status: One of `STATUSES`.
        by: Levers and targets that model it; for a context item, those that it feeds.
        reason: Why it is context or outside; for a modelled item, what of it is left out, if anything.
    """

    id: str
    part: str
    en: str
    zh: str
    sha256: str
    status: str
    by: tuple[str, ...] = ()
    reason: Text | None = None

    @property
    def text(self) -> Text:
        """What it asks for, in both languages."""
        return Text(self.en, self.zh)


@dataclass(frozen=True)
class Document:
    """A policy document.

    Attributes:
        id: Name in sources, e.g. `guizhou`.
        title: Title in Chinese, and what it is in English.
        issuer: Who issued it.
        number: Document number; empty if it has none.
        date: Day of issue, `YYYY-MM-DD`.
        period: Years that it plans for.
        record: Number in the index of the office that published it; empty if it has none.
        address: Address that the document gives of itself; empty if it gives none.
        layout: How its items are recognised, see `scenarios.sources.paragraphs.paragraphs`.
        sections: For the layout `numbered`, the top headings that are items: numeral to item.
        contents: Every item that the document has, whether or not it is registered.
        parts: Headings under which items stand, in the project's own words.
        items: What is registered of it, by id, in the order of the document.
    """

    id: str
    title: Text
    issuer: Text
    number: str
    date: str
    period: str
    record: str
    address: str
    layout: str
    sections: dict[str, str]
    contents: tuple[str, ...]
    parts: dict[str, Text]
    items: dict[str, Item]


@dataclass(frozen=True)
class Evidence:
    """A published fact, with its address.

    Attributes:
        id: Name in sources, e.g. `F085`.
        what: What was measured.
        value: Figure as published; empty if only a direction is known.
        low: Lower figure, if any.
        high: Upper figure, if any.
        unit: Unit of the figure.
        period: Date or years.
        scope: Place and population.
        kind: Kind of publisher: official, press, academic, derived …
        publisher: Who published it, as far as noted.
        url: Address.
        confidence: `high`, `medium` or `low`.
        chinese: What is said in Chinese of what, unit, period, scope and publisher; a text that is left
            out is the same in both languages.
    """

    id: str
    what: str
    value: str
    low: str
    high: str
    unit: str
    period: str
    scope: str
    kind: str
    publisher: str
    url: str
    confidence: str
    chinese: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def said(self, column: str) -> Text:
        """A text of the fact in both languages."""
        english: str = getattr(self, column)
        return Text(english, self.chinese.get(column) or english)


class _Documents(Mapping[str, Document]):
    """The documents by id; each is read when it is first asked for."""

    def __getitem__(self, name: str) -> Document:
        if name not in DOCUMENTS:
            raise KeyError(name)
        return _document(name)

    def __contains__(self, name: object) -> bool:
        return name in DOCUMENTS

    def __iter__(self) -> Iterator[str]:
        return iter(DOCUMENTS)

    def __len__(self) -> int:
        return len(DOCUMENTS)


@cache
def documents() -> Mapping[str, Document]:
    """The document register by id, in the order of `DOCUMENTS`; a document is read when it is asked for."""
    return _Documents()


@cache
def _document(name: str) -> Document:
    entry = _read(name)
    items = dict(entry["items"])
    for more in entry.get("continued", ()):
        items |= _read(more)["items"]
    return Document(
        id=name,
        title=Text(**entry["title"]),
        issuer=Text(**entry["issuer"]),
        **{key: entry[key] for key in ("number", "date", "period", "record", "address", "layout")},
        sections=entry.get("sections", {}),
        contents=tuple(one for span in entry["contents"] for one in _spelled_out(span)),
        parts={key: Text(**heading) for key, heading in entry["parts"].items()},
        items={item: _item(item, entry_of_item) for item, entry_of_item in items.items()},
    )


def _read(name: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times faster, where it is built
    file = resources.files("resettle.scenarios").joinpath(f"data/documents/{name}.yaml")
    content: dict[str, Any] = yaml.load(file.read_text("utf-8"), loader)
    return content


def _item(item: str, entry: Mapping[str, Any]) -> Item:
    reason = entry.get("reason")
    return Item(
        id=item,
        **{key: value for key, value in entry.items() if key not in ("by", "reason")},
        by=tuple(entry.get("by", ())),
        reason=None if reason is None else Text(**reason),
    )


def _spelled_out(span: str) -> list[str]:
    """The items that an entry of `contents` stands for: `ch. 4 §1-3` is `ch. 4 §1` to `ch. 4 §3`."""
    span_match = re.fullmatch(r"(.*?)(\d+)-(\d+)", span)
    if span_match is None:
        return [span]
    return [f"{span_match[1]}{number}" for number in range(int(span_match[2]), int(span_match[3]) + 1)]


@cache
def evidence() -> dict[str, Evidence]:
    """The evidence register by id, in the order of the file."""
    chinese = {row["id"]: row for row in _rows("evidence_zh.csv")}
    return {row["id"]: Evidence(**row, chinese=chinese.get(row["id"], {})) for row in _rows("evidence.csv")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("resettle.scenarios").joinpath(f"data/{name}").read_text("utf-8")
    return csv.DictReader(text.splitlines())
