"""Who has held a post for its full term makes room for others before asking for another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model.channels import WELFARE
from resettle.model.simulation import ResettlementModel
from resettle.model.state import FLAGS, LABOUR, SERVED
from tests.model.worlds import HEALTHY, Settings, every, guizhou, holds, lever, only_offer

TERM = 4
Flags = NDArray[np.bool_]


def town(term: float = TERM, *, end: int = 47, posts: float = 2e6, **world: Any) -> ResettlementModel:
    """A town with a post for everyone, of a short term, before its first month."""
    plan = {"public_welfare_jobs": lever("public_welfare_jobs", 0, end, term=term, posts=posts)}
    return ResettlementModel(guizhou(levers=plan, **{**HEALTHY, **world}), 1, check=True)


def posts_only(**world: Any) -> Settings:
    """People who hear of posts, all of them and of nothing else, and never lose one before its term."""
    plain = guizhou()
    return {
        **only_offer(plain, "public_welfare"), "separation_rate": every(plain, "separation_rate", 0.0),
        "wants_work": 1.0, **world,
    }  # fmt: skip


def new_in_posts(model: ResettlementModel) -> Flags:
    """Who took up a post in the month just run."""
    workers = model.world.state.workers
    result: Flags = (workers.channel == WELFARE) & (workers.tenure == 1)
    return result


def idle_household(model: ResettlementModel) -> Flags:
    """Workers of households in which nobody has work."""
    result: Flags = model.world.state.households.spell[model.world.state.workers.household] > 0
    return result


def test_a_post_left_at_its_full_term_is_remembered_and_one_left_before_is_not() -> None:
    model = town(separation_rate={"public_welfare": 0.1})
    workers = model.world.state.workers
    full = early = 0
    for _ in range(16):
        in_post, tenure, served = workers.channel == WELFARE, workers.tenure.copy(), holds(model, SERVED)
        model.step()
        left = in_post & (workers.channel == 0) & (workers.status == LABOUR)
        at_term = left & (tenure >= TERM)
        assert holds(model, SERVED)[at_term].all()
        assert (holds(model, SERVED)[left & ~at_term] <= served[left & ~at_term]).all()
        full += int(at_term.sum())
        early += int((left & ~at_term & ~served).sum())
    assert full > 50
    assert early > 50


def test_posts_without_an_end_are_never_served_in_full() -> None:
    model = town(term=1e5, end=5)
    for _ in range(8):
        model.step()
        assert not holds(model, SERVED).any()
    assert model.values["channel_public_welfare"] == 0


def test_who_has_served_takes_no_post_unless_nobody_of_the_household_has_work() -> None:
    model = town(offer_rate={"public_welfare": 1.0}, taste={"public_welfare": 5000.0})
    back = refused = 0
    for _ in range(24):
        served, idle = holds(model, SERVED), idle_household(model)
        model.step()
        new = new_in_posts(model)
        assert idle[new & served].all()
        back += int((new & served).sum())
        refused += int((served & ~idle & ~new).sum())
    assert back > 20
    assert refused > 100


def test_nobody_goes_from_the_end_of_one_post_straight_into_the_next() -> None:
    model = town(**posts_only())
    workers = model.world.state.workers
    ended = 0
    for _ in range(14):
        at_end = (workers.channel == WELFARE) & (workers.tenure >= TERM)
        model.step()
        assert (workers.channel[at_end] == 0).all()
        ended += int(at_end.sum())
    assert ended > 300


def test_a_household_that_lives_by_one_post_has_it_again_after_a_month_without() -> None:
    model = town(**posts_only(in_work=0.0, one_employed=0.0))
    workers, households = model.world.state.workers, model.world.state.households
    paths = []
    for _ in range(3 * (TERM + 1)):
        model.step()
        paths.append(workers.channel == WELFARE)
    path = np.array(paths)
    lone = np.flatnonzero((np.diff(households.first) == 1) & (households.labour == 1))
    rows = households.first[lone]
    rows = rows[(workers.status[rows] == LABOUR) & (workers.entry[rows] == 0)]
    assert len(rows) > 20
    for post in path[:, rows].T:
        assert "".join("p" if in_post else "-" for in_post in post) == ("p" * TERM + "-") * 3


def test_other_work_makes_free_to_take_a_post_again() -> None:
    model = town(
        offer_rate={"public_welfare": 1.0, "local_firm": 1.0},
        taste={"public_welfare": 1000.0},
        separation_rate={"local_firm": 0.3},
        local_slack=2.0,
    )
    workers = model.world.state.workers
    cleared: Flags = np.zeros(len(workers.channel), bool)
    again = 0
    for _ in range(30):
        served, idle = holds(model, SERVED), idle_household(model)
        model.step()
        other = (workers.channel > 0) & (workers.channel != WELFARE)
        assert not (holds(model, SERVED) & other).any()
        again += int((new_in_posts(model) & cleared & ~served & ~idle).sum())
        cleared |= served & other
    assert cleared.sum() > 100
    assert again > 20


def test_who_takes_a_post_again_by_need_has_still_served() -> None:
    model = town(**posts_only(in_work=0.0, one_employed=0.0))
    kept = 0
    for _ in range(12):
        served = holds(model, SERVED)
        model.step()
        new = new_in_posts(model) & served
        assert holds(model, SERVED)[new].all()
        kept += int(new.sum())
    assert kept > 50


def test_posts_turn_over_to_those_who_have_not_had_one() -> None:
    few: Settings = posts_only(in_work=0.0, one_employed=0.0)
    served_once = []
    for term in (TERM, 1e5):
        model = town(term, posts=40_000.0, **few)
        had: Flags = np.zeros(len(model.world.state.workers.channel), bool)
        for _ in range(20):
            model.step()
            had |= model.world.state.workers.channel == WELFARE
        served_once.append(int(had.sum()))
    assert served_once[0] > 3 * served_once[1]


@pytest.mark.parametrize("row_of", ["served", "not served"])
def test_a_worker_seen_as_an_object_tells_whether_a_term_was_served(row_of: str) -> None:
    model = town()
    for _ in range(8):
        model.step()
    flagged = holds(model, SERVED) == (row_of == "served")
    row = int(np.flatnonzero(flagged)[0])
    assert ("served" in model.worker(row).holds) == (row_of == "served")
    assert "served" in FLAGS
