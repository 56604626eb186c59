"""Tables of a run say the figures of its frames, each in its own column."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from resettle.results.judge.panel import LEDGER_COLUMNS
from resettle.results.questions.run.compute import cases
from resettle.results.questions.run.tables import difference_table, lever_table, spread_table
from resettle.results.report.answer import Cell, Table
from resettle.results.text.labels import Text
from tests.results.factory import make_levers, make_monthly, make_scenario

MONTHS = 36
"""Months of the plan."""

TRAINING = {
    "planned_yuan": 4e6,
    "spent_yuan": 3e6,
    "units": 700.0,
    "beneficiaries": 500.0,
    "households_yuan": 1e6,
}
POSTS = {
    "planned_yuan": 9e6,
    "spent_yuan": 8e6,
    "units": 60.0,
    "beneficiaries": 50.0,
    "households_yuan": 7e6,
}


def said(table: Table) -> list[list[str]]:
    """All cells in English, with their smaller lines."""

    def cell(one: Text | Cell) -> str:
        if isinstance(one, Text):
            return one.en
        return " / ".join(text.en for text in (one.text, *one.small))

    return [
        [cell(one).replace("\N{NO-BREAK SPACE}", " ") for one in row] for row in (table.head, *table.rows)
    ]


def ledger(more: float = 0.0) -> pd.DataFrame:
    """Two levers with the same figures in every month; the last replication has so much more of all."""
    levers = make_levers(replications=2)
    levers = levers[levers["lever"].isin(["training_subsidy", "public_welfare_jobs"])].copy()
    for column in LEDGER_COLUMNS:
        monthly = levers["lever"].map({"training_subsidy": TRAINING, "public_welfare_jobs": POSTS}.get)
        own = np.array([one[column] for one in monthly])
        levers[column] = own * np.where(levers["replication"] == 1, 1.0 + more, 1.0)
    return levers


def test_each_column_of_a_lever_shows_its_own_sums_over_the_plan() -> None:
    case = cases([make_scenario("plan")], make_monthly(replications=2), ledger())[0]
    table = lever_table(case)
    rows = {row[0]: row[1:] for row in said(table)}
    assert said(table)[0] == [
        *("Lever", "Spent", "Planned", "Of it paid to households", "Units paid for", "Beneficiaries")
    ]
    assert rows["Training subsidy"] == [
        *("108 million yuan", "144 million yuan", "36.0 million yuan", "25,200", "18,000")
    ]
    assert rows["Public-welfare posts"] == [
        *("288 million yuan", "324 million yuan", "252 million yuan", "2,160", "1,800")
    ]
    assert rows["All levers"] == ["396 million yuan", "468 million yuan", "288 million yuan", "–", "–"]
    assert table.note.en == (
        "All levers by year: 2022: 132 million yuan; 2023: 132 million yuan; 2024: 132 million yuan."
    )


def test_a_lever_that_differs_between_replications_has_the_median_and_its_band() -> None:
    case = cases([make_scenario("plan")], make_monthly(replications=2), ledger(1.0))[0]
    rows = {row[0]: row[1:] for row in said(lever_table(case))}
    # 108 and 216 million: the median is 162, and of two values the 5 % quantile is 108 + 0.05 * 108
    assert rows["Training subsidy"][0] == "162 million yuan / 113–211 million yuan"
    assert rows["Training subsidy"][4] == "27,000 / 18,900–35,100"
    assert rows["All levers"][0] == "594 million yuan / 416–772 million yuan"


def case_named(name: str) -> Any:
    title = Text(name.capitalize(), name)
    return SimpleNamespace(title=title, scenario=SimpleNamespace(name=name))


def difference(**more: object) -> list[str]:
    """The row of a difference."""
    row = {"scenario": "more", "reference": "less", "measure": "employment_end", "unit": "share", **more}
    other = {**row, "scenario": "third", "measure": "spending"}
    head, *rows = said(difference_table(pd.DataFrame([other, row]), case_named("more"), case_named("less")))
    assert head[1:3] == ["Reference", "Scenario"] and len(rows) == 1, "the rows of other scenarios are theirs"
    return rows[0][1:]


def test_a_difference_stands_beside_both_levels_with_its_interval() -> None:
    levels = {"reference_mean": 0.5, "mean": 0.52, "outcome": "value"}
    assert difference(**levels, difference=0.02, low=0.01, high=0.03) == [
        *("50.0 %", "52.0 %", "+2.0 points", "+1.0 to +3.0 points")
    ]
    assert difference(**levels, difference=0.02, low=np.nan, high=np.nan)[-1] == "–"


def test_a_difference_is_faint_where_it_may_be_zero() -> None:
    def faint(low: float, high: float) -> bool:
        row = {"scenario": "more", "measure": "spending", "unit": "yuan", "outcome": "value"}
        row |= {
            "reference_mean": 0.0,
            "mean": 1.0,
            "difference": (low + high) / 2.0,
            "low": low,
            "high": high,
        }
        table = difference_table(pd.DataFrame([row]), case_named("more"), case_named("less"))
        cell = table.rows[0][3]
        assert isinstance(cell, Cell)
        return cell.faint

    assert [faint(*ends) for ends in ((1.0, 3.0), (-3.0, -1.0), (-1.0, 3.0), (0.0, 3.0), (-3.0, 0.0))] == [
        *(False, False, True, True, True)
    ]


def test_a_cost_ratio_says_its_value_or_why_there_is_none() -> None:
    none = {"measure": "cost_per_job", "unit": "yuan/job-year", "reference_mean": np.nan, "mean": np.nan}
    ends = {"difference": 25_000.0, "low": 20_000.0, "high": 31_000.0}
    assert difference(**none, **ends, outcome="value") == [*("–", "–", "25,000 yuan", "20,000–31,000 yuan")]
    missing = {"difference": np.nan, "low": np.nan, "high": np.nan}
    saved = difference(**none, **ends, outcome="saved_per_loss")
    assert "25,000 yuan" in saved[2] and saved[2] != "25,000 yuan" and saved[3] == "20,000–31,000 yuan"
    assert difference(**none, **missing, outcome="no_gain")[2:] == ["no clear gain", "–"]


def spread_row(**more: object) -> list[str]:
    row = {"scenario": "more", "measure": "employment_end", "unit": "share", "median": 0.9, "p05": 0.85}
    row |= {"p95": 0.95, "band_parameters_low": 0.87, "band_parameters_high": 0.93, "draws": 20}
    for part, share in {"parameters": 0.4, "outside": 0.2, "missing": 0.1, "chance": 0.3}.items():
        row |= {f"share_{part}": share, f"share_{part}_low": share - 0.1, f"share_{part}_high": share + 0.1}
    row |= more
    return said(spread_table(pd.DataFrame([row]), case_named("more")))[1][1:]


def test_a_spread_is_split_into_its_four_parts_where_that_can_be_done() -> None:
    figure = "90.0 % / 85.0–95.0 %"
    shares = ["40 % / 30–50 %", "20 % / 10–30 %", "10 % / 0–20 %", "30 % / 20–40 %"]
    assert spread_row(spread="separated") == [figure, "87.0–93.0 %", *shares]
    none = dict.fromkeys(("share_parameters", "share_outside", "share_missing"), 0.0)
    assert spread_row(spread="luck", **none, share_chance=1.0) == [figure, "–", *["0 %"] * 3, "100 %"]
    few = dict.fromkeys(none, np.nan)
    assert spread_row(spread="separated", **few) == [figure, "87.0–93.0 %", "–", "–", "–", "30 % / 20–40 %"]
    assert spread_row(spread="inseparable", **few, share_chance=np.nan) == [figure, *["–"] * 5]
