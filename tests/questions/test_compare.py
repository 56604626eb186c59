"""`compare` tells a planner which scenario does more, for whom, at what cost, and through which lever."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from resettle.results.report.page import render_answer
from resettle.results.runs.frame import Households
from resettle.results.text.labels import Text
from resettle.scenarios import Scenario
from tests.questions.compare_asked import MANIFEST, asked, english, row, section
from tests.questions.compare_fake import A, B, C, Fake, Levels, bounded, pair, scenario


def test_the_first_sentence_says_how_much_more_income_per_person() -> None:
    answer = asked()
    # A from 1 to 5 brings 40 yuan, B from 0 to 4 brings 20
    assert answer.headlines[0].en.startswith("Income per person in the last year is ")
    assert "with “before”: +60 yuan. Better in 12 of 12 runs" in answer.headlines[0].en
    assert "with “plan” and" in answer.headlines[0].en and "with “before”" in answer.headlines[0].en
    assert "12 of 12 runs" in answer.headlines[0].en
    assert "+60元" in answer.headlines[0].zh
    assert answer.title == Text("Place: “plan” against “before”", "某地：“新方案” 对比 “原有政策”")
    assert answer.exit_code == 0


def test_differences_are_paired_and_pairing_is_told() -> None:
    found = row(asked(), "differences", outcome="income_last_year")
    assert found["difference"] == pytest.approx(60.0)
    assert found["difference_high"] - found["difference_low"] < 1e-6
    assert found["kind"] == "measure" and found["better"] == 1.0 and found["ties"] == 0
    assert found["variance_ratio"] > 1000.0
    noisy = asked(Fake(income=lambda at: 10.0 * at[A] * at[A], luck=30.0))
    assert row(noisy, "differences", outcome="income_last_year")["mean"] > 12000.0


def test_costs_are_additional_spending_for_what_is_gained() -> None:
    answer = asked()
    # eight levels more cost 8 million; A gives 100 and B 50 years of work a level
    assert row(answer, "costs", measure="cost_per_job")["ratio"] == pytest.approx(8e6 / 600.0)
    assert row(answer, "costs", measure="cost_per_job_without_posts")["ratio"] == pytest.approx(8e6 / 200.0)
    assert row(answer, "costs", measure="cost_per_income")["ratio"] == pytest.approx(8e6 / 6e6)
    assert "An additional year of work costs 13,333 yuan" in english(answer)
    assert "An additional yuan of household income costs 1.33 yuan" in english(answer)


def test_spending_without_gain_has_no_cost_for_each() -> None:
    answer = asked(Fake(income=lambda at: 0.0, work=lambda at: 0.0, jobs=lambda at: 0.0))
    assert set(answer.frames["costs"]["reading"]) == {"no_gain"}
    assert "There is no cost for each additional unit" in english(answer)


def test_winners_and_losers_are_those_that_the_fake_makes() -> None:
    answer = asked()
    poorest = row(answer, "tenths", tenth=1)
    richest = row(answer, "tenths", tenth=10)
    everyone = row(answer, "tenths", tenth=0)
    assert poorest["change"] == pytest.approx(200.0) and poorest["better"] == 1.0  # 4 levels of 50 yuan
    assert poorest["worse"] == 0.0 and richest["better"] == 0.0
    assert everyone["better"] == pytest.approx(0.5)
    assert everyone["better_households"] == pytest.approx(100 * 20.0)
    assert everyone["worse"] == 0.0  # who lost 300 yuan did so in both scenarios
    lost = asked(None, scenario("before", {C: 1.0}), pair()[1])
    assert row(lost, "tenths", tenth=0)["worse"] == pytest.approx(0.05)
    few = asked(small=250.0)
    assert row(few, "tenths", tenth=1)["better"] == 0.0


def test_the_sentence_on_winners_tells_the_intervals_of_its_shares_and_the_households_behind_them() -> None:
    class Uneven(Fake):
        """More households gain, and more lose, from run to run."""

        def _households(self, one: Scenario, number: int) -> Households:
            made = super()._households(one, number)
            if one.name == "plan":
                made.last[: 5 * number] += 500.0
                made.last[150 : 150 + 2 * number] -= 900.0
            return made

    answer = asked(Uneven(income=lambda at: 0.0))
    every, poor = row(answer, "tenths", tenth=0), row(answer, "tenths", tenth=1)
    assert every["better_low"] < every["better"] < every["better_high"]
    told = next(one.en for one in answer.headlines if "better off" in one.en)
    for name in ("better", "worse"):
        share, low, high = (100.0 * every[f"{name}{end}"] for end in ("", "_low", "_high"))
        digits = [0 if value >= 10.0 else 1 for value in (share, low, high)]
        ends = "–".join(f"{value:.{digit}f}" for value, digit in zip((low, high), digits[1:], strict=True))
        assert f"{share:.{digits[0]}f}\N{NO-BREAK SPACE}% " in told and ends in told, (name, told)
        two_digits = float(f"{every[f'{name}_households']:.2g}")
        assert f"about {two_digits:,.0f})" in told, (name, told)
    assert f"({poor['change_low']:+.0f} to {poor['change_high']:+.0f}) per person" in told.replace("−", "-")


def test_levers_that_add_up_are_told_apart() -> None:
    answer = asked()
    first = row(answer, "levers", lever=A, outcome="income_last_year")
    second = row(answer, "levers", lever=B, outcome="income_last_year")
    assert first["on"] == pytest.approx(40.0) and first["off"] == pytest.approx(40.0)
    assert second["on"] == pytest.approx(20.0) and second["off_less_on"] == pytest.approx(0.0, abs=1e-6)
    assert row(answer, "levers", lever="(interaction)", outcome="income_last_year")["on"] == pytest.approx(
        0.0, abs=1e-6
    )
    assert row(answer, "levers", lever="(total)", outcome="spending")["on"] == pytest.approx(8e6)
    assert "Public-welfare posts, +40 yuan on its own" in english(answer)
    assert "no clear interaction" in english(answer)
    assert C not in set(answer.frames["levers"]["lever"])


@pytest.mark.parametrize(
    ("factor", "words"), [(-1.0, "stand in for each other"), (3.0, "reinforce each other")]
)
def test_interacting_levers_are_said_to_interact(factor: float, words: str) -> None:
    fake = Fake(income=lambda at: 10.0 * at[A] + 5.0 * at[B] + factor * at[A] * at[B])
    answer = asked(fake)
    # on alone B works beside A at 1, in the whole beside A at 5
    assert row(answer, "levers", lever=B, outcome="income_last_year")["on"] == pytest.approx(
        20.0 + 4.0 * factor
    )
    assert row(answer, "levers", lever=B, outcome="income_last_year")["off"] == pytest.approx(
        20.0 + 20.0 * factor
    )
    found = row(answer, "levers", lever="(interaction)", outcome="income_last_year")
    assert found["on"] == pytest.approx(16.0 * factor)
    assert words in english(answer)
    assert "+40 yuan on its own" in english(answer)
    assert f"{40.0 + 16.0 * factor:+.0f} yuan as part of the whole" in english(answer)


def test_only_scenarios_that_are_not_there_yet_are_run_for_the_levers() -> None:
    fake = Fake()
    asked(fake)
    (first, names, households), (second, more, none) = fake.asked
    assert (first, names, households) == ("compare", ("before", "plan"), True)
    assert second == "levers" and len(more) == 2 and not none
    third = Fake()
    asked(third, *pair(plan={A: 2.0, B: 3.0, C: 4.0}))
    assert len(third.asked[1][1]) == 6


def test_one_lever_makes_the_whole_difference_and_needs_no_further_runs() -> None:
    fake = Fake()
    answer = asked(fake, *pair(plan={A: 2.0, C: 1.0}))
    assert len(fake.asked) == 1
    assert (
        "They differ in one thing only, which makes the whole difference: Public-welfare posts."
        in english(answer)
    )


def test_levers_are_taken_apart_when_asked_and_for_two_scenarios_only_by_default() -> None:
    fake = Fake()
    answer = asked(fake, levers=False)
    assert len(fake.asked) == 1 and "levers" not in answer.frames
    three = (*pair(), scenario("third", {A: 3.0, B: 1.0}))
    fake = Fake()
    assert "levers" not in asked(fake, *three).frames and len(fake.asked) == 1
    answer = asked(Fake(), *three, levers=True)
    assert set(answer.frames["levers"]["scenario"]) == {"plan", "third"}
    assert {"levers-1", "levers-2"} <= {one.name for one in answer.sections}


def test_chosen_outcomes_are_taken_apart_and_told() -> None:
    answer = asked(of=["income", "income_growth_15"])
    assert set(answer.frames["levers"]["outcome"]) == {"income", "income_growth_15"}
    assert answer.details["outcomes"] == ["income", "income_growth_15"]
    names = [cells[0].en for cells in section(answer, "differences").tables[0].rows]
    assert "Disposable income per person" in names


def test_no_difference_is_said_plainly() -> None:
    before, _ = pair()
    answer = asked(None, before, replace(before, name="copy", title=Text("Place: copy", "某地：副本")))
    assert "the same in every run" in answer.headlines[0].en
    assert "No lever differs between the two." in english(answer)
    found = row(answer, "differences", outcome="income_last_year")
    assert found["difference"] == 0.0 and found["ties"] == 12 and found["better"] == 0.0
    assert "none: all runs tie" in [cells[-1].en for cells in section(answer, "differences").tables[0].rows]
    assert "All other targets are reached in as many runs as in the reference." in english(answer)
    render_answer(answer, MANIFEST)


def test_a_difference_that_is_not_clear_is_called_so() -> None:
    turns = iter(range(10_000))
    answer = asked(Fake(income=lambda at: 50.0 * (-1) ** (next(turns) // 5)), levers=False)
    assert "No clear difference of income per person" in english(answer)


def test_a_failing_run_is_left_out_of_its_pair_only() -> None:
    fake = Fake(failing=lambda name, number: name == "plan" and number == 3)
    answer = asked(fake, levers=False)
    assert answer.exit_code == 1
    assert row(answer, "differences", outcome="income_last_year")["runs"] == 11
    assert row(answer, "differences", outcome="income_last_year")["difference"] == pytest.approx(60.0)
    assert "11 of 11 runs" in answer.headlines[0].en


def test_a_lever_that_cannot_be_run_is_left_out_and_named() -> None:
    fake = Fake(failing=lambda name, number: f"+{B}@" in name)
    answer = asked(fake)
    assert answer.exit_code == 1 and "levers" not in answer.frames
    three = pair(plan={A: 2.0, B: 3.0, C: 4.0})
    fake = Fake(failing=lambda name, number: name == f"before+{B}@plan")
    answer = asked(fake, *three)
    assert set(answer.frames["levers"]["lever"]) == {A, C, "(summed)", "(interaction)", "(total)"}
    told = " ".join(one.en for one in section(answer, "levers-1").paragraphs)
    assert "Left out" in told and "Training subsidy" in told and "add up" not in told


def test_where_nothing_succeeds_twice_the_answer_says_so() -> None:
    answer = asked(Fake(failing=lambda name, number: name == "plan"))
    assert answer.exit_code == 1 and "nothing can be compared" in english(answer)
    apart = Fake(failing=lambda name, number: (number % 2 == 0) == (name == "plan"))
    assert "nothing can be compared" in english(asked(apart))


def test_three_scenarios_are_ranked_and_each_is_told() -> None:
    three = (*pair(), scenario("third", {A: 6.0, B: 1.0}))
    answer = asked(None, *three)
    # plan brings 70 yuan over nothing, the third 65
    assert answer.headlines[0].en.startswith("Most income per person in the last year comes with “plan”")
    assert "12 of 12 runs" in answer.headlines[0].en
    table = section(answer, "differences").tables[0]
    assert [cells[0].en for cells in table.rows] == ["before", "plan", "third"]
    assert table.rows[1][3].en.startswith("12 of 12") and table.rows[2][2].en.startswith("0 of 12")
    assert table.rows[0][2].en.startswith("0 of 12") and table.rows[1][1].en.startswith("12 of 12")
    assert row(answer, "differences", scenario="third", outcome="income_last_year")[
        "difference"
    ] == pytest.approx(55.0)


def test_the_sentence_on_the_best_says_in_how_many_runs_it_is_the_highest() -> None:
    incomes = iter([0.0] * 4 + [10.0] * 4 + [9.0, 9.0, 20.0, 10.0])
    fake = Fake(income=lambda at: next(incomes), luck=0.0)
    answer = asked(fake, *pair(), scenario("third", {A: 6.0, B: 1.0}), replications=4, levers=False)
    assert "comes with “third”" in answer.headlines[0].en
    assert "highest of all in 1 of 4 runs" in answer.headlines[0].en
    table = section(answer, "differences").tables[0]
    assert table.rows[2][1].en.startswith("4 of 4") and table.rows[2][3].en == "–"


def test_targets_are_compared_where_both_state_them_alike() -> None:
    before, plan = pair()
    other = dict(plan.targets)
    del other["asset_use_80"]
    other["no_mass_return"] = replace(other["no_mass_return"], direction="above")
    answer = asked(None, before, replace(bounded(plan, income_growth_15=0.2), targets=other))
    held = answer.frames["differences"]
    kept = set(held[held["kind"] == "target"]["outcome"])
    assert "income_growth_15" in kept and not kept & {"asset_use_80", "no_mass_return"}
    told = section(answer, "differences").paragraphs[-1].en
    assert "80 % of settlement assets" in told and "No large-scale return" in told


def test_targets_that_more_runs_reach_are_named_with_both_numbers() -> None:
    answer = asked(Fake(income=lambda at: 100.0 * at[A], luck=0.0))
    found = row(answer, "differences", outcome="income_growth_15")
    assert found["met_reference"] == 0.0 and found["met"] == 1.0
    assert found["met_low"] > found["met_reference_high"]
    assert "in 12 of 12 runs instead of 0" in english(answer)
    assert "“Income per person grows by 15 % a year or more”, is reached in 12 of 12 runs" in english(answer)
    assert "trained" not in english(answer) and "assets" not in english(answer), "tasks are not told of"
    same = asked(Fake(income=lambda at: 0.0, luck=0.0))
    assert "is reached in 0 of 12 runs" in english(same) and "as often as in the reference" in english(same)
    rows = section(answer, "differences").tables[1].rows
    assert rows[0][-2].en.startswith("0 of 12") and rows[0][-1].en.startswith("12 of 12")
    titles = [(row[0].en, row[0].zh) for row in rows]
    cleared = titles.index(
        (
            "Zero-employment households are cleared dynamically (any work in 12 months)",
            "零就业家庭动态清零（12个月内有务工）",
        )
    )
    assert titles[cleared + 1] == ("strict month", "当月口径")
    assert [rows[cleared][-1].en[:8], rows[cleared + 1][-1].en[:7]] == ["12 of 12", "0 of 12"]
    heading = titles.index(("Tasks", "任务量指标"))
    assert [title[0][:6] for title in titles[heading + 1 :]] == ["10,000", "80 % o"]


def test_of_the_other_targets_those_whose_share_changes_most_are_named() -> None:
    class Rising(Fake):
        """Each target is reached in one run more than the one before it, and in none of the reference."""

        def _figures(self, at: Levels, number: int, one: Scenario) -> dict[str, float]:
            met = {
                f"met.{name}": float(at[B] > 0.0 and number <= place)
                for place, name in enumerate(one.targets)
            }
            return super()._figures(at, number, one) | met

    told = re.findall(r"” in (\d+) of 12 runs instead of 0", english(asked(Rising())))
    assert [int(number) for number in told] == [6, 3, 2], "tasks, met in 4 and 5 runs, are not among them"


def test_one_replication_gives_figures_without_intervals() -> None:
    answer = asked(replications=1)
    assert "too few runs for an interval" in answer.headlines[0].en
    assert all(pieces not in english(answer) for pieces in ("nan", "inf"))
    render_answer(answer, MANIFEST)
