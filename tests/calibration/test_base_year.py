from __future__ import annotations

import math
from dataclasses import replace

import pytest

from resettle import scenarios
from resettle.calibration.fit.base_year import (
    FREE_TASTES,
    Fit,
    adjust,
    fitted,
    in_work_of_the_employed,
    kept,
    measure,
    published,
)
from resettle.model.fields import number, parts
from resettle.model.inputs import ModelInputs


@pytest.fixture(scope="module")
def baseline() -> ModelInputs:
    return scenarios.load("guizhou-baseline").inputs(scale=8_000 / 431_600)


def stated_fit(inputs: ModelInputs, **changes: float) -> Fit:
    """A fit that keeps every fact, but for the changes."""
    rate, in_work = number(inputs.initial, "employment_rate"), number(inputs.initial, "in_work")
    channel = {name: in_work * share for name, share in parts(inputs.initial, "channel").items()}
    income = number(inputs.initial, "income_per_capita")
    fit = Fit(channel=channel, employment=rate, in_work=in_work, income=income, wage=0.8 * income)
    return replace(fit, **changes)


@pytest.mark.parametrize("place", ["guizhou", "chongqing", "wanzhou", "hanyin", "yinchuan"])
def test_the_bundled_values_keep_the_stated_base_year(place: str) -> None:
    scenario = scenarios.load(f"{place}-baseline")
    inputs = scenario.inputs(scale=min(1.0, 8_000 / scenario.population["households"].number))
    assert kept(inputs, measure(fitted(inputs)))


def test_of_households_with_somebody_employed_those_with_two_workers_are_rarely_idle(
    baseline: ModelInputs,
) -> None:
    sizes = {"1": 0.5, "2": 0.5}
    initial = {**baseline.initial, "employment_rate": 0.9, "in_work": 0.81}
    population = {**baseline.population, "labour_per_household": sizes}
    made = replace(baseline, initial=initial, population=population)
    # of one worker 81 of 90; of two 99 of 100 have somebody employed, and 0.19 squared nobody in work
    assert in_work_of_the_employed(made) == pytest.approx(0.5 * 0.9 + 0.5 * (1 - 0.19**2) / 0.99)


@pytest.mark.parametrize(
    ("place", "official"),
    [("guizhou", 1.0), ("chongqing", 1.0), ("wanzhou", 1.0), ("hanyin", 1.0), ("yinchuan", 0.95)],
)
def test_households_start_in_work_by_the_month_as_the_official_count_comes_to(
    place: str, official: float
) -> None:
    scenario = scenarios.load(f"{place}-baseline")
    started, left = scenario.initial["one_employed"], in_work_of_the_employed(scenario.inputs())
    assert started.number == pytest.approx(official * left, abs=6e-4)
    assert started.source.kind == "derived" and f"{left:.1%}".replace("%", " %") in started.note.en


def test_a_fit_that_misses_a_fact_is_not_kept(baseline: ModelInputs) -> None:
    assert kept(baseline, stated_fit(baseline))
    assert not kept(baseline, stated_fit(baseline, employment=0.92))
    assert not kept(baseline, stated_fit(baseline, in_work=0.85))
    assert not kept(baseline, stated_fit(baseline, income=12_000.0))


def test_too_few_in_a_channel_make_it_more_attractive(baseline: ModelInputs) -> None:
    fit = stated_fit(baseline)
    short = replace(fit, channel={**fit.channel, "farming": 0.5 * fit.channel["farming"]})
    before = parts(baseline.parameters, "taste")
    after = parts(adjust(baseline, short, step=0.5).parameters, "taste")
    assert after["farming"] > before["farming"]
    assert all(after[name] == pytest.approx(before[name]) for name in FREE_TASTES if name != "farming")


def test_too_little_published_employment_brings_more_who_want_work(baseline: ModelInputs) -> None:
    rate = number(baseline.initial, "employment_rate")
    changed = adjust(baseline, stated_fit(baseline, employment=rate - 0.02), step=0.5)
    wants, in_work = (number(baseline.population, "wants_work"), number(baseline.initial, "in_work"))
    assert number(changed.population, "wants_work") == pytest.approx(wants + 0.01)
    assert number(changed.initial, "in_work") == pytest.approx(in_work + 0.01)


def test_the_start_follows_the_mean_of_the_run(baseline: ModelInputs) -> None:
    in_work = number(baseline.initial, "in_work")
    changed = adjust(baseline, stated_fit(baseline, in_work=in_work - 0.03), step=0.5)
    assert number(changed.initial, "in_work") == pytest.approx(in_work - 0.015)


def test_missing_income_raises_pay_by_as_much_as_wages_lack(baseline: ModelInputs) -> None:
    income = number(baseline.initial, "income_per_capita")
    changed = adjust(baseline, stated_fit(baseline, income=0.9 * income), step=1.0)
    rise = number(changed.parameters, "pay_gap") - number(baseline.parameters, "pay_gap")
    assert math.exp(rise) == pytest.approx((0.8 + 0.1) / 0.8)


@pytest.mark.parametrize(
    ("months", "indicator"),
    [
        (0, "employment_rate"),
        (1, "employment_any_work"),
        (3, "employment_months_3"),
        (6, "employment_months_6"),
    ],
)
def test_a_place_is_set_in_the_reading_in_which_it_publishes(
    baseline: ModelInputs, months: int, indicator: str
) -> None:
    other = replace(baseline, initial={**baseline.initial, "employment_months": float(months)})
    assert published(other) == indicator
