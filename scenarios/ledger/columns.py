"""The columns that ledgers have: names, other names, and what is done with their cells."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

DROPPED = ("drop", "ignore")
"""Ways of columns whose cells are never kept: direct identifiers, and what the model has no use for."""


@dataclass(frozen=True)
class Column:
    """One column that is known.

    Attributes:
        field: Its name in the program.
        way: What is done with its cells: `hash` (a keyed hash), `id` (year of birth, sex and a keyed hash),
            `birth` (the year only), `code`, `number`, `money`, `band`, `month`, `place`, `place_name`,
            `text`, `drop`, `ignore`.
        name: Its name in ledgers.
        aliases: Other names.
    """

    field: str
    way: str
    name: str
    aliases: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Whether its cells are read at all."""
        return self.way not in DROPPED


def tidy(text: str) -> str:
    """A header or a code as it is compared: full-width forms, blanks, marks and colons taken away."""
    text = unicodedata.normalize("NFKC", text).strip().strip("*")
    return re.sub(r"\s+", "", text).rstrip(":")


def _file(name: str) -> str:
    return resources.files("resettle.scenarios.ledger").joinpath(name).read_text(encoding="utf-8")


@cache
def columns() -> Mapping[str, Column]:
    """All known columns by their name in the program."""
    rows = csv.DictReader(_file("columns.csv").splitlines())
    return {
        row["field"]: Column(
            row["field"], row["way"], row["name"], tuple(filter(None, row["aliases"].split("|")))
        )
        for row in rows
    }


@cache
def by_name() -> Mapping[str, Column]:
    """Known columns by each of their names, tidied."""
    return {tidy(name): column for column in columns().values() for name in (column.name, *column.aliases)}


def find(header: str) -> Column | None:
    """The column that a header names: as it is, without what stands in brackets, or after a colon."""
    names, whole = by_name(), tidy(header)
    bare = re.sub(r"\([^()]*\)$", "", whole)
    return names.get(whole) or names.get(bare) or names.get(whole.rpartition(":")[2])


@cache
def _codes() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(_file("codes.yaml"))
    return found


@cache
def codes(field: str) -> Mapping[str, str]:
    """The meaning of each spelling of a coded column."""
    return {tidy(word): meaning for meaning, words in _codes()[field].items() for word in words}


@cache
def bands(field: str) -> Mapping[str, float | None]:
    """The middle of each band of pay (yuan a month) or months; `None` if the ledger does not know."""
    return {tidy(word): middle for word, middle in _codes()["bands"][field].items()}


@cache
def place_words() -> Mapping[str, str]:
    """The channel of words that say how far away one works."""
    return {tidy(word): region for region, words in _codes()["places"].items() for word in words}


@cache
def site_kinds() -> frozenset[str]:
    """Words that say what kind of settlement it is, and name none."""
    return frozenset(map(tidy, _codes()["site_kinds"]))


@cache
def provinces() -> tuple[str, ...]:
    """Short names of the provinces."""
    return tuple(_codes()["provinces"])
