"""The frames of a run, from the records of its replications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from resettle.model.indicators import INDICATORS
from resettle.model.record import LEDGER_COLUMNS
from resettle.results.judge.comparison import compare
from resettle.results.judge.targets import judge
from resettle.results.judge.uncertainty import uncertainty
from resettle.results.runs.frame import Runs
from resettle.results.statistics.intervals import FloatArray
from resettle.scenarios import Scenario


def computed(scenarios: Sequence[Scenario], runs: Runs) -> dict[str, pd.DataFrame]:
    """All frames of a run by name.

    Args:
        scenarios: The scenarios that were run, the reference of each region first.
        runs: Runs with the record of each; every scenario has one that succeeded.

    Returns:
        `monthly`, `levers`, `targets`, `uncertainty` and, if a region has several scenarios, `comparison`.

    Raises:
        results.judge.panel.FrameError: If the records do not hold what a target needs.
    """
    monthly, levers = monthly_frame(runs), levers_frame(runs)
    frames = {
        "monthly": monthly,
        "levers": levers,
        "targets": judge(scenarios, monthly, weights(runs)),
        "uncertainty": uncertainty(scenarios, monthly, levers),
    }
    comparison = compare(scenarios, monthly, levers)
    return frames | ({"comparison": comparison} if len(comparison) else {})


def weights(runs: Runs) -> dict[str, float]:
    """Households that one simulated household stands for, by scenario."""
    return {name: record.weight for (name, _), record in runs.records.items()}


def monthly_frame(runs: Runs) -> pd.DataFrame:
    """One row per scenario, replication and month: its identity and every indicator."""
    records = list(runs.records.values())
    identity = _identity(runs, [len(record.months) for record in records])
    values = {name: _joined([record.indicators[name] for record in records]) for name in INDICATORS}
    return pd.DataFrame(identity | values)


def levers_frame(runs: Runs) -> pd.DataFrame:
    """One row per scenario, replication, lever and month: its ledger."""
    records = list(runs.records.values())
    identity = _identity(runs, [len(record.months) * len(record.levers) for record in records])
    identity["lever"] = [lever for record in records for lever in record.levers for _ in record.months]
    ledgers = [ledger for record in records for ledger in record.levers.values()]
    return pd.DataFrame(
        identity | {column: _joined([ledger[column] for ledger in ledgers]) for column in LEDGER_COLUMNS}
    )


def _joined(values: list[FloatArray]) -> FloatArray:
    return np.concatenate(values) if values else np.empty(0)


def _identity(runs: Runs, rows: Sequence[int]) -> dict[str, Any]:
    """Identity columns for so many rows of each record; its months repeat to fill them."""
    ran = runs.frame[runs.frame["status"] == "succeeded"]
    months = [record.months for record in runs.records.values()]
    return {
        "scenario": np.repeat(ran["variant"].to_numpy(dtype=object), rows),
        **{name: np.repeat(ran[name].to_numpy(), rows) for name in ("replication", "seed", "draw")},
        "month": [
            own[row % len(own)] for own, count in zip(months, rows, strict=True) for row in range(count)
        ],
    }
