"""The futures of a plan, which of them are looked for, and the regions in which those lie.

A future is one draw of all uncertain inputs, with chance of its own. Those that miss a target are told
from the others by boxes in the space of inputs (scenario discovery: Bryant and Lempert (2010),
Technological Forecasting & Social Change 77).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil

import numpy as np
import pandas as pd

from resettle.results.judge.outcomes import Outcome, choose
from resettle.results.questions.discover.boxes import (
    FEWEST_HITS,
    Box,
    Distances,
    distances,
    find_boxes,
    goal_of,
)
from resettle.results.questions.discover.held_out import HeldOut, check
from resettle.results.questions.discover.prim import BoolArray
from resettle.results.questions.discover.request import Request, checked
from resettle.results.runs.asking import Asking
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import FloatArray, wilson
from resettle.scenarios.settable import Input
from resettle.scenarios.types import OUTCOME

LEAST = 2 * FEWEST_HITS
"""Hits, and futures that are none, below which nothing is looked for: a half must hold enough as well."""


@dataclass(frozen=True)
class Futures:
    """The futures of a plan.

    Attributes:
        inputs: What differs between them, in the order of the columns of `x`.
        x: What each future took, futures by inputs.
        draws: Number of the draw of each.
        targets: All targets of the plan.
        missed: Whether each future misses each target, futures by targets.
        figures: Figure of each target, likewise.
        strict: Whether each future misses a target by the strict month, for those that count work otherwise.
    """

    inputs: tuple[Input, ...]
    x: FloatArray
    draws: tuple[int, ...]
    targets: tuple[Outcome, ...]
    missed: BoolArray
    figures: FloatArray
    strict: Mapping[str, BoolArray] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of futures."""
        return len(self.draws)

    def ends(self, column: int) -> tuple[float, float]:
        """Lowest and highest number that an input took."""
        return float(self.x[:, column].min()), float(self.x[:, column].max())

    @property
    def open_target(self) -> int:
        """The first outcome target that is missed in some futures and reached in others; else the first."""
        aims = [number for number, one in enumerate(self.targets) if one.role == OUTCOME]
        some = [0.0 < share < 1.0 for share in self.missed.mean(axis=0).tolist()]
        return next((number for number in aims if some[number]), aims[0])

    def hits(self, targets: Sequence[int], success: bool) -> BoolArray:
        """Whether each future misses any of some targets, or with `success` none of them."""
        missed = self.missed[:, list(targets)].any(axis=1)
        return np.asarray(~missed if success else missed)


@dataclass(frozen=True)
class Discovery:
    """The regions of a plan's futures.

    Attributes:
        request: What was asked for.
        futures: The futures.
        targets: Positions of the targets asked about.
        hit: Whether each future is one of those looked for.
        goal: Density that is looked for.
        ranking: Inputs one by one; `None` where all futures are alike.
        boxes: The boxes that last on held-out futures.
        held_out: What became of boxes on held-out futures.
    """

    request: Request
    futures: Futures
    targets: tuple[int, ...]
    hit: BoolArray
    goal: float
    ranking: Distances | None
    boxes: tuple[Box, ...] = ()
    held_out: HeldOut = field(default_factory=HeldOut)

    @property
    def count(self) -> int:
        """Number of futures."""
        return len(self.hit)

    @property
    def hits(self) -> int:
        """Number of futures of the kind looked for."""
        return int(self.hit.sum())

    @property
    def share(self) -> float:
        """Part of the futures that are of the kind looked for."""
        return self.hits / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the probability; every future is a draw and a seed of its own."""
        return wilson(self.hits, self.count)

    @property
    def few(self) -> bool:
        """Whether there are too few futures of a kind to look for regions."""
        return min(self.hits, self.count - self.hits) < LEAST

    @property
    def wanted(self) -> int:
        """Futures that would give enough of the rarer kind, rounded up to hundreds."""
        rarer = min(self.hits, self.count - self.hits) / self.count
        return 100 * ceil(LEAST / max(rarer, 1e-9) / 100.0) if rarer else 0

    @cached_property
    def order(self) -> list[int]:
        """Inputs by position, those that differ most first."""
        if self.ranking is None:
            return list(range(len(self.futures.inputs)))
        return [int(column) for column in np.lexsort((-self.ranking.distance, self.ranking.p))]


def discover(request: Request, asking: Asking) -> Discovery | None:
    """Run the futures and look for regions; nothing if no run succeeded.

    Raises:
        results.report.answer.QuestionError: If the request makes no sense.
    """
    names = checked(request, asking.parameters)
    scenario = request.scenario
    runs = asking.run(
        [Variant(scenario.name, scenario)],
        range(request.futures),
        stage="futures",
    ).of(scenario.name)
    if not len(runs):
        return None
    futures = futures_of(request, runs, asking)
    known = [one.name for one in futures.targets]
    return regions(request, futures, [known.index(name) for name in names] or [futures.open_target])


def futures_of(request: Request, runs: pd.DataFrame, asking: Asking) -> Futures:
    """What differs between the futures, what each took of it, and which targets it misses."""
    from resettle.scenarios.futures import futures, uncertain

    scenario, settings = request.scenario, asking.parameters.settings()
    draws = tuple(int(draw) for draw in runs["draw"])
    inputs = tuple(uncertain(scenario, **settings).values())
    taken = futures(scenario, draws, asking.seed, **settings)
    x = np.array([[future[one.path] for one in inputs] for future in taken], dtype=np.float64)
    moving = np.ptp(x, axis=0) > 0.0
    targets = tuple(choose(scenario, list(scenario.targets)))
    return Futures(
        tuple(one for one, moves in zip(inputs, moving, strict=True) if moves),
        x[:, moving],
        draws,
        targets,
        np.column_stack([runs[one.met].to_numpy(dtype=np.float64) == 0.0 for one in targets]),
        np.column_stack([runs[one.column].to_numpy(dtype=np.float64) for one in targets]),
        {
            one.name: runs[one.strict.met].to_numpy(dtype=np.float64) == 0.0
            for one in targets
            if one.strict is not None
        },
    )


def regions(request: Request, futures: Futures, targets: Sequence[int]) -> Discovery:
    """Look for regions of failures, or of successes.

    Args:
        request: What is asked for.
        futures: The futures, at least one.
        targets: Positions of the targets asked about.
    """
    hit = futures.hits(targets, request.success)
    share = float(hit.mean())
    goal = goal_of(share) if request.density is None else request.density
    ranking = distances(futures.x, hit) if 0.0 < share < 1.0 else None
    alone = Discovery(request, futures, tuple(targets), hit, goal, ranking)
    if alone.few:
        return alone
    held_out = check(futures.x, hit, goal)
    lasting = next((rank for rank, one in enumerate(held_out.boxes) if not one.lasts), len(held_out.boxes))
    boxes = find_boxes(futures.x, hit, goal, most=lasting) if lasting else []
    return Discovery(request, futures, tuple(targets), hit, goal, ranking, tuple(boxes), held_out)
