"""Regions in sentences: what a planner should be able to say of where a plan fails."""

from __future__ import annotations

from math import ceil, floor, isfinite, log10

from resettle.results.questions.discover.boxes import SIGNIFICANT, Box
from resettle.results.questions.discover.compute import LEAST, Discovery, Futures
from resettle.results.questions.discover.held_out import HeldOutBox
from resettle.results.questions.discover.prim import Limit
from resettle.results.text.labels import Text, join, label, listed, quoted, say
from resettle.results.text.names import setting_name
from resettle.results.text.numbers import (
    NONE,
    money,
    percent,
    plain,
    points,
    signed,
    span,
    unit_text,
    with_interval,
)
from resettle.scenarios.settable import Input

NAMED = 3
"""Inputs that a headline names."""


def input_name(one: Input) -> Text:
    """What an input is: a setting with its lever; of a growth or a factor also what it is relative to."""
    own = setting_name(one)
    if one.measure == "growth":
        return say("discover_growth_of", name=own)
    return say("discover_factor_of", name=own) if one.unit == "factor" else own


def shown(value: float, one: Input, width: float) -> Text:
    """A number of an input, with as many digits as its range of this width needs."""
    if not isfinite(value):
        return NONE
    head = one.unit.split("/", maxsplit=1)[0]
    if one.measure == "growth":
        return signed(points(value, _digits(100.0 * width)), value)
    if head == "share":
        return percent(value, _digits(100.0 * width))
    if head == "yuan" and abs(value) >= 1e6:
        return money(value)
    text = plain(value, _digits(width))
    if head == "yuan":
        return say("yuan", value=text)
    if one.unit == "factor":
        return Text(text, text)
    if head == "multiple":
        return say("times", value=text)
    unit = unit_text(head)
    return Text(f"{text} {unit.en}", f"{text}{unit.zh}")


def _digits(width: float) -> int:
    """Decimals that tell about a hundred steps of a width apart."""
    return 0 if not width > 0.0 else min(4, max(0, round(2.0 - log10(width))))


def number_of(futures: Futures, column: int, value: float) -> Text:
    """A number of an input of the futures."""
    low, high = futures.ends(column)
    return shown(value, futures.inputs[column], high - low)


def limit_value(limit: Limit, futures: Futures) -> Text:
    """Where a limit lies, for `below` and `above`; whole numbers are the next that lie outside."""
    value = limit.value
    if futures.inputs[limit.column].whole:
        value = floor(value) + 1 if limit.upper else ceil(value) - 1
    return number_of(futures, limit.column, value)


def limit_text(limit: Limit, futures: Futures) -> Text:
    """A limit without its input."""
    value = limit_value(limit, futures)
    return say("discover_limit_below" if limit.upper else "discover_limit_above", value=value)


def where(box: Box, futures: Futures) -> Text:
    """The limits of a box in words."""
    parts = []
    for column in box.columns:
        own = {limit.upper: limit_value(limit, futures) for limit in box.limits if limit.column == column}
        name = input_name(futures.inputs[column])
        if len(own) == 2:
            parts.append(say("discover_between", name=name, low=own[False], high=own[True]))
        elif True in own:
            parts.append(say("discover_below", name=name, value=own[True]))
        else:
            parts.append(say("discover_above", name=name, value=own[False]))
    return join(parts, " and ", "且")


def often(share: float) -> Text:
    """A share as so many of ten, or of a hundred where it is close to none or all."""
    if round(100 * share) >= 100:
        return label("discover_density_all")
    whole = 10 if 0.05 <= share < 0.95 else 100
    return say("discover_density", part=str(round(whole * share)), whole=str(whole))


def does(discovery: Discovery) -> Text:
    """What the plan does in the futures that are looked for."""
    titles = [discovery.futures.targets[number].title for number in discovery.targets]
    success = discovery.request.success
    if len(titles) == 1:
        return say("discover_reaches" if success else "discover_misses", target=titles[0])
    key = "discover_reaches_all" if success else "discover_misses_any"
    return say(key, targets=listed([quoted(one) for one in titles]))


def kind(discovery: Discovery) -> Text:
    """What the futures are called that are looked for."""
    return label("discover_successes" if discovery.request.success else "discover_failures")


def interval(ends: tuple[float, float]) -> Text:
    """A 95 % interval of a share."""
    return span(percent(ends[0]), percent(ends[1]))


def held_out_density(one: HeldOutBox) -> Text:
    """Density on held-out futures with its interval."""
    return with_interval(*(percent(value, 0) for value in (one.density, *one.interval)))


def headlines(discovery: Discovery) -> tuple[Text, ...]:
    """What a planner should be able to say."""
    if discovery.share in (0.0, 1.0):
        return (
            say(
                "discover_always" if discovery.share else "discover_never",
                does=does(discovery),
                futures=str(discovery.count),
                interval=interval(discovery.interval),
            ),
        )
    lines = [
        say(
            "discover_share",
            does=does(discovery),
            hits=str(discovery.hits),
            futures=str(discovery.count),
            share=with_interval(*(percent(value) for value in (discovery.share, *discovery.interval))),
        )
    ]
    if not discovery.request.targets:
        lines.append(label("discover_default"))
    lines += [_region(discovery, number) for number in range(len(discovery.boxes))]
    if not discovery.boxes:
        lines.append(_no_region(discovery))
    lines.append(_differing(discovery))
    return tuple(lines)


def _no_region(discovery: Discovery) -> Text:
    """Why there is no region."""
    if discovery.few:
        return say(
            "discover_few",
            hits=str(discovery.hits),
            kind=kind(discovery),
            others=str(discovery.count - discovery.hits),
            least=str(LEAST),
            wanted=plain(discovery.wanted),
        )
    more = str(2 * discovery.count)
    return say("discover_none", kind=kind(discovery), futures=str(discovery.count), more=more)


def _region(discovery: Discovery, number: int) -> Text:
    box, held_out = discovery.boxes[number], discovery.held_out
    one = held_out.boxes[number]
    parts = [
        say(
            "discover_next" if number else "discover_first",
            does=does(discovery),
            density=often(box.step.density),
            hits=str(box.hits),
            inside=str(box.futures),
            where=where(box, discovery.futures),
            coverage=percent(box.step.coverage, 0),
            kind=kind(discovery),
        )
    ]
    if not box.dense:
        goal, share = percent(discovery.goal, 0), percent(discovery.share, 0)
        parts.append(say("discover_sparse", kind=kind(discovery), goal=goal, share=share))
    parts.append(
        say(
            "discover_held_out",
            density=held_out_density(one),
            coverage=percent(one.coverage, 0),
            kind=kind(discovery),
            again=str(min(held_out.again(limit.side) for limit in box.limits)),
            halves=str(held_out.halves),
        )
    )
    return join(parts, " ", "")


def _differing(discovery: Discovery) -> Text:
    """The inputs that differ between the futures looked for and the rest."""
    assert discovery.ranking is not None
    clear = [column for column in discovery.order if discovery.ranking.adjusted[column] <= SIGNIFICANT]
    inputs = str(len(discovery.order))
    if not clear:
        return say("discover_differing_none", kind=kind(discovery), inputs=inputs)
    named = [quoted(input_name(discovery.futures.inputs[column])) for column in clear[:NAMED]]
    names = listed(named) if len(clear) <= NAMED else join(named, ", ", "\N{IDEOGRAPHIC COMMA}")
    if len(clear) > NAMED:
        names = say("discover_differing_more", names=names, left=str(len(clear) - NAMED))
    return say("discover_differing", names=names, kind=kind(discovery), number=str(len(clear)), inputs=inputs)
