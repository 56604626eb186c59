"""The checks of a run do catch a state that is broken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from resettle.model import channels
from resettle.model.checks import IdentityError, check_identities
from resettle.model.openings import ORGANISED_PLACES, TRAINING_SEATS
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, NOT_YET
from resettle.model.tally import COLUMN
from resettle.model.toy import toy_inputs
from tests.model.worlds import all_levers, guizhou, lever, stepped


def in_work(model: ResettlementModel, channel: int | None = None) -> int:
    """Row of a worker in a job."""
    column = model.world.state.workers.channel
    return int(np.flatnonzero(column > 0 if channel is None else column == channel)[0])


def out_of_work(model: ResettlementModel) -> int:
    """Row of a worker without a job."""
    workers = model.world.state.workers
    return int(np.flatnonzero((workers.channel == 0) & (workers.status == LABOUR))[0])


def move_a_worker(model: ResettlementModel) -> None:
    model.world.state.workers.channel[in_work(model, channels.OUT)] = channels.IN


def lose_a_worker(model: ResettlementModel) -> None:
    model.world.state.workers.status[out_of_work(model)] = NOT_YET


def employ_a_child(model: ResettlementModel) -> None:
    model.world.state.workers.status[in_work(model)] = NOT_YET


def forget_tenure(model: ResettlementModel) -> None:
    model.world.state.workers.tenure[in_work(model)] = 0


def pay_without_a_job(model: ResettlementModel) -> None:
    model.world.state.workers.wage[out_of_work(model)] = 1.0


def lose_a_yuan_of_wages(model: ResettlementModel) -> None:
    model.world.state.households.wage[0] -= 1.0


def lose_a_yuan_of_transfers(model: ResettlementModel) -> None:
    model.world.state.households.transfer[0] -= 1.0


def invent_a_yuan_of_property(model: ResettlementModel) -> None:
    model.world.state.households.property[0] += 1.0


def lose_the_pay_of_a_worker(model: ResettlementModel) -> None:
    workers = model.world.state.workers
    workers.pay[int(np.argmax(workers.pay))] = 0.0


def receive_what_nobody_paid(model: ResettlementModel) -> None:
    model.world.state.households.from_levers[0] += 1.0


def pay_what_nobody_received(model: ResettlementModel) -> None:
    model.levers[0].ledger.households_yuan[model.world.month.t] += 1.0


def spend_less_than_nothing(model: ResettlementModel) -> None:
    model.levers[0].ledger.spent_yuan[model.world.month.t] = -1.0


def empty_a_household(model: ResettlementModel) -> None:
    model.world.state.households.size[0] = 0


def close_full_workshops(model: ResettlementModel) -> None:
    model.world.openings.places[:, channels.WORKSHOP] = 0


def close_full_posts(model: ResettlementModel) -> None:
    model.world.openings.places[:, channels.WELFARE] = 0


def close_local_firms(model: ResettlementModel) -> None:
    model.world.openings.places[:, channels.LOCAL] = 0


def place_too_many(model: ResettlementModel) -> None:
    model.world.tally.sums[0, COLUMN["organised"]] = model.world.openings.scalars[ORGANISED_PLACES] + 1


def enrol_too_many(model: ResettlementModel) -> None:
    model.world.tally.sums[0, COLUMN["enrolled"]] = model.world.openings.scalars[TRAINING_SEATS] + 1


BREAKAGES: tuple[Callable[[ResettlementModel], None], ...] = (
    move_a_worker, lose_a_worker, employ_a_child, forget_tenure, pay_without_a_job, lose_a_yuan_of_wages,
    lose_a_yuan_of_transfers, invent_a_yuan_of_property, lose_the_pay_of_a_worker, receive_what_nobody_paid,
    pay_what_nobody_received, spend_less_than_nothing, empty_a_household, close_full_workshops,
    close_full_posts, close_local_firms, place_too_many, enrol_too_many,
)  # fmt: skip


@pytest.mark.parametrize("break_it", BREAKAGES, ids=lambda breakage: breakage.__name__)
def test_a_broken_state_is_caught(break_it: Callable[[ResettlementModel], None]) -> None:
    model = stepped(guizhou(scale=0.001, levers=all_levers()), 4)
    check_identities(model.world, model.levers)
    break_it(model)
    with pytest.raises(IdentityError, match=r"^2021-04: "):
        check_identities(model.world, model.levers)


def test_a_single_yuan_of_pay_that_no_household_received_is_noticed_in_a_larger_population() -> None:
    model = stepped(guizhou(scale=0.02), 2)
    model.world.state.workers.pay[in_work(model)] += 1.0
    with pytest.raises(IdentityError, match="pay"):
        check_identities(model.world, model.levers)


def test_spending_beyond_a_budget_is_caught() -> None:
    inputs = guizhou(levers={"labour_cooperation": lever("labour_cooperation", budget=1e6)})
    model = stepped(inputs, 3)
    check_identities(model.world, model.levers)
    model.levers[0].ledger.spent_yuan[2] += 1e6
    with pytest.raises(IdentityError, match="budget"):
        check_identities(model.world, model.levers)


def test_a_run_with_checks_stops_at_the_first_broken_month(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ResettlementModel(toy_inputs(), 1, check=True)
    model.step()
    record_of = model.levers[0].end_month

    def lose_a_yuan() -> None:
        record_of()
        model.world.state.households.transfer[0] -= 1.0

    monkeypatch.setattr(model.levers[0], "end_month", lose_a_yuan)
    with pytest.raises(IdentityError, match="2021-02"):
        model.step()


def test_a_run_without_checks_does_not_look() -> None:
    model = ResettlementModel(toy_inputs(), 1)
    empty_a_household(model)
    model.step()
    assert model.month == 1
    assert (model.world.state.households.size == 0).any()
