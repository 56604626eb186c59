"""What a county states of itself: figures with their sources, however they came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resettle.model.text import Text


@dataclass(frozen=True)
class Figure:
    """One figure of a county.

    Attributes:
        path: Where it stands in a scenario, for example `population.households` or `initial.channel`.
        value: The number in the unit that the model declares for the path; for a mapping, each part.
        source: `own:` and words of the county, or `ledger:<name>#<column>`.
        counted: People or households that it was counted from; `None` if it was stated, not counted.
        note: How it was worked out, in both languages, or `None`.
    """

    path: str
    value: float | Mapping[str, float]
    source: str
    counted: int | None = None
    note: Text | None = None
