"""Sums over all settlements of what a month has counted."""

from __future__ import annotations

from typing import NamedTuple

from resettle.model.tables import Tally


class Totals(NamedTuple):
    """A tally summed over settlements, by column.

    Levers sum the yuan that they book by themselves: another order of adding up would change the last bit.

    Attributes:
        sums: By column of `TALLY`.
        grant_people: By grant.
        grant_pending: By grant.
    """

    sums: list[float]
    grant_people: list[float]
    grant_pending: list[float]

    @classmethod
    def of(cls, tally: Tally) -> Totals:
        """The sums of a month that has been counted to its end."""
        tables = (tally.sums, tally.grant_people, tally.grant_pending)
        return cls(*(table.sum(axis=0).tolist() for table in tables))
