"""How often intervals hold a known truth, and how often they should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom, kstest

from resettle.calibration.fit.problem import Floats, Problem
from resettle.calibration.fit.sampler import CalibrationError
from resettle.model.text import Text, both

SURE = 0.999
"""Probability with which a right engine stays within the limits for all parameters together."""


@dataclass(frozen=True)
class Verdict:
    """How the draws of a trial lie around the truth.

    Attributes:
        number: Number of the trial.
        positions: For each parameter, the share of draws below the truth.
        error: Why the fit failed; empty if it did not.
    """

    number: int
    positions: tuple[float, ...]
    error: str = ""


def judge(number: int, theta: Floats, draws: Floats) -> Verdict:
    """Place a truth among draws, both in the parameters' own units."""
    return Verdict(number, tuple(float(share) for share in (draws < theta).mean(axis=0)))


def coverage(problem: Problem, verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """One row per parameter: how often intervals hold the truth, limits for that, and uniformity of ranks.

    Columns: parameter, fits, inside_50, inside_90 (shares), low_50, high_50, low_90, high_90 (limits that all
    parameters of a right engine keep together with probability `SURE`), uniform (p-value of the
    Kolmogorov-Smirnov test of the truth's positions).

    Raises:
        CalibrationError: If every fit failed.
    """
    good = [verdict for verdict in verdicts if not verdict.error]
    if not good:
        first = verdicts[0].error if verdicts else Text("no trials", "没有检验")
        raise CalibrationError(
            both("every fit failed, first: {error}", "全部校准失败，第一次为：{error}", error=first)
        )
    positions = np.array([verdict.positions for verdict in good])
    tail = (1.0 - SURE) / 2 / (2 * problem.dimensions)
    table: dict[str, object] = {"parameter": list(problem.parameters), "fits": len(good)}
    for level in (0.5, 0.9):
        inside = np.abs(positions - 0.5) <= level / 2
        name = f"{round(100 * level)}"
        table[f"inside_{name}"] = inside.mean(axis=0)
        table[f"low_{name}"] = binom.ppf(tail, len(good), level) / len(good)
        table[f"high_{name}"] = binom.ppf(1.0 - tail, len(good), level) / len(good)
    table["uniform"] = [float(kstest(column, "uniform").pvalue) for column in positions.T]
    return pd.DataFrame(table)


def within_limits(table: pd.DataFrame) -> bool:
    """Whether every parameter's coverage lies within its limits."""
    return all(
        bool(table[f"inside_{level}"].between(table[f"low_{level}"], table[f"high_{level}"]).all())
        for level in ("50", "90")
    )
