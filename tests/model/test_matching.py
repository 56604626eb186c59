"""Rationing by ticket and deferred acceptance: stable, and the same in whatever order people stand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from resettle.model.channels import LOCAL, OUT, RELIEF, WELFARE, WORKSHOP
from resettle.model.kernels.choice import NOTHING
from resettle.model.kernels.matching import accept, organised_tickets, place_ticket
from resettle.model.openings import ALTERNATIVES, ORGANISED_PLACE
from resettle.model.rationing import EVERYONE, cutoff
from resettle.model.seekers import Seekers
from resettle.model.traits import MAX_PRIORITIES

KEY = np.uint64(0x1234_5678_9ABC_DEF1)
RATIONED = (LOCAL, WORKSHOP, WELFARE, RELIEF)


@dataclass(frozen=True)
class Market:
    """Seekers by settlement with their lists, and the places there are.

    Attributes:
        starts: First seeker of each settlement, and the end.
        rows: Identity of each seeker.
        traits: Traits of each.
        order: Lists, best first.
        places: Places by settlement and channel.
        taken: Holders by settlement and channel.
        priority: Masks served first, by kind of place.
        organised: Places out of province for the whole area.
    """

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    traits: NDArray[np.int32]
    order: NDArray[np.uint8]
    places: NDArray[np.int64]
    taken: NDArray[np.int64]
    priority: NDArray[np.int64]
    organised: int

    def ticket(self, n: int, code: int) -> int:
        """Ticket of a seeker for a kind of place."""
        return int(place_ticket(int(self.rows[n]), int(self.traits[n]), code, KEY, self.priority))


def seekers_of(market: Market, asked: NDArray[np.uint8]) -> Seekers:
    """Those of a market as the kernels take them; what they were offered no longer matters."""
    offered = np.zeros(len(market.rows), np.uint16)
    return Seekers(market.starts, market.rows, market.traits, offered, market.order, asked)


def clear(market: Market) -> NDArray[np.uint8]:
    """What each seeker gets: the settlements in blocks, with the cutoff of organised places between them."""
    asked = np.zeros(len(market.rows), np.uint8)
    seekers = seekers_of(market, asked)
    limit = EVERYONE
    while True:
        for s in range(len(market.starts) - 1):
            accept(s, s + 1, KEY, market.priority, market.places, market.taken, seekers, limit)
        tickets = organised_tickets(KEY, market.priority, seekers)
        if len(tickets) <= market.organised:
            return market.order[np.arange(len(asked)), asked]
        limit = cutoff(tickets, market.organised) if market.organised else np.uint64(0)


def listed(codes: list[int]) -> list[int]:
    """A list as the kernels keep it."""
    return codes + [NOTHING] * (ALTERNATIVES - len(codes))


@st.composite
def markets(draw: st.DrawFn) -> Market:
    """Any small market."""
    sizes = draw(st.lists(st.integers(0, 9), min_size=1, max_size=4))
    count = sum(sizes)
    kinds = st.lists(st.sampled_from([*range(1, 10)]), unique=True, max_size=9)
    lists = draw(st.lists(kinds, min_size=count, max_size=count))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    priority = np.zeros((ALTERNATIVES, MAX_PRIORITIES), np.int64)
    for code in (*RATIONED, ORGANISED_PLACE):
        given_first = draw(st.lists(st.integers(0, 3), unique=True, max_size=3))
        priority[code, : len(given_first)] = [1 << trait for trait in given_first]
    places = rng.integers(0, 4, (len(sizes), 9))
    return Market(
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        rows=rng.permutation(1000)[:count].astype(np.int32),
        traits=rng.integers(0, 16, count).astype(np.int32),
        order=np.array([listed(codes) for codes in lists], np.uint8).reshape(count, ALTERNATIVES),
        places=places,
        taken=np.minimum(rng.integers(0, 3, places.shape), places),
        priority=priority,
        organised=draw(st.integers(0, 6)),
    )


def room(market: Market, s: int, code: int) -> int:
    """Places free in a settlement before anyone moves."""
    return int(max(0, market.places[s, code] - market.taken[s, code]))


def blocking_pairs(market: Market, got: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Seekers and kinds of place they prefer that have room, or are held by a higher ticket."""
    pairs = []
    for s in range(len(market.starts) - 1):
        here = range(market.starts[s], market.starts[s + 1])
        for n in here:
            for code in market.order[n]:
                if code in (got[n], NOTHING):
                    break
                if code == ORGANISED_PLACE:
                    holders = [m for m in range(len(got)) if got[m] == code]
                    free = market.organised
                elif code in RATIONED:
                    holders, free = [m for m in here if got[m] == code], room(market, s, code)
                else:
                    pairs.append((n, int(code)))  # an unrationed place is refused to nobody
                    continue
                better = any(market.ticket(m, code) > market.ticket(n, code) for m in holders)
                if len(holders) < free or better:
                    pairs.append((n, int(code)))
    return pairs


