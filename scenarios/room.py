"""What a plan has no room for: workshops beyond its settlements, levers too small for a sample."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from resettle.model.text import Text
from resettle.scenarios.problems import Problem, Where
from resettle.scenarios.scenario import Scenario
from resettle.scenarios.types import LeverSpec, WindowSpec

BUILDER, NUMBER, SETTING = "workshop_capacity", "workshops", "households"
"""The lever that builds, how many it builds in a year, and the households that each needs."""


@dataclass(frozen=True)
class Room:
    """Workshops that settlements have room for, and those that a plan asks for, at the stated values.

    Attributes:
        workshops: Workshops that there is room for.
        households: Households of a settlement for each of them.
        at_start: Workshops at the start.
        asked: New ones that windows ask for over the whole run.
        in_plan: Those of them in the months of the plan.
        where: Where the workshops of the last window are stated.
    """

    workshops: int
    households: float
    at_start: float
    asked: float
    in_plan: float
    where: Where


def workshop_room(scenario: Scenario) -> Room | None:
    """The room that a scenario states; `None` if it states none."""
    from resettle.model.levers.workshop_capacity import room_for_workshops
    from resettle.model.synthesis import site_sizes

    lever = scenario.levers.get(BUILDER)
    stated = [] if lever is None else [w for w in lever.in_force if SETTING in w.settings]
    if lever is None or not stated:
        return None
    population = scenario.population
    sites, households = (round(population[name].number) for name in ("sites", "households"))
    sizes = site_sizes(population["site_size"].parts, sites, households)
    last = stated[-1].settings[SETTING]
    period = scenario.period
    return Room(
        room_for_workshops(sizes, last.number),
        last.number,
        scenario.initial["workshops"].number,
        _built(lever, 0, period.end),
        _built(lever, period.start, period.end),
        stated[-1].settings[NUMBER].where,
    )


def _built(lever: LeverSpec, first: int, last: int) -> float:
    """Workshops a year, added up over the months of a stretch."""
    return sum(
        window.settings[NUMBER].number * months / 12.0
        for window in lever.in_force
        if (months := min(window.end, last) - max(window.start, first) + 1) > 0
    )


def cautions(scenario: Scenario) -> tuple[Problem, ...]:
    """What is allowed in a scenario, and will not come out as it is stated."""
    room = workshop_room(scenario)
    if room is None or room.at_start + room.asked <= room.workshops:
        return ()
    message = Text(
        f"workshop_capacity asks for {room.asked:,.0f} new workshops beside "
        f"{room.at_start:,.0f} at the start, but settlements have room for "
        f"{room.workshops:,.0f} (one for every {room.households:g} households, at least one "
        "each); beyond that one is built only where another closes",
        f"帮扶车间（workshop_capacity）要求新建{room.asked:,.0f}个，期初已有{room.at_start:,.0f}个，但安置点只容纳"
        f"{room.workshops:,.0f}个（每{room.households:g}户一个，每点至少一个）；超出部分须有车间关停方可新建",
    )
    return (Problem(room.where, message),)


@dataclass(frozen=True)
class TooSmall:
    """Levers that open nothing in a sample, as their counts round to zero.

    Attributes:
        levers: Their names.
        scale: Smallest part of the households from which each of them opens something.
    """

    levers: tuple[str, ...]
    scale: float


def simulated(scenario: Scenario, scale: float) -> int:
    """Households that are simulated at a scale."""
    return max(1, round(scale * scenario.population["households"].number))


def too_small(scenario: Scenario, scale: float) -> TooSmall | None:
    """What a sample is too small for in the months of the plan; `None` if every lever opens something."""
    from resettle.model.levers import LEVERS

    part = simulated(scenario, scale) / scenario.population["households"].number
    first, last = scenario.period.start, scenario.period.end
    needed: dict[str, float] = {}
    for lever in scenario.levers.values():
        kind = LEVERS[lever.name]
        amounts = [
            window.settings[kind.scale].number * (_years(window, last) if kind.rounded == "yearly" else 1.0)
            for window in lever.in_force
            if first <= window.end and window.start <= last
        ]
        most = max(amounts, default=0.0)
        if kind.rounded and most > 0.0 and floor(most * part + 0.5) == 0:
            needed[lever.name] = 0.5 / most
    return TooSmall(tuple(needed), min(1.0, max(needed.values()))) if needed else None


def _years(window: WindowSpec, last: int) -> float:
    """Length of a window in years: what is opened in it adds up from its own first month."""
    return (min(window.end, last) - window.start + 1) / 12.0
