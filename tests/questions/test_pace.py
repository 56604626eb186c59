"""How many futures a run looks at, and what a plan adds to its baseline in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from resettle.results.judge.futures import AGAIN, draw_of
from resettle.results.questions.run import pace
from resettle.results.questions.run.added import added, added_headlines, added_table
from resettle.results.questions.run.pace import ALL, ASKED, ENOUGH, TIME, paced
from resettle.results.questions.run.request import Request, beside
from resettle.results.report.answer import cell_of
from resettle.results.runs.draws import Parameters
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from resettle.scenarios import load
from tests.results.factory import make_levers, make_monthly, make_scenario

PLAN, BEFORE = make_scenario("plan"), make_scenario("before")
MAIN = "met.income_growth_15"


class FakeAsking:
    """Meets the main target in every future below a share of ten."""

    def __init__(self, tenths: int) -> None:
        self.parameters = Parameters("prior")
        self.tenths = tenths
        self.asked: list[tuple[tuple[str, ...], int, int, int]] = []

    def run(self, variants: Sequence[Variant], replications: Sequence[int], **_: Any) -> Runs:
        numbers = list(replications)
        self.asked.append((tuple(one.name for one in variants), numbers[0], numbers[-1], len(numbers)))
        rows = [
            {
                "variant": one.name, "replication": number, "seed": 1 + number, "draw": draw_of(number),
                "status": "succeeded", "error": "", "seconds": 0.1, MAIN: float(number % 10 < self.tenths),
            }
            for one in variants
            for number in numbers
        ]  # fmt: skip
        records = {(row["variant"], row["replication"]): object() for row in rows}
        return Runs(pd.DataFrame(rows), records=records)  # type: ignore[arg-type]


def made(tenths: int, **more: Any) -> tuple[pace.Paced, FakeAsking, list[str]]:
    asking, told = FakeAsking(tenths), []
    request = Request([PLAN], baseline=BEFORE, **more)
    found = paced(request, asking, lambda line: told.append(line.en))  # type: ignore[arg-type]
    return found, asking, told


def test_a_probability_near_a_half_takes_the_most_and_is_then_known_to_five_points() -> None:
    found, asking, told = made(5)
    assert (found.futures, found.ending) == (400, ENOUGH)
    assert found.half_width == pytest.approx(0.0488, abs=1e-4)
    again = AGAIN, AGAIN + 39, 40
    assert asking.asked == [
        (("plan",), 0, 149, 150),
        (("before",), 0, 149, 150),
        (("before", "plan"), 150, 279, 130),
        (("before", "plan"), 280, 399, 120),
        (("plan",), *again),
    ]
    assert [line.replace("\u00a0", " ") for line in told] == [
        "First verdict: Income per person grows by 15 % a year or more: reached in 50 % of 150 futures "
        "(42–58 %). Going on ..."
    ]


def test_runs_of_several_calls_stand_in_the_order_of_one() -> None:
    runs = made(5)[0].runs
    assert runs.frame["variant"].tolist() == ["before"] * 400 + ["plan"] * 440
    assert runs.frame["replication"].tolist()[400:] == [*range(400), *range(AGAIN, AGAIN + 40)]
    assert list(runs.records) == list(zip(runs.frame["variant"], runs.frame["replication"], strict=True))


def test_a_target_that_is_never_met_is_known_after_the_first_futures() -> None:
    found, asking, _ = made(0)
    assert (found.futures, found.ending) == (150, ENOUGH)
    assert found.half_width == pytest.approx(0.0125, abs=1e-4)
    assert len(asking.asked) == 3


def test_when_time_is_up_no_further_futures_are_begun() -> None:
    found, _, _ = made(5, seconds=0.0)
    assert (found.futures, found.ending) == (150, TIME)


def test_the_most_is_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PRECISE", 0.01)
    found, _, _ = made(5)
    assert (found.futures, found.ending) == (400, ALL)


def test_a_number_that_is_asked_for_is_made_at_once() -> None:
    found, asking, told = made(5, replications=6)
    assert (found.futures, found.ending, told) == (6, ASKED, [])
    assert asking.asked == [(("before", "plan"), 0, 5, 6), (("plan",), AGAIN, AGAIN + 1, 2)]


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("guizhou", "guizhou-baseline"),
        ("guizhou-training", "guizhou-baseline"),
        ("guizhou-baseline", None),
        ("guizhou-no-levers", "guizhou-baseline"),
    ],
)
def test_a_plan_is_laid_beside_what_ran_before(name: str, before: str | None) -> None:
    found = beside([load(name)])
    assert (None if found is None else found.name) == before


def test_several_scenarios_have_their_reference_among_them() -> None:
    assert beside([load("guizhou"), load("guizhou-training")]) is None


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    """With the plan income grows by one point more; everybody spends half as much again."""
    plan = make_monthly("plan", growth=0.1635, posts=90_000.0)
    before = make_monthly("before", growth=0.1535)
    levers = [make_levers("plan", factor=1.5), make_levers("before")]
    return {"monthly": pd.concat([plan, before]), "levers": pd.concat(levers)}


def test_what_a_plan_adds_is_told_with_interval_and_what_would_have_come_anyway(
    frames: dict[str, pd.DataFrame],
) -> None:
    found = added(PLAN, BEFORE, frames)
    assert found.targets[0].outcome.name == "income_growth_15"
    first = found.targets[0]
    assert first.difference.middle == pytest.approx(0.0100, abs=2e-4)
    assert first.mean - first.reference == pytest.approx(first.difference.middle)
    assert found.spending.mean == pytest.approx(1.5 * found.spending.reference)
    line = added_headlines(found)[0]
    share, without = (round(100 * one.share) for one in reversed(first.met))  # type: ignore[arg-type]
    assert share > without
    told = line.en.replace("\u00a0", " ")
    assert told.startswith("The plan raises “Income per person grows by 15 % a year or more” by 1.0 points")
    assert "Additional spending: +1.41 billion yuan" in told
    assert f"in {share} % of futures with the plan and in {without} % without" in told
    assert f"实施方案{share}%，不实施{without}%" in line.zh


def test_the_table_holds_every_outcome_target_with_both_levels_and_the_difference(
    frames: dict[str, pd.DataFrame],
) -> None:
    found = added(PLAN, BEFORE, frames)
    table = added_table(found)
    assert [cell_of(row[0]).text for row in table.rows][:4] == [row.outcome.title for row in found.targets]
    title, without, plan, adds = (cell_of(cell) for cell in table.rows[0])
    assert title.text == found.targets[0].outcome.title
    assert without.text.en != plan.text.en and adds.text.en.startswith("+1.0 points")
    assert cell_of(table.rows[-1][3]).text.zh.startswith("+14.1亿元")


def test_a_target_that_is_met_without_the_plan_does_not_test_it(frames: dict[str, pd.DataFrame]) -> None:
    found = added(PLAN, BEFORE, frames)
    untested = [row.outcome.title.en for row in found.targets if row.met[0].share == 1.0]  # type: ignore[index]
    assert untested == ["No large-scale return to poverty"]
    assert added_headlines(found)[-1].zh == "不实施方案也基本能实现，不能说明方案有效：" + (
        "“不发生规模性返贫”（不实施方案时达标概率100%）。"
    )


def test_a_plan_that_loses_a_target_or_lowers_a_figure_is_not_praised(
    frames: dict[str, pd.DataFrame],
) -> None:
    swapped = frames["monthly"].assign(
        scenario=frames["monthly"]["scenario"].map({"plan": "before", "before": "plan"})
    )
    harmed = swapped.assign(
        below_line_share=swapped["below_line_share"] + 0.02 * (swapped["scenario"] == "plan")
    )
    told = added_headlines(added(PLAN, BEFORE, {**frames, "monthly": harmed}))
    assert told[0].en.startswith("The plan lowers") and "降低1.0个百分点" in told[0].zh
    assert told[-1].zh == "不实施方案可以实现，实施后反而未实现：“不发生规模性返贫”。"


def test_nothing_clear_is_said_to_be_nothing(frames: dict[str, pd.DataFrame]) -> None:
    same = frames["monthly"][frames["monthly"]["scenario"] == "plan"].assign(scenario="before")
    monthly = pd.concat([frames["monthly"].query("scenario == 'plan'"), same])
    found = added(PLAN, replace(BEFORE), {**frames, "monthly": monthly})
    assert added_headlines(found)[0].en.startswith("The plan adds nothing clear to")
