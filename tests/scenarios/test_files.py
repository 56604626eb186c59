"""Files that are no scenario at all, chains of files, and names."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from resettle import scenarios
from resettle.model.text import NOTHING
from resettle.scenarios.read.strict_yaml import MAX_BYTES

Write = Callable[[str, str], Path]
HEAD = "resettle: 1\nname: {0}\ntitle: {0}\n"


def said(reference: str | Path) -> list[str]:
    with pytest.raises(scenarios.ScenarioErrors) as caught:
        scenarios.load(reference)
    assert scenarios.check(reference) == caught.value.problems
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "mine.yaml:1:1: is empty; a scenario file starts with 'resettle: 1'"),
        (b"# nothing\n", "mine.yaml:1:1: is empty; a scenario file starts with 'resettle: 1'"),
        (
            b"resettle: 1\nname: \xff\n",
            "mine.yaml:2:7: is not UTF-8 text; save the file with the encoding UTF-8",
        ),
        (b"- resettle\n", "mine.yaml:1:1: has a list at the top; a scenario file is a mapping"),
        (b"resettle\n", "mine.yaml:1:1: has a single value at the top; a scenario file is a mapping"),
        (b"resettle: 1\nperiod:\n\tstart: 2022-01\n", "mine.yaml:3:1: a tab stands here; indent with spaces"),
        (b"resettle: 1\nname: [a\n", "mine.yaml:3:1: is not valid YAML: "),
        (b'resettle: 1\nname: "a\x07"\n', "mine.yaml:2:"),
        (b"a: &x [1]\nb: *x\n", "mine.yaml:1:4: anchors, aliases and tags are not used in scenario files"),
        (b"a: !!python/object:os.system [ls]\n", "mine.yaml:1:4: anchors, aliases and tags are not used"),
        (b"? [a]\n: 1\n", "mine.yaml:1:3: a key must be a plain name, not a list or a mapping"),
        (b"resettle: 1\n---\nresettle: 1\n", "mine.yaml:2:1: holds a second document ('---')"),
        (b"a: " + b"[" * 30 + b"]" * 30, "mine.yaml:1:23: is nested deeper than 20 levels"),
        (b"a: " + b"[" * 200_000, "mine.yaml:1:23: is nested deeper than 20 levels"),
        (b"#" * (MAX_BYTES + 1), "mine.yaml:1:1: is larger than 1,000,000 bytes"),
        (
            b"name: mine\ntitle: mine\nextends: guizhou\n",
            "mine.yaml:1:1: has no version; a scenario file starts",
        ),
        (
            b"resettle: 2\nname: m\ntitle: m\nextends: guizhou\n",
            "mine.yaml:1:11: version 2 of the scenario format",
        ),
        (b"resettle: 1\ntitle: mine\nextends: guizhou\n", "mine.yaml:1:1: has no 'name'"),
        (b"resettle: 1\nname: mine\nextends: guizhou\n", "mine.yaml:1:1: has no 'title'; write title: {en"),
        (
            b"resettle: 1\nname: a/b\ntitle: m\nextends: guizhou\n",
            "mine.yaml:2:7: name is 'a/b'; a name has letters",
        ),
        (
            b'resettle: 1\nname: m\ntitle: "a\\e[31m"\nextends: guizhou\n',
            "mine.yaml:3:8: title holds the control",
        ),
    ],
)
def test_a_broken_file_gives_one_clear_line(raw: bytes, expected: str, write: Write) -> None:
    write("mine.yaml", "").write_bytes(raw)
    assert said("mine.yaml")[0].startswith(expected)


def test_an_alias_bomb_is_refused_before_it_grows(write: Write) -> None:
    levels = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    write("mine.yaml", "\n".join(levels) + "\n")
    assert all("mine.yaml:" in line for line in said("mine.yaml"))


def test_missing_parts_of_a_scenario_that_extends_nothing_are_listed(write: Write) -> None:
    write("mine.yaml", HEAD.format("mine"))
    lines = said("mine.yaml")
    for section in ("period", "population", "initial", "parameters", "series"):
        assert any(f"{section} lacks " in line for line in lines)
    assert any("has no targets" in line for line in lines)


def test_an_unknown_scenario_is_answered_with_the_nearest(write: Write) -> None:
    write("other.yaml", "")
    (line,) = said("guizhou-trainng")
    assert line.startswith("no scenario 'guizhou-trainng'; a file of your own is given by its path")
    assert "there are: chongqing, chongqing-baseline, " in line and line.endswith(
        "; did you mean guizhou-training?"
    )
    assert not any(part in line for part in ("behaviour", "national", "province-", "-base,"))
    (line,) = said("nationl")
    assert "did you mean" not in line, "a part that cannot be run is no answer"


def test_a_file_that_is_not_there_or_a_folder_is_named(write: Write, tmp_path: Path) -> None:
    write("other.yaml", "")
    assert said("mine.yaml") == ["mine.yaml: no such file"]
    (tmp_path / "folder.yaml").mkdir()
    assert said("folder.yaml") == ["folder.yaml: is a folder, not a scenario file"]
    assert said("a\0b.yaml") == ["a\\x00b.yaml: no such file"]
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe.yaml")
        assert said("pipe.yaml") == ["pipe.yaml: no such file"]


def test_extending_an_unknown_name_is_answered_with_the_nearest(write: Write) -> None:
    write("mine.yaml", HEAD.format("mine") + "extends: guizhou-basline\n")
    (line,) = said("mine.yaml")
    assert line.startswith("mine.yaml:4:10: extends 'guizhou-basline', which does not exist; bundled: ")
    assert "; did you mean guizhou-baseline?" in line


def test_extending_a_file_that_is_not_there_says_where_it_was_looked_for(write: Write) -> None:
    write("sub/mine.yaml", HEAD.format("mine") + "extends: ../below.yaml\n")
    (line,) = said("sub/mine.yaml")
    assert (
        line
        == "sub/mine.yaml:4:10: extends '../below.yaml', but there is no such file (looked for 'below.yaml')"
    )


def test_a_circle_of_files_is_shown(write: Write) -> None:
    write("a.yaml", HEAD.format("a") + "extends: ./b.yaml\n")
    write("b.yaml", HEAD.format("b") + "extends: ./c.yaml\n")
    write("c.yaml", HEAD.format("c") + "extends: ./b.yaml\n")
    assert said("a.yaml") == ["c.yaml:4:10: extends goes round in a circle: b.yaml -> c.yaml -> b.yaml"]


def test_a_file_that_extends_itself_is_a_circle(write: Write) -> None:
    write("a.yaml", HEAD.format("a") + "extends: a.yaml\n")
    assert said("a.yaml") == ["a.yaml:4:10: extends goes round in a circle: a.yaml -> a.yaml"]


def test_a_very_long_chain_ends(write: Write) -> None:
    for number in range(30):
        write(f"s{number}.yaml", HEAD.format(f"s{number}") + f"extends: ./s{number + 1}.yaml\n")
    assert said("s0.yaml") == ["s19.yaml:4:10: more than 20 files extend each other"]


def test_a_part_cannot_be_run_but_can_be_checked() -> None:
    with pytest.raises(scenarios.ScenarioErrors) as caught:
        scenarios.load("behaviour")
    assert "behaviour is an abstract part" in str(caught.value)
    assert "guizhou-baseline" in str(caught.value)
    assert scenarios.check("behaviour") == ()


def test_names_of_values_and_lists_replace_what_is_extended_and_mappings_merge(write: Write) -> None:
    write(
        "mine.yaml",
        HEAD.format("mine")
        + "extends: guizhou\n"
        + 'parameters:\n  home_value: {value: 250, unit: yuan/month, source: "data:F085"}\n'
        + "levers:\n  monitoring: {stop_from: 2023-01}\n"
        + "targets:\n  income_growth_15:\n"
        + '    bound: {value: 0.08, unit: share/year, source: "document:yinchuan#§2"}\n',
    )
    mine, plan = scenarios.load("mine.yaml"), scenarios.load("guizhou")
    assert mine.parameters["home_value"].value == 250
    assert mine.parameters["home_value"].note == NOTHING
    assert mine.parameters["taste"] == plan.parameters["taste"]
    assert mine.levers["monitoring"].windows == plan.levers["monitoring"].windows
    assert [window.end for window in mine.levers["monitoring"].in_force] == [11, 23]
    assert mine.targets["income_growth_15"].bound.value == 0.08
    assert mine.targets["income_growth_15"].title == plan.targets["income_growth_15"].title
    assert mine.title.zh == "mine"
    assert mine.description.en == ""
    assert mine.document == "guizhou"
    assert mine.chain == (
        "mine.yaml",
        "scenarios/files/guizhou.yaml",
        "scenarios/files/guizhou-baseline.yaml",
        "scenarios/files/guizhou-base.yaml",
        "scenarios/files/province-guizhou.yaml",
        "scenarios/files/national.yaml",
        "scenarios/files/behaviour.yaml",
    )
    assert mine.parameters["home_value"].where == scenarios.Where("mine.yaml", 6, 15)
    assert mine.digest != plan.digest


def test_what_stock_yaml_misreads_is_read_as_written(write: Write) -> None:
    write(
        "mine.yaml",
        "\ufeffresettle: 1\nname: 012\ntitle: {en: no, zh: 2022-01}\nextends: guizhou\n"
        'parameters:\n  medical_cost: {value: 1e4, unit: yuan/episode, source: "data:F085"}\n',
    )
    mine = scenarios.load("mine.yaml")
    assert (mine.name, mine.title.en, mine.title.zh) == ("012", "no", "2022-01")
    assert mine.parameters["medical_cost"].value == 10_000


def test_an_own_file_may_lie_anywhere_and_be_a_path(write: Write, tmp_path: Path) -> None:
    path = write("deep/er/mine.yml", HEAD.format("mine") + "extends: guizhou\n")
    assert scenarios.load(path).name == "mine"
    assert scenarios.load(str(path)).digest == scenarios.load("deep/er/mine.yml").digest
    write("plain", HEAD.format("plain") + "extends: guizhou\n")
    assert scenarios.load("plain").name == "plain"
