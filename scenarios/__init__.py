"""Scenarios: files that planners write, checked strictly and resolved to values with sources."""

from __future__ import annotations

from scenarios.chain import bundled
from scenarios.dump import dump_resolved
from scenarios.loading import check, is_abstract, load, part_of
from scenarios.problems import Problem, ScenarioErrors, Where
from scenarios.registers import Document, Evidence, documents, evidence
from scenarios.scenario import Scenario, default_scale
from scenarios.schema import json_schema
from scenarios.types import LeverSpec, SiteCondition, Source, Target, Text, Value, Window

__all__ = [
    "Document",
    "Evidence",
    "LeverSpec",
    "Problem",
    "Scenario",
    "ScenarioErrors",
    "SiteCondition",
    "Source",
    "Target",
    "Text",
    "Value",
    "Where",
    "Window",
    "bundled",
    "check",
    "default_scale",
    "documents",
    "dump_resolved",
    "evidence",
    "is_abstract",
    "json_schema",
    "load",
    "part_of",
]
