"""Households as joint types, so that real combinations of labour, care, health and work stay together.

Types come with the number of real households of each. Their weights are raked to the marginals of a
scenario by iterative proportional fitting, in which a mean (weak workers a household) is fitted by a tilt
of its own (Deville and Särndal 1992); then each simulated household takes one type by systematic sampling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from resettle.model.fields import Number, number, parts
from resettle.model.joint_types import HouseholdTypes

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

CYCLES, CLOSE = 2000, 1e-7


@dataclass(frozen=True)
class Marginals:
    """What the weights of types are raked to.

    Attributes:
        size: Shares of households by size, from 1.
        workers: Shares by number of workers, from 0.
        one_employed: Share of households with labour that have someone in work.
        means: Elders, small children, weak workers and workers in work, a household.
    """

    size: tuple[float, ...]
    workers: tuple[float, ...]
    one_employed: float
    means: tuple[float, float, float, float]


def marginals_of(population: Mapping[str, Number], initial: Mapping[str, Number]) -> Marginals:
    """The marginals that a scenario states."""
    size = np.array(list(parts(population, "household_size").values()))
    labour = np.array(list(parts(population, "labour_per_household").values()))
    none = number(population, "no_labour")
    workers = np.concatenate([[none], (1 - none) * labour / labour.sum()])
    size = size / size.sum()
    mean = float(workers @ np.arange(len(workers)))
    others = float(size @ np.arange(1, len(size) + 1)) - mean
    shares = parts(population, "dependants")
    means = (
        shares["elder"] * others,
        shares["young_child"] * others,
        number(population, "weak_health") * mean,
        number(initial, "in_work") * mean,
    )
    return Marginals(tuple(size), tuple(workers), number(initial, "one_employed"), means)


@lru_cache(maxsize=64)
def weights(types: HouseholdTypes, marginals: Marginals) -> tuple[float, ...]:
    """Shares of the types that have the marginals, as near to the real ones as can be.

    Raises:
        ValueError: If no weights have them.
    """
    of = types.columns()
    share = of["households"] / of["households"].sum()
    working = of["working"] > 0
    labour = 1.0 - marginals.workers[0]
    by_work = np.where(of["workers"] == 0, 0, np.where(working, 1, 2))
    splits = (
        (of["size"] - 1, np.array(marginals.size)),
        (of["workers"], np.array(marginals.workers)),
        (
            by_work,
            np.array([1 - labour, labour * marginals.one_employed, labour * (1 - marginals.one_employed)]),
        ),
    )
    names = ("elders", "young", "weak", "working")
    means = [(of[name].astype(float), mean) for name, mean in zip(names, marginals.means, strict=True)]
    share = raked(share, splits, means)
    missed = max(
        *(float(np.abs(np.bincount(which, share, len(wanted)) - wanted).max()) for which, wanted in splits),
        *(abs(float(share @ count) - mean) for count, mean in means),
    )
    if not missed < 5e-3:
        raise ValueError("household_types cannot have the marginals of population and initial")
    return tuple(share.tolist())


Split = tuple[IntArray, FloatArray]
"""The part in which each type is, and the shares that the parts are to have."""


def raked(
    share: FloatArray, splits: Sequence[Split], means: Sequence[tuple[FloatArray, float]]
) -> FloatArray:
    """Weights as near to others as can be, with given shares of parts and given means of counts.

    Args:
        share: Weights of types, which add up to 1.
        splits: Parts with their shares.
        means: Counts of each type, and the mean that each is to have.

    Returns:
        Weights for which they hold; if nothing can, those after the last cycle.
    """
    for _ in range(CYCLES):
        before = share
        for which, wanted in splits:
            now = np.bincount(which, share, len(wanted))
            share = share * (wanted / np.maximum(now, 1e-300))[which]
            share = share / max(share.sum(), 1e-300)
        for count, mean in means:
            share = _tilted(share, count, mean)
        if np.abs(share - before).max() < CLOSE * share.max():
            break
    return share


def _tilted(share: FloatArray, count: FloatArray, mean: float) -> FloatArray:
    """Weights times a power of the count, so that the count has the mean; Newton's method on the exponent."""
    exponent = 0.0
    for _ in range(30):
        tilted = share * np.exp(exponent * (count - mean))
        total = tilted.sum()
        centre = float(tilted @ (count - mean)) / total
        spread = float(tilted @ (count - mean) ** 2) / total - centre**2
        if spread < 1e-12 or abs(centre) < 1e-12:
            break
        exponent = float(np.clip(exponent - np.clip(centre / spread, -1.0, 1.0), -20.0, 20.0))
    tilted = share * np.exp(exponent * (count - mean))
    result: FloatArray = tilted / tilted.sum()
    return result


def assigned(types: HouseholdTypes, marginals: Marginals, u: FloatArray) -> dict[str, IntArray]:
    """The type of each household by systematic sampling: numbers are less than one off their weights.

    Args:
        types: The types.
        marginals: What their weights are raked to.
        u: Keyed uniforms of the households, which decide who takes which.

    Returns:
        Columns of the types, a value a household.
    """
    edges = np.cumsum(weights(types, marginals))
    rank = np.empty(len(u), np.int64)
    rank[np.argsort(u, kind="stable")] = np.arange(len(u))
    at = np.searchsorted(edges / edges[-1], (rank + 0.5) / len(u), side="right")
    chosen = np.minimum(at, len(edges) - 1)
    return {name: column[chosen] for name, column in types.columns().items()}


def employed_of_types(
    owner: NDArray[np.int32],
    labour: BoolArray,
    weak: BoolArray,
    u: FloatArray,
    of_types: Mapping[str, IntArray],
) -> BoolArray:
    """Who has work: in each household so many weak and able workers as its type has in work.

    Args:
        owner: Household of each worker, in order.
        labour: Who is labour already.
        weak: Who is weak.
        u: A uniform for each worker, which decides between those who are alike.
        of_types: Columns of the types, a value a household.
    """
    weak_ones, all_ones = of_types["weak_working"], of_types["working"]
    result: BoolArray = first_of_each(owner, labour & weak, u, weak_ones)
    return result | first_of_each(owner, labour & ~weak, u, all_ones - weak_ones)


def first_of_each(owner: NDArray[np.int32], among: BoolArray, u: FloatArray, many: IntArray) -> BoolArray:
    """So many workers of each household, by the least uniforms.

    Args:
        owner: Household of each worker, in order.
        among: Who may be taken.
        u: A uniform for each worker.
        many: How many to take, a household.
    """
    order = np.lexsort((u, ~among, owner))
    first = np.searchsorted(owner[order], np.arange(len(many)))
    rank = np.arange(len(order)) - first[owner[order]]
    taken = np.zeros(len(owner), bool)
    taken[order] = rank < many[owner[order]]
    result: BoolArray = taken & among
    return result
