"""What a run leaves behind: a row a month of every indicator, and books of each lever."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from resettle.model.channels import AWAY_CHANNELS, CHANNELS, LABELS, WORKING
from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS
from resettle.model.record import LEDGER_COLUMNS, LeverLedger
from resettle.model.simulation import ResettlementModel
from resettle.model.toy import toy_inputs
from tests.model.worlds import OPTIONAL, all_levers, differing_indicators, guizhou, numbers, run, stepped


def test_every_indicator_has_a_finite_value_every_month() -> None:
    _, record = run(guizhou())
    assert list(record.indicators) == list(INDICATORS)
    for name, path in record.indicators.items():
        assert path.dtype == np.float64
        assert path.shape == (48,)
        assert np.isnan(path).all() == (name in OPTIONAL)
    assert numbers(record)
    assert record.indicators["labour"].min() > 0


def test_months_run_from_the_base_year_to_the_end_of_the_plan() -> None:
    _, record = run(guizhou())
    assert record.months[0] == "2021-01"
    assert record.months[-1] == "2024-12"
    assert list(record.months) == sorted(set(record.months))


def test_the_data_collector_has_a_row_a_month() -> None:
    model = ResettlementModel(guizhou(scale=0.001), 1)
    for month in range(1, 6):
        model.step()
        frame = model.datacollector.get_model_vars_dataframe()
        assert len(frame) == month
        assert list(frame.columns) == list(INDICATORS)
        assert frame["income"].iloc[-1] == model.values["income"]


def test_a_run_that_was_begun_by_steps_can_be_finished_by_run() -> None:
    begun = stepped(guizhou(scale=0.001), 5)
    finished = begun.run()
    whole = ResettlementModel(guizhou(scale=0.001), 1).run()
    assert finished.months == whole.months
    assert differing_indicators(finished, whole) == []


def test_a_record_of_some_months_has_those_months() -> None:
    record = stepped(guizhou(scale=0.001), 5).record()
    assert len(record.months) == 5
    assert all(len(path) == 5 for path in record.indicators.values())
    assert all(len(path) == 5 for books in record.levers.values() for path in books.values())


def test_books_are_kept_of_the_levers_of_the_plan_and_of_no_others() -> None:
    inputs = guizhou("guizhou-baseline")
    _, record = run(inputs)
    assert list(record.levers) == [name for name in LEVERS if name in inputs.levers]
    assert all(tuple(books) == LEDGER_COLUMNS for books in record.levers.values())
    assert tuple(field.name for field in dataclasses.fields(LeverLedger)) == LEDGER_COLUMNS


def test_books_are_never_negative() -> None:
    _, record = run(guizhou(levers=all_levers()))
    assert all((path >= 0).all() for books in record.levers.values() for path in books.values())


SUMS = [
    ("employed", tuple(f"channel_{name}" for name in WORKING)),
    ("labour", tuple(f"channel_{name}" for name in CHANNELS)),
    ("income", ("wage_income", "business_income", "property_income", "transfer_income")),
]


@pytest.mark.parametrize(("whole", "parts"), SUMS)
def test_parts_add_up_to_the_whole(whole: str, parts: tuple[str, ...]) -> None:
    values = run(guizhou(months=16))[1].indicators
    assert sum(values[part] for part in parts) == pytest.approx(values[whole])


def test_rates_are_those_of_their_counts() -> None:
    values = run(guizhou(months=16))[1].indicators
    posts = values["channel_public_welfare"]
    assert values["employment_rate"] == pytest.approx(values["employed"] / values["labour"])
    assert values["employment_rate_without_posts"] == pytest.approx(
        (values["employed"] - posts) / values["labour"]
    )
    assert values["one_employed_share"] == pytest.approx(
        1 - values["zero_employment"] / values["labour_households"]
    )
    assert (values["stable_share"] <= values["one_employed_share"]).all()
    assert (values["zero_employment_long"] <= values["zero_employment"]).all()
    assert (values["income_p10"] <= values["income_p50"]).all()
    assert (values["income_p50"] <= values["income_p90"]).all()
    assert (values["income_from_levers"] <= values["income"]).all()


def test_counts_stand_for_the_whole_population_at_any_scale() -> None:
    labour = [run(guizhou(scale=scale, months=2))[1].indicators["labour"][0] for scale in (0.005, 0.02)]
    assert labour[0] == pytest.approx(labour[1], rel=0.03)
    record = run(guizhou(scale=0.02, months=2))[1]
    assert record.indicators["households"] == pytest.approx(431_600)
    assert record.weight == pytest.approx(50.0, rel=1e-3)


MONEY = ("spent_yuan", "planned_yuan", "units", "beneficiaries")


@pytest.mark.parametrize("column", MONEY)
@pytest.mark.parametrize("name", LEVERS)
def test_books_hardly_depend_on_the_size_of_the_sample(name: str, column: str) -> None:
    small, large = (of_all(scale)[name][column][12:].sum() for scale in (0.01, 0.03))
    assert small == pytest.approx(large, rel=0.3)


_RUNS: dict[float, dict[str, dict[str, np.ndarray]]] = {}


def of_all(scale: float) -> dict[str, dict[str, np.ndarray]]:
    """Books of every lever in a run at a scale."""
    if scale not in _RUNS:
        _RUNS[scale] = run(guizhou(scale=scale, months=36, levers=all_levers()))[1].levers
    return _RUNS[scale]


def test_the_rise_below_the_line_is_counted_from_the_mean_of_the_base_year() -> None:
    values = run(guizhou())[1].indicators
    share, rise = values["below_line_share"], values["below_line_rise"]
    assert (rise[:12] == 0).all()
    assert rise[12:] == pytest.approx(share[12:] - share[:12].mean())


def test_the_rise_of_those_whom_nobody_assists_is_counted_in_the_same_way() -> None:
    values = run(guizhou())[1].indicators
    share, rise = values["unassisted_share"], values["unassisted_rise"]
    assert (share < values["below_line_share"]).any()
    assert (share <= values["below_line_share"]).all()
    assert (rise[:12] == 0).all()
    assert rise[12:] == pytest.approx(share[12:] - share[:12].mean())


def test_percentiles_of_income_are_those_of_households() -> None:
    model = stepped(guizhou(scale=0.01), 7)
    yearly = 12 * np.sort(model.world.state.households.smooth + model.world.state.households.topped)
    for name, share in (("income_p10", 0.1), ("income_p50", 0.5), ("income_p90", 0.9)):
        assert (yearly <= model.values[name]).mean() == pytest.approx(share, abs=1e-3)


def test_persons_below_the_line_are_those_of_households_with_too_little_and_no_allowance() -> None:
    model = stepped(guizhou(scale=0.01), 7)
    households = model.world.state.households
    low = (households.smooth.astype(float) + households.topped) * 12 < model.world.month.line
    poor = low & (households.aid == 0)
    assert (low & ~poor).any()
    assert model.values["below_line_share"] == pytest.approx(
        households.size[poor].sum() / households.size.sum()
    )
    unlisted = poor & (households.ledger == 0)
    assert model.values["unassisted_share"] == pytest.approx(
        households.size[unlisted].sum() / households.size.sum()
    )
    assert 0 < model.values["unassisted_share"] < model.values["below_line_share"] < 1


def test_the_longest_spell_is_that_of_a_household_and_long_spells_are_beyond_the_grace() -> None:
    model = ResettlementModel(guizhou(levers={}, grace_months=2), 1)
    for _ in range(14):
        model.step()
        households = model.world.state.households
        assert model.values["zero_employment_longest"] == households.spell.max()
        weight = model.world.weight
        beyond = (households.spell > 2) & (households.willing > 0)
        assert 0 <= beyond.sum() < (households.spell > 2).sum() or not beyond.any()
        assert model.values["zero_employment_long"] == pytest.approx(beyond.sum() * weight)


def test_a_spell_without_work_counts_months_since_anybody_worked() -> None:
    model = ResettlementModel(guizhou(levers={}), 1)
    workers, households, _ = model.world.state
    count = len(households.site)
    spell, stable = np.zeros(count, int), households.stable.astype(int)
    for _ in range(14):
        model.step()
        labour = np.bincount(workers.household[workers.status == 1], minlength=count) > 0
        working = np.bincount(workers.household[workers.channel > 0], minlength=count) > 0
        spell = np.where(labour & ~working, spell + 1, 0)
        stable = np.where(working, np.minimum(stable + 1, 255), 0)
        assert (households.spell == spell).all()
        assert (households.stable == stable).all()


def test_away_channels_are_those_that_need_leaving_home() -> None:
    assert AWAY_CHANNELS == ("out_of_province", "in_province")
    assert set(LABELS) == set(CHANNELS)


def test_the_toy_exercises_every_lever() -> None:
    _, record = run(toy_inputs(24))
    assert set(record.levers) == set(LEVERS)
    assert all(books["units"].sum() > 0 for books in record.levers.values())
