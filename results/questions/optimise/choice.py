"""What a mix chooses: a setting of a lever each, how far it may go, and the scenario that a mix makes.

Capacity to act grows slowly: a lever changes by so much of the plan's amount a year, not before some months
have passed, and what is beyond the plan costs more a unit. Amounts are multiples of what the plan states,
with its range, so that a future draws the same luck of amounts for the plan and for every mix of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10

from resettle.model.fields import Field
from resettle.model.inputs import Period
from resettle.model.months import year_of
from resettle.model.text import Text, both, fill
from resettle.scenarios import Scenario
from resettle.scenarios.catalogue import lever_classes, setting_field
from resettle.scenarios.language import SaidError
from resettle.scenarios.paths import Input, changed
from resettle.scenarios.types import LeverSpec, Source, Value, WindowSpec

YEARLY = 0.25
"""Most that a lever of capacity changes a year, as a part of the plan's amount (assumed)."""

DELAY = 6
"""Months from the begin of the plan to the first change (assumed)."""

DEARER = 0.25
"""By how much each further `YEARLY` beyond the plan is dearer a unit (assumed)."""

MOST = 4.0
"""Upper bound of a free lever, in multiples of the plan."""

WIDE = 4.0
"""Yearly changes that are tried where capacity is lifted to see whether it binds, in `YEARLY`."""

PARTS = 5
"""Steps from the plan to the largest change allowed."""

COUNT = 20
"""About so many steps of a lever that goes from nothing to a multiple of the plan."""

SLIP = 1e-9
"""Rounding that is forgiven."""

Mix = tuple[int, ...]
"""One step for each choice."""


def variant_name(mix: Mix) -> str:
    """What runs of a mix are called."""
    return f"mix-{'-'.join(map(str, mix))}"


class NoSteps(SaidError, ValueError):
    """A range in which there is no number to choose."""


@dataclass(frozen=True)
class Choice:
    """One setting that a mix chooses.

    Attributes:
        one: The setting.
        status: Status of its lever.
        levels: Change a year as a part of the plan's amount where `ramped`, else the number itself; rising.
        planned: Step that is the plan, or nearest to it.
        first: Lowest step that is allowed.
        last: Highest step that is allowed.
        ramped: Whether it changes year by year.
        delay: Months from the begin of the plan to the first change, where it is ramped.
    """

    one: Input
    status: str
    levels: tuple[float, ...]
    planned: int
    first: int
    last: int
    ramped: bool
    delay: int = DELAY

    @property
    def free(self) -> bool:
        """Whether it leaves a choice."""
        return self.last > self.first

    @property
    def ends(self) -> tuple[int, ...]:
        """The ends of what is allowed, apart from the plan."""
        return tuple(step for step in (self.last, self.first) if step != self.planned)

    def apart(self, step: int) -> float:
        """How far a step is from the plan, in parts of what is allowed."""
        width = self.levels[self.last] - self.levels[self.first]
        return (self.levels[step] - self.levels[self.planned]) / (width or 1.0)

    def times(self, step: int, period: Period, month: int) -> float:
        """What the plan's amount is multiplied by in a month, as far as its declaration allows."""
        most = self.one.highest / self.one.central if self.one.central > 0.0 else 1.0
        return min(factor(self.levels[step], period, month, self.delay), max(most, 1.0))

    def dearer(self, step: int, period: Period, month: int) -> float:
        """What is paid beyond the plan's price, as a part of spending; allowances have no price."""
        cash = lever_classes()[self.one.lever].cash
        return 0.0 if cash else dearer(self.times(step, period, month))

    def is_plan(self, step: int) -> bool:
        """Whether a step is what the plan states."""
        return step == self.planned and (self.ramped or self.levels[step] == self.one.central)


