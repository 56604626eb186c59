"""Charts of where a plan fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resettle.results.questions.discover.tables import RANKED
from resettle.results.questions.discover.words import CERTAIN, kind, limit_text, name_of, shown, width_of
from resettle.results.report.style import (
    ACCENT,
    INK,
    SCENARIO_COLOURS,
    SECOND,
    Chart,
    Figure,
    Key,
    bilingual,
    layout,
    numbers,
    tint,
    wrapped,
)
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import percent, plain

if TYPE_CHECKING:
    from resettle.results.questions.discover.boxes import Box, Step
    from resettle.results.questions.discover.study import Study

GREY = "#8a9099"
PALE = "#d7dbe0"


def colour_of(number: int) -> str:
    """Colour of a region, from 0; none is that of the dots."""
    return (INK, *SCENARIO_COLOURS[2:])[number]


def scatter(held: Study) -> Chart:
    """The futures by the two inputs that say most, with the first region as a frame."""
    first, second = two_inputs(held)
    x, y = held.futures.x[:, first], held.futures.x[:, second]
    own, others = (ACCENT, SECOND) if held.success else (SECOND, ACCENT)
    ways = [(~held.hit, tint(others, 0.7), 6), (held.hit, tint(own, 0.8), 7)]
    forms = _form(held, first), _form(held, second)
    template = f"%{{x:{forms[0]}}}, %{{y:{forms[1]}}} (%{{hovertext}})<extra></extra>"
    data: list[Figure] = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": numbers(x[chosen]),
            "y": numbers(y[chosen]),
            "marker": {"color": colour, "size": size, "line": {"width": 0}},
            "hovertext": [
                bilingual(say("discover_hover", draw=str(draw)))
                for draw, shows in zip(held.futures.draws, chosen, strict=True)
                if shows
            ],
            "hovertemplate": template,
        }
        for chosen, colour, size in ways
    ]
    shapes = [_frame(held, held.boxes[0], first, second, own)] if held.boxes else []
    keys = [
        Key(kind(held), own, "point"),
        Key(label("discover_other_futures"), tint(others, 0.7), "point"),
    ]
    if shapes:
        keys.append(Key(say("discover_region_number", number="1"), INK, "line"))
    axes = {
        "xaxis": _axis(held, first, "x"),
        "yaxis": _axis(held, second, "y"),
    }
    return Chart(
        "scatter",
        label("discover_chart_scatter"),
        {"data": data, "layout": layout(**axes, shapes=shapes, hovermode="closest")},
        tuple(keys),
        label("discover_chart_scatter_note" if shapes else "discover_chart_scatter_none"),
        height=460,
        wide=True,
    )


def two_inputs(held: Study) -> tuple[int, int]:
    """The two inputs that the first region limits most tellingly, filled up with those that differ most."""
    own = list(held.boxes[0].columns) if held.boxes else []
    first, second = [*own, *(place for place in held.order if place not in own)][:2]
    return first, second


def _form(held: Study, column: int) -> str:
    one = held.futures.inputs[column]
    return ".3~%" if one.unit.split("/", maxsplit=1)[0] == "share" else ",.4~g"


def _axis(held: Study, column: int, side: str) -> Figure:
    values = held.futures.x[:, column]
    low, high = float(values.min()), float(values.max())
    room = 0.03 * (high - low or 1.0)
    name = wrapped(name_of(held.futures.inputs[column]), 60 if side == "x" else 44, 30 if side == "x" else 22)
    return {
        "range": [low - room, high + room],
        "tickformat": _form(held, column),
        "title": {"text": {"en": name.en, "zh": name.zh}, "font": {"size": 12.5}},
    }


def _frame(held: Study, box: Box, first: int, second: int, colour: str) -> Figure:
    ends = {}
    for axis, column in (("x", first), ("y", second)):
        low, high = _ends(held, box, column)
        room = 0.015 * width_of(held, column)
        values = held.futures.x[:, column]
        ends[f"{axis}0"] = low - (room if low == float(values.min()) else 0.0)
        ends[f"{axis}1"] = high + (room if high == float(values.max()) else 0.0)
    return {
        "type": "rect",
        **ends,
        "line": {"color": INK, "width": 2},
        "fillcolor": tint(colour, 0.06),
        "layer": "below",
    }


def _ends(held: Study, box: Box, column: int) -> tuple[float, float]:
    """Where a box ends in an input; where it is not limited, the futures' own ends."""
    values = held.futures.x[:, column]
    own = {limit.upper: limit.value for limit in box.limits if limit.column == column}
    return own.get(False, float(values.min())), own.get(True, float(values.max()))


