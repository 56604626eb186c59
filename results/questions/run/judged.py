"""Scenarios of a run with their judged targets: titles, headlines, and what else is said first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from resettle.results.judge.verdicts import FEW, NOBODY, VERDICTS
from resettle.results.questions.run.added import Added, added_headlines
from resettle.results.questions.run.advice import Advised, ceiling, first_advice
from resettle.results.questions.run.compute import Case, cases_by_region
from resettle.results.questions.run.matters import Matters
from resettle.results.questions.run.sentences import trust
from resettle.results.questions.run.tried import Tried
from resettle.results.questions.run.views import TargetView, leading, of_role
from resettle.results.report.answer import TRUST, Headline, labelled
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import count
from resettle.scenarios.types import OUTCOME, TASK

Frames = Mapping[str, "pd.DataFrame"]


@dataclass(frozen=True)
class Judged:
    """Scenarios of a run with their judged targets.

    Attributes:
        cases: The scenarios with their results.
        views: The targets of each.
        frames: The frames of the run.
        added: What a single plan adds to its baseline, if that was run.
        tried: What its levers do at the margin, and what growth comes from without it.
        matters: Which of its uncertain values move the main figure of a single plan, if that was looked at.
    """

    cases: Sequence[Case]
    views: Sequence[Sequence[TargetView]]
    frames: Frames
    added: Added | None = None
    tried: Tried = field(default_factory=Tried)
    matters: Matters | None = None

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

    def further(self, fitted: bool) -> Iterator[Text]:
        """What a plan adds, what no lever reaches, what to do first, and how far all that can be trusted.

        Args:
            fitted: Whether the runs rest on the fit, so that what held-out facts say of it is told.
        """
        if self.added is not None:
            yield from added_headlines(self.added)
        if self.advised is not None:
            yield from (one for one in (ceiling(self.advised), first_advice(self.advised)) if one != NOTHING)
        sentences = trust() if fitted and not self.several else []
        if sentences:
            yield labelled(TRUST, sentences)

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
            made = Headline(
                lead.sentence, lead.main.verdict, (lead.spread, tally) if self.several else (tally,)
            )
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
    told += [say("tally_nobody", nobody=words[NOBODY])] if words[NOBODY] else []
    return join(told + ([say("tally_tasks", number=len(tasks))] if tasks and apart else []), " ", "")


def title_of(run: Judged) -> Text:
    """Title of the answer."""
    if run.across:
        return label("places_title")
    return label("several_title") if run.several else run.cases[0].title


def _plan_facts(case: Case) -> Text:
    months = case.panel.plan_months
    return say("facts_place", first=months[0], last=months[-1], base=str(case.panel.base_year))


def lead_of(run: Judged) -> Iterator[Text]:
    """What must be known before the headlines."""
    first = run.cases[0]
    runs = count(len(first.panel.replications))
    if run.across:
        yield say("facts_runs", runs=runs)
        return
    if not run.several and first.scenario.description.en:
        yield first.scenario.description
    months = first.panel.plan_months
    yield say("facts", first=months[0], last=months[-1], base=str(first.panel.base_year), runs=runs)
