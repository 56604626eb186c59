"""Answers as folders: frames, manifest and page, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

from resettle.results.judge.accessor import Statistics
from resettle.results.report.answer import Answer, NothingToJudge
from resettle.results.report.page import render_answer, write_page
from resettle.results.report.saved import answer_data, answer_from
from resettle.results.runs import store
from resettle.results.runs.asking import Asking
from resettle.results.runs.manifest import LAYOUT, Manifest, git_state, machine, versions
from resettle.results.text.labels import Lang
from resettle.scenarios import Scenario


@dataclass(frozen=True)
class Asked:
    """How a question was put.

    Attributes:
        scenarios: The scenarios that it is asked of.
        command: Command that gives the same answer again.
        started: When it was asked.
        seconds: How long the answer took.
    """

    scenarios: Sequence[Scenario]
    command: str
    started: datetime
    seconds: float


@dataclass(frozen=True)
class CompleteAnswer(Answer):
    """An answer with all that is known of its making; the public name is `resettle.Answer`.

    Attributes:
        manifest: How it was made.
        scenarios: The scenarios that the question was asked of, as far as they are known.
    """

    manifest: Manifest = field(default_factory=dict, repr=False)
    scenarios: tuple[Scenario, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, answer: Answer, manifest: Manifest, scenarios: Iterable[Scenario]) -> CompleteAnswer:
        """An answer, completed."""
        known = {one.name: getattr(answer, one.name) for one in fields(Answer)}
        return cls(**known, manifest=manifest, scenarios=tuple(scenarios))

    @property
    def statistics(self) -> Statistics:
        """The accessor of every figure of the runs: which, by what, over what, how."""
        frames = self.frames
        ledger = frames.get("levers") if self.question == store.RUN else None
        return Statistics(self.scenarios, frames.get("figures"), frames.get("monthly"), ledger)

    def save(self, folder: str | Path, lang: Lang = "en") -> Path:
        """Write the folder that the command writes; see `report.deliver.save`."""
        return save(self, Path(folder), lang)


def answer_folder(question: str, names: Sequence[str]) -> Path:
    """Where an answer goes if no folder is named: `resettle-results/<question>-<scenario>[+...]`.

    What a run leaves goes to `resettle-results/<scenario>[+...]`.
    """
    plain = store.default_folder(list(names))
    return plain if question == store.RUN else plain.with_name(f"{question}-{plain.name}")


def described(answer: Answer, asking: Asking, asked: Asked) -> CompleteAnswer:
    """The answer with its manifest and its scenarios.

    Args:
        answer: The answer.
        asking: Who ran it.
        asked: How the question was put.
    """
    files = [*(f"{name}.parquet" for name in answer.frames), store.REPORT, store.ANSWER, store.MANIFEST]
    own = {"details": answer.details, "files": files, **answer.described}
    manifest = _manifest(answer.question, asking, asked) | own
    return CompleteAnswer.of(answer, manifest, asked.scenarios)


def save(answer: CompleteAnswer, folder: Path, lang: Lang = "en") -> Path:
    """Write an answer: frames, page, manifest, and itself as plain data.

    An answer of which some runs failed never takes the place of a complete one.

    Args:
        answer: The answer.
        folder: Where to write.
        lang: Language in which the page opens.

    Returns:
        The folder.

    Raises:
        results.runs.store.FolderError: If something else lives in the folder.
        OSError: If it cannot be written.
    """
    manifest = answer.manifest
    store.check_folder(folder, answer.question)
    if not manifest["complete"]:
        folder = store.folder_for_incomplete(folder, datetime.fromisoformat(manifest["created"]))
    with store.writing(folder) as new:
        for name, frame in answer.frames.items():
            store.write_frame(new / f"{name}.parquet", frame)
        write_page(new / store.REPORT, render_answer(answer, manifest, lang))
        store.write_json(new / store.ANSWER, answer_data(answer))
        store.write_manifest(new, manifest)
    return folder


def read(folder: Path) -> CompleteAnswer:
    """Read an answer that `save` wrote.

    Raises:
        results.runs.store.FolderError: If there is none, it is damaged, or of another version.
        OSError: If a file cannot be read.
    """
    results = store.read(folder)
    path = folder / store.ANSWER
    try:
        answer = answer_from(json.loads(path.read_text(encoding="utf-8")), results.frames)
    except FileNotFoundError:
        raise store.FolderError(
            f"{folder.name} holds no {store.ANSWER}; the command in its {store.MANIFEST} writes it"
        ) from None
    except ValueError as error:
        raise store.FolderError(f"{store.ANSWER} of {folder.name} cannot be read: {error}") from None
    return CompleteAnswer.of(answer, results.manifest, _again(results.manifest))


def _again(manifest: Manifest) -> Iterator[Scenario]:
    """Scenarios of an answer that come with the program and are what they were then."""
    from resettle.scenarios import bundled, load

    for entry in manifest["scenarios"]:
        if entry["name"] in bundled():
            scenario = load(entry["name"])
            if scenario.digest == entry["digest"]:
                yield scenario


def record(question: str, nothing: NothingToJudge, asking: Asking, asked: Asked) -> Path | None:
    """Record runs of which nothing could be judged, beside whatever results there are.

    Returns:
        The file; `None` if it cannot be written, or there is no folder.
    """
    if asking.folder is None:
        return None
    described = _manifest(question, asking, asked) | nothing.described
    try:
        return store.record_failure(asking.folder, described, asked.started)
    except OSError:
        return None


def _manifest(question: str, asking: Asking, asked: Asked) -> Manifest:
    """What the manifests of all questions say."""
    return {
        "resettle": LAYOUT,
        "question": question,
        "complete": not asking.failures,
        "created": asked.started.astimezone(UTC).isoformat(timespec="seconds"),
        "command": asked.command,
        "scenarios": [
            {"name": one.name, "digest": one.digest, "files": [Path(file).name for file in one.chain]}
            for one in asked.scenarios
        ],
        "seed": asking.seed,
        "scale": asking.scale,
        "parameters": asking.parameters.mode,
        "posterior": asking.parameters.digest,
        "outside": asking.parameters.outside,
        "runs": asking.made,
        "failed": list(asking.failures),
        "jobs": asking.crew.jobs,
        "threads": asking.crew.threads,
        "versions": versions(),
        "git": git_state(Path(__file__).resolve().parents[2]),
        "machine": machine(),
        "seconds": round(asked.seconds, 1),
    }
