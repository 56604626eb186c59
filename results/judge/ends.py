"""People at both ends of plans, as frames and as arrays: moves, reasons of those without work, settlements.

Futures that were run again with other chance are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from resettle.model.channels import CHANNELS, NONE
from resettle.model.ends import OUTSIDE, REASONS, SITE_FIGURES, STATES
from resettle.results.judge.futures import first_runs
from resettle.results.statistics.intervals import FloatArray

if TYPE_CHECKING:
    from resettle.model.record import Ends

FRAMES = ("transitions", "without_work", "settlements")
"""Names of the frames."""


def ends_frames(ends: Mapping[tuple[str, int], Ends], runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The frames of `FRAMES`, a row a scenario, replication and cell; none of them where nobody watched.

    Args:
        ends: What was seen, by scenario and replication.
        runs: The frame of the runs: `variant`, `replication`, `seed`, `draw`.
    """
    first = first_runs(runs)
    made: dict[str, list[pd.DataFrame]] = {name: [] for name in FRAMES}
    identity = ["scenario", "replication", "seed", "draw"]
    for row in first[["variant", *identity[1:]]].to_numpy(object).tolist():
        one = ends.get((row[0], row[1]))
        if one is not None:
            for name, table in zip(FRAMES, _tables(one), strict=True):
                made[name].append(table.assign(**dict(zip(identity, row, strict=True))))
    return {
        name: pd.concat(tables, ignore_index=True)[
            [*identity, *(column for column in tables[0] if column not in identity)]
        ]
        for name, tables in made.items()
        if tables
    }


def _tables(one: Ends) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    moves = {
        "before": np.repeat(STATES, len(STATES)),
        "after": np.tile(STATES, len(STATES)),
        "persons": one.flows.ravel(),
    }
    sites = pd.DataFrame(one.settlements, columns=list(SITE_FIGURES))
    sites.insert(0, "settlement", np.arange(1, len(sites) + 1))
    return (
        pd.DataFrame(moves),
        pd.DataFrame({"reason": REASONS, "persons": one.without_work}),
        sites.assign(alike=one.alike),
    )


@dataclass(frozen=True)
class People:
    """People of one scenario at both ends of its plan.

    Attributes:
        flows: Persons [replication, before, after], both by `STATES`.
        without_work: Labour without work at the end [replication, reason], by `REASONS`.
        settlements: A row a replication and settlement.
    """

    flows: FloatArray
    without_work: FloatArray
    settlements: pd.DataFrame

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame], scenario: str) -> People | None:
        """Of a scenario; nothing if the frames do not hold it."""
        if not set(FRAMES) <= set(frames):
            return None
        flows, without, sites = (_own(frames[name], scenario) for name in FRAMES)
        if not len(flows):
            return None
        return cls(
            flows["persons"].to_numpy(np.float64).reshape(-1, len(STATES), len(STATES)),
            without["persons"].to_numpy(np.float64).reshape(-1, len(REASONS)),
            sites,
        )


def _own(frame: pd.DataFrame, scenario: str) -> pd.DataFrame:
    return frame[frame["scenario"] == scenario]


def states_shown() -> Sequence[str]:
    """Where people stand, in the order of the page: work by channel, without it, and outside of labour."""
    return (*CHANNELS[1:], CHANNELS[NONE], OUTSIDE)
