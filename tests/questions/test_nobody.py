"""Shares of nobody are unknown, and say so; no warning of a library reaches the reader."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import numpy as np
import pytest

import resettle
from resettle.results.report.markdown import markdown
from resettle.results.statistics.intervals import quotient
from resettle.scenarios.county.implied import implied
from tests.conftest import SMALL

NOBODY = "  no_labour: {value: 1, unit: share, source: assumed, range: [1, 1], note: nobody for a test}\n"


@pytest.fixture
def nobody(tmp_path: Path) -> resettle.Scenario:
    """Households of which none has anybody of working age."""
    path = tmp_path / "nobody.yaml"
    path.write_text(SMALL.format(name="nobody") + NOBODY, encoding="utf-8")
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
    (said,), (also,) = answer.warnings, alone.warnings[:1]
    assert said.en == (
        "Households simulated: 60. With fewer than 100, a few families decide every figure: run with a "
        "larger --scale."
    )
    assert also.zh == "只模拟了1户；不足100户时，少数家庭即可左右全部结果，请调大--scale。"
