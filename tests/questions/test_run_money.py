"""Households and money of a plan, as shown: figures by hand from made-up runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from resettle.model.channels import WAGE_CHANNELS
from resettle.results.judge.futures import AGAIN
from resettle.results.questions.run import households, money
from resettle.results.questions.run.added import added
from resettle.results.questions.run.compute import Case, cases
from resettle.results.questions.run.judged import Judged
from resettle.results.questions.run.margins import Margins
from resettle.results.questions.run.tables import lever_table
from resettle.results.report.answer import Table, cell_of
from resettle.results.runs.frame import Households, Runs
from resettle.results.text.labels import Lang
from tests.questions import test_advice as advised
from tests.results.factory import make_levers, make_monthly, make_scenario, make_tenths


def shown(table: Table, lang: Lang) -> list[list[str]]:
    """What cells say, and below it their smaller lines; spaces that do not break are left out."""
    rows = [
        [" / ".join(one.in_(lang) for one in (cell_of(cell).text, *cell_of(cell).small)) for cell in row]
        for row in table.rows
    ]
    return [[cell.replace("\N{NO-BREAK SPACE}", "") for cell in row] for row in rows]


def runs_of(**more: float) -> pd.DataFrame:
    """Runs of a plan in which nothing but what is given differs from zero, by replication in turn."""
    monthly = make_monthly(replications=4)
    for name, value in more.items():
        monthly[name] = value
    return monthly


def case_of(monthly: pd.DataFrame, levers: pd.DataFrame | None = None) -> Case:
    levers = make_levers(replications=4) if levers is None else levers
    return cases([make_scenario()], monthly, levers)[0]


def ledgers(*spent: float) -> pd.DataFrame:
    """Two levers in four runs: planned 200, and spent as given of which four in ten reach households."""
    levers = make_levers(replications=4)
    levers = levers[levers["lever"].isin(["public_welfare_jobs", "training_subsidy"])].copy()
    share = np.array(spent)[levers["replication"]]
    posts = levers["lever"].eq("public_welfare_jobs")
    levers["planned_yuan"] = np.where(posts, 150e6, 50e6) / 36.0
    levers["spent_yuan"] = levers["planned_yuan"] * share
    levers["households_yuan"] = levers["spent_yuan"] * 0.4
    return levers


# tenths


def test_tenths_pair_each_household_with_itself_and_leave_out_futures_run_again() -> None:
    base = np.linspace(1000.0, 20_000.0, 20)
    gain = np.repeat([300.0, -200.0, *[0.0] * 8], 2)
    kept = {}
    for number, more in ((0, 1.0), (1, 3.0), (AGAIN, 500.0)):
        kept["base", number] = Households(base, base + 100.0, 5.0)
        kept["plan", number] = Households(base, base + 100.0 + more * gain, 5.0)
    runs = Runs(
        pd.DataFrame({"variant": "plan", "replication": [0, 1, AGAIN], "draw": -1, "status": "succeeded"}),
        kept_households=kept,
    )
    frame = households.tenths_frames([make_scenario()], make_scenario("base"), runs)["tenths"]
    assert frame["tenth"].tolist() == [*range(1, 11), 0]
    assert frame["reference"].unique().tolist() == ["base"] and frame["runs"].unique().tolist() == [2]
    assert frame["change"].tolist() == pytest.approx([600.0, -400.0, *[0.0] * 8, 20.0])
    assert frame["last"].tolist()[:2] == pytest.approx([1500.0 + 700.0, 3500.0 - 300.0])
    assert frame["base_income"].tolist()[:2] == pytest.approx([1500.0, 3500.0])
    assert frame["better"].tolist()[:3] == [1.0, 0.0, 0.0] and frame["worse"].tolist()[:3] == [0.0, 1.0, 0.0]
    assert frame["better_households"].iloc[0] == 10.0 and frame["better_households"].iloc[-1] == 10.0
    assert households.tenths_frames([make_scenario(), make_scenario("b")], None, runs) == {}


def test_without_a_baseline_only_income_itself_is_told() -> None:
    base = np.linspace(1000.0, 20_000.0, 20)
    kept = {("plan", number): Households(base, 2.0 * base, 5.0) for number in (0, 1)}
    runs = Runs(
        pd.DataFrame({"variant": "plan", "replication": [0, 1], "draw": -1, "status": "succeeded"}),
        kept_households=kept,
    )
    frame = households.tenths_frames([make_scenario()], None, runs)["tenths"]
    assert "change" not in frame and frame["reference"].unique().tolist() == [""]
    table = shown(households.tenth_table(frame), "en")
    assert table[0] == ["Poorest tenth", "1,500 yuan", "3,000 yuan"]
    chart = households.tenth_chart(frame)
    assert chart.title.zh == "末年最高收入组人均39,000元，是最低收入组（3,000元）的13.0倍"
    assert chart.plot("en").data[0].x.tolist()[0] == 3000.0


@pytest.mark.parametrize(("lang", "poorest"), [("en", "Poorest tenth"), ("zh", "最低收入组")])
def test_winners_and_losers_are_drawn_and_listed_with_both_ends(lang: Lang, poorest: str) -> None:
    frame = make_tenths()
    chart, rows = households.tenth_chart(frame), shown(households.tenth_table(frame), lang)
    bars = chart.plot(lang).data[0]
    tenths = frame[frame["tenth"] > 0]
    assert bars.x.tolist() == pytest.approx(tenths["change"].tolist())
    assert (bars.x + bars.error_x.array).tolist() == pytest.approx(tenths["change_high"].tolist())
    assert (bars.x - bars.error_x.arrayminus).tolist() == pytest.approx(tenths["change_low"].tolist())
    assert chart.plot(lang).layout.yaxis.ticktext[0] == rows[0][0] == poorest
    assert tenths["change"].tolist() == pytest.approx(list(np.arange(-80.0, 320.0, 40.0)), abs=2.0)
    # the last five tenths gain 120 yuan and more; nobody loses 100
    assert rows[-1][4].startswith("50%") and rows[-1][5].startswith("0%")


def test_months_below_the_line_and_spells_are_those_of_the_month_before_and_of_the_last() -> None:
    monthly = runs_of(months_worked=9.0, below_line_share=0.02, zero_employment_willing=100.0)
    ends = {"2021-12": (8.0, 0.03, 200.0), "2024-12": (10.0, 0.01, 50.0)}
    for month, values in ends.items():
        for name, value in zip(
            ("months_worked", "below_line_share", "zero_employment_willing"), values, strict=True
        ):
            at = monthly["month"] == month
            monthly.loc[at, name] = value + np.array([0.0, 2.0, 4.0, 6.0]) * value / 100.0
    case = case_of(monthly)
    table = households.levels_table(case)
    assert [cell_of(head).text.en for head in table.head] == ["Figure", "2021-12", "2024-12", "Difference"]
    rows = {row[0]: row[1:] for row in shown(table, "en")}
    assert rows["Months worked in the last twelve, per worker"] == [
        "8.2 months / 8.0–8.5 months",
        "10.3 months / 10.0–10.6 months",
        "+2.1 months / +2.0 to +2.1 months",
    ]
    assert rows["Persons below the monitoring line"][:2] == ["3.1% / 3.0–3.2%", "1.0% / 1.0–1.1%"]
    assert households.told(case).zh == (
        "2021年12月至2024年12月，劳动力近12个月务工月数由8.2变为10.3，低于监测线人口占比由3.1%变为1.0%，"
        "有劳动能力和就业意愿的零就业家庭由206户变为52户。"
    )


# money


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "110 million yuan are spent, 55 % of what is planned; 40 % of it reach households"),
        ("zh", "支出1.10亿元，为计划的55%，其中40%直接到户"),
    ],
)
def test_money_falls_from_what_was_planned_to_what_reached_households(lang: Lang, title: str) -> None:
    chart = money.money_chart(case_of(make_monthly(replications=4), ledgers(0.4, 0.5, 0.6, 0.7)))
    assert chart.title.in_(lang).replace("\N{NO-BREAK SPACE}", " ") == title
    left, lost, band = chart.plot(lang).data
    scale = 1e-6 if lang == "en" else 1e-8
    assert (left.base / scale).tolist() == [0.0, 0.0, 0.0]
    assert (left.x / scale).tolist() == pytest.approx([200e6, 110e6, 44e6])
    assert (lost.base / scale).tolist() == pytest.approx([110e6, 44e6])
    assert ((lost.base + lost.x) / scale).tolist() == pytest.approx([200e6, 110e6])
    # nine in ten of 40, 50, 60, 70 %: 41.5 to 68.5 %
    assert ((band.x - band.error_x.arrayminus) / scale).tolist() == pytest.approx(
        [200e6, 173e6, 83e6, 93.8e6, 33.2e6]
    )
    assert ((band.x + band.error_x.array) / scale).tolist() == pytest.approx(
        [200e6, 227e6, 137e6, 126.2e6, 54.8e6]
    )
    axis = chart.plot(lang).layout.xaxis.title.text
    assert axis == {"en": "million yuan, 2022-01 to 2024-12", "zh": "亿元（2022-01至<br>2024-12合计）"}[lang]


def judged(jobs: float, factor: float = 1.25, baseline: bool = True, spread: float = 0.0) -> Judged:
    """A plan with so many more steady jobs than its baseline; four in five market jobs are steady."""
    frames: dict[str, Any] = {"monthly": [], "levers": []}
    for name, more, times in (("base", 0.0, 1.0), ("plan", jobs, factor)):
        monthly = make_monthly(name, replications=6)
        monthly["steady_job_share"] = 0.8
        luck = spread * np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0])[monthly["replication"]]
        monthly[[f"channel_{one}" for one in WAGE_CHANNELS]] = 50_000.0
        monthly["channel_workshop"] += (more + luck * (more != 0.0)) / 0.8
        frames["monthly"].append(monthly)
        frames["levers"].append(make_levers(name, replications=6, factor=times))
    known = {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}
    plan, before = make_scenario(), make_scenario("base")
    case = cases([plan], known["monthly"], known["levers"])
    return Judged(case, [[]], known, added(plan, before, known) if baseline else None)


def test_steady_jobs_are_those_of_the_market_over_the_last_twelve_months() -> None:
    run = judged(0.0)
    assert money.steady_jobs(run.cases[0].panel).tolist() == pytest.approx([0.8 * 4 * 50_000.0] * 6)


def test_a_steady_job_costs_what_is_spent_beyond_the_baseline_for_each_more() -> None:
    run = judged(1000.0)
    spent = (run.cases[0].ledger.spent(6) * 0.2).mean()  # a quarter more than the baseline
    rows = shown(money.cost_table(run), "en")
    assert rows[1] == ["Additional steady jobs, mean of the last twelve months", "+1,000 persons"]
    cost = spent / 1000.0
    assert rows[2][1].startswith(f"{cost:,.0f} yuan (") or rows[2][1].startswith(f"{cost / 1e6:.2f} million")
    assert shown(money.cost_table(run), "zh")[2][0] == "每个岗位的方案期成本"


@pytest.mark.parametrize(
    ("run", "en", "zh"),
    [
        (
            judged(100.0, baseline=False),
            "– / no baseline was run, so that nobody knows what would have come anyway",
            "– / 未运行基线方案，无从得知不实施方案时的情形",
        ),
        (
            judged(100.0, spread=900.0),
            "– / the additional jobs cannot be told apart from none",
            "– / 新增岗位与零无法区分",
        ),
        (
            judged(100.0, factor=1.0),
            "– / the additional spending cannot be told apart from none",
            "– / 新增支出与零无法区分",
        ),
        (
            judged(-100.0),
            "– / more is spent and there are fewer steady jobs",
            "– / 支出更多而稳定岗位更少",
        ),
        (
            judged(100.0, factor=0.8),
            "– / less is spent and there are more steady jobs",
            "– / 支出更少而稳定岗位更多",
        ),
        (
            judged(-100.0, factor=0.8),
            "– / less is spent and there are fewer steady jobs",
            "– / 支出更少，稳定岗位也更少",
        ),
    ],
    ids=["no baseline", "no gain", "same cost", "dearer and less", "cheaper and more", "saved"],
)
def test_where_a_cost_makes_no_sense_a_dash_says_why(run: Judged, en: str, zh: str) -> None:
    table = money.cost_table(run)
    assert (shown(table, "en")[-1][1], shown(table, "zh")[-1][1]) == (en, zh)


def tried(idle: float) -> Margins:
    """Levers at the margin where a thousand posts less leave so many without work."""

    def formula(at: dict[str, float]) -> dict[str, float]:
        return {**advised.effects(at), "last_year.channel_none": 5000.0 - idle * at[advised.POSTS]}

    return advised.tried(advised.plan(), formula)


def test_of_those_who_hold_a_place_the_share_with_other_work_without_it_is_told() -> None:
    assert money.anyway_column(None) == {}
    column = money.anyway_column(tried(0.3))
    assert set(column) == {"public_welfare_jobs"}
    assert column["public_welfare_jobs"].text.zh == "70%"
    table = lever_table(case_of(make_monthly(replications=4)), column)
    rows = {row[0]: row for row in shown(table, "en")}
    assert len(table.head) == 7
    assert rows["Public-welfare posts"][-1] == "70%"
    assert [rows[name][-1] for name in ("Monitoring", "All levers")] == ["–", "–"]


def test_levers_without_such_a_share_have_no_column_of_it() -> None:
    table = lever_table(case_of(make_monthly(replications=4)), {})
    assert len(table.head) == 6 and {len(row) for row in table.rows} == {6}
