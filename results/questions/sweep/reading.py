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

from resettle.model.text import NOTHING, Text, both, fill, lines, text_of
from resettle.results.questions.sweep.request import Request
from resettle.scenarios import Scenario
from resettle.scenarios.problems import Problem, Problems, ScenarioErrors, Where, printable, shown
from resettle.scenarios.read.scalars import is_empty, key_of, mapping, number, scalar, text, whole
from resettle.scenarios.read.strict_yaml import ListNode, MappingNode, Node, ScalarNode, read_yaml
from resettle.scenarios.read.unknown import check_keys

KEYS = ("resettle", "sweep", "vary", "sample", "of", "replications")
"""Keys of a file; `sweep`, the scenario, tells it from the file of a scenario."""

OPTIONS = ("--vary", "--of", "vary")
"""Files of locations that are none, but options of the command or arguments of the library."""

ENDS = ("from", "to", "steps")
LARGEST = 1_000_000
"""Most runs that a sweep may have."""

MOST_REPLICATIONS = 100_000
MOST_STEPS = 10_000
FORMS = Text(
    "10000,20000,40000 or 0..60000/4 (four numbers, both ends included)",
    "10000,20000,40000或0..60000/4（四个数，含两端）",
)

_GROUPED = re.compile(r"[0-9],0[0-9]{2}(?![0-9.])")
"""A part of a number behind a separator, as of 10,000, which as a number of its own would begin with 0."""

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
        scenario: The scenario, or its name or file; `None` if none could be read.
        named: Where the scenario stands in a file.
        variations: The paths to vary, in order.
        sample: Points of a Latin hypercube, or `None` for the whole grid.
        of: Outcomes with where they are named; empty for the usual ones.
        replications: Replications of each point, or `None` for the usual number.
        problems: What is wrong so far.
    """

    scenario: Scenario | str | None = None
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
            made.scenario = None
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
    top = read_yaml(path, printable(reference, 400), own)
    if top is None or "sweep" not in top.locations:
        return None  # the loader of scenarios says what is wrong with it
    for problem in own.sorted():
        problems.add(problem.where, problem.message)
    return top


def _read_file(top: MappingNode, path: Path, made: SweepSpec) -> None:
    problems, items = made.problems, top.items
    problems.file(top.where.file)
    check_keys(top, Text("key of a sweep", "扫描文件的键"), KEYS, problems)
    if "resettle" not in top.locations:
        lacks = Text(
            "has no 'resettle'; the file of a sweep starts with 'resettle: 1'",
            "没有“resettle”；扫描文件以“resettle: 1”开头",
        )
        problems.add(top.where, lacks)
    elif "resettle" in items:
        version = scalar(items["resettle"], "resettle", problems)
        if version is not None and version.text != "1":
            unknown = Text(
                "format {got} is not known; write 'resettle: 1'", "格式{got}无法识别；请写“resettle: 1”"
            )
            problems.add(version.where, fill(unknown, got=shown(version.text)))
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
                beyond = Text(
                    "{name} is {count:,}; write {least} to {most:,}",
                    "{name}为{count:,}，应在{least}至{most:,}之间",
                )
                problems.add(items[name].where, fill(beyond, name=name, count=count, least=least, most=most))
            elif count is not None:
                setattr(made, name, count)
    if "of" in items:
        node = items["of"]
        for one in node.items if isinstance(node, ListNode) else [node]:
            name_of = text(one, Text("an outcome", "指标名"), problems, 200)
            if name_of is not None:
                made.of.append((name_of, one.where))
    if "vary" not in top.locations:
        lacks = Text(
            "has no 'vary'; write the paths to vary, each with its numbers",
            "没有“vary”；请写出要变动的路径及其取值",
        )
        problems.add(top.where, lacks)
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
        wrong = Text(
            "{option} is not PATH=NUMBERS; write for example {path}={forms}",
            "{option}不是“路径=取值”的形式；例如{path}={forms}",
        )
        example = path or Text("PATH", "路径")
        made.problems.add(where, fill(wrong, option=shown(option), path=example, forms=FORMS))
        return
    _read_variation(path, where, ScalarNode(numbers.strip(), True, where), made)


def _read_variation(path: str, where: Where, node: Node, made: SweepSpec) -> None:
    """Adds a path with its numbers, unless they cannot be read or the path has some already."""
    problems = made.problems
    first = next((one for one in made.variations if one.path == path), None)
    if first is not None:
        twice = Text("{path} is varied twice; the first is at {where}", "{path}重复变动；第一次在{where}")
        problems.add(where, fill(twice, path=shown(path), where=location(first.where)))
        return
    if isinstance(node, ScalarNode) and is_empty(node):
        none = Text("{path} has no numbers; write {forms}", "{path}没有取值；格式为{forms}")
        problems.add(node.where, fill(none, path=path, forms=FORMS))
        variation = None
    elif isinstance(node, MappingNode):
        variation = _ends(path, where, node, problems)
    elif isinstance(node, ListNode):
        variation = _listed(path, where, node.items, node.where, problems)
    elif ".." in node.text:
        variation = _span(path, where, node, problems)
    elif _GROUPED.search(node.text):
        grouped = Text(
            "{path} is {got}; commas stand between numbers: write each without separators, {forms}",
            "{path}为{got}；逗号用来分隔各个数，每个数内不用千位分隔符：{forms}",
        )
        problems.add(node.where, fill(grouped, path=path, got=shown(node.text), forms=FORMS))
        variation = None
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
            empty = Text(
                "{path} has an empty entry in its list; write a number or take it out",
                "{path}的列表中有空项；请填写数字，或删去",
            )
            problems.add(node.where, fill(empty, path=path))
            good = False
            continue
        value = number(node, path, problems)
        if value is None:
            good = False
        elif any(one.value == value for one in listed):
            twice = Text(
                "{path} lists {value:g} twice; each number is run once",
                "{path}重复列出{value:g}；每个数只模拟一次",
            )
            problems.add(node.where, fill(twice, path=path, value=value))
            good = False
        else:
            listed.append(Located(value, node.where))
    if good and len(listed) < 2:
        few = Text(
            "{path} has {count}; a sweep needs two or more, for example {forms}",
            "{path}{count}；扫描至少需要两个数，例如{forms}",
        )
        count = Text("one number only", "只有一个数") if listed else Text("no numbers", "没有取值")
        problems.add(at, fill(few, path=path, count=count, forms=FORMS))
        good = False
    return Variation(path, where, tuple(listed)) if good else None


def _span(path: str, where: Where, node: ScalarNode, problems: Problems) -> Variation | None:
    """A path with `LOW..HIGH` or `LOW..HIGH/STEPS`."""
    match = _SPAN.fullmatch(node.text)
    if match is None or ".." in match["high"] or "," in node.text:
        wrong = Text("{path} is {got}; write {forms}", "{path}为{got}；格式为{forms}")
        problems.add(node.where, fill(wrong, path=path, got=shown(node.text), forms=FORMS))
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
    check_keys(node, key_of(path), ENDS, problems)
    variation = _between(path, where, node.items, node.where, problems)
    return variation if set(node.locations) <= set(ENDS) else None


def _between(
    path: str, where: Where, nodes: dict[str, Node], at: Where, problems: Problems
) -> Variation | None:
    good = True
    ends: dict[str, Located | None] = {"from": None, "to": None}
    for key in ends:
        if key in nodes:
            value = number(nodes[key], Text(f"{key} of {path}", f"{path}的{key}"), problems)
            good = good and value is not None
            ends[key] = None if value is None else Located(value, nodes[key].where)
    steps = None
    if "steps" in nodes:
        steps = whole(nodes["steps"], Text(f"steps of {path}", f"{path}的steps"), problems)
        good = good and steps is not None
        if steps is not None and not 2 <= steps <= MOST_STEPS:
            beyond = Text(
                "{path} has {steps} steps; write how many numbers, 2 to {most:,}",
                "{path}的steps为{steps}；请写取值个数，2至{most:,}",
            )
            problems.add(nodes["steps"].where, fill(beyond, path=path, steps=steps, most=MOST_STEPS))
            good = False
    low, high = ends["from"], ends["to"]
    if low is not None and high is not None and low.value >= high.value:
        wrong = Text(
            "{path} runs from {low:g} to {high:g}, which {what}; lower end first",
            "{path}由{low:g}至{high:g}，{what}；应先写下限",
        )
        empty = low.value == high.value
        what = Text("is empty", "区间为空") if empty else Text("is upside down", "上下颠倒")
        problems.add(at, fill(wrong, path=path, low=low.value, high=high.value, what=what))
        good = False
    return Variation(path, where, (), low, high, steps) if good else None


def location(where: Where | None) -> Text:
    """Where something was asked for: a line of a file, or an option of the command."""
    if where is None:
        return NOTHING
    if where.file in OPTIONS and where.line > 1:
        return both("{file} number {line}", "第{line}个{file}", file=where.file, line=where.line)
    return text_of(where.file if where.file in OPTIONS else str(where))


def error_text(errors: ScenarioErrors) -> Text:
    """All problems, one a line, those of the command line without line and column."""
    return lines([_without_line(problem) for problem in errors.problems])


def _without_line(problem: Problem) -> Text:
    where, message = problem.where, problem.message
    if where is None or where.file not in OPTIONS:
        return problem.text
    return Text(f"{where.file}: {message.en}", f"{where.file}: {message.zh}")
