"""Every population and initial value that a ledger can tell."""

from __future__ import annotations

import pandas as pd

from resettle.model.channels import WAGE_CHANNELS
from resettle.model.population_fields import SCHOOLING_YEARS
from resettle.model.text import Text, both
from resettle.scenarios.ledger.count_households import count_households
from resettle.scenarios.ledger.counting import Counting, tally
from resettle.scenarios.ledger.joined import Joined
from resettle.scenarios.ledger.privacy import FEWEST
from resettle.scenarios.ledger.workers import describe

SECOND_OF_SKILLED = 0.3
"""Part of skilled labour that is taken to be on the second level where a ledger knows only "skilled": as the
bundled counties have it (0.29 and 0.11, 0.27 and 0.10)."""

LABOUR = Text(
    "labour is 16 to 59 at the end of the year, not at school and able to work",
    "劳动力指年末16—59周岁、不在校、有劳动能力者",
)


def count(joined: Joined, year: int) -> Counting:
    """All figures of a ledger.

    Args:
        joined: Persons, with `age`, and households.
        year: The base year, at whose end ages are counted.
    """
    counting = Counting(joined)
    people = joined.people
    workers = describe(people)
    if len(joined.households):
        count_households(counting, people, workers, year)
    _labour(counting, people, workers)
    _wishes(counting, people, workers)
    _work(counting, people, workers)
    _pay(counting, people, workers)
    return counting


def _labour(counting: Counting, people: pd.DataFrame, workers: pd.DataFrame) -> None:
    labour = workers["labour"]
    able = people[labour]
    ability = "ability" if "ability" in people else "born"
    counting.split(
        "population.labour_age",
        tally(workers.loc[labour, "band"]),
        _age_column(counting),
        note=LABOUR,
    )
    if "woman" in people:
        known = able["woman"].dropna()
        column = "id" if "id" in people else "sex"
        counting.share("population.women", (known == "woman").sum(), len(known), column)
    if "schooling" in people:
        levels = tally(able["schooling"])
        counting.split(
            "population.schooling", {name: levels.get(name, 0) for name in SCHOOLING_YEARS}, "schooling"
        )
    if ability in able and ability == "ability":
        counting.share("population.weak_health", (able["ability"] == "weak").sum(), len(able), ability)
    _skill(counting, able)


def _age_column(counting: Counting) -> str:
    return "id" if "id" in counting.joined.people else "birth"


def _skill(counting: Counting, able: pd.DataFrame) -> None:
    if "grade" in able:
        known = able["grade"].dropna()
        counting.split("population.skill", tally(known), "grade")
        counting.share("population.certificate", (known != "0").sum(), len(known), "grade")
    elif "ability" in able:
        skilled = int((able["ability"] == "skilled").sum())
        second = round(SECOND_OF_SKILLED * skilled)
        counting.split(
            "population.skill",
            {"0": len(able) - skilled, "1": skilled - second, "2": second},
            "ability",
            note=both(
                "the ledger knows only skilled labour; {part:.0%} of it is taken to be on the second level",
                "台账只分技能与普通劳动力，假设技能劳动力中{part:.0%}为二级",
                part=SECOND_OF_SKILLED,
            ),
        )


def _wishes(counting: Counting, people: pd.DataFrame, workers: pd.DataFrame) -> None:
    able = people[workers["labour"]]
    some_work = workers.loc[able.index, "any_work"] == 1
    if "willing" in able:
        known = able["willing"].notna()
        wants = (able["willing"] == "yes") | some_work
        counting.share(
            "population.wants_work",
            wants[known].sum(),
            int(known.sum()),
            "willing",
            Text("who worked in the year is counted as willing", "年内有过务工者计为有就业意愿"),
        )
    for path, column in (
        ("population.wants_training", "training_wish"),
        ("initial.trained", "trained"),
    ):
        if column in able:
            known_values = able[column].dropna()
            counting.share(path, (known_values == "yes").sum(), len(known_values), column)
    if "pension" in people:
        adults = people[(workers["labour"] | (workers["part"] == "elder")) & people["pension"].notna()]
        counting.share("initial.pension", (adults["pension"] == "yes").sum(), len(adults), "pension")


