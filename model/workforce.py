"""Workers of a synthetic population: who they are, and the job each starts in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from resettle.model import channels, state
from resettle.model.fields import Number, number, parts
from resettle.model.household_types import employed_of_types, first_of_each, marginals_of
from resettle.model.joint_types import HouseholdTypes
from resettle.model.population_fields import AGE_BANDS
from resettle.model.state import Households, Sites, State, Workers, empty_workers, mark
from resettle.model.synthesis import (
    Draw,
    FloatArray,
    IntArray,
    ascending,
    part_of,
    pick,
    pupils,
    synthesise_households,
)

BoolArray = NDArray[np.bool_]
YOUNGEST_ENTRANT_MONTHS = 18 * 12
LEAVING_SCHOOL = 6
"""School years end in July; school leavers join labour then (month of year, from 0)."""


def synthesise(
    population: Mapping[str, Number],
    initial: Mapping[str, Number],
    scale: float,
    months: int,
    draw: Draw,
    open_workshops: Callable[[FloatArray], IntArray] | None = None,
    types: HouseholdTypes | None = None,
) -> State:
    """The whole state at the start of the base year.

    Args:
        population: Values of `model.population_fields.POPULATION`.
        initial: Values of `model.population_fields.INITIAL`.
        scale: Part of the population to simulate, in (0, 1].
        months: Length of the run, for those who join labour within it.
        draw: Keyed draws made once for life.
        open_workshops: Opens the workshops of the start, given workers by settlement, and returns
            their places by settlement; no workshops if `None`.
        types: Joint types that households are of; `None` to draw what is in a household trait by trait.

    Returns:
        Workers, households and settlements; wages are filled by the model.

    Raises:
        ValueError: If marginals contradict each other.
    """
    check_marginals(population, initial)
    marginals = None if types is None else marginals_of(population, initial)
    households, sites, labour, of_types = synthesise_households(population, scale, draw, types, marginals)
    entrants = _entrants(households, labour, population, months, draw)
    each = labour + entrants
    first = np.concatenate([[0], np.cumsum(each)])
    households.first[:] = first
    sites.worker[:] = first[sites.household]
    workers = empty_workers(int(first[-1]))
    workers.household[:] = np.repeat(np.arange(len(labour)), each)
    new = _is_entrant(first, labour, each)
    _attributes(workers, population, initial, new, months, draw)
    if of_types is not None:
        weak = first_of_each(workers.household, ~new, draw.uniform("health", len(new)), of_types["weak"])
        workers.health[:] = weak
    _carers(workers, households)
    here = np.diff(sites.worker)
    workshop_places = np.zeros_like(here) if open_workshops is None else open_workshops(here.astype(float))
    labour_now = workers.status == state.LABOUR
    if of_types is None:
        employed = _employed(workers, households, labour_now, initial, draw)
    else:
        weak = workers.health == state.WEAK
        lot = draw.uniform("employed", len(weak))
        employed = employed_of_types(workers.household, labour_now, weak, lot, of_types)
    _first_jobs(workers, households, sites, population, initial, workshop_places, employed, draw)
    return State(workers, households, sites)


def check_marginals(population: Mapping[str, Number], initial: Mapping[str, Number]) -> None:
    """Refuse values of the start that contradict each other.

    Raises:
        ValueError: Naming the two values that contradict each other.
    """
    rate, some = number(initial, "in_work"), number(initial, "one_employed")
    if rate > number(population, "wants_work") + 1e-9:
        raise ValueError("in_work is above wants_work: who is in work wants work")
    shares = parts(population, "labour_per_household")
    workers = sum(int(count) * share for count, share in shares.items()) / sum(shares.values())
    if rate * workers < some - 1e-6:
        raise ValueError("one_employed needs more people in work than in_work gives")
    if rate > some + 1e-6:
        raise ValueError("in_work needs more households with someone in work than one_employed gives")
    channel = parts(initial, "channel")
    away = rate * (channel["out_of_province"] + channel["in_province"])
    if away > number(population, "willing_to_leave") + 1e-9:
        raise ValueError("channel has more people away than willing_to_leave allows")


def _entrants(
    households: Households, labour: IntArray, population: Mapping[str, Number], months: int, draw: Draw
) -> IntArray:
    """School leavers within the run, a household: at most its pupils."""
    candidates = pupils(households, labour)
    total = int(candidates.sum())
    wanted = number(population, "entrants") * labour.sum() * -(-months // 12)
    chosen = draw.uniform("entrant", total) < (min(1.0, wanted / total) if total else 0.0)
    owner = np.repeat(np.arange(len(candidates)), candidates)
    return np.bincount(owner, chosen, len(candidates)).astype(np.int64)


def _is_entrant(first: IntArray, labour: IntArray, each: IntArray) -> BoolArray:
    position = np.arange(first[-1]) - np.repeat(first[:-1], each)
    result: BoolArray = position >= np.repeat(labour, each)
    return result


def _attributes(
    workers: Workers,
    population: Mapping[str, Number],
    initial: Mapping[str, Number],
    new: BoolArray,
    months: int,
    draw: Draw,
) -> None:
    count = len(new)
    bands = np.array(list(AGE_BANDS.values()))[
        pick(parts(population, "labour_age"), draw.uniform("age_band", count))
    ]
    years = bands[:, 0] + (bands[:, 1] - bands[:, 0]) * draw.uniform("age", count)
    age = np.floor(years * 12).astype(np.int64)
    year = np.floor(draw.uniform("entry", count) * -(-months // 12)).astype(np.int64)
    entry = np.where(new, 12 * year + LEAVING_SCHOOL, 0)
    workers.birth[:] = np.where(new, entry - YOUNGEST_ENTRANT_MONTHS, -age)
    workers.entry[:] = entry
    workers.status[:] = np.where(new, state.NOT_YET, state.LABOUR)
    schooling = pick(parts(population, "schooling"), draw.uniform("schooling", count))
    graduate = new & (draw.uniform("graduate", count) < number(population, "entrant_graduates"))
    workers.schooling[:] = np.where(graduate, 4, schooling)
    workers.health[:] = ~new & (draw.uniform("health", count) < number(population, "weak_health"))
    workers.skill[:] = np.where(new, 0, pick(parts(population, "skill"), draw.uniform("skill", count)))
    lot = draw.uniform("trained", count)
    trained = ~new & (lot < number(initial, "trained"))
    since = 12 + np.floor(draw.uniform("retrained", count) * 48).astype(np.int64)
    workers.trained[:] = np.where(trained, -since, state.NEVER)
    drawn = {
        state.WOMAN: draw.uniform("woman", count) < number(population, "women"),
        state.CERTIFICATE: ~new & (draw.uniform("certificate", count) < number(population, "certificate")),
        state.WANTS_TRAINING: draw.uniform("wants_training", count) < number(population, "wants_training"),
        state.GRADUATE: graduate,
        state.TRAINED_BEFORE: ~new & (lot < number(initial, "training_coverage", 0.0)),
    }
    for bit, holds in drawn.items():
        mark(workers, bit, holds)


def _carers(workers: Workers, households: Households) -> None:
    """One worker bears the care of a household: its first woman, else its first worker."""
    owner = workers.household
    woman = (workers.flags & state.WOMAN) != 0
    rows = np.arange(len(owner))
    labour = workers.status == state.LABOUR
    rank = np.where(labour, np.where(woman, rows, rows + len(rows)), 4 * len(rows))
    best = np.full(len(households.site), 4 * len(rows), np.int64)
    np.minimum.at(best, owner, rank)
    carer = (best[owner] == rank) & labour & (households.young[owner] > 0)
    mark(workers, state.CARER, carer)


def _first_jobs(
    workers: Workers,
    households: Households,
    sites: Sites,
    population: Mapping[str, Number],
    initial: Mapping[str, Number],
    workshop_places: IntArray,
    employed: BoolArray,
    draw: Draw,
) -> None:
    count = len(workers.household)
    labour = workers.status == state.LABOUR
    shares = parts(initial, "channel")
    site = households.site[workers.household]
    age = -workers.birth / 12
    weak = workers.health == state.WEAK
    carer = (workers.flags & state.CARER) != 0
    stay = (age - 16) / 44 + 0.5 * carer + 0.5 * weak + 0.8 * draw.uniform("mobility", count)
    channel = np.zeros(count, np.int64)
    total = int(employed.sum())
    free = employed.copy()
    _take(
        channel,
        free,
        channels.FARMING,
        free & (households.land[workers.household] > 0),
        stay,
        shares["farming"] * total,
    )
    _take_workshops(channel, free, site, stay, workshop_places, shares["workshop"] * total)
    order = [name for name in channels.WORKING if name not in ("farming", "workshop", "public_welfare")]
    _spread(channel, free, site, stay, [*order, "public_welfare"], shares, sites, draw)
    workers.channel[:] = channel
    _wishes(workers, employed, labour, channel, population, shares, initial, draw)
    mean = number(initial, "tenure")
    tenure = 1 + np.floor(np.log(1 - draw.uniform("tenure", count)) / np.log(1 - 1 / max(mean, 1.0001)))
    workers.tenure[:] = np.where(channel > 0, np.minimum(tenure, 600), 0)


def _employed(
    workers: Workers, households: Households, labour: BoolArray, initial: Mapping[str, Number], draw: Draw
) -> BoolArray:
    """Who has work: one worker in each household that has someone in work, then others by lot."""
    count = len(labour)
    u = draw.uniform("employed", count)
    owner = workers.household
    lowest = np.full(len(households.site), 2.0)
    np.minimum.at(lowest, owner[labour], u[labour])
    some = draw.uniform("one_employed", len(households.site)) < number(initial, "one_employed")
    first = labour & some[owner] & (u == lowest[owner])
    others = labour & some[owner] & ~first
    wanted = number(initial, "in_work") * labour.sum() - first.sum()
    rate = min(1.0, max(0.0, wanted / max(1, int(others.sum()))))
    result: BoolArray = first | (others & (draw.uniform("search", count) < rate))
    return result


def _take(
    channel: IntArray, free: BoolArray, code: int, among: BoolArray, stay: FloatArray, wanted: float
) -> None:
    """Give a channel to those among some who are most inclined to stay at home."""
    rows = np.flatnonzero(among)
    chosen = rows[ascending(-stay[rows])[: round(wanted)]]
    channel[chosen] = code
    free[chosen] = False


def _ranked(rows: IntArray, value: FloatArray, site: NDArray[np.int32]) -> IntArray:
    """Rows, which stand by settlement, sorted within each by a value; ties as they stand."""
    here = site[rows]
    edges = [0, *(np.flatnonzero(np.diff(here)) + 1).tolist(), len(rows)]
    result: IntArray = np.concatenate([rows[a:b][ascending(value[rows[a:b]])] for a, b in pairwise(edges)])
    return result


def _take_workshops(
    channel: IntArray,
    free: BoolArray,
    site: NDArray[np.int32],
    stay: FloatArray,
    places: IntArray,
    wanted: float,
) -> None:
    """Fill workshops settlement by settlement, all to the same part of their places."""
    if not places.sum():
        return
    taken = np.minimum(np.floor(places * min(1.0, wanted / places.sum()) + 0.5), places).astype(np.int64)
    rows = np.flatnonzero(free)
    order = _ranked(rows, -stay, site)
    begin = np.searchsorted(site[order], np.arange(len(places)))
    rank = np.arange(len(order)) - begin[site[order]]
    chosen = order[rank < taken[site[order]]]
    channel[chosen] = channels.WORKSHOP
    free[chosen] = False


def _spread(
    channel: IntArray,
    free: BoolArray,
    site: NDArray[np.int32],
    stay: FloatArray,
    names: list[str],
    shares: Mapping[str, float],
    sites: Sites,
    draw: Draw,
) -> None:
    """Give the other channels in fixed parts of each settlement, the most mobile to the farthest."""
    rows = np.flatnonzero(free)
    order = _ranked(rows, stay, site)
    here = site[order]
    n_sites = len(sites.county)
    begin = np.searchsorted(here, np.arange(n_sites))
    many = np.maximum(np.bincount(here, minlength=n_sites), 1)
    offset = draw.uniform("site_offset", n_sites)
    position = (np.arange(len(order)) - begin[here] + offset[here]) / many[here]
    part = np.cumsum([shares[name] for name in names])
    codes = np.array([channels.CHANNELS.index(name) for name in names])
    channel[order] = codes[part_of(part / part[-1], position)]


def _wishes(
    workers: Workers,
    employed: BoolArray,
    labour: BoolArray,
    channel: IntArray,
    population: Mapping[str, Number],
    shares: Mapping[str, float],
    initial: Mapping[str, Number],
    draw: Draw,
) -> None:
    """Wishes for work and for leaving, in the shares of the scenario.

    Nobody works against a wish; posts are held by those who would not leave.
    """
    count = len(labour)
    rate = number(initial, "in_work")
    wants = (number(population, "wants_work") - rate) / max(1e-9, 1 - rate)
    want = np.where(employed, True, draw.uniform("wants_work", count) < wants)
    want = np.where(labour, want, draw.uniform("wants_work", count) < number(population, "wants_work"))
    away = (channel == channels.OUT) | (channel == channels.IN)
    gone, posts = rate * (shares["out_of_province"] + shares["in_province"]), rate * shares["public_welfare"]
    willing = (number(population, "willing_to_leave") - gone) / max(1e-9, 1 - gone - posts)
    leave = np.where(away, True, (channel != channels.WELFARE) & (draw.uniform("willing", count) < willing))
    leave = np.where(labour, leave, draw.uniform("willing", count) < number(population, "willing_to_leave"))
    mark(workers, state.WANTS_WORK, want)
    mark(workers, state.WILLING, leave)
