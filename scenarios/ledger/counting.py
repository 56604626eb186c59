"""Figures from counts, none of which is below five."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from resettle.model.fields import Field
from resettle.model.synthesis import apportion
from resettle.model.text import NOTHING, Text, join
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.ledger.joined import Joined
from resettle.scenarios.ledger.privacy import FEWEST, merged, of_enough
from resettle.scenarios.types import SECTIONS

PLACES = 10_000
"""Shares are given to four decimals."""

MERGED = Text("parts with fewer than five are counted with another", "不足5的类别已并入其他类别")


@dataclass
class Counting:
    """Collects figures.

    Attributes:
        joined: Where they are counted.
        figures: Those so far.
        notes: What could not be given, and why.
    """

    joined: Joined
    figures: list[Figure] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    def split(
        self, path: str, counts: Mapping[str, int], column: str, ordered: bool = True, note: Text = NOTHING
    ) -> None:
        """Shares of parts, from how many are in each.

        Args:
            path: Where the figure stands in a scenario.
            counts: People or households by part.
            column: The column they were counted from.
            ordered: Whether parts lie in a row.
            note: How they were counted.
        """
        names = _declared(path).keys
        given = {name: int(counts.get(name, 0)) for name in names}
        total = sum(given.values())
        if total < FEWEST:
            self._too_few(path)
            return
        kept = merged(given, ordered)
        shares = apportion(PLACES, np.array(list(kept.values()), float)) / PLACES
        said = join([text for text in (note, MERGED if kept != given else NOTHING) if text.en])
        value = dict(zip(names, shares.tolist(), strict=True))
        self._add(path, value, column, total, said)

    def share(self, path: str, some: float, among: int, column: str, note: Text = NOTHING) -> None:
        """The share of a group that has something; `some` may be a sum of chances."""
        count = of_enough(round(some), among)
        if count is None:
            self._too_few(path)
            return
        same = count == round(some)
        value = (some if same else count) / among
        self._add(
            path,
            round(float(value), 4),
            column,
            among,
            note if same else join([text for text in (note, MERGED) if text.en]),
        )

    def mean(
        self, path: str, total: float, among: int, column: str, digits: int = 0, note: Text = NOTHING
    ) -> None:
        """A mean over five or more."""
        if among < FEWEST:
            self._too_few(path)
            return
        self._add(path, round(float(total) / among, digits), column, among, note)

    def number(self, path: str, value: float, column: str, counted: int | None, note: Text = NOTHING) -> None:
        """A figure as it is."""
        self._add(path, float(value), column, counted, note)

    def settlements(self, counts: Mapping[str, int], total: int) -> None:
        """Settlements by size; a settlement is no person, so none is merged."""
        names = _declared("population.site_size").keys
        parts = apportion(PLACES, np.array([counts.get(name, 0) for name in names], float)) / PLACES
        shares = dict(zip(names, parts.tolist(), strict=True))
        self._add("population.site_size", shares, "site", total, NOTHING)

    def pay(self, means: Mapping[str, float], column: str, counted: int) -> None:
        """Mean monthly pay by channel, each of five people or more."""
        note = Text(
            "mean pay of those in the ledger; pay_gap takes up what their traits give",
            "台账人员的平均月收入；特征差异由pay_gap吸收",
        )
        self._add("parameters.wage", dict(means), column, counted, note)

    def _add(
        self, path: str, value: float | dict[str, float], column: str, counted: int | None, note: Text
    ) -> None:
        low, high = _declared(path).low, _declared(path).high
        outside = not isinstance(value, dict) and not low <= value <= high
        if outside:
            self.notes.append(
                Text(
                    f"{path} is left out: what was counted is beyond its bounds, {low:g} to {high:g}",
                    f"未采用{path}：统计值超出允许范围{low:g}—{high:g}",
                )
            )
            return
        self.figures.append(
            Figure(path, value, self.joined.source(column), counted, note if note.en else None)
        )

    def _too_few(self, path: str) -> None:
        self.notes.append(
            Text(f"{path} is left out: fewer than five to count it from", f"未给出{path}：可统计的不足5个")
        )


def tally(values: pd.Series) -> dict[str, int]:
    """How many there are of each value."""
    return {str(value): int(many) for value, many in values.value_counts().items()}


def _declared(path: str) -> Field:
    section, _, name = path.partition(".")
    return SECTIONS[section][name]
