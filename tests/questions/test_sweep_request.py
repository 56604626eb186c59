"""What a sweep is asked for: numbers on the command line and in files, and all that can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettle.results.questions.sweep.plan import planned
from resettle.results.questions.sweep.reading import Variation, error_text, read
from resettle.results.questions.sweep.request import Request
from resettle.results.runs.draws import Parameters
from resettle.scenarios import ScenarioErrors, load

SEATS, POSTS = "levers.training_subsidy.seats", "levers.public_welfare_jobs.posts"


MONTHS = "levers.works_relief.project_months"


def variation(numbers: str, path: str = "p.q") -> Variation:
    made = read(Request("guizhou", [f"{path}={numbers}"]))
    assert not made.problems, [str(one) for one in made.problems.sorted()]
    return made.variations[0]


def wrong(request: Request) -> str:
    """Messages of everything that is wrong, without a scenario if possible."""
    with pytest.raises(ScenarioErrors) as caught:
        planned(request, Parameters("point"), 1)
    return error_text(caught.value).en


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ("10000,20000,40000", (10000.0, 20000.0, 40000.0)),
        (" 1e4 , 2.5e-3,-3 ", (10000.0, 0.0025, -3.0)),
        ("0.1,+0.2", (0.1, 0.2)),
        ("5,1", (5.0, 1.0)),
    ],
)
def test_a_list_keeps_its_numbers_in_order(numbers: str, expected: tuple[float, ...]) -> None:
    assert tuple(one.value for one in variation(numbers).listed) == expected


@pytest.mark.parametrize(
    ("numbers", "low", "high", "steps"),
    [
        ("0..60000/4", 0.0, 60000.0, 4),
        ("0..60000", 0.0, 60000.0, None),
        ("-0.02..0.02/5", -0.02, 0.02, 5),
        ("-1e-2 .. 1.5e2 / 3", -0.01, 150.0, 3),
        ("0....5", None, None, None),
        ("0...5", 0.0, 0.5, None),
        ("../5", None, None, 5),
        ("0..", 0.0, None, None),
        ("..9/2", None, 9.0, 2),
    ],
)
def test_a_range_has_ends_and_steps(
    numbers: str, low: float | None, high: float | None, steps: int | None
) -> None:
    if numbers == "0....5":
        assert read(Request("guizhou", [f"p.q={numbers}"])).problems
        return
    found = variation(numbers)
    ends = [None if end is None else end.value for end in (found.low, found.high)]
    assert (*ends, found.steps) == (low, high, steps)


def test_months_may_stand_in_a_path() -> None:
    path = "levers.training_subsidy[2023-01].seats"
    assert variation("1,2", path).path == path


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("p.q", "'p.q' is not PATH=NUMBERS; write for example p.q=10000,20000"),
        ("=1,2", "is not PATH=NUMBERS"),
        ("p.q=", "p.q has no numbers; write 10000,20000"),
        ("p.q=5", "p.q has one number only; a sweep needs two or more"),
        ("p.q=1,,2", "p.q has an empty entry in its list"),
        ("p.q=1,2,1.0", "p.q lists 1 twice"),
        ("p.q=1,2O", "p.q is '2O', not a number"),
        ("p.q=1,20%", "write a percentage as a share: 0.2"),
        ("p.q=nan,1", "p.q is 'nan', not a finite number"),
        ("p.q=1,1e999", "too large"),
        ("p.q=5..1/3", "p.q runs from 5 to 1, which is upside down; lower end first"),
        ("p.q=5..5/3", "p.q runs from 5 to 5, which is empty"),
        ("p.q=0..5/1", "p.q has 1 steps; write how many numbers, 2 to 10,000"),
        ("p.q=0..5/2.5", "steps of p.q is 2.5; a whole number is wanted"),
        ("p.q=0..5/", "steps of p.q is empty"),
        ("p.q=0..5,7", "p.q is '0..5,7'; write 10000"),
        ("p.q=0..5/-3", "p.q has -3 steps"),
        ("p.q=a..5/3", "from of p.q is 'a', not a number"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_write(option: str, message: str) -> None:
    made = read(Request("guizhou", [option]))
    assert any(message in str(one) for one in made.problems.sorted()), [
        str(one) for one in made.problems.sorted()
    ]


def test_numbers_by_path_say_the_same_as_options() -> None:
    vary = {SEATS: [10000, 20000], POSTS: "0..60000/3"}
    by_path = planned(Request(load("guizhou"), vary), Parameters("point"), 1)
    options = [f"{SEATS}=10000,20000", f"{POSTS}=0..60000/3"]
    plan = planned(Request("guizhou", options), Parameters("point"), 1)
    assert by_path.points.tolist() == plan.points.tolist() and by_path.scenario.name == "guizhou"
    assert [one.path for one in by_path.axes] == [SEATS, POSTS]


def test_what_is_wrong_with_numbers_by_path_is_told_at_their_path() -> None:
    text = wrong(Request(load("guizhou"), {SEATS: [1], POSTS: "0..x/3", "levers.nothing.places": [1, 2]}))
    lines = text.splitlines()
    assert lines[0].startswith(f"vary: {SEATS} has one number only")
    assert lines[1].startswith(f"vary: to of {POSTS} is 'x', not a number")
    assert lines[2].startswith("vary: ") and "nothing" in lines[2] and len(lines) == 3


def test_nothing_varied_is_told() -> None:
    assert "nothing is varied; write --vary PATH=NUMBERS" in wrong(Request("guizhou"))


def test_everything_wrong_on_the_command_line_is_told_at_once() -> None:
    made = Request(
        "guizhou",
        [
            f"{SEATS}=1,2x",
            "levers.training_subsidy.seat=1,2",
            f"{POSTS}=-5,7",
            f"{POSTS}=1,2",
            "levers.training_subsidy[2023-01].seats=-7,5",
            f"{MONTHS}=6.5,70,12",
            "parameters.moving_cost=0..1/3",
        ],
        of=["income_growth_51", "spending"],
    )
    text = wrong(made)
    for part in (
        "--vary: levers.training_subsidy.seats is '2x', not a number",
        "did you mean levers.training_subsidy.seats?",
        f"{POSTS} is -5; it must be at least 0",
        "levers.training_subsidy[2023-01].seats is -7; it must be at least 0",
        f"{MONTHS} is 6.5; a whole number is wanted",
        f"{MONTHS} is 70; it must be at least 1 and at most 36",
        f"'{POSTS}' is varied twice; the first is at --vary number 3",
        "did you mean income_growth_15?",
        "--of: 'income_growth_51'",
    ):
        assert part in text, text
    assert [line[:6] for line in text.splitlines()] == ["--vary"] * 8 + ["--of: "]


def test_a_range_without_steps_needs_a_sample() -> None:
    assert "draw points with --sample" in wrong(Request("guizhou", [f"{POSTS}=0..60000"]))
    plan = planned(Request("guizhou", [f"{POSTS}=0..60000"], sample=20), Parameters("point"), 1)
    assert plan.sampled == 20 and len(plan.points) == 20


def test_ends_left_out_are_those_of_the_range_in_the_scenario() -> None:
    plan = planned(Request("guizhou", [f"{SEATS}=../3"]), Parameters("point"), 1)
    assert plan.points[:, 0].tolist() == [20000.0, 27500.0, 35000.0]
    plain = "levers.hiring_subsidy.unit_cost"
    assert f"{plain} has no range; write both ends" in wrong(Request("guizhou", [f"{plain}=../3"]))


def test_a_grid_too_large_is_refused_before_it_is_made() -> None:
    paths = [f"{path}=0..9000/9000" for path in (SEATS, POSTS)]
    assert "81,000,000 points of 30 replications each are more than" in wrong(Request("guizhou", paths))


def test_whole_numbers_are_rounded_and_merged() -> None:
    plan = planned(Request("guizhou", [f"{SEATS}=0..3/7"]), Parameters("point"), 1)
    assert plan.points[:, 0].tolist() == [0.0, 1.0, 2.0, 3.0]
    text = wrong(Request("guizhou", [f"{SEATS}=0.2..0.8/7"]))
    assert "takes whole numbers, and 0.2 to 0.8 holds fewer than two" in text


def test_a_month_outside_of_the_plan_is_refused() -> None:
    text = wrong(Request("guizhou", ["levers.training_subsidy[2031-01].seats=1,2"]))
    assert "'2031-01' is no month of the plan" in text


def test_what_holds_for_less_is_set_last_whatever_the_order() -> None:
    dated = "levers.training_subsidy[2023-01].seats"
    plan = planned(Request("guizhou", [f"{dated}=1,2", f"{SEATS}=3,4"]), Parameters("point"), 1)
    variant = plan.variants()[1]
    assert [path for path, _ in variant.values] == [SEATS, dated]
    assert plan.axes[0].path == dated


FILE = """\
resettle: 1
sweep: guizhou
vary:
  levers.training_subsidy.seats: [10000, 20000]
  levers.public_welfare_jobs.posts: {from: 0, to: 60000, steps: 3}
  parameters.training_gain: 0.1, 0.2