def ramp(one: Input, status: str, low: float, high: float) -> Choice:
    """A choice that changes year by year.

    Args:
        one: The setting.
        status: Status of its lever.
        low: Lowest change a year, 0 or below.
        high: Highest change a year, 0 or above.
    """
    inside = [low * part / PARTS for part in range(PARTS, 0, -1)] if low < 0.0 else []
    above = [high * part / PARTS for part in range(1, PARTS + 1)] if high > 0.0 else []
    beyond = [YEARLY * factor for factor in (2.0, WIDE) if YEARLY * factor > high]
    below = [-YEARLY * factor for factor in (WIDE, 2.0, 1.0) if -YEARLY * factor < low - SLIP]
    levels = tuple(float(f"{level:.12g}") for level in (*below, *inside, 0.0, *above, *beyond))
    planned = len(below) + len(inside)
    return Choice(one, status, levels, planned, len(below), planned + len(above), ramped=True)


def fixed(one: Input, status: str, low: float, high: float, counted: bool) -> Choice:
    """A choice of one number for all of the plan.

    Raises:
        NoSteps: If the range is empty.
    """
    levels = steps(low, high, one.central, counted)
    gaps = [abs(level - one.central) for level in levels]
    return Choice(one, status, levels, gaps.index(min(gaps)), 0, len(levels) - 1, ramped=False)


