"""A headline that facts speak of is found; one that rests on a prior is said to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from resettle.calibration.evidence.measures import register_coverage
from resettle.calibration.fit.runs import run_all
from resettle.calibration.report.prior_check import answered
from resettle.calibration.validation.headlines import NEEDED, YEARS, Drawn, Headline, headlines
from resettle.calibration.validation.prior_check import Moved, PriorCheck, prior_check
from resettle.calibration.validation.refits import learn
from resettle.results.report.markdown import markdown
from resettle.results.statistics.learnt import first_order
from tests.calibration.test_refits import observing
from tests.calibration.toys import linear

TOLD = ("growth_survey", "growth_register", "employment", "guizhou_register")
PARAMETERS = ("transfer_growth", "register_lead", "wants_work", "posts_counted")
ALL = tuple(f"sum_{n}" for n in range(5))


def figure(name: str, bound: float | None = None, growth: bool = True) -> Headline:
    """A headline of the toy, under a name that has labels."""
    return Headline(name, lambda drawn: drawn.theta["first"], bound, growth)


@pytest.fixture(scope="module")
def checked() -> PriorCheck:
    """The toy with all its facts; those of growth are all but one of them."""
    toy = linear()
    theta = toy.theta(np.random.default_rng(1).random((120, 3)))
    kept = learn(toy, run_all(toy, theta, list(range(120)), None, jobs=1).assign(wave=1))
    asked = toy
    told = (
        figure("growth_survey"),
        Headline("employment", lambda drawn: drawn.theta["third"], growth=False),
        Headline("guizhou_survey", lambda drawn: drawn.statistics["sum_2"], 0.6),
    )
    without = {"growth": observing(toy, "sum_0"), "spread": asked}
    return prior_check(kept, asked, without, told, ALL, jobs=1)


@pytest.fixture(scope="module")
def unseen() -> PriorCheck:
    """Only one sum of two parameters is observed; the headline is the third, of which it says nothing."""
    toy = linear()
    theta = toy.theta(np.random.default_rng(1).random((120, 3)))
    kept = learn(toy, run_all(toy, theta, list(range(120)), None, jobs=1).assign(wave=1))
    asked = observing(toy, "sum_0")
    told = (
        figure("growth_survey"),
        Headline("guizhou_survey", lambda drawn: drawn.theta["third"], 1.2),
    )
    return prior_check(kept, asked, {"growth": asked}, told, ALL, jobs=1)


def example() -> PriorCheck:
    """A made-up check of four headlines: one found, one assumed, one that fails a fit, one between."""
    told = tuple(one for one in headlines() if one.name in TOLD)

    def moved(how: str, what: str, *values: float, error: str = "") -> Moved:
        numbers = np.array(values)
        return Moved(how, what, numbers, np.full(len(values), 0.02), numbers, error)

    shares = np.zeros((len(PARAMETERS), 4))
    shares[0], shares[1], shares[2] = [0.6, 0.0, 0.05, 0.0], [0.02, 0.94, 0.0, 0.95], [0.0, 0.0, 0.5, 0.0]
    return PriorCheck(
        headlines=told,
        parameters=PARAMETERS,
        base=moved("base", "", 0.072, 0.146, 0.94, 0.184),
        contraction=np.array([0.85, 0.27, 0.4, -0.02]),
        shares=shares,
        moved=(
            moved("halved", "register_lead", 0.0721, 0.133, 0.94, 0.0),
            moved("doubled", "register_lead", 0.0719, 0.161, 0.939, 0.58),
            moved("halved", "wants_work", 0.072, 0.146, 0.934, 0.187),
            moved(
                "doubled", "wants_work", error="two groups of particles end 0.40 standard deviations apart"
            ),
            moved("without", "growth", 0.079, 0.147, 0.94, 0.225),
        ),
    )


def test_each_headline_is_told_beside_what_moves_it() -> None:
    check = example()
    assert (check.steady, check.seen) == (False, True)
    page = markdown(answered(check))
    assert (
        "✗ The probability of a target moves by more than 10 points" in page
        and "largest +39.6 points" in page
        and "✗ 3 of 4 headlines" in page
    )
    assert "? Growth of income per person a year, 2019–2024, by registers: 13.3–16.1" in page
    assert "· Growth of income per person a year, 2019–2024, as surveyed: 7.2" in page
    rows = {line.split(" | ")[0]: line for line in page.splitlines() if line.startswith("| ")}
    assert "✗ 94" in next(row for name, row in rows.items() if "Lead of registers" in name)
    assert "✗ 60" not in page  # much of a headline, but learnt
    assert "could not be fitted: two groups of particles" in page


def test_a_headline_that_three_facts_tell_stays_whatever_the_priors(checked: PriorCheck) -> None:
    assert checked.assumed(0) == () and checked.contraction.min() > 0.95
    assert abs(checked.furthest(0, checked.priors)[0]) < 0.02
    assert checked.steady is True


def test_leaving_out_the_facts_of_growth_is_seen_and_leaving_out_nothing_is_not(checked: PriorCheck) -> None:
    by_group = {one.what: one for one in checked.groups}
    assert checked.seen is True
    assert by_group["growth"].spreads[0] > 2 * checked.base.spreads[0]
    assert by_group["spread"].values == pytest.approx(checked.base.values, abs=0.05)


def test_a_headline_that_no_fact_tells_is_assumed_and_moves_with_its_prior(unseen: PriorCheck) -> None:
    assert unseen.assumed(1) == ("third",)
    assert unseen.shares[2, 1] > 0.95 and unseen.shares[0, 1] < 0.05
    assert unseen.contraction[2] == pytest.approx(0.0, abs=0.15)
    assert unseen.base.values[1] == pytest.approx(0.2, abs=0.04)  # uniform from -2 to 2, above 1.2
    halved = next(one for one in unseen.moved if (one.how, one.what) == ("halved", "third"))
    doubled = next(one for one in unseen.moved if (one.how, one.what) == ("doubled", "third"))
    assert halved.values[1] == 0.0
    assert doubled.values[1] == pytest.approx(0.35, abs=0.05)  # a quarter of it lies at the upper end
    assert unseen.over_priors(1) == (0.0, pytest.approx(0.35, abs=0.05))
    assert unseen.steady is False
    assert unseen.seen is False


def test_only_priors_that_matter_are_changed(unseen: PriorCheck) -> None:
    changed = {(one.how, one.what) for one in unseen.moved}
    assert changed == {
        ("halved", "first"), ("doubled", "first"), ("halved", "second"), ("doubled", "second"),
        ("halved", "third"), ("doubled", "third"), ("without", "growth"),
    }  # fmt: skip


def test_the_share_of_a_parameter_is_that_of_what_is_expected_given_it() -> None:
    rng = np.random.default_rng(2)
    one, other, third = rng.standard_normal((3, 4000))
    assert first_order(one, 2 * one + other) == pytest.approx(0.8, abs=0.03)
    assert first_order(one, one**2) == pytest.approx(1.0, abs=0.02)
    assert first_order(third, 2 * one + other) == pytest.approx(0.0, abs=0.01)
    assert first_order(one, np.ones(4000)) == 0.0


def test_the_page_says_what_was_found_and_gives_a_range_for_what_was_assumed(
    checked: PriorCheck, unseen: PriorCheck
) -> None:
    page = markdown(answered(checked))
    assert "✓ No probability of a target moves by more than 10 points under any prior" in page
    assert "✓ Growth moves visibly when the facts of growth are left out." in page
    page = markdown(answered(unseen))
    assert "✗ 2 of 2 headlines have more than a fifth of their spread" in page
    assert "? Probability of 120\u00a0% a year, 2022–2024 (Guizhou), as surveyed: 0.0–3" in page
    assert "Hardly learnt: third." in page
    assert "| third, doubled, clipped to the runs |" in page
    assert "✗ Growth hardly moves when the facts of growth are left out" in page
    for answer in (checked, unseen):
        assert markdown(answered(answer), "zh")


def test_a_fit_that_fails_is_told_and_counts_for_nothing(checked: PriorCheck) -> None:
    broken = replace(checked.moved[0], error="the sampler did not converge", values=np.empty(0))
    check = replace(checked, moved=(broken, *checked.moved[1:]))
    assert broken not in check.priors
    assert "could not be fitted: the sampler did not converge" in markdown(answered(check))


# -- headlines of the real facts -------------------------------------------------------------


def drawn(**more: float) -> Drawn:
    statistics = {f"growth_counties_{year}": np.array([0.08, 0.1]) for year in YEARS}
    theta = {"catch_up": 0.01, "register_lead": 0.05, "register_gap": 0.1, "register_half_life": 1.0}
    columns = {name: np.full(2, value) for name, value in (theta | more).items()}
    return Drawn(columns, {**statistics, "employment_2022_end": np.array([0.9, 0.95])})


def values(draws: Drawn) -> dict[str, float]:
    return {one.name: one.told(one.figure(draws)) for one in headlines()}


def test_headlines_are_read_off_yearly_growth_with_the_leads_of_people_and_registers() -> None:
    assert set(drawn().statistics) == set(NEEDED)
    told = values(drawn())
    assert told["growth_survey"] == pytest.approx(0.1)  # 8 and 10 % and a lead of a point
    assert told["growth_register"] == pytest.approx(1.1 * 1.05 - 1.0)
    assert told["yinchuan_survey"] == 1.0 and told["guizhou_survey"] == 0.0
    assert told["guizhou_register"] == 0.5  # 14.45 and 16.55 %
    found = np.mean(
        [
            register_coverage(f"2022-{month}", {"register_gap": 0.1, "register_half_life": 1.0})
            for month in (10, 11, 12)
        ]
    )
    assert told["employment"] == pytest.approx(0.925 / found)


def test_growth_above_rural_income_is_asked_of_every_year() -> None:
    draws = drawn()
    assert values(draws)["rural_survey"] == 0.5  # rural income grew by 10.5 % in 2021: 9 % do not do, 11 % do
    draws.statistics["growth_counties_2023"][:] = 0.05
    assert values(draws)["rural_survey"] == 0.0
