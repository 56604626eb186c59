"""The matching of real months: nobody prefers a place that was within reach."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from resettle.model.channels import LOCAL, OUT, RELIEF, WELFARE, WORKSHOP
from resettle.model.kernels import matching as compiled
from resettle.model.kernels.choice import NOTHING
from resettle.model.kernels.matching import place_ticket
from resettle.model.openings import ORGANISED_PLACE, ORGANISED_PLACES
from resettle.model.simulation import ResettlementModel
from tests.model.worlds import Settings, all_levers, guizhou, lever

RATIONED = (LOCAL, WORKSHOP, WELFARE, RELIEF)


class Watched:
    """What the last call of deferred acceptance was given; the standing of seekers is moved in place."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.given: dict[str, Any] = {}
        accept = compiled.accept

        def watch(begin: int, end: int, *arguments: Any) -> None:
            accept(begin, end, *arguments)
            names = [*inspect.signature(accept.py_func).parameters][2:]
            self.given = dict(zip(names, arguments, strict=True))

        watch.py_func = accept.py_func  # by whose parameters the world finds the columns
        monkeypatch.setattr(compiled, "accept", watch)


def settle(
    monkeypatch: pytest.MonkeyPatch, months: int, **doses: Any
) -> tuple[ResettlementModel, dict[str, Any]]:
    """A town where places are scarce, and what was matched in its last month."""
    watched = Watched(monkeypatch)
    first = ("zero_employment_household", "unemployed")
    levers = all_levers(
        public_welfare_jobs=lever("public_welfare_jobs", posts=40_000, term=6, priority=first),
        labour_cooperation=lever("labour_cooperation", priority=("woman",), **doses),
    )
    eager: Settings = {
        "search_intensity": 1.0,
        "search_on_job": dict.fromkeys(("public_welfare", "local_firm"), 0.5),
    }
    model = ResettlementModel(guizhou(scale=0.01, levers=levers, local_slack=0.0, **eager), 1, check=True)
    for _ in range(months):
        model.step()
    return model, watched.given


@pytest.mark.parametrize("months", [1, 3, 9])
def test_a_real_month_of_matching_is_stable(monkeypatch: pytest.MonkeyPatch, months: int) -> None:
    model, given = settle(monkeypatch, months, places=12_000.0)
    starts, rows, traits, _, order, asked = given["seekers"]
    got = order[np.arange(len(rows)), asked]
    site = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    refusals = 0

    def ticket(n: int, code: int) -> int:
        return int(place_ticket(int(rows[n]), int(traits[n]), code, given["ticket_key"], given["priority"]))

    highest = {
        (code, s): max(
            (ticket(n, code) for n in np.flatnonzero((got == code) & (site == s)).tolist()), default=-1
        )
        for code in RATIONED
        for s in range(len(starts) - 1)
    }
    organised = np.flatnonzero(got == ORGANISED_PLACE)
    last_organised = max((ticket(n, ORGANISED_PLACE) for n in organised.tolist()), default=-1)
    for n in range(len(rows)):
        for code in order[n]:
            if code in (got[n], NOTHING):
                break
            refusals += 1
            if code == ORGANISED_PLACE:
                assert len(organised) == model.world.openings.scalars[ORGANISED_PLACES]
                assert ticket(n, code) > last_organised
            else:
                assert code in RATIONED
                free = given["places"][site[n], code] - given["taken"][site[n], code]
                assert ((got == code) & (site == site[n])).sum() == max(0, free)
                assert ticket(n, code) > highest[int(code), int(site[n])]
    assert refusals > 20


def test_each_seeker_moves_to_what_was_won_and_the_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    model, given = settle(monkeypatch, 4, places=30_000.0)
    workers = model.world.state.workers
    rows = given["seekers"].rows
    got = given["seekers"].order[np.arange(len(rows)), given["seekers"].asked]
    moved = got != NOTHING
    channel = np.where(got == ORGANISED_PLACE, OUT, got)
    assert moved.any() and not moved.all()
    assert (workers.channel[rows[moved]] == channel[moved]).all()
    assert (workers.tenure[rows[moved]] == 1).all()
    assert not (workers.tenure[rows[~moved]] == 1).any()
    assert model.values["hires"] == pytest.approx(moved.sum() * model.world.weight)
    idle = (~moved) & (workers.channel[rows] == 0)
    assert model.values["refused"] == pytest.approx(idle.sum() * model.world.weight)


def test_nobody_is_listed_twice_and_lists_hold_each_kind_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _, given = settle(monkeypatch, 2, places=30_000.0)
    assert len(set(given["seekers"].rows.tolist())) == len(given["seekers"].rows)
    for codes in given["seekers"].order:
        listed = [code for code in codes if code != NOTHING]
        assert len(set(listed)) == len(listed)
        assert codes.tolist() == listed + [NOTHING] * (len(codes) - len(listed))
