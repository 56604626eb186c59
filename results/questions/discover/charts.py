"""Charts of where a plan fails."""

from __future__ import annotations

from functools import partial

import numpy as np

from resettle.results.questions.discover import findings
from resettle.results.questions.discover.boxes import SIGNIFICANT, Box
from resettle.results.questions.discover.compute import Discovery, Futures
from resettle.results.questions.discover.sentences import input_name, kind, limit_text, number_of
from resettle.results.questions.discover.tables import RANKED
from resettle.results.report.charts import Axis, Chart, Key, points, rows, rule, tidy
from resettle.results.report.style import ACCENT, INK, SCENARIO_COLOURS, SECOND, tint
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import percent, plain, unit_text
from resettle.results.text.scales import Scale, scale_of

GREY = "#8a9099"
PALE = "#d7dbe0"
WRAP = (62, 30)
"""Most characters of a line of an input's name, in English and in Chinese."""


def region_key(number: int) -> Key:
    """Mark of a region, from 0; its colour is none of those of the dots."""
    name = say("discover_region_number", number=str(number + 1))
    return Key(name, (INK, *SCENARIO_COLOURS[2:])[number], "point")


def scatter_chart(discovery: Discovery) -> Chart:
    """The futures by the two inputs that say most, with the first region as a frame."""
    futures = discovery.futures
    columns = two_inputs(discovery)
    own, others = (ACCENT, SECOND) if discovery.request.success else (SECOND, ACCENT)
    marks = {
        "other": Key(label("discover_other_futures"), tint(others, 0.7), "point"),
        "hit": Key(kind(discovery), own, "point"),
    }
    across, up = (_axis(futures, column) for column in columns)
    table = tidy(
        {
            "series": np.where(discovery.hit, "hit", "other"),
            "x": futures.x[:, columns[0]],
            "value": futures.x[:, columns[1]],
            "hover": [
                say(
                    "discover_hover",
                    x=number_of(futures, columns[0], x),
                    y=number_of(futures, columns[1], y),
                    draw=str(draw),
                )
                for (x, y), draw in zip(futures.x[:, list(columns)].tolist(), futures.draws, strict=True)
            ],
        },
        x=futures.inputs[columns[0]].unit,
        value=futures.inputs[columns[1]].unit,
    )
    frame = [_frame(futures, discovery.boxes[0], columns, own)] if discovery.boxes else []
    keys = [marks["hit"], marks["other"]]
    if frame:
        keys.append(Key(region_key(0).text, INK, "line"))
    return Chart(
        "scatter",
        findings.region(discovery),
        table,
        partial(
            points, marks=marks, across=across, up=up, sizes={"other": 6.0, "hit": 7.0}, rules=tuple(frame)
        ),
        tuple(keys),
        label("discover_chart_scatter_note" if frame else "discover_chart_scatter_none"),
        height=460,
        wide=True,
    )


def two_inputs(discovery: Discovery) -> tuple[int, int]:
    """The two inputs that the first region limits most clearly, filled up with those that differ most."""
    own = list(discovery.boxes[0].columns) if discovery.boxes else []
    first, second = [*own, *(column for column in discovery.order if column not in own)][:2]
    return first, second


def _axis(futures: Futures, column: int) -> Axis:
    """An axis over all that an input took."""
    one = futures.inputs[column]
    low, high = futures.ends(column)
    room = 0.03 * (high - low or 1.0)
    head = one.unit.split("/", maxsplit=1)[0]
    if head == "share":
        return Axis(Scale(NOTHING, form=".3~%"), input_name(one), (low - room, high + room))
    unit = NOTHING if head == "factor" else unit_text(head)
    scale = Scale(unit, form=",.4~r")
    return Axis(scale, scale.titled(input_name(one)), (low - room, high + room))


def _frame(futures: Futures, box: Box, columns: tuple[int, int], colour: str) -> dict[str, object]:
    """A rectangle around a region; where an input is not limited it ends beyond the futures."""
    ends: dict[str, object] = {}
    for axis, column in zip("xy", columns, strict=True):
        low, high = box_ends(futures, box, column)
        first, last = futures.ends(column)
        room = 0.015 * (last - first)
        ends[f"{axis}0"] = low - (room if low == first else 0.0)
        ends[f"{axis}1"] = high + (room if high == last else 0.0)
    return {
        "type": "rect",
        **ends,
        "line": {"color": INK, "width": 2},
        "fillcolor": tint(colour, 0.06),
        "layer": "below",
    }


def box_ends(futures: Futures, box: Box, column: int) -> tuple[float, float]:
    """Where a box ends in an input; where it is not limited, the futures' own ends."""
    low, high = futures.ends(column)
    own = {limit.upper: limit.value for limit in box.limits if limit.column == column}
    return own.get(False, low), own.get(True, high)


