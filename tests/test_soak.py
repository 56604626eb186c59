"""Files changed at random are read or refused in plain words; `python -m tests.soak` changes many more."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from resettle import scenarios
from resettle.scenarios.language import Refused
from resettle.scenarios.read import chain
from tests.soak.inputs import Soak
from tests.soak.kind import Kind
from tests.soak.said import told_badly


@pytest.fixture
def soak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Soak]:
    for module, name in ((chain, "read_yaml"), (chain, "read_part"), (scenarios, "load")):
        monkeypatch.setattr(module, name, getattr(module, name))  # put back at the end
    yield Soak(tmp_path)


def unchanged(kind: Kind) -> Kind:
    return replace(kind, change=lambda data, _: data)


@pytest.mark.slow
def test_files_are_read_while_nothing_is_changed_and_refused_or_read_after_that(soak: Soak) -> None:
    wrong: list[str] = []
    counts = soak.many(range(len(soak.turns)), wrong.append)
    assert wrong == [] and counts.total() == len(soak.turns)
    assert {name.partition(": ")[2] for name in counts} == {"read", "refused"}
    soak.turns = [unchanged(kind) for kind in soak.kinds]
    became = dict(map(soak.one, range(len(soak.turns))))
    refused = {kind for kind, end in became.items() if end != "read"}
    assert refused == {"table .csv"}, "a table of CSV is none that the program takes"


def test_the_soak_sees_what_is_wrong(soak: Soak, tmp_path: Path) -> None:
    (key,) = (kind for kind in soak.kinds if kind.name == "key")

    def breaking(path: Path) -> None:
        raise KeyError(path.name)

    def leaving(path: Path) -> None:
        path.with_name("left").touch()

    def warning(path: Path) -> None:
        warnings.warn(f"{path} is odd", stacklevel=1)

    for read, said in ((breaking, "exit code 1"), (leaving, "left"), (warning, "is odd")):
        soak.turns = [replace(unchanged(key), read=read)]
        assert said in soak.one(0)[1]


@pytest.mark.parametrize(
    ("english", "chinese", "bad"),
    [
        ("a.yaml:1:1: is wrong", "a.yaml:1:1: 有误", ""),
        ("it is wrong", "有误", "the file is not named"),
        ("a.yaml: list index out of range", "a.yaml: 有误", "'list index'"),
        ("a.yaml is wrong", "a.yaml is wrong", "no Chinese"),
    ],
)
def test_what_is_said_badly_is_found(english: str, chinese: str, bad: str) -> None:
    told = told_badly(Refused(scenarios.Text(english, chinese)), Path("/there/in/a.yaml"))
    assert told.startswith(bad) and bool(told) == bool(bad)


def test_a_point_that_cannot_be_is_told_with_the_file_of_the_sweep(soak: Soak, tmp_path: Path) -> None:
    (sweep,) = (kind for kind in soak.kinds if kind.name == "sweep")
    many = sweep.right.replace(b"4000]", b"99999999999]")
    soak.turns = [replace(unchanged(sweep), right=many)]
    assert many != sweep.right and soak.one(0) == ("sweep", "refused")


@pytest.mark.parametrize("line", [b"households: 0", b"seeds: -3"])
def test_a_gate_of_nothing_is_refused(soak: Soak, line: bytes) -> None:
    (gate,) = (kind for kind in soak.kinds if kind.name == "literature")
    key = line.partition(b":")[0]
    lines = [line if one.startswith(key) else one for one in gate.right.splitlines()]
    soak.turns = [replace(unchanged(gate), right=b"\n".join(lines))]
    assert soak.one(0) == ("literature", "refused")
