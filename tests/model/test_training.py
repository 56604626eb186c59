"""Courses: seats by priority, months in a course, what they leave behind, and what they cost."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.model import channels
from resettle.model.chance import CODE, normals
from resettle.model.openings import TRAINING_SEATS
from resettle.model.simulation import ResettlementModel
from resettle.model.state import CERTIFICATE, LABOUR, NEVER, WANTS_TRAINING, WANTS_WORK
from resettle.model.tally import COLUMN
from tests.model.worlds import (
    HEALTHY,
    NOBODY_WORKS,
    Settings,
    changed,
    every,
    guizhou,
    holds,
    lever,
    run,
    stepped,
    yearly,
)

SURE: Settings = {
    "course_dropout": 0.0, "course_pass": 1.0, "course_skill": 1.0, "own_training": 0.0, "climb_rate": 0.0,
    "climb_move": 0.0,
}  # fmt: skip
"""Whoever sits in a course has a seat and completes it, and nothing else teaches."""


def test_seats_of_the_month_are_filled_and_never_exceeded() -> None:
    plan = {"training_subsidy": lever("training_subsidy", seats=24_000)}
    model = ResettlementModel(guizhou(scale=0.01, levers=plan), 1, check=True)
    for _ in range(12):
        model.step()
        assert (
            model.world.tally.sums[:, COLUMN["enrolled"]].sum()
            == model.world.openings.scalars[TRAINING_SEATS]
        )
    assert model.levers[0].ledger.units[:12].sum() == pytest.approx(24_000 * model.world.part, abs=1)


def test_only_those_who_want_training_and_can_attend_enter_a_course() -> None:
    plan = {"training_subsidy": lever("training_subsidy", seats=500_000)}
    model = ResettlementModel(guizhou(levers=plan, retrain_gap=12), 1)
    workers = model.world.state.workers
    for t in range(14):
        course, trained = workers.course.copy(), workers.trained.copy()
        away = (workers.channel == channels.OUT) | (workers.channel == channels.IN)
        model.step()
        new = (workers.course > 0) & (course == 0)
        assert holds(model, WANTS_TRAINING)[new].all()
        assert (workers.status[new] == LABOUR).all()
        assert (workers.ill[new] == 0).all()
        assert not away[new].any()
        assert (t - trained[new].astype(int) >= 12).all()
    assert new.any() or t > 0


def test_a_course_lasts_its_months_and_keeps_its_people_from_looking_if_it_leaves_no_time() -> None:
    plan = {"training_subsidy": lever("training_subsidy", 0, 0, seats=500_000)}
    model = ResettlementModel(guizhou(levers=plan, course_months=4, course_search=0.0, **SURE), 1)
    workers = model.world.state.workers
    model.step()
    rows = np.flatnonzero(workers.course)
    assert len(rows) > 20
    assert (workers.course[rows] == 4).all()
    for left in (3, 2, 1):
        idle = rows[(workers.channel[rows] == 0) & (workers.status[rows] == LABOUR)]
        model.step()
        here = workers.status[rows] == LABOUR
        assert (workers.course[rows][here] == left).all()
        assert (workers.channel[idle] == 0).all()
    model.step()
    assert (workers.course == 0).all()
    assert (workers.trained[rows][workers.status[rows] == LABOUR] == 4).all()


@pytest.mark.parametrize("left", [0.0, 0.4, 1.0])
def test_a_course_leaves_the_stated_part_of_the_search(left: float) -> None:
    plan = {"training_subsidy": lever("training_subsidy", 0, 0, seats=1e7)}
    keen: Settings = {"search_intensity": 1.0, "care_search": 1.0, "allowance_search_cut": 0.0}
    deaf = every(guizhou(), "offer_rate", 0.0)
    inputs = guizhou(
        scale=0.02, levers=plan, course_search=left, offer_rate=deaf, **keen, **HEALTHY, **NOBODY_WORKS
    )
    model = stepped(changed(inputs, monitored=0.0, background_detection=0.0, wants_training=0.5), 1)
    workers = model.world.state.workers
    idle = (workers.status == LABOUR) & holds(model, WANTS_WORK)
    looked = np.isin(np.arange(len(idle)), model.world.seekers.rows)
    assert looked[idle & (workers.course == 0)].all()
    here = idle & (workers.course > 0)
    assert looked[here].mean() == pytest.approx(left, abs=4 * np.sqrt(left * (1 - left) / here.sum()))


def test_one_may_be_trained_again_as_soon_as_the_gap_is_over() -> None:
    plan = {"training_subsidy": lever("training_subsidy", seats=1e7)}
    model = ResettlementModel(guizhou(levers=plan, course_months=1, retrain_gap=3, trained=0.0, **SURE), 1)
    workers = model.world.state.workers
    model.step()
    rows = np.flatnonzero(workers.course)
    entered = []
    for _ in range(4):
        model.step()
        entered.append(int((workers.course[rows] > 0).sum()))
    assert entered[:3] == [0, 0, 0]
    assert entered[3] > 0.5 * len(rows)


def test_who_completes_gains_skill_and_a_certificate_when_both_are_sure() -> None:
    plan = {"training_subsidy": lever("training_subsidy", 0, 0, seats=500_000)}
    model = ResettlementModel(guizhou(levers=plan, course_months=1, **SURE), 1)
    workers = model.world.state.workers
    model.step()
    rows, skill = np.flatnonzero(workers.course), workers.skill.copy()
    others = np.setdiff1d(np.arange(len(skill)), rows)
    certified = holds(model, CERTIFICATE)
    model.step()
    done = rows[workers.trained[rows] == 1]
    assert len(done) > 20
    assert (workers.skill[done] == np.minimum(skill[done] + 1, 2)).all()
    assert holds(model, CERTIFICATE)[done].all()
    assert (workers.skill[others] == skill[others]).all()
    assert model.values["certificates"] == pytest.approx((~certified[done]).sum() * model.world.weight)
    assert model.values["trained"] == pytest.approx(len(done) * model.world.weight)


@pytest.mark.parametrize(("dropout", "passed", "skilled"), [(0.3, 0.5, 0.25), (1.0, 1.0, 1.0)])
def test_dropping_out_passing_and_learning_happen_as_often_as_stated(
    dropout: float, passed: float, skilled: float
) -> None:
    plan = {"training_subsidy": lever("training_subsidy", 0, 0, seats=1e7)}
    settings: Settings = {
        "course_dropout": dropout,
        "course_pass": passed,
        "course_skill": skilled,
        "course_months": 1,
    }
    model = ResettlementModel(
        guizhou(scale=0.01, levers=plan, certificate=0.0, wants_training=1.0, **settings), 1
    )
    workers = model.world.state.workers
    model.step()
    rows, skill = np.flatnonzero(workers.course), workers.skill.copy()
    model.step()
    done = rows[workers.trained[rows] == 1]
    low = done[skill[done] < 2]
    spread = 4 * np.sqrt(0.25 / max(1, len(done)))
    assert len(done) / len(rows) == pytest.approx(1 - dropout, abs=4 * np.sqrt(0.25 / len(rows)) + 0.005)
    if len(done):
        assert holds(model, CERTIFICATE)[done].mean() == pytest.approx(passed, abs=spread)
        assert (workers.skill[low] > skill[low]).mean() == pytest.approx(skilled, abs=spread)


def test_scarce_seats_go_to_those_named_first() -> None:
    plan = {"training_subsidy": lever("training_subsidy", seats=12_000, priority=("unemployed", "woman"))}
    model = ResettlementModel(guizhou(scale=0.01, levers=plan, own_training=0.0), 1)
    workers = model.world.state.workers
    first = []
    for _ in range(10):
        idle = workers.channel == 0
        course = workers.course.copy()
        model.step()
        new = (workers.course > 0) & (course == 0)
        first.append(idle[new].mean())
    assert np.mean(first) > 0.9
    free = {"training_subsidy": lever("training_subsidy", seats=12_000)}
    fair = stepped(guizhou(scale=0.01, levers=free, own_training=0.0), 1).world.state.workers
    assert (fair.channel[fair.course > 0] == 0).mean() < 0.6


def test_the_subsidy_is_paid_for_who_completes_at_the_price_of_the_window() -> None:
    plan = {"training_subsidy": lever("training_subsidy", 0, 17, unit_cost=1234.0)}
    alone: Settings = {"own_training": 0.0, "course_months": 3, "course_dropout": 0.2}
    _, record = run(guizhou(levers=plan, months=26, **alone))
    books = record.levers["training_subsidy"]
    assert books["spent_yuan"] == pytest.approx(1234 * record.indicators["trained"])
    assert books["spent_yuan"][18:].sum() > 0
    assert (books["households_yuan"] == 0).all()
    assert yearly(books["units"])[0] > books["beneficiaries"][:12].sum() > 0


def test_nobody_is_paid_for_a_course_begun_without_a_seat() -> None:
    plan = {
        "training_subsidy": lever("training_subsidy", 0, 3, seats=24_000, unit_cost=1000.0, pass_gain=1.0)
    }
    keen: Settings = {"own_training": 0.05, "course_months": 2, "course_dropout": 0.0, "course_pass": 0.0}
    model = ResettlementModel(guizhou(scale=0.01, levers=plan, **keen, certificate=0.0), 1, check=True)
    enrolled, own, trained, certified = 0.0, 0.0, 0.0, 0.0
    for _ in range(10):
        model.step()
        tally = model.world.tally.sums.sum(axis=0)
        enrolled += tally[COLUMN["enrolled"]]
        own += tally[COLUMN["own_enrolled"]]
        trained += tally[COLUMN["completed"]]
        certified += tally[COLUMN["certified"]]
    books = model.levers[0].ledger
    assert own > 100
    assert trained > 1.5 * enrolled
    assert 0.85 * enrolled < books.beneficiaries.sum() <= enrolled
    assert books.spent_yuan.sum() == 1000 * books.beneficiaries.sum()
    assert certified <= enrolled


def test_own_courses_are_begun_as_often_as_stated_and_by_the_able_more_often() -> None:
    rare: Settings = {"own_training": 0.1, "retrain_gap": 0, **HEALTHY}
    plain, chosen = (
        stepped(guizhou(scale=0.03, levers={}, training_selection=bent, **rare), 1).world
        for bent in (0.0, 0.7)
    )
    count = len(plain.state.workers.household)
    ability = normals(*(plain.month.life_keys[CODE[name]] for name in ("ability", "ability_angle")), count)
    for world, bent in ((plain, 0.0), (chosen, 0.7)):
        workers = world.state.workers
        away = (workers.channel == channels.OUT) | (workers.channel == channels.IN)
        wants = (workers.status == LABOUR) & ((workers.flags & WANTS_TRAINING) != 0) & ~away
        for low, high in ((-1.5, -0.5), (-0.5, 0.5), (0.5, 1.5)):
            can = wants & (ability > low) & (ability < high)
            expected = 0.1 * np.exp(bent * ability[can]).mean()
            assert (workers.course[can] > 0).mean() == pytest.approx(
                expected, abs=4 * np.sqrt(0.2 / can.sum())
            )


def test_who_was_trained_before_is_known_and_who_never_was_has_no_date() -> None:
    model = stepped(guizhou(scale=0.01, trained=0.4), 0)
    workers = model.world.state.workers
    labour = workers.status == LABOUR
    ever = workers.trained[labour] != NEVER
    assert ever.mean() == pytest.approx(0.4, abs=0.03)
    assert (workers.trained[labour][ever] <= -12).all()
