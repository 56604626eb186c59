"""The numbers of a comparison as tidy tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING, Any

from resettle.results.questions.compare.against import Against
from resettle.results.questions.compare.households import Tenth
from resettle.results.statistics.paired import Estimate

if TYPE_CHECKING:
    import pandas as pd

    from resettle.results.runs.frame import Runs


def frames(reference: str, made: Sequence[Against], runs: Runs) -> dict[str, pd.DataFrame]:
    """Tables of numbers by name.

    Returns:
        `differences`, a row an alternative and figure; `costs`, a row an alternative and ratio; `tenths`, a
        row an alternative and tenth of base-year income (0 for all households); `levers`, a row an
        alternative, lever and outcome (`(summed)`, `(interaction)` and `(total)` are rows of their own), if
        the difference was taken apart; `figures`, a row a run. Means are in `unit`, with 95 % intervals
        `_low` and `_high`.
    """
    import pandas as pd

    differences, costs, tenths, levers = [], [], [], []
    for against in made:
        pair = {"scenario": against.scenario.name, "reference": reference}
        differences += [pair | one for one in _differences(against)]
        costs += [
            pair
            | {"measure": cost.name, "unit": cost.unit, "reading": cost.reading}
            | _ends("ratio", cost.ratio)
            for cost in against.costs
        ]
        if against.tenths is not None:
            rows = (*against.tenths.rows, against.tenths.all)
            tenths += [pair | {"small": against.tenths.small} | _tenth(row) for row in rows]
        levers += [pair | one for one in _levers(against)]
    made_of = {"differences": differences, "costs": costs, "tenths": tenths, "levers": levers}
    return {name: pd.DataFrame(rows) for name, rows in made_of.items() if rows} | {"figures": runs.frame}


def _ends(name: str, one: Estimate) -> dict[str, float]:
    return {name: one.middle, f"{name}_low": one.low, f"{name}_high": one.high}


def _differences(against: Against) -> list[dict[str, Any]]:
    kinds = {"measure": against.measures, "target": against.targets, "indicator": against.indicators}
    found = []
    for kind, row in ((kind, row) for kind, rows in kinds.items() for row in rows):
        better, met = row.better, row.met
        found.append(
            {
                "outcome": row.outcome.name,
                "kind": kind,
                "unit": row.outcome.unit,
                "reference_mean": row.reference,
                "mean": row.mean,
                **_ends("difference", row.difference),
                "runs": against.runs,
                "better": nan if better is None else better.share,
                "better_low": nan if better is None else better.low,
                "better_high": nan if better is None else better.high,
                "ties": -1 if better is None else better.ties,
                "effective": nan if better is None else better.effective,
                "met_reference": nan if met is None else met[0].share,
                "met_reference_low": nan if met is None else met[0].low,
                "met_reference_high": nan if met is None else met[0].high,
                "met": nan if met is None else met[1].share,
                "met_low": nan if met is None else met[1].low,
                "met_high": nan if met is None else met[1].high,
                "variance_ratio": row.pairing.ratio,
                "variance_ratio_low": row.pairing.low,
                "variance_ratio_high": row.pairing.high,
                "runs_without_pairing": row.pairing.needed(row.pairing.ratio),
            }
        )
    return found


def _tenth(row: Tenth) -> dict[str, Any]:
    found: dict[str, Any] = {"tenth": row.number, "base_income": row.base}
    for name in ("change", "relative", "better", "worse", "better_households", "worse_households"):
        found |= _ends(name, getattr(row, name))
    return found


def _levers(against: Against) -> list[dict[str, Any]]:
    split = against.split
    if split is None:
        return []
    found: list[dict[str, Any]] = []
    for outcome in split.outcomes:
        effects = split.effects[outcome.name]
        common = {"outcome": outcome.name, "unit": outcome.unit, "runs": effects.runs}
        for part in effects.parts:
            own = _ends("on", part.on) | _ends("off", part.off) | _ends("off_less_on", part.together)
            found.append({"lever": part.part, **common, **own})
        for name in ("summed", "interaction", "total"):
            found.append({"lever": f"({name})", **common, **_ends("on", getattr(effects, name))})
    return found
