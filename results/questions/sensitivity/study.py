"""The three methods over a bench: screening of all inputs, shares of variance and swings of the largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.results.questions.sensitivity.inputs import place_of
from resettle.results.questions.sensitivity.morris import Effect, Luck, effects, luck, screen, trajectories
from resettle.results.questions.sensitivity.sobol import (
    Check,
    Indices,
    check,
    indices,
    learn,
    places,
    separate,
)
from resettle.results.questions.sensitivity.swings import FLAT, STEPS, Swing, swing
from resettle.results.statistics.intervals import FloatArray

if TYPE_CHECKING:
    from resettle.results.questions.sensitivity.inputs import Knob
    from resettle.results.questions.sensitivity.runs import Bench

MORRIS, SOBOL, TORNADO = METHODS = ("morris", "sobol", "tornado")


FEWEST = 20
"""Points beyond the number of inputs that an emulator needs at least."""


@dataclass(frozen=True)
class Sizes:
    """How much is run.

    Attributes:
        households: Households simulated, at most.
        centre: Seeds at the centre.
        trajectories: Trajectories of the screening.
        seeds: Seeds of each; another trajectory has other seeds.
        blocks: Blocks of points that an emulator learns from.
        points: Points of a block.
        block_seeds: Seeds of a block; another block has other seeds.
        checks: Points that the emulator never sees.
        check_seeds: Seeds of these.
        swings: Seeds of the tornado.
    """

    households: int = 10_000
    centre: int = 24
    trajectories: int = 6
    seeds: int = 2
    blocks: int = 12
    points: int = 16
    block_seeds: int = 3
    checks: int = 32
    check_seeds: int = 3
    swings: int = 10


USUAL = Sizes()
QUICK = Sizes(
    households=4_000, centre=12, trajectories=3, blocks=8, points=12, block_seeds=2, checks=16, check_seeds=2,
    swings=4,
)  # fmt: skip


@dataclass(frozen=True)
class Screening:
    """What screening found, one entry an outcome.

    Attributes:
        effects: One effect an input, in the order of the inputs.
    """

    effects: tuple[tuple[Effect, ...], ...]

    def order(self, outcome: int) -> list[int]:
        """Inputs by size of effect, those that have none left out."""
        found = self.effects[outcome]
        return sorted(
            (number for number, one in enumerate(found) if one.mu_star > 0.0), key=lambda n: -found[n].mu_star
        )


@dataclass(frozen=True)
class Variance:
    """Where the variance of one outcome comes from.

    Attributes:
        indices: Shares of inputs and luck.
        kind: Kind of the emulator.
        learned: Points that it learned from.
        error: Cross-validated error, in the unit of the outcome; what luck is left in a point included.
        check: How it does at points that it never saw.
    """

    indices: Indices
    kind: str
    learned: int
    error: float
    check: Check


@dataclass(frozen=True)
class Study:
    """What the methods found; what was not asked for is `None`.

    Attributes:
        bench: What was moved, and what was looked at.
        sizes: How much was run.
        luck: Seed noise at the centre, one entry an outcome.
        screening: The screening.
        chosen: Positions of the inputs that were looked at more closely, the first ones first.
        variances: One entry an outcome, `None` for an outcome that never changes.
        swings: One swing an outcome and chosen input.
    """

    bench: Bench
    sizes: Sizes
    luck: tuple[Luck, ...]
    screening: Screening | None
    chosen: tuple[int, ...]
    variances: tuple[Variance | None, ...] | None
    swings: tuple[tuple[Swing, ...], ...] | None


def study(bench: Bench, sizes: Sizes, methods: Sequence[str], top: int) -> Study:
    """Run what the methods need.

    Args:
        bench: What runs it.
        sizes: How much is run.
        methods: Some of `METHODS`. Without screening it is done all the same if there are more inputs than
            can be looked at closely.
        top: Inputs that are looked at closely, taken in turn from the rankings of the outcomes.
    """
    count = len(bench.knobs)
    centre = bench.figures(np.empty((1, 0)), range(sizes.centre), "centre", ())
    noise = tuple(luck(column) for column in centre[0].T)
    found = _screening(bench, sizes) if MORRIS in methods or count > top else None
    chosen = tuple(range(count)) if found is None else _chosen(found, len(bench.outcomes), top)
    variances = _variances(bench, sizes, chosen) if SOBOL in methods and chosen else None
    swings = _swings(bench, sizes, chosen, centre) if TORNADO in methods and chosen else None
    return Study(bench, sizes, noise, found, chosen, variances, swings)


def _screening(bench: Bench, sizes: Sizes) -> Screening:
    points = trajectories(len(bench.knobs), sizes.trajectories, bench.ask.seed)
    runs = []
    for number, trajectory in enumerate(points):
        seeds = range(number * sizes.seeds, (number + 1) * sizes.seeds)
        runs.append(bench.figures(trajectory, seeds, f"screening {number + 1} of {len(points)}"))
    figures = np.stack(runs)
    return Screening(
        tuple(
            tuple(screen(row) for row in effects(points, figures[..., outcome]).swapaxes(0, 1))
            for outcome in range(len(bench.outcomes))
        )
    )


def _chosen(found: Screening, outcomes: int, top: int) -> tuple[int, ...]:
    """The first of each outcome, then the second of each, and so on, each once."""
    ranks = zip_longest(*(found.order(outcome) for outcome in range(outcomes)))
    order = dict.fromkeys(number for rank in ranks for number in rank if number is not None)
    return tuple(list(order)[:top])


def _variances(bench: Bench, sizes: Sizes, chosen: tuple[int, ...]) -> tuple[Variance | None, ...]:
    knobs, seed = [bench.knobs[number] for number in chosen], bench.ask.seed
    blocks = np.repeat(np.arange(sizes.blocks), sizes.points)
    unit = place_of(knobs, places(len(knobs), len(blocks), seed))
    runs = []
    for block in range(sizes.blocks):
        seeds = range(block * sizes.block_seeds, (block + 1) * sizes.block_seeds)
        stage = f"shares of variance {block + 1} of {sizes.blocks}"
        runs.append(bench.figures(unit[blocks == block], seeds, stage, chosen))
    figures = np.concatenate(runs)
    apart = place_of(knobs, places(len(knobs), sizes.checks, seed + 1))
    first = sizes.blocks * sizes.block_seeds
    fresh = bench.figures(apart, range(first, first + sizes.check_seeds), "check of the emulator", chosen)
    return tuple(
        _variance(
            _Points(unit, figures[..., outcome], blocks),
            _Points(apart, fresh[..., outcome], np.zeros(len(apart), dtype=np.int64)),
            knobs,
            seed,
        )
        for outcome in range(len(bench.outcomes))
    )


@dataclass(frozen=True)
class _Points:
    """Points with the figures of one outcome, shape (points, seeds), and the number of their block."""

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
        """Whether the figure never changes, or there are too few points to learn from."""
        few = len(self.figures) < self.unit.shape[1] + FEWEST
        return few or float(np.ptp(self.figures)) <= FLAT * float(np.abs(self.figures).max(initial=1e-300))


def _variance(given: _Points, fresh: _Points, knobs: Sequence[Knob], seed: int) -> Variance | None:
    from threadpoolctl import threadpool_limits

    held, back = given.whole(), fresh.whole()
    if held.flat:
        return None
    with threadpool_limits(1):  # small matrices: handing them round takes longer than the work
        separated = separate(held.unit, held.figures, held.blocks)
        emulator = learn(held.unit, [separated])
        surface, error = emulator.surfaces[0], float(emulator.cv_sd[0])
        found = indices(surface, held.unit, separated, error, partial(place_of, knobs), seed)
        checked = check(surface, back.unit, back.figures)
    return Variance(found, emulator.kinds[0], len(held.unit), error, checked)


def _swings(
    bench: Bench, sizes: Sizes, chosen: tuple[int, ...], centre: FloatArray
) -> tuple[tuple[Swing, ...], ...]:
    at = [bench.knobs[number].central for number in chosen]
    rows = np.array([at] * (len(chosen) * len(STEPS)))
    for position in range(len(chosen)):
        for step, place in enumerate(STEPS):
            rows[position * len(STEPS) + step, position] = place
    figures = bench.figures(rows, range(sizes.swings), "tornado", chosen)
    figures = figures.reshape(len(chosen), len(STEPS), sizes.swings, len(bench.outcomes))
    return tuple(
        tuple(
            swing(figures[position, ..., outcome], centre[0, : sizes.swings, outcome], at[position])
            for position in range(len(chosen))
        )
        for outcome in range(len(bench.outcomes))
    )
