"""A synthetic population with the marginals of a scenario.

Household size and number of workers come from a joint table made by iterative
proportional fitting (Deming and Stephan 1940) over the pairs in which nobody works
more than there are members; every other attribute is drawn by a keyed uniform.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from resettle.model import chance
from resettle.model.fields import Number, number, parts
from resettle.model.household_types import Marginals, assigned
from resettle.model.joint_types import HouseholdTypes
from resettle.model.population_fields import SITE_CLASS_BOUNDS, SITE_CLASSES
from resettle.model.state import Households, Sites, State, empty_households

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Draw:
    """Keyed draws that are made once for life."""

    keys: NDArray[np.uint64]

    def uniform(self, decision: str, count: int) -> FloatArray:
        """Uniform numbers of agents 0 .. count-1."""
        return chance.uniforms(self.keys[chance.CODE[decision]], count)

    def normal(self, decision: str, angle: str, count: int) -> FloatArray:
        """Standard normal numbers of agents 0 .. count-1."""
        return chance.normals(self.keys[chance.CODE[decision]], self.keys[chance.CODE[angle]], count)


def pick(shares: Mapping[str, float], u: FloatArray) -> IntArray:
    """Positions drawn from a distribution by uniform numbers."""
    edges = np.cumsum(np.array(list(shares.values())))
    return part_of(edges / edges[-1], u)


def part_of(edges: FloatArray, values: FloatArray) -> IntArray:
    """The part in which each value lies, by upper edges of a few parts; the last takes all beyond.

    Counting the edges passed is several times quicker than a search by halves, which cannot be foreseen.
    """
    passed = np.zeros(len(values), np.uint8)
    for edge in edges[:-1]:
        passed += values >= edge
    return passed.astype(np.int64)


def ascending(values: FloatArray) -> IntArray:
    """Positions in the order of their values, ties as they stand; the quick sort leaves ties to chance."""
    order: IntArray = np.argsort(values)
    ranked = values[order]
    return np.argsort(values, kind="stable") if (ranked[1:] == ranked[:-1]).any() else order


def apportion(total: int, weights: FloatArray) -> IntArray:
    """Whole numbers that add up to `total`, proportional to weights (largest remainder, ties to the first).

    Remainders are compared to nine decimals, so that the order of a sum decides nothing.
    """
    if not weights.any():
        weights = np.ones_like(weights)
    exact = total * weights / weights.sum()
    result: IntArray = np.floor(exact + 1e-9).astype(np.int64)
    left = total - int(result.sum())
    if left:
        order = np.argsort(-np.round(exact - result, 9), kind="stable")
        result[order[:left]] += 1
    return result


def site_sizes(shares: Mapping[str, float], sites: int, households: int) -> IntArray:
    """Households of each settlement: stratified quantiles of the size classes.

    Within a class sizes rise geometrically; one exponent for all classes is set so that
    they add up to the number of households.
    """
    quantiles = (np.arange(sites) + 0.5) / sites
    edges = np.concatenate([[0.0], np.cumsum([shares[name] for name in SITE_CLASSES])])
    edges /= edges[-1]
    which = np.minimum(np.searchsorted(edges, quantiles, side="right") - 1, len(SITE_CLASSES) - 1)
    bounds = np.array([SITE_CLASS_BOUNDS[name] for name in SITE_CLASSES], dtype=float)[which]
    width = np.maximum((edges[1:] - edges[:-1])[which], 1e-12)
    within = np.clip((quantiles - edges[:-1][which]) / width, 0.0, 1.0)

    def sizes(log_exponent: float) -> FloatArray:
        grown: FloatArray = bounds[:, 0] * (bounds[:, 1] / bounds[:, 0]) ** (within ** np.exp(log_exponent))
        return grown

    low, high = -8.0, 8.0  # a larger exponent means smaller settlements
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sizes(middle).sum() > households else (low, middle)
    beyond_one = np.maximum(sizes((low + high) / 2) - 1.0, 0.0)
    return 1 + apportion(households - sites, beyond_one)


def joint_table(size: Mapping[str, float], no_labour: float, labour: Mapping[str, float]) -> FloatArray:
    """Shares of households by size (rows, from 1) and number of workers (columns, from 0).

    Fitting starts from members who are labour independently of each other, so that large
    households have more workers.

    Raises:
        ValueError: If no table has both marginals, as more work than there are members.
    """
    rows = np.array(list(size.values()))
    rows = rows / rows.sum()
    columns = np.concatenate([[no_labour], (1 - no_labour) * np.array(list(labour.values()))])
    columns = columns / columns.sum()
    people, workers = range(1, len(rows) + 1), range(len(columns))
    p = min(0.99, float(np.dot(columns, workers) / np.dot(rows, people)))
    table = np.array([[comb(n, k) * p**k * (1 - p) ** max(0, n - k) for k in workers] for n in people])
    for _ in range(2000):
        table *= (rows / np.maximum(table.sum(1), 1e-300))[:, None]
        table *= columns / np.maximum(table.sum(0), 1e-300)
        if np.abs(table.sum(1) - rows).max() < 1e-10:
            return table
    return table if np.abs(table.sum(1) - rows).max() <= 1e-4 else _ranked_table(rows, columns)


def _ranked_table(rows: FloatArray, columns: FloatArray) -> FloatArray:
    """The table in which the largest households have most workers, where fitting does not come to an end.

    That is where larger households hardly outnumber those with so many workers: few other tables are left.

    Raises:
        ValueError: If even this one has more work than there are members, and so every table.
    """
    sizes, counts = (np.concatenate([[0.0], np.cumsum(shares)]) for shares in (rows, columns))
    ends = np.minimum.outer(sizes[1:], counts[1:])
    table: FloatArray = np.maximum(0.0, ends - np.maximum.outer(sizes[:-1], counts[:-1]))
    beyond = np.arange(len(columns)) > np.arange(1, len(rows) + 1)[:, None]
    if table[beyond].sum() > 1e-4:
        raise ValueError("household_size and labour_per_household cannot both hold: workers exceed members")
    table[beyond] = 0.0
    return table


def synthesise_households(
    population: Mapping[str, Number],
    scale: float,
    draw: Draw,
    types: HouseholdTypes | None = None,
    marginals: Marginals | None = None,
) -> tuple[Households, Sites, IntArray, Mapping[str, IntArray] | None]:
    """Households and settlements, with the number of workers each household starts with.

    Args:
        population: Values of `model.population_fields.POPULATION`.
        scale: Part of the households to simulate.
        draw: Keyed draws.
        types: Joint types that households are of, or `None`.
        marginals: What the weights of the types are raked to.

    Returns:
        The household table (income columns not yet filled), the settlements, workers a household, and what
        the type of each household says, if there are types.
    """
    count = max(1, round(scale * number(population, "households")))
    n_sites = min(count, max(1, round(scale * number(population, "sites"))))
    sizes = site_sizes(parts(population, "site_size"), n_sites, count)
    count = int(sizes.sum())
    u = draw.uniform("household_type", count)
    of_types = None if types is None or marginals is None else assigned(types, marginals, u)
    size, labour = _sizes(population, u) if of_types is None else (of_types["size"], of_types["workers"])
    households = empty_households(count)
    households.size[:] = size
    households.site[:] = np.repeat(np.arange(n_sites), sizes)
    households.poor[:] = draw.uniform("poor", count) < number(population, "registered_poor")
    if of_types is None:
        _dependants(households, labour, population, draw)
    else:
        _dependants_of_types(households, of_types, population, draw)
    owns = draw.uniform("land", count) < number(population, "land_share")
    households.land[:] = owns * number(population, "land_area") * (0.5 + draw.uniform("land_area", count))
    exponential = -np.log(1 - draw.uniform("property", count))
    households.property_base[:] = number(population, "property_income") * exponential
    households.effect[:] = number(population, "wage_effect") * draw.normal(
        "household_effect", "household_angle", count
    )
    starts = np.concatenate([[0], np.cumsum(sizes)])
    counties = max(1, min(n_sites, round(number(population, "counties"))))
    county = (np.arange(n_sites) * 7919) % counties if n_sites > counties else np.arange(n_sites)
    return (
        households,
        Sites(starts, np.zeros(n_sites + 1, np.int64), county.astype(np.int64)),
        labour,
        of_types,
    )


def _sizes(population: Mapping[str, Number], u: FloatArray) -> tuple[IntArray, IntArray]:
    """Members and workers of each household, drawn from their joint table."""
    table = joint_table(
        parts(population, "household_size"),
        number(population, "no_labour"),
        parts(population, "labour_per_household"),
    )
    cell = np.searchsorted(np.cumsum(table.ravel()) / table.sum(), u, side="right")
    cell = np.minimum(cell, table.size - 1)
    return cell // table.shape[1] + 1, (cell % table.shape[1]).astype(np.int64)


def _dependants(
    households: Households, labour: IntArray, population: Mapping[str, Number], draw: Draw
) -> None:
    """Members who are not labour; a household without labour has at least one elder."""
    shares = parts(population, "dependants")
    members = households.size.astype(np.int64) - labour
    total = members.sum()
    alone = labour == 0
    elders_wanted = max(0.0, shares["elder"] * total - alone.sum())
    rest = max(1, total - int(alone.sum()))
    elder = min(1.0, elders_wanted / rest)
    young = min(1.0 - elder, shares["young_child"] * total / rest)
    u = draw.uniform("dependant", int(total))
    owner = np.repeat(np.arange(len(members)), members)
    first = np.concatenate([[0], np.cumsum(members)[:-1]])
    forced = np.zeros(len(owner), bool)
    forced[first[alone]] = True
    is_elder = forced | (u < elder)
    is_young = ~forced & (u >= elder) & (u < elder + young)
    needy = is_elder & (draw.uniform("care", int(total)) < number(population, "care_need"))
    households.elders[:] = np.bincount(owner, is_elder, len(members))
    households.young[:] = np.bincount(owner, is_young | needy, len(members))


def _dependants_of_types(
    households: Households, of_types: Mapping[str, IntArray], population: Mapping[str, Number], draw: Draw
) -> None:
    """Elders and small children as the type of each household says; elders who need care are drawn."""
    elders, young = of_types["elders"], of_types["young"]
    needy = draw.uniform("care", int(elders.sum())) < number(population, "care_need")
    owner = np.repeat(np.arange(len(elders)), elders)
    households.elders[:] = elders
    households.young[:] = young + np.bincount(owner, needy, len(elders)).astype(np.int64)


def pupils(households: Households, labour: IntArray) -> IntArray:
    """Members who are neither labour, elders nor in need of care, a household: an upper bound of pupils."""
    rest = households.size.astype(np.int64) - labour - households.elders - households.young
    result: IntArray = np.maximum(rest, 0)
    return result


__all__ = ["Draw", "State", "apportion", "joint_table", "number", "parts", "pick", "pupils", "site_sizes"]