of: [income_growth_15, employment_end]
replications: 6
"""


def written(folder: Path, text: str) -> str:
    path = folder / "sweep.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_file_says_the_same_as_the_command_line(tmp_path: Path) -> None:
    text = FILE.replace("  parameters.training_gain: 0.1, 0.2\n", "")
    plan = planned(Request(written(tmp_path, text)), Parameters("point"), 1)
    options = [f"{SEATS}=10000,20000", f"{POSTS}=0..60000/3"]
    other = planned(Request("guizhou", options), Parameters("point"), 1)
    assert plan.points.tolist() == other.points.tolist()
    assert (plan.replications, [one.name for one in plan.outcomes]) == (
        6,
        ["income_growth_15", "employment_end"],
    )


def test_options_stand_over_a_file(tmp_path: Path) -> None:
    file = written(tmp_path, FILE.replace("  parameters.training_gain: 0.1, 0.2\n", ""))
    plan = planned(Request(file, sample=9, of=["spending"], replications=2), Parameters("point"), 1)
    assert (plan.sampled, plan.replications, [one.name for one in plan.outcomes]) == (9, 2, ["spending"])


def test_everything_wrong_in_a_file_is_told_at_its_place(tmp_path: Path) -> None:
    text = """\
resettle: 2
sweep: guizou
varied: 3
vary:
  levers.training_subsidy.seats: [10000, 1_000, 10000]
  levers.public_welfare_jobs.posts: {from: 5, to: 5, step: 3}
  levers.public_welfare_jobs.posts: [1, 2]
  parameters.x: {a: 1}
  parameters.y:
