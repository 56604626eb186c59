"""The three methods in turn: screening of all inputs, then shares of variance and swings of the largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sensitivity.inputs import (
    PointEvaluator,
    RangedInput,
    part_simulated,
    positions_at,
)
from resettle.results.questions.sensitivity.morris import (
    FLAT,
    STEPS,
    MorrisEffect,
    SeedNoise,
    Swing,
    effects,
    largest_first,
    noise_at_centre,
    screen,
    swing,
    trajectories,
)
from resettle.results.questions.sensitivity.request import MORRIS, SOBOL, TORNADO, Request, checked
from resettle.results.questions.sensitivity.sobol import (
    EmulatorCheck,
    Indices,
    check,
    indices,
    learn,
    separate,
    sobol_points,
)
from resettle.results.runs.asking import Asking
from resettle.results.statistics.intervals import FloatArray

FEWEST = 20
"""Points beyond the number of inputs that an emulator needs at least."""


@dataclass(frozen=True)
class Variance:
    """Where the variance of one outcome comes from.

    Attributes:
        indices: Shares of inputs and chance.
        kind: Kind of the emulator.
        learned: Points that it learned from.
        error: Cross-validated error, in the unit of the outcome; the chance left in a point included.
        check: How it does at points that it never saw.
    """

    indices: Indices
    kind: str
    learned: int
    error: float
    check: EmulatorCheck


LEAST_SHARE = 0.0005
"""Share of variance below which an input counts as making none."""


@dataclass(frozen=True)
class Finding:
    """What the methods say of one outcome; what was not run is empty.

    Attributes:
        outcome: The outcome.
        noise: Seed noise at the centre.
        screened: The effect of each input.
        close: The inputs that were looked at closely, the first ones first.
        variance: Where its variance comes from; `None` also for an outcome that never changes.
        swings: The swing of each input that was looked at closely.
    """

    outcome: Outcome
    noise: SeedNoise
    screened: tuple[tuple[RangedInput, MorrisEffect], ...]
    close: tuple[RangedInput, ...]
    variance: Variance | None
    swings: tuple[tuple[RangedInput, Swing], ...]

    @property
    def largest_effects(self) -> list[tuple[RangedInput, MorrisEffect]]:
        """Inputs by size of effect, those that have none left out."""
        return largest_first(self.screened)

    @property
    def explained(self) -> bool:
        """Whether any input makes a part of the variance that is worth telling."""
        return self.variance is not None and any(
            one.middle >= LEAST_SHARE for one in self.variance.indices.total
        )

    @property
    def widest_swings(self) -> list[tuple[RangedInput, Swing]]:
        """Inputs by the width of their swing."""
        return sorted(self.swings, key=lambda pair: -pair[1].width)


@dataclass(frozen=True)
class Analysis:
    """A sensitivity analysis.

    Attributes:
        request: What was asked for.
        inputs: What was moved.
        scale: Part of the population that was simulated.
        close: Inputs that were looked at closely.
        findings: One an outcome.
    """

    request: Request
    inputs: tuple[RangedInput, ...]
    scale: float
    close: tuple[RangedInput, ...]
    findings: tuple[Finding, ...]

    @property
    def screened(self) -> bool:
        """Whether inputs were screened, be it only to choose those that are looked at closely."""
        return any(one.screened for one in self.findings)

    def ran(self, method: str) -> bool:
        """Whether one of the two closer methods was run."""
        return method in self.request.methods and bool(self.close)


def analyse(request: Request, asking: Asking) -> Analysis:
    """Run what the methods need.

    Without being asked for, screening is done all the same if there are more inputs than can be looked at
    closely; those are taken in turn from the rankings of the outcomes.

    Raises:
        results.report.answer.QuestionError: If the request makes no sense.
    """
    outcomes, inputs = checked(request, asking.parameters)
    sizes, methods = request.sizes, request.methods
    scale = part_simulated(asking, request.scenario, sizes.households)
    bench = PointEvaluator(asking, request.scenario, outcomes, scale)
    centre = bench.figures((), np.empty((1, 0)), range(sizes.centre), "centre")[0]
    screened: list[list[MorrisEffect]] = []
    close = inputs
    if MORRIS in methods or len(inputs) > request.top:
        screened = _screened(bench, request, inputs)
        close = _largest(screened, inputs, request.top)
    variances: Sequence[Variance | None] = [None] * len(outcomes)
    swings: Sequence[Sequence[Swing]] = [()] * len(outcomes)
    if SOBOL in methods and close:
        variances = _variances(bench, request, close)
    if TORNADO in methods and close:
        swings = _swings(bench, request, close, centre)
    findings = tuple(
        Finding(
            outcome,
            noise_at_centre(centre[:, number]),
            tuple(zip(inputs, screened[number], strict=True)) if screened else (),
            close,
            variances[number],
            tuple(zip(close, swings[number], strict=False)),
        )
        for number, outcome in enumerate(outcomes)
    )
    return Analysis(request, inputs, bench.scale, close, findings)


def _screened(
    bench: PointEvaluator, request: Request, inputs: Sequence[RangedInput]
) -> list[list[MorrisEffect]]:
    """Effects by outcome and input."""
    seeds = request.sizes.seeds
    points = trajectories(len(inputs), request.sizes.trajectories, bench.asking.seed)
    figures = np.stack(
        [
            bench.figures(
                inputs,
                trajectory,
                range(number * seeds, (number + 1) * seeds),
                f"screening {number + 1} of {len(points)}",
            )
            for number, trajectory in enumerate(points)
        ]
    )
    return [
        [screen(row) for row in effects(points, figures[..., outcome]).swapaxes(0, 1)]
        for outcome in range(len(bench.outcomes))
    ]


def _largest(
    screened: Sequence[Sequence[MorrisEffect]], inputs: Sequence[RangedInput], top: int
) -> tuple[RangedInput, ...]:
    """The first of each outcome, then the second of each, and so on, each once."""
    pairs = [largest_first(list(enumerate(own))) for own in screened]
    ranks = zip_longest(*([number for number, _ in own] for own in pairs))
    order = dict.fromkeys(number for rank in ranks for number in rank if number is not None)
    return tuple(inputs[number] for number in list(order)[:top])


def _variances(
    bench: PointEvaluator, request: Request, close: Sequence[RangedInput]
) -> list[Variance | None]:
    """Shares of variance by outcome."""
    sizes, seed = request.sizes, bench.asking.seed
    blocks = np.repeat(np.arange(sizes.blocks), sizes.points)
    unit = positions_at(close, sobol_points(len(close), len(blocks), seed))
    runs = []
    for block in range(sizes.blocks):
        seeds = range(block * sizes.block_seeds, (block + 1) * sizes.block_seeds)
        stage = f"shares of variance {block + 1} of {sizes.blocks}"
        runs.append(bench.figures(close, unit[blocks == block], seeds, stage))
    figures = np.concatenate(runs)
    apart = positions_at(close, sobol_points(len(close), sizes.checks, seed + 1))
    first = sizes.blocks * sizes.block_seeds
    fresh = bench.figures(close, apart, range(first, first + sizes.check_seeds), "check of the emulator")
    return [
        _variance(
            _Points(unit, figures[..., outcome], blocks).whole(),
            _Points(apart, fresh[..., outcome], np.zeros(len(apart), dtype=np.int64)).whole(),
            close,
            seed,
        )
        for outcome in range(len(bench.outcomes))
    ]


@dataclass(frozen=True)
class _Points:
    """Positions with one outcome, shape (points, seeds), and the number of their block."""

    unit: FloatArray
    figures: FloatArray
    blocks: NDArray[np.int64]

    def whole(self) -> _Points:
        """The points of which no run failed; blocks count from 0."""
        good = np.isfinite(self.figures).all(axis=1)
        _, blocks = np.unique(self.blocks[good], return_inverse=True)
        return _Points(self.unit[good], self.figures[good], blocks.astype(np.int64))

    @property
    def flat(self) -> bool:
        """Whether the outcome never changes, or there are too few points to learn from."""
        few = len(self.figures) < self.unit.shape[1] + FEWEST
        return few or float(np.ptp(self.figures)) <= FLAT * float(np.abs(self.figures).max(initial=1e-300))


def _variance(points: _Points, fresh: _Points, close: Sequence[RangedInput], seed: int) -> Variance | None:
    from threadpoolctl import threadpool_limits

    if points.flat:
        return None
    with threadpool_limits(1):  # small matrices: handing them round takes longer than the work
        separated = separate(points.unit, points.figures, points.blocks)
        emulator = learn(points.unit, separated)
        surface, error = emulator.surfaces[0], float(emulator.cv_sd[0])
        shares = indices(surface, points.unit, separated, error, partial(positions_at, close), seed)
        checked_at = check(surface, fresh.unit, fresh.figures)
    return Variance(shares, emulator.kinds[0], len(points.unit), error, checked_at)


def _swings(
    bench: PointEvaluator, request: Request, close: Sequence[RangedInput], centre: FloatArray
) -> list[list[Swing]]:
    """Swings by outcome and input."""
    seeds = request.sizes.swings
    at = [one.central for one in close]
    rows = np.array([at] * (len(close) * len(STEPS)))
    for number in range(len(close)):
        for step, position in enumerate(STEPS):
            rows[number * len(STEPS) + step, number] = position
    figures = bench.figures(close, rows, range(seeds), "tornado")
    figures = figures.reshape(len(close), len(STEPS), seeds, len(bench.outcomes))
    return [
        [
            swing(figures[number, ..., outcome], centre[:seeds, outcome], at[number])
            for number in range(len(close))
        ]
        for outcome in range(len(bench.outcomes))
    ]
