"""Levers are swapped whole, and their effects are told apart as they are known to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from resettle import scenarios
from resettle.model.levers import LEVERS
from resettle.results.questions.compare.levers import OTHER, decompose, differing, mixed, sets
from resettle.results.statistics.intervals import groups_of
from resettle.scenarios import LeverSpec, Text
from tests.questions.compare_fake import A, B, C, levels_of, pair, scenario


def test_only_levers_that_runs_can_tell_apart_differ() -> None:
    before, plan = pair()
    assert differing(before, plan) == tuple(name for name in LEVERS if name in (A, B))
    noted = replace(
        before.levers[A],
        windows=tuple(
            replace(
                window,
                settings={
                    key: replace(held, note=Text("another note", "另一说明"))
                    for key, held in window.settings.items()
                },
            )
            for window in before.levers[A].windows
        ),
    )
    assert differing(before, replace(before, name="noted", levers={**before.levers, A: noted})) == ()


def test_another_range_another_month_or_another_priority_makes_a_lever_differ() -> None:
    before, _ = pair()
    window = before.levers[A].windows[0]
    wider = {key: replace(held, range=(0.1, 3.0)) for key, held in window.settings.items()}
    for changed in (
        replace(window, settings=wider),
        replace(window, end=46),
        replace(window, priority=("unemployed",)),
    ):
        other = replace(before, name="x", levers={**before.levers, A: LeverSpec(A, (changed,), window.where)})
        assert differing(before, other) == (A,)
    fixed = replace(before, uncertainty="none")
    only_ranges = LeverSpec(A, (replace(window, settings=wider),), window.where)
    assert differing(fixed, replace(fixed, levers={**fixed.levers, A: only_ranges})) == ()


def test_a_lever_that_never_comes_into_force_is_as_good_as_none() -> None:
    before, _ = pair()
    stopped = replace(before.levers[A], stop=0)
    without = {name: held for name, held in before.levers.items() if name != A}
    assert differing(replace(before, levers={**without, A: stopped}), replace(before, levers=without)) == ()


def test_what_is_no_lever_differs_as_one_thing() -> None:
    before, plan = pair()
    name, held = next(iter(plan.parameters.items()))
    number = held.value if not isinstance(held.value, dict) else next(iter(held.value.values()))
    other = replace(held, value=number + 1.0)
    changed = replace(plan, parameters={**plan.parameters, name: other})
    assert differing(before, changed)[-1] == OTHER
    taken = mixed(before, changed, frozenset({OTHER}))
    assert taken.parameters == changed.parameters and levels_of(taken) == levels_of(before)
    assert mixed(before, changed, frozenset({A})).parameters == before.parameters


def test_a_mixed_scenario_has_the_named_levers_of_the_alternative_in_the_order_of_the_catalogue() -> None:
    before, plan = pair()
    made = mixed(before, plan, frozenset({B}))
    assert levels_of(made) == {A: 1.0, B: 4.0, C: 1.0}
    assert list(made.levers) == [name for name in LEVERS if name in (A, B, C)]
    assert made.name not in (before.name, plan.name)
    assert levels_of(mixed(before, plan, frozenset({A, B}))) == levels_of(plan)
    assert mixed(before, plan, frozenset()).name == before.name
    gone = scenario("gone", {C: 1.0})
    assert A not in mixed(before, gone, frozenset({A})).levers


def test_every_set_of_levers_is_run_once_and_has_a_name_of_its_own() -> None:
    before, plan = pair(plan={A: 2.0, B: 3.0, C: 4.0})
    assert sets((A,)) == (frozenset(), frozenset({A}))
    assert len(sets((A, B))) == 4
    found = sets((A, B, C))
    assert len(found) == len(set(found)) == 8
    names = {mixed(before, plan, parts).name for parts in found}
    assert len(names) == 8


def test_the_bundled_plan_taken_over_whole_gives_the_model_the_same_numbers() -> None:
    baseline, plan = scenarios.load("guizhou-baseline"), scenarios.load("guizhou")
    parts = differing(baseline, plan)
    assert OTHER not in parts and "monitoring" in parts and len(parts) == 18
    whole = mixed(baseline, plan, frozenset(parts))
    assert whole.inputs(scale=0.01, draw=3, seed=1) == plan.inputs(scale=0.01, draw=3, seed=1)
    assert list(whole.inputs().levers) == list(plan.inputs().levers)
    one = mixed(baseline, plan, frozenset({"monitoring"})).inputs(scale=0.01, draw=3, seed=1)
    assert one.levers["monitoring"] == plan.inputs(scale=0.01, draw=3, seed=1).levers["monitoring"]
    assert one.levers["safety_net"] == baseline.inputs(scale=0.01, draw=3, seed=1).levers["safety_net"]


def effects(interaction: float) -> dict[frozenset[str], np.ndarray]:
    """Figures of sets of A (worth 2) and B (worth 5) over 12 runs with shared luck."""
    luck = np.random.default_rng(3).normal(size=12)
    wobble = np.linspace(-0.1, 0.1, 12)
    return {
        frozenset(parts): 100.0 + luck + 2.0 * (A in parts) + (5.0 + wobble) * (B in parts)
        + interaction * (len(parts) == 2)
        for parts in ((), (A,), (B,), (A, B))
    }  # fmt: skip


@pytest.mark.parametrize("interaction", [0.0, -1.5, 2.5])
def test_an_interaction_is_what_the_whole_brings_beyond_the_sum(interaction: float) -> None:
    found = decompose((A, B), frozenset({A, B}), effects(interaction), groups_of(np.full(12, -1)))
    first, second = found.parts
    assert first.on.middle == pytest.approx(2.0) and second.on.middle == pytest.approx(5.0)
    assert first.off.middle == pytest.approx(2.0 + interaction)
    assert second.off.middle == pytest.approx(5.0 + interaction)
    assert first.together.middle == pytest.approx(interaction, abs=1e-9)
    assert found.total.middle == pytest.approx(7.0 + interaction)
    assert found.summed.middle == pytest.approx(7.0)
    assert found.interaction.middle == pytest.approx(interaction, abs=1e-9)
    assert found.interaction.clear == (interaction != 0.0)
    assert found.largest.part == B and found.runs == 12


def test_levers_that_add_up_have_no_interaction_at_all_but_for_rounding() -> None:
    found = decompose((A, B), frozenset({A, B}), effects(0.0), groups_of(np.full(12, -1)))
    assert found.interaction.flat and all(part.together.flat for part in found.parts)
    assert found.summed.low < 7.0 < found.summed.high
