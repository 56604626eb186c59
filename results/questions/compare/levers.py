"""Lever by lever: what each brings on its own, what is lost without it, and what they do to each other.

Every set of levers that is taken from the alternative gives one scenario, the others standing as in the
reference. *On alone* is the reference with one of them, *off alone* the alternative without it; the
interaction is what the whole brings beyond the sum of all that are on alone (a two-level factorial seen
from both ends: Saltelli et al. (2008), *Global Sensitivity Analysis*, ch. 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from resettle.model.levers import LEVERS
from resettle.results.statistics.intervals import Estimate, FloatArray, Groups
from resettle.results.statistics.paired import difference, estimate
from resettle.scenarios import Scenario
from resettle.scenarios.types import SECTIONS, LeverSpec, Value
from resettle.scenarios.value_path import undated

OTHER = "other"
"""All that differs and is no lever: behaviour, series, starting point, standards, the grace period."""

Parts = frozenset[str]
"""Levers (and `OTHER`) that are taken from the alternative."""


def differing(reference: Scenario, alternative: Scenario) -> tuple[str, ...]:
    """Levers that differ between two scenarios, in the order of the catalogue, and `OTHER` if more does.

    Two levers are the same if the same windows are in force with the same numbers, drawn from the same
    ranges; notes and sources do not count.
    """
    named = [*LEVERS, *(name for name in (*reference.levers, *alternative.levers) if name not in LEVERS)]
    levers = [
        name
        for name in dict.fromkeys(named)
        if _lever(reference, reference.levers.get(name)) != _lever(alternative, alternative.levers.get(name))
    ]
    return (*levers, OTHER) if _rest(reference) != _rest(alternative) else tuple(levers)


def mixed(reference: Scenario, alternative: Scenario, parts: Parts) -> Scenario:
    """The reference with some parts as in the alternative.

    Args:
        reference: Where the parts that are not named are taken from, and the targets.
        alternative: Where the named parts are taken from.
        parts: Levers by name, and `OTHER` for all that is no lever.

    Returns:
        A scenario whose name says what was taken from where; its levers stand in the order of the catalogue.
    """
    chosen: dict[str, LeverSpec] = {}
    for name in dict.fromkeys([*LEVERS, *reference.levers, *alternative.levers]):
        lever = (alternative if name in parts else reference).levers.get(name)
        if lever is not None:
            chosen[name] = lever
    name = f"{reference.name}+{'+'.join(sorted(parts))}@{alternative.name}" if parts else reference.name
    made = replace(reference, name=name, levers=chosen)
    if OTHER not in parts:
        return made
    return replace(
        made,
        initial=alternative.initial,
        parameters=alternative.parameters,
        series=alternative.series,
        standards=alternative.standards,
        targets=alternative.targets,
        uncertainty=alternative.uncertainty,
    )


def sets(parts: Sequence[str]) -> tuple[Parts, ...]:
    """Sets of parts that must be run: none, all, each alone and all without each; none of them twice."""
    whole = frozenset(parts)
    wanted = [frozenset(), whole]
    wanted += [frozenset({part}) for part in parts]
    wanted += [whole - {part} for part in parts]
    return tuple(dict.fromkeys(wanted))


def _lever(scenario: Scenario, lever: LeverSpec | None) -> object:
    if lever is None:
        return ()
    stem = f"levers.{lever.name}"
    return tuple(
        (
            window.start,
            window.end,
            tuple(
                (name, _value(scenario, f"{stem}.{name}", value))
                for name, value in sorted(window.settings.items())
            ),
            None if window.budget is None else _value(scenario, f"{stem}.budget", window.budget),
            window.eligibility,
            window.priority,
        )
        for window in lever.in_force
    )


def _value(scenario: Scenario, path: str, value: Value) -> object:
    """A value as runs see it: its number, and its range where it is drawn."""
    number = tuple(sorted(value.value.items())) if isinstance(value.value, dict) else value.value
    return number, (value.range, value.range_is) if scenario.varies(undated(path), value) else None


def _rest(scenario: Scenario) -> object:
    """What runs see of a scenario beside its people and its levers."""
    values = tuple(
        (section, name, _value(scenario, f"{section}.{name}", value))
        for section in SECTIONS
        if section != "population"
        for name, value in sorted(getattr(scenario, section).items())
    )
    standards = tuple(
        (name, tuple((one.indicator, one.direction, one.bound.number, one.series) for one in conditions))
        for name, conditions in sorted(scenario.standards.items())
    )
    return values, standards, scenario.grace_months


@dataclass(frozen=True)
class PartEffect:
    """What one part does to one outcome.

    Attributes:
        part: Lever, or `OTHER`.
        on: Effect when it alone is taken from the alternative.
        off: What the alternative loses without it: alternative less alternative without it.
        together: `off` less `on`: what the other parts add to its effect, or take from it.
    """

    part: str
    on: Estimate
    off: Estimate
    together: Estimate


@dataclass(frozen=True)
class Decomposition:
    """Effect of a whole alternative on one outcome, part by part.

    Attributes:
        parts: What each part does.
        total: Effect of all of them together.
        summed: Sum of the effects on alone.
        interaction: `total` less `summed`.
        runs: Replications that all of this rests on.
    """

    parts: tuple[PartEffect, ...]
    total: Estimate
    summed: Estimate
    interaction: Estimate
    runs: int

    @property
    def largest(self) -> PartEffect:
        """The part that does most on its own."""
        return max(self.parts, key=lambda part: abs(part.on.middle))


def decompose(
    parts: Sequence[str], whole: Parts, figures: Mapping[Parts, FloatArray], groups: Groups
) -> Decomposition:
    """Effects of each part on alone and off alone, with the interaction.

    Args:
        parts: The parts to tell.
        whole: All parts that differ.
        figures: One figure a replication for none, all, each alone and all without each; same replications.
        groups: Draw of each replication.
    """
    none, every = figures[frozenset()], figures[whole]
    total = difference(every, none)
    on = {part: difference(figures[frozenset({part})], none) for part in parts}
    off = {part: difference(every, figures[whole - {part}]) for part in parts}
    size = np.maximum(np.abs(every), np.abs(none))

    def rounded(values: FloatArray) -> Estimate:
        # sums of differences round at the size of the figures that were subtracted
        return estimate(np.where(np.abs(values) <= 1e-9 * size, 0.0, values), groups)

    summed = np.sum(list(on.values()), axis=0)
    return Decomposition(
        tuple(
            PartEffect(part, rounded(on[part]), rounded(off[part]), rounded(off[part] - on[part]))
            for part in parts
        ),
        rounded(total),
        rounded(summed),
        rounded(total - summed),
        len(none),
    )
