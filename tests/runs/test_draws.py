"""Parameters are drawn as the mode says, fitted ones never twice; replications take draws by design."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from resettle.model.inputs import OUTSIDE, Outside
from resettle.results.runs.draws import NoPosterior, Parameters, parameters
from resettle.results.runs.table import Common, Task, Work
from resettle.scenarios import Scenario, load, posterior
from resettle.scenarios.paths import PathError
from resettle.scenarios.posterior import Adjustment, Posterior

FITTED = Posterior(
    (
        Adjustment("search", "parameters.search_intensity", "value", 0.1, 0.9),
        Adjustment("offers", "parameters.offer_rate", "factor", 0.5, 2.0, log=True),
    ),
    tuple((0.40 + number / 1000.0, 1.0 + number / 1000.0) for number in range(100)),
    digest="a" * 64,
)


@pytest.fixture(scope="module")
def guizhou() -> Scenario:
    return load("guizhou")


def inputs(scenario: Scenario, how: Parameters, replication: int = 2):
    draw = replication if how.varied(scenario) else None
    work = Work({scenario.digest: scenario}, Common(how, seed=3))
    return work.inputs(scenario, Task("key", scenario.digest, (), 0.01, replication, draw))


def test_point_takes_every_central_figure_and_the_medians_of_what_is_fitted(guizhou: Scenario) -> None:
    how = Parameters("point", FITTED)
    assert how.varied(guizhou) == 0
    made, central = inputs(guizhou, how), guizhou.inputs(scale=0.01, outside="forecast")
    assert made.parameters["search_intensity"] == pytest.approx(FITTED.median()["search"])
    assert made.levers == central.levers and made.population == central.population
    assert inputs(guizhou, Parameters("point")) == central


def test_prior_draws_fitted_values_from_their_priors_and_posterior_a_row(guizhou: Scenario) -> None:
    prior, fitted = (inputs(guizhou, Parameters(mode, FITTED)) for mode in ("prior", "posterior"))
    assert prior.parameters["search_intensity"] == pytest.approx(FITTED.prior_draw(2, 3)["search"])
    row = FITTED.draw(2, 3)
    assert fitted.parameters["search_intensity"] == pytest.approx(row["search"])
    assert row["search"] - 0.4 == pytest.approx(row["offers"] - 1.0), "values of one row belong together"


def test_what_is_not_fitted_is_drawn_as_before_in_every_mode_that_draws(guizhou: Scenario) -> None:
    before = inputs(guizhou, Parameters("prior"))
    fitted_names = {"search_intensity", "offer_rate"}
    for mode in ("prior", "posterior"):
        made = inputs(guizhou, Parameters(mode, FITTED))
        assert made.levers == before.levers and made.population == before.population
        changed = {name for name in made.parameters if made.parameters[name] != before.parameters[name]}
        assert changed == fitted_names


def test_a_fitted_value_is_not_drawn_from_its_range_as_well(guizhou: Scenario) -> None:
    """The factor lies on the stated figure: two draws of one row differ by nothing."""
    single = replace(FITTED, rows=((0.5, 1.0),))
    made = [inputs(guizhou, Parameters("posterior", single), number) for number in (0, 2, 4, 6)]
    stated = guizhou.inputs().parameters["offer_rate"]
    assert all(one.parameters["offer_rate"] == stated for one in made)
    assert all(one.parameters["search_intensity"] == 0.5 for one in made)
    assert len({repr(one.parameters) for one in made}) == 4, "other values are drawn"


def test_values_that_vary_are_counted_once(guizhou: Scenario) -> None:
    assumed = Parameters("prior").varied(guizhou)
    fitted = Parameters("posterior", FITTED).varied(guizhou)
    paths = {path for path, value, _ in guizhou.values() if guizhou.varies(path, value)} - {"series.prices"}
    assert fitted == assumed - len(paths & FITTED.paths) + 2
    assert Parameters("posterior", FITTED).varied(replace(guizhou, uncertainty="none")) == 0
    listed = replace(guizhou, uncertainty=("parameters.local_slack", "parameters.offer_rate"))
    assert Parameters("posterior", FITTED).varied(listed) <= 2


def test_a_scenario_that_varies_nothing_runs_on_medians(guizhou: Scenario) -> None:
    made = inputs(replace(guizhou, uncertainty="none"), Parameters("posterior", FITTED))
    assert made.parameters["search_intensity"] == pytest.approx(FITTED.median()["search"])


def test_the_posterior_is_the_default_and_is_missed_if_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posterior, "shipped", lambda: None)
    for asked in ((), ("posterior",)):
        with pytest.raises(NoPosterior, match="resettle calibrate"):
            parameters(*asked)  # type: ignore[arg-type]
    assert parameters("prior").mode == "prior" and parameters("prior").digest is None
    monkeypatch.setattr(posterior, "shipped", lambda: FITTED)
    assert (parameters().mode, parameters().digest) == ("posterior", "a" * 64)
    assert (parameters("prior").mode, parameters("prior").digest) == ("prior", None)
    assert parameters("point").fitted is FITTED
    with pytest.raises(ValueError, match="not one of"):
        parameters("posteriori")  # type: ignore[arg-type]


def test_pay_prices_and_demand_are_foreseen_unless_they_are_to_be_known(guizhou: Scenario) -> None:
    foreseen, known = (
        inputs(guizhou, Parameters("prior")),
        inputs(guizhou, Parameters("prior", outside="known")),
    )
    outlook = foreseen.parameters["pay_outlook"]
    assert foreseen.series["wages_away"][2023] == pytest.approx(5013 * (1.0 + outlook) ** 2)
    assert foreseen.parameters["pay_drift"] != 0.0
    assert known.series["wages_away"][2023] == 5441 and known.parameters["pay_drift"] == 0.0
    assert known.parameters["missing_growth"] == foreseen.parameters["missing_growth"] != 0.0
    drawn = [Parameters("prior", outside=outside).varied(guizhou) for outside in OUTSIDE]
    assert drawn[0] == drawn[1] + 3, "two drifts and two outlooks, but not the range of published prices"
    with pytest.raises(ValueError, match="not one of forecast, known"):
        Parameters("prior", outside="guess")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outside", "path"), [("known", "parameters.pay_drift"), ("forecast", "series.prices")]
)
def test_what_runs_do_not_look_at_cannot_be_set(guizhou: Scenario, outside: Outside, path: str) -> None:
    with pytest.raises(PathError, match=f"{path} moves nothing with --outside {outside}; take --outside"):
        Parameters("prior", outside=outside).input(guizhou, path)
    other: Outside = "forecast" if outside == "known" else "known"
    assert Parameters("prior", outside=other).input(guizhou, path).path == path


def test_how_parameters_are_drawn_can_be_sent_to_another_process() -> None:
    how = Parameters("posterior", FITTED)
    assert pickle.loads(pickle.dumps(how)) == how
