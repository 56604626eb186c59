"""Training on the job: employers are paid for whom they keep, hire more of those meant, and lose fewer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from resettle.model.channels import LOCAL, WORKSHOP
from resettle.model.inputs import ModelInputs
from resettle.model.levers.grant import GrantLever
from resettle.model.simulation import ResettlementModel
from resettle.model.state import WOMAN
from resettle.model.tally import SEEKERS
from tests.model.worlds import Settings, guizhou, holds, lever, only_offer, run, stepped, yearly

NAME = "on_the_job_training"
OPENS = 4
ROOM: Settings = {"local_slack": 0.5}
"""Local firms with places to spare: offers, not places, are scarce."""


def town(*terms: Any, scale: float = 0.01, start: int = 0, end: int = 47, **settings: Any) -> ModelInputs:
    """A town with room in its firms, in which training on the job is open."""
    windows = terms or lever(NAME, start, end, **settings)
    return guizhou(scale=scale, levers={NAME: tuple(windows)}, **ROOM)


def promised(model: ResettlementModel) -> int:
    """Workers whose employer has been promised money for them, and not yet paid."""
    slots = next(item.slots for item in model.levers if isinstance(item, GrantLever))
    pending = model.world.state.workers.pending
    return int(sum(((pending >> np.uint16(slot)) & 1).sum() for slot in slots))


def separation(model: ResettlementModel) -> float:
    """Factor on local separations in the month just run; all settlements share it."""
    factor = model.world.openings.separation_factor
    local = factor[:, [LOCAL, WORKSHOP]]
    assert np.ptp(local) == 0
    assert (np.delete(factor, [LOCAL, WORKSHOP], axis=1) == 1).all()
    return float(local[0, 0])


def test_employers_are_paid_once_the_months_are_full_and_households_receive_nothing() -> None:
    model = ResettlementModel(town(start=OPENS, stable_months=4.0, unit_cost=700.0), 1, check=True)
    workers = model.world.state.workers
    paid = 0
    for t in range(20):
        before, tenure = workers.pending != 0, workers.tenure.copy()
        model.step()
        due = before & (workers.pending == 0) & (workers.tenure == tenure + 1)
        assert (workers.tenure[due] == 4).all()
        assert np.isin(workers.channel[due], [LOCAL, WORKSHOP]).all()
        books = model.levers[0].ledger
        assert books.spent_yuan[t] == 700 * due.sum()
        assert books.beneficiaries[t] == due.sum()
        assert due.sum() == 0 or t >= OPENS + 3
        paid += int(due.sum())
    assert paid > 20
    assert books.households_yuan.sum() == 0
    assert model.values["income_from_levers"] == 0


def test_offers_rise_as_far_as_there_is_money_for_those_who_look() -> None:
    for places in (20_000.0, 1e7):
        model = ResettlementModel(town(places=places, offer_gain=0.4), 1)
        item = model.levers[0]
        assert isinstance(item, GrantLever)
        model.step()
        for _ in range(6):
            looked = float(model.world.tally.sums[:, SEEKERS].sum())
            model.step()
            expected = 1 + 0.4 * min(1.0, item.seats_left / looked)
            gain = model.world.openings.grant_offer
            assert gain[item.slot, [LOCAL, WORKSHOP]] == pytest.approx(expected)
            gain[item.slot, [LOCAL, WORKSHOP]] = 1.0
            assert (gain == 1).all()
        assert expected == 1.4 if places == 1e7 else 1 < expected < 1.4


@pytest.mark.parametrize("cut", [0.0, 0.5])
def test_local_jobs_last_longer_by_the_part_of_them_in_which_someone_is_taught(cut: float) -> None:
    model = ResettlementModel(town(places=1e6, stable_months=6.0, separation_cut=cut), 1)
    factors = []
    for _ in range(12):
        jobs = float(model.world.tally.sums[:, [LOCAL, WORKSHOP]].sum())
        taught = promised(model)
        model.step()
        expected = 1 - cut * taught / jobs if jobs else 1.0
        assert separation(model) == pytest.approx(expected)
        factors.append(expected)
    assert factors[0] == 1
    assert (min(factors) < 0.98) == (cut > 0)


def test_those_taught_under_new_terms_are_kept_as_those_under_the_old() -> None:
    old = lever(NAME, 0, 5, places=1e6, stable_months=3.0, separation_cut=0.5)
    new = lever(NAME, 6, 47, places=1e6, stable_months=3.0, separation_cut=0.5, unit_cost=900.0)
    model = ResettlementModel(town(*old, *new), 1)
    for t in range(14):
        jobs = float(model.world.tally.sums[:, [LOCAL, WORKSHOP]].sum())
        taught = promised(model)
        model.step()
        if t > 9:
            assert taught > 0
            assert separation(model) == pytest.approx(1 - 0.5 * taught / jobs)


def test_when_the_window_has_closed_promises_are_paid_and_nothing_else_is_left() -> None:
    model = ResettlementModel(town(end=5, stable_months=4.0), 1, check=True)
    for _ in range(6):
        model.step()
    assert promised(model) > 0
    for t in range(6, 14):
        model.step()
        assert separation(model) == 1
        assert (model.world.openings.grant_offer == 1).all()
        assert (model.levers[0].ledger.spent_yuan[t] > 0) == (t <= 8)
    assert promised(model) == 0


def test_who_is_not_meant_hears_of_no_more_places_than_before() -> None:
    plain = guizhou()
    alone = {**only_offer(plain, "local_firm"), **ROOM}
    alone["offer_rate"] = {**alone["offer_rate"], "local_firm": 0.2}
    plans = [{}, {NAME: lever(NAME, OPENS, places=1e7, offer_gain=4.0, eligibility=("woman",))}]
    models = [stepped(guizhou(scale=0.03, levers=plan, **alone), OPENS + 1) for plan in plans]
    woman = holds(models[0], WOMAN)
    newly = [
        (model.world.state.workers.channel == LOCAL) & (model.world.state.workers.tenure == 1)
        for model in models
    ]
    assert newly[1][woman].sum() > 1.5 * newly[0][woman].sum() > 0
    assert (newly[1][~woman] <= newly[0][~woman]).all()


def test_training_on_the_job_brings_people_into_local_work_and_keeps_them_there() -> None:
    gains = []
    for seed in range(1, 4):
        bare = run(guizhou(scale=0.01, months=24, levers={}, **ROOM), seed)[1]
        plan = {NAME: lever(NAME, places=1e6, stable_months=12.0)}
        helped = run(guizhou(scale=0.01, months=24, levers=plan, **ROOM), seed)[1]
        gains.append(
            [
                (helped.indicators[name] - bare.indicators[name])[6:].mean()
                for name in ("channel_local_firm", "separations")
            ]
        )
    local, ended = np.array(gains).T
    assert (local > 0).all()
    assert (ended < 0).all()


def test_a_budget_is_never_promised_twice() -> None:
    model = ResettlementModel(town(places=1e6, budget=2e6, stable_months=2.0), 1, check=True)
    limit = 2e6 * model.world.part
    for t in range(36):
        model.step()
        books = model.levers[0].ledger
        spent = books.spent_yuan[t - t % 12 : t + 1].sum()
        assert spent + 600 * promised(model) * (t % 12 < 10) <= limit + 1e-6
    assert (yearly(books.spent_yuan[:36]) > 0.9 * limit - 600).all()
