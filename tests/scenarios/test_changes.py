"""Changes of levers: windows taken over, cut and restated, and what follows for draws and places."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resettle import scenarios
from resettle.scenarios.types import WindowSpec

Write = Callable[[str, str], Path]
MINE = "resettle: 1\nname: mine\ntitle: mine\nextends: guizhou-baseline\n"
MONTHS = [f"{2021 + number // 12}-{number % 12 + 1:02d}" for number in range(48)]
LINK = 'price_linked: {value: 0.5, unit: share, source: "document:guizhou#18"}'


def windows(reference: str, lever: str) -> list[tuple[str, str, WindowSpec]]:
    scenario = scenarios.load(reference)
    label = scenario.period.label
    return [(label(one.start), label(one.end), one) for one in scenario.levers[lever].windows]


def test_a_change_cuts_a_window_and_leaves_the_rest_as_it_was(write: Write) -> None:
    write(
        "mine.yaml",
        MINE + f"levers:\n  public_welfare_jobs:\n    changes:\n      - from: 2022-08\n"
        f"        to: 2023-06\n        {LINK}\n        eligibility: []\n        priority: [woman]\n",
    )
    (below,) = scenarios.load("guizhou-baseline").levers["public_welfare_jobs"].windows
    first, changed, last = windows("mine.yaml", "public_welfare_jobs")
    assert [(start, end) for start, end, _ in (first, changed, last)] == [
        ("2021-01", "2022-07"),
        ("2022-08", "2023-06"),
        ("2023-07", "2024-12"),
    ]
    for _, _, window in (first, last):
        assert window.settings == below.settings
        assert (window.eligibility, window.priority, window.where) == (
            below.eligibility,
            below.priority,
            below.where,
        )
    assert changed[2].settings["price_linked"].number == 0.5
    assert changed[2].settings["price_linked"].source.text == "document:guizhou#18"
    assert changed[2].settings["posts"] is not None
    assert {name: value for name, value in changed[2].settings.items() if name != "price_linked"} == {
        name: value for name, value in below.settings.items() if name != "price_linked"
    }
    assert list(changed[2].settings) == list(below.settings)
    assert changed[2].priority == ("woman",)


def test_every_value_keeps_its_own_place(write: Write) -> None:
    write(
        "mine.yaml",
        MINE + f"levers:\n  public_welfare_jobs:\n    changes:\n      - from: 2022-08\n        {LINK}\n",
    )
    _, (_, _, changed) = windows("mine.yaml", "public_welfare_jobs")
    assert changed.where == scenarios.Where("mine.yaml", 8, 9)
    assert changed.settings["price_linked"].where == scenarios.Where("mine.yaml", 9, 23)
    assert changed.settings["posts"].where.file == "scenarios/files/guizhou-baseline.yaml"
    paths = {path for path, _, _ in scenarios.load("mine.yaml").values()}
    assert {"levers.public_welfare_jobs[2021-01].posts", "levers.public_welfare_jobs[2022-08].posts"} <= paths


def test_a_change_without_an_end_goes_on_to_the_end_of_the_run(write: Write) -> None:
    write(
        "mine.yaml",
        MINE + f"levers:\n  public_welfare_jobs:\n    changes:\n      - from: 2024-12\n        {LINK}\n",
    )
    assert [pair[:2] for pair in windows("mine.yaml", "public_welfare_jobs")] == [
        ("2021-01", "2024-11"),
        ("2024-12", "2024-12"),
    ]


def test_a_change_of_a_whole_window_cuts_nothing(write: Write) -> None:
    write(
        "mine.yaml",
        MINE + f"levers:\n  public_welfare_jobs:\n    changes:\n      - from: 2021-01\n        {LINK}\n",
    )
    ((start, end, window),) = windows("mine.yaml", "public_welfare_jobs")
    assert (start, end) == ("2021-01", "2024-12")
    assert window.settings["price_linked"].number == 0.5


def test_a_change_reaches_over_several_windows_and_leaves_gaps_as_gaps(write: Write) -> None:
    rounds = "{value: 6, unit: rounds/year, source: assumed, range: [5, 7], note: so}"
    write(
        "below.yaml",
        MINE.replace("mine", "below")
        + "levers:\n  monitoring:\n    windows:\n"
        + "".join(
            f"      - {{from: {start}, to: {end}, rounds: {rounds}, unit_cost: {{value: {cost}, "
            'unit: yuan/household/round, source: "document:guizhou#19"}}\n'
            for start, end, cost in (
                ("2021-01", "2021-12", 1),
                ("2022-07", "2022-12", 2),
                ("2023-01", "2024-12", 3),
            )
        ),
    )
    write(
        "mine.yaml",
        "resettle: 1\nname: mine\ntitle: mine\nextends: ./below.yaml\nlevers:\n  monitoring:\n    changes:\n"
        f"      - {{from: 2021-07, to: 2023-06, rounds: {rounds.replace('6', '5', 1)}}}\n",
    )
    assert [
        (start, end, one.settings["rounds"].number, one.settings["unit_cost"].number)
        for start, end, one in windows("mine.yaml", "monitoring")
    ] == [
        ("2021-01", "2021-06", 6, 1),
        ("2021-07", "2021-12", 5, 1),
        ("2022-07", "2022-12", 5, 2),
        ("2023-01", "2023-06", 5, 3),
        ("2023-07", "2024-12", 6, 3),
    ]


def test_each_file_changes_what_its_parent_came_to(write: Write) -> None:
    change = "  monitoring:\n    changes:\n      - {{from: {0}, {1}}}\n"
    rounds = 'rounds: {{value: {0}, unit: rounds/year, source: "document:guizhou#19"}}'
    cost = 'unit_cost: {value: 9, unit: yuan/household/round, source: "document:guizhou#19"}'
    write("a.yaml", MINE.replace("mine", "a") + "levers:\n" + change.format("2022-01", rounds.format(12)))
    write(
        "b.yaml",
        "resettle: 1\nname: b\ntitle: b\nextends: ./a.yaml\nlevers:\n"
        + change.format("2023-01", f"{rounds.format(6)}, {cost}"),
    )
    write(
        "mine.yaml",
        "resettle: 1\nname: mine\ntitle: mine\nextends: ./b.yaml\n"
        "levers:\n  monitoring: {stop_from: 2024-01}\n",
    )
    made = [
        (start, one.settings["rounds"].number, one.settings["unit_cost"].number)
        for start, _, one in windows("mine.yaml", "monitoring")
    ]
    assert made == [("2021-01", 4, 8), ("2022-01", 12, 8), ("2023-01", 6, 9)]
    inputs = scenarios.load("mine.yaml").inputs()
    assert [(one.start, one.end) for one in inputs.levers["monitoring"]] == [(0, 11), (12, 23), (24, 35)]


def test_windows_replace_changes_below_them(write: Write) -> None:
    write(
        "below.yaml",
        MINE.replace("mine", "below")
        + f"levers:\n  public_welfare_jobs:\n    changes:\n      - from: 2022-08\n        {LINK}\n",
    )
    whole = scenarios.load("guizhou-baseline").plain()["levers"]["public_welfare_jobs"]
    write(
        "mine.yaml",
        "resettle: 1\nname: mine\ntitle: mine\nextends: ./below.yaml\n"
        f"levers: {json.dumps({'public_welfare_jobs': whole})}\n",
    )
    assert len(windows("below.yaml", "public_welfare_jobs")) == 2
    assert len(windows("mine.yaml", "public_welfare_jobs")) == 1


def test_changes_in_one_file_may_overlap_if_they_state_different_things(write: Write) -> None:
    write(
        "mine.yaml",
        MINE
        + f"levers:\n  public_welfare_jobs:\n    changes:\n      - from: 2023-01\n        priority: [woman]\n"
        f"      - from: 2022-08\n        to: 2023-06\n        {LINK}\n",
    )
    assert [
        (start, one.settings["price_linked"].number, one.priority[0])
        for start, _, one in windows("mine.yaml", "public_welfare_jobs")
    ] == [
        ("2021-01", 0, "zero_employment_household"),
        ("2022-08", 0.5, "zero_employment_household"),
        ("2023-01", 0.5, "woman"),
        ("2023-07", 0, "woman"),
    ]


def test_a_change_may_add_a_setting_or_a_budget_that_the_window_lacks(write: Write) -> None:
    gain = "pass_gain: {value: 0.1, unit: share, source: assumed, range: [0, 0.2], note: so}"
    budget = "budget: {value: 1e6, unit: yuan/year, source: assumed, range: [5e5, 2e6], note: so}"
    write(
        "mine.yaml",
        MINE + f"levers:\n  training_subsidy:\n    changes:\n      - {{from: 2022-01, {gain}, {budget}}}\n",
    )
    (_, _, before), (_, _, after) = windows("mine.yaml", "training_subsidy")
    assert "pass_gain" not in before.settings and before.budget is None
    assert after.settings["pass_gain"].number == 0.1 and after.budget is not None
    drawn = scenarios.load("mine.yaml").inputs(draw=1).levers["training_subsidy"]
    assert drawn[0].budget is None and drawn[1].budget not in (None, 1e6)


def test_a_changed_value_shares_the_draw_of_its_lever(write: Write) -> None:
    seats = "seats: {value: 40000, unit: person-times/year, source: assumed, range: [23000, 54000], note: so}"
    write(
        "mine.yaml",
        MINE + f"levers:\n  training_subsidy:\n    changes:\n      - {{from: 2022-01, {seats}}}\n",
    )
    below, mine = scenarios.load("guizhou-baseline"), scenarios.load("mine.yaml")
    for draw in range(5):
        (given,) = below.inputs(draw=draw).levers["training_subsidy"]
        before, after = mine.inputs(draw=draw).levers["training_subsidy"]
        assert before.settings == given.settings
        # twice the value and twice the range at the same quantile
        assert after.settings["seats"] == pytest.approx(2 * given.settings["seats"], abs=2)
        assert after.settings["unit_cost"] == given.settings["unit_cost"]


def test_a_part_that_others_extend_may_hold_changes_only_of_what_it_extends(write: Write) -> None:
    part = "resettle: 1\nname: part\ntitle: part\nabstract: true\n"
    change = f"levers:\n  public_welfare_jobs:\n    changes:\n      - from: 2022-08\n        {LINK}\n"
    write("part.yaml", part + "extends: guizhou-baseline\n" + change)
    assert scenarios.check("part.yaml") == ()
    write("part.yaml", part + "extends: behaviour\n" + change)
    (problem,) = scenarios.check("part.yaml")
    assert str(problem).startswith(
        "part.yaml:8:5: lever public_welfare_jobs has changes, but no file that is extended"
    )


def test_a_faulty_window_below_is_told_once_and_not_as_a_change_without_window(write: Write) -> None:
    write(
        "below.yaml",
        MINE.replace("mine", "below")
        + "levers:\n  monitoring:\n    windows:\n      - {from: 2022-1, to: 2024-12}\n",
    )
    write(
        "mine.yaml",
        "resettle: 1\nname: mine\ntitle: mine\nextends: ./below.yaml\nlevers:\n  monitoring:\n    changes:\n"
        '      - {from: 2023-01, rounds: {value: 6, unit: rounds/year, source: "document:guizhou#19"}}\n',
    )
    assert {problem.where.file for problem in scenarios.check("mine.yaml") if problem.where} == {"below.yaml"}


NUMBERS: dict[str, tuple[str, str]] = {
    "posts": ("posts", "{value: %d00, unit: posts, source: assumed, range: [1, 100000], note: so}"),
    "unit_cost": ("yuan", '{value: 80%d, unit: yuan/month, source: "data:P07"}'),
    "price_linked": ("share", '{value: 0.%d, unit: share, source: "document:guizhou#18"}'),
    "budget": ("yuan", '{value: 1%d0000, unit: yuan/year, source: "document:guizhou#18"}'),
    "priority": ("", "[%s]"),
}
TRAITS = ("woman", "unemployed", "weak_health")
CHANGE = st.fixed_dictionaries(
    {"from": st.integers(0, 47), "length": st.integers(1, 60), "seed": st.integers(1, 9)},
    optional={key: st.just(True) for key in NUMBERS},
)


def _stated(change: dict[str, Any]) -> dict[str, Any]:
    """The keys of a change as they stand in a file, read as plain YAML."""
    made: dict[str, Any] = {}
    for key, (_, text) in NUMBERS.items():
        if key in change:
            filled = text % (TRAITS[change["seed"] % 3] if key == "priority" else change["seed"])
            made[key] = yaml.safe_load(filled)
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGE, min_size=1, max_size=4))
def test_a_file_with_changes_is_the_file_with_whole_windows(
    write: Write, drawn: list[dict[str, Any]]
) -> None:
    """A chain of files with a change each, against windows cut month by month by hand."""
    plain = scenarios.load("guizhou-baseline").plain()["levers"]["public_welfare_jobs"]["windows"]
    month_by_month = [dict(plain[0]) for _ in MONTHS]
    cuts = {0}
    above = "guizhou-baseline"
    for number, change in enumerate(drawn):
        given = _stated(change) or {"priority": ["woman"]}
        first, last = change["from"], change["from"] + change["length"] - 1
        dates = {"from": MONTHS[first]} | ({"to": MONTHS[last]} if last < 48 else {})
        for month in range(first, min(last, 47) + 1):
            month_by_month[month] = month_by_month[month] | given
        cuts |= {first, min(last + 1, 48)}
        levers = {"public_welfare_jobs": {"changes": [dates | given]}}
        head = f"resettle: 1\nname: mine\ntitle: mine\nextends: {above}\n"
        write(f"s{number}.yaml", head + "levers: " + json.dumps(levers) + "\n")
        above = f"./s{number}.yaml"
    starts = sorted(cuts - {48})
    ends = [*(start - 1 for start in starts[1:]), 47]
    whole = [
        month_by_month[start] | {"from": MONTHS[start], "to": MONTHS[end]}
        for start, end in zip(starts, ends, strict=True)
    ]
    write("whole.yaml", MINE + "levers: " + json.dumps({"public_welfare_jobs": {"windows": whole}}) + "\n")
    changed, written = scenarios.load(above.removeprefix("./")), scenarios.load("whole.yaml")
    assert changed.digest == written.digest
    assert changed.inputs(draw=3) == written.inputs(draw=3)
    write("again.yaml", scenarios.dump_resolved(changed))
    assert scenarios.load("again.yaml").digest == changed.digest


def test_a_file_may_say_how_far_a_lever_may_be_moved(write: Write) -> None:
    from resettle.model.levers import LEVERS

    levers = (
        "levers:\n  works_relief: {status: free}\n  monitoring: {status: entitlement, stop_from: 2024-01}\n"
    )
    write("mine.yaml", MINE + levers)
    mine, plan = scenarios.load("mine.yaml"), scenarios.load("guizhou-baseline")
    assert (mine.levers["works_relief"].status, mine.levers["monitoring"].status) == ("free", "entitlement")
    assert plan.levers["works_relief"].status is None and mine.levers["works_relief"].stop is None
    assert mine.levers["works_relief"].windows == plan.levers["works_relief"].windows
    assert yaml.safe_load(scenarios.dump_resolved(mine))["levers"]["works_relief"]["status"] == "free"
    duties = {name for name, lever in LEVERS.items() if lever.status == "statutory"}
    assert duties == {
        "safety_net", "monitoring", "public_welfare_jobs", "settlement_services", "pay_rule",
    }  # fmt: skip
    assert {lever.status for name, lever in LEVERS.items() if name not in duties} == {"capacity"}
    assert all("Status: " in (LEVERS[name].__doc__ or "") for name in duties)


def test_a_status_moves_no_run(write: Write) -> None:
    write("mine.yaml", MINE + "levers:\n  works_relief: {status: free}\n")
    mine, plan = scenarios.load("mine.yaml"), scenarios.load("guizhou-baseline")
    assert mine.numbers_digest == plan.numbers_digest


def test_a_status_that_is_none_is_answered_with_the_nearest(write: Write) -> None:
    write("mine.yaml", MINE + "levers:\n  works_relief: {status: statutary}\n")
    with pytest.raises(scenarios.ScenarioErrors) as caught:
        scenarios.load("mine.yaml")
    (problem,) = caught.value.problems
    assert problem.where is not None and problem.where.line == 6
    allowed = "allowed: statutory, entitlement, capacity, free; did you mean statutory?"
    assert problem.message.en == f"levers.works_relief.status is 'statutary'; {allowed}"
