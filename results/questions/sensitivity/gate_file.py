"""The file of a gate: sensitivities that were committed to, read strictly, all mistakes reported at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from resettle.model.text import Text, fill
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sensitivity.inputs import RangedInput, ranged_input
from resettle.results.runs.draws import Parameters
from resettle.scenarios import Scenario
from resettle.scenarios.problems import Problems, ScenarioErrors, Where, printable
from resettle.scenarios.read.scalars import choice, mapping, number, scalar, sequence, text, whole
from resettle.scenarios.read.strict_yaml import MappingNode, Node, read_yaml
from resettle.scenarios.read.unknown import check_keys

KEYS = ("resettle", "scenario", "outcome", "seed", "households", "scale", "replications", "inputs")
UP, DOWN, NONE = DIRECTIONS = ("up", "down", "none")
DIRECTION, RANK, SIZE = RULES = ("direction", "rank", "size")

MOST_REPLICATIONS = 10_000
LARGEST_SEED = 2**48


@dataclass(frozen=True)
class Bound:
    """What was committed to for one input; `None` where nothing was.

    Attributes:
        input: The input with its range.
        direction: `up` if more of it raises the outcome clearly, `down`, or `none` if neither is clear.
        rank: Its effect is one of so many largest of the file.
        size: Least and largest effect of its whole range, in the unit of the outcome.
    """

    input: RangedInput
    direction: str | None = None
    rank: int | None = None
    size: tuple[float, float] | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that it has."""
        return tuple(rule for rule in RULES if getattr(self, rule) is not None)


@dataclass(frozen=True)
class Measured:
    """The effect of one input.

    Attributes:
        effect: Mean paired effect of the whole range, in the unit of the outcome.
        low: Lower end of its 95 % interval.
        high: Upper end.
        rank: 1 for the largest effect of the file.
    """

    effect: float
    low: float
    high: float
    rank: int

    @property
    def direction(self) -> str:
        """`up`, `down`, or `none`."""
        return UP if self.low > 0.0 else DOWN if self.high < 0.0 else NONE


@dataclass(frozen=True)
class Gate:
    """A gate that has been read and checked.

    Attributes:
        path: Its file.
        reference: The scenario as the file names it.
        scenario: The scenario.
        outcome: The outcome.
        seed: Base seed.
        households: Households that are simulated, if the file gives them.
        scale: Part of the population that is simulated, if the file gives it.
        replications: Seeds of each end of each input.
        bounds: The inputs in order.
    """

    path: Path
    reference: str
    scenario: Scenario
    outcome: Outcome
    seed: int
    households: int | None
    scale: float | None
    replications: int
    bounds: tuple[Bound, ...]

    @property
    def part(self) -> float:
        """Part of the population that is simulated."""
        if self.scale is not None:
            return self.scale
        assert self.households is not None
        return min(1.0, self.households / self.scenario.population["households"].number)


@dataclass
class _Reading:
    """A gate while it is read."""

    top: MappingNode
    problems: Problems
    wrong: set[str] = field(default_factory=set)

    def take(self, key: str, read: Callable[[Node, str, Problems], object], needed: bool = True) -> object:
        """The value of a key; `None` if it is missing or wrong."""
        if key not in self.top.items:
            if needed and key not in self.top.locations:
                lacks = Text("has no '{key}'; a gate needs it", "没有“{key}”；检验文件需要此项")
                self.problems.add(self.top.where, fill(lacks, key=key))
            return None
        return read(self.top.items[key], key, self.problems)

    def within(
        self, key: str, least: float, most: float, *, counts: bool, needed: bool = True
    ) -> float | None:
        """A number between two limits."""
        value = self.take(key, whole if counts else number, needed)
        if value is None:
            return None
        assert isinstance(value, (int, float))
        if least <= value <= most:
            return value
        beyond = Text(
            "{key} is {value:g}; it must lie between {least:g} and {most:g}",
            "{key}为{value:g}，应在{least:g}至{most:g}之间",
        )
        self.problems.add(
            self.top.items[key].where, fill(beyond, key=key, value=value, least=least, most=most)
        )
        return None


def read_gate(path: Path, parameters: Parameters, *, update: bool = False) -> Gate:
    """Read a gate with the scenario that it names.

    Args:
        path: Its file.
        parameters: How parameters are drawn; fitted behaviour can be named only where it is used.
        update: Whether inputs without any rule are allowed, because rules are about to be written.

    Raises:
        resettle.scenarios.ScenarioErrors: With all that is wrong, line by line.
    """
    problems = Problems()
    name = printable(str(path), 400)
    problems.file(name)
    top = read_yaml(path, name, problems)
    if top is None:
        problems.raise_if_any()
        raise AssertionError
    reading = _Reading(top, problems)
    check_keys(top, Text("key of a gate", "检验文件的键"), KEYS, problems)
    version = reading.take("resettle", scalar)
    if version is not None and getattr(version, "text", "") != "1":
        unknown = Text("the format is not known; write 'resettle: 1'", "格式无法识别；请写“resettle: 1”")
        problems.add(top.items["resettle"].where, unknown)
    reference = reading.take("scenario", text)
    scenario = _scenario(str(reference), path, top.items["scenario"].where, problems) if reference else None
    seed = reading.within("seed", 0, LARGEST_SEED, counts=True, needed=False)
    replications = reading.within("replications", 2, MOST_REPLICATIONS, counts=True)
    households = reading.within("households", 1, 10**9, counts=True, needed=False)
    scale = reading.within("scale", 1e-9, 1.0, counts=False, needed=False)
    if ("households" in top.locations) == ("scale" in top.locations):
        where = top.locations.get("scale", top.where)
        either = Text(
            "gives how much is simulated either as 'households' or as 'scale'; write one of them",
            "模拟规模用“households”或“scale”写明，只写其一",
        )
        problems.add(where, either)
    name_of = reading.take("outcome", text)
    outcome = None
    if scenario is not None and name_of is not None:
        outcome = _outcome(scenario, str(name_of), top.items["outcome"].where, problems)
    inputs = reading.take("inputs", mapping)
    bounds = (
        _bounds(inputs, scenario, parameters, update, problems) if isinstance(inputs, MappingNode) else ()
    )
    problems.raise_if_any()
    assert scenario is not None and outcome is not None and replications is not None
    return Gate(
        path=path,
        reference=str(reference),
        scenario=scenario,
        outcome=outcome,
        seed=1 if seed is None else int(seed),
        households=None if households is None else int(households),
        scale=scale,
        replications=int(replications),
        bounds=bounds,
    )


