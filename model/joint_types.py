"""Joint types of households as data; what is worked out from them is in `household_types`.

Reading a scenario needs these only, and no numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = ("size", "workers", "elders", "young", "weak", "working", "weak_working", "households")
"""Members, those who are labour, elders, small children, weak workers, workers in work, weak ones of these;
and how many real households are of the type."""

LARGEST, MOST_WORKERS = 8, 5
"""Sizes and numbers of workers as far as `household_size` and `labour_per_household` tell them apart."""


@dataclass(frozen=True)
class HouseholdTypes:
    """Joint household types.

    Attributes:
        rows: A row a type, with the numbers that `COLUMNS` names.
    """

    rows: tuple[tuple[int, ...], ...]

    def columns(self) -> dict[str, NDArray[np.int64]]:
        """The numbers by column."""
        import numpy as np

        table = np.array(self.rows, np.int64).reshape(-1, len(COLUMNS))
        return {name: table[:, at] for at, name in enumerate(COLUMNS)}


def contradictions(row: Mapping[str, int]) -> bool:
    """Whether no household can be of such a type."""
    workers, working, weak = row["workers"], row["working"], row["weak"]
    return not (
        1 <= row["size"] <= LARGEST
        and 0 <= workers <= MOST_WORKERS
        and min(row["elders"], row["young"], row["weak_working"]) >= 0
        and workers + row["elders"] + row["young"] <= row["size"]
        and weak <= workers
        and working <= workers
        and max(0, working - (workers - weak)) <= row["weak_working"] <= min(weak, working)
        and (workers > 0 or row["elders"] > 0)
        and row["households"] > 0
    )
