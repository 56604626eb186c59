"""The model is an ordinary Mesa model, written so that it also runs on the versions to come."""

from __future__ import annotations

import ast
import gc
import inspect
import re
import weakref
from pathlib import Path

import mesa
import pytest

import resettle.model as package
from resettle.model import simulation
from resettle.model.agents import Project, Workshop
from resettle.model.simulation import ResettlementModel
from resettle.model.toy import toy_inputs
from tests.model.worlds import all_levers, guizhou, stepped

SOURCES = sorted(Path(package.__file__).parent.rglob("*.py"))


def test_the_model_is_a_mesa_model_with_a_data_collector() -> None:
    model = stepped(guizhou(scale=0.001), 1)
    assert isinstance(model, mesa.Model)
    assert isinstance(model.datacollector, mesa.DataCollector)


def test_workshops_and_projects_are_mesa_agents_of_the_model() -> None:
    model = stepped(guizhou(scale=0.003, levers=all_levers()), 8)
    agents = list(model.agents)
    assert {type(agent) for agent in agents} == {Workshop, Project}
    assert set(model.world.workshops) <= set(agents)


def test_projects_that_have_ended_are_no_agents_any_more() -> None:
    model = stepped(guizhou(scale=0.003, levers=all_levers()), 20)
    live = [p for kind in ("relief", "industry", "enterprise") for p in model.world.projects.live(kind)]
    assert {agent for agent in model.agents if isinstance(agent, Project)} == set(live)


def test_the_month_is_counted_by_the_model_itself() -> None:
    model = ResettlementModel(guizhou(scale=0.001), 1)
    assert model.month == 0
    model.step()
    model.step()
    assert model.month == 2
    assert model.values["prices"] == pytest.approx(100 * model.world.price_at(1))


def test_mesas_own_generator_has_no_part_in_a_run() -> None:
    plain, shaken = (ResettlementModel(guizhou(scale=0.001), 1) for _ in range(2))
    for model in (plain, shaken):
        for _ in range(6):
            if model is shaken:
                model.random.random()
                model.rng.random(7)
            model.step()
    assert str(plain.values) == str(shaken.values)  # as text, in which what is no number equals itself


def test_a_model_can_be_made_from_a_seed_of_any_whole_number() -> None:
    for seed in (0, 2**31, 2**63):
        assert stepped(guizhou(scale=0.0005), 1, seed=seed).month == 1


def test_step_reads_as_the_phases_of_the_month() -> None:
    text = inspect.getsource(simulation.ResettlementModel.step)
    called = re.findall(r"world\.run\((\w+\.\w+)\)|(\w+)\((?:world|self\.month)", text)
    assert ["".join(names) for names in called][:11] == [
        "begin_month", "shocks", "opening", "training", "jobs.separate", "matching", "work.work_month",
        "income.pay_workers", "income.settle_households", "risk.monitor", "measure",
    ]  # fmt: skip


GONE_OR_UNPAIRED = {
    "random", "batch_run", "shuffle_do", "shuffle", "permutation", "PropertyLayer", "to_list",
    "default_rng", "steps",
}  # fmt: skip


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_source_uses_what_mesa_drops_or_what_undoes_pairing(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    keywords = {
        word.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and "super" in ast.dump(node.func)
        for word in node.keywords
    }
    assert attributes & GONE_OR_UNPAIRED == set()
    assert imported & {"random", "mesa.space", "mesa.batchrunner"} == set()
    assert "seed" not in keywords


def test_reporters_are_named_functions_so_that_a_collector_can_be_pickled() -> None:
    import pickle

    model = ResettlementModel(guizhou(scale=0.001), 1)
    assert pickle.loads(pickle.dumps(model.datacollector.model_reporters)).keys() == set(
        model.datacollector.model_reporters
    )


def test_a_model_that_has_run_is_not_kept_in_memory() -> None:
    model = ResettlementModel(toy_inputs(), seed=1)
    model.run()
    kept = weakref.ref(model)
    del model
    gc.collect()
    assert kept() is None
