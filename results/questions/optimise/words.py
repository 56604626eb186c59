"""Names of mixes and limits, and money in one unit for a place."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from resettle.results.questions.optimise.aims import SAME_MONEY
from resettle.results.questions.optimise.binding import CAPACITY, Lifted
from resettle.results.questions.optimise.choice import Choice
from resettle.results.questions.optimise.compute import Solution
from resettle.results.questions.optimise.files import file_name
from resettle.results.questions.optimise.naming import Named
from resettle.results.statistics.paired import Probability
from resettle.results.text.labels import Text, join, label, quoted, say
from resettle.results.text.names import lever_label, short_setting
from resettle.results.text.numbers import (
    NONE,
    bound_text,
    figure,
    percent,
    plain,
    probable,
    signed,
    span,
    with_interval,
)
from resettle.scenarios.paths import Input

YI, WAN, MILLION = 1e8, 1e4, 1e6
"""Yuan in the steps of public money that answers use."""

LARGE = 1e9
"""Spending of a plan, in yuan, from which a place counts in 亿元; below it in 万元."""

LEAST = 0.1
"""Part of 亿元 below which no number is told."""


@dataclass(frozen=True)
class Purse:
    """Money of one place, always in the same unit.

    Attributes:
        planned: Spending of the plan, in yuan.
    """

    planned: float

    @property
    def step(self) -> float:
        """Yuan in the unit of Chinese."""
        return YI if self.planned >= LARGE else WAN

    def text(self, value: float) -> Text:
        """An amount."""
        if not isfinite(value):
            return NONE
        english = plain(value / MILLION, 0 if self.planned >= LARGE else 1 if self.planned >= 1e8 else 2)
        if self.step == WAN:
            chinese = say("yuan_wan", value=plain(value / WAN, 0)).zh
        elif 0.0 < abs(value) < LEAST * YI:
            chinese = label("optimise_tiny").zh if value > 0.0 else say("optimise_tiny_less").zh
        else:
            chinese = say("yuan_yi", value=plain(value / YI, 1)).zh
        return Text(say("yuan_million", value=english).en, chinese)

    def moved(self, value: float) -> Text:
        """A difference with its sign."""
        return signed(self.text(value), value)


def purse(solution: Solution) -> Purse:
    """Money of the plan's place."""
    return Purse(solution.plan.trial.cost)


def aim_name(solution: Solution, aim: str) -> Text:
    """What a mix is named for."""
    budget = aim == "keep" and solution.problem.budget is not None
    return label("optimise_aim_budget" if budget else f"optimise_aim_{aim}")


def mix_name(solution: Solution, one: Named) -> Text:
    """Name of a mix, or of the plan."""
    if not one.aims:
        return label("optimise_plan")
    return join(_names(solution, one), " = ", "兼")


def _names(solution: Solution, one: Named) -> list[Text]:
    """What a mix is named for; of several aims for the same money only the first says so."""
    named: list[Text] = []
    same = [aim for aim in one.aims if aim in SAME_MONEY]
    for aim in one.aims:
        name = aim_name(solution, aim)
        if aim in same[:1]:
            name = join([name, *(label(f"optimise_most_{other}") for other in same[1:])], ", ", "、")
        if aim not in same[1:]:
            named.append(name)
    return named


def mix_file_name(solution: Solution, one: Named) -> str:
    """Name of the file of a mix."""
    return f"{file_name(solution.problem.scenario, one.aims[0])}.yaml"


def probability_text(one: Probability) -> Text:
    """A probability with its interval, for sentences."""
    interval = span(*probable(one.low, one.high))
    return say("interval_said", value=percent(one.share, 0), interval=interval)


def probability_cell(one: Probability) -> Text:
    """A probability with its interval, for tables."""
    return with_interval(percent(one.share, 0), *probable(one.low, one.high))


def against(solution: Solution, one: Named) -> Text:
    """How spending compares with that of the plan."""
    planned = solution.plan.trial.cost
    part = one.trial.cost / planned - 1.0 if planned > 0.0 else 0.0
    if abs(part) < 0.005:
        return label("optimise_as_dear")
    key = "optimise_cheaper" if part < 0.0 else "optimise_dearer"
    amount = purse(solution).text(abs(one.trial.cost - planned))
    return say(key, amount=amount, part=percent(abs(part), 0 if abs(part) >= 0.1 else 1))


def number(one: Input, value: float) -> Text:
    """A setting's number with its unit."""
    return bound_text(round(value, 10), one.unit) if one.unit.startswith("share") else figure(value, one.unit)


def change(solution: Solution, choice: Choice, step: int) -> Text:
    """What a mix does to a setting, in words."""
    level, name = choice.levels[step], short_setting(choice.one)
    if not choice.ramped:
        old, new = number(choice.one, choice.one.central), number(choice.one, level)
        return say("optimise_change", name=name, old=old, new=new)
    period = solution.problem.scenario.period
    end = choice.times(step, period, period.end) - 1.0
    key = "optimise_more" if level > 0.0 else "optimise_less"
    return say(key, name=name, part=percent(abs(level), 0), end=percent(abs(end), 0))


def limit_name(solution: Solution, lifted: Lifted) -> Text:
    """What a limit is called."""
    band = percent(solution.problem.request.band, 0)
    if lifted.limit == CAPACITY and lifted.position is not None:
        lever = solution.problem.choices[lifted.position].one.lever
        return say("optimise_limit_capacity", lever=lever_label(lever))
    return say(f"optimise_limit_{lifted.limit}", band=band)


def quoted_name(solution: Solution, one: Named) -> Text:
    """Name of a mix in quotation marks."""
    if not one.aims:
        return label("optimise_plan")
    return join([quoted(name) for name in _names(solution, one)], " = ", "兼")
