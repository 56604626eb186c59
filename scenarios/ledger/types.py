"""Joint household types of a ledger, none of which fewer than five real households share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from resettle.model.household_types import FloatArray, IntArray, raked
from resettle.model.joint_types import COLUMNS, LARGEST, MOST_WORKERS, HouseholdTypes
from resettle.scenarios.ledger.privacy import FEWEST

TRAITS = COLUMNS[:-1]
NEARNESS = {"size": 4, "workers": 4, "elders": 2, "young": 2, "weak": 1, "working": 2, "weak_working": 1}
"""How much a difference in each trait counts when a rare household joins a type that is near to it."""


def household_types(people: pd.DataFrame, workers: pd.DataFrame) -> HouseholdTypes | None:
    """The types of a ledger's households.

    Args:
        people: Persons with `household` (0 for none) and `ability`.
        workers: The same persons as `workers.describe` says.

    Returns:
        Types that five households or more share; a household of a rarer type is counted with the nearest of
        them, and then weights are raked to what all households have (`_real`), so that rare ones do not take
        their idle members or small children with them. `None` if work is not known, or no type is frequent.
    """
    known = people["household"] != 0
    labour = workers["labour"] & known
    if "ability" not in people or not labour.any() or workers.loc[labour, "now"].isna().any():
        return None
    weak = labour & (people["ability"] == "weak")
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
    counts = table.value_counts(sort=False).sort_index()  # the order of hashes must decide nothing
    kept, rare = counts[counts >= FEWEST], counts[counts < FEWEST]
    if kept.empty:
        return None
    types = kept.index.to_frame(index=False).astype(int)
    total = kept.to_numpy().copy()
    scale = pd.Series(NEARNESS)[list(TRAITS)].to_numpy()
    for row, count in rare.items():
        far = ((types.to_numpy() - row) ** 2 * scale).sum(axis=1)
        total[far.argmin()] += count
    share = raked(total / total.sum(), *_real(table, types))
    many = np.maximum(FEWEST, np.round(share * len(table))).astype(int)
    rows = types.assign(households=many)[list(COLUMNS)].to_numpy().tolist()
    return HouseholdTypes(tuple(tuple(map(int, row)) for row in rows))


def _real(
    table: pd.DataFrame, types: pd.DataFrame
) -> tuple[list[tuple[IntArray, FloatArray]], list[tuple[FloatArray, float]]]:
    """What the weights of types have in common with all households, rare ones too.

    Sizes, workers, small children, who has nobody in work; elders; weak workers and those of them in work;
    workers and those in work where there are small children, and where there are elders.
    """

    def work(of: pd.DataFrame) -> IntArray:
        return np.where(of["workers"] == 0, 0, np.where(of["working"] > 0, 1, 2))

    def split(real: IntArray, part: IntArray) -> tuple[IntArray, FloatArray]:
        shares = np.bincount(real, minlength=part.max() + 1)[: part.max() + 1].astype(float)
        return part, shares / shares.sum()

    splits = [
        split(table["size"].to_numpy(), types["size"].to_numpy()),
        split(table["workers"].to_numpy(), types["workers"].to_numpy()),
        split(np.minimum(table["young"], 2), np.minimum(types["young"].to_numpy(), 2)),
        split(work(table), work(types)),
    ]
    means = []
    for count, beside in (
        ("elders", None),
        ("weak", None),
        ("weak_working", None),
        ("workers", "young"),
        ("working", "young"),
        ("workers", "elders"),
        ("working", "elders"),
        ("working", None),
    ):
        real, of_type = (
            one[count].to_numpy(float) * (1.0 if beside is None else (one[beside] > 0).to_numpy(float))
            for one in (table, types)
        )
        means.append((of_type, float(real.mean())))
    return splits, means


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
