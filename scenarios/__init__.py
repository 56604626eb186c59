"""Scenarios: files that planners write, checked strictly and resolved to values with sources."""

from __future__ import annotations

from resettle.model.text import Text
from resettle.scenarios.dump import dump_resolved
from resettle.scenarios.problems import Problem, ScenarioErrors, Where
from resettle.scenarios.read.chain import bundled, is_abstract, part_of, runnable
from resettle.scenarios.read.loading import (
    baseline_of,
    check,
    load,
    load_bundled,
    look_over,
)
from resettle.scenarios.scenario import Scenario, default_scale
from resettle.scenarios.schema import json_schema
from resettle.scenarios.sources.registers import documents, evidence
from resettle.scenarios.types import LeverSpec, Source, Target, Value, WindowSpec

__all__ = [
    "LeverSpec",
    "Problem",
    "Scenario",
    "ScenarioErrors",
    "Source",
    "Target",
    "Text",
    "Value",
    "Where",
    "WindowSpec",
    "baseline_of",
    "bundled",
    "check",
    "default_scale",
    "documents",
    "dump_resolved",
    "evidence",
    "is_abstract",
    "json_schema",
    "load",
    "load_bundled",
    "look_over",
    "part_of",
    "runnable",
]
