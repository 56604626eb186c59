"""What a sensitivity analysis moves, all that is uncertain and how much each lever offers, and its runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from resettle.model.text import Text, fill
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.judge.outcomes import Outcome
from resettle.results.report.answer import QuestionError, refuse
from resettle.results.runs.asking import Asking
from resettle.results.runs.draws import Parameters
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.names import setting_name
from resettle.results.text.numbers import figure_bare, percent, plain, span
from resettle.scenarios import Scenario
from resettle.scenarios.paths import Input

GIVEN, FITTED, SCALED = ORIGINS = ("stated", "fitted", "scaled")
"""Where a range comes from: the scenario, the fit of behaviour, or half to one and a half of a lever."""

SCALES = (0.5, 1.5)
"""Range of what a lever offers, relative to the scenario's own number, where the scenario gives no range."""

SAME = 1e-9
"""Positions that are nearer than that are one."""

STEPS = 256
"""Steps in which the quantiles of an input are tabled."""


@dataclass(frozen=True)
class RangedInput:
    """One input with the range that it is moved over; positions run from 0 (low end) to 1 (high end).

    Attributes:
        input: The input.
        low: Lower end, in its measure.
        high: Upper end.
        origin: One of `ORIGINS`.
    """

    input: Input
    low: float
    high: float
    origin: str

    @property
    def path(self) -> str:
        """Path of the input."""
        return self.input.path

    @property
    def name(self) -> Text:
        """What it is called; a setting of a lever with the lever's name."""
        return setting_name(self.input)

    @property
    def central(self) -> float:
        """Position of the scenario's own number."""
        return (self.input.central - self.low) / (self.high - self.low)

    def value(self, position: float) -> float:
        """Number at a position, as the input can take it."""
        return self.input.allowed(self.low + position * (self.high - self.low))

    @cached_property
    def quantiles(self) -> FloatArray:
        """Positions of `STEPS` + 1 quantiles, as runs draw the input by itself; even over a scaled range."""
        steps = np.linspace(0.0, 1.0, STEPS + 1)
        if self.origin == SCALED:
            return steps
        inner = np.clip(steps, 1e-9, 1.0 - 1e-9)
        values = np.array([self.input.at(float(u)) for u in inner])
        return np.asarray((values - self.low) / (self.high - self.low))

    def shown(self, number: float) -> Text:
        """A number of the input in words."""
        if self.input.measure == "factor" or self.input.unit == "factor":
            text = f"×\N{NO-BREAK SPACE}{plain(number)}"
            return Text(text, text)
        if self.input.measure == "growth":
            return percent(number, 2)
        return figure_bare(number, self.input.unit)

    @property
    def range(self) -> Text:
        """Its range in words."""
        return span(self.shown(self.value(0.0)), self.shown(self.value(1.0)))


def positions_at(inputs: Sequence[RangedInput], u: FloatArray) -> FloatArray:
    """Positions of inputs at quantiles, shape (m, inputs)."""
    steps = np.linspace(0.0, 1.0, STEPS + 1)
    columns = [np.interp(u[:, number], steps, one.quantiles) for number, one in enumerate(inputs)]
    return np.stack(columns, axis=1)


def values_at(inputs: Sequence[RangedInput], positions: Iterable[float]) -> tuple[tuple[str, float], ...]:
    """Numbers to be set at the positions of some inputs; what stays at the centre is left out."""
    return tuple(
        (one.path, one.value(position))
        for one, position in zip(inputs, positions, strict=True)
        if abs(position - one.central) > SAME
    )


