"""The scenario file of a mix: it extends the plan and states what the mix changes, ready to be run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from os.path import relpath
from pathlib import Path
from typing import Any

from resettle.model.text import Text, with_name
from resettle.results.questions.optimise.choice import Choice, Mix, mixed
from resettle.scenarios import Scenario, bundled, load
from resettle.scenarios.dump import plain, value_content, written
from resettle.scenarios.types import NAME, WindowSpec

HEAD = """\
# A mix of the levers of {plan}, named by `resettle optimise`: {title}
# Values that it changes are marked `assumed`, with the plan's number and its multiple in the note.
# {surcharge}
"""

SURCHARGE = "A run books them at the plan's prices; what is dearer stands in the answer of optimise only."


def mix_file(
    scenario: Scenario,
    choices: Sequence[Choice],
    mix: Mix,
    name: str,
    title: Text,
    surcharge: bool,
    folder: Path | None = None,
) -> str:
    """The text of the file.

    Args:
        scenario: The plan.
        choices: What is chosen.
        mix: The mix.
        name: What the mix is named for, in plain letters.
        title: Its name.
        surcharge: Whether some of it costs more than the plan's prices.
        folder: Where the file will lie, if that is known.
    """
    made = mixed(scenario, choices, mix)
    own = {
        "name": file_name(scenario, name),
        "title": asdict(with_name(scenario.title, title)),
    }
    head = HEAD.format(plan=scenario.name, title=title.en, surcharge=SURCHARGE if surcharge else "")
    head = head.replace("# \n", "")
    base = reference(scenario, folder)
    if base is None:
        return head + written(plain(made) | own)
    levers = {
        lever: {"changes": changes}
        for lever, spec in made.levers.items()
        if (changes := _changes(scenario, made, lever, spec.in_force))
    }
    content: dict[str, Any] = {"resettle": 1, **own, "extends": base}
    return head + written(content | ({"levers": levers} if levers else {}))


def file_name(scenario: Scenario, name: str) -> str:
    """Name of the scenario of a mix, no longer than names may be."""
    stem = scenario.name[: 60 - len(name) - 1].rstrip("-_")
    made = f"{stem}-{name}"
    assert NAME.fullmatch(made), made
    return made


def plan_file(scenario: Scenario) -> str | Path | None:
    """The name of the plan if it is bundled, else its file; `None` if it is in neither as it is here."""
    path = Path(scenario.chain[0])
    places: tuple[tuple[str | Path, bool], ...] = (
        (scenario.name, scenario.name in bundled()),
        (path, path.is_file()),
    )
    return next((one for one, there in places if there and load(one).digest == scenario.digest), None)


def reference(scenario: Scenario, folder: Path | None) -> str | None:
    """How a file in a folder refers to the plan: by its name if it is bundled, else by the way to its file.

    There is no way (`None`) where plan and folder do not both lie in the current folder: it would name the
    folders of this machine, often its user, and lead nowhere on another.
    """
    found, here = plan_file(scenario), Path.cwd().resolve()
    if not isinstance(found, Path):
        return found
    path = found.resolve()
    if folder is None or not (path.is_relative_to(here) and folder.resolve().is_relative_to(here)):
        return None
    way = Path(relpath(path, folder.resolve())).as_posix()
    return way if way.startswith("../") else f"./{way}"


def _changes(
    scenario: Scenario, made: Scenario, lever: str, windows: Sequence[WindowSpec]
) -> list[dict[str, Any]]:
    """The windows of a lever that differ from the plan's, each by what differs."""
    period = scenario.period
    changes: list[dict[str, Any]] = []
    for window in windows:
        old = next(
            one
            for one in scenario.levers[lever].windows
            if one.start <= window.start and one.end >= window.end
        )
        new = {key: value for key, value in window.values.items() if value != old.values[key]}
        if new:
            months = {"from": period.label(window.start), "to": period.label(window.end)}
            changes.append(months | {key: value_content(value) for key, value in new.items()})
    return changes
