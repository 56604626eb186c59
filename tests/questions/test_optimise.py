"""Mixes within limits of a plan whose runs are a formula: searched, named, and reported."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, cast

import numpy as np
import pytest

from resettle.results.questions.optimise.compute import Solution, solve
from resettle.results.questions.optimise.frames import frames
from resettle.results.questions.optimise.naming import Named
from resettle.results.questions.optimise.question import answer
from resettle.results.questions.optimise.request import Problem, Request, checked
from resettle.results.questions.optimise.search import halfway
from resettle.results.questions.optimise.trial import Bench
from resettle.results.report.answer import QuestionError, cell_of
from resettle.results.report.exports.columns import column_label, frame_label, value_label
from resettle.results.text.labels import LANGS, Text
from resettle.scenarios import Scenario
from tests.questions.optimise_toy import CHECK, CHOSEN, OTHER, SEARCH, TARGET, Toy, kept, path, plan


def asked(scenario: Scenario | None = None, **changes: object) -> Problem:
    usual = {"targets": (TARGET,), "keep": kept(), "trials": 22, "futures": 60}
    return checked(Request(scenario or plan(), **{**usual, **changes}))  # type: ignore[arg-type]


def solved(toy: Toy, scenario: Scenario | None = None, **changes: object) -> Solution:
    return solve(asked(scenario, **changes), toy, whole=0.05)  # type: ignore[arg-type]


@cache
def usual() -> Solution:
    return solved(Toy(base=-1.0))


@cache
def weak() -> Solution:
    """Nothing does much, and training most of it."""
    strengths, costs = (1.0, 0.1, 0.0, 0.0), (0.1, 4.0, 6.0, 5.0)
    made = (dict(zip(CHOSEN, numbers, strict=True)) for numbers in (strengths, costs))
    return solved(Toy(*made, base=-2.0))


def rates(solution: Solution, aim: str) -> dict[str, float]:
    one = solution.named_for(aim)
    assert one is not None
    pairs = zip(solution.problem.choices, one.mix, strict=True)
    return {choice.one.lever: choice.levels[step] for choice, step in pairs}


def told(solution: Solution, lang: str) -> list[str]:
    return [line.in_(lang).replace("\u00a0", " ") for line in answer(solution).headlines]  # type: ignore[arg-type, union-attr]


def test_the_budget_is_kept_where_the_same_money_does_more() -> None:
    solution = usual()
    keep, before = solution.named_for("keep"), solution.plan
    assert keep is not None
    assert keep.trial.cost <= 1.005 * before.trial.cost
    # training does most for its money and goes as far as capacity allows; projects, which do harm, shrink
    assert rates(solution, "keep")["training_subsidy"] == 0.25
    assert rates(solution, "keep")["industry_projects"] < 0.0
    assert keep.met.share > before.met.share + 0.3


def test_the_same_result_costs_less_and_reaches_no_less() -> None:
    cheaper, before = usual().named_for("cheaper"), usual().plan
    assert cheaper is not None
    assert cheaper.trial.cost < 0.95 * before.trial.cost
    assert cheaper.met.share >= before.met.share - 0.05


def test_half_of_the_gap_is_closed_for_less_than_coming_closest() -> None:
    solution = usual()
    half, closest = solution.named_for("half"), solution.named_for("closest")
    assert half is not None and closest is not None
    assert half.trial.cost < closest.trial.cost
    gap = 0.9 - solution.plan.met.share
    assert 0.9 - half.met.share <= 0.5 * gap + 0.1


def test_each_year_stays_within_the_band_unless_it_is_widened() -> None:
    def furthest(solution: Solution) -> float:
        planned = solution.plan.trial.yearly
        return max(float(np.abs(one.trial.yearly / planned - 1.0).max()) for one in solution.mixes)

    assert furthest(usual()) > 0.05
    assert furthest(usual()) <= 0.1026
    assert furthest(solved(Toy(base=-1.0), band=0.03)) <= 0.0326
    assert furthest(solved(Toy(base=-1.0), band=0.5)) > 0.15


def test_a_mix_that_other_futures_put_beyond_its_limits_is_pulled_halfway_back() -> None:
    problem = asked()
    check = Bench(problem, cast(Any, Toy(base=-1.0)), CHECK, 0.05, "check")
    position = next(k for k in problem.free if problem.choices[k].one.lever == "works_relief")
    far = tuple(
        choice.last if k == position else step
        for k, (choice, step) in enumerate(zip(problem.choices, problem.planned, strict=True))
    )
    check([far])
    plan, beyond = check.plan.yearly, check.tried[far].yearly
    assert (beyond / plan).max() > 1.1  # a quarter more a year of the dearest lever
    (near,) = halfway(problem, check.tried)
    steps = far[position] - problem.planned[position]
    assert near[position] - problem.planned[position] == steps // 2
    check([near])
    assert (check.tried[near].yearly / plan).max() < (beyond / plan).max()


def test_a_larger_budget_lifts_every_year_alike() -> None:
    toy = Toy(strengths=dict.fromkeys(CHOSEN, 3.0), base=-2.0)
    solution = solved(toy, budget="6e9")
    best = solution.named_for("keep")
    assert best is not None
    planned = solution.plan.trial.yearly
    assert best.trial.cost > 1.1 * planned.sum() and best.trial.cost <= 6e9 * 1.01
    room = 6e9 / planned.sum()
    assert (best.trial.yearly / planned <= 1.1 * room + 0.01).all()
    assert "“Within the budget given”" in " ".join(told(solution, "en"))


def test_a_budget_below_the_cheapest_mix_is_refused() -> None:
    toy = Toy()
    with pytest.raises(
        QuestionError, match="pays for no mix within the limits: the cheapest costs"
    ) as refused:
        solved(toy, budget="5")
    assert [stage for stage, _, _ in toy.asked] == ["budget"]  # nothing was searched
    problem = asked()
    bench = Bench(problem, cast(Any, Toy()), SEARCH, 0.05, "x")
    (least,) = bench([problem.least])
    assert least.cost < bench.plan.cost
    assert f"the cheapest costs {least.cost:.4g} yuan" in str(refused.value)
    assert f"最便宜的组合在方案期内需{least.cost:.4g}元" in refused.value.in_("zh")


def test_what_is_handed_out_does_not_count_towards_an_income() -> None:
    levers = (*CHOSEN, "safety_net")
    toy = Toy(
        strengths={**dict.fromkeys(CHOSEN, 0.2), "safety_net": 60.0},
        costs={**dict.fromkeys(CHOSEN, 4.0), "safety_net": 1.0},
        cash={"safety_net": 1.0},
        base=-1.0,
    )
    open_to = {"keep": kept(*levers), "trials": 26}
    plain = solved(toy, **open_to)
    assert all(rates(plain, aim)["safety_net"] == 0.0 for one in plain.mixes for aim in one.aims)
    counted = replace(plan().targets[TARGET], counts="transfers")
    whole = replace(plan(), targets={**plan().targets, TARGET: counted})
    toy = replace(toy, cash={})  # such a target has no column of what is earned; here both are the same
    let = solved(toy, whole, allow_cash=True, **open_to)
    assert rates(let, "closest")["safety_net"] > 0.0
    assert let.named_for("closest").met.share > plain.nearest.met.share + 0.1  # type: ignore[union-attr]


def test_money_handed_out_is_capped_at_a_quarter_of_what_is_added() -> None:
    levers = ("training_subsidy", "safety_net")
    toy = Toy(
        strengths={"training_subsidy": 0.0, "safety_net": 60.0},
        costs={"training_subsidy": 30.0, "safety_net": 200.0},
        base=-1.0,
    )
    open_to = {"keep": kept(*levers), "trials": 20}

    def handed(solution: Solution) -> float:
        """Cash of the closest mix beyond a quarter of what it adds, as a part of the plan's spending."""
        plain, one = solution.plan.trial, solution.nearest.trial
        more = max(0.0, one.cost - plain.cost)
        return float((one.cash.mean() - plain.cash.mean() - 0.25 * more) / plain.cost)

    capped, let = solved(toy, **open_to), solved(toy, allow_cash=True, **open_to)
    assert handed(capped) <= 0.0006
    assert handed(let) > 0.005
    assert let.nearest.met.share > let.plan.met.share + 0.1


