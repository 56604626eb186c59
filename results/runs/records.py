"""The record of a run as columns of a row, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from resettle.model.record import LEDGER_COLUMNS, RunRecord


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
    )