def _work(counting: Counting, people: pd.DataFrame, workers: pd.DataFrame) -> None:
    labour = workers[workers["labour"]]
    known = labour["any_work"].dropna()
    counted = labour["months"].notna().any()
    column = next((name for name in ("months", "months_band", "status", "channel") if name in people), None)
    if column is None:
        return
    by_month = not counted and "status" in people
    if len(known) >= FEWEST:
        counting.share(
            "initial.employment_rate",
            known.sum(),
            len(known),
            column,
            Text(
                "worked at all in the year, by months, post or channel; farmers only by channel",
                "年内有过务工（按务工月数、公益性岗位或就业渠道）；务农者以就业渠道填写为准",
            )
            if not by_month
            else Text("in work when the ledger was kept", "台账登记时在岗"),
        )
        counting.number("initial.employment_months", 0 if by_month else 1, column, len(known))
    now = labour["now"].dropna()
    if len(now) >= FEWEST:
        _in_work(counting, people, labour.loc[now.index], "status" if "status" in people else column)
    channels = labour.loc[labour["any_work"] == 1, "channel"]
    if channels.notna().any():
        unknown = int(channels.isna().sum())
        counting.split(
            "initial.channel",
            tally(channels),
            next(name for name in ("channel", "place", "region", "post", "post_months") if name in people),
            ordered=False,
            note=both(
                "of those who worked in the year; place of work unknown for {unknown}",
                "按年内有过务工者统计；另有{unknown}人务工地无法判断",
                unknown=unknown if unknown == 0 or unknown >= FEWEST else both("fewer than 5", "不足5"),
            ),
        )
    if "start" in people:
        _tenure(counting, people, labour)


def _in_work(counting: Counting, people: pd.DataFrame, labour: pd.DataFrame, column: str) -> None:
    if column == "status":
        note = Text("by the state of employment that the ledger holds", "按台账登记的就业状态")
    else:
        note = Text(
            "worked out from months: a chance of months in twelve of being in work in a month",
            "由务工月数推算：以务工月数除以12作为某月在岗的概率",
        )
    counting.share("initial.in_work", labour["now"].sum(), len(labour), column, note)
    if len(counting.joined.households):
        idle = (1 - labour["now"]).groupby(people.loc[labour.index, "household"]).prod()
        counting.share("initial.one_employed", (1 - idle).sum(), len(idle), column, note)


def _tenure(counting: Counting, people: pd.DataFrame, labour: pd.DataFrame) -> None:
    """Months since the start of the present job, to the last start that the ledger holds."""
    starts = people.loc[labour.index, "start"].dropna()
    if len(starts) >= FEWEST:
        counting.mean(
            "initial.tenure",
            (starts.max() - starts + 1).sum(),
            len(starts),
            "start",
            1,
            Text("up to the last start that the ledger holds", "截至台账中最近的开始时间"),
        )


def _pay(counting: Counting, people: pd.DataFrame, workers: pd.DataFrame) -> None:
    column = next((name for name in ("pay", "pay_band") if name in people), None)
    if column is None:
        return
    paid = people.loc[workers["labour"], column]
    paid = paid[paid > 0]
    by_channel = paid.groupby(workers.loc[paid.index, "channel"]).agg(["mean", "size"])
    if all(name in by_channel.index and by_channel.loc[name, "size"] >= FEWEST for name in WAGE_CHANNELS):
        means = {name: round(float(by_channel.loc[name, "mean"])) for name in WAGE_CHANNELS}
        counting.pay(means, column, int(by_channel.loc[list(WAGE_CHANNELS), "size"].sum()))
    else:
        counting.notes.append(
            Text(
                "parameters.wage is left out: a channel has fewer than five people whose pay is known",
                "未给出parameters.wage：部分就业渠道中已知工资的不足5人",
            )
        )