def test_no_mix_that_is_named_makes_another_outcome_worse_unless_that_is_allowed() -> None:
    toy = Toy(harms={"training_subsidy": 3.0}, base=-1.0)
    careful = solved(toy)
    assert not any(one.worse for one in careful.mixes)
    assert rates(careful, "closest")["training_subsidy"] <= 0.05
    bold = solved(toy, harm=True)
    assert rates(bold, "closest")["training_subsidy"] == 0.25
    (guard,) = bold.nearest.worse
    assert guard.outcome is not None and guard.outcome.name == OTHER
    line = next(line for line in told(bold, "en") if line.startswith("Harm that was allowed"))
    assert f"makes “{plan().targets[OTHER].title.en}” worse" in line


def test_an_aim_is_refused_where_its_mixes_do_harm_that_no_search_saw() -> None:
    # the search looks at futures from 500 000 on: what a lever does to income shows in the shared ones only
    toy = Toy(incomes={"works_relief": 20.0}, base=-1.0, hidden=True)
    solution = solved(toy)
    (one,) = [one for one in solution.refused if one.aim == "cheaper"]
    assert [guard.name for guard in one.worse] == ["income"]
    assert solution.named_for("cheaper") is None
    line = next(line for line in told(solution, "zh") if line.startswith("以下用途未列组合"))
    assert "“效果不减、花钱更少”会使全体搬迁户总收入变差" in line


