"""With what probability each target is reached, by how much it is missed; the spread of main indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from resettle.model.bounds import meets
from resettle.model.indicators import INDICATORS
from resettle.results.judge.figures import NEVER, Reading, upward
from resettle.results.judge.futures import AGAIN
from resettle.results.judge.measures import MEASURES
from resettle.results.judge.panel import Ledger, Panel, Weights
from resettle.results.judge.readings import readings
from resettle.results.statistics.intervals import FloatArray, middle, quantile_band, wilson
from resettle.results.statistics.variance import MISSING, SPREAD_COLUMNS, Spread, effective_number, spread
from resettle.results.text.labels import say
from resettle.results.text.numbers import count
from resettle.scenarios import Scenario, Target

COLUMNS = (
    *("scenario", "target", "role", "reading", "work", "main", "probability", "wilson_low", "wilson_high"),
    *("replications", "effective", "median", "p05", "p95", *SPREAD_COLUMNS, "direction", "bound"),
    *("shortfall", "unit", "first_met", "first_met_share", "note", "note_zh"),
)
"""Columns of the frame `targets`."""

BAND = ("median", "p05", "p95")


def _band(figures: FloatArray) -> dict[str, float]:
    return dict(zip(BAND, map(float, (middle(figures), *quantile_band(figures))), strict=True))


Drawn = Mapping[str, Mapping[str, Mapping[int, Sequence[float]]]]
"""What draws took that is not behaviour: scenario -> part of the spread -> draw -> numbers."""


GROWN = frozenset(
    {
        *("income", "net_income", "earned_income", "wage_income", "business_income", "property_income"),
        *("transfer_income", "income_p10", "income_p50", "income_p90"),
    }
)
"""Indicators that grow by what the model is thought to miss."""


def grows(indicator: str, scenario: Scenario) -> bool:
    """Whether what the model is thought to miss moves it: an income, or a standard that asks for one."""
    asked = scenario.standards.get(indicator.removesuffix("_share"), ())
    return indicator in GROWN or any(condition.indicator in GROWN for condition in asked)


def about_people(indicator: str) -> bool:
    """Whether an indicator is a share or mean of people of whom there may be none."""
    return indicator in INDICATORS and bool(INDICATORS[indicator].among)


def judge(
    scenarios: Sequence[Scenario], monthly: pd.DataFrame, weight: Weights = None, drawn: Drawn | None = None
) -> pd.DataFrame:
    """Judge every target of every scenario over its replications.

    Args:
        scenarios: The scenarios that were run.
        monthly: The tidy monthly frame.
        weight: Households that one simulated household stands for, if the frame does not say.
        drawn: What draws took of the outside world and of what the model is thought to miss, if anything.

    Returns:
        One row per (scenario, target, reading), the one that a target is judged by first (`main`). `role` is
        that of the target, `work` what counts as work in the row (`scenarios.readings.READINGS`), or empty.
        `probability` is the share of replications that meet the bound, of those in which the target counts
        somebody (NaN if it does in none), with a 95 % Wilson interval for the `effective` number of
        independent replications (those of one parameter draw resemble each other); `median`, `p05`, `p95`,
        `bound` and `shortfall` are in `unit`; the shortfall is 0 where the median meets the bound.
        `spread` says whether the variance of the figure could be split (`results.statistics.variance.KINDS`);
        it takes the futures that were run again as well, which nothing else does;
        `share_parameters`, `share_outside`, `share_missing` and `share_chance` are the parts of uncertain
        behaviour, of the outside world, of what the model is thought to miss, and of chance, each with a
        95 % interval; `band_parameters_low` and `_high` are the 5–95 % band without chance, in `unit`.
        `first_met` is the month (`YYYY-MM`) by which half of the replications have met the
        bound for the first time, missing if fewer than half ever do; `first_met_share` is the
        share that ever do.

    Raises:
        results.judge.panel.FrameError: If the frame lacks what a target needs.
    """
    rows: list[dict[str, Any]] = []
    for scenario in scenarios:
        panel = Panel.of(monthly, scenario.name, scenario.period, weight)
        everything = Panel.of(monthly, scenario.name, scenario.period, weight, again=True)
        for target in scenario.targets.values():
            causes = _causes(drawn, scenario, everything, grows(target.indicator, scenario))
            figures = (one.figures for one in readings(target, everything))
            for reading, whole in zip(readings(target, panel), figures, strict=True):
                parts = spread(whole, everything.groups, causes)
                rows.append({"scenario": scenario.name, **_row(target, reading, panel, parts)})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(target: Target, reading: Reading, panel: Panel, parts: Spread) -> dict[str, Any]:
    direction = target.sense
    known = ~np.isnan(reading.figures)
    met = meets(reading.figures[known], direction, reading.bound)
    effective = effective_number(met, panel.groups[known]) if len(met) else 0.0
    low, high = wilson(float(met.mean()) * effective, effective) if len(met) else (nan, nan)
    band = _band(reading.figures)
    median = band["median"]
    short = reading.bound - median if upward(direction) else median - reading.bound
    if bool(meets(np.array([median]), direction, reading.bound)[0]):
        short = 0.0
    first, share = _first_met(reading, panel)
    note = _note(reading, panel)
    return {
        "target": target.name,
        "role": target.role,
        "reading": reading.name,
        "work": reading.work,
        "main": reading.main,
        "probability": float(met.mean()) if len(met) else nan,
        "wilson_low": low,
        "wilson_high": high,
        "replications": len(met),
        "effective": effective,
        **band,
        **parts.row(),
        "direction": direction,
        "bound": reading.bound,
        "shortfall": max(0.0, short) if len(met) else nan,
        "unit": reading.unit,
        "first_met": first,
        "first_met_share": share,
        "note": note[0],
        "note_zh": note[1],
    }


def _causes(drawn: Drawn | None, scenario: Scenario, panel: Panel, of_income: bool) -> dict[str, FloatArray]:
    """What each replication took, by part of the spread; nothing where nothing is drawn."""
    if drawn is None or scenario.name not in drawn or panel.groups.min() < 0:
        return {}
    return {
        part: np.array([taken[draw] for draw in panel.groups]).reshape(len(panel.groups), -1)
        for part, taken in drawn[scenario.name].items()
        if of_income or part != MISSING
    }


def _first_met(reading: Reading, panel: Panel) -> tuple[str | None, float]:
    ever = reading.first != NEVER
    share = float(ever.mean())
    columns = np.sort(np.where(ever, reading.first, len(panel.months)))
    half = int(columns[(len(columns) - 1) // 2])
    return (panel.months[half] if half < len(panel.months) else None), share


def _note(reading: Reading, panel: Panel) -> tuple[str, str]:
    if not reading.sampled or panel.weight <= 1.0:
        return "", ""
    text = say("note_sample_step", weight=count(panel.weight, 1))
    return text.en, text.zh


def uncertainty(
    scenarios: Sequence[Scenario], monthly: pd.DataFrame, levers: pd.DataFrame, drawn: Drawn | None = None
) -> pd.DataFrame:
    """Median and spread of the main indicators, and where the spread comes from.

    Args:
        scenarios: The scenarios that were run.
        monthly: The tidy monthly frame.
        levers: The tidy lever frame.
        drawn: As for `judge`.

    Returns:
        One row per (scenario, measure), the measures being those of `results.judge.measures`; columns as
        in the frame `targets`.

    Raises:
        results.judge.panel.FrameError: If the frames do not hold what is measured.
    """
    rows: list[dict[str, Any]] = []
    for scenario in scenarios:
        everything = Panel.of(monthly, scenario.name, scenario.period, again=True)
        ledger = Ledger.of(levers, scenario.name, everything)
        first = np.array(everything.replications) < AGAIN
        for measure in MEASURES:
            whole = measure.of(everything, ledger)
            figures = whole[first]
            if np.isnan(whole).any() and not about_people(measure.indicator):
                continue
            causes = _causes(drawn, scenario, everything, grows(measure.indicator, scenario))
            about = {"scenario": scenario.name, "measure": measure.name, "unit": measure.unit}
            rows.append(
                {
                    **about,
                    "replications": len(figures),
                    **_band(figures),
                    **spread(whole, everything.groups, causes).row(),
                }
            )
    return pd.DataFrame(rows, columns=["scenario", "measure", "unit", "replications", *BAND, *SPREAD_COLUMNS])
