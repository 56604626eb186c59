"""Tables and frames of where a plan fails."""

from __future__ import annotations

from math import isfinite, nan
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.results.questions.discover.words import (
    interval,
    kind,
    limit_text,
    name_of,
    shown,
    where,
    width_of,
)
from resettle.results.report.answer import Table
from resettle.results.statistics.intervals import wilson
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import NONE, count, percent, plain, span

if TYPE_CHECKING:
    import pandas as pd

    from resettle.results.questions.discover.boxes import Box
    from resettle.results.questions.discover.prim import Limit
    from resettle.results.questions.discover.study import Study

RANKED = 12
"""Inputs of the table and chart of those that differ most."""


def regions(held: Study) -> Table:
    """The regions with their coverage and density, also on futures unseen."""
    heads = (
        label("discover_head_where"),
        label("discover_head_density"),
        label("discover_head_coverage"),
        label("discover_head_mass"),
        label("discover_head_density_unseen"),
        label("discover_head_coverage_unseen"),
    )
    rows = []
    for box, unseen in zip(held.boxes, held.check.boxes, strict=False):
        ends = span(*(percent(end, 0) for end in unseen.interval))
        seen = percent(unseen.density, 0)
        rows.append(
            (
                where(box, held),
                percent(box.step.density, 0),
                percent(box.step.coverage, 0),
                percent(box.step.mass, 0),
                Text(f"{seen.en} ({ends.en})", f"{seen.zh}（{ends.zh}）"),
                percent(unseen.coverage, 0),
            )
        )
    note = say("discover_regions_note", kind=kind(held), halves=str(held.check.halves))
    return Table(label("discover_regions"), heads, tuple(rows), note)


def limits(held: Study) -> Table:
    """Every limit with what speaks for it."""
    rows = tuple(
        _limit(held, number, limit) for number, box in enumerate(held.boxes, start=1) for limit in box.limits
    )
    heads = (
        label("discover_head_input"),
        label("discover_head_region"),
        label("discover_head_limit"),
        label("discover_head_chance"),
        label("discover_head_again"),
        label("discover_head_lay"),
    )
    note = say("discover_limits_note", kind=kind(held), halves=str(held.check.halves))
    return Table(label("discover_limits"), heads, rows, note, terminal=False)


def _limit(held: Study, number: int, limit: Limit) -> tuple[Text, ...]:
    one, width = held.futures.inputs[limit.column], width_of(held, limit.column)
    low, high = held.check.spread(limit.side)
    lay = span(shown(low, one, width), shown(high, one, width)) if isfinite(low) else NONE
    again = held.check.again(limit.side)
    return (
        name_of(one),
        count(number),
        limit_text(limit, held),
        chance(limit.quasi_p),
        say("discover_again", part=str(round(again * held.check.halves)), whole=str(held.check.halves)),
        lay,
    )


def chance(p: float) -> Text:
    """A probability by chance."""
    text = "< 0.001" if p < 0.001 else plain(p, 3)
    return Text(text, text)


def inputs(held: Study) -> Table:
    """The inputs that differ most between the futures looked for and others."""
    assert held.ranking is not None
    told = held.ranking
    rows = []
    for place in held.order[:RANKED]:
        one, width = held.futures.inputs[place], width_of(held, place)
        rows.append(
            (
                name_of(one),
                count(float(told.distance[place]), 2),
                chance(float(told.adjusted[place])),
                shown(float(told.hits[place]), one, width),
                shown(float(told.misses[place]), one, width),
            )
        )
    heads = (
        label("discover_head_input"),
        label("discover_head_distance"),
        label("discover_head_chance"),
        say("discover_head_in", kind=kind(held)),
        label("discover_head_out"),
    )
    note = say("discover_inputs_note", kind=kind(held), inputs=str(len(held.order)))
    return Table(label("discover_one_by_one"), heads, tuple(rows), note, terminal=False)


def targets(held: Study) -> Table:
    """How often each target of the plan is missed."""
    rows = []
    for place, target in enumerate(held.futures.targets):
        missed = int(held.futures.missed[:, place].sum())
        rows.append(
            (
                target.title,
                percent(missed / held.count),
                interval(wilson(missed, held.count)),
                Text(target.name, target.name),
            )
        )
    heads = (
        label("discover_head_target"),
        label("discover_head_missed"),
        label("discover_head_interval"),
        label("discover_head_name"),
    )
    note = label("discover_targets_note")
    return Table(label("discover_how_often"), heads, tuple(rows), note, terminal=not held.named, words=(3,))


def frames(held: Study) -> dict[str, pd.DataFrame]:
    """The futures, the regions with their limits, and the inputs one by one, as tables of numbers."""
    import pandas as pd

    futures = pd.DataFrame(held.futures.x, columns=[one.path for one in held.futures.inputs])
    futures.insert(0, "draw", np.array(held.futures.draws, dtype=np.int64))
    for place, one in enumerate(held.futures.targets):
        futures[f"figure.{one.name}"] = held.futures.figures[:, place]
        futures[f"missed.{one.name}"] = held.futures.missed[:, place]
    futures["missed"] = held.hit != held.success
    futures["region"] = region_of(held)
    made = {"futures": futures, "boxes": _boxes(held)}
    if held.ranking is not None:
        made["inputs"] = pd.DataFrame(
            {
                "input": [held.futures.inputs[place].path for place in held.order],
                "distance": held.ranking.distance[held.order],
                "p": held.ranking.p[held.order],
                "p_adjusted": held.ranking.adjusted[held.order],
                "median_hits": held.ranking.hits[held.order],
                "median_others": held.ranking.misses[held.order],
            }
        )
    return made


def region_of(held: Study) -> NDArray[np.int64]:
    """Number of the region in which each future lies, from 1; 0 for none."""
    found = np.zeros(held.count, dtype=np.int64)
    for number, box in enumerate(held.boxes, start=1):
        found[box.inside] = number
    return found


BOX_COLUMNS = (
    *("box", "input", "side", "value", "unit", "quasi_p", "found_again", "value_p05", "value_p95"),
    *("coverage", "density", "mass", "limits", "futures", "hits", "dense"),
    *("density_unseen", "density_unseen_low", "density_unseen_high", "coverage_unseen"),
)


def _boxes(held: Study) -> pd.DataFrame:
    """A row a limit, with what is told of its box."""
    import pandas as pd

    rows = [
        (*_limit_row(held, number, limit), *_box_row(held, box, number))
        for number, box in enumerate(held.boxes, start=1)
        for limit in box.limits
    ]
    return pd.DataFrame(rows, columns=list(BOX_COLUMNS))


def _limit_row(held: Study, number: int, limit: Limit) -> tuple[object, ...]:
    one = held.futures.inputs[limit.column]
    side = "below" if limit.upper else "above"
    again, (low, high) = held.check.again(limit.side), held.check.spread(limit.side)
    return number, one.path, side, limit.value, one.unit, limit.quasi_p, again, low, high


def _box_row(held: Study, box: Box, number: int) -> tuple[object, ...]:
    step, unseen = box.step, held.check.boxes[number - 1]
    low, high = unseen.interval if unseen.futures else (nan, nan)
    told = (step.coverage, step.density, step.mass, step.limits, box.futures, box.hits, box.dense)
    return (*told, unseen.density, low, high, unseen.coverage)
