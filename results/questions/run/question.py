"""The question "are the targets reached?": runs of scenarios, and their targets judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

from resettle.results.judge.causes import about_income, explain_target
from resettle.results.judge.futures import AGAIN
from resettle.results.judge.panel import Weights
from resettle.results.judge.verdicts import FEW, REACHED, VERDICTS
from resettle.results.questions.run import tables
from resettle.results.questions.run.added import Added, added, added_headlines, added_table
from resettle.results.questions.run.advice import Advised, advice, ceiling, margins_table
from resettle.results.questions.run.anyway import anyway_sentence, anyway_table
from resettle.results.questions.run.charts import charts, forest_charts
from resettle.results.questions.run.compute import Case, cases, cases_by_region, computed, weights
from resettle.results.questions.run.pace import Paced, Tell, paced
from resettle.results.questions.run.reasons import brief_reason, course_reasons, reasons, room_reason
from resettle.results.questions.run.request import Request, checked
from resettle.results.questions.run.sentences import drawing
from resettle.results.questions.run.target_tables import (
    further_table,
    matrix_table,
    target_table,
    task_tables,
    terminal_matrix_table,
    terminal_target_table,
)
from resettle.results.questions.run.tried import Tried, tried_of
from resettle.results.questions.run.views import TargetView, leading, of_role, target_views
from resettle.results.report.answer import Answer, Cell, Headline, NothingToJudge, Section
from resettle.results.report.charts import Key
from resettle.results.report.provenance import value_table
from resettle.results.runs.asking import Asking
from resettle.results.runs.frame import IDENTITY
from resettle.results.text.labels import NOTHING, Text, fill, join, label, say
from resettle.results.text.numbers import count
from resettle.scenarios import Scenario
from resettle.scenarios.types import OUTCOME, TASK


def ask(request: Request, asking: Asking, tell: Tell | None = None) -> Answer:
    """Run scenarios and judge their targets.

    Args:
        request: What is asked for.
        asking: Runs what is needed.
        tell: Told the first verdict as soon as it is known.

    Raises:
        results.report.answer.QuestionError: If the request makes no sense.
        results.report.answer.NothingToJudge: If a scenario has no replication that succeeded.
    """
    request = checked(request)
    started = perf_counter()
    made = paced(request, asking, tell)
    runs = made.runs
    ran = perf_counter()
    described = _described(request, asking, made)
    succeeded = Counter(name for name, _ in runs.records)
    if request.baseline is not None and not succeeded[request.baseline.name]:
        request = replace(request, baseline=None)  # its failures are told as those of all runs
    for one in request.run:
        if not succeeded[one.name]:
            error = runs.failed[runs.failed["variant"] == one.name]["error"].iloc[0]
            none = Text("no replication of {name} succeeded: {error}", "{name}的模拟全部失败：{error}")
            raise NothingToJudge(fill(none, name=one.name, error=str(error)), described)
    tried = tried_of(request, runs, asking)
    frames = computed(request.run, runs, asking.beyond_behaviour(request.run, runs)) | tried.frames
    timings = {"running": ran - started, "judging": perf_counter() - ran}
    described["timings"] = {stage: round(seconds, 3) for stage, seconds in timings.items()}
    described["parameters"], described["outside"] = asking.parameters.mode, asking.parameters.outside
    return answered(request.scenarios, frames, described, weights(runs), request.baseline, tried)


def _described(request: Request, asking: Asking, made: Paced) -> dict[str, Any]:
    """What the manifest of a run says besides what all manifests say."""
    from resettle.scenarios import default_scale

    weight = weights(made.runs)
    scenarios = [
        {
            "name": one.name,
            "digest": one.digest,
            "files": [Path(file).name for file in one.chain],
            "scale": asking.scale or default_scale(one),
            "weight": weight.get(one.name),
            "varied": asking.parameters.varied(one),
        }
        for one in request.run
    ]
    varied = any(one["varied"] for one in scenarios)
    again = made.runs.frame[made.runs.frame["replication"] >= AGAIN]
    return {
        "scenarios": scenarios,
        "baseline": None if request.baseline is None else request.baseline.name,
        "futures": made.futures,
        "replications": made.futures,
        "repeated": int(again["draw"].nunique()) if varied else 0,
        "ending": made.ending,
        "half_width": round(made.half_width, 4),
        "seeds_per_draw": request.seeds_per_draw,
        "checked": request.check,
        "runs": [
            {
                "scenario": row["variant"],
                "replication": row["replication"],
                "seed": row["seed"],
                "draw": None if row["draw"] < 0 else row["draw"],
                "status": row["status"],
                "seconds": round(row["seconds"], 4),
                "error": row["error"] or None,
            }
            for row in made.runs.frame[list(IDENTITY)].to_dict("records")
        ],
    }


Frames = Mapping[str, "pd.DataFrame"]


def answered(
    scenarios: Sequence[Scenario],
    frames: Frames,
    described: Mapping[str, Any],
    weights: Weights = None,
    baseline: Scenario | None = None,
    tried: Tried | None = None,
) -> Answer:
    """The answer of a run.

    Args:
        scenarios: The scenarios that were run, the reference of each region first.
        frames: What `results.questions.run.compute.computed` made of their runs.
        described: What the manifest says of the run; see `results.questions.run.sentences.drawing`.
        weights: Households that one simulated household stands for, by scenario.
        baseline: What a single plan was run beside, and is compared with.
        tried: What its levers do at the margin, and what growth comes from without it.
    """
    run = _Run(
        cases(scenarios, frames["monthly"], frames["levers"], weights),
        [target_views(one, frames["targets"]) for one in scenarios],
        frames,
        None if baseline is None else added(scenarios[0], baseline, frames),
        tried or Tried(),
    )
    return Answer(
        "run",
        _title(run),
        (*run.headlines(), *run.further()),
        tuple(section for section in _sections(run, described) if section is not None),
        dict(frames),
        described=dict(described),
        lead=tuple(_lead(run)),
        caution=label("synthetic"),
    )


@dataclass(frozen=True)
class _Run:
    """Scenarios of a run with their judged targets.

    Attributes:
        cases: The scenarios with their results.
        views: The targets of each.
        frames: The frames of the run.
        added: What a single plan adds to its baseline, if that was run.
        tried: What its levers do at the margin, and what growth comes from without it.
    """

    cases: Sequence[Case]
    views: Sequence[Sequence[TargetView]]
    frames: Frames
    added: Added | None = None
    tried: Tried = field(default_factory=Tried)

    @property
    def advised(self) -> Advised | None:
        """What advice is taken from, if the levers were tried."""
        case = self.cases[0]
        if self.tried.margins is None:
            return None
        spending = float(case.ledger.spent(len(case.panel.replications)).mean())
        return Advised(
            case.scenario, self.tried.reference, self.tried.main, self.tried.margins, case.panel, spending
        )

    def further(self) -> Iterator[Text]:
        """What the plan adds, what would have come anyway, and what no lever reaches."""
        if self.added is not None:
            yield from added_headlines(self.added)
        if self.tried.anyway is not None:
            yield anyway_sentence(self.tried.anyway)
        if self.advised is not None and ceiling(self.advised) != NOTHING:
            yield ceiling(self.advised)

    @property
    def regions(self) -> list[list[Case]]:
        """Scenarios by region, the reference first."""
        return cases_by_region(self.cases)

    @property
    def several(self) -> bool:
        """Whether there are several scenarios."""
        return len(self.cases) > 1

    @property
    def across(self) -> bool:
        """Whether they are of several regions."""
        return len(self.regions) > 1

    def headlines(self) -> Iterator[Headline]:
        """The first outcome target of each scenario, and how many of them are reached."""
        references = {group[0].scenario.name for group in self.regions if len(group) > 1}
        for case, views in zip(self.cases, self.views, strict=True):
            lead = leading(views)
            if lead is None:
                continue
            tally = _tally(views, apart=not self.across)
            made = Headline(lead.sentence, lead.main.verdict, (lead.spread, tally))
            if self.several:
                about = [_plan_facts(case)] if self.across else []
                about += [label("reference")] if case.scenario.name in references else []
                made = replace(
                    made,
                    title=case.title,
                    name=case.scenario.name,
                    colour=case.colour,
                    about=join(about),
                    brief=say("brief", verdict=lead.main.word, title=lead.main.title)
                    if self.across
                    else NOTHING,
                )
            yield made


def _tally(views: Sequence[TargetView], apart: bool) -> Text:
    """How many outcome targets are reached; tasks are never counted among them.

    Args:
        views: The targets of a scenario.
        apart: Whether to say that there are tasks too.
    """
    outcomes, tasks = of_role(views, OUTCOME), of_role(views, TASK)
    words = {word: sum(view.main.verdict == word for view in outcomes) for word in VERDICTS}
    total = len(outcomes)
    told = [say("tally_few", total=total, **words) if words[FEW] else say("tally", total=total, **words)]
    return join(told + ([say("tally_tasks", number=len(tasks))] if tasks and apart else []), " ", "")


def _title(run: _Run) -> Text:
    if run.across:
        return label("places_title")
    return label("several_title") if run.several else run.cases[0].title


def _plan_facts(case: Case) -> Text:
    months = case.panel.plan_months
    return say("facts_place", first=months[0], last=months[-1], base=str(case.panel.base_year))


def _lead(run: _Run) -> Iterator[Text]:
    first = run.cases[0]
    runs = count(len(first.panel.replications))
    if run.across:
        yield say("facts_runs", runs=runs)
        return
    if not run.several and first.scenario.description.en:
        yield first.scenario.description
    months = first.panel.plan_months
    yield say("facts", first=months[0], last=months[-1], base=str(first.panel.base_year), runs=runs)


def _sections(run: _Run, described: Mapping[str, Any]) -> Iterator[Section | None]:
    if run.added is not None:
        growth = () if run.tried.anyway is None else (anyway_table(run.tried.anyway),)
        shown = (added_table(run.added), *growth)
        yield Section("added", label("added_title"), (label("added_note"),), shown)
    if run.advised is not None:
        lines, every = advice(run.advised), (margins_table(run.advised),)
        note = (label("advice_note"),)
        yield Section("advice", label("advice_title"), note, every, points=lines, printed=True)
    yield from _verdicts(run)
    yield _spread(run, described)
    yield Section("charts", label("charts_title"), charts=tuple(charts(run.cases)))
    yield _spending(run)
    yield _comparison(run)
    yield _values([case.scenario for case in run.cases])


def _verdicts(run: _Run) -> Iterator[Section]:
    """Targets and reasons; several scenarios stand side by side first."""
    scenarios, targets = [case.scenario for case in run.cases], run.frames["targets"]
    if not run.several:
        case, views = run.cases[0], run.views[0]
        yield _reasons("reasons", label("why_title"), case, views)
        outcomes = of_role(views, OUTCOME)
        shown = (target_table(outcomes), further_table(views), terminal_target_table(outcomes))
        yield Section("targets", label("targets_title"), tables=shown, note=label("verdict_rule"))
        yield from _tasks("tasks", run, case, views)
        return
    for role, heading in ((OUTCOME, "targets_side_by_side"), (TASK, "tasks_title")):
        behind = run.frames["tasks"] if role == TASK else None
        made = matrix_table(run.cases, targets, behind), terminal_matrix_table(scenarios, targets, behind)
        matrix = tuple(table for table in made if table is not None)
        if matrix:
            note = (label("tasks_note"),) if role == TASK else ()
            short = label("targets_title" if role == OUTCOME else "tasks_title")
            name = "targets" if role == OUTCOME else "tasks"
            yield Section(name, label(heading), note, matrix, short=short)
    parts = []
    headlines = {one.name: one for one in run.headlines()}
    for case, views in zip(run.cases, run.views, strict=True):
        name = case.scenario.name
        part = _reasons(f"scenario-{name}", case.title, case, views)
        whole = target_table(of_role(views, OUTCOME)), further_table(views)
        more = [Section(f"targets-{name}", label("targets_title"), tables=whole, folded=True)]
        more += [
            replace(one, folded=True, tables=one.tables[:1])
            for one in _tasks(f"tasks-{name}", run, case, views)
        ]
        headline = headlines.get(name) if run.across else None
        if headline is not None:
            headline = Headline(headline.sentence, headline.verdict, headline.small)
        parts.append(replace(part, headline=headline, parts=(*part.parts, *more), colour=case.colour))
    title = label("places_verdicts" if run.across else "why_title")
    yield Section("scenarios", title, parts=tuple(parts))


def _tasks(name: str, run: _Run, case: Case, views: Sequence[TargetView]) -> Iterator[Section]:
    """The tasks of a scenario under a heading of their own, if it has any."""
    tasks = of_role(views, TASK)
    if tasks:
        shown = task_tables(tasks, run.frames["tasks"], case.scenario.name)
        yield Section(name, label("tasks_title"), (label("tasks_note"),), shown)


def _reasons(name: str, title: Text, case: Case, views: Sequence[TargetView]) -> Section:
    """Why the first target and the first income target are reached or missed; all others in a line each."""
    points: list[Text] = []
    lead, outcomes = leading(views), of_role(views, OUTCOME)
    if lead is not None and (case.why is None or case.why.target.name != lead.main.target):
        points += course_reasons(case.scenario.targets[lead.main.target], case.panel, case.ledger)
    if case.why is not None:
        points += reasons(case.why)
    full = room_reason(case.scenario, case.panel, case.ledger)
    points += [full] if full is not None else []
    missed = [view.main for view in outcomes[1:] if view.main.verdict != REACHED]
    others = tuple(
        Cell(
            say("brief", verdict=row.word, title=row.title),
            (_brief_reason(case, row.target),),
            verdict=row.verdict,
        )
        for row in missed
    )
    title_of_others = say("why_others", number=str(len(others)))
    part = Section(f"{name}-others", title_of_others, points=others, folded=True)
    return Section(name, title, points=tuple(points), parts=(part,) if others else ())


def _brief_reason(case: Case, name: str) -> Text:
    target = case.scenario.targets[name]
    why = explain_target(target, case.panel, case.ledger) if about_income(target) else None
    return reasons(why)[0] if why is not None else brief_reason(target, case.panel, case.ledger)


def _spread(run: _Run, described: Mapping[str, Any]) -> Section | None:
    frame = run.frames["uncertainty"]
    if frame.empty:
        return None
    shown = [tables.spread_table(frame, case) for case in run.cases]
    told = [
        tables.figures_table(frame, case, case.title if run.several else label("figures_title"))
        for case in run.cases
    ]
    parts = [
        Section(f"spread-{case.scenario.name}", case.title, tables=(table,), folded=True, colour=case.colour)
        for case, table in zip(run.cases, shown, strict=True)
    ]
    return Section(
        "spread",
        label("spread_title"),
        tuple(drawing(described)),
        tuple(told) if run.several else (*shown, *told),
        parts=tuple(parts) if run.several else (),
        note=label("spread_note"),
        short=label("nav_spread"),
    )


def _spending(run: _Run) -> Section:
    parts = []
    for case in run.cases:
        title = case.title if run.several else NOTHING
        part = Section(
            f"spending-{case.scenario.name}",
            title,
            folded=run.across,
            colour=case.colour if run.several else "",
        )
        if case.ledger.totals:
            parts.append(replace(part, tables=(tables.lever_table(case),)))
        else:
            parts.append(replace(part, paragraphs=(label("no_levers"),)))
    return Section(
        "spending",
        label("spending_title"),
        (label("spending_note"),),
        parts=tuple(parts),
        short=label("nav_spending"),
    )


def _comparison(run: _Run) -> Section | None:
    """Scenarios of a region against its reference."""
    groups = [(number, group) for number, group in enumerate(run.regions) if len(group) > 1]
    if not groups:
        return None
    comparison = run.frames["comparison"]
    parts = [
        Section(
            f"comparison-{number}",
            say("against_reference", reference=group[0].title) if len(groups) > 1 else NOTHING,
            charts=tuple(forest_charts(group, comparison, number)),
            keys=tuple(Key(case.title, case.colour, "point") for case in group[1:]),
            dense=True,
            tables=tuple(tables.difference_table(comparison, case, group[0]) for case in group[1:]),
        )
        for number, group in groups
    ]
    return Section(
        "comparison",
        label("comparison_title"),
        (label("comparison_note"),),
        parts=tuple(parts),
        note=label("ratio_note"),
    )


def _values(scenarios: Sequence[Scenario]) -> Section:
    assumed, sourced = (value_table(scenarios, assumed) for assumed in (True, False))
    number = sum(len(row) > 1 for row in assumed.rows)
    return Section(
        "values",
        label("assumed_title"),
        (say("assumed_note", number=str(number)),),
        (assumed, sourced),
        short=label("nav_assumed"),
    )
