"""The registers that sources point to: policy documents and found facts."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import yaml

from scenarios.types import Text


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
        items: What can be cited, e.g. `4` or `ch. 7 §2`, with a short heading.
    """

    id: str
    title: Text
    issuer: Text
    number: str
    date: str
    period: str
    items: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """A fact that was found, with its address.

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


@cache
def documents() -> dict[str, Document]:
    """The document register by id, in the order of the file."""
    text = resources.files("scenarios").joinpath("data/documents.yaml").read_text("utf-8")
    loaded = yaml.safe_load(text)
    return {
        name: Document(
            id=name,
            title=Text(entry["title"]["en"], entry["title"]["zh"]),
            issuer=Text(entry["issuer"]["en"], entry["issuer"]["zh"]),
            number=entry["number"] or "",
            date=str(entry["date"]),
            period=str(entry["period"]),
            items={str(item): str(heading) for item, heading in entry["items"].items()},
        )
        for name, entry in loaded.items()
    }


@cache
def evidence() -> dict[str, Evidence]:
    """The evidence register by id, in the order of the file."""
    text = resources.files("scenarios").joinpath("data/evidence.csv").read_text("utf-8")
    return {row["id"]: Evidence(**row) for row in csv.DictReader(text.splitlines())}
