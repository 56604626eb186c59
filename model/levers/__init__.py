"""The levers: one module each; `LEVERS` is the only list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resettle.model.levers.agri_trade_support import AgriTradeSupport
from resettle.model.levers.asset_revitalisation import AssetRevitalisation
from resettle.model.levers.base import Lever
from resettle.model.levers.care_services import CareServices
from resettle.model.levers.employer_relief import EmployerRelief
from resettle.model.levers.entrepreneurship import Entrepreneurship
from resettle.model.levers.graduate_job_subsidy import GraduateJobSubsidy
from resettle.model.levers.grant import GrantLever
from resettle.model.levers.hiring_subsidy import HiringSubsidy
from resettle.model.levers.industry_projects import IndustryProjects
from resettle.model.levers.labour_cooperation import LabourCooperation
from resettle.model.levers.monitoring import Monitoring
from resettle.model.levers.on_the_job_training import OnTheJobTraining
from resettle.model.levers.pay_rule import PayRule
from resettle.model.levers.placement_service import PlacementService
from resettle.model.levers.public_welfare_jobs import PublicWelfareJobs
from resettle.model.levers.safety_net import SafetyNet
from resettle.model.levers.settlement_services import SettlementServices
from resettle.model.levers.training_subsidy import TrainingSubsidy
from resettle.model.levers.transport_subsidy import TransportSubsidy
from resettle.model.levers.works_relief import WorksRelief
from resettle.model.levers.workshop_capacity import WorkshopCapacity

if TYPE_CHECKING:
    from resettle.model.world import World

LEVERS: dict[str, type[Lever]] = {
    lever.name: lever
    for lever in (
        TrainingSubsidy,
        PublicWelfareJobs,
        WorkshopCapacity,
        LabourCooperation,
        TransportSubsidy,
        HiringSubsidy,
        PlacementService,
        GraduateJobSubsidy,
        PayRule,
        WorksRelief,
        Entrepreneurship,
        IndustryProjects,
        AssetRevitalisation,
        EmployerRelief,
        Monitoring,
        SafetyNet,
        CareServices,
        SettlementServices,
        AgriTradeSupport,
        OnTheJobTraining,
    )
}
"""Lever classes by name, in the order of the catalogue, which is the order of work in a month."""


def levers_behind(indicator: str) -> tuple[str, ...]:
    """Names of the levers that work directly on an indicator, the most direct first."""
    behind = [lever for lever in LEVERS.values() if indicator in lever.works_on]
    return tuple(lever.name for lever in sorted(behind, key=lambda lever: lever.works_on.index(indicator)))


def levers_of(world: World) -> list[Lever]:
    """The levers of a scenario for one run, in the order of the catalogue."""
    windows = world.inputs.levers
    slots = [name for name, lever in LEVERS.items() if issubclass(lever, GrantLever)]
    return [
        lever(world, windows[name], slots.index(name) if name in slots else 0)
        for name, lever in LEVERS.items()
        if name in windows
    ]