def ranged_inputs(
    scenario: Scenario, parameters: Parameters, only: Sequence[str] = ()
) -> tuple[RangedInput, ...]:
    """The inputs to be moved: all that runs draw, and what each lever offers.

    Args:
        scenario: The scenario.
        parameters: How parameters are drawn.
        only: Beginnings of paths; all inputs if there are none. An input that is named in full is
            moved over the range that the scenario gives even if runs do not draw it.

    Raises:
        QuestionError: If a beginning fits nothing that has a range, or nothing is left.
    """
    from resettle.scenarios.paths import inputs_of

    every = inputs_of(scenario, parameters.fitted, parameters.mode == "prior")
    unseen = parameters.unseen(scenario)
    candidates = [
        one
        for one in every.values()
        if (one.assumed or one.scale or one.path in only) and one.path not in unseen
    ]
    moved = [ranged for one in candidates if (ranged := ranged_input(one)) is not None]
    if not only:
        if not moved:
            still = Text(
                "{name} has no uncertain input and no lever; nothing can be moved",
                "{name}没有不确定的因素，也没有措施，无可变动",
            )
            raise QuestionError(fill(still, name=scenario.name))
        return tuple(moved)
    paths = [one.path for one in moved]
    wrong = [
        _fits_nothing(prefix, paths, every, unseen)
        for prefix in only
        if not any(path.startswith(prefix) for path in paths)
    ]
    refuse(wrong)
    return tuple(one for one in moved if one.path.startswith(tuple(only)))


def ranged_input(one: Input) -> RangedInput | None:
    """An input with its range; `None` if it has none."""
    if one.low is not None and one.high is not None and one.low < one.high:
        return RangedInput(one, one.low, one.high, FITTED if one.quantiles else GIVEN)
    if one.scale and one.central > 0.0:
        low, high = (one.allowed(share * one.central) for share in SCALES)
        if low < high:
            return RangedInput(one, low, high, SCALED)
    return None


def _fits_nothing(
    prefix: str, paths: Sequence[str], every: Mapping[str, Input], unseen: frozenset[str]
) -> Text:
    from resettle.scenarios.problems import hint, listed

    near = [path for path in every if path.startswith(prefix)]
    if near and unseen.issuperset(near):
        words = Text(
            "--only {prefix}: runs do not look at {near}; take the other --outside",
            "--only {prefix}：模拟不使用{near}；请改用另一种--outside",
        )
    elif near:
        words = Text(
            "--only {prefix}: the scenario gives no range for {near}",
            "--only {prefix}：方案没有给出{near}的范围",
        )
    else:
        words = Text(
            "--only {prefix}: no input that is moved begins so{hint}",
            "--only {prefix}：没有以此开头的因素{hint}",
        )
    stems = {".".join(path.split(".")[:size]) for path in paths for size in (1, 2, 3)}
    return fill(words, prefix=prefix, near=listed(near, 5), hint=hint(prefix, sorted(stems)))


@dataclass(frozen=True)
class PointEvaluator:
    """Runs one scenario with some inputs moved and nothing else drawn.

    Attributes:
        asking: Runs what is needed.
        scenario: The scenario as it was asked for.
        outcomes: What is read off each run.
        scale: Part of the population that is simulated.
    """

    asking: Asking
    scenario: Scenario
    outcomes: tuple[Outcome, ...]
    scale: float

    def figures(
        self, inputs: Sequence[RangedInput], positions: FloatArray, replications: Sequence[int], stage: str
    ) -> FloatArray:
        """Outcomes at some positions, all points under the same seeds.

        Args:
            inputs: The inputs that are moved; the others stay at the centre.
            positions: Their positions, shape (points, inputs).
            replications: Numbers of the replications, rising.
            stage: Name of the work, for the progress.

        Returns:
            Shape (points, replications, outcomes), each in its unit; NaN for a run that failed.
        """
        still = replace(self.scenario, uncertainty="none")
        variants = [
            Variant(f"{stage} {number}", still, values_at(inputs, row), self.scale)
            for number, row in enumerate(positions.tolist())
        ]
        frame = self.asking.run(variants, replications, stage=stage).frame
        runs = PairedRuns.of(frame, [variant.name for variant in variants], replications)
        return np.stack([runs.array(one.column) for one in self.outcomes], axis=-1)


def part_simulated(asking: Asking, scenario: Scenario, households: int) -> float:
    """Part of the population that is simulated: what was asked for, or so many households."""
    if asking.scale is not None:
        return asking.scale
    return min(1.0, households / scenario.population["households"].number)
