"""The answer of `resettle levers`: sizes beside the literature, and what each lever did in each place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from resettle.calibration.validation.literature import LiteratureGate, Range
from resettle.model.levers import LEVERS
from resettle.results.judge.verdicts import MISSED, REACHED
from resettle.results.report.answer import Answer, Cell, Headline, Section, Table
from resettle.results.statistics.intervals import mean_interval
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import NONE, count, percent, plain, points, yuan
from resettle.scenarios import load

if TYPE_CHECKING:
    from resettle.calibration.validation.effects import LeverEffect
    from resettle.results.statistics.intervals import Estimate
    from resettle.scenarios import Scenario

RATIOS = ("cooperation_income_per_yuan", "doubled_of_single")
"""Sizes that are plain ratios; all others are shares."""


@dataclass(frozen=True)
class Size:
    """A size as measured, beside its range.

    Attributes:
        name: Name of the size.
        mean: Mean over seeds.
        low: Lower end of its 95 % interval.
        high: Upper end.
        range: What the literature finds.
    """

    name: str
    mean: float
    low: float
    high: float
    range: Range

    @property
    def holds(self) -> bool:
        """Whether the mean lies in the range."""
        return self.range.low <= self.mean <= self.range.high


def measured_sizes(found: Mapping[str, Sequence[float]], gate: LiteratureGate) -> list[Size]:
    """Sizes with their intervals, in the order of the gate."""
    return [Size(name, *mean_interval(np.array(found[name])), one) for name, one in gate.ranges.items()]


def answered(
    sizes: Sequence[Size],
    gate: LiteratureGate,
    places: Sequence[tuple[Scenario, Sequence[LeverEffect]]],
    draws: int,
    date: str,
) -> Answer:
    """The answer.

    Args:
        sizes: Sizes as measured.
        gate: Ranges of the literature.
        places: Plans, each with what its levers did.
        draws: Draws of behaviour.
        date: Day on which it was made.
    """
    sections = [
        Section(
            "sizes",
            label("levers_sizes"),
            (say("levers_sizes_note", plan=load(gate.plan).title, seeds=gate.seeds),),
            (_sizes(sizes),),
        )
    ]
    for plan, effects in places:
        note = say("levers_places_note", draws=draws)
        sections.append(Section(plan.name, plan.title, (note,), (_effects(effects),)))
    return Answer(
        "levers",
        label("levers_title"),
        (_headline(sizes),),
        tuple(sections),
        lead=(say("levers_written", date=date), label("levers_lead")),
    )


def _headline(sizes: Sequence[Size]) -> Headline:
    outside = [label(f"size_{one.name}") for one in sizes if not one.holds]
    sentence = say("levers_holds", held=str(len(sizes) - len(outside)), total=str(len(sizes)))
    if not outside:
        return Headline(sentence, REACHED)
    return Headline(join([sentence, say("levers_outside", names=join(outside, "; ", "；"))], " ", ""), MISSED)


def _figure(name: str, value: float) -> Text:
    if name in RATIOS:
        return Text(plain(value, 2), plain(value, 2))
    return percent(value, 1 if abs(value) >= 0.005 else 2)


def _span(name: str, low: float, high: float) -> Text:
    return _between(_figure(name, low), _figure(name, high))


def _between(low: Text, high: Text) -> Text:
    """From one end to the other; percentage points are named once."""
    en, zh = low.en.removesuffix(" points"), low.zh.removesuffix("个百分点")
    return Text(f"{en} to {high.en}", f"{zh}至{high.zh}")


def _sizes(sizes: Sequence[Size]) -> Table:
    rows = tuple(
        (
            Cell(label(f"size_{one.name}"), verdict=REACHED if one.holds else MISSED),
            Cell(_figure(one.name, one.mean), (_span(one.name, one.low, one.high),)),
            _span(one.name, one.range.low, one.range.high),
            one.range.said,
        )
        for one in sizes
    )
    head = tuple(label(f"levers_head_{key}") for key in ("size", "found", "literature", "source"))
    return Table(NOTHING, head, rows, words=(3,))


def _effects(effects: Sequence[LeverEffect]) -> Table:
    keys = ("lever", "employed", "employed_top", "steady", "growth", "growth_top", "deadweight", "cost")
    rows = []
    for one in sorted(effects, key=lambda effect: -effect.growth.middle):
        lever = LEVERS[one.lever]
        rows.append(
            (
                Cell(Text(lever.en, lever.zh), code=one.lever),
                _difference(one.employed, count),
                _difference(one.employed_on_top, count),
                _difference(one.steady, count),
                _difference(one.growth, partial(points, digits=2)),
                _difference(one.growth_on_top, partial(points, digits=2)),
                percent(one.deadweight, 0) if 0.0 <= one.deadweight <= 1.0 else NONE,
                yuan(one.cost_per_steady_job)
                if isfinite(one.cost_per_steady_job)
                else label("levers_none_sure"),
            )
        )
    return Table(NOTHING, tuple(label(f"levers_head_{key}") for key in keys), tuple(rows))


def _difference(one: Estimate, told: Callable[[float], Text]) -> Cell:
    return Cell(told(one.middle), (_between(told(one.low), told(one.high)),), faint=not one.clear)