def test_the_same_result_is_not_cheaper_where_households_lose_income() -> None:
    lever = "works_relief"  # does little for the target, and is dear: what is cut first
    assert rates(usual(), "cheaper")[lever] < 0.0
    solution = solved(Toy(incomes={lever: 20.0}, base=-1.0))
    cheaper = solution.named_for("cheaper")
    assert cheaper is None or rates(solution, "cheaper")[lever] >= 0.0
    assert not solution.refused


def test_the_same_money_makes_most_income() -> None:
    solution = solved(Toy(incomes={"labour_cooperation": 4.0}, base=-1.0))
    one = solution.named_for("earn")
    assert one is not None and rates(solution, "earn")["labour_cooperation"] == 0.25
    assert one.trial.cost <= 1.005 * solution.plan.trial.cost
    amounts = one.against(solution.plan, "household_income")
    # a quarter more a year from July of the first year on: 3/8 more on average, times 4 x 100 million yuan
    assert amounts.middle == pytest.approx(0.375 * 4e8, rel=0.01)
    assert any("方案期内全体搬迁户收入" in line for line in told(solution, "zh"))


def test_a_mix_that_falls_back_after_the_plan_gives_way_to_one_that_does_not() -> None:
    toy = Toy(base=-1.0, later=100.0)  # more training now, less income a year after
    solution = solved(toy)
    for one in solution.mixes:
        assert not any(row.worse for row in one.after)
        assert rates(solution, one.aims[0])["training_subsidy"] <= 0.0
    let = solved(toy, harm=True)
    assert rates(let, "closest")["training_subsidy"] == 0.25
    assert any(row.worse for row in let.named_for("closest").after)  # type: ignore[union-attr]


def test_where_it_cannot_be_reached_the_answer_leads_with_that_and_the_limit_that_binds() -> None:
    solution = weak()
    assert not solution.reached and solution.binding is not None
    first = solution.binding.first
    assert first is not None and first.limit == "capacity" and first.position is not None
    assert solution.problem.choices[first.position].one.lever == "training_subsidy"
    english, chinese = told(solution, "en")[0], told(solution, "zh")[0]
    assert english.startswith("Not reachable within these limits: no mix reaches “")
    assert "The limit that binds is the capacity of: Training subsidy" in english
    assert told(solution, "en")[1].startswith(
        "Even with every limit lifted these levers do not reach: “Income"
    )
    assert chinese.startswith("在现有限制内达不到：没有一种组合能以90%的把握实现“")
    assert "起约束作用的是“培训补贴”的实施能力" in chinese


