"""The parts of an optimisation: status of levers, amounts by month, prices at the margin, priors, files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import numpy as np
import pandas as pd
import pytest
import yaml

from resettle import scenarios
from resettle.results.questions.optimise import settle
from resettle.results.questions.optimise.after import longer
from resettle.results.questions.optimise.aims import CLOSEST, EARN, EMPLOY, KEEP, Limits, Scores, softened
from resettle.results.questions.optimise.choice import (
    Choice,
    Mix,
    dearer,
    factor,
    fixed,
    mixed,
    nice,
    ramp,
    steps,
    surcharges,
)
from resettle.results.questions.optimise.choosing import by_status, counted
from resettle.results.questions.optimise.files import mix_file
from resettle.results.questions.optimise.priors import Unlearnt, least, named, unlearnt
from resettle.results.questions.optimise.request import Request, checked
from resettle.results.questions.optimise.words import Purse, mix_name, quoted_name
from resettle.results.report.deliver import read
from resettle.results.runs.draws import Parameters
from resettle.results.statistics.intervals import Estimate, groups_of
from resettle.results.text.labels import Text
from resettle.scenarios import Scenario, load
from resettle.scenarios.paths import Input, inputs_of
from resettle.scenarios.posterior import Adjustment, Posterior
from tests.questions.optimise_toy import Toy, monthly, plan, planned


def scale(lever: str, scenario: Scenario | None = None) -> Input:
    return next(one for one in inputs_of(scenario or plan()).values() if one.lever == lever and one.scale)


def with_status(lever: str, status: str) -> Scenario:
    one = replace(plan().levers[lever], status=status)
    return replace(plan(), levers={**plan().levers, lever: one})


def choices(scenario: Scenario | None = None, **changes: Any) -> dict[str, Choice]:
    made = checked(Request(scenario or plan(), trials=1000, **changes)).choices
    return {one.one.path: one for one in made}


def by_lever(scenario: Scenario | None = None, **changes: Any) -> dict[str, Choice]:
    return {one.one.lever: one for one in choices(scenario, **changes).values()}


def test_the_status_of_a_lever_says_how_far_it_goes() -> None:
    made = by_lever()
    relief, posts = made["works_relief"], made["public_welfare_jobs"]
    assert (relief.levels[relief.first], relief.levels[relief.last]) == (-0.25, 0.25)
    assert posts.status == "statutory"
    assert (posts.levels[posts.first], posts.levels[posts.last]) == (0.0, 0.25)
    assert relief.levels[relief.planned] == posts.levels[posts.planned] == 0.0
    assert "monitoring" not in made  # twelve rounds a year are the most there can be
    assert by_status(scale("works_relief"), "entitlement") is None


def test_a_scenario_overrides_the_status_of_a_lever() -> None:
    free = by_lever(with_status("works_relief", "free"))["works_relief"]
    assert not free.ramped and (free.levels[0], free.levels[-1]) == (0.0, 360.0)
    assert "works_relief" not in by_lever(with_status("works_relief", "entitlement"))
    posts = by_lever(with_status("public_welfare_jobs", "capacity"))["public_welfare_jobs"]
    assert posts.levels[posts.first] == -0.25


def test_most_and_vary_widen_by_hand() -> None:
    wide = by_lever(most=3.0)
    assert wide["works_relief"].levels[-1] == 270.0 and wide["works_relief"].levels[0] == 0.0
    assert wide["public_welfare_jobs"].ramped  # a duty stays one
    seats = "levers.training_subsidy.seats"
    assert choices(vary=(f"{seats}=100..9000",))[seats].levels[0] == 100.0
    pay = "levers.public_welfare_jobs.unit_cost"
    problem = checked(Request(plan(), trials=1000, vary=(f"{pay}=1000..2000",)))
    assert [one.path for one in problem.rates] == [pay]
    both = {one.one.path for one in problem.choices if one.one.lever == "public_welfare_jobs"}
    assert both == {pay, "levers.public_welfare_jobs.posts"}


def test_capacity_changes_year_by_year_after_half_a_year() -> None:
    period = plan().period
    assert [factor(0.25, period, month) for month in (12, 17, 18, 29, 30, 47)] == [
        1.0, 1.0, 1.25, 1.25, 1.5, 1.75,
    ]  # fmt: skip
    assert factor(-0.4, period, 47) == 0.0
    one = ramp(scale("works_relief"), "capacity", -0.25, 0.25)
    made = mixed(plan(), (one,), (one.last,))
    ratio = monthly(made, "works_relief") / planned("works_relief")
    assert ratio == pytest.approx(np.repeat([1.0, 1.25, 1.5, 1.75], [6, 12, 12, 6]), abs=0.002)
    before = [window for window in made.levers["works_relief"].windows if window.start < 12]
    assert before[0].settings == plan().levers["works_relief"].windows[0].settings


def test_an_amount_is_multiplied_with_its_range_so_that_draws_stay_alike() -> None:
    one = ramp(scale("training_subsidy"), "capacity", -0.25, 0.25)
    made = mixed(plan(), (one,), (one.last,)).levers["training_subsidy"].windows[-1].settings["seats"]
    stated = plan().levers["training_subsidy"].windows[-1].settings["seats"]
    assert stated.range is not None and made.range is not None
    assert made.number == pytest.approx(1.75 * stated.number, rel=1e-3)
    assert np.array(made.range) == pytest.approx(1.75 * np.array(stated.range), rel=1e-3)
    assert made.source.text == "assumed" and made.note.zh.endswith("的1.75倍，由resettle optimise选定")
    for draw in range(4):
        plain, more = (
            one.inputs(draw=draw, seed=1).levers["training_subsidy"][-1].settings["seats"]
            for one in (plan(), mixed(plan(), (one,), (one.last,)))
        )
        assert more == pytest.approx(1.75 * plain, rel=2e-3)


def test_a_step_that_is_the_plan_changes_nothing() -> None:
    problem = checked(Request(plan(), trials=1000))
    assert mixed(plan(), problem.choices, problem.planned).numbers_digest == plan().numbers_digest


def test_each_further_quarter_costs_a_quarter_more_a_unit() -> None:
    assert dearer(0.8) == dearer(1.0) == 0.0
    assert dearer(1.25) == pytest.approx(0.25 * 0.25 / 1.25)
    assert dearer(1.5) == pytest.approx((0.25 * 0.25 + 0.25 * 0.5) / 1.5)
    assert dearer(1.375) == pytest.approx((0.25 * 0.25 + 0.125 * 0.5) / 1.375)
    one = ramp(scale("works_relief"), "capacity", -0.25, 0.25)
    booked = surcharges(plan(), (one,), (one.last,))
    assert booked["works_relief", 2022] == pytest.approx(dearer(1.25) / 2)
    assert booked["works_relief", 2024] == pytest.approx((dearer(1.5) + dearer(1.75)) / 2)
    assert surcharges(plan(), (one,), (one.first,)) == {}
    net = ramp(scale("safety_net"), "statutory", 0.0, 0.25)
    assert surcharges(plan(), (net,), (net.last,)) == {}
    assert net.times(net.last, plan().period, 47) == pytest.approx(1.0 / 0.97)


@pytest.mark.parametrize(
    "size, step", [(0.7, 0.5), (1.0, 1.0), (2.0, 2.0), (4.9, 2.0), (5.0, 5.0), (660.0, 500.0)]
)
def test_steps_are_one_two_or_five_times_a_power_of_ten(size: float, step: float) -> None:
    assert nice(size) == pytest.approx(step)


def test_bounds_and_what_is_stated_are_always_among_the_steps() -> None:
    levels = steps(0.0, 190_200.0, 63_400.0, counted=True)
    assert levels[0] == 0.0 and levels[-1] == 190_200.0 and 63_400.0 in levels
    assert all(value == int(value) for value in levels) and list(levels) == sorted(set(levels))
    assert steps(0.5, 3.7, 2.5, counted=True) == (1.0, 2.0, 3.0)
    assert fixed(scale("works_relief"), "free", 3.0, 3.0, True).free is False


def test_a_range_without_a_whole_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no whole number from 0\.2 to 0\.8"):
        steps(0.2, 0.8, 0.5, counted=True)


@pytest.mark.parametrize(
    ("setting", "whole"),
    [("training_subsidy.seats", True), ("works_relief.projects", True), ("safety_net.coverage", False)],
)
def test_seats_and_projects_are_whole_and_a_share_is_not(setting: str, whole: bool) -> None:
    assert counted(inputs_of(load("guizhou"))[f"levers.{setting}"]) is whole


def test_limits_say_how_far_a_mix_is_beyond_each() -> None:
    from tests.questions.test_optimise import usual

    plain = usual().searched.bench.plan
    limits = Limits.of(usual().problem, plain)
    sums = np.array([plain.sums, plain.sums, plain.sums])
    sums[0, 0] *= 1.12  # a year 2 points beyond its band of 10
    sums[1, 3] += 1e6  # cash without additional spending
    sums[2, -1] -= 0.3  # of this a search in 24 futures forgives 0.05 + 1.5 / 24
    found = limits.excess(Scores(np.repeat(plain.margins[None], 3, axis=0), sums, np.zeros(3)))
    assert found["band"] == pytest.approx([4 * 0.02, 0.0, 0.0])
    assert found["cash"] == pytest.approx([0.0, 20e6 / plain.cost, 0.0])
    assert found["harm"] == pytest.approx([0.0, 0.0, 0.1875])
    free = replace(limits, band=None, cash=None, harm=True)
    assert free.lack(Scores(np.repeat(plain.margins[None], 3, axis=0), sums, np.zeros(3))) == pytest.approx(
        [0, 0, 0]
    )


def test_smoothed_shares_count_steps_towards_the_bound() -> None:
    assert softened(np.array([-0.1, 1.0])) > softened(np.array([-0.5, 1.0]))


def prior(name: str, values: np.ndarray[Any, Any]) -> Unlearnt:
    return Unlearnt(f"parameters.{name}", Text(name, name), values, values >= 0.5)


def test_the_least_probability_is_that_of_the_worse_half_of_a_prior() -> None:
    values = np.linspace(0.0, 1.0, 100)
    met = values > 0.4  # none of the lower four fifths of the lower half, all of the upper half
    groups = groups_of(np.arange(100))
    found = least(met, groups, [prior("a", values), prior("b", np.tile([0.2, 0.7], 50))])
    assert (found.half, found.prior and found.prior.path) == ("lower", "parameters.a")
    assert (found.met.count, found.met.runs) == (10, 50)
    assert least(met, groups, []).met.share == 0.6 and least(met, groups, []).half == ""
    few = Unlearnt("parameters.c", Text("c", "c"), values, values > 0.05)
    assert least(values > 0.05, groups, [few]).prior is None  # five futures say nothing of a half


def test_only_what_makes_much_of_a_figure_is_named() -> None:
    generator = np.random.default_rng(2)
    one, other = generator.normal(size=(2, 200))
    assert [
        p.path for p in named([prior("one", one), prior("other", other)], {"t": 2 * one + 0.5 * other})
    ] == ["parameters.one"]


def test_what_was_learnt_is_left_out_and_halves_are_those_of_the_prior() -> None:
    adjustments = (
        Adjustment("learnt", "parameters.local_slack", "factor", 0.5, 1.5),
        Adjustment("open", "parameters.offer_rate", "factor", 0.5, 2.0, log=True),
    )
    rows = tuple((1.0 + 0.001 * n, 0.5 * 4.0 ** ((n + 0.5) / 100)) for n in range(100))
    fit = Posterior(adjustments, rows)
    assert fit.contraction["learnt"] > 0.98 and abs(fit.contraction["open"]) < 0.1
    assert adjustments[1].to_prior(1.0) == pytest.approx(0.5)
    found = unlearnt(plan(), Toy(parameters=Parameters("posterior", fit)), range(30))  # type: ignore[arg-type]
    open_one = next(one for one in found if one.path == "behaviour.open")
    assert "behaviour.learnt" not in {one.path for one in found}
    assert (open_one.upper == (open_one.values >= 1.0)).all()
    assert unlearnt(plan(), Toy(), [-1, -1]) == ()  # type: ignore[arg-type]


def mix_of(scenario: Scenario, *, up: str, down: str) -> tuple[tuple[Choice, ...], Mix]:
    problem = checked(Request(scenario, trials=1000))
    steps_taken = [
        one.last if one.one.lever == up else one.first if one.one.lever == down else one.planned
        for one in problem.choices
    ]
    return problem.choices, tuple(steps_taken)


@pytest.mark.parametrize("name", ["guizhou", "hanyin"])
def test_the_file_of_a_mix_is_the_mix(name: str, tmp_path: Path) -> None:
    scenario = load(name)
    chosen, mix = mix_of(scenario, up="training_subsidy", down="industry_projects")
    file = tmp_path / "mine.yaml"
    file.write_text(mix_file(scenario, chosen, mix, "keep", Text("Keep", "不变"), True), encoding="utf-8")
    made = load(file)
    assert made.name == f"{name}-keep" and made.title.zh.endswith("（不变）")
    assert made.numbers_digest == mixed(scenario, chosen, mix).numbers_digest
    assert f"extends: {name}" in file.read_text(encoding="utf-8")
    # one of a scenario without a file is whole
    changed = scenario.changed({"levers.training_subsidy.seats": 900}, name="more")
    whole = tmp_path / "whole.yaml"
    nowhere = replace(changed, levers=mixed(changed, chosen, mix).levers)
    whole.write_text(
        mix_file(replace(nowhere, name="more"), chosen, mix, "keep", Text("K", "不"), False), "utf-8"
    )
    assert "extends" not in whole.read_text("utf-8")


def test_the_file_of_a_mix_of_a_file_finds_the_plan_from_its_folder_and_names_no_folder_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, folder = tmp_path / "zhangsan", tmp_path / "zhangsan" / "answers" / "mixes"
    folder.mkdir(parents=True)
    monkeypatch.chdir(here)
    (here / "own plan.yaml").write_text("resettle: 1\nname: own\ntitle: own\nextends: hanyin\n", "utf-8")
    plan = load("own plan.yaml")
    chosen, mix = mix_of(plan, up="training_subsidy", down="works_relief")
    wanted = mixed(plan, chosen, mix).numbers_digest

    def made(where: Path | None) -> str:
        return mix_file(plan, chosen, mix, "half", Text("Half", "一半"), False, where)

    ways = {folder: "../../own plan.yaml", here: "./own plan.yaml", tmp_path: None, None: None}
    for where, way in ways.items():
        text = made(where)
        assert yaml.safe_load(text).get("extends") == way
        assert "zhangsan" not in text and str(tmp_path) not in text
        file = (where or tmp_path) / "half.yaml"
        file.write_text(text, encoding="utf-8")
        assert load(file).numbers_digest == wanted
    assert load(folder / "half.yaml").chain[1:] == (str(here / "own plan.yaml"), *plan.chain[1:])


def test_the_file_of_a_mix_runs(tmp_path: Path) -> None:
    import resettle

    scenario = load("hanyin")
    chosen, mix = mix_of(scenario, up="training_subsidy", down="works_relief")
    file = tmp_path / "mine.yaml"
    file.write_text(mix_file(scenario, chosen, mix, "keep", Text("Keep", "不变"), True), encoding="utf-8")
    answer = resettle.run(file, replications=2, baseline=False, scale=0.05, jobs=1)
    assert set(answer.frames["targets"]["scenario"]) == {"hanyin-keep"}


def test_files_of_mixes_are_saved_and_read_with_the_answer(tmp_path: Path) -> None:
    from datetime import UTC, datetime
    from types import SimpleNamespace

    from resettle.results.questions.optimise.question import answer
    from resettle.results.report.deliver import Asked, described, save
    from resettle.results.runs.draws import parameters
    from tests.questions.test_optimise import usual

    asking = SimpleNamespace(
        failures=[], seed=1, scale=None, parameters=parameters("point"), made=1,
        crew=SimpleNamespace(jobs=1, threads=1), folder=None,
    )  # fmt: skip
    made = described(answer(usual()), asking, Asked([plan()], "x", datetime.now(UTC), 1.0))  # type: ignore[arg-type]
    folder = tmp_path / "answer"
    save(made, folder)
    again = read(folder)
    assert again.attached == made.attached and len(again.attached) == len(usual().mixes)
    for name in again.attached:
        assert scenarios.load(folder / name).name == name.removesuffix(".yaml")
    save(again, tmp_path / "copy")
    assert read(tmp_path / "copy").attached == again.attached
    save(made, folder)  # files of an earlier answer are replaced, not left beside
    assert sorted(path.name for path in folder.glob("*.yaml")) == sorted(again.attached)


def test_of_mixes_for_the_same_money_the_one_that_meets_most_is_named_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, more, dear = (0, 1), (1, 0), (1, 1)
    met = {own: 0.5, more: 0.75, dear: 1.0}

    class Tested:
        problem = SimpleNamespace(targets=[SimpleNamespace(name="jobs")])
        tried: ClassVar = {mix: SimpleNamespace(frame=pd.DataFrame({"met.jobs": [met[mix]]})) for mix in met}

        def __call__(self, wanted: object) -> None: ...

    def moved(_: object, mix: Mix, guard: str) -> Estimate:
        gained = 2.0 if (mix == more) == (guard == "work") else 1.0
        return Estimate(gained, 0.5, 2.5)

    monkeypatch.setattr(settle, "moved_of", moved)
    monkeypatch.setattr(settle, "worse_of", lambda *_: ())
    for ranked, best in (({KEEP: [own]}, own), ({KEEP: [own], EARN: [more]}, more)):
        wanted: Any = {**ranked, CLOSEST: [dear]}
        made = settle.settle(wanted, cast(Any, Tested()), lambda new: dict.fromkeys(new, ()), harm=False)
        assert made.chosen[KEEP] == best and made.chosen[CLOSEST] == dear
    wanted = {KEEP: [own], EARN: [more], EMPLOY: [own]}
    made = settle.settle(wanted, cast(Any, Tested()), lambda new: dict.fromkeys(new, ()), harm=False)
    assert made.chosen == {KEEP: more, EARN: own, EMPLOY: more}  # of both, the better in all futures


def test_aims_for_the_same_money_share_its_name() -> None:
    solution: Any = SimpleNamespace(problem=SimpleNamespace(budget=None))
    one: Any = SimpleNamespace(aims=(KEEP, EARN, EMPLOY, CLOSEST))
    assert mix_name(solution, one) == Text(
        "The same money, most targets, most income, most work = Closest to all targets",
        "钱不变、达标最多、增收最多、就业最多兼最接近全部目标",
    )
    assert quoted_name(solution, one).zh == "“钱不变、达标最多、增收最多、就业最多”兼“最接近全部目标”"
    one.aims = (EARN,)
    assert mix_name(solution, one) == Text("The same money, most income", "钱不变、增收最多")


def test_a_plan_goes_on_for_a_year_without_its_levers() -> None:
    after = longer(plan())
    assert after.period.end == plan().period.end + 12 and not after.targets
    incomes = (
        after.series["region_income"].parts
        if "region_income" in after.series
        else after.series["prices"].parts
    )
    years = sorted(incomes)
    assert int(years[-1]) >= 2025
    assert {one.end for one in after.levers["works_relief"].in_force} == {
        one.end for one in plan().levers["works_relief"].in_force
    }


def test_money_of_a_place_has_one_unit() -> None:
    county, province = Purse(3.3e7), Purse(5.5e9)
    assert [county.text(value).zh for value in (3.3e7, 1.2e5)] == ["3,300万元", "12万元"]
    assert [county.text(value).en for value in (3.3e7, 1.2e5)] == ["33.00 million yuan", "0.12 million yuan"]
    assert [province.text(value).zh for value in (5.5e9, 2e6, 0.0)] == ["55.0亿元", "不足0.1亿元", "0.0亿元"]
    assert province.moved(2.5e8).zh == "+2.5亿元"
