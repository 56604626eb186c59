"""Several ledgers as one: persons with what each ledger says of them, and their households."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from resettle.scenarios.ledger.places import distances
from resettle.scenarios.ledger.tables import Table

SPAN = 10_000_000
"""Places of rows are numbered by the position of their table times this, plus their row."""

OF_HOUSEHOLDS = (
    "province",
    "county",
    "class",
    "monitored",
    "wage_income",
    "property_income",
    "transfer_income",
    "business_income",
    "business_cost",
    "net_income",
    "land",
    "allowance",
    "destitute_pay",
    "old_age",
    "relocated",
    "site_way",
    "site",
)
"""Columns that are about a household, in whichever ledger they stand."""


@dataclass
class Joined:
    """Persons and households of some ledgers.

    Attributes:
        tables: The tables they come from.
        people: A row a person: `household` (a hash, 0 for none), what is known, `at` (its place in the
            ledger of persons), `at_1`, … (its places in others, -1 for none), and `distance` (the channel by
            place of work).
        households: A row a household by its hash; empty if no ledger says who lives together. `at` is its
            place in a ledger of households, or that of its first member.
        ledgers: Rows of each ledger by themselves, before any were left out.
        origin: Which place of a person a column was read from, by column.
        unmatched: Rows of other ledgers whose persons or households are not in the ledger of persons.
    """

    tables: Sequence[Table]
    people: pd.DataFrame
    households: pd.DataFrame
    ledgers: list[pd.DataFrame] = field(default_factory=list)
    origin: dict[str, str] = field(default_factory=dict)
    unmatched: int = 0

    def has(self, *fields: str) -> bool:
        """Whether every one of some columns is in a ledger of persons."""
        return all(one in self.people for one in fields)

    def source(self, column: str) -> str:
        """What a figure counted from a column gives as its source."""
        table = next(table for table in self.tables if column in table.headers)
        return f"ledger:{_plain(table.name)}#{_plain(table.headers[column])}"

    def table_of(self, at: int) -> tuple[Table, int]:
        """The table and the row of a place."""
        return self.tables[at // SPAN], at % SPAN


def _plain(name: str) -> str:
    """A name without what separates the parts of a source."""
    return re.sub(r"[\s#,:]+", "-", name).strip("-")


def join(tables: Sequence[Table], home: tuple[str, str] = ("", "")) -> Joined | None:
    """All tables together, or `None` if there is no ledger of persons.

    Args:
        tables: The tables.
        home: Province and county, for ledgers that name none.
    """
    frames = [_placed(table, number) for number, table in enumerate(tables)]
    of_people = _groups([frame for frame, table in zip(frames, tables, strict=True) if table.of_people])
    if not of_people:
        return None
    base = max(of_people, key=lambda frame: ("household" in frame, "relation" in frame, len(frame)))
    joined = Joined(tables, base.copy(), pd.DataFrame(), list(of_people))
    joined.origin = dict.fromkeys(base.columns, "at")
    for number, other in enumerate((frame for frame in of_people if frame is not base), 1):
        _add(joined, other, f"at_{number}")
    people = joined.people
    for known, by_column in (("born", "birth"), ("woman", "sex")):
        if by_column in people:
            people[known] = people[known].fillna(people[by_column]) if known in people else people[by_column]
            joined.origin.setdefault(known, joined.origin[by_column])
    people["distance"] = distances(people, home)
    if "household" in people:
        others = _groups([frame for frame, table in zip(frames, tables, strict=True) if not table.of_people])
        joined.ledgers += others
        _households(joined, others)
    return joined


def _placed(table: Table, number: int) -> pd.DataFrame:
    frame = table.frame.assign(at=number * SPAN + table.frame["row"]).drop(columns="row")
    for name in ("months", "post_months"):
        if name in frame:
            frame[name] = frame[name].fillna(0)  # an empty cell of a ledger that has the column is no month
    return frame


def _groups(frames: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Tables with the same columns are parts of one ledger: sheets by town, files by village."""
    alike: dict[frozenset[str], list[pd.DataFrame]] = {}
    for frame in frames:
        alike.setdefault(frozenset(frame.columns), []).append(frame)
    return [pd.concat(group, ignore_index=True) for group in alike.values()]


def _add(joined: Joined, other: pd.DataFrame, place: str) -> None:
    """Add what another ledger says of the same persons; the first one stands, but for empty channels."""
    people = joined.people
    key = next((one for one in ("id", "person") if one in people and one in other), None)
    if "start" in other:
        other = other.sort_values("start", ascending=False, kind="stable")  # the present job comes first
    if key is None:
        joined.unmatched += len(other)
        people[place] = -1
        return
    right = other[other[key] != 0].drop_duplicates(key).set_index(key)
    known = right.index.isin(people[key])
    joined.unmatched += int((~known).sum())
    found = right.reindex(people[key])
    people[place] = found["at"].fillna(-1).to_numpy().astype(np.int64)
    for name in found.columns.drop("at"):
        if name not in people:
            people[name] = found[name].to_numpy()
            joined.origin[name] = place
        elif name == "channel":
            people[name] = people[name].where(people[name].notna(), found[name].to_numpy())


def _households(joined: Joined, others: Sequence[pd.DataFrame]) -> None:
    members = joined.people[joined.people["household"] != 0]
    fields = [name for name in OF_HOUSEHOLDS if name in members]
    households = members.groupby("household", sort=False)[["at", *fields]].first()
    for other in others:
        rows = other[other["household"] != 0].drop_duplicates("household").set_index("household")
        joined.unmatched += int((~rows.index.isin(households.index)).sum())
        found = rows.reindex(households.index)
        households["at"] = found["at"].fillna(households["at"]).astype(np.int64)
        for name in OF_HOUSEHOLDS:
            if name in found:
                old = households.get(name)
                households[name] = found[name] if old is None else found[name].where(found[name].notna(), old)
    joined.households = households


def only_relocated(joined: Joined) -> set[int]:
    """Leave out who did not move, where a ledger says who did; the places of the rows left out."""
    people, households = joined.people, joined.households
    if "relocated" in households:
        joined.households = households[households["relocated"] == "yes"]
        joined.people = people[people["household"].isin(joined.households.index) | (people["household"] == 0)]
    elif "relocated" in people:
        joined.people = people[people["relocated"] == "yes"]
    return places(people, households) - places(joined.people, joined.households)


def _places_in(people: pd.DataFrame) -> list[str]:
    return [name for name in map(str, people) if re.fullmatch(r"at(_\d+)?", name)]


def places(people: pd.DataFrame, households: pd.DataFrame) -> set[int]:
    """Places of all rows that persons and households were read from."""
    found = {int(at) for name in _places_in(people) for at in people[name].to_numpy()}
    if len(households):
        found.update(int(at) for at in households["at"].to_numpy())
    return found - {-1}


def leave_out(joined: Joined, bad: set[int]) -> tuple[int, int]:
    """Leave out every household with a row among some places; how many households and persons that were."""
    people, households = joined.people, joined.households
    faulty = pd.Series(False, index=people.index)
    for name in _places_in(people):
        faulty |= people[name].isin(bad)
    if len(households):
        out = set(people.loc[faulty, "household"]) | set(households.index[households["at"].isin(bad)])
        joined.households = households[~households.index.isin(out)]
        faulty |= people["household"].isin(out)
    joined.people = people[~faulty]
    return len(households) - len(joined.households), int(faulty.sum())
