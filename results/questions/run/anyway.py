"""What growth would have come without the plan, cause by cause, so that nobody takes the trend for the plan.

What ran before is run once more without one cause at a time, in the same futures: without growth of pay since
the plan began, as if everybody had settled when they moved, and without levers. What each takes away is its
part; causes work on each other, so that the rest is told as well, beside demography, prices and farming.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from resettle.results.judge.causes import REGISTERS, about_income
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.questions.run.margins import FUTURES, scales_of
from resettle.results.report.answer import Row, Table
from resettle.results.runs.asking import Asking
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import FloatArray
from resettle.results.statistics.paired import Estimate, difference, estimate
from resettle.results.text.labels import Text, heads, join, label, say
from resettle.results.text.numbers import figure, points, signed, with_interval
from resettle.scenarios import Scenario
from resettle.scenarios.settable import BEHAVIOUR

PAY, SETTLING, LEVERS, REST = CAUSES = ("pay", "settling", "levers", "rest")
"""What growth comes from, beside what registers find beyond surveys."""

BEFORE = "before"


@dataclass(frozen=True)
class Anyway:
    """Growth of the main target's figure without the plan, and what it comes from.

    Attributes:
        title: Title of the target.
        whole: The figure of what ran before, mean over futures.
        parts: Part by cause, in points of growth a year, the rest last; those that were run, or are known.
        futures: Futures that were run.
    """

    title: Text
    whole: Estimate
    parts: dict[str, Estimate]
    futures: int


def anyway(plan: Scenario, main: str, baseline: Scenario, asking: Asking) -> Anyway | None:
    """Take the growth apart that would have come without the plan.

    Args:
        plan: The plan.
        main: Name of its main target.
        baseline: What ran before.
        asking: Runs the variants.

    Returns:
        Nothing where the target asks for no growth of income, or no future succeeded in all variants.
    """
    target = plan.targets[main]
    if not about_income(target) or target.kind != "growth":
        return None
    before = replace(baseline, targets=plan.targets)
    variants = [Variant(BEFORE, before), *_without(before, asking)]
    runs = asking.run(variants, range(FUTURES), stage="causes")
    pair = PairedRuns.of(runs.frame, [one.name for one in variants]).common()
    if not pair.replications:
        return None
    grown = pair.array(f"figure.{main}")
    parts: dict[str, FloatArray] = {
        one.name: difference(grown[0], grown[row]) for row, one in enumerate(variants) if row
    }
    if target.indicator == "net_income" and target.when == "period" and target.series is None:
        parts[REGISTERS] = grown[0] - pair.array("income_growth")[0]
    parts[REST] = grown[0] - np.sum(list(parts.values()), axis=0)
    told = {name: estimate(values, pair.groups) for name, values in parts.items()}
    return Anyway(target.title, estimate(grown[0], pair.groups), told, len(pair.replications))


def _without(before: Scenario, asking: Asking) -> Iterator[Variant]:
    """What ran before without one cause each."""
    drawn = asking.parameters
    if drawn.outside == "forecast":
        yield Variant(PAY, before, (("parameters.pay_outlook", 0.0),))
    section = "parameters" if drawn.fitted is None else BEHAVIOUR
    yield Variant(SETTLING, before, ((f"{section}.settling_gap", 0.0),))
    scales = [one for own in scales_of(before).values() for one in own]
    if scales:
        yield Variant(LEVERS, before, tuple((one.path, one.allowed(0.0)) for one in scales))


def anyway_sentence(found: Anyway) -> Text:
    """The growth that would have come anyway, and what it comes from."""
    told = [say(f"anyway_{name}", part=_points(one)) for name, one in found.parts.items()]
    parts = join(told, ", ", "\N{FULLWIDTH COMMA}")
    return say("anyway", title=found.title, whole=figure(found.whole.middle, "share/year"), parts=parts)


def anyway_table(found: Anyway) -> Table:
    """One row per cause."""
    rows: list[Row] = [(label(f"cause_{name}"), _points(one)) for name, one in found.parts.items()]
    whole = with_interval(*(figure(end, "share/year") for end in found.whole))
    title = say("anyway_title", futures=str(found.futures))
    made = (*rows, (label("anyway_whole"), whole))
    return Table(title, heads("head_{}", "cause", "cause_points"), made, terminal=False, total=True)


def anyway_frame(found: Anyway) -> pd.DataFrame:
    """Causes with their parts, as a share a year."""
    every = {**found.parts, "whole": found.whole}
    return pd.DataFrame([{"cause": name, **one.columns("part")} for name, one in every.items()])


def _points(one: Estimate) -> Text:
    middle, low, high = (signed(points(end), end) for end in one)
    return with_interval(middle, low, high) if one.known else middle