sample: 1
of: {}
replications: 2.5
"""
    file = written(tmp_path, text)
    lines = wrong(Request(file)).splitlines()
    found = {(int(line.split(":")[1]), line.split(": ", 1)[1]) for line in lines}
    expected = {
        1: "format '2' is not known; write 'resettle: 1'",
        2: "did you mean guizhou?",
        3: "unknown key of a sweep 'varied'",
        5: "write it without separators: 1000",
        6: "unknown key of levers.public_welfare_jobs.posts 'step'",
        7: "stands here twice; the first is at line 6",
        8: "unknown key of parameters.x 'a'",
        9: "parameters.y has no numbers",
        10: "sample is 1; write 2 to",
        11: "an outcome is a mapping",
        12: "replications is 2.5; a whole number is wanted",
    }
    for line, message in expected.items():
        assert any(line == at and message in said for at, said in found), (line, message, lines)
    assert any(at == 5 and "lists 10000 twice" in said for at, said in found)
    assert [int(line.split(":")[1]) for line in lines] == sorted(int(line.split(":")[1]) for line in lines)


def test_unknown_paths_and_outcomes_of_a_file_are_told_with_line_and_column(tmp_path: Path) -> None:
    text = FILE.replace("training_gain: 0.1, 0.2", "training_gian: 0.1, 0.2").replace(
        "growth_15", "growth_16"
    )
    lines = wrong(Request(written(tmp_path, text))).splitlines()
    assert any(":6:3: guizhou has no value parameters.training_gian" in line for line in lines), lines
    assert any(":7:6: 'income_growth_16' is no target" in line for line in lines), lines


def test_a_scenario_beside_the_file_is_found(tmp_path: Path, small: Path) -> None:
    assert small.parent == tmp_path
    text = "resettle: 1\nsweep: small.yaml\nvary:\n  levers.training_subsidy.seats: 100, 200\n"
    assert planned(Request(written(tmp_path, text)), Parameters("point"), 1).scenario.name == "small"


def test_a_file_of_a_sweep_is_told_from_that_of_a_scenario(small: Path) -> None:
    made = read(Request(str(small), [f"{SEATS}=100,200"]))
    assert made.scenario == str(small) and not made.problems


@pytest.mark.parametrize(
    ("vary", "message"),
    [
        (
            ["population.sites=4,5000"],
            "population.sites=5000: population.sites is 5000 but there are only 1200 households; "
            "a settlement has at least one household",
        ),
        (
            ["population.households=1200,1600", "population.sites=4,6"],
            "population.households=1200, population.sites=6: population.site_size allows 240 to 823 "
            "households a settlement, but households / sites is 200",
        ),
        (
            ["levers.works_relief.projects=1,2", "levers.works_relief[2022-01].projects=3,4"],
            "levers.works_relief.projects names no number but those that are set by "
            "levers.works_relief[2022-01].projects; leave one of them out",
        ),
        (
            ["levers.works_relief.projects=0..1e300/4"],
            "--vary: levers.works_relief.projects is 1e+300; it must be at least 0 and at most 1e+15 "
            "(projects/year)",
        ),
        (
            ["levers.works_relief[9999-99].projects=1,2"],
            "--vary: levers.works_relief[9999-99].projects: '9999-99' is no month of the plan; "
            "write one from 2022-01 to 2024-12",
        ),
    ],
)
def test_points_that_no_file_could_state_are_refused_before_the_first_run(
    small: Path, vary: list[str], message: str
) -> None:
    assert wrong(Request(load(small), vary)) == message


def test_a_later_month_of_the_same_setting_is_another_number() -> None:
    seats = [f"{SEATS}=1000,2000", "levers.training_subsidy[2023-01].seats=3000,4000"]
    assert len(planned(Request("guizhou", seats), Parameters("point"), 1).points) == 4


def test_no_scenario_at_all_is_told_as_an_unknown_one() -> None:
    assert wrong(Request("", [f"{SEATS}=1,2"])).startswith("no scenario ''; a file of your own is given by")
