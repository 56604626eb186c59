"""The first difference between the two models, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from resettle.model.channels import CHANNELS, RATIONED
from resettle.model.levers.base import Lever
from resettle.model.record import LEDGER_COLUMNS
from resettle.model.simulation import ResettlementModel
from resettle.model.tally import TALLY
from tests.oracle import columns
from tests.oracle.oracle import Oracle

RELATIVE = 1e-6
"""How far apart two sums of yuan may be, as floating point adds up in different orders."""

Values = Sequence[float] | NDArray[np.generic]
Pair = tuple[str, Values, Values]
"""A name, in which `{}` stands for the row; values of the oracle; values of the compiled model."""


def agree(oracle: Oracle, compiled: ResettlementModel) -> str | None:
    """Run both to the end, month by month; the first difference, or `None`."""
    difference = first_difference(oracle, compiled)
    while difference is None and compiled.month < compiled.inputs.period.months:
        oracle.step()
        compiled.step()
        difference = first_difference(oracle, compiled)
    compiled.world.blocks.close()
    return difference


def first_difference(oracle: Oracle, compiled: ResettlementModel) -> str | None:
    """Where the two differ after a month: month, table, row, column and both values; `None` if nowhere."""
    month = "at the start" if compiled.month == 0 else compiled.inputs.period.label(compiled.month - 1)
    for where, here, there in _pairs(oracle, compiled):
        a, b = np.asarray(here, np.float64), np.asarray(there, np.float64)
        if a.shape != b.shape:
            return f"{month}: {where}: {len(a)} rows in the oracle, {len(b)} in the compiled model"
        rows = np.flatnonzero(~np.isclose(a, b, RELATIVE, 1e-7, equal_nan=True))
        if len(rows):
            row = int(rows[0])
            more = f" ({len(rows)} rows differ)" if len(rows) > 1 else ""
            return f"{month}: {where.format(row)}: {a[row]:.10g} in the oracle, {b[row]:.10g} compiled{more}"
    return None


def _pairs(oracle: Oracle, compiled: ResettlementModel) -> Iterator[Pair]:
    """Everything that must agree.

    People first, then what is counted of them, then the books: so the first difference is
    the cause of the rest.
    """
    world, t = compiled.world, compiled.month - 1
    for name, of_worker in columns.WORKER.items():
        column = getattr(world.state.workers, name)
        yield f"workers[{{}}].{name}", [of_worker(worker) for worker in oracle.workers], column
    for name, of_household in columns.HOUSEHOLD.items():
        column = getattr(world.state.households, name)
        yield f"households[{{}}].{name}", [of_household(home) for home in oracle.households], column
    if t < 0:
        return
    for code in RATIONED:
        name = CHANNELS[code]
        column = world.openings.places[:, code]
        yield f"settlements[{{}}].places.{name}", [s.places[name] for s in oracle.settlements], column
    for position, name in enumerate(TALLY):
        column = world.tally.sums[:, position]
        yield f"settlements[{{}}].tally.{name}", [s.tally[name] for s in oracle.settlements], column
    for name in ("grant_people", "grant_yuan", "grant_pending"):
        here, there = getattr(oracle.office.world.tally, name), getattr(world.tally, name)
        for slot in range(here.shape[1]):
            yield f"settlements[{{}}].{name}[{slot}]", here[:, slot], there[:, slot]
    yield from _ledgers(oracle.office.levers, compiled.levers, t)
    for name, value in compiled.values.items():
        yield f"indicators.{name}", [oracle.values[name]], [value]


def _ledgers(here: Sequence[Lever], there: Sequence[Lever], t: int) -> Iterator[Pair]:
    for mine, other in zip(here, there, strict=True):
        for column in LEDGER_COLUMNS:
            name = f"levers.{mine.name}.{column}"
            yield name, [getattr(mine.ledger, column)[t]], [getattr(other.ledger, column)[t]]
