"""Tables and frames of where a plan fails."""

from __future__ import annotations

from functools import partial
from math import nan

import numpy as np
import pandas as pd

from resettle.results.questions.discover.boxes import Box
from resettle.results.questions.discover.compute import Discovery
from resettle.results.questions.discover.prim import Limit
from resettle.results.questions.discover.sentences import (
    held_out_density,
    input_name,
    interval,
    kind,
    limit_text,
    number_of,
    where,
)
from resettle.results.report.answer import Row, Table, tasks_apart
from resettle.results.statistics.intervals import wilson
from resettle.results.text.labels import Text, heads, label, say
from resettle.results.text.numbers import NONE, count, percent, plain, span

RANKED = 12
"""Inputs of the table and chart of those that differ most."""


_heads = partial(heads, "discover_head_{}")


def regions_table(discovery: Discovery) -> Table:
    """The regions with their coverage and density, also on held-out futures."""
    rows = tuple(
        (
            where(box, discovery.futures),
            percent(box.step.density, 0),
            percent(box.step.coverage, 0),
            percent(box.step.mass, 0),
            held_out_density(held_out),
            percent(held_out.coverage, 0),
        )
        for box, held_out in zip(discovery.boxes, discovery.held_out.boxes, strict=False)
    )
    head = _heads("where", "density", "coverage", "mass", "density_held_out", "coverage_held_out")
    halves = str(discovery.held_out.halves)
    note = say("discover_regions_note", kind=kind(discovery), halves=halves)
    return Table(label("discover_regions"), head, rows, note)


def limits_table(discovery: Discovery) -> Table:
    """Every limit with what speaks for it."""
    rows = tuple(
        _limit(discovery, number, limit)
        for number, box in enumerate(discovery.boxes, start=1)
        for limit in box.limits
    )
    head = _heads("input", "region", "limit", "chance", "again", "lay")
    note = say("discover_limits_note", kind=kind(discovery), halves=str(discovery.held_out.halves))
    return Table(label("discover_limits"), head, rows, note, terminal=False)


def _limit(discovery: Discovery, number: int, limit: Limit) -> tuple[Text, ...]:
    futures, held_out = discovery.futures, discovery.held_out
    low, high = (number_of(futures, limit.column, end) for end in held_out.spread(limit.side))
    return (
        input_name(futures.inputs[limit.column]),
        count(number),
        limit_text(limit, futures),
        p_text(limit.quasi_p),
        say("discover_again", part=str(held_out.again(limit.side)), whole=str(held_out.halves)),
        span(low, high),
    )


def p_text(p: float) -> Text:
    """A probability by chance."""
    text = "< 0.001" if p < 0.001 else plain(p, 3)
    return Text(text, text)


def inputs_table(discovery: Discovery) -> Table:
    """The inputs that differ most between the futures looked for and others."""
    assert discovery.ranking is not None
    ranking, futures = discovery.ranking, discovery.futures
    rows = tuple(
        (
            input_name(futures.inputs[column]),
            count(float(ranking.distance[column]), 2),
            p_text(float(ranking.adjusted[column])),
            number_of(futures, column, float(ranking.hits[column])),
            number_of(futures, column, float(ranking.misses[column])),
        )
        for column in discovery.order[:RANKED]
    )
    head = (
        *_heads("input", "distance", "chance"),
        say("discover_head_in", kind=kind(discovery)),
        *_heads("out"),
    )
    note = say("discover_inputs_note", kind=kind(discovery), inputs=str(len(discovery.order)))
    return Table(label("discover_one_by_one"), head, rows, note, terminal=False)


def targets_table(discovery: Discovery) -> Table:
    """How often each target of the plan is missed."""
    made, rows = discovery.futures, []

    def often(title: Text, missed: int, name: Text) -> Row:
        return title, percent(missed / discovery.count), interval(wilson(missed, discovery.count)), name

    for target, missed in zip(made.targets, made.missed.sum(axis=0).tolist(), strict=True):
        rows.append((target, often(target.title, missed, Text(target.name, target.name))))
        if target.strict is not None:
            rows.append((target, often(target.strict.title, int(made.strict[target.name].sum()), NONE)))
    head = _heads("target", "missed", "interval", "name")
    note, named = label("discover_targets_note"), bool(discovery.request.targets)
    shown = tasks_apart(rows)
    return Table(label("discover_how_often"), head, shown, note, terminal=not named, words=(3,))


def frames(discovery: Discovery) -> dict[str, pd.DataFrame]:
    """The futures, the regions with their limits, and the inputs one by one, as tables of numbers."""
    made, ranking, order = discovery.futures, discovery.ranking, discovery.order
    futures = pd.DataFrame(made.x, columns=[one.path for one in made.inputs])
    futures.insert(0, "draw", np.array(made.draws, dtype=np.int64))
    for number, target in enumerate(made.targets):
        futures[f"figure.{target.name}"] = made.figures[:, number]
        futures[f"missed.{target.name}"] = made.missed[:, number]
    futures["missed"] = discovery.hit != discovery.request.success
    region = np.zeros(discovery.count, dtype=np.int64)  # from 1; 0 for none
    for number, box in enumerate(discovery.boxes, start=1):
        region[box.inside] = number
    futures["region"] = region
    rows = [
        (*_limit_row(discovery, number, limit), *_box_row(discovery, box, number))
        for number, box in enumerate(discovery.boxes, start=1)
        for limit in box.limits
    ]
    tables = {"futures": futures, "boxes": pd.DataFrame(rows, columns=list(BOX_COLUMNS))}
    if ranking is not None:
        tables["inputs"] = pd.DataFrame(
            {
                "input": [made.inputs[column].path for column in order],
                "distance": ranking.distance[order],
                "p": ranking.p[order],
                "p_adjusted": ranking.adjusted[order],
                "median_hits": ranking.hits[order],
                "median_others": ranking.misses[order],
            }
        )
    return tables


BOX_COLUMNS = (
    *("box", "input", "side", "value", "unit", "quasi_p", "found_again", "value_p05", "value_p95"),
    *("coverage", "density", "mass", "limits", "futures", "hits", "dense"),
    *("density_unseen", "density_unseen_low", "density_unseen_high", "coverage_unseen"),
)
"""Columns of the frame of regions, a row a limit."""


def _limit_row(discovery: Discovery, number: int, limit: Limit) -> tuple[object, ...]:
    one, held_out = discovery.futures.inputs[limit.column], discovery.held_out
    side = "below" if limit.upper else "above"
    again = held_out.again(limit.side) / held_out.halves
    return number, one.path, side, limit.value, one.unit, limit.quasi_p, again, *held_out.spread(limit.side)


def _box_row(discovery: Discovery, box: Box, number: int) -> tuple[object, ...]:
    step, held_out = box.step, discovery.held_out.boxes[number - 1]
    ends = held_out.interval if held_out.futures else (nan, nan)
    own = (step.coverage, step.density, step.mass, step.limits, box.futures, box.hits, box.dense)
    return (*own, held_out.density, *ends, held_out.coverage)