def nice(size: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above a size."""
    power = 10.0 ** floor(log10(size) + SLIP)
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= size * (1.0 + SLIP))


def steps(low: float, high: float, planned: float, counted: bool, count: int = COUNT) -> tuple[float, ...]:
    """Numbers that may be chosen: both bounds, the plan's own if it lies between, and round numbers.

    Args:
        low: Lower bound.
        high: Upper bound; the same as the lower one fixes the number.
        planned: Number of the plan.
        counted: Whether only whole numbers will do.
        count: About so many steps.

    Raises:
        NoSteps: If the range is empty.
    """
    first, last = (float(ceil(low - SLIP)), float(floor(high + SLIP))) if counted else (low, high)
    if not first <= last:
        none = Text("there is no number from {low:g} to {high:g}", "{low:g}至{high:g}之间没有数")
        if counted:
            none = Text("there is no whole number from {low:g} to {high:g}", "{low:g}至{high:g}之间没有整数")
        raise NoSteps(fill(none, low=low, high=high))
    if first == last:
        return (first,)
    step = nice((last - first) / count)
    step = max(1.0, step) if counted else step
    kept = {first, last}
    if first <= planned <= last and (not counted or planned == int(planned)):
        kept.add(float(planned))
    multiples = range(ceil(first / step - SLIP), floor(last / step + SLIP) + 1)
    even = [float(f"{multiple * step:.12g}") for multiple in multiples]
    kept |= {one for one in even if all(abs(one - other) > step / 2.0 for other in kept)}
    return tuple(sorted(kept))


def factor(rate: float, period: Period, month: int, delay: int = DELAY) -> float:
    """What the plan's amount is multiplied by in a month."""
    first = period.start + delay
    return 1.0 if month < first else max(0.0, 1.0 + rate * ((month - first) // 12 + 1))


def ends_before_changes(period: Period) -> bool:
    """Whether a plan is over before anything that is ramped can change."""
    return period.end < period.start + DELAY


def dearer(times: float) -> float:
    """What is paid beyond the plan's price, as a part of a lever's spending, at so many times its amount."""
    if times <= 1.0:
        return 0.0
    whole, rest = divmod(times - 1.0 + SLIP, YEARLY)
    steps_paid = [YEARLY * DEARER * (step + 1.0) for step in range(int(whole))]
    return (sum(steps_paid) + rest * DEARER * (whole + 1.0)) / times


def surcharges(scenario: Scenario, choices: Sequence[Choice], mix: Mix) -> dict[tuple[str, int], float]:
    """What is paid beyond the plan's prices: part of a lever's spending, by lever and year."""
    period, made = scenario.period, {}
    for choice, step in zip(choices, mix, strict=True):
        if not choice.ramped or choice.levels[step] <= 0.0:
            continue
        for year in plan_years(period):
            months = [month for month in _months(period) if _year(period, month) == year]
            parts = [choice.dearer(step, period, month) for month in months]
            if any(parts):
                made[choice.one.lever, year] = sum(parts) / len(parts)
    return made


def yearly_cost(choice: Choice, period: Period, step: int) -> list[float]:
    """What a step costs more in each year of the plan, in multiples of what the lever costs there."""
    made = []
    for year in plan_years(period):
        months = [month for month in _months(period) if _year(period, month) == year]
        parts = [
            choice.times(step, period, month) * (1.0 + choice.dearer(step, period, month)) for month in months
        ]
        made.append(sum(parts) / len(parts) - 1.0)
    return made


def plan_years(period: Period) -> tuple[int, ...]:
    """Calendar years of the plan."""
    return tuple(dict.fromkeys(_year(period, month) for month in _months(period)))


def _months(period: Period) -> range:
    return range(period.start, period.end + 1)


def _year(period: Period, month: int) -> int:
    return year_of(period.label(month))


def mixed(scenario: Scenario, choices: Sequence[Choice], mix: Mix) -> Scenario:
    """The scenario of a mix, under the name of the plan."""
    made = scenario
    for choice, step in zip(choices, mix, strict=True):
        if choice.is_plan(step):
            continue
        lever = made.levers[choice.one.lever]
        new = _ramped(made, lever, choice, step) if choice.ramped else _set(made, choice, step)
        made = replace(made, levers={**made.levers, lever.name: new})
    return made


def _set(scenario: Scenario, choice: Choice, step: int) -> LeverSpec:
    """A lever with one number set for all of the plan."""
    note = Text("chosen by resettle optimise", "由resettle optimise选定")
    new = changed(scenario, {choice.one.path: choice.levels[step]}, note).levers[choice.one.lever]

    def decided(value: Value) -> Value:
        alone = value.source == Source("assumed") and value.range is None
        return replace(value, range=(value.number, value.number)) if alone else value

    windows = [
        replace(
            window,
            settings={name: decided(value) for name, value in window.settings.items()},
            budget=None if window.budget is None else decided(window.budget),
        )
        for window in new.windows
    ]
    return replace(new, windows=tuple(windows))


def _ramped(scenario: Scenario, lever: LeverSpec, choice: Choice, step: int) -> LeverSpec:
    """A lever whose amount, and budget if it has one, changes year by year."""
    period, first = scenario.period, scenario.period.start + choice.delay
    setting = choice.one.path.rpartition(".")[2]
    windows = []
    for window in lever.windows:
        for piece in _cut(window, range(first, period.end + 1, 12)):
            times = choice.times(step, period, piece.start)
            settings, budget = dict(piece.settings), piece.budget
            if times != 1.0:
                path = f"levers.{lever.name}"
                settings[setting] = _times(scenario, f"{path}.{setting}", settings[setting], times)
                budget = None if budget is None else _times(scenario, f"{path}.budget", budget, times)
            windows.append(replace(piece, settings=settings, budget=budget))
    return replace(lever, windows=tuple(windows))


def _cut(window: WindowSpec, months: range) -> Iterator[WindowSpec]:
    """A window in pieces that begin in some months."""
    start = window.start
    for month in months:
        if start < month <= window.end:
            yield replace(window, start=start, end=month - 1)
            start = month
    yield replace(window, start=start)


def _times(scenario: Scenario, path: str, value: Value, times: float) -> Value:
    """A value and its range multiplied, within what is declared."""
    _, lever, setting = path.split(".")
    spec, old = setting_field(lever, setting), value.number
    new = _within(old * times, spec)
    if new == old:
        return value
    note = both(
        "the plan's {old:.6g} times {times:.4g}, chosen by resettle optimise",
        "规划数{old:.6g}的{times:.4g}倍，由resettle optimise选定",
        old=old,
        times=times,
    )
    varied = scenario.varies(path, value)
    if varied and value.range_is == "factor":
        return replace(value, value=new, source=Source("assumed"), note=note)
    low, high = value.ends if varied else (old, old)
    ratio = new / old
    ends = min(_within(low * ratio, spec), new), max(_within(high * ratio, spec), new)
    return replace(value, value=new, source=Source("assumed"), range=ends, range_is="bounds", note=note)


def _within(number: float, spec: Field) -> float:
    """A number to four digits, whole where it must be, inside the bounds of its field."""
    short = float(f"{number:.4g}")
    return min(max(float(round(short)) if spec.whole else short, spec.low), spec.high)
