"""Answers as folders: frames, manifest and page, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from resettle.results.report.answer import Answer, NothingToJudge
from resettle.results.report.page import render_answer, write_page
from resettle.results.runs import store
from resettle.results.runs.asking import Asking
from resettle.results.runs.manifest import LAYOUT, Manifest, git_state, machine, versions

if TYPE_CHECKING:
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


def answer_folder(question: str, names: Sequence[str]) -> Path:
    """Where an answer goes if no folder is named: `resettle-results/<question>-<scenario>[+...]`.

    What a run leaves goes to `resettle-results/<scenario>[+...]`.
    """
    plain = store.default_folder(list(names))
    return plain if question == store.RUN else plain.with_name(f"{question}-{plain.name}")


def deliver(answer: Answer, asking: Asking, asked: Asked, lang: Lang) -> Path:
    """Write an answer.

    An answer of which some runs failed never takes the place of a complete one.

    Args:
        answer: The answer.
        asking: Who ran it, with the folder.
        asked: How the question was put.
        lang: Language in which the page opens.

    Returns:
        The folder.

    Raises:
        results.runs.store.FolderError: If something else lives in the folder.
        OSError: If it cannot be written.
        ValueError: If there is no folder.
    """
    folder = _folder(asking)
    if asking.failures:
        folder = store.folder_for_incomplete(folder, asked.started)
    files = [*(f"{name}.parquet" for name in answer.frames), store.REPORT, store.MANIFEST]
    own = {"details": answer.details, "files": files, **answer.described}
    described = _manifest(answer.question, asking, asked) | own
    with store.writing(folder) as new:
        for name, frame in answer.frames.items():
            store.write_frame(new / f"{name}.parquet", frame)
        write_page(new / store.REPORT, render_answer(answer, described, lang))
        store.write_manifest(new, described)
    return folder


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


def _folder(asking: Asking) -> Path:
    if asking.folder is None:
        raise ValueError("an answer is written to a folder, and this one has none")
    return asking.folder


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
        "runs": asking.made,
        "failed": list(asking.failures),
        "jobs": asking.crew.jobs,
        "threads": asking.crew.threads,
        "versions": versions(),
        "git": git_state(Path(__file__).resolve().parents[2]),
        "machine": machine(),
        "seconds": round(asked.seconds, 1),
    }
