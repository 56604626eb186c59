"""Names of settings, and figures with their intervals, as a planner reads them."""

from __future__ import annotations

import pytest

from resettle.results.text.labels import Text
from resettle.results.text.names import month_of, setting_name, short_setting
from resettle.results.text.numbers import NONE, money, percent, points, with_interval, yuan
from resettle.scenarios.settable import Input


def one(path: str, lever: str = "training_subsidy", scale: bool = True) -> Input:
    label = Text("Seats a year", "每年培训名额")
    return Input(path, "value", "seats", 1.0, 0.0, 2.0, 0.0, 9e9, True, True, label, lever, scale)


def test_a_setting_is_named_with_its_lever_and_with_the_month_that_it_holds_from() -> None:
    later = one("levers.training_subsidy.seats[2024-07]")
    assert setting_name(later) == Text(
        "Training subsidy: Seats a year (from 2024-07)", "培训补贴：每年培训名额（2024-07起）"
    )
    assert short_setting(later) == Text("Training subsidy (from 2024-07)", "培训补贴（2024-07起）")
    assert short_setting(one("levers.training_subsidy.unit_cost", scale=False)).en == (
        "Training subsidy: Seats a year"
    )
    assert setting_name(one("parameters.x", lever="")).en == "Seats a year"
    assert (month_of(later.path), month_of("levers.training_subsidy.seats")) == ("2024-07", "")


@pytest.mark.parametrize(
    ("value", "low", "high", "english", "chinese"),
    [
        (percent(0.257), percent(0.231), percent(0.283), "25.7 % (23.1–28.3)", "25.7%（23.1–28.3）"),
        (
            points(-0.02), points(-0.031), points(0.001),
            "−2.0 points (−3.1 to 0.1)", "−2.0个百分点（−3.1 至 0.1）",
        ),
        (yuan(1200), yuan(1100), yuan(1300), "1,200 yuan (1,100–1,300)", "1,200元（1,100–1,300）"),
        (
            money(9.8e8), money(9.5e8), money(1.02e9),
            "980 million yuan (950 million yuan to 1.02 billion yuan)", "9.80亿元（9.50–10.2）",
        ),
        (yuan(5), yuan(5), yuan(5), "5.00 yuan", "5.00元"),
        (yuan(5), NONE, NONE, "5.00 yuan", "5.00元"),
    ],
)  # fmt: skip
def test_a_figure_stands_with_its_interval_and_names_their_unit_once(
    value: Text, low: Text, high: Text, english: str, chinese: str
) -> None:
    text = with_interval(value, low, high)
    assert (text.en.replace("\u00a0", " "), text.zh) == (english, chinese)
