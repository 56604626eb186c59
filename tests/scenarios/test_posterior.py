"""Fitted behaviour lies over what a scenario states: factors, values and shifts, by draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from resettle.model.fields import parts
from resettle.scenarios import Scenario, load
from resettle.scenarios.posterior import Adjustment, Posterior, adjusted, read

OFFERS = Adjustment("offers", "parameters.offer_rate", "factor", 0.5, 2.0, log=True)
AWAY = Adjustment("away", "parameters.taste", "shift", -300.0, 300.0, key="out_of_province")
SEARCH = Adjustment("search", "parameters.search_intensity", "value", 0.1, 0.9)
ALL = (OFFERS, AWAY, SEARCH)
ROWS = tuple((1.0 + n / 100.0, float(n), 0.3 + n / 1000.0) for n in range(100))


@pytest.fixture(scope="module")
def guizhou() -> Scenario:
    return load("guizhou")


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    return Posterior(ALL, ROWS, about={"facts": 3})


def test_a_factor_multiplies_every_part_and_stays_within_bounds(guizhou: Scenario) -> None:
    inputs = guizhou.inputs()
    doubled = parts(adjusted(inputs, [OFFERS], {"offers": 1.5}).parameters, "offer_rate")
    for channel, old in parts(inputs.parameters, "offer_rate").items():
        assert doubled[channel] == pytest.approx(min(1.0, 1.5 * old))
    huge = parts(adjusted(inputs, [OFFERS], {"offers": 1e9}).parameters, "offer_rate")
    assert all(0.0 <= part <= 1.0 for part in huge.values())


def test_a_shift_moves_one_part_and_a_value_replaces_a_number(guizhou: Scenario) -> None:
    inputs = guizhou.inputs()
    moved = adjusted(inputs, [AWAY, SEARCH], {"away": 50.0, "search": 0.42})
    before, after = parts(inputs.parameters, "taste"), parts(moved.parameters, "taste")
    assert after["out_of_province"] == before["out_of_province"] + 50.0
    assert {key: after[key] for key in after if key != "out_of_province"} == {
        key: before[key] for key in before if key != "out_of_province"
    }
    assert moved.parameters["search_intensity"] == 0.42
    assert inputs.parameters["search_intensity"] != 0.42


def test_nothing_else_of_the_inputs_moves(guizhou: Scenario) -> None:
    inputs = guizhou.inputs()
    moved = adjusted(inputs, ALL, {"offers": 1.1, "away": 5.0, "search": 0.2})
    assert {name for name in inputs.parameters if inputs.parameters[name] != moved.parameters[name]} == {
        "offer_rate", "taste", "search_intensity",
    }  # fmt: skip
    assert (moved.levers, moved.population, moved.series) == (inputs.levers, inputs.population, inputs.series)


def test_a_draw_is_a_row_by_lot_and_the_same_for_a_draw_and_a_seed(posterior: Posterior) -> None:
    drawn = [tuple(posterior.draw(n, 1).values()) for n in range(300)]
    assert set(drawn) <= set(ROWS)
    assert len(set(drawn)) > 80
    assert drawn == [tuple(posterior.draw(n, 1).values()) for n in range(300)]
    assert drawn != [tuple(posterior.draw(n, 2).values()) for n in range(300)]


def test_prior_draws_fill_the_range_evenly_also_in_the_logarithm(posterior: Posterior) -> None:
    drawn = [posterior.prior_draw(n, 1) for n in range(2000)]
    offers = np.array([one["offers"] for one in drawn])
    assert offers.min() >= 0.5
    assert offers.max() <= 2.0
    assert np.median(offers) == pytest.approx(1.0, abs=0.06)
    away = np.array([one["away"] for one in drawn])
    assert np.mean(away) == pytest.approx(0.0, abs=12.0)
    assert abs(np.corrcoef(offers, away)[0, 1]) < 0.06


def test_a_run_takes_the_row_of_its_draw_and_the_median_without_one(
    guizhou: Scenario, posterior: Posterior
) -> None:
    drawn = guizhou.inputs(draw=4, seed=9, posterior=posterior)
    assert drawn.parameters["search_intensity"] == posterior.draw(4, 9)["search"]
    point = guizhou.inputs(posterior=posterior)
    assert point.parameters["search_intensity"] == pytest.approx(posterior.median()["search"])
    prior = guizhou.inputs(draw=4, seed=9, posterior=posterior, prior=True)
    assert prior.parameters["search_intensity"] == posterior.prior_draw(4, 9)["search"]


@pytest.mark.parametrize(("vary", "moving"), [("none", set()), (("parameters.taste",), {"taste"})])
def test_a_scenario_that_says_what_varies_keeps_the_medians_of_all_else(
    guizhou: Scenario, posterior: Posterior, vary: str | tuple[str, ...], moving: set[str]
) -> None:
    chosen = replace(guizhou, uncertainty=vary)
    point, drawn = chosen.inputs(posterior=posterior), chosen.inputs(draw=4, seed=9, posterior=posterior)
    assert {name for name in point.parameters if point.parameters[name] != drawn.parameters[name]} == moving


def test_what_is_fitted_is_not_drawn_a_second_time_and_all_else_is_drawn_as_before(
    guizhou: Scenario, posterior: Posterior
) -> None:
    plain = guizhou.inputs(draw=4, seed=9)
    fitted = guizhou.inputs(draw=4, seed=9, posterior=posterior)
    moved = {name for name in plain.parameters if plain.parameters[name] != fitted.parameters[name]}
    assert moved == {one.value_name for one in ALL}
    taste = parts(fitted.parameters, "taste")
    given = guizhou.parameters["taste"].parts
    assert taste["farming"] == given["farming"]
    assert plain.levers == fitted.levers


def test_a_posterior_is_read_as_it_was_written(posterior: Posterior, tmp_path: Path) -> None:
    path = tmp_path / "posterior.parquet"
    posterior.write(path)
    again = read(path)
    assert (again.adjustments, again.rows) == (posterior.adjustments, posterior.rows)
    assert isinstance(again.about, Mapping)
    assert again.about["facts"] == 3
    assert len(again.digest) == 64
    assert [one.name for one in tmp_path.iterdir()] == ["posterior.parquet"]


def test_a_flipped_bit_in_its_draws_is_never_read_as_other_draws(
    posterior: Posterior, tmp_path: Path
) -> None:
    path = tmp_path / "posterior.parquet"
    posterior.write(path)
    whole = path.read_bytes()
    draws = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    refused = 0
    for place in range(4, draws, 13):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        path.write_bytes(bytes(changed))
        try:
            assert read(path).rows == posterior.rows
        except (ValueError, OSError):
            refused += 1
    assert refused > 0.9 * (draws - 4) / 13


def test_a_file_that_says_nothing_of_its_columns_is_refused(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "other.parquet"
    pq.write_table(pa.table({"a": [1.0]}), path)
    with pytest.raises(ValueError, match="is no posterior"):
        read(path)