def test_the_tables_of_numbers_name_limits_mixes_and_assumptions_in_words() -> None:
    made = frames(weak())
    for name, frame in made.items():
        assert frame_label(name) is not None
        assert [one for one in map(str, frame) if column_label(one, {}, name) is None] == []
    words = [value_label("limit", one, {}, "limits") for one in made["limits"]["limit"]]
    assert Text("capacity", "实施能力") in words and None not in words
    assert value_label("limit", "capacity", {}, "tasks") == Text("capacity", "安排不足")
    mixes = [value_label("mix", one, {}) for one in made["mixes"]["mix"]]
    assert mixes[0] == Text("the plan", "现行方案") and None not in mixes
    assert value_label("mix", "keep+employ", {}) == Text(
        "The same money, most targets = The same money, most work", "钱不变、达标最多兼钱不变、就业最多"
    )
    assert value_label("half", "lower", {}) == Text("low", "偏低")


def test_no_target_is_out_of_reach_that_is_reached_in_the_shared_futures() -> None:
    from resettle.results.questions.optimise.compute import _seen

    found, plain = weak().binding, weak().plan
    assert found is not None
    target, _ = found.beyond[0]

    def reached(share: float) -> Named:
        p = replace(plain.targets[TARGET], count=round(60 * share), runs=60)
        return replace(plain, targets={**plain.targets, TARGET: p})

    low = replace(found, beyond=((target, 0.4),))
    assert _seen(low, [reached(0.95)], 0.9).beyond == ()
    assert _seen(low, [reached(0.5)], 0.9).beyond == ((target, 0.5),)


def test_where_nothing_helps_the_answer_says_that_size_is_not_what_is_lacking() -> None:
    solution = solved(Toy(strengths=dict.fromkeys(CHOSEN, 0.0), base=-2.0))
    lead = told(solution, "zh")[0]
    assert "差距不取决于这些措施的规模" in lead
    assert solution.binding is not None and solution.binding.first is None


def test_where_a_mix_reaches_all_the_cheapest_that_does_comes_first() -> None:
    solution = solved(Toy(strengths=dict.fromkeys(CHOSEN, 6.0), base=1.5))
    best = solution.named_for("reach")
    assert best is not None and solution.reached and solution.binding is None
    assert told(solution, "en")[0].startswith("Reachable within these limits: “All targets, cheapest”")
    assert told(solution, "zh")[0].startswith("在现有限制内可以达到：“全部达标、花钱最少”")
    assert "90%" in told(solution, "zh")[0]


def test_where_the_plan_reaches_it_no_mix_is_needed() -> None:
    solution = solved(Toy(base=8.0))
    shown = replace(solution, nearest=solution.plan, binding=None)
    assert told(shown, "zh")[0].startswith("现行方案实现“")
    assert "已达到90%的要求，无需另作调整" in told(shown, "zh")[0]
    assert "no mix is needed for that" in told(shown, "en")[0]


def test_the_plan_and_mixes_run_in_the_first_futures_and_the_search_far_from_them() -> None:
    toy = Toy(base=-1.0)
    solution = solved(toy)
    stages = {stage: replications for stage, replications, _ in toy.asked}
    assert stages["search"] == tuple(SEARCH) and stages["check"] == tuple(CHECK)
    tested = {replications for stage, replications, _ in toy.asked if stage == "test"}
    assert sorted(number for one in tested for number in one) == list(range(60))
    assert {scale for stage, _, scale in toy.asked if stage == "test"} == {0.05}
    assert solution.futures == 60 and solution.plan.met.runs == 60
    demand = [np.random.default_rng([7, 1 + number]).logistic() for number in range(60)]
    assert solution.plan.met.count == sum(-1.0 - one >= 0.0 for one in demand)


def test_all_outcome_targets_are_asked_of_by_default() -> None:
    names = [one.name for one in asked(targets=()).targets]
    assert names == [name for name, one in plan().targets.items() if one.role == "outcome"]
    solution = solved(Toy(base=-1.0), targets=())
    assert f"all {len(names)} outcome targets" in told(solution, "en")[0]
    assert f"实现{len(names)}项成效指标" in told(solution, "zh")[0]


