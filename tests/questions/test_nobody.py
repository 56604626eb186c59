"""Shares of nobody are unknown, and say so; no warning of a library reaches the reader."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import numpy as np
import pytest

import resettle
from resettle.model.indicators import INDICATORS
from resettle.results.judge.figures import worst_of
from resettle.results.judge.verdicts import NOBODY, REACHED, verdict
from resettle.results.questions.run.sentences import verdict_of
from resettle.results.report.answer import Headline, cell_of
from resettle.results.report.markdown import markdown
from resettle.results.statistics.intervals import middle, quantile_band, quotient
from resettle.results.text.names import nobody as nobody_of
from resettle.scenarios.county.implied import implied
from tests.conftest import SMALL

NO_LABOUR = "  no_labour: {value: 1, unit: share, source: assumed, range: [1, 1], note: nobody for a test}\n"


SHARES_OF_LABOUR = [
    "employment_rate",
    "employment_any_work",
    "one_employed_share",
    "months_worked",
    "post_share",
]
ONE_EMPLOYED = "Every relocated household with labour has someone in stable work"


@pytest.fixture
def nobody(tmp_path: Path) -> resettle.Scenario:
    """Households of which none has anybody of working age."""
    path = tmp_path / "nobody.yaml"
    path.write_text(SMALL.format(name="nobody") + NO_LABOUR, encoding="utf-8")
    return resettle.load(path)


def test_a_part_of_nothing_is_unknown() -> None:
    assert quotient(np.array([1.0, 0.0, 3.0]), np.array([2.0, 0.0, 0.0])).tolist()[0] == 0.5
    assert np.isnan(quotient(np.array([0.0, 3.0]), np.array([0.0, 0.0]))).all()
    assert float(quotient(1.0, 4.0)) == 0.25 and np.isnan(quotient(1.0, 0.0))


def test_a_place_without_labour_says_what_it_implies(nobody: resettle.Scenario) -> None:
    line = implied(nobody)[1]
    assert line.en == "0 workers in 0 households (– each); 1,200 households have none"
    assert line.zh == "劳动力0人，分布在0户（户均–人）；无劳动力1,200户"


def test_a_run_without_labour_or_with_one_household_ends_in_words_and_without_warnings(
    nobody: resettle.Scenario,
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = resettle.run(nobody, replications=2, scale=0.05, jobs=1, advice=False)
        alone = resettle.run("hanyin", replications=2, scale=0.0001, jobs=1, advice=False, baseline=False)
    titles = {chart.name: chart.title for chart in answer.charts}
    assert titles["channels-0"].en == "Nobody is employed in the year to 2024-12"
    assert "无人就业" in titles["channels-0"].zh
    assert (
        titles["transitions"].en == "Nobody is employed in 2021-12, so nobody changes channel or loses work"
    )
    told = markdown(answer, "en").splitlines()
    assert "| Out of province | 0<br>0 | 0<br>0 | 0 persons<br>0 persons | – | – |" in told
    assert (
        "| Share of labour: Out of province | 44.4 % | – | – |".replace(" %", "\N{NO-BREAK SPACE}%") in told
    )
    assert not re.search(r"\b(nan|inf)\b", "".join(told) + markdown(alone, "en"))
    rates = answer.monthly.loc[answer.monthly["scenario"] == "nobody", SHARES_OF_LABOUR]
    assert rates.isna().all().all()
    targets = answer.targets.set_index("target")
    assert (
        targets.loc["one_employed", ["probability", "wilson_low", "median", "shortfall"]].isna().all().all()
    )
    assert targets.loc["zero_employment_cleared", "probability"].isna().all()
    assert targets.loc[["income_growth_15"], "probability"].notna().all()
    (headline,) = [one for one in answer.headlines if isinstance(one, Headline)]
    assert "2 of them count nobody." in headline.small[0].en and "其中2项无统计对象。" in headline.small[0].zh
    cells = {
        cell_of(row[0]).text.en.partition(" (≥")[0]: [cell_of(cell) for cell in row[1:]]
        for section in answer.all_sections()
        for table in section.tables
        if not table.page
        for row in table.rows
    }
    word, share, figure, missing, first = cells[ONE_EMPLOYED]
    assert (word.text.en, word.text.zh, word.verdict) == ("Nobody counted", "无统计对象", "nobody")
    assert [one.text.en for one in (share, figure, missing, first)] == ["–"] * 4
    (rate,) = cells["Employment rate at the end, strict month"]
    assert (rate.text.en, rate.small[0].en, rate.small[0].zh) == ("–", "no labour", "没有劳动力")
    (said,), (also,) = answer.warnings, alone.warnings[:1]
    assert said.en == (
        "Households simulated: 60. With fewer than 100, a few families decide every figure: run with a "
        "larger --scale."
    )
    assert also.zh == "只模拟了1户；不足100户时，少数家庭即可左右全部结果，请调大--scale。"


def test_a_target_is_judged_in_the_runs_in_which_it_counts_somebody() -> None:
    row = {"probability": float("nan"), "wilson_low": 0.0, "wilson_high": 1.0, "effective": 0.0}
    assert verdict_of(row) == NOBODY and verdict(1.0, 0.9, 1.0, 40) == REACHED
    months = np.array([[0.9, np.nan], [np.nan, np.nan], [0.97, 0.95]])
    assert worst_of(months, "at_least")[[0, 2]].tolist() == [0.9, 0.95]
    assert np.isnan(worst_of(months, "at_least")[1])
    known = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        low, high = quantile_band(known, (0.0, 1.0))
        assert (low[0], high[0], middle(known)[0]) == (1.0, 3.0, 2.0)
        assert np.isnan([low[1], high[1], middle(known)[1]]).all()


def test_each_share_says_of_whom_there_is_nobody() -> None:
    reasons = {name: nobody_of(name).zh for name in INDICATORS}
    assert reasons["employment_rate"] == reasons["skilled_share"] == "没有劳动力"
    assert reasons["one_employed_months_3"] == "没有有劳动能力和就业意愿的家庭"
    assert reasons["one_employed_share"] == "没有有劳动力的家庭"
    assert reasons["certificate_share"] == "无人参训" and reasons["post_share"] == "无人就业"
    assert reasons["asset_use"] == "没有资产" and reasons["five_stars_large_share"] == "没有适用的安置点"
    assert reasons["zero_employment"] == "没有有劳动力的家庭"
    assert reasons["zero_employment_long"] == "没有有劳动能力和就业意愿的家庭"
    assert reasons["income"] == reasons["labour"] == reasons["infrastructure"] == ""
