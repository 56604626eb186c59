"""In which futures does a plan fail? One run per parameter draw, and the regions of those that fail."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from resettle.results.questions.discover import charts, tables
from resettle.results.questions.discover.boxes import MOST_INPUTS
from resettle.results.questions.discover.compute import Discovery, discover
from resettle.results.questions.discover.request import Request
from resettle.results.questions.discover.sentences import headlines, kind
from resettle.results.report.answer import Answer, Section
from resettle.results.runs.asking import Asking
from resettle.results.runs.modes import Mode
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import percent

QUESTION = "discover"


def ask(request: Request, asking: Asking) -> Answer:
    """Find the regions of inputs in which a plan misses targets, or reaches them.

    Args:
        request: What is asked for.
        asking: Makes the runs.

    Raises:
        results.report.answer.QuestionError: If the question cannot be asked; all reasons at once.
    """
    key = "discover_title_success" if request.success else "discover_title"
    title = say(key, title=request.scenario.title)
    details: dict[str, Any] = {"success": request.success}
    discovery = discover(request, asking)
    if discovery is None:
        nothing = label("discover_no_runs")
        alone = (Section("regions", title, (nothing,)),)
        return Answer(QUESTION, title, (nothing,), alone, {}, details | {"futures": 0}, exit_code=1)
    details |= {
        "futures": discovery.count,
        "targets": [discovery.futures.targets[number].name for number in discovery.targets],
        "probability": [discovery.share, *discovery.interval],
        "density": discovery.goal,
        "regions": len(discovery.boxes),
        "halves": discovery.held_out.halves,
        "ema_workbench": version("ema_workbench"),
    }
    sections = _sections(discovery, asking.parameters.mode)
    return Answer(QUESTION, title, headlines(discovery), sections, tables.frames(discovery), details)


def _sections(discovery: Discovery, mode: Mode) -> tuple[Section, ...]:
    sections = []
    if discovery.boxes:
        notes = [say("discover_chance_note", kind=kind(discovery))]
        if discovery.share > 0.5 and not discovery.request.success:
            notes.append(label("discover_most_fail"))
        drawn = (
            charts.scatter_chart(discovery),
            charts.peeling_chart(discovery),
            charts.ranges_chart(discovery),
        )
        shown = (tables.regions_table(discovery), tables.limits_table(discovery))
        sections.append(Section("regions", label("discover_regions"), tuple(notes), shown, drawn))
    if discovery.ranking is not None:
        ranked = [] if discovery.boxes else [charts.scatter_chart(discovery)]
        ranked.append(charts.ranking_chart(discovery))
        heading = say("discover_inputs", kind=kind(discovery))
        sections.append(
            Section("inputs", heading, tables=(tables.inputs_table(discovery),), charts=tuple(ranked))
        )
    sections.append(Section("targets", label("discover_targets"), tables=(tables.targets_table(discovery),)))
    sections.append(Section("futures", label("discover_made"), _method(discovery, mode), folded=True))
    return tuple(sections)


def _method(discovery: Discovery, mode: Mode) -> tuple[Text, ...]:
    inputs = discovery.futures.inputs
    fitted = sum(one.path.startswith("behaviour.") for one in inputs)
    counts = {"inputs": len(inputs), "assumed": len(inputs) - fitted, "fitted": fitted}
    goal = percent(discovery.goal, 0)
    return (
        say("discover_made_prior" if mode == "prior" else "discover_made_posterior", **counts),
        say("discover_made_method", kind=kind(discovery), most=str(MOST_INPUTS), goal=goal),
    )
