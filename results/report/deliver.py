"""Answers as folders: frames, manifest and page, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resettle.results.report.answer import Answer
from resettle.results.report.html import write_page
from resettle.results.report.page import render_answer
from resettle.results.runs import store
from resettle.results.runs.asking import Asking
from resettle.results.runs.manifest import LAYOUT, git_state, machine, versions

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
    """Where an answer goes if no folder is named: `resettle-results/<question>-<scenario>[+...]`."""
    plain = store.default_folder(list(names))
    return plain.with_name(f"{question}-{plain.name}")


def deliver(answer: Answer, asking: Asking, asked: Asked, lang: Lang) -> Path:
    """Write an answer.

    An answer of which some runs failed never takes the place of a complete one.

    Returns:
        The folder.

    Raises:
        results.runs.store.FolderError: If something else lives in the folder.
        OSError: If it cannot be written.
    """
    folder = asking.folder
    if asking.failures:
        folder = store.folder_for_incomplete(folder, asked.started)
    described = _manifest(answer, asking, asked)
    with store.writing(folder) as new:
        for name, frame in answer.frames.items():
            store.write_frame(new / f"{name}.parquet", frame)
        write_page(new / store.REPORT, render_answer(answer, described, lang))
        store.write_manifest(new, described)
    return folder


def _manifest(answer: Answer, asking: Asking, asked: Asked) -> dict[str, Any]:
    files = [*(f"{name}.parquet" for name in answer.frames), store.REPORT, store.MANIFEST]
    return {
        "resettle": LAYOUT,
        "question": answer.question,
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
        "workers": asking.crew.workers,
        "details": answer.details,
        "files": files,
        "versions": versions(),
        "git": git_state(Path(__file__).resolve().parent.parent.parent),
        "machine": machine(),
        "seconds": round(asked.seconds, 1),
    }
