"""What the commands that ask questions share: who works, where it goes, and how it is shown."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NoReturn

from resettle.cli.app import FAILED, REFUSED, compile_first, end, state
from resettle.cli.options import scale_of
from resettle.results.runs.settings import Settings

if TYPE_CHECKING:
    from resettle.results.report.answer import Answer, NothingToJudge
    from resettle.results.report.deliver import Asked
    from resettle.results.runs.asking import Asking
    from resettle.results.runs.draws import Mode
    from resettle.results.text.labels import Lang
    from resettle.scenarios import Scenario


@dataclass
class Question:
    """A question as it was put on the command line.

    Attributes:
        name: Name of the command.
        scenarios: What it is asked of.
        asking: Runs what the question needs.
        folder: Where the answer goes.
        lang: Language in which the answer is shown.
        started: When it was asked.
        clock: The same on a clock of seconds.
        command: Command that gives the same numbers again; that which was given if empty.
    """

    name: str
    scenarios: Sequence[Scenario]
    asking: Asking
    folder: Path
    lang: Lang
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    clock: float = field(default_factory=perf_counter)

    command: str = ""

    def deliver(self, answer: Answer) -> None:
        """Write the answer, print it, and end with an exit code other than 0 if something failed."""
        from resettle.results.report.deliver import described, save
        from resettle.results.report.terminal import print_answer
        from resettle.results.runs.store import REPORT

        folder = save(described(answer, self.asking, self.asked), self.folder, self.lang)
        print_answer(answer, folder / REPORT, self.lang)
        failures = self.asking.failures
        if failures:
            end(
                FAILED,
                f"resettle: {len(failures)} of {self.asking.made} runs failed and are left out, "
                f"the first of them {failures[0]}; all are listed in {folder / 'manifest.json'}"
                f"{self.trace}",
            )
        if answer.exit_code:
            end(answer.exit_code)

    def nothing(self, nothing: NothingToJudge) -> NoReturn:
        """Record runs of which none can be judged, and end."""
        from resettle.results.report.deliver import record

        path = record(self.name, nothing, self.asking, self.asked)
        recorded = "" if path is None else f"; recorded in {path}"
        end(FAILED, f"resettle: {nothing}{recorded}; earlier results are as they were{self.trace}")

    @property
    def asked(self) -> Asked:
        """How the question was put."""
        from resettle.results.report.deliver import Asked

        command = self.command or command_given()
        return Asked(self.scenarios, command, self.started, perf_counter() - self.clock)

    @property
    def trace(self) -> str:
        """Traceback of the first run that failed, if a developer wants to see it."""
        return f"\n{self.asking.trace}" if state["debug"] and self.asking.trace else ""


@contextmanager
def question(
    name: str,
    scenarios: Sequence[Scenario],
    *,
    seed: int = Settings.seed,
    parameters: Mode = Settings.parameters,
    scale: str = "default",
    jobs: int | None = None,
    cluster: str | None = None,
    out: Path | None = None,
    lang: Lang | None = None,
) -> Iterator[Question]:
    """A question that may be asked: the folder may be written, workers are there, the model is compiled.

    What cannot be asked ends the command with one message, exit code 2 and nothing written.
    """
    from resettle.results.judge.outcomes import OutcomeError
    from resettle.results.report.answer import NothingToJudge, QuestionError
    from resettle.results.report.deliver import answer_folder
    from resettle.results.report.stages import stages
    from resettle.results.report.terminal import default_lang
    from resettle.results.runs.asking import opened
    from resettle.results.runs.cluster import ClusterError
    from resettle.results.runs.draws import NoPosterior
    from resettle.results.runs.store import RUN, check_folder
    from resettle.scenarios.paths import PathError

    if cluster is not None and jobs is not None:
        end(REFUSED, "resettle: give --jobs for this computer or --cluster for others, not both")
    settings = Settings(seed, parameters, scale_of(scale), jobs, cluster)
    folder = out or answer_folder(name, [one.name for one in scenarios])
    try:
        check_folder(folder, name)
        with stages(quiet=name == RUN) as report, opened(folder, settings, report) as asking:
            compile_first()
            put = Question(name, scenarios, asking, folder, lang or default_lang())
            try:
                yield put
            except NothingToJudge as nothing:
                put.nothing(nothing)
    except (NoPosterior, QuestionError, OutcomeError, PathError, ClusterError) as refused:
        lines = str(refused).splitlines()
        end(REFUSED, "\n".join([f"resettle: {lines[0]}", *lines[1:]]))


def command_given() -> str:
    """The command as it was given, without what does not move a number."""
    from resettle.results.runs.manifest import portable

    words, skip = ["resettle"], False
    for word in sys.argv[1:]:
        name = word.partition("=")[0]
        if skip:
            skip = False
        elif name in ("--jobs", "--cluster", "--out", "--lang"):
            skip = "=" not in word
        elif word != "--debug":
            words.append(portable(word))
    return shlex.join(words)
