"""Regions in sentences: what a planner should be able to say of where a plan fails."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING

from resettle.results.questions.discover.study import LEAST
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import NONE, money, percent, plain, points, signed, span, unit_text
from resettle.results.text.settings import setting_name

if TYPE_CHECKING:
    from resettle.results.questions.discover.boxes import Box
    from resettle.results.questions.discover.check import Held
    from resettle.results.questions.discover.prim import Limit
    from resettle.results.questions.discover.study import Study
    from resettle.scenarios.settable import Input

NAMED = 3
"""Inputs that a headline names."""

CERTAIN = 0.05
"""Probability by chance below which an input is said to tell failures from the rest."""


def name_of(one: Input) -> Text:
    """What an input is: a setting with its lever, a growth or factor against what is stated."""
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


def limit_value(limit: Limit, held: Study) -> Text:
    """Where a limit lies, for `below` and `above`; whole numbers are the next that lie outside."""
    one = held.futures.inputs[limit.column]
    value = limit.value
    if one.whole:
        value = floor(value) + 1 if limit.upper else ceil(value) - 1
    return shown(value, one, width_of(held, limit.column))


def limit_text(limit: Limit, held: Study) -> Text:
    """A limit without its input."""
    value = limit_value(limit, held)
    return say("discover_limit_below" if limit.upper else "discover_limit_above", value=value)


def width_of(held: Study, column: int) -> float:
    """How far the futures lie apart in an input."""
    values = held.futures.x[:, column]
    return float(values.max() - values.min())


def where(box: Box, held: Study) -> Text:
    """The limits of a box in words."""
    told = []
    for column in box.columns:
        own = {limit.upper: limit_value(limit, held) for limit in box.limits if limit.column == column}
        name = name_of(held.futures.inputs[column])
        if len(own) == 2:
            told.append(say("discover_between", name=name, low=own[False], high=own[True]))
        elif True in own:
            told.append(say("discover_below", name=name, value=own[True]))
        else:
            told.append(say("discover_above", name=name, value=own[False]))
    return join(told, " and ", "且")


def often(share: float) -> Text:
    """A share as so many of ten, or of a hundred where it is close to none or all."""
    if round(100 * share) >= 100:
        return label("discover_density_all")
    whole = 10 if 0.05 <= share < 0.95 else 100
    return say("discover_density", part=str(round(whole * share)), whole=str(whole))


def does(held: Study) -> Text:
    """What the plan does in the futures that are looked for."""
    names = [
        say("discover_quoted", name=held.futures.targets[place].title)
        if len(held.chosen) > 1
        else held.futures.targets[place].title
        for place in held.chosen
    ]
    if len(names) == 1:
        return say("discover_reaches" if held.success else "discover_misses", target=names[0])
    targets = join(names, ", ", "\N{IDEOGRAPHIC COMMA}")
    return say("discover_reaches_all" if held.success else "discover_misses_any", targets=targets)


def kind(held: Study) -> Text:
    """What the futures are called that are looked for."""
    return label("discover_successes" if held.success else "discover_failures")


def interval(ends: tuple[float, float]) -> Text:
    """A 95 % interval of a share."""
    return span(percent(ends[0]), percent(ends[1]))


def headlines(held: Study) -> tuple[Text, ...]:
    """What a planner should be able to say."""
    if held.share in (0.0, 1.0):
        key = "discover_always" if held.share else "discover_never"
        return (say(key, does=does(held), futures=str(held.count), interval=interval(held.interval)),)
    told = [
        say(
            "discover_share",
            does=does(held),
            hits=str(held.hits),
            futures=str(held.count),
            share=percent(held.share),
            interval=interval(held.interval),
        )
    ]
    if not held.named:
        told.append(label("discover_default"))
    told += [_region(held, box, number) for number, box in enumerate(held.boxes)]
    if not held.boxes:
        told.append(_nothing(held))
    told.append(_telling(held))
    return tuple(told)


def _nothing(held: Study) -> Text:
    """Why there is no region."""
    if held.few:
        return say(
            "discover_few",
            hits=str(held.hits),
            kind=kind(held),
            others=str(held.count - held.hits),
            least=str(LEAST),
            wanted=plain(held.wanted),
        )
    return say("discover_none", kind=kind(held), futures=str(held.count), more=str(2 * held.count))


def _region(held: Study, box: Box, number: int) -> Text:
    told = [
        say(
            "discover_next" if number else "discover_first",
            does=does(held),
            density=often(box.step.density),
            hits=str(box.hits),
            inside=str(box.futures),
            where=where(box, held),
            coverage=percent(box.step.coverage, 0),
            kind=kind(held),
        )
    ]
    if not box.dense:
        told.append(
            say(
                "discover_sparse",
                kind=kind(held),
                goal=percent(held.goal, 0),
                share=percent(held.share, 0),
            )
        )
    told.append(_unseen(held, box, held.check.boxes[number]))
    return join(told, " ", "")


def _unseen(held: Study, box: Box, unseen: Held) -> Text:
    again = min(held.check.again(limit.side) for limit in box.limits)
    return say(
        "discover_unseen",
        density=percent(unseen.density, 0),
        interval=span(*(percent(end, 0) for end in unseen.interval)),
        coverage=percent(unseen.coverage, 0),
        kind=kind(held),
        again=str(round(again * held.check.halves)),
        halves=str(held.check.halves),
    )


def _telling(held: Study) -> Text:
    """The inputs that tell failures from the rest."""
    if held.ranking is None:
        return NOTHING
    clear = [place for place in held.order if held.ranking.adjusted[place] <= CERTAIN]
    inputs = str(len(held.order))
    if not clear:
        return say("discover_telling_none", kind=kind(held), inputs=inputs)
    names = quoted([name_of(held.futures.inputs[place]) for place in clear[:NAMED]])
    if len(clear) > NAMED:
        names = say("discover_telling_more", names=names, left=str(len(clear) - NAMED))
    return say("discover_telling", names=names, kind=kind(held), number=str(len(clear)), inputs=inputs)


def quoted(names: Sequence[Text]) -> Text:
    """Names in quotation marks, in a row."""
    return join([say("discover_quoted", name=name) for name in names], ", ", "\N{IDEOGRAPHIC COMMA}")
