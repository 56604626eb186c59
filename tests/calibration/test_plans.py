"""The page of the plans shows each outcome target in both readings, beside what ran before, and no task."""

from __future__ import annotations

import pandas as pd
import pytest

from resettle.calibration.report.plans import table
from resettle.model.text import Lang
from resettle.scenarios import load

PLAN = load("hanyin")


def reading(
    target: str, reading: str, main: bool, probability: float, median: float, **more: object
) -> dict[str, object]:
    row = {
        "wilson_low": probability - 0.1,
        "wilson_high": probability + 0.1,
        "unit": "share",
        "shortfall": 0.0,
    }
    return {
        "scenario": "hanyin", "target": target, "reading": reading, "main": main, "probability": probability,
        "median": median, **row, **more,
    }  # fmt: skip


def change(target: str, before: float, added: float) -> dict[str, object]:
    row = {"difference_low": added - 0.01, "difference_high": added + 0.02, "unit": "share"}
    met = {"met_reference": before, "met_reference_low": before - 0.1, "met_reference_high": before + 0.1}
    return {"kind": "target", "outcome": target, "difference": added, **row, **met}


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        (
            "en",
            [
                "60 % (50–70)<br>97.0 %",
                "30 % (20–40)<br>91.0 %",
                "40 % (30–50)",
                "5.0 points (4.0–7.0)",
                "3.0 points",
            ],
        ),
        (
            "zh",
            [
                "60%（50–70）<br>97.0%",
                "30%（20–40）<br>91.0%",
                "40%（30–50）",
                "5.0个百分点（4.0–7.0）",
                "3.0个百分点",
            ],
        ),
    ],
)
def test_a_target_has_both_readings_what_was_before_what_is_added_and_what_is_missing(
    lang: Lang, shown: list[str]
) -> None:
    outcomes = [name for name, one in PLAN.targets.items() if one.role == "outcome"]
    targets = [reading(name, "period_end", True, 0.2, 0.5) for name in outcomes if name != "one_employed"]
    targets += [
        reading("one_employed", "period_end", True, 0.6, 0.97, shortfall=0.03),
        reading("one_employed", "every_month", False, 0.5, 0.96),
        reading("one_employed", "period_end:month", False, 0.3, 0.91),
    ]
    changes = [change(name, 0.4, 0.05) for name in outcomes]
    page = table(PLAN, pd.DataFrame(targets), pd.DataFrame(changes), lang)
    title = PLAN.targets["one_employed"].title.in_(lang)
    (line,) = [line for line in page.splitlines() if title in line]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    plain = [cell.replace("\u00a0", " ").replace("\u202f", " ") for cell in cells]
    assert plain == [title, *shown]
    assert len(page.splitlines()) == 2 + len(outcomes)
    tasks = [one.title.in_(lang) for one in PLAN.targets.values() if one.role == "task"]
    assert tasks and not any(title in page for title in tasks)


def test_a_lead_over_a_series_is_told_in_points() -> None:
    plan = load("chongqing")
    outcomes = [name for name, one in plan.targets.items() if one.role == "outcome"]
    rows = [reading(name, "period_end", True, 0.2, 0.5) for name in outcomes]
    for row in rows:
        row["scenario"] = "chongqing"
        if row["target"] == "income_growth_above_rural":
            row |= {"reading": "ahead_compound", "median": -0.002, "unit": "share/year"}
    page = table(plan, pd.DataFrame(rows), pd.DataFrame([change(name, 0.4, 0.05) for name in outcomes]), "en")
    (line,) = [
        line for line in page.splitlines() if plan.targets["income_growth_above_rural"].title.en in line
    ]
    assert "\u22120.2\u00a0points" in line.replace(" ", "\u00a0")