def peeling_chart(discovery: Discovery) -> Chart:
    """The boxes that PRIM passed through on the way to each region: coverage against density."""
    regions = [region_key(number) for number in range(len(discovery.boxes))]
    marks: dict[str, Key] = {}
    parts = []
    for number, (box, key) in enumerate(zip(discovery.boxes, regions, strict=True)):
        marks |= {f"path-{number}": Key(key.text, tint(key.colour, 0.5), "line"), f"region-{number}": key}
        parts += [(f"path-{number}", step) for step in box.steps]
        parts.append((f"region-{number}", box.step))
    rows_of = [
        (
            series,
            step.coverage,
            step.density,
            say(
                "discover_hover_step",
                coverage=percent(step.coverage, 0),
                density=percent(step.density, 0),
                mass=percent(step.mass, 0),
                limits=str(step.limits),
            ),
        )
        for series, step in parts
    ]
    table = tidy(rows_of, ("series", "x", "value", "hover"), x="share", value="share")
    ends = (-0.02, 1.03)
    return Chart(
        "steps",
        findings.steps(discovery),
        table,
        partial(
            points,
            marks=marks,
            across=Axis(scale_of("share"), say("discover_axis_coverage", kind=kind(discovery)), ends),
            up=Axis(scale_of("share"), say("discover_axis_density", kind=kind(discovery)), ends),
            joined=[name for name in marks if name.startswith("path")],
            sizes={name: 5.0 if name.startswith("path") else 14.0 for name in marks},
            rules=(rule("y", discovery.share, GREY),),
        ),
        tuple(regions),
        label("discover_chart_steps_note"),
        height=360,
    )


def ranges_chart(discovery: Discovery) -> Chart:
    """How much of each input a region takes, on a scale from the lowest to the highest of the futures."""
    futures = discovery.futures
    regions = [region_key(number) for number in range(len(discovery.boxes))]
    marks = {"all": Key(label("discover_all_futures"), PALE, "line")}
    marks |= {f"region-{number}": Key(key.text, key.colour, "line") for number, key in enumerate(regions)}
    parts: list[tuple[str, int, Text, float, float, Text]] = []
    limited = [(number, box, column) for number, box in enumerate(discovery.boxes) for column in box.columns]
    for row, (number, box, column) in enumerate(limited):
        first, last = futures.ends(column)
        low, high = ((end - first) / (last - first) for end in box_ends(futures, box, column))
        own = sorted((limit for limit in box.limits if limit.column == column), key=lambda one: one.upper)
        limits = join([limit_text(limit, futures) for limit in own], ", ", "\N{FULLWIDTH COMMA}")
        whole = join([number_of(futures, column, end) for end in (first, last)], " – ", " – ")
        name = say("discover_limited", name=input_name(futures.inputs[column]), limits=limits)
        parts.append(("all", row, name, 0.0, 1.0, say("discover_hover_whole", whole=whole)))
        parts.append((f"region-{number}", row, name, low, high, limits))
    columns = ("series", "row", "name", "low", "high", "hover")
    table = tidy(parts, columns, low="share", high="share")
    return Chart(
        "ranges",
        findings.limits(discovery),
        table,
        partial(
            rows,
            marks=marks,
            scale=scale_of("share"),
            width=0.3,
            wrap=(44, 22),
            counted=label("discover_counted_range"),
        ),
        tuple(marks.values()),
        label("discover_chart_limits_note"),
        height=max(240, 110 + 62 * len(limited)),
    )


def ranking_chart(discovery: Discovery) -> Chart:
    """The inputs that differ most between the futures looked for and others."""
    assert discovery.ranking is not None
    ranking, futures = discovery.ranking, discovery.futures
    shown = discovery.order[:RANKED]
    marks = {
        "clear": Key(label("discover_key_clear"), ACCENT, "block"),
        "unclear": Key(label("discover_key_unclear"), PALE, "block"),
    }
    table = tidy(
        {
            "series": np.where(ranking.adjusted[shown] <= SIGNIFICANT, "clear", "unclear"),
            "row": range(len(shown)),
            "name": [input_name(futures.inputs[column]) for column in shown],
            "value": ranking.distance[shown],
            "hover": [
                say(
                    "discover_hover_input",
                    distance=plain(float(ranking.distance[column]), 2),
                    hits=number_of(futures, column, float(ranking.hits[column])),
                    others=number_of(futures, column, float(ranking.misses[column])),
                    kind=kind(discovery),
                )
                for column in shown
            ],
        }
    )
    keys = tuple(key for name, key in marks.items() if name in set(table["series"]))
    return Chart(
        "inputs",
        findings.differing(discovery),
        table,
        partial(
            rows,
            marks=marks,
            scale=Scale(NOTHING, form="~g"),
            wrap=WRAP,
            counted=label("discover_counted_distance"),
        ),
        keys,
        label("discover_chart_inputs_note"),
        height=100 + 40 * len(shown),
        wide=True,
    )
