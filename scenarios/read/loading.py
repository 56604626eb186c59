"""Reading a scenario by name or path."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from resettle.model.text import Text, both
from resettle.scenarios.problems import Problem, Problems, ScenarioErrors, listed
from resettle.scenarios.read.chain import bundled, bundled_name, is_abstract, part_of, read_chain, runnable
from resettle.scenarios.read.resolve import resolve
from resettle.scenarios.room import cautions
from resettle.scenarios.scenario import Scenario


def load(reference: str | os.PathLike[str]) -> Scenario:
    """Reads, checks and resolves a scenario.

    Args:
        reference: Name of a bundled scenario, or a path to a file.

    Returns:
        The scenario.

    Raises:
        ScenarioErrors: With every problem of the file and of those it extends; also if there is no such
            scenario, or the file is an abstract part, which cannot be run.
        TypeError: If the reference is neither a text nor a path.
    """
    problems = Problems()
    parts, names, whole = read_chain(reference, problems)
    scenario = None
    if parts and parts[0].abstract:
        where = parts[0].locations.get("abstract", parts[0].where)
        abstract = both(
            "{name} is an abstract part, to be extended by others; it cannot be run. "
            "Bundled scenarios that can: {names}",
            "{name}是供其他文件扩展的部分（abstract），不能运行。可运行的内置方案：{names}",
            name=parts[0].name or Text("this file", "本文件"),
            names=listed(runnable()),
        )
        problems.add(where, abstract)
    elif whole:
        scenario = resolve(parts, names, problems)
    problems.raise_if_any()
    assert scenario is not None
    return scenario


def baseline_of(scenario: Scenario) -> Scenario | None:
    """What a scenario is laid over: of the files that it extends, the last one that can be run.

    Returns:
        The scenario; `None` if all files that it extends are abstract parts.

    Raises:
        ScenarioErrors: If a file cannot be read any more.
    """
    for name in reversed(scenario.chain[1:]):
        own = bundled_name(name) or Path(name)
        if not part_of(own).abstract:
            return load(own)
    return None


def check(reference: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """All problems of a file, without running it; an abstract part need not be complete."""
    return look_over(reference)[0]


def look_over(reference: str | os.PathLike[str]) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """All problems of a file, and what is allowed in it but will not come out as it is stated."""
    problems, scenario = Problems(), None
    try:
        parts, names, whole = read_chain(reference, problems)
    except ScenarioErrors as errors:
        return errors.problems, ()
    if whole:
        complete = not parts[0].abstract
        scenario = resolve(parts, names, problems, complete=complete)
        scenario = scenario if complete else None
    found = problems.sorted()
    return found, () if found or scenario is None else cautions(scenario)


@cache
def load_bundled() -> tuple[tuple[Scenario, ...], tuple[Problem, ...]]:
    """The bundled scenarios that can be run, and what is wrong with those that cannot be read."""
    loaded: list[Scenario] = []
    unread: dict[Problem, None] = {}
    for name in bundled():
        try:
            if not is_abstract(name):
                loaded.append(load(name))
        except ScenarioErrors as errors:
            unread |= dict.fromkeys(errors.problems)
    return tuple(loaded), tuple(unread)