def test_a_year_after_the_plan_is_told() -> None:
    assert "规划期满、各项措施按期结束一年后，各组合均不明显低于现行方案。" in told(usual(), "zh")
    falls = solved(Toy(base=-1.0, later=100.0), harm=True)
    line = next(line for line in told(falls, "en") if line.startswith("A year after the plan"))
    assert "these fall back below the plan's own: “The same money, most targets”" in line
    (row,) = falls.nearest.after
    assert row.worse and row.difference.middle < 0.0 and row.unit == "yuan/person/year"


def test_what_is_beyond_the_plan_is_dearer_and_booked_by_year() -> None:
    solution = usual()
    keep = solution.named_for("keep")
    assert keep is not None
    step = rates(solution, "keep")
    booked = [sum(keep.mean(f"lever_year.{name}_{year}") for name in CHOSEN) for year in (2022, 2023, 2024)]
    more = keep.trial.yearly - np.array(booked)
    assert step["training_subsidy"] == 0.25
    # 1.25, 1.5 and 1.75 times the plan: 5, 12.5 and 21.4 % are paid on top
    assert more[0] >= 2e8 * 1.125 * 0.05 / 2 - 1.0 and more[2] > more[1] > more[0]


def test_the_least_probability_and_its_assumption_are_told() -> None:
    from resettle.results.questions.optimise.priors import Least, Unlearnt
    from resettle.results.statistics.paired import Probability

    lead = Unlearnt(
        "parameters.lead", Text("Lead of registers", "台账口径领先幅度"), np.zeros(1), np.zeros(1) > 0
    )
    nearest = replace(
        weak().nearest,
        earned=Probability(50, 100, 0, 0.4, 0.6, 100.0),
        least=Least(Probability(10, 50, 0, 0.1, 0.3, 50.0), lead, "lower"),
    )
    shown = replace(weak(), mixes=(nearest,), nearest=nearest)
    assert any("若尚无数据佐证的“台账口径领先幅度”偏低，该概率为20%。" in line for line in told(shown, "zh"))
    assert any(
        "If “lead of registers”, which no data has settled, is low, the probability is 20 %." in line
        for line in told(shown, "en")
    )
    table = answer(shown).sections[0].tables[0]
    assert cell_of(table.rows[1][3]).small[0].zh == "台账口径领先幅度偏低时"


def test_the_same_question_tries_the_same_mixes() -> None:
    again = solved(Toy(base=-1.0))
    assert list(again.searched.tried) == list(usual().searched.tried)
    assert [one.mix for one in again.mixes] == [one.mix for one in usual().mixes]


def test_runs_that_fail_are_left_out() -> None:
    solution = solved(Toy(base=-1.0, broken=frozenset({3, SEARCH[5], CHECK[2]})))
    assert solution.plan.met.runs == 59
    assert solution.nearest.met.runs == 59


def test_a_question_of_which_every_run_fails_is_refused() -> None:
    with pytest.raises(QuestionError, match="every run failed"):
        solved(Toy(broken=frozenset(SEARCH)))


def test_an_answer_is_complete_in_both_languages() -> None:
    for solution in (usual(), weak()):
        reply = answer(solution)
        texts = [reply.title, *reply.headlines]
        for section in reply.sections:
            texts += [section.title, *section.paragraphs]
            for table in section.tables:
                texts += [table.title, *table.head]
                whole = [row for row in table.rows if row != (Text("Tasks", "任务量指标"),)]
                assert all(len(row) == len(table.head) for row in whole)
        assert all(text.in_(lang) for text in texts for lang in LANGS)  # type: ignore[union-attr]
        lines = " ".join(told(solution, "en") + told(solution, "zh")).lower()
        assert not [word for word in ("posterior", "wilson", "bootstrap", "后验", "威尔逊") if word in lines]


def test_an_answer_without_a_mix_says_that_none_beats_the_plan() -> None:
    found = usual()
    alone = replace(found, mixes=(), nearest=found.plan, refused=())
    chart, *others = [one for section in answer(alone).all_sections() for one in section.charts]
    assert chart.title.en.startswith("No mix meets targets with a higher mean probability than the plan: ")
    assert chart.title.zh.startswith("没有组合的平均达标概率高于现行方案：") and others == []


