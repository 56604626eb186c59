"""The record of a run as columns of a row, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resettle.model.ends import REASONS, SITE_FIGURES, STATES
from resettle.model.record import LEDGER_COLUMNS, Ends, RunRecord


def packed(record: RunRecord) -> dict[str, Any]:
    """A record as columns of a row, bit for bit; `unpacked` gives it back."""
    indicators = np.array(list(record.indicators.values()), dtype=np.float64)
    ledgers = [[ledger[column] for column in LEDGER_COLUMNS] for ledger in record.levers.values()]
    return {
        "record.months": ",".join(record.months),
        "record.indicators": ",".join(record.indicators),
        "record.values": indicators.tobytes(),
        "record.levers": ",".join(record.levers),
        "record.ledgers": np.array(ledgers, dtype=np.float64).tobytes(),
        "record.weight": float(record.weight),
        **_packed_ends(record.ends),
    }


def unpacked(row: Mapping[str, Any]) -> RunRecord:
    """The record that `packed` laid out."""
    months, indicators, levers = (
        tuple(filter(None, row[f"record.{name}"].split(","))) for name in ("months", "indicators", "levers")
    )
    values = np.frombuffer(row["record.values"], dtype=np.float64).reshape(len(indicators), len(months))
    ledgers = np.frombuffer(row["record.ledgers"], dtype=np.float64)
    ledgers = ledgers.reshape(len(levers), len(LEDGER_COLUMNS), len(months))
    return RunRecord(
        months,
        dict(zip(indicators, values, strict=True)),
        {
            lever: dict(zip(LEDGER_COLUMNS, columns, strict=True))
            for lever, columns in zip(levers, ledgers, strict=True)
        },
        row["record.weight"],
        _unpacked_ends(row) if "record.flows" in row else None,
    )


def _packed_ends(ends: Ends | None) -> dict[str, Any]:
    if ends is None:
        return {}
    return {
        "record.flows": ends.flows.tobytes(),
        "record.without_work": ends.without_work.tobytes(),
        "record.settlements": ends.settlements.tobytes(),
        "record.alike": float(ends.alike),
    }


def _unpacked_ends(row: Mapping[str, Any]) -> Ends:
    def read(name: str, width: int) -> NDArray[np.float64]:
        return np.frombuffer(row[f"record.{name}"], dtype=np.float64).reshape(-1, width)

    return Ends(
        read("flows", len(STATES)),
        read("without_work", len(REASONS))[0],
        read("settlements", len(SITE_FIGURES)),
        row["record.alike"],
    )
