"""What the commands that ask questions share: who works, where it goes, and how it is shown."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import wraps
from inspect import Signature, signature
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from resettle.cli.app import (
    FAILED,
    UNTOUCHED,
    Command,
    app,
    compile_first,
    end,
    refuse,
    state,
    tell,
    working,
)
from resettle.cli.options import (
    Cluster,
    Explore,
    Formats,
    Jobs,
    Lang,
    Out,
    Outside,
    Parameters,
    Scale,
    Seed,
    formats_of,
    scale_of,
)
from resettle.model.text import NOTHING, Text, both, fill
from resettle.results.runs.settings import Settings

if TYPE_CHECKING:
    from resettle.results.questions.explore.request import Request as ExploreRequest
    from resettle.results.report.answer import Answer
    from resettle.results.report.deliver import Asked
    from resettle.results.runs.asking import Asking
    from resettle.results.runs.draws import Parameters as Drawn
    from resettle.results.text.labels import Lang as Language
    from resettle.scenarios import Scenario


@dataclass(frozen=True)
class How:
    """The options of every question: how it is worked out, where its answer goes, in which language."""

    seed: Seed = Settings.seed
    scale: Scale = "default"
    jobs: Jobs = None
    cluster: Cluster = None
    out: Out = None
    lang: Lang = None
    formats: Formats = None
    parameters: Parameters = Settings.parameters
    outside: Outside = Settings.outside

    @property
    def drawn(self) -> Drawn:
        """How parameters are drawn; ends the command if there is no posterior to draw from."""
        from resettle.results.runs.draws import NoPosterior, parameters

        try:
            return parameters(self.parameters, self.outside)
        except NoPosterior as missing:
            refuse(missing.text)


@dataclass(frozen=True)
class Beside(How):
    """The options of a question that the page with sliders may be made beside."""

    explore: Explore = False


def asks(command: Command) -> Command:
    """Add a command; the options of its `how` take the place of that, but those that it has itself."""
    own = signature(command, eval_str=True).parameters
    how = own["how"].annotation
    shared = signature(how, eval_str=True).parameters
    options = []
    for name, option in own.items():
        options += [one for one in shared.values() if one.name not in own] if name == "how" else [option]

    @wraps(command)
    def asking(**given: Any) -> None:
        made = how(**{name: given[name] for name in shared})
        command(**{name: given[name] for name in own if name != "how"}, how=made)

    asking.__signature__ = Signature(options)  # type: ignore[attr-defined]
    return app.command()(working(asking))  # type: ignore[return-value]


@dataclass
class Question:
    """A question as it was put on the command line.

    Attributes:
        scenarios: What it is asked of.
        asking: Runs what the question needs.
        folder: Where the answer goes.
        lang: Language in which the answer is shown.
        formats: Formats in which it is exported too.
        started: When it was asked.
        clock: The same on a clock of seconds.
        command: Command that gives the same numbers again; that which was given if empty.
        bar: Shows how far the work is, until it is closed.
    """

    scenarios: Sequence[Scenario]
    asking: Asking
    folder: Path
    lang: Language
    formats: tuple[str, ...] = ()
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    clock: float = field(default_factory=perf_counter)
    command: str = ""
    bar: ExitStack = field(default_factory=ExitStack)

    def deliver(self, answer: Answer) -> None:
        """Write the answer, print it, and end with an exit code other than 0 if something failed."""
        from resettle.results.report.deliver import described, save
        from resettle.results.report.exports import export
        from resettle.results.report.terminal import print_answer, print_exports
        from resettle.results.runs.store import MANIFEST, REPORT

        self.bar.close()  # or else what is printed would go where the bar is drawn
        complete = described(answer, self.asking, self.asked)
        folder = save(complete, self.folder, state.page_lang)
        exported: list[Path] = []
        try:  # before anything is printed: a reader that goes away takes nothing with it
            exported = export(complete, complete.manifest, folder, self.formats, state.page_lang or self.lang)
        finally:
            print_answer(complete, folder / REPORT, self.lang)
        print_exports(exported, self.lang)
        failures = self.asking.failures
        if failures:
            left_out = Text(
                "resettle: {failed} of {all} runs failed and are left out, the first of them {first}; "
                "all are listed in {manifest}{trace}",
                "resettle: {all}次模拟中有{failed}次失败，未计入，其中第一次为{first}；"
                "全部列于{manifest}{trace}",
            )
            pieces = {"first": str(failures[0]), "manifest": str(folder / MANIFEST), "trace": self.trace}
            end(FAILED, fill(left_out, failed=len(failures), all=self.asking.made, **pieces))
        if answer.exit_code:
            end(answer.exit_code)

    @property
    def asked(self) -> Asked:
        """How the question was put."""
        from resettle.results.report.deliver import Asked

        command = self.command or command_given()
        return Asked(self.scenarios, command, self.started, perf_counter() - self.clock)

    @property
    def trace(self) -> str:
        """Traceback of the first run that failed, if a developer wants to see it."""
        return f"\n{self.asking.trace}" if state.debug and self.asking.trace else ""


TELLING = ("sweep", "explore")
"""Questions that tell by themselves how long they take, before most of their runs."""


@contextmanager
def question(name: str, scenarios: Sequence[Scenario], how: How) -> Iterator[Question]:
    """A question that may be asked: the folder may be written, workers are there, the model is compiled.

    What cannot be asked ends the command with one message, exit code 2 and nothing written.
    """
    from resettle.results.judge.outcomes import OutcomeError
    from resettle.results.report.answer import NothingToJudge, QuestionError
    from resettle.results.report.deliver import answer_folder, record
    from resettle.results.report.terminal import stages
    from resettle.results.runs.asking import opened
    from resettle.results.runs.claim import check_folder
    from resettle.results.runs.draws import NoPosterior
    from resettle.results.runs.reach import ClusterError
    from resettle.results.runs.store import RUN
    from resettle.scenarios.paths import PathError

    if how.cluster is not None and how.jobs is not None:
        refuse(
            Text(
                "give --jobs for this computer or --cluster for others, not both",
                "--jobs用于本机，--cluster用于其他机器，不能同时使用",
            )
        )
    formats = formats_of(how.formats)
    settings = Settings(how.seed, how.parameters, how.outside, scale_of(how.scale), how.jobs, how.cluster)
    folder = how.out or answer_folder(name, [one.name for one in scenarios])
    try:
        check_folder(folder, name)
        with ExitStack() as bar, opened(folder, settings) as asking:
            asking.report = bar.enter_context(
                stages(state.lang, quiet=name == RUN, estimates=name not in TELLING)
            )
            compile_first()
            posed = Question(scenarios, asking, folder, state.lang, formats, bar=bar)
            try:
                yield posed
            except NothingToJudge as nothing:
                path = record(name, nothing, asking, posed.asked)
                recorded = NOTHING
                if path is not None:
                    recorded = both("; recorded in {path}", "；已记入{path}", path=str(path))
                failed = Text(
                    "resettle: {nothing}{recorded}; {kept}{trace}",
                    "resettle: {nothing}{recorded}；{kept}{trace}",
                )
                pieces = {"nothing": nothing.text, "recorded": recorded, "kept": UNTOUCHED}
                end(FAILED, fill(failed, trace=posed.trace, **pieces))
    except (NoPosterior, QuestionError, OutcomeError, PathError, ClusterError) as refused:
        refuse(refused.text)
    if isinstance(how, Beside) and how.explore:
        explore_beside(posed.scenarios[0], how)


def explored(request: ExploreRequest, how: How, command: str = "") -> None:
    """Ask for the page with sliders.

    Args:
        request: What is asked for.
        how: How it is worked out, and where it goes.
        command: Command that gives the same numbers again; that which was given if empty.
    """
    from resettle.results.questions.explore.request import checked

    checked(request)  # before the workers start
    with question("explore", [request.scenario], how) as posed:
        from resettle.results.questions.explore.question import ask

        posed.command = command
        posed.deliver(ask(request, posed.asking, tell))


def explore_beside(scenario: Scenario, how: Beside) -> None:
    """Make the page of the scenario that another question was asked of, beside its answer."""
    from resettle.results.questions.explore.request import Request as ExploreRequest
    from resettle.results.runs.manifest import reference_of

    command = ["resettle", "explore", reference_of(scenario), "--seed", str(how.seed), "--scale", how.scale]
    command += ["--parameters", how.parameters, "--outside", how.outside]
    beside = None if how.out is None else how.out.with_name(f"explore-{how.out.name}")
    own = replace(how, out=beside, formats=None, explore=False)
    explored(ExploreRequest(scenario), own, shlex.join(command))


def command_given() -> str:
    """The command as it was given, without what does not move a number."""
    from resettle.results.runs.manifest import portable_word

    words, skip = ["resettle"], False
    for word in sys.argv[1:]:
        name = word.partition("=")[0]
        if skip:
            skip = False
        elif name in ("--jobs", "--cluster", "--out", "--lang", "--format"):
            skip = "=" not in word
        elif word not in ("--debug", "--explore"):
            words.append(portable_word(word))
    return shlex.join(words)