def test_frames_hold_what_tables_show() -> None:
    reply, solution = answer(usual()), usual()
    mixes = reply.frames["mixes"].set_index("mix")
    assert mixes.loc["plan", "met"] == solution.plan.met.count
    keep = solution.named_for("keep")
    assert keep is not None
    name = "+".join(keep.aims)
    assert mixes.loc[name, "spending"] == pytest.approx(keep.trial.cost)
    assert mixes.loc[name, "file"] in reply.attached
    years = reply.frames["years"].pivot(index="mix", columns="year", values="spending")
    assert years.loc[name].to_numpy() == pytest.approx(keep.trial.yearly)
    chosen = reply.frames["settings"].query("mix == @name").set_index("path")["value"]
    assert chosen[path("training_subsidy")] == 0.25
    tenths = reply.frames["tenths"].query("mix == @name").set_index("tenth")["change"]
    amounts = Toy().amounts
    from resettle.results.questions.optimise.choice import mixed

    made = mixed(plan(), solution.problem.choices, keep.mix)
    assert tenths[1] == pytest.approx(100.0 * (amounts(made)[CHOSEN[0]] - 1.0), rel=1e-5)
    assert tenths[10] == pytest.approx(0.0, abs=1e-6)


def test_a_task_may_be_done_by_less_but_not_less_surely() -> None:
    guards = {guard.column: guard for guard in usual().searched.bench.guards}
    frame = usual().plan.trial.frame
    assert guards["met.training_volume"].size(frame) == 1.0
    assert "figure.training_volume" not in guards and "figure.one_employed" in guards
    loose = Toy(
        base=-1.0, tasks={"training_volume": "works_relief"}
    )  # done just where works relief is not cut
    solution = solved(loose)
    assert all(rates(solution, one.aims[0])["works_relief"] >= 0.0 for one in solution.mixes)


def test_the_chart_shows_plan_and_mixes_where_they_stand_and_others_pale() -> None:
    solution = usual()
    chart = answer(solution).sections[0].charts[0]
    table = chart.table
    named = table[table["series"] != "tried"]
    shown = (solution.plan, *solution.mixes)
    assert named["x"].tolist() == pytest.approx([one.trial.cost for one in shown])
    assert named["value"].tolist() == pytest.approx([one.mean_share for one in shown])
    others = {one.mix for one in solution.checked} - {one.mix for one in shown}
    assert (table["series"] == "tried").sum() == len(others)
    assert chart.keys[1].text.zh == "现行方案" and chart.keys[2].text.zh.startswith("钱不变、达标最多")


def test_plan_and_mixes_are_choices_by_income_less_spending_with_what_is_dearer() -> None:
    from types import SimpleNamespace

    from resettle.results.questions.optimise.question import choice_of
    from resettle.results.runs.draws import Parameters

    def drawn(one: Named) -> Named:
        frame = one.trial.frame
        return replace(one, trial=replace(one.trial, frame=frame.assign(draw=frame["replication"])))

    mixes = tuple(map(drawn, usual().mixes))
    solution = replace(usual(), plan=drawn(usual().plan), mixes=mixes)
    asking = SimpleNamespace(parameters=Parameters("prior"), seed=3)
    found = choice_of(solution, asking)  # type: ignore[arg-type]
    assert found is not None and found.futures == 60
    assert found.names[0].zh == "现行方案" and found.names[1].zh.startswith("钱不变、达标最多")
    keep = solution.mixes[0]
    booked = keep.trial.frame["spending"].mean()
    dearer = keep.cost.middle - booked
    assert dearer > 1e6
    assert found.regrets[1].mean == pytest.approx(keep.mean("household_income") - booked - dearer)
    # income is the same in all of them, so that the cheapest is regretted nowhere
    cheapest = min(range(len(found.names)), key=lambda one: (solution.plan, *solution.mixes)[one].trial.cost)
    assert found.regrets[cheapest].largest == 0.0 and found.least == cheapest
    shown = answer(solution, found)
    assert any(section.name == "choice" for section in shown.sections)
    best = found.names[cheapest].zh
    assert f"60个未来情形中均以“{best}”为最优" in shown.headlines[-2].zh  # type: ignore[union-attr]