FAST = settings(
    max_examples=200, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@FAST
@given(markets())
def test_nobody_prefers_a_place_that_has_room_or_a_holder_with_a_higher_ticket(market: Market) -> None:
    assert blocking_pairs(market, clear(market)) == []


@FAST
@given(markets())
def test_no_more_are_served_than_there_are_places(market: Market) -> None:
    got = clear(market)
    for s in range(len(market.starts) - 1):
        here = got[market.starts[s] : market.starts[s + 1]]
        assert all((here == code).sum() <= room(market, s, code) for code in RATIONED)
    assert (got == ORGANISED_PLACE).sum() <= market.organised


@FAST
@given(markets(), st.integers(0, 2**32))
def test_the_outcome_does_not_depend_on_the_order_in_which_people_stand(market: Market, seed: int) -> None:
    rng = np.random.default_rng(seed)
    mixed = np.concatenate(
        [rng.permutation(np.arange(a, b)) for a, b in zip(market.starts, market.starts[1:], strict=False)]
    ).astype(int)
    turned = replace(market, rows=market.rows[mixed], traits=market.traits[mixed], order=market.order[mixed])
    assert (clear(turned) == clear(market)[mixed]).all()


@FAST
@given(markets(), st.integers(0, 2**32))
def test_the_outcome_does_not_depend_on_the_order_of_settlements(market: Market, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(market.starts) - 1)
    pieces = [np.arange(market.starts[s], market.starts[s + 1]) for s in order]
    mixed = np.concatenate(pieces).astype(int)
    turned = replace(
        market,
        starts=np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])]).astype(np.int64),
        rows=market.rows[mixed], traits=market.traits[mixed], order=market.order[mixed],
        places=market.places[order], taken=market.taken[order],
    )  # fmt: skip
    assert (clear(turned) == clear(market)[mixed]).all()


@FAST
@given(markets())
def test_all_settlements_in_one_block_end_as_each_by_itself(market: Market) -> None:
    asked = np.zeros(len(market.rows), np.uint8)
    seekers = seekers_of(market, asked)
    limit = EVERYONE
    sites = len(market.starts) - 1
    while True:
        accept(0, sites, KEY, market.priority, market.places, market.taken, seekers, limit)
        tickets = organised_tickets(KEY, market.priority, seekers)
        if len(tickets) <= market.organised:
            break
        limit = cutoff(tickets, market.organised) if market.organised else np.uint64(0)
    assert (market.order[np.arange(len(asked)), asked] == clear(market)).all()


