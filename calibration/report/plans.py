"""docs/plans.md and plans.zh.md: outcome targets of the bundled plans, in the official and the other reading.

`python -m resettle.calibration.report.plans` runs each plan and what ran before it in the same futures and
writes both pages anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import resettle
from resettle.model.text import LANGS, Lang, Text, join
from resettle.results.judge.figures import AHEAD
from resettle.results.text.numbers import POINTS, difference_text, gap, level_text, percent, with_interval
from resettle.scenarios import Scenario
from resettle.scenarios.marked import markdown_table

Row = Mapping[Hashable, Any]

FOLDER = Path(__file__).resolve().parents[2] / "docs"
PLACES = ("guizhou", "chongqing", "wanzhou", "hanyin", "yinchuan")
BEFORE = "-baseline"
FUTURES = 60
NONE = Text("–", "–")

HEADERS = {
    "en": "| Target | Official reading | Other reading | Without the plan | The plan adds | Still missing |",
    "zh": "| 目标 | 官方口径 | 另一口径 | 不实施方案 | 方案新增 | 尚差 |",
}

INTRODUCTIONS = {
    "en": """\
# The plans' outcome targets

Written by `python -m resettle.calibration.report.plans` on {made}; do not edit. The first {futures} futures,
the same with the plan and with what ran before it, as `resettle compare` takes them.

Each target is judged as its document means it (official reading): the probability of reaching it with its
95 % interval, and the median. Beside it stands the strict month where the document counts work otherwise, and
income as surveys find it where the document means what registers write. *Without the plan* is the probability
if what ran before continues; *the plan adds* is the difference of the figure that is judged; *still missing*
is the distance of the median from the bound. Tasks only echo the plan's own numbers: see `resettle run`.
""",
    "zh": """\
# 各方案的成效指标

由`python -m resettle.calibration.report.plans`于{made}生成，请勿手工修改。取前{futures}个未来情形，
实施方案与延续原有政策面对的未来情形相同，与`resettle compare`一致。

每项目标先按文件的口径（官方口径）判断：实现概率及其95%区间，并列中位数。“另一口径”列：文件按其他方式计就业的，
给出当月口径；文件指台账收入的，给出住户调查口径的收入。“不实施方案”为延续原有政策时的实现概率，
“方案新增”为所判断指标值的差异，“尚差”为中位数距目标值的差距。
任务量指标只反映方案自身的安排，见`resettle run`。
""",
}


def pages(futures: int = FUTURES) -> dict[Lang, str]:
    """The page in Markdown, in each language."""
    made = datetime.date.today().isoformat()
    parts = {lang: [INTRODUCTIONS[lang].format(made=made, futures=futures)] for lang in LANGS}
    for place in PLACES:
        before, plan = resettle.load(place + BEFORE), resettle.load(place)
        answer = resettle.compare([before, plan], replications=futures, levers=False)
        for lang, page in parts.items():
            rows = table(plan, answer.frames["targets"], answer.frames["differences"], lang)
            page += [f"## {plan.title.in_(lang)}\n", rows, ""]
    return {lang: "\n".join(page) for lang, page in parts.items()}


def table(plan: Scenario, targets: pd.DataFrame, differences: pd.DataFrame, lang: Lang) -> str:
    """A row for each outcome target of a plan.

    Args:
        plan: The plan.
        targets: Readings of its targets, as `results.judge.targets.judge` gives them.
        differences: Differences from what ran before, as `resettle compare` gives them.
        lang: The language of the table.
    """
    own = targets[targets["scenario"] == plan.name]
    rows = [tuple(cell.in_(lang) for cell in row) for row in _rows(plan, own, differences)]
    return markdown_table(HEADERS[lang], rows)


def _rows(plan: Scenario, targets: pd.DataFrame, differences: pd.DataFrame) -> Iterator[tuple[Text, ...]]:
    for target in plan.targets.values():
        if target.role != "outcome":
            continue
        readings = targets[targets["target"] == target.name].to_dict("records")
        official = next(row for row in readings if row["main"])
        other = next((row for row in readings if ":" in row["reading"]), None)
        compared = differences[(differences["kind"] == "target") & (differences["outcome"] == target.name)]
        change = compared.to_dict("records")[0]
        yield (
            target.title,
            _reached(official),
            NONE if other is None else _reached(other),
            _share(change["met_reference"], change["met_reference_low"], change["met_reference_high"]),
            _added(change),
            gap(official["shortfall"], official["unit"]) if official["shortfall"] > 0 else NONE,
        )


def _reached(row: Row) -> Text:
    unit = POINTS if row["reading"].startswith(AHEAD) else row["unit"]
    share = _share(row["probability"], row["wilson_low"], row["wilson_high"])
    return join([share, level_text(row["median"], unit)], "<br>", "<br>")


def _share(value: float, low: float, high: float) -> Text:
    return with_interval(*(percent(one, 0) for one in (value, low, high)))


def _added(row: Row) -> Text:
    ends = (row["difference"], row["difference_low"], row["difference_high"])
    return with_interval(*(difference_text(one, row["unit"]) for one in ends))


if __name__ == "__main__":
    for lang, text in pages().items():
        path = FOLDER / f"plans{'' if lang == 'en' else f'.{lang}'}.md"
        path.write_text(text, encoding="utf-8")
        print(f"Written: {path.name}")
