"""Which of several scenarios is ahead, and how surely."""

from __future__ import annotations

import pandas as pd

from resettle.results.questions.compare.compute import ranked
from resettle.results.runs.frame import Runs


def test_the_best_scenario_need_not_be_the_highest_in_most_runs() -> None:
    incomes = {"a": [0.0] * 4, "b": [10.0] * 4, "c": [9.0, 9.0, 20.0, 10.0]}
    rows = [
        {
            "variant": name,
            "replication": number,
            "draw": -1,
            "status": "succeeded",
            "income_last_year": income,
        }
        for name, held in incomes.items()
        for number, income in enumerate(held)
    ]
    found = ranked(Runs(pd.DataFrame(rows)), list(incomes))
    assert found.best == 2 and found.mean == 12.0
    assert found.highest is not None and (found.highest.count, found.highest.ties) == (1, 1)
    assert found.beats[2, 1].count == 1 and found.beats[1, 2].count == 2 and found.beats[1, 2].ties == 1