def row(count: int, codes: list[int], **changes: object) -> Market:
    """Some seekers with one and the same list, in one settlement with one place of each kind."""
    plain = Market(
        starts=np.array([0, count]),
        rows=np.arange(count, dtype=np.int32),
        traits=np.zeros(count, np.int32),
        order=np.array([listed(codes)] * count, np.uint8),
        places=np.ones((1, 9), np.int64),
        taken=np.zeros((1, 9), np.int64),
        priority=np.zeros((ALTERNATIVES, MAX_PRIORITIES), np.int64),
        organised=0,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_the_lowest_ticket_gets_the_place_and_the_next_their_second_choice() -> None:
    market = row(5, [WELFARE, LOCAL])
    got = clear(market)
    ranked = sorted(range(5), key=lambda n: market.ticket(n, WELFARE))
    assert got[ranked[0]] == WELFARE
    rest = sorted(ranked[1:], key=lambda n: market.ticket(n, LOCAL))
    assert got[rest[0]] == LOCAL
    assert (got[rest[1:]] == NOTHING).all()


def test_one_who_comes_late_with_a_lower_ticket_still_displaces_a_holder() -> None:
    market = row(40, [WORKSHOP, WELFARE], organised=0)
    order = market.order.copy()
    order[::2] = listed([WELFARE])
    market = replace(market, order=order)
    got = clear(market)
    holder = int(np.flatnonzero(got == WELFARE)[0])
    refused = [n for n in range(40) if got[n] == NOTHING]
    assert market.ticket(holder, WELFARE) < min(market.ticket(n, WELFARE) for n in refused)


def test_a_place_that_is_held_is_not_free() -> None:
    taken = np.zeros((1, 9), np.int64)
    taken[0, WELFARE] = 1
    assert (clear(row(3, [WELFARE], taken=taken)) == NOTHING).all()
    over = taken * 5
    assert (clear(row(3, [WELFARE], taken=over)) == NOTHING).all()


def test_places_that_are_not_rationed_are_refused_to_nobody() -> None:
    got = clear(row(30, [OUT], places=np.zeros((1, 9), np.int64)))
    assert (got == OUT).all()


@pytest.mark.parametrize("organised", [0, 1, 3, 7, 12, 40])
def test_organised_places_go_to_the_lowest_tickets_of_the_whole_province(organised: int) -> None:
    sites, each = 5, 6
    market = row(
        sites * each, [ORGANISED_PLACE], starts=np.arange(0, sites * each + 1, each), organised=organised,
        places=np.zeros((sites, 9), np.int64), taken=np.zeros((sites, 9), np.int64),
    )  # fmt: skip
    got = clear(market)
    ranked = sorted(range(sites * each), key=lambda n: market.ticket(n, ORGANISED_PLACE))
    assert set(np.flatnonzero(got == ORGANISED_PLACE)) == set(ranked[:organised])


def test_who_is_named_first_beats_any_lot() -> None:
    priority = np.zeros((ALTERNATIVES, MAX_PRIORITIES), np.int64)
    priority[WELFARE, :2] = [4, 2]
    traits = np.array([0, 2, 0, 2, 4, 0, 6, 4], np.int32)
    places = np.full((1, 9), 3, np.int64)
    got = clear(row(8, [WELFARE], priority=priority, traits=traits, places=places))
    assert set(np.flatnonzero(got == WELFARE)) == {4, 6, 7}


def test_the_cutoff_is_the_last_ticket_served() -> None:
    tickets = np.array([50, 10, 40, 20, 30], np.uint64)
    for places in range(1, 5):
        limit = cutoff(tickets, places)
        assert (tickets <= limit).sum() == places
        assert limit == np.sort(tickets)[places - 1]
    assert cutoff(tickets, 5) == cutoff(tickets, 6) == EVERYONE
    assert cutoff(np.zeros(0, np.uint64), 1) == EVERYONE


def test_the_cutoff_leaves_the_tickets_as_they_were() -> None:
    tickets = np.array([3, 1, 2], np.uint64)
    cutoff(tickets, 1)
    assert tickets.tolist() == [3, 1, 2]


def test_tickets_of_different_kinds_of_place_are_different_lots() -> None:
    market = row(400, [WELFARE])
    ranks = [
        np.argsort([market.ticket(n, code) for n in range(400)]) for code in (WELFARE, LOCAL, ORGANISED_PLACE)
    ]
    assert abs(np.corrcoef(ranks[0], ranks[1])[0, 1]) < 0.2
    assert abs(np.corrcoef(ranks[0], ranks[2])[0, 1]) < 0.2
