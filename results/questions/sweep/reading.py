"""Reads what a sweep is asked for: options `PATH=NUMBERS`, numbers by path, or a file.

Numbers are written alike in both: `10000,20000,40000` is a list; `0..60000/4` is four numbers at even
distances, both ends included; `0..60000` is any number between, which only a sample can use. An end
that is left out (`../5`) is that of the range in the scenario. A file may also write a YAML
list, or `{from: 0, to: 60000, steps: 4}`. Nothing is checked against a scenario here (`plan` does).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from resettle.results.questions.sweep.request import Request
from resettle.scenarios import Scenario
from resettle.scenarios.problems import Problems, ScenarioErrors, Where, shown
from resettle.scenarios.read.scalars import check_keys, is_empty, mapping, number, scalar, text, whole
from resettle.scenarios.read.strict_yaml import ListNode, MappingNode, Node, ScalarNode, read_yaml

KEYS = ("resettle", "sweep", "vary", "sample", "of", "replications")
"""Keys of a file; `sweep`, the scenario, tells it from the file of a scenario."""

OPTIONS = ("--vary", "--of", "vary")
"""Files of locations that are none, but options of the command or arguments of the library."""

ENDS = ("from", "to", "steps")
LARGEST = 1_000_000
"""Most runs that a sweep may have."""

MOST_REPLICATIONS = 100_000
MOST_STEPS = 10_000
FORMS = "10000,20000,40000 or 0..60000/4 (four numbers, both ends included)"

_SPAN = re.compile(r"\s*(?P<low>[^/]*?)\s*\.\.\s*(?P<high>[^/]*?)\s*(/\s*(?P<steps>.*?)\s*)?")


@dataclass(frozen=True)
class Located:
    """A number and where it stands."""

    value: float
    where: Where


@dataclass(frozen=True)
class Variation:
    """One path with the numbers that it is to take.

    Attributes:
        path: The path as it was written.
        where: Where it stands.
        listed: The numbers; empty if ends are given.
        low: Lower end, `None` for that of the range in the scenario.
        high: Upper end, likewise.
        steps: How many numbers between the ends; `None` for any.
    """

    path: str
    where: Where
    listed: tuple[Located, ...] = ()
    low: Located | None = None
    high: Located | None = None
    steps: int | None = None


@dataclass
class SweepSpec:
    """A sweep as it was asked for.

    Attributes:
        scenario: The scenario, or its name or file; empty if none could be read.
        named: Where the scenario stands in a file.
        variations: The paths to vary, in order.
        sample: Points of a Latin hypercube, or `None` for the whole grid.
        of: Outcomes with where they are named; empty for the usual ones.
        replications: Replications of each point, or `None` for the usual number.
        problems: What is wrong so far.
    """

    scenario: Scenario | str = ""
    named: Where | None = None
    variations: list[Variation] = field(default_factory=list)
    sample: int | None = None
    of: list[tuple[str, Where]] = field(default_factory=list)
    replications: int | None = None
    problems: Problems = field(default_factory=Problems)


def read(request: Request) -> SweepSpec:
    """What a request asks for, in its file and beside it.

    Returns:
        What was asked for, with all that is wrong so far; nothing is raised.
    """
    made = SweepSpec(request.scenario)
    if isinstance(request.scenario, str):
        top = _file_of_sweep(request.scenario, made.problems)
        if top is not None:
            made.scenario = ""
            _read_file(top, Path(request.scenario), made)
    if isinstance(request.vary, Mapping):
        for line, (path, numbers) in enumerate(request.vary.items(), start=1):
            _read_numbers(path, numbers, Where("vary", line, 1), made)
    else:
        made.problems.file("--vary")
        for line, option in enumerate(request.vary, start=1):
            _read_option(option, Where("--vary", line, 1), made)
    made.sample = made.sample if request.sample is None else request.sample
    made.replications = made.replications if request.replications is None else request.replications
    if request.of:
        made.of = [(name, Where("--of", line, 1)) for line, name in enumerate(request.of, start=1)]
    return made


def _file_of_sweep(reference: str, problems: Problems) -> MappingNode | None:
    """The content of a file that has the key `sweep`, else nothing."""
    path = Path(reference)
    try:
        if not path.is_file():
            return None
    except (OSError, ValueError):
        return None
    own = Problems()
    top = read_yaml(path, shown(reference, 400)[1:-1], own)
    if top is None or "sweep" not in top.locations:
        return None  # the loader of scenarios says what is wrong with it
    for problem in own.sorted():
        problems.add(problem.where, problem.message)
    return top


def _read_file(top: MappingNode, path: Path, made: SweepSpec) -> None:
    problems, items = made.problems, top.items
    problems.file(top.where.file)
    check_keys(top, "key of a sweep", KEYS, problems)
    if "resettle" not in top.locations:
        problems.add(top.where, "has no 'resettle'; the file of a sweep starts with 'resettle: 1'")
    elif "resettle" in items:
        version = scalar(items["resettle"], "resettle", problems)
        if version is not None and version.text != "1":
            problems.add(version.where, f"format {shown(version.text)} is not known; write 'resettle: 1'")
    reference = text(items["sweep"], "sweep", problems) if "sweep" in items else None
    if reference is not None:
        made.named = items["sweep"].where
        beside = path.parent / reference
        in_folder = reference.endswith((".yaml", ".yml")) and not os.path.isabs(reference)
        made.scenario = str(beside) if in_folder else reference
    for name, least, most in (("sample", 2, LARGEST), ("replications", 1, MOST_REPLICATIONS)):
        if name in items:
            count = whole(items[name], name, problems)
            if count is not None and not least <= count <= most:
                problems.add(items[name].where, f"{name} is {count:,}; write {least} to {most:,}")
            elif count is not None:
                setattr(made, name, count)
    if "of" in items:
        node = items["of"]
        for one in node.items if isinstance(node, ListNode) else [node]:
            name_of = text(one, "an outcome", problems, 200)
            if name_of is not None:
                made.of.append((name_of, one.where))
    if "vary" not in top.locations:
        problems.add(top.where, "has no 'vary'; write the paths to vary, each with its numbers")
    elif "vary" in items:
        paths = mapping(items["vary"], "vary", problems)
        for key, where in paths.locations.items() if paths is not None else ():
            if paths is not None and key in paths.items:
                _read_variation(key, where, paths.items[key], made)


def _read_numbers(path: str, numbers: Sequence[float] | str, where: Where, made: SweepSpec) -> None:
    """Adds a path with its numbers, or with their text."""
    node: Node = (
        ScalarNode(numbers.strip(), True, where)
        if isinstance(numbers, str)
        else ListNode(where, [ScalarNode(repr(float(one)), True, where) for one in numbers])
    )
    _read_variation(path, where, node, made)


def _read_option(option: str, where: Where, made: SweepSpec) -> None:
    path, equals, numbers = option.partition("=")
    path = path.strip()
    if not path or not equals:
        example = f"{path or 'PATH'}={FORMS}"
        made.problems.add(where, f"{shown(option)} is not PATH=NUMBERS; write for example {example}")
        return
    _read_variation(path, where, ScalarNode(numbers.strip(), True, where), made)


def _read_variation(path: str, where: Where, node: Node, made: SweepSpec) -> None:
    """Adds a path with its numbers, unless they cannot be read or the path has some already."""
    problems = made.problems
    first = next((one for one in made.variations if one.path == path), None)
    if first is not None:
        problems.add(where, f"{shown(path)} is varied twice; the first is at {location(first.where)}")
        return
    if isinstance(node, ScalarNode) and is_empty(node):
        problems.add(node.where, f"{path} has no numbers; write {FORMS}")
        variation = None
    elif isinstance(node, MappingNode):
        variation = _ends(path, where, node, problems)
    elif isinstance(node, ListNode):
        variation = _listed(path, where, node.items, node.where, problems)
    elif ".." in node.text:
        variation = _span(path, where, node, problems)
    else:
        parts = [ScalarNode(part.strip(), node.plain, node.where) for part in node.text.split(",")]
        variation = _listed(path, where, parts, node.where, problems)
    if variation is not None:
        made.variations.append(variation)


def _listed(
    path: str, where: Where, nodes: Sequence[Node], at: Where, problems: Problems
) -> Variation | None:
    """A path with a list of numbers: at least two, each once."""
    listed: list[Located] = []
    good = True
    for node in nodes:
        if isinstance(node, ScalarNode) and is_empty(node):
            problems.add(node.where, f"{path} has an empty entry in its list; write a number or take it out")
            good = False
            continue
        value = number(node, path, problems)
        if value is None:
            good = False
        elif any(one.value == value for one in listed):
            problems.add(node.where, f"{path} lists {value:g} twice; each number is run once")
            good = False
        else:
            listed.append(Located(value, node.where))
    if good and len(listed) < 2:
        count = "one number only" if listed else "no numbers"
        problems.add(at, f"{path} has {count}; a sweep needs two or more, for example {FORMS}")
        good = False
    return Variation(path, where, tuple(listed)) if good else None


def _span(path: str, where: Where, node: ScalarNode, problems: Problems) -> Variation | None:
    """A path with `LOW..HIGH` or `LOW..HIGH/STEPS`."""
    match = _SPAN.fullmatch(node.text)
    if match is None or ".." in match["high"] or "," in node.text:
        problems.add(node.where, f"{path} is {shown(node.text)}; write {FORMS}")
        return None
    given = {"from": match["low"], "to": match["high"], "steps": match["steps"]}
    nodes: dict[str, Node] = {
        key: ScalarNode(part, True, node.where) for key, part in given.items() if part or key == "steps"
    }
    if match["steps"] is None:
        del nodes["steps"]
    return _between(path, where, nodes, node.where, problems)


def _ends(path: str, where: Where, node: MappingNode, problems: Problems) -> Variation | None:
    """A path with `{from:, to:, steps:}`."""
    check_keys(node, f"key of {path}", ENDS, problems)
    variation = _between(path, where, node.items, node.where, problems)
    return variation if set(node.locations) <= set(ENDS) else None


def _between(
    path: str, where: Where, nodes: dict[str, Node], at: Where, problems: Problems
) -> Variation | None:
    good = True
    ends: dict[str, Located | None] = {"from": None, "to": None}
    for key in ends:
        if key in nodes:
            value = number(nodes[key], f"{key} of {path}" if key in nodes else path, problems)
            good = good and value is not None
            ends[key] = None if value is None else Located(value, nodes[key].where)
    steps = None
    if "steps" in nodes:
        steps = whole(nodes["steps"], f"steps of {path}", problems)
        good = good and steps is not None
        if steps is not None and not 2 <= steps <= MOST_STEPS:
            problems.add(
                nodes["steps"].where, f"{path} has {steps} steps; write how many numbers, 2 to {MOST_STEPS:,}"
            )
            good = False
    low, high = ends["from"], ends["to"]
    if low is not None and high is not None and low.value >= high.value:
        what = "is empty" if low.value == high.value else "is upside down"
        problems.add(at, f"{path} runs from {low.value:g} to {high.value:g}, which {what}; lower end first")
        good = False
    return Variation(path, where, (), low, high, steps) if good else None


def location(where: Where | None) -> str:
    """Where something was asked for: a line of a file, or an option of the command."""
    if where is None:
        return ""
    if where.file in OPTIONS:
        return f"{where.file} number {where.line}" if where.line > 1 else where.file
    return str(where)


def error_text(errors: ScenarioErrors) -> str:
    """All problems, one a line, those of the command line without line and column."""
    lines = []
    for problem in errors.problems:
        where = problem.where
        option = where is not None and where.file in OPTIONS
        lines.append(f"{where.file}: {problem.message}" if option and where else str(problem))
    return "\n".join(lines)
