"""Writing a scenario out and reading it again; files spoilt at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resettle import scenarios
from resettle.model.text import Text
from resettle.scenarios.problems import Problems
from resettle.scenarios.read.strict_yaml import MappingNode, parse_yaml
from resettle.scenarios.scenario import Scenario

Write = Callable[[str, str], Path]
COMPLETE = tuple(name for name in scenarios.bundled() if not scenarios.is_abstract(name))

# Printable text without control characters, which the loader refuses.
WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)


def again(scenario: Scenario, path: Path) -> Scenario:
    path.write_text(scenarios.dump_resolved(scenario), encoding="utf-8")
    return scenarios.load(path)


@pytest.mark.parametrize("name", COMPLETE)
def test_a_written_scenario_reads_as_the_same(name: str, tmp_path: Path) -> None:
    scenario = scenarios.load(name)
    read = again(scenario, tmp_path / "again.yaml")
    assert read.digest == scenario.digest
    assert read.inputs(draw=5) == scenario.inputs(draw=5)
    assert read.chain != scenario.chain


def test_digests_differ_between_scenarios_and_not_between_layouts(write: Write) -> None:
    assert len({scenarios.load(name).digest for name in COMPLETE}) == len(COMPLETE)
    head = "resettle: 1\nname: mine\nextends: guizhou\n"
    one = write(
        "one.yaml",
        head + "title: mine\nparameters:\n  taste:\n    value: {workshop: 1.0, farming: 0, none: 0}\n",
    )
    assert scenarios.check(one)
    value = "{value: 300, unit: yuan/month, source: calibrated, note: so}"
    write("one.yaml", head + "title: mine\nparameters:\n  home_value: " + value + "\n")
    write(
        "two.yaml",
        "# a comment\n" + head + "parameters:\n  home_value:\n    note: 'so'\n    source: calibrated\n"
        "    unit: yuan/month\n    value: 3.0e2\ntitle: {en: mine, zh: mine}\n",
    )
    assert scenarios.load("one.yaml").digest == scenarios.load("two.yaml").digest
    write("two.yaml", head + "title: mine\nparameters:\n  home_value: " + value.replace("300", "301") + "\n")
    assert scenarios.load("one.yaml").digest != scenarios.load("two.yaml").digest


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_text_and_number_survives_the_round_trip(tmp_path: Path, data: st.DataObject) -> None:
    scenario = scenarios.load("guizhou-baseline")
    home = scenario.parameters["home_value"]
    number = float(data.draw(st.one_of(st.integers(0, 100_000), st.floats(0, 1e5))))
    home = replace(
        home,
        value=number,
        range=(number, number),
        range_is="bounds",
        note=Text(data.draw(WORDS), data.draw(WORDS)),
    )
    parameters = scenario.parameters | {"home_value": home}
    changed = replace(
        scenario,
        title=Text(data.draw(WORDS), data.draw(WORDS)),
        description=Text(data.draw(WORDS), data.draw(WORDS)),
        parameters=parameters,
    )
    assert again(changed, tmp_path / "again.yaml").digest == changed.digest


def explained(raw: bytes, path: Path) -> None:
    """Whatever stands in a file, it is a scenario or its problems are listed."""
    path.write_bytes(raw)
    try:
        scenario = scenarios.load(path)
    except scenarios.ScenarioErrors as errors:
        assert errors.problems
        assert all(line.isprintable() for line in str(errors).splitlines())
    else:
        scenario.inputs(draw=1)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_random_bytes_are_explained(tmp_path: Path, raw: bytes) -> None:
    explained(raw, tmp_path / "mine.yaml")


NAMES = st.sampled_from(
    [
        "resettle",
        "name",
        "levers",
        "targets",
        "training_subsidy",
        "windows",
        "changes",
        "from",
        "standards",
        "demonstration",
        "indicator",
        "bound",
        "rural_income",
        "value",
        "unit",
        "source",
        "range",
        "parameters",
        "population",
        "home_value",
        "uncertainty",
        "vary",
        "period",
        "extends",
        "series",
        "prices",
    ]
)
SCALARS = st.one_of(st.integers(-5, 3000), st.floats(), st.booleans(), st.none(), NAMES, st.text(max_size=8))
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=5)),
    max_leaves=30,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAMES, TREES, max_size=8))
def test_random_structures_are_explained(tmp_path: Path, tree: dict[str, Any]) -> None:
    text = yaml.safe_dump({"resettle": 1, "name": "mine", "title": "mine"} | tree, allow_unicode=True)
    explained(text.encode("utf-8", "surrogatepass"), tmp_path / "mine.yaml")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(scenarios.bundled())), st.integers(0, 10**9))
def test_a_spoilt_file_is_explained(tmp_path: Path, name: str, seed: int) -> None:
    chance = random.Random(seed)
    text = scenarios.bundled()[name].read_text(encoding="utf-8")
    text = text.replace(f"name: {name}", "name: mine").replace("abstract: true\n", "")
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        line = lines[at]
        cut = chance.randrange(len(line) + 1)
        spoilt = [
            line[:cut],
            line[:cut] + chance.choice("{}[]:#&*!|>'\"%@`-,? \t0é贵\x00") + line[cut:],
            line[:cut] + line[cut + 1 :],
            line + line,
            "",
            chance.choice(lines),
            line.lstrip(),
        ]
        lines[at] = chance.choice(spoilt)
    explained("".join(lines).encode(), tmp_path / "mine.yaml")


def test_places_count_characters_from_one() -> None:
    problems = Problems()
    top = parse_yaml("a: 1\n贵州: {x: 二, y: [3]}\n".encode(), "f.yaml", problems)
    assert isinstance(top, MappingNode) and not problems
    inner = top.items["贵州"]
    assert isinstance(inner, MappingNode)
    assert (top.locations["贵州"].line, top.locations["贵州"].column) == (2, 1)
    assert (inner.items["y"].where.line, inner.items["y"].where.column) == (2, 15)
