from __future__ import annotations

from dataclasses import replace

import pytest

from resettle import scenarios
from resettle.calibration.fit.base_year import FREE_TASTES, Fit, adjust, fitted, kept, measure
from resettle.model.fields import number, parts
from resettle.model.inputs import ModelInputs


@pytest.fixture(scope="module")
def baseline() -> ModelInputs:
    return scenarios.load("guizhou-baseline").inputs(scale=8_000 / 431_600)


def stated_fit(inputs: ModelInputs, **changes: float) -> Fit:
    """A fit that keeps every fact, but for the changes."""
    rate = number(inputs.initial, "employment_rate")
    channel = {name: rate * share for name, share in parts(inputs.initial, "channel").items()}
    income = number(inputs.initial, "income_per_capita")
    fit = Fit(channel=channel, employment=rate, income=income, wage=0.8 * income)
    return replace(fit, **changes)


def test_the_bundled_values_keep_the_stated_base_year(baseline: ModelInputs) -> None:
    assert kept(baseline, measure(fitted(baseline)))


def test_a_fit_that_misses_a_fact_is_not_kept(baseline: ModelInputs) -> None:
    assert kept(baseline, stated_fit(baseline))
    assert not kept(baseline, stated_fit(baseline, employment=0.92))
    assert not kept(baseline, stated_fit(baseline, income=12_000.0))


def test_too_few_in_a_channel_make_it_more_attractive(baseline: ModelInputs) -> None:
    fit = stated_fit(baseline)
    short = replace(fit, channel={**fit.channel, "farming": 0.5 * fit.channel["farming"]})
    before = parts(baseline.parameters, "taste")
    after = parts(adjust(baseline, short, step=0.5).parameters, "taste")
    assert after["farming"] > before["farming"]
    assert all(after[name] == pytest.approx(before[name]) for name in FREE_TASTES if name != "farming")


def test_too_little_employment_brings_more_offers_and_too_little_income_more_reach(
    baseline: ModelInputs,
) -> None:
    income = number(baseline.initial, "income_per_capita")
    fit = stated_fit(baseline, employment=0.9, income=0.9 * income)
    changed = adjust(baseline, fit, step=0.5).parameters
    for name in ("offer_rate", "reach"):
        before, after = parts(baseline.parameters, name), parts(changed, name)
        assert all(after[channel] > before[channel] or after[channel] == 1.0 for channel in before)
        assert after != before
