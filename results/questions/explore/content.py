"""What the page of an exploration computes with: coefficients, errors and texts, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.explore.compute import Explored
from resettle.results.questions.explore.sliders import Slider
from resettle.results.questions.optimise.files import file_name, plan_file
from resettle.results.report.provenance import range_text, source_text
from resettle.results.runs.asking import Asking, same_futures
from resettle.results.runs.manifest import portable
from resettle.results.statistics.intervals import FloatArray, wilson
from resettle.results.statistics.response import Response
from resettle.results.text.labels import NOTHING, Text, fill, label, say
from resettle.results.text.names import lever_label
from resettle.results.text.numbers import bound_text, points, signed_bound, unit_text
from resettle.scenarios import Scenario
from resettle.scenarios.catalogue import setting_field
from resettle.scenarios.paths import cut
from resettle.scenarios.types import Value

DIGITS = 6
"""Significant digits of a coefficient."""

POSITION = "position"
"""Last word of the name of the scenario of a position."""

SAID = (
    *("none", "plan", "half", "double", "part", "more", "idle", "outside", "extrapolated", "same", "differs"),
    *("planned", "chance", "goal", "mean", "band", "give", "between", "named", "offered", "amount", "cost"),
    *("copied", "title", "note", "file", "beside"),
)
"""Texts that the script puts together, by the end of their label."""

PLUS = Text("±\N{NO-BREAK SPACE}{it}", "±{it}")

AMOUNTS = ("yuan", "yuan_million", "yuan_billion", "yuan_wan", "yuan_yi", "points")
"""Amounts that the script writes."""


def content_of(found: Explored, asking: Asking) -> dict[str, Any]:
    """All that the script of the page needs, as JSON may hold it."""
    scenario = found.problem.scenario
    forms = {one.form: one.design for one in found.responses.values()}
    exact = found.exact()
    return {
        "plan": scenario.name,
        "title": asdict(scenario.title),
        "base": _base(scenario),
        "name": file_name(scenario, POSITION),
        "command": _command(found, asking),
        "how": asdict(_how(found)),
        "hull": found.hull,
        "sliders": [_slider(scenario, one) for one in found.sliders],
        "forms": {
            name: {"terms": [list(term) for term in one.terms], "inverse": rounded(one.inverse)}
            for name, one in forms.items()
        },
        "outcomes": [_outcome(found, one, exact[one.column]) for one in found.problem.outcomes],
        "years": [
            {
                "year": year,
                "form": found.responses[column].form,
                "weights": rounded(found.responses[column].weights.mean(axis=1)),
                "error": found.responses[column].errors["mean"],
                "exact": exact[column]["mean"],
            }
            for year, column in found.years.items()
        ],
        "words": {
            **{key: asdict(label(f"explore_say_{key}")) for key in SAID},
            **{key: asdict(label(key)) for key in AMOUNTS},
        },
    }


def _how(found: Explored) -> Text:
    """What the numbers rest on, and how sure so few futures make a probability of a half."""
    low, high = wilson(found.futures / 2.0, found.futures)
    sampling = points((high - low) / 2.0, 0)
    return say(
        "explore_how",
        points=str(len(found.times)),
        futures=str(found.futures),
        sampling=fill(PLUS, it=sampling),
    )


def rounded(numbers: FloatArray) -> Any:
    """Numbers to some significant digits, as nested lists."""
    return np.vectorize(lambda one: float(f"{one:.{DIGITS}g}"), otypes=[np.float64])(numbers).tolist()


def _base(scenario: Scenario) -> str:
    """What the file of a position extends: the plan by its name, or its file by name; empty without one."""
    base = plan_file(scenario)
    return base.name if isinstance(base, Path) else base or ""


def _command(found: Explored, asking: Asking) -> str:
    """The command that runs a position in the same futures; `{file}` stands for its file."""
    scenario, futures = found.problem.scenario, found.problem.request.futures
    words = ["resettle", "run", portable(_base(scenario) or scenario.name), "{file}"]
    words += ["--futures", str(futures), *same_futures(asking)]
    return " ".join(words)


def _slider(scenario: Scenario, slider: Slider) -> dict[str, Any]:
    one, setting = slider.one, slider.one.path.rpartition(".")[2]
    spec = scenario.levers[slider.lever]
    stated = next(
        window.settings[setting]
        for window in reversed(spec.in_force)
        if setting in window.settings and window.settings[setting].number == one.central
    )
    ranged = range_text(stated)
    source = source_text(stated.source)
    told = source if ranged == NOTHING else say("explore_source", source=source, range=ranged)
    return {
        "lever": slider.lever,
        "label": asdict(lever_label(slider.lever)),
        "setting": asdict(one.label),
        "unit": asdict(unit_text(one.unit)),
        "share": one.unit.partition("/")[0] == "share",
        "central": one.central,
        "low": slider.low,
        "high": slider.high,
        "stops": list(slider.stops),
        "most": min(slider.most, 1e6),
        "whole": one.whole,
        "source": asdict(told),
        "windows": _windows(scenario, slider.lever, setting),
    }


def _windows(scenario: Scenario, lever: str, setting: str) -> list[dict[str, Any]]:
    """What `scenarios.scaling.raised` multiplies, window by window."""
    start, label_of, made = scenario.period.start, scenario.period.label, []
    for window in scenario.levers[lever].in_force:
        for piece in cut(window, start):
            if piece.start >= start and setting in piece.settings:
                values = {setting: piece.settings[setting]}
                if piece.budget is not None:
                    values["budget"] = piece.budget
                made.append(
                    {
                        "from": label_of(piece.start),
                        "to": label_of(piece.end),
                        "values": {name: _value(lever, name, value) for name, value in values.items()},
                    }
                )
    return made


def _value(lever: str, name: str, value: Value) -> dict[str, Any]:
    spec = setting_field(lever, name)
    return {
        "value": value.number,
        "unit": value.unit,
        "range": list(value.range) if value.range is not None else None,
        "factor": value.range is not None and value.range_is == "factor",
        "lowest": spec.low,
        "highest": min(spec.high, 1e300),
        "whole": spec.whole,
    }


def _outcome(found: Explored, one: Outcome, exact: Mapping[str, float]) -> dict[str, Any]:
    response: Response = found.responses[one.column]
    goal = NOTHING
    if one.bound is not None and one.direction is not None:
        goal = signed_bound(one.direction, bound_text(one.bound, one.unit))
    head = one.unit.partition("/")[0]
    unit = Text("", "") if head in ("share", "points", "yuan") else unit_text(one.unit)
    return {
        "name": one.name,
        "title": asdict(one.title),
        "kind": head if head in ("share", "points", "yuan") else "count",
        "unit": asdict(unit),
        "money": one.unit == "yuan",
        "goal": asdict(goal),
        "bound": response.bound,
        "better": one.better,
        "form": response.form,
        "weights": rounded(response.weights),
        "spreads": rounded(response.spreads),
        "errors": response.errors,
        "exact": dict(exact),
        "least": None if found.runs.array(one.column).min() < 0.0 else 0.0,
        "scale": _scale(found, one),
    }


def _scale(found: Explored, one: Outcome) -> list[float]:
    """Ends of the axis of an outcome: all bands that were run, and the bound."""
    values = found.runs.array(one.column)
    low, high = np.quantile(values, (0.05, 0.95), axis=1)
    ends = [float(low.min()), float(high.max())]
    if one.bound is not None:
        ends = [min(ends[0], one.bound), max(ends[1], one.bound)]
    room = 0.04 * (ends[1] - ends[0]) or max(abs(ends[0]), 1.0) * 0.05
    return [ends[0] - room, ends[1] + room]
