"""Spread is split into what is not known and luck, and runs that share a draw count for less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import ncfdtr, ndtri
from scipy.stats import norm
from scipy.stats import t as student

from resettle import scenarios
from resettle.results.judge.comparison import cost_ratio
from resettle.results.judge.measures import MEASURES
from resettle.results.judge.targets import grows, judge, uncertainty
from resettle.results.questions.run.compute import cases
from resettle.results.questions.run.sentences import drawing, spread_sentence, spread_short
from resettle.results.questions.run.tables import spread_table
from resettle.results.statistics.intervals import FloatArray, mean_interval, ratio_interval, resamples, wilson
from resettle.results.statistics.variance import (
    CHANCE,
    INSEPARABLE,
    NONE,
    PARTS,
    SEPARATED,
    components,
    effective_number,
    noncentralities,
    spread,
)
from tests.draws import Design
from tests.results.factory import make_levers, make_monthly, make_run, make_scenario

DEFAULT, PAIRS = Design(), Design(2)


def groups(design: Design, replications: int = 30) -> np.ndarray:
    return np.array([design.draw(number) for number in range(replications)])


def made(share: float, own: np.ndarray, generator: np.random.Generator) -> FloatArray:
    """Figures of variance 1 of which a share comes from the draws."""
    of_draws = generator.normal(size=int(own.max()) + 1)
    return np.sqrt(share) * of_draws[own] + np.sqrt(1.0 - share) * generator.normal(size=len(own))


@pytest.mark.parametrize("design", [DEFAULT, PAIRS, Design(3)])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.92])
def test_known_parts_of_the_variance_are_recovered(design: Design, share: float) -> None:
    generator = np.random.default_rng(4)
    own = groups(design, 6000)
    found = spread(made(share, own, generator), own)
    assert found.kind == SEPARATED
    assert found.share == pytest.approx(share, abs=0.04)
    # the band of the draws alone is that of a normal with their standard deviation
    assert found.band_high - found.band_low == pytest.approx(2 * 1.645 * np.sqrt(found.share), abs=0.15)


@pytest.mark.parametrize("truth", [(0.4, 0.3, 0.15, 0.15), (0.6, 0.0, 0.2, 0.2), (0.15, 0.6, 0.2, 0.05)])
def test_the_four_parts_are_recovered_and_their_intervals_hold_them(truth: tuple[float, ...]) -> None:
    """Twenty draws of seven growths of the world, of which three matter, and of one that the model misses."""
    generator, own = np.random.default_rng(1), groups(DEFAULT)
    slopes = np.array([1.0, 0.5, 0.3, 0.0, 0.0, 0.0, 0.0])
    unit = np.sqrt(6.0)  # of the triangular distribution from -1 to 1
    shares, inside = [], np.zeros(4)
    for _ in range(150):
        world, missed = (generator.triangular(-1.0, 0.0, 1.0, (20, columns)) for columns in (7, 1))
        parts = generator.normal(size=20), unit * world @ slopes / np.linalg.norm(slopes), unit * missed[:, 0]
        of_draw = sum(np.sqrt(share) * part for share, part in zip(truth[:3], parts, strict=True))
        figures = of_draw[own] + np.sqrt(truth[3]) * generator.normal(size=len(own))
        row = spread(figures, own, {"outside": world[own], "missing": missed[own]}).row()
        shares.append([row[f"share_{part}"] for part in PARTS])
        inside += [
            row[f"share_{part}_low"] - 1e-9 <= share <= row[f"share_{part}_high"] + 1e-9
            for part, share in zip(PARTS, truth, strict=True)
        ]
    assert np.sum(shares, axis=1) == pytest.approx(1.0)
    assert np.mean(shares, axis=0) == pytest.approx(truth, abs=0.1)
    assert (inside >= 0.84 * 150).all(), (
        inside
    )  # 0.95 are expected, less where the draws differ from their law


def test_a_line_that_fits_has_no_error_left() -> None:
    own = groups(DEFAULT)
    world = np.random.default_rng(2).normal(size=(20, 1))
    found = spread(3.0 * world[own, 0], own, {"outside": world[own]}).row()
    assert found["share_outside"] == pytest.approx(1.0) and found["share_parameters"] == pytest.approx(0.0)


def test_the_variances_are_those_of_a_textbook_table() -> None:
    # three draws of two: means 2, 4, 9; mean squares 2 * 13 = 26 between and 2 within
    values = np.array([[1.0, 3.0], [3.0, 5.0], [8.0, 10.0]])
    means, within = values.mean(axis=1), ((values - values.mean(axis=1)[:, None]) ** 2).sum(axis=1)
    between, luck = components(np.full(3, 2.0), means, within)
    assert (float(between), float(luck)) == pytest.approx(((26.0 - 2.0) / 2.0, 2.0))


@pytest.mark.parametrize("design", [DEFAULT, PAIRS])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.92])
def test_the_interval_of_the_share_covers_it_about_as_often_as_it_says(design: Design, share: float) -> None:
    generator = np.random.default_rng(7)
    own = groups(design)
    found = [spread(made(share, own, generator), own) for _ in range(200)]
    assert sum(one.low <= share <= one.high for one in found) >= 178  # 190 are expected


def test_resamples_that_hold_no_repeated_draw_say_nothing_of_the_share() -> None:
    # chance is the same in each of the five repeated draws; without one a resample would show none at all
    middle = np.random.default_rng(3).normal(size=45)
    own = np.concatenate([np.arange(45), np.arange(5)])
    figures = np.concatenate([middle[:5] - 1.0, middle[5:], middle[:5] + 1.0])
    found = spread(figures, own)
    assert found.kind == SEPARATED and 0.0 <= found.low <= found.share < found.high < 0.7


def test_draws_of_unequal_numbers_of_seeds_give_an_unbiased_share() -> None:
    generator = np.random.default_rng(8)
    own = groups(DEFAULT, 31)[:-1]
    own = np.append(own, [0, 0, 0])
    parts = []
    for _ in range(400):
        figures = made(0.5, own, generator)
        size = np.bincount(own).astype(float)
        means = np.bincount(own, figures) / size
        parts.append(components(size, means, np.bincount(own, (figures - means[own]) ** 2)))
    assert np.mean([luck for _, luck in parts]) == pytest.approx(0.5, abs=0.05)
    assert np.mean([between for between, _ in parts]) == pytest.approx(0.5, abs=0.06)


def test_without_draws_all_spread_is_luck() -> None:
    found = spread(np.array([1.0, 2.0, 4.0]), np.array([-1, -2, -3]))
    assert (found.kind, found.share, found.draws) == (CHANCE, 0.0, 0)
    assert found.band_low == found.band_high == pytest.approx(7 / 3)


@pytest.mark.parametrize(
    "own",
    [[*range(14)], [0] * 14, [DEFAULT.draw(number) for number in range(14)], [n // 2 for n in range(8)]],
)
def test_one_seed_a_draw_or_one_draw_alone_or_few_pairs_cannot_be_separated(own: list[int]) -> None:
    found = spread(np.random.default_rng(1).normal(size=len(own)), np.array(own))
    assert found.kind == INSEPARABLE
    assert np.isnan(found.share) and np.isnan(found.low) and np.isnan(found.band_low)
    assert found.draws == len(set(own))


@pytest.mark.parametrize("figures", [[5.0], [5.0, 5.0, 5.0], [0.0, 0.0, 0.0], [1.0, np.nan, 2.0]])
def test_figures_without_spread_or_that_are_no_numbers_have_no_parts(figures: list[float]) -> None:
    found = spread(np.array(figures), np.array([0, 0, 1])[: len(figures)])
    assert found.kind == NONE and np.isnan(found.share)


def test_draws_that_agree_within_themselves_are_all_parameters() -> None:
    own = groups(DEFAULT)
    found = spread(own.astype(float), own)
    assert (found.share, found.low, found.high) == (1.0, 1.0, 1.0)
    assert found.band_low == pytest.approx(np.quantile(own, 0.05), abs=1.0)


def test_fifteen_runs_of_the_default_design_are_enough() -> None:
    own = groups(DEFAULT, 15)
    found = spread(made(0.9, own, np.random.default_rng(2)), own)
    assert found.kind == SEPARATED
    assert 0.0 <= found.low <= found.share <= found.high <= 1.0


def test_the_interval_of_the_share_is_a_bootstrap_over_draws_expanded_for_their_number() -> None:
    own = np.repeat(np.arange(8), 2)
    figures = made(0.6, own, np.random.default_rng(5))
    found = spread(figures, own)
    pairs = figures.reshape(8, 2)
    means, within = pairs.mean(axis=1), ((pairs - pairs.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    rows = resamples(8)
    between, chance = components(np.full(rows.shape, 2.0), means[rows], within[rows])
    tail = norm.cdf(-np.sqrt(8 / 7) * student.ppf(0.975, 7))
    ends = np.quantile(between / (between + chance), [tail, 1.0 - tail])
    assert (found.low, found.high) == pytest.approx(tuple(ends))


def test_every_figure_needs_its_draw() -> None:
    with pytest.raises(ValueError, match="needs its draw"):
        spread(np.ones(3), np.zeros(2, dtype=np.int64))


def test_runs_that_share_a_draw_count_by_how_much_they_resemble_each_other() -> None:
    own = groups(PAIRS)
    alike = own % 2 == 0
    assert effective_number(alike, own) == pytest.approx(15.0)  # two runs of a draw say one thing
    unlike = np.arange(30) % 2 == 0
    assert effective_number(unlike, own) == pytest.approx(30.0)  # likeness below 0 is not believed
    assert effective_number(unlike, -1 - np.arange(30)) == 30.0
    assert effective_number(unlike, np.arange(30)) == 30.0


@pytest.mark.parametrize("met", [True, False])
def test_where_all_or_none_meet_the_most_careful_number_is_taken(met: bool) -> None:
    all_same = np.full(30, met)
    assert effective_number(all_same, groups(PAIRS)) == pytest.approx(15.0)
    assert effective_number(all_same, groups(DEFAULT)) == pytest.approx(18.0)  # 900 / (10 * 4 + 10)
    assert effective_number(all_same, np.zeros(30, dtype=np.int64)) == pytest.approx(1.0)
    assert effective_number(np.array([], dtype=bool), np.array([], dtype=np.int64)) == 0.0


@pytest.mark.parametrize("chance", [0.5, 0.9])
def test_the_interval_of_a_probability_covers_it_though_runs_share_draws(chance: float) -> None:
    generator = np.random.default_rng(11)
    own, bound = groups(PAIRS), ndtri(chance)
    honest = naive = 0
    for _ in range(500):
        met = made(0.97, own, generator) <= bound
        number = effective_number(met, own)
        low, high = wilson(float(met.mean()) * number, number)
        honest += low <= chance <= high
        low, high = wilson(int(met.sum()), 30)
        naive += low <= chance <= high
    assert honest >= 460  # 475 are expected
    assert naive < honest


def test_intervals_of_means_and_ratios_take_a_draw_as_one() -> None:
    generator = np.random.default_rng(3)
    own = groups(PAIRS)
    single = generator.normal(1.0, 1.0, 15)
    doubled = single[own]
    assert mean_interval(doubled, groups=own) == pytest.approx(mean_interval(single))
    narrow = mean_interval(doubled)
    assert narrow[2] - narrow[1] < 0.75 * (mean_interval(single)[2] - mean_interval(single)[1])
    cost, gain = 3.0 + 0.1 * single, 2.0 + 0.2 * single
    assert ratio_interval(cost[own], gain[own], groups=own) == pytest.approx(ratio_interval(cost, gain))
    assert cost_ratio(cost[own], gain[own], own)[0] == pytest.approx(cost_ratio(cost, gain)[0])
    assert np.isnan(mean_interval(np.array([1.0, 2.0]), groups=np.array([0, 0]))[1])


def monthly(design: Design | None, growth: tuple[float, float] = (0.02, 0.003)) -> pd.DataFrame:
    """Thirty replications whose growth depends on the draw, and a little on luck."""
    of_draw = np.random.default_rng(1).normal(0.09, growth[0], 30)
    frames = []
    for number in range(30):
        draw = -1 if design is None else design.draw(number)
        luck = np.random.default_rng(100 + number).normal(0.0, growth[1])
        one = make_monthly(replications=1, growth=float(of_draw[draw]) + luck, seed=900)
        frames.append(one.assign(replication=number, seed=number, draw=draw))
    return pd.concat(frames, ignore_index=True)


def test_every_verdict_says_what_its_spread_comes_from() -> None:
    scenario = make_scenario()
    held = judge([scenario], monthly(DEFAULT)).query("target == 'income_growth_15' and main").iloc[0]
    assert held["spread"] == SEPARATED and held["draws"] == 20
    assert held["share_parameters"] > 0.9
    assert held["share_parameters_low"] <= held["share_parameters"] <= held["share_parameters_high"]
    assert held["p05"] - 0.005 < held["band_parameters_low"] < held["median"] < held["band_parameters_high"]
    assert held["effective"] == pytest.approx(18.0)
    assert (held["wilson_low"], held["wilson_high"]) == pytest.approx(wilson(0.0, 18.0))
    row = dict(held)
    assert "chance" in spread_short(row).en and "随机因素" in spread_short(row).zh
    share = f"{100 * held['share_parameters']:.0f}"
    assert share in spread_sentence(row).en and share in spread_sentence(row).zh
    assert held["share_outside"] == held["share_missing"] == 0.0, "nothing of them was drawn"
    assert held["share_chance"] == pytest.approx(1.0 - held["share_parameters"])


def test_growth_that_the_model_misses_is_told_of_incomes_only_and_the_world_of_all() -> None:
    months = monthly(DEFAULT, growth=(0.02, 0.002))
    of_draw = np.random.default_rng(1).normal(0.09, 0.02, 30)
    took = {draw: [float(of_draw[draw])] for draw in range(20)}
    noise = {draw: [float(one)] for draw, one in enumerate(np.random.default_rng(5).normal(size=20))}
    for part, other in (("missing", "outside"), ("outside", "missing")):
        held = judge([make_scenario()], months, drawn={"plan": {part: took, other: noise}})
        growth = held.query("target == 'income_growth_15' and main").iloc[0]
        assert growth[f"share_{part}"] > 0.9 and growth[f"share_{other}"] < 0.1
        assert growth[f"share_{part}_low"] <= growth[f"share_{part}"] <= growth[f"share_{part}_high"]
        assert growth[[f"share_{one}" for one in PARTS]].sum() == pytest.approx(1.0)
        text = spread_sentence(dict(growth))
        assert "pay, prices and other things outside the plan that nobody could know" in text.en
        assert "what the model is thought to miss" in text.en and "模型可能遗漏" in text.zh
        assert text.en.count("%") == 4 == text.zh.count("%")
    others = held[(held["target"] != "income_growth_15") & (held["spread"] == SEPARATED)]
    assert (others["share_missing"] == 0.0).all()


def test_too_few_draws_tell_chance_alone_apart() -> None:
    months = monthly(DEFAULT)
    took = {draw: list(map(float, np.random.default_rng(draw).normal(size=14))) for draw in range(20)}
    held = judge([make_scenario()], months, drawn={"plan": {"outside": took, "missing": took}})
    growth = dict(held.query("target == 'income_growth_15' and main").iloc[0])
    assert np.isnan([growth[f"share_{part}"] for part in ("parameters", "outside", "missing")]).all()
    assert growth["share_chance"] < 0.1
    assert "too few to tell" in spread_sentence(growth).en and "默认数量即可" in spread_sentence(growth).zh
    assert "not told apart" in spread_short(growth).en


@pytest.mark.parametrize(("design", "kind"), [(None, CHANCE), (Design(1), INSEPARABLE)])
def test_what_cannot_be_separated_is_said(design: Design | None, kind: str) -> None:
    scenario = make_scenario()
    held = judge([scenario], monthly(design)).query("target == 'income_growth_15' and main").iloc[0]
    assert held["spread"] == kind
    assert held["effective"] == 30.0
    assert spread_short(dict(held)).en and spread_sentence(dict(held)).zh
    assert "chance" in spread_sentence(dict(held)).en


def test_the_page_tells_the_spread_in_its_section_in_both_languages() -> None:
    run = make_run()
    months = monthly(DEFAULT)
    levers, targets = make_levers(replications=30), judge(run.scenarios, months)
    answer = replace(run, monthly=months, levers=levers, targets=targets).answer
    ends = {"en": "; what the model may miss of it is not estimated.", "zh": "；模型可能遗漏的部分未作估计。"}
    for lang, end in ends.items():
        (section,) = [one for one in answer.all_sections() if one.name == "spread"]
        assert section.paragraphs[-1].in_(lang).endswith(end)


def test_places_are_split_each_by_its_own_draws() -> None:
    first, second = make_scenario("plan"), make_scenario("base")
    frame = pd.concat([monthly(DEFAULT), monthly(None).assign(scenario="base")], ignore_index=True)
    kinds = judge([first, second], frame).query("target == 'income_growth_15' and main")["spread"]
    assert kinds.tolist() == [SEPARATED, CHANCE]


def test_the_main_indicators_are_split_as_well() -> None:
    scenario = make_scenario()
    levers = make_levers(replications=30)
    found = uncertainty([scenario], monthly(DEFAULT), levers)
    income = found.set_index("measure").loc["income_growth"]
    assert income["spread"] == SEPARATED and income["share_parameters"] > 0.9
    case = cases([scenario], monthly(DEFAULT), levers)[0]
    rows = {row[0].en: row for row in spread_table(found, case).rows}
    growth = rows["Yearly growth of income per person"]
    assert growth[3].text.en.endswith("%") and growth[3].small[0].en.endswith("%")
    alone = spread_table(uncertainty([scenario], monthly(Design(1)), levers), case)
    assert {tuple(cell.text.en for cell in row[3:]) for row in alone.rows} == {("–", "–", "–", "–")}
    assert {row[2].en for row in alone.rows} == {"–"}


def test_the_page_says_what_was_drawn_and_nothing_of_runs_that_do_not_say() -> None:
    assert drawing({}) == []
    design = {"futures": 150, "repeated": 40, "ending": "time", "half_width": 0.0786}
    told = drawing({"parameters": "posterior", "outside": "forecast", **design})
    assert "what fits the facts" in told[0].en and "与往年事实相符" in told[0].zh
    assert "could be foreseen" in told[1].en and "可预见" in told[1].zh
    assert told[2].en.startswith("150 futures") and "known to 7.9 points only" in told[2].en
    assert "40 of them were run again" in told[2].en and "其中40个另换随机数重跑" in told[2].zh
    known = drawing({"parameters": "posterior", "outside": "known", **design})
    assert "as published" in known[1].en and "实际公布值" in known[1].zh
    few = drawing({"parameters": "prior", "futures": 4, "repeated": 1, "ending": "asked", "half_width": 0.4})
    assert "Too few" in few[1].en and "过少" in few[1].zh
    assert len(drawing({"parameters": "point"})) == 1


def test_what_the_model_misses_moves_incomes_and_standards_that_ask_for_one() -> None:
    place = scenarios.load("yinchuan")
    asked = {name: grows(f"{name}_share", place) for name in place.standards}
    assert asked["demonstration"] and asked["city_level"], "villages are asked for an income"
    assert not grows("full_services_share", scenarios.load("hanyin")), "facilities are not"
    assert grows("net_income", place) and not grows("employment_rate", place) and not grows("", place)
    moved = {measure.name for measure in MEASURES if grows(measure.indicator, place)}
    assert moved == {"income_last_year", "income_growth", "earned_growth"}


@pytest.mark.parametrize(
    ("columns", "left", "ratio"), [(20, 50, 2.0), (28, 120, 1.2), (10, 300, 20.0), (2, 1000, 300.0)]
)
def test_ends_of_a_noncentrality_agree_with_its_statistic_where_scipy_knows_no_number_far_off(
    columns: int, left: int, ratio: float
) -> None:
    low, high = noncentralities(ratio, columns, left)
    assert np.isnan(
        ncfdtr(columns, left, np.linspace(0.0, 10.0 * columns * (ratio + 10.0), 400), ratio)
    ).any()
    assert ncfdtr(columns, left, low, ratio) == pytest.approx(0.975) or low == 0.0
    assert ncfdtr(columns, left, high, ratio) == pytest.approx(0.025)
