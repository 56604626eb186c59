"""The gate: each rule holds and breaks as it should, bad files are reported by line, updates are whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from resettle.results.questions.sensitivity.gate import broken, check_gate, measured, renewed_bound
from resettle.results.questions.sensitivity.gate_file import DOWN, NONE, UP, Bound, Gate, read_gate
from resettle.results.runs.draws import Parameters
from resettle.results.statistics.intervals import mean_interval
from resettle.scenarios import ScenarioErrors
from tests.fit import FIT_HOW
from tests.questions.sensitivity_fake import Fake

HEAD = """\
resettle: 1
scenario: guizhou
outcome: income_growth
seed: 3
households: 2000
replications: 4
inputs:
"""
STEADY, OFFER, SEATS = "behaviour.steady_start", "behaviour.offer_rate", "levers.training_subsidy.seats"


def formula(values: Mapping[str, float], chance: np.random.Generator) -> dict[str, float]:
    """Growth: up by 0.14 for each 1 of steady jobs, down by 0.01 for each of the offer rate, chance added."""
    growth = 0.14 * values.get(STEADY, 0.875) - 0.01 * values.get(OFFER, 0.9)
    return {"income_growth": growth + 0.01 * chance.standard_normal()}


@pytest.fixture(scope="module")
def drawn() -> Parameters:
    return FIT_HOW


def gate_of(folder: Path, drawn: Parameters, inputs: str, head: str = HEAD, update: bool = False) -> Gate:
    path = folder / "gate.yaml"
    path.write_text(head + inputs, encoding="utf-8")
    return read_gate(path, drawn, update=update)


GOOD = f"""\
  {STEADY}: {{direction: up, rank: 1, size: [0.03, 0.05]}}
  {OFFER}: {{direction: down, rank: 2, size: [-0.02, -0.005]}}
  {SEATS}: {{direction: none, rank: 3, size: [0, 0]}}
