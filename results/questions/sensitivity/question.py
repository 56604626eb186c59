"""What matters: which inputs and levers move an outcome most, and how much of it is chance."""

from __future__ import annotations

from typing import Any

from resettle.results.questions.sensitivity import tables
from resettle.results.questions.sensitivity.charts import screening_chart, shares_chart, tornado_chart
from resettle.results.questions.sensitivity.compute import Analysis, Finding, analyse
from resettle.results.questions.sensitivity.request import MORRIS, SOBOL, TORNADO, Request
from resettle.results.questions.sensitivity.sentences import headlines, unmoved
from resettle.results.report.answer import Answer, Section, Table, present
from resettle.results.report.charts import Chart
from resettle.results.runs.asking import Asking
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import count

QUESTION = "sensitivity"


def ask(request: Request, asking: Asking) -> Answer:
    """Find out what moves some outcomes of a scenario.

    Args:
        request: What is asked for.
        asking: Runs what is needed.

    Raises:
        results.report.answer.QuestionError: If nothing can be moved, or a name, a path, a method or a
            number makes no sense.
    """
    analysis = analyse(request, asking)
    sections = [_section(analysis, number, finding) for number, finding in enumerate(analysis.findings)]
    sections.append(Section("method", label("sensitivity_method"), _method(analysis)))
    inputs = (tables.inputs_table(analysis),)
    sections.append(Section("inputs", label("sensitivity_inputs"), tables=inputs, folded=True))
    return Answer(
        QUESTION,
        say("sensitivity_title", scenario=request.scenario.title),
        headlines(analysis),
        tuple(sections),
        tables.frames(analysis),
        _details(analysis),
    )


def _section(analysis: Analysis, number: int, finding: Finding) -> Section:
    """Charts and shown of one outcome."""
    request = analysis.request
    charts: list[Chart | None] = []
    shown: list[Table] = []
    if finding.screened and MORRIS in request.methods:
        charts.append(screening_chart(finding, number))
        shown.append(tables.screening_table(finding))
    if finding.variance is not None and finding.explained:
        charts.append(shares_chart(finding, finding.variance, number))
        shown.append(tables.shares_table(finding, finding.variance))
    if finding.swings and finding.widest_swings[0][1].width > 0.0:
        charts.append(tornado_chart(finding, number))
        shown.append(tables.tornado_table(finding, request.sizes.swings, terminal=len(request.methods) == 1))
    held = tuple(table for table in shown if table.rows)
    return Section(
        f"outcome-{number}",
        finding.outcome.title,
        () if held else (unmoved(analysis, finding),),
        held,
        present(charts),
    )


def _method(analysis: Analysis) -> tuple[Text, ...]:
    """What was done, in plain words."""
    request, sizes = analysis.request, analysis.request.sizes
    households = request.scenario.population["households"].number
    simulated = count(round(households * analysis.scale))
    lines = [say("sensitivity_how_moved", count=str(len(analysis.inputs)), households=simulated)]
    lines.append(label("sensitivity_how_measures"))
    if analysis.screened:
        numbers = {"trajectories": sizes.trajectories, "seeds": sizes.seeds, "centre": sizes.centre}
        lines.append(say("sensitivity_how_screening", **numbers))
        if request.methods != (MORRIS,):
            lines.append(say("sensitivity_how_chosen", top=len(analysis.close)))
    if analysis.ran(SOBOL):
        points = sizes.blocks * sizes.points
        lines.append(
            say("sensitivity_how_shares", points=points, blocks=sizes.blocks, seeds=sizes.block_seeds)
        )
    if analysis.ran(TORNADO):
        lines.append(say("sensitivity_how_tornado", seeds=sizes.swings))
    return tuple(lines)


def _details(analysis: Analysis) -> dict[str, Any]:
    return {
        "outcomes": [one.outcome.name for one in analysis.findings],
        "methods": list(analysis.request.methods),
        "inputs": len(analysis.inputs),
        "chosen": [one.path for one in analysis.close],
        "scale": analysis.scale,
        "sizes": dict(vars(analysis.request.sizes)),
    }