def steps(held: Study) -> Chart:
    """The way that PRIM took to each region: coverage against density."""
    data: list[Figure] = []
    keys = []
    for number, box in enumerate(held.boxes):
        colour = colour_of(number)
        name = say("discover_region_number", number=str(number + 1))
        pale = tint(colour, 0.5)
        way: Figure = {
            "type": "scatter",
            "mode": "lines+markers",
            "x": numbers([one.coverage for one in box.steps]),
            "y": numbers([one.density for one in box.steps]),
            "line": {"color": pale, "width": 1.4},
            "marker": {"color": pale, "size": 5},
        }
        data.append(way | _hover(box.steps))
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [box.step.coverage],
                "y": [box.step.density],
                "marker": {"color": colour, "size": 14},
                **_hover((box.step,)),
            }
        )
        keys.append(Key(name, colour, "point"))
    base: Figure = {"type": "line", "x0": 0, "x1": 1, "y0": held.share, "y1": held.share}
    base |= {"line": {"color": GREY, "width": 1.4, "dash": "dash"}}
    axes = {
        name: {
            "range": [-0.02, 1.03],
            "tickformat": ".0%",
            "title": {"text": bilingual(title), "font": {"size": 12.5}},
        }
        for name, title in (
            ("xaxis", label("discover_axis_coverage")),
            ("yaxis", label("discover_axis_density")),
        )
    }
    return Chart(
        "steps",
        label("discover_chart_steps"),
        {"data": data, "layout": layout(**axes, shapes=[base], hovermode="closest")},
        tuple(keys),
        label("discover_chart_steps_note"),
        height=360,
    )


def _hover(told: tuple[Step, ...]) -> Figure:
    texts = [
        say(
            "discover_hover_step",
            coverage=percent(one.coverage, 0),
            density=percent(one.density, 0),
            mass=percent(one.mass, 0),
            limits=str(one.limits),
        )
        for one in told
    ]
    return {"hovertext": [bilingual(text) for text in texts], "hoverinfo": "text"}


def ranges(held: Study) -> Chart:
    """How much of each input a region takes, on a scale from the lowest to the highest of the futures."""
    rows = [(number, box, column) for number, box in enumerate(held.boxes) for column in box.columns]
    rows.reverse()
    data: list[Figure] = []
    names = []
    for place, (number, box, column) in enumerate(rows):
        one, width = held.futures.inputs[column], width_of(held, column)
        values = held.futures.x[:, column]
        low, high = (float((end - values.min()) / width) for end in _ends(held, box, column))
        own = sorted((limit for limit in box.limits if limit.column == column), key=lambda limit: limit.upper)
        told = join([limit_text(limit, held) for limit in own], ", ", "\N{FULLWIDTH COMMA}")
        whole = join([shown(float(end), one, width) for end in (values.min(), values.max())], " – ", " – ")
        data.append(_bar(place, 0.0, 1.0, PALE, 12, say("discover_hover_whole", whole=whole)))
        data.append(_bar(place, low, high, colour_of(number), 12, told))
        name = wrapped(name_of(one), 40, 20)
        names.append(Text(f"{name.en}<br>{told.en}", f"{name.zh}<br>{told.zh}"))
    axes = {
        "xaxis": {"range": [-0.02, 1.02], "tickformat": ".0%"},
        "yaxis": _rows(names),
    }
    keys = tuple(
        Key(say("discover_region_number", number=str(number + 1)), colour_of(number))
        for number in range(len(held.boxes))
    )
    return Chart(
        "ranges",
        label("discover_chart_limits"),
        {"data": data, "layout": layout(**axes, hovermode="closest")},
        keys if len(keys) > 1 else (),
        label("discover_chart_limits_note"),
        height=max(220, 90 + 62 * len(rows)),
    )


def _bar(place: int, low: float, high: float, colour: str, width: float, told: Text = NOTHING) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": numbers([low, high]),
        "y": [place, place],
        "line": {"color": colour, "width": width},
        "hovertext": [bilingual(told)] * 2,
        "hoverinfo": "text",
    }


def _rows(names: list[Text]) -> Figure:
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [{"en": name.en, "zh": name.zh} for name in names],
        "range": [-0.6, len(names) - 0.4],
        "ticks": "",
        "showgrid": False,
    }


def ranking(held: Study) -> Chart:
    """The inputs that differ most between the futures looked for and others."""
    assert held.ranking is not None
    told = held.ranking
    places = held.order[:RANKED][::-1]
    texts = [
        say(
            "discover_hover_input",
            distance=plain(float(told.distance[place]), 2),
            hits=shown(float(told.hits[place]), held.futures.inputs[place], width_of(held, place)),
            others=shown(float(told.misses[place]), held.futures.inputs[place], width_of(held, place)),
            kind=kind(held),
        )
        for place in places
    ]
    bars: Figure = {
        "type": "bar",
        "orientation": "h",
        "x": numbers(told.distance[places]),
        "y": list(range(len(places))),
        "marker": {"color": [ACCENT if told.adjusted[place] <= CERTAIN else PALE for place in places]},
        "width": 0.62,
        "hovertext": [bilingual(text) for text in texts],
        "hoverinfo": "text",
    }
    names = [wrapped(name_of(held.futures.inputs[place]), 62, 30) for place in places]
    axes = {"xaxis": {"rangemode": "tozero", "tickformat": "~g"}, "yaxis": _rows(names)}
    return Chart(
        "inputs",
        label("discover_chart_inputs"),
        {"data": [bars], "layout": layout(**axes, hovermode="closest")},
        note=label("discover_chart_inputs_note"),
        height=80 + 40 * len(places),
        wide=True,
    )