"""


def test_a_gate_that_holds_exits_with_0(tmp_path: Path, drawn: Parameters) -> None:
    gate = gate_of(tmp_path, drawn, GOOD)
    assert (gate.seed, gate.replications, gate.part) == (3, 4, 2000 / 431600)
    fake = Fake(formula)
    answer = check_gate(gate, fake)
    assert answer.exit_code == 0
    assert "All 3 inputs" in answer.headlines[0].en
    assert len(fake.asked) == 3 * 2 * 4, "only the ends of what is named are run"
    assert {variant.scale for variant, _ in fake.asked} == {gate.part}


@pytest.mark.parametrize(
    ("path", "rules", "rule"),
    [
        (STEADY, "{direction: down}", "direction"),
        (SEATS, "{direction: up}", "direction"),
        (OFFER, "{direction: none}", "direction"),
        (OFFER, "{rank: 1}", "rank"),
        (STEADY, "{size: [0.043, 0.05]}", "size"),
        (OFFER, "{size: [0.005, 0.02]}", "size"),
        (SEATS, "{size: [0.001, 0.002]}", "size"),
    ],
)
def test_each_rule_that_does_not_hold_exits_with_1_and_is_named(
    tmp_path: Path, drawn: Parameters, path: str, rules: str, rule: str
) -> None:
    lines = [line for line in GOOD.splitlines() if f"  {path}:" not in line]
    gate = gate_of(tmp_path, drawn, "\n".join([*lines, f"  {path}: {rules}"]) + "\n")
    answer = check_gate(gate, Fake(formula))
    assert answer.exit_code == 1
    frame = answer.frames["gate"].set_index("input")
    assert frame.loc[path, "broken"] == rule
    assert (frame["broken"] != "").sum() == 1
    first = answer.sections[0].tables[0].rows[0]
    assert [first[0].en, first[1].en, first[4].en] == [path, rule, "OUT"]
    assert path in answer.headlines[0].en


def uneven(values: Mapping[str, float], chance: np.random.Generator) -> dict[str, float]:
    """Growth: up with steady jobs, by more under some seeds than under others."""
    return {"income_growth": (0.14 + 0.02 * chance.standard_normal()) * values.get(STEADY, 0.875)}


def test_the_table_shows_what_was_committed_and_what_was_measured(tmp_path: Path, drawn: Parameters) -> None:
    gate = gate_of(tmp_path, drawn, GOOD)
    answer = check_gate(gate, Fake(uneven, seed=3))
    steady = gate.bounds[0].input
    slopes = [0.14 + 0.02 * np.random.default_rng(3 + number).standard_normal() for number in range(4)]
    middle, low, high = mean_interval((steady.value(1.0) - steady.value(0.0)) * np.array(slopes))
    rows = {(row[0].en, row[1].en): row[2:] for row in answer.sections[0].tables[0].rows}
    size = rows[STEADY, "size"]
    assert [cell.en for cell in size] == ["0.03–0.05", f"{middle:.4g} ({low:.4g}–{high:.4g})", "holds"]
    assert [cell.zh for cell in size] == ["0.03–0.05", f"{middle:.4g}（{low:.4g}–{high:.4g}）", "成立"]
    assert [cell.en for cell in rows[STEADY, "direction"]] == ["up", "up", "holds"]
    assert [cell.en for cell in rows[STEADY, "rank"]] == ["at most 1", "1 of 3", "holds"]
    assert [cell.en for cell in rows[OFFER, "size"]] == ["-0.02 to -0.005", "0 (0)", "OUT"]
    frame = answer.frames["gate"].set_index("input")
    figures = frame.loc[STEADY, ["effect", "effect_low", "effect_high"]].tolist()
    assert figures == pytest.approx([middle, low, high])
    assert frame.loc[OFFER, ["committed_least", "committed_largest"]].tolist() == [-0.02, -0.005]
    assert frame.loc[STEADY, ["low", "high"]].tolist() == [steady.value(0.0), steady.value(1.0)]


def test_directions_ranks_and_ties() -> None:
    up, down, none = np.array([1.0, 1.2, 1.1]), np.array([-3.0, -3.1, -2.9]), np.array([0.1, -0.1, 0.0])
    effects = measured([up, down, none, none])
    assert [one.direction for one in effects] == [UP, DOWN, NONE, NONE]
    assert [one.rank for one in effects] == [2, 1, 3, 3]
    missing, slight = measured([np.full(3, np.nan), none + 0.5])
    assert (missing.rank, slight.rank) == (2, 1)
    bound = Bound(None, direction="up", rank=1)  # type: ignore[arg-type]
    assert broken(bound, missing) == ("direction", "rank")


def test_an_update_writes_what_holds_and_leaves_out_rules_that_were_not_stated(
    tmp_path: Path, drawn: Parameters
) -> None:
    gate = gate_of(tmp_path, drawn, f"  {STEADY}: {{rank: 2}}\n  {OFFER}: {{}}\n", update=True)
    answer = check_gate(gate, Fake(formula), update=True)
    assert answer.exit_code == 0 and "was rewritten" in answer.headlines[-1].en
    again = read_gate(gate.path, drawn)
    assert [bound.rules for bound in again.bounds] == [("rank",), ("direction", "rank", "size")]
    assert again.bounds[1].direction == DOWN and again.bounds[0].rank == 1
    assert (again.seed, again.households, again.replications, again.reference) == (3, 2000, 4, "guizhou")
    assert check_gate(again, Fake(formula)).exit_code == 0
    assert gate.path.read_text(encoding="utf-8").startswith("# Sensitivities that were committed to")


def test_an_update_leaves_the_file_alone_if_a_run_failed(tmp_path: Path, drawn: Parameters) -> None:
    gate = gate_of(tmp_path, drawn, GOOD)
    before = gate.path.read_bytes()
    fake = Fake(formula, fails=lambda variant, number: number == 2)
    answer = check_gate(gate, fake, update=True)
    assert answer.exit_code == 1 and gate.path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [gate.path]


def test_an_update_that_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, drawn: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = gate_of(tmp_path, drawn, GOOD)
    before = gate.path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        check_gate(gate, Fake(formula), update=True)
    assert gate.path.read_bytes() == before and list(tmp_path.iterdir()) == [gate.path]


def test_new_ends_lie_outside_what_was_measured() -> None:
    for effect in (0.0123456, -98765.4, 3e-7):
        one = measured([effect * np.array([1.0, 1.001, 0.999])])[0]
        low, high = renewed_bound(Bound(None), one).size or (0.0, 0.0)  # type: ignore[arg-type]
        assert low <= effect - 0.2 * abs(effect) and high >= effect + 0.2 * abs(effect)
        assert high - low < 0.45 * abs(effect)


def wrong(folder: Path, drawn: Parameters, inputs: str, head: str = HEAD) -> list[str]:
    with pytest.raises(ScenarioErrors) as caught:
        gate_of(folder, drawn, inputs, head)
    return [line.rpartition("gate.yaml:")[2] for line in str(caught.value).splitlines()]


def test_all_mistakes_are_reported_at_once_with_their_locations(tmp_path: Path, drawn: Parameters) -> None:
    head = HEAD.replace("seed: 3", "sead: 3").replace("income_growth", "income_grwth")
    lines = wrong(
        tmp_path,
        drawn,
        "  behaviour.steady_strat: {direction: up}\n"
        f"  {OFFER}: {{direction: upp, rank: 9}}\n"
        f"  {STEADY}: {{size: [2, 1]}}\n"
        f"  {SEATS}: {{rang: 1}}\n"
        "  levers.hiring_subsidy.unit_cost: {direction: up}\n",
        head,
    )
    expected = [
        ("3:10", "did you mean income_growth?"),
        ("4:1", "did you mean seed?"),
        ("8:3", "did you mean behaviour.steady_start?"),
        ("9:37", "did you mean up?"),
        ("9:48", "between 1 and 5"),
        ("10:34", "the smaller end first"),
        ("11:35", "did you mean rank?"),
        ("12:3", "has no range"),
    ]
    assert len(lines) == len(expected)
    for line, (location, words) in zip(lines, expected, strict=True):
        assert line.startswith(f"{location}:") and words in line


@pytest.mark.parametrize(
    ("head", "inputs", "words"),
    [
        (HEAD.replace("households: 2000", "scale: 0.1\nhouseholds: 10"), GOOD, "write one of them"),
        (HEAD.replace("households: 2000\n", ""), GOOD, "write one of them"),
        (HEAD.replace("households: 2000", "scale: 1.5"), GOOD, "between 1e-09 and 1"),
        (HEAD.replace("replications: 4", "replications: 1"), GOOD, "between 2 and"),
        (HEAD.replace("replications: 4\n", ""), GOOD, "has no 'replications'"),
        (HEAD.replace("resettle: 1", "resettle: 2"), GOOD, "write 'resettle: 1'"),
        (HEAD.replace("scenario: guizhou", "scenario: guizou"), GOOD, "did you mean guizhou?"),
        (HEAD, f"  {STEADY}: {{}}\n", "has no rule"),
        (HEAD, f"  {STEADY}: {{size: [1]}}\n", "needs two"),
        (HEAD, f"  {STEADY}: up\n", "a mapping"),
        (HEAD, f"  {STEADY}: {{direction: up}}\n  {STEADY}: {{rank: 1}}\n", "stands here twice"),
        (HEAD, "  parameters.offer_rate: {direction: up}\n", "set behaviour.offer_rate"),
    ],
)
def test_each_mistake_has_its_remedy(
    tmp_path: Path, drawn: Parameters, head: str, inputs: str, words: str
) -> None:
    lines = wrong(tmp_path, drawn, inputs, head)
    assert any(words in line for line in lines), lines


def test_the_gate_that_is_committed_can_be_read(drawn: Parameters) -> None:
    gate = read_gate(Path(__file__).parents[1] / "gates" / "guizhou.yaml", drawn)
    assert gate.scenario.name == "guizhou"
    assert {rule for bound in gate.bounds for rule in bound.rules} == {"direction", "rank", "size"}
    assert len(gate.bounds) >= 8
