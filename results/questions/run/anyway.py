"""What growth would have come without the plan, cause by cause, so that nobody takes the trend for the plan.

What ran before is run once more without one cause at a time, in the same futures: with pay that stands still
since the plan began, as if everybody had settled when they moved, and with all levers stopped when the plan
began. What each takes away is its part. Causes work on each other, so that the rest holds that too, beside
demography, prices and farming. What registers find beyond surveys is told apart from all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from resettle.results.judge.causes import REGISTERS, about_income
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.questions.run.margins import FUTURES
from resettle.results.report.answer import Row, Table
from resettle.results.report.estimates import change
from resettle.results.runs.asking import Asking
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import Estimate, FloatArray
from resettle.results.statistics.paired import difference, estimate
from resettle.results.text.labels import Text, heads, join, label, say
from resettle.results.text.numbers import alike, figure, with_interval
from resettle.scenarios import Scenario, Target
from resettle.scenarios.scaling import stopped
from resettle.scenarios.settable import BEHAVIOUR

PAY, SETTLING, LEVERS, REST = CAUSES = ("pay", "settling", "levers", "rest")
"""What growth comes from, beside what registers find beyond surveys."""

STILL = (("parameters.pay_outlook", 0.0), ("parameters.pay_drift", 0.0))
"""Pay that stands still since the plan began, where it is foreseen."""

REGISTERED = "net_income"
"""Income as registers count it."""


@dataclass(frozen=True)
class Anyway:
    """Growth of an income without the plan, and what it comes from.

    Attributes:
        indicator: The income.
        whole: Its growth a year in what ran before, mean over futures.
        parts: Part by cause, a share a year, the rest last; those that were run, or are known.
        futures: Futures that were run.
    """

    indicator: str
    whole: Estimate
    parts: dict[str, Estimate]
    futures: int


def can_be_told(target: Target) -> bool:
    """Whether a target asks for growth over the whole plan, so that differences are parts of it."""
    grows = target.kind == "growth" and target.when == "period" and target.series is None
    return grows and about_income(target) and target.indicator in ("income", REGISTERED)


def anyway(target: Target, baseline: Scenario, asking: Asking) -> Anyway | None:
    """Take the growth apart that would have come without the plan.

    Args:
        target: A target of the plan that `can_be_told`.
        baseline: What ran before.
        asking: Runs the variants.

    Returns:
        Nothing if no future succeeded in all variants.
    """
    before = replace(baseline, targets={target.name: target})
    variants = [Variant(before.name, before), *_without(before, asking)]
    runs = asking.run(variants, range(FUTURES), stage="causes")
    pair = PairedRuns.of(runs.frame, [one.name for one in variants]).common()
    if not pair.replications:
        return None
    surveyed, whole = pair.array("income_growth"), pair.array(f"figure.{target.name}")[0]
    parts: dict[str, FloatArray] = {
        one.name: difference(surveyed[0], surveyed[row]) for row, one in enumerate(variants) if row
    }
    rest = surveyed[0] - np.sum(list(parts.values()), axis=0)
    if target.indicator == REGISTERED:
        parts[REGISTERS] = whole - surveyed[0]
    parts[REST] = rest
    told = {name: estimate(values, pair.groups) for name, values in parts.items()}
    return Anyway(target.indicator, estimate(whole, pair.groups), told, len(pair.replications))


def _without(before: Scenario, asking: Asking) -> Iterator[Variant]:
    """What ran before without one cause each."""
    drawn = asking.parameters
    if drawn.outside == "forecast":
        yield Variant(PAY, before, STILL)
    section = "parameters" if drawn.fitted is None else BEHAVIOUR
    yield Variant(SETTLING, before, ((f"{section}.settling_gap", 0.0),))
    if before.levers:
        yield Variant(LEVERS, replace(stopped(before, *before.levers), name=LEVERS))


def anyway_sentence(found: Anyway) -> Text:
    """The growth that would have come anyway, and what it comes from."""
    told = [say(f"anyway_{name}", part=change(one, "share")) for name, one in found.parts.items()]
    return say(
        "anyway",
        income=label(f"named_{found.indicator}"),
        whole=figure(found.whole.middle, "share/year"),
        futures=str(found.futures),
        parts=join(told, ", ", "\N{FULLWIDTH COMMA}"),
    )


def anyway_table(found: Anyway) -> Table:
    """One row per cause."""
    rows: list[Row] = [(label(f"cause_{name}"), change(one, "share")) for name, one in found.parts.items()]
    whole = with_interval(*alike(figure, found.whole, "share/year"))
    title = say("anyway_title", futures=str(found.futures))
    made = (*rows, (label("anyway_whole"), whole))
    return Table(
        title, heads("head_{}", "cause", "cause_points"), made, terminal=False, total=True, folded=True
    )


def anyway_frame(found: Anyway) -> pd.DataFrame:
    """Causes with their parts, as a share a year."""
    every = {**found.parts, "whole": found.whole}
    return pd.DataFrame([{"cause": name, **one.columns("part")} for name, one in every.items()])
