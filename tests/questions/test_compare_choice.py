"""Scenarios as choices: regret in money, and the unknown that turns the choice."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pandas as pd
import pytest

from resettle.results.judge.ensemble import PairedRuns
from resettle.results.judge.futures import draw_of
from resettle.results.questions.compare.choice import Choice, choice_sentences, choice_tables, chosen_of
from resettle.results.runs.draws import Parameters
from resettle.results.runs.frame import Runs
from resettle.results.text.names import setting_name
from resettle.scenarios import load
from resettle.scenarios.futures import futures, uncertain

TURNS = "parameters.home_value"
"""The unknown that decides whether the plan is worth its money."""


PAIR = load("guizhou-baseline"), load("guizhou")
ASKING = SimpleNamespace(parameters=Parameters("prior"), seed=3)


def runs(count: int, turns: bool) -> Runs:
    """The plan costs ten million and brings twenty or nothing, as the unknown is high or low."""
    before, plan = PAIR
    taken = futures(before, range(count), ASKING.seed, **ASKING.parameters.settings())
    middle = sorted(one[TURNS] for one in taken)[count // 2]
    rows: list[dict[str, object]] = []
    for number, one in enumerate(taken):
        gain = 2e7 * (one[TURNS] >= middle) if turns else 2e7
        for name, income, spending in ((before.name, 1e9, 0.0), (plan.name, 1e9 + gain, 1e7)):
            rows.append(
                {
                    "variant": name, "replication": number, "draw": draw_of(number), "status": "succeeded",
                    "household_income": income, "spending": spending,
                }
            )  # fmt: skip
    return Runs(pd.DataFrame(rows))


def choice(turns: bool, count: int = 200) -> Choice | None:
    names = [one.title for one in PAIR]
    pair = PairedRuns.of(runs(count, turns).frame, [one.name for one in PAIR]).common()
    values = pair.array("household_income") - pair.array("spending")
    return chosen_of(names, PAIR, values, list(map(int, pair.groups)), ASKING)  # type: ignore[arg-type]


def test_regret_is_counted_in_money_and_the_unknown_that_turns_the_choice_is_named() -> None:
    found = choice(turns=True)
    assert found is not None and found.futures == 200
    before, plan = found.regrets
    assert (before.largest, plan.largest) == (1e7, 1e7)
    assert plan.best == pytest.approx(0.5, abs=0.01) and before.best == pytest.approx(0.5, abs=0.01)
    name, worth = next(iter(found.worth.values()))
    assert name == setting_name(uncertain(PAIR[0], **ASKING.parameters.settings())[TURNS])
    assert 2e6 < worth < 5e6, "half of the futures would be spared ten million"
    told = choice_sentences(found)
    assert "regretted least" in told[0].en and "10.0 million yuan" in told[0].en.replace("\u00a0", " ")
    assert name.zh in told[1].zh and "决策前最值得查清" in told[1].zh


def test_where_the_plan_is_best_everywhere_nothing_is_worth_knowing() -> None:
    found = choice(turns=False)
    assert found is not None and found.least == 1 and found.worth == {}
    assert (found.regrets[1].largest, found.regrets[0].largest) == (0.0, 1e7)
    assert choice_sentences(found)[1].zh == "查清任何单项未知因素都不会改变选择。"
    (table,) = choice_tables(found)
    cells: Sequence[str] = [cell.zh for cell in table.rows[1]]  # type: ignore[union-attr]
    assert cells[1:] == ["10.1亿元", "10.1亿元", "0元", "100%"]


def test_few_futures_say_nothing_of_choices() -> None:
    assert choice(turns=True, count=20) is None
