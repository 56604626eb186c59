"""docs/plans.md: outcome targets of the bundled plans, in the official and in the other reading.

`python -m resettle.calibration.report.plans` runs each plan and what ran before it in the same futures and
writes the page anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import resettle
from resettle.results.judge.figures import AHEAD
from resettle.results.text.labels import LANGS, Text
from resettle.results.text.numbers import POINTS, difference_text, gap, level_text, percent, with_interval
from resettle.scenarios import Scenario
from resettle.scenarios.marked import markdown_table

Row = Mapping[Hashable, Any]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "plans.md"
PLACES = ("guizhou", "chongqing", "wanzhou", "hanyin", "yinchuan")
BEFORE = "-baseline"
FUTURES = 60

HEADER = (
    "| Target 目标 | Official reading 官方口径 | Other reading 另一口径 | Without the plan 不实施方案 | "
    "The plan adds 方案新增 | Still missing 尚差 |"
)

INTRODUCTION = """\
# The plans' outcome targets

Written by `python -m resettle.calibration.report.plans` on {made}; do not edit. The first {futures} futures,
the same with the plan and with what ran before it, as `resettle compare` takes them.

Each target is judged as its document means it (official reading): the probability of reaching it with its
95 % interval, and the median. Beside it stands the strict month where the document counts work otherwise, and
income as surveys find it where the document means what registers write. *Without the plan* is the probability
if what ran before continues; *the plan adds* is the difference of the figure that is judged; *still missing*
is the distance of the median from the bound. Tasks, which echo what its author set, stand in `resettle run`.

每项成效指标先按文件口径判断（达标概率、95%区间和中位数），再列严格口径（当月）或住户调查口径。
“不实施方案”为延续原有政策时的达标概率，“方案新增”为判断指标的差值，“尚差”为中位情形距目标值的差距。
任务量指标见 `resettle run`。
"""


def page(futures: int = FUTURES) -> str:
    """The page in Markdown."""
    made = datetime.date.today().isoformat()
    parts = [INTRODUCTION.format(made=made, futures=futures)]
    for place in PLACES:
        before, plan = resettle.load(place + BEFORE), resettle.load(place)
        answer = resettle.compare([before, plan], replications=futures, levers=False)
        rows = table(plan, answer.frames["targets"], answer.frames["differences"])
        parts += [f"## {plan.title.en} · {plan.title.zh}\n", rows, ""]
    return "\n".join(parts)


def table(plan: Scenario, targets: pd.DataFrame, differences: pd.DataFrame) -> str:
    """A row for each outcome target of a plan.

    Args:
        plan: The plan.
        targets: Readings of its targets, as `results.judge.targets.judge` gives them.
        differences: Differences from what ran before, as `resettle compare` gives them.
    """
    own = targets[targets["scenario"] == plan.name]
    return markdown_table(HEADER, list(_rows(plan, own, differences)))


def _rows(plan: Scenario, targets: pd.DataFrame, differences: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    for target in plan.targets.values():
        if target.role != "outcome":
            continue
        readings = targets[targets["target"] == target.name].to_dict("records")
        official = next(row for row in readings if row["main"])
        other = next((row for row in readings if ":" in row["reading"]), None)
        compared = differences[(differences["kind"] == "target") & (differences["outcome"] == target.name)]
        change = compared.to_dict("records")[0]
        yield (
            _both(target.title),
            _reached(official),
            "–" if other is None else _reached(other),
            _share(change["met_reference"], change["met_reference_low"], change["met_reference_high"]),
            _added(change),
            _missing(official),
        )


def _reached(row: Row) -> str:
    unit = POINTS if row["reading"].startswith(AHEAD) else row["unit"]
    level = level_text(row["median"], unit).en
    return f"{_share(row['probability'], row['wilson_low'], row['wilson_high'])}<br>{level}"


def _share(value: float, low: float, high: float) -> str:
    return with_interval(*(percent(one, 0) for one in (value, low, high))).en


def _added(row: Row) -> str:
    ends = (row["difference"], row["difference_low"], row["difference_high"])
    return with_interval(*(difference_text(one, row["unit"]) for one in ends)).en


def _missing(row: Row) -> str:
    return gap(row["shortfall"], row["unit"]).en if row["shortfall"] > 0 else "–"


def _both(text: Text) -> str:
    return "<br>".join(text.in_(lang) for lang in LANGS)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Written: {PAGE.name}")
