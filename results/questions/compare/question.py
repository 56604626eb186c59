"""Which of these? Two or more scenarios of one region, paired run by run.

The first scenario is the reference. Replication *i* has the same chance and the same parameter draw in all of
them, also in the scenarios that are made by swapping levers one by one.
"""

from __future__ import annotations

from resettle.results.questions.compare import tables
from resettle.results.questions.compare.charts import forests, lever_charts, tenth_charts
from resettle.results.questions.compare.choice import choice_section, choice_sentences
from resettle.results.questions.compare.compute import Alternative, Comparison, compare
from resettle.results.questions.compare.names import question_title
from resettle.results.questions.compare.request import Request
from resettle.results.questions.compare.sentences import headlines, interaction, part_label
from resettle.results.questions.run.charts import income_chart
from resettle.results.questions.run.work_charts import employment_chart
from resettle.results.report.answer import Answer, Section, present
from resettle.results.report.estimates import share
from resettle.results.runs.asking import Asking
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import yuan

QUESTION = "compare"


def ask(request: Request, asking: Asking) -> Answer:
    """Compare scenarios of one region with the first of them.

    Args:
        request: What is asked for.
        asking: Makes the runs.

    Raises:
        results.report.answer.QuestionError: If the scenarios cannot be compared, an outcome is unknown or a
            number makes no sense; all reasons at once.
    """
    comparison = compare(request, asking)
    title = question_title(request.scenarios)
    if not comparison.alternatives:
        nothing = label("compare_no_pair")
        return Answer(QUESTION, title, (nothing,), (Section("differences", title, (nothing,)),), exit_code=1)
    choice = comparison.choice
    sections = [_differences(comparison), _costs(comparison), _households(comparison)]
    sections.append(None if choice is None else choice_section(choice))
    sections += [_levers(comparison, one) for one in comparison.alternatives]
    sections += [_over_time(comparison), _indicators(comparison), _pairing(comparison)]
    return Answer(
        QUESTION,
        title,
        (*headlines(comparison), *([] if choice is None else choice_sentences(choice))),
        present(sections),
        tables.frames(comparison),
        {
            "scenarios": [one.name for one in request.scenarios],
            "replications": request.replications,
            "outcomes": [one.name for one in comparison.outcomes],
            "levers": request.by_lever,
            "small": request.small,
        },
        exit_code=1 if len(comparison.runs.failed) else 0,
    )


def _differences(comparison: Comparison) -> Section:
    every = comparison.alternatives
    shown = [tables.ranking_table(comparison), *(tables.measures_table(comparison, one) for one in every)]
    shown += [tables.targets_table(comparison, one) for one in every]
    paragraphs = [label("compare_differences_note")]
    unshared = dict.fromkeys(title for one in every for title in _unshared(comparison, one))
    if unshared:
        paragraphs.append(say("compare_unshared", titles=join(list(unshared))))
    charts = tuple(forests(comparison))
    return Section("differences", label("compare_differences"), tuple(paragraphs), present(shown), charts)


def _unshared(comparison: Comparison, one: Alternative) -> list[Text]:
    """Titles of targets that are not compared."""
    targets = {**one.scenario.targets, **comparison.request.reference.targets}
    return [targets[name].title for name in one.unshared]


def _over_time(comparison: Comparison) -> Section | None:
    if comparison.course is None:
        return None
    cases = comparison.course.cases
    charts = (income_chart(cases), employment_chart(cases))
    return Section("over_time", label("compare_over_time"), charts=charts)


def _costs(comparison: Comparison) -> Section:
    shown = tuple(tables.costs_table(comparison, one) for one in comparison.alternatives)
    return Section("costs", label("compare_costs"), (label("compare_costs_note"),), shown)


def _households(comparison: Comparison) -> Section | None:
    shown = present([tables.tenths_table(comparison, one) for one in comparison.alternatives])
    if not shown:
        return None
    paragraphs = [say("compare_tenths_note", small=yuan(comparison.request.small))]
    least = min(one.tenths.paired for one in comparison.alternatives if one.tenths is not None)
    if least < 1.0:
        paragraphs.append(say("compare_tenths_unpaired", share=share(1.0 - least)))
    charts = tuple(tenth_charts(comparison))
    return Section("households", label("compare_tenths"), tuple(paragraphs), shown, charts)


def _levers(comparison: Comparison, one: Alternative) -> Section | None:
    name, title = f"levers-{one.position}", tables.titled(comparison, one, label("compare_levers"))
    if not one.parts:
        return Section(name, title, (label("compare_no_lever"),))
    by_lever = one.by_lever
    if by_lever is None or not by_lever.outcomes:
        return None
    texts = [label("compare_levers_note"), say("compare_levers_futures", futures=by_lever.futures)]
    texts += [interaction(by_lever, number) for number in range(len(by_lever.outcomes))]
    if by_lever.left_out:
        texts.append(say("compare_left_out", levers=join([part_label(part) for part in by_lever.left_out])))
    shown = [
        tables.effects_table(by_lever, outcome, number == 0 and comparison.alone)
        for number, outcome in enumerate(by_lever.outcomes)
    ]
    return Section(
        name,
        title,
        tuple(text for text in texts if text != NOTHING),
        (*shown, tables.lever_costs_table(by_lever)),
        tuple(lever_charts(comparison, one, by_lever)),
    )


def _indicators(comparison: Comparison) -> Section:
    shown = tuple(tables.indicators_table(comparison, one) for one in comparison.alternatives)
    note = label("compare_indicators_note")
    return Section("indicators", label("compare_indicators"), (note,), shown, folded=True)


def _pairing(comparison: Comparison) -> Section:
    shown = tuple(tables.pairing_table(comparison, one) for one in comparison.alternatives)
    notes = [label("compare_pairing_note"), label("compare_paired_note")]
    if not comparison.request.by_lever and any(len(one.parts) > 1 for one in comparison.alternatives):
        notes.append(label("compare_levers_off"))
    return Section("pairing", label("compare_pairing_title"), tuple(notes), shown, folded=True)
