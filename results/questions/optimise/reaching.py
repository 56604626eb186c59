"""Whether a target is met in runs of a mix, by how much, and where it counts nobody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resettle.model.text import both
from resettle.results.judge.outcomes import Outcome
from resettle.results.report.answer import QuestionError
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import listed, quoted
from resettle.results.text.names import why_unknown

BoolArray = NDArray[np.bool_]


def numbers(runs: pd.DataFrame, column: str) -> FloatArray:
    """A column; NaN throughout if there is none."""
    if column not in runs:
        return np.full(len(runs), np.nan)
    return runs[column].to_numpy(dtype=np.float64)


def gained(runs: pd.DataFrame, before: pd.DataFrame, target: Outcome) -> FloatArray:
    """A target's figure; of an income the plan's, and what is earned beyond it."""
    figures, earned = numbers(runs, target.column), f"earned.{target.name}"
    if earned not in runs:
        return figures
    return numbers(before, target.column) + numbers(runs, earned) - numbers(before, earned)


def margin(runs: pd.DataFrame, before: pd.DataFrame, target: Outcome) -> FloatArray:
    """How far a target is above its bound, in its own unit."""
    assert target.bound is not None
    return np.asarray(target.better * (gained(runs, before, target) - target.bound))


def reached(runs: pd.DataFrame, before: pd.DataFrame, target: Outcome) -> BoolArray:
    """Whether a target is met; an income by what is earned."""
    official = (numbers(runs, str(target.met)) > 0.5) | excused(runs, before, target)
    if f"earned.{target.name}" not in runs or runs is before:
        return np.asarray(official)
    strictly = target.direction in ("above", "below")
    room = margin(runs, before, target)
    kept = (room > 0.0 if strictly else room >= -1e-12) | excused(runs, before, target)
    return np.asarray(official & kept)


def excused(runs: pd.DataFrame, before: pd.DataFrame, target: Outcome) -> BoolArray:
    """Whether a target counts nobody in a run and in the plan's, so that it is neither met nor missed.

    A mix that leaves nobody to count where the plan has somebody misses it.
    """
    ran, met = np.isfinite(numbers(runs, "draw")), str(target.met)
    return np.asarray(ran & np.isnan(numbers(runs, met)) & np.isnan(numbers(before, met)))


def of_anybody(plan: pd.DataFrame, targets: Sequence[Outcome]) -> None:
    """Make sure that some target counts somebody in a run of the plan.

    Raises:
        results.report.answer.QuestionError: If none does.
    """
    if all(np.isnan(numbers(plan, str(one.met))).all() for one in targets):
        why = [
            both(
                "{title} ({why})", "{title}（{why}）", title=quoted(one.title), why=why_unknown(one.indicator)
            )
            for one in targets
        ]
        raise QuestionError(
            both(
                "no run of the plan has anything that the targets count, so that none can be reached: {why}",
                "现行方案各次模拟中均无指标的统计对象，无所谓达标：{why}",
                why=listed(why),
            )
        )
