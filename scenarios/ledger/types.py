"""Joint household types of a ledger, none of which fewer than five real households share."""

from __future__ import annotations

import pandas as pd

from resettle.model.household_types import COLUMNS, LARGEST, MOST_WORKERS, HouseholdTypes
from resettle.scenarios.ledger.privacy import FEWEST

TRAITS = COLUMNS[:-1]
NEARNESS = {"size": 4, "workers": 4, "elders": 2, "young": 2, "weak": 1, "working": 2, "weak_working": 1}
"""How much a difference in each trait counts when a rare household joins a type that is near to it."""


def household_types(people: pd.DataFrame, workers: pd.DataFrame) -> HouseholdTypes | None:
    """The types of a ledger's households.

    Args:
        people: Persons with `household` (0 for none) and `ability`, if it is known.
        workers: The same persons as `workers.describe` says.

    Returns:
        Types that five households or more share; a household of a rarer type is counted with the nearest of
        them, as its size and workers say first. `None` if work is not known, or no type is that frequent.
    """
    known = people["household"] != 0
    labour = workers["labour"] & known
    if not labour.any() or workers.loc[labour, "now"].isna().any():
        return None
    weak = labour & (people["ability"] == "weak") if "ability" in people else labour & False
    working = labour & (workers["now"] >= 0.5)
    members = pd.DataFrame(
        {
            "size": known,
            "workers": labour,
            "elders": workers["part"] == "elder",
            "young": workers["part"] == "young_child",
            "weak": weak,
            "working": working,
            "weak_working": weak & working,
        }
    )[known]
    table = _within(members.groupby(people.loc[known, "household"]).sum().astype(int))
    counts = table.value_counts(sort=False)
    kept, rare = counts[counts >= FEWEST], counts[counts < FEWEST]
    if kept.empty:
        return None
    types = kept.index.to_frame(index=False)
    total = kept.to_numpy().copy()
    scale = pd.Series(NEARNESS)[list(TRAITS)].to_numpy()
    for row, count in rare.items():
        far = ((types.to_numpy() - row) ** 2 * scale).sum(axis=1)
        total[far.argmin()] += count
    rows = types.assign(households=total)[list(COLUMNS)].to_numpy().tolist()
    return HouseholdTypes(tuple(tuple(map(int, row)) for row in rows))


def _within(table: pd.DataFrame) -> pd.DataFrame:
    """Types as the model can hold them: at most eight members, five workers; an elder where there is none."""
    workers = table["workers"].clip(upper=MOST_WORKERS)
    size = table["size"].clip(upper=LARGEST)
    elders = table["elders"].clip(upper=size - workers)
    elders = elders.mask((workers == 0) & (elders == 0), 1)
    young = table["young"].clip(upper=size - workers - elders)
    weak = table["weak"].clip(upper=workers)
    weak_working = table["weak_working"].clip(upper=weak)
    able = (table["working"] - table["weak_working"]).clip(upper=workers - weak)
    return pd.DataFrame(
        {
            "size": size,
            "workers": workers,
            "elders": elders,
            "young": young,
            "weak": weak,
            "working": able + weak_working,
            "weak_working": weak_working,
        }
    )[list(TRAITS)]
