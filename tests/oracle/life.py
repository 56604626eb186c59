"""Phases 1 and 2: people age; illness, slumps and closures strike."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.oracle.agents import Worker, single

if TYPE_CHECKING:
    from resettle.model.agents import Workshop
    from tests.oracle.oracle import Oracle

RETIREMENT_AGE = 60


def age(model: Oracle) -> None:
    """Those who turn sixty leave labour and become elders of their household; school leavers join it."""
    for worker in model.workers:
        if worker.is_labour and worker.age_in_months(model.t) >= RETIREMENT_AGE * 12:
            worker.leave_job()
            worker.status = "retired"
            if worker.carer:
                _pass_on_care(worker)
            worker.course = worker.ill = 0
            worker.household.elders += 1
        elif worker.status == "not yet" and model.t >= worker.entry:
            worker.status = "labour"


def _pass_on_care(retired: Worker) -> None:
    """The first woman of the household who is labour bears the care from now on, else its first worker."""
    retired.carer = False
    labour = retired.household.labour
    heirs = [worker for worker in labour if worker.woman] or labour
    if heirs:
        heirs[0].carer = True


def fall_ill(model: Oracle) -> None:
    """Illness lasts some months, costs the household, and may leave one weak; old bills fade within years."""
    for household in model.households:
        household.medical = single(household.medical * 11.0 / 12.0)
    for worker in model.workers:
        if not worker.is_labour:
            continue
        if worker.ill > 0:
            worker.ill -= 1
        elif model.chance("illness", worker) < model.table["illness_rate"]["weak" if worker.weak else "able"]:
            _fall_ill(model, worker)


def _fall_ill(model: Oracle, worker: Worker) -> None:
    worker.ill = 1 + int(model.chance("illness_length", worker) * model.number["illness_months"])
    bill = -math.log(1.0 - model.chance("medical", worker)) * model.number["medical_cost"]
    worker.household.medical = single(worker.household.medical + bill)
    if not worker.weak and model.chance("illness_weakens", worker) < model.number["illness_weakens"]:
        worker.weak = True
        worker.raise_pay(math.log(model.number["weak_pay"] + 1e-12))


def strike_workshops(model: Oracle) -> None:
    """A workshop may close for good, or lose orders for some months."""
    closure = model.number["workshop_closure"] * model.office.closure_factor
    for workshop in model.office.workshops:
        if workshop.open:
            _strike(model, workshop, closure)


def _strike(model: Oracle, workshop: Workshop, closure: float) -> None:
    if model.draws.uniform("closure", workshop.key) < closure:
        workshop.open = False
    elif workshop.slump > 0:
        workshop.slump -= 1
    elif model.draws.uniform("slump", workshop.key) < model.number["workshop_slump"]:
        workshop.slump = round(model.number["workshop_slump_months"])
