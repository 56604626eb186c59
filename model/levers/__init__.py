"""The levers: one module each; `LEVERS` is the only list of them."""

from __future__ import annotations

from model.levers.agri_trade_support import AgriTradeSupport
from model.levers.asset_revitalisation import AssetRevitalisation
from model.levers.base import Lever
from model.levers.care_services import CareServices
from model.levers.employer_relief import EmployerRelief
from model.levers.entrepreneurship import Entrepreneurship
from model.levers.graduate_job_subsidy import GraduateJobSubsidy
from model.levers.hiring_subsidy import HiringSubsidy
from model.levers.industry_projects import IndustryProjects
from model.levers.labour_cooperation import LabourCooperation
from model.levers.monitoring import Monitoring
from model.levers.on_the_job_training import OnTheJobTraining
from model.levers.pay_rule import PayRule
from model.levers.placement_service import PlacementService
from model.levers.public_welfare_jobs import PublicWelfareJobs
from model.levers.safety_net import SafetyNet
from model.levers.settlement_services import SettlementServices
from model.levers.training_subsidy import TrainingSubsidy
from model.levers.transport_subsidy import TransportSubsidy
from model.levers.works_relief import WorksRelief
from model.levers.workshop_capacity import WorkshopCapacity

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