def _scenario(reference: str, path: Path, where: Where, problems: Problems) -> Scenario | None:
    """The scenario of a name, or of a file beside the gate."""
    from resettle.scenarios import load

    beside = reference.endswith((".yaml", ".yml")) and not os.path.isabs(reference)
    try:
        return load(str(path.parent / reference) if beside else reference)
    except ScenarioErrors as errors:
        for problem in errors.problems:
            problems.add(problem.where or where, problem.message)
    return None


def _outcome(scenario: Scenario, name: str, where: Where, problems: Problems) -> Outcome | None:
    from resettle.results.judge.outcomes import OutcomeError, choose

    try:
        return choose(scenario, [name])[0]
    except OutcomeError as error:
        problems.add(where, error.text)
    return None


def _bounds(
    inputs: MappingNode, scenario: Scenario | None, parameters: Parameters, update: bool, problems: Problems
) -> tuple[Bound, ...]:
    if not inputs.locations:
        empty = Text("inputs is empty; name at least one path", "inputs为空；请至少列出一个路径")
        problems.add(inputs.where, empty)
    bounds = []
    for path, where in inputs.locations.items():
        node = inputs.items.get(path)
        rules = None if node is None else mapping(node, path, problems)
        one = None if scenario is None else _input(path, scenario, parameters, where, problems)
        if rules is None:
            continue
        bound = _bound(path, rules, len(inputs.locations), update, problems)
        if one is not None and bound is not None:
            bounds.append(Bound(one, *bound))
    return tuple(bounds)


def _input(
    path: str, scenario: Scenario, parameters: Parameters, where: Where, problems: Problems
) -> RangedInput | None:
    from resettle.scenarios.paths import PathError

    try:
        one = parameters.input(scenario, path)
    except PathError as error:
        problems.add(where, error.text)
        return None
    ranged = ranged_input(one)
    if ranged is None:
        endless = Text(
            "{path} has no range in {name}, so it has no low and no high end",
            "{path}在{name}中没有范围，因而没有上下限",
        )
        problems.add(where, fill(endless, path=path, name=scenario.name))
    return ranged


def _bound(
    path: str, rules: MappingNode, count: int, update: bool, problems: Problems
) -> tuple[str | None, int | None, tuple[float, float] | None] | None:
    before = len(problems.sorted())
    check_keys(rules, Text(f"rule of {path}", f"{path}的规则"), RULES, problems)
    items = rules.items
    if not rules.locations and not update:
        none = Text(
            "{path} has no rule; write direction, rank or size, or have it written by --update",
            "{path}没有规则；请写direction、rank或size，或用--update写入",
        )
        problems.add(rules.where, fill(none, path=path))
    direction = choice(items[DIRECTION], DIRECTION, DIRECTIONS, problems) if DIRECTION in items else None
    rank = whole(items[RANK], RANK, problems) if RANK in items else None
    if rank is not None and not 1 <= rank <= count:
        beyond = Text(
            "rank is {rank}; it must lie between 1 and {count}, the inputs of the file",
            "rank为{rank}，应在1至{count}（文件中的因素数）之间",
        )
        problems.add(items[RANK].where, fill(beyond, rank=rank, count=count))
    size = _size(items[SIZE], problems) if SIZE in items else None
    return None if len(problems.sorted()) > before else (direction, rank, size)


def _size(node: Node, problems: Problems) -> tuple[float, float] | None:
    ends = sequence(node, SIZE, problems)
    if ends is None:
        return None
    if len(ends.items) != 2:
        two = Text(
            "size has {count} numbers; it needs two, without separators within: [least, largest]",
            "size有{count}个数，应为两个，数中不用千位分隔符：[最小, 最大]",
        )
        problems.add(node.where, fill(two, count=len(ends.items)))
        return None
    low, high = (number(item, Text("an end of size", "size的一端"), problems) for item in ends.items)
    if low is None or high is None:
        return None
    if low > high:
        turned = Text(
            "size goes from {low:g} down to {high:g}; write the smaller end first",
            "size由{low:g}降至{high:g}，应先写较小的一端",
        )
        problems.add(node.where, fill(turned, low=low, high=high))
        return None
    return low, high
