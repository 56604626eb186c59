"""Grants whose terms change too often: reported before a run could stumble over them.

A lever that promises grants keeps two sets of terms at once, so that promises made under
the last window are kept as they were made. A third set needs the promises under one of
them to have fallen due.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from resettle.model.inputs import Period
from resettle.model.text import Text, both, fill
from resettle.scenarios.catalogue import grant_levers, lever_classes
from resettle.scenarios.draws import varies
from resettle.scenarios.problems import SPAN, Problems, listed
from resettle.scenarios.types import LeverSpec, Value, WindowSpec

TERMS = ("unit_cost", "other_amount", "stable_months")
"""Settings of a lever that are terms of its grants."""

Terms = tuple[object, ...]


@dataclass(frozen=True)
class _Promises:
    """What a lever promises on one set of terms.

    Attributes:
        terms: The terms.
        first: First month of the promises.
        last: Last month of the promises.
        due: Month from which on none of them can be open.
        window: The last window that made some.
    """

    terms: Terms
    first: int
    last: int
    due: int
    window: WindowSpec


def check_grants(
    specs: Mapping[str, LeverSpec], uncertainty: str | tuple[str, ...], period: Period, problems: Problems
) -> None:
    """Reports levers that would promise grants on three sets of terms at once.

    Args:
        specs: Levers of the scenario.
        uncertainty: What varies between draws; terms that vary differently are not the same.
        period: Months of the run.
        problems: Collects what is wrong.
    """
    for name in grant_levers():
        kept: list[_Promises] = []  # as in the model: at most two, the ones used last at the end
        for promises in _promises(name, specs[name], uncertainty) if name in specs else ():
            same = next((one for one in kept if one.terms == promises.terms), None)
            if same is not None:
                kept.remove(same)
            elif len(kept) == 2:
                oldest = kept.pop(0)
                if oldest.due > promises.first:
                    problems.add(promises.window.where, _message(name, oldest, kept[0], promises, period))
                    break
            kept.append(promises)


def _message(name: str, oldest: _Promises, middle: _Promises, newest: _Promises, period: Period) -> Text:
    def span(promises: _Promises) -> Text:
        return fill(SPAN, start=period.label(promises.first), end=period.label(promises.last))

    return both(
        "grants of {name} change their terms ({settings}) too often: three sets follow from {oldest}, "
        "{middle} and {newest}, but those promised in {last} may be open "
        "until {open} and two sets at most are kept at once; begin the third in "
        "{due} or later, or keep the terms of an earlier window",
        "{name}的奖补条件（{settings}）变动过频：{oldest}、{middle}、{newest}先后出现三套条件，"
        "而{last}承诺的奖补可能到{open}尚未兑付，同时最多保留两套；"
        "第三套请自{due}或更晚开始，或沿用先前时段的条件",
        name=name,
        settings=listed(one for one in TERMS if one in lever_classes()[name].settings),
        oldest=span(oldest),
        middle=span(middle),
        newest=span(newest),
        last=period.label(oldest.last),
        open=period.label(oldest.due - 1),
        due=period.label(oldest.due),
    )


def _promises(name: str, spec: LeverSpec, uncertainty: str | tuple[str, ...]) -> Iterator[_Promises]:
    """The promises of each window in force that can make some."""
    lever = lever_classes()[name]
    terms_of_lever = [one for one in TERMS if one in lever.settings]
    for window in spec.in_force:
        settings = window.settings
        if not settings.keys() >= {lever.scale, *terms_of_lever} or settings[lever.scale].ends[1] <= 0:
            continue
        terms = tuple(_as_drawn(f"levers.{name}.{one}", settings[one], uncertainty) for one in terms_of_lever)
        longest = int(settings["stable_months"].ends[1]) if "stable_months" in settings else 1
        yield _Promises(terms, window.start, window.end, window.end + longest, window)


def _as_drawn(path: str, value: Value, uncertainty: str | tuple[str, ...]) -> Terms:
    """What a value comes to in every draw: equal for two values that are always equal."""
    if not varies(path, value, uncertainty):
        return (value.value,)
    return value.value, value.range, value.range_is
