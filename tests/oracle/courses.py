"""Phase 4: courses advance and end; some train by themselves; free seats go by priority, then by lot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.oracle.agents import Worker

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle


def advance(model: Oracle) -> None:
    """Another month of every course: some drop out, some complete."""
    for worker in model.workers:
        if worker.course == 0:
            continue
        tally = worker.household.settlement.tally
        if model.chance("dropout", worker) < _chance_of_dropout(model):
            worker.course = 0
            tally["dropped"] += 1
            continue
        worker.course -= 1
        if worker.course == 0:
            tally["completed"] += 1
            tally["funded_courses"] += worker.funded
            _complete(model, worker)


def _chance_of_dropout(model: Oracle) -> float:
    return model.number["course_dropout"] * (1.0 - model.office.dropout_cut)


def _chance_of_passing(model: Oracle, worker: Worker) -> float:
    return model.number["course_pass"] + (model.office.pass_gain if worker.funded else 0.0)


def _complete(model: Oracle, worker: Worker) -> None:
    worker.trained = model.t
    worker.trained_in_plan |= worker.funded and model.t >= model.inputs.period.start
    gain = 0.0
    if not worker.certificate and model.chance("pass", worker) < _chance_of_passing(model, worker):
        worker.certificate = True
        gain += model.number["certificate_return"]
        worker.household.settlement.tally["certified"] += 1
    if worker.can_climb and model.chance("skill_gain", worker) < model.number["course_skill"]:
        worker.skill += 1
        gain += model.number["skill_return"]
    worker.raise_pay(gain)


def train_alone(model: Oracle) -> None:
    """Some begin a course by themselves, the able more often; it is one like any other, but nobody pays."""
    for worker in model.workers:
        if _can_attend(model, worker):
            bent = math.exp(model.number["training_selection"] * worker.ability)
            if model.chance("own_training", worker) < model.number["own_training"] * bent:
                _begin(model, worker, funded=False)
                worker.household.settlement.tally["own_enrolled"] += 1


def _begin(model: Oracle, worker: Worker, *, funded: bool) -> None:
    worker.funded = funded
    worker.course = round(model.number["course_months"])


def enrol(model: Oracle) -> None:
    """Seats in the whole area go to those of the first priority class, within a class by lot."""
    seats = int(model.office.training_seats)
    admission = model.office.rule("seat")
    asking: list[tuple[int, float, Worker]] = []
    for worker in model.workers if seats > 0 else ():
        if _can_attend(model, worker):
            traits = worker.traits(model.t)
            if admission.admits(traits):
                asking.append((admission.priority_class(traits), model.chance("enrol", worker), worker))
    asking.sort(key=lambda ticket: ticket[:2])
    for _, _, worker in asking[:seats]:
        _begin(model, worker, funded=True)
        worker.household.settlement.tally["enrolled"] += 1


def _can_attend(model: Oracle, worker: Worker) -> bool:
    """Who wants training, is at home and well, is in no course and was not trained lately."""
    return (
        worker.is_labour
        and worker.wants_training
        and not worker.is_away
        and worker.ill == 0
        and worker.course == 0
        and model.t - worker.trained >= model.number["retrain_gap"]
    )
