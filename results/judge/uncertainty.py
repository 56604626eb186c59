"""The main indicators of each scenario, and what their spread comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from resettle.results.judge.measures import MEASURES
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.statistics.intervals import quantile_band
from resettle.results.statistics.variance import SPREAD_COLUMNS, spread
from resettle.scenarios import Scenario

COLUMNS = ("scenario", "measure", "unit", "replications", "median", "p05", "p95", *SPREAD_COLUMNS)
"""Columns of the frame `uncertainty`."""


def uncertainty(scenarios: Sequence[Scenario], monthly: pd.DataFrame, levers: pd.DataFrame) -> pd.DataFrame:
    """Median and spread of the main indicators, and where the spread comes from.

    Args:
        scenarios: The scenarios that were run.
        monthly: The tidy monthly frame.
        levers: The tidy lever frame.

    Returns:
        One row per (scenario, measure), the measures being those of `results.judge.measures`; columns as
        in the frame `targets`.

    Raises:
        results.judge.panel.FrameError: If the frames do not hold what is measured.
    """
    rows: list[dict[str, Any]] = []
    for scenario in scenarios:
        panel = Panel.of(monthly, scenario.name, scenario.period)
        ledger = Ledger.of(levers, scenario.name, panel)
        for measure in MEASURES:
            figures = measure.of(panel, ledger)
            if np.isnan(figures).any():
                continue
            low, high = quantile_band(figures)
            rows.append(
                {
                    "scenario": scenario.name,
                    "measure": measure.name,
                    "unit": measure.unit,
                    "replications": len(figures),
                    "median": float(np.median(figures)),
                    "p05": float(low),
                    "p95": float(high),
                    **spread(figures, panel.groups).row(),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))
