"""A made-up answer with all that a run of a plan holds, and its folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from resettle.results.report.deliver import CompleteAnswer
from tests.golden_pages import answer_of_a_plan
from tests.questions.test_advice import plan

DIGEST = "0123456789abcdef" * 4
COMMAND = "resettle run plan --futures 20 --seed 7"
MANIFEST: dict[str, Any] = {
    "resettle": 1,
    "question": "run",
    "complete": True,
    "created": "2026-01-02T03:04:05+00:00",
    "command": COMMAND,
    "targets": {
        name: {"en": target.title.en, "zh": target.title.zh} for name, target in plan().targets.items()
    },
    "scenarios": [{"name": "plan", "digest": DIGEST, "files": ["plan.yaml"]}],
    "runs": 20,
    "failed": [],
    "versions": {"resettle": "0.1.0", "python": "3.11.7"},
}


@lru_cache(maxsize=1)
def made_up() -> CompleteAnswer:
    """The answer, complete."""
    answer = answer_of_a_plan()
    names = [f"{name}.parquet" for name in answer.frames]
    files = [*names, "report.html", "answer.json", "manifest.json"]
    return CompleteAnswer.of(answer, {**MANIFEST, "files": files}, ())


def saved(folder: Path) -> Path:
    """The answer, saved."""
    return made_up().save(folder, "zh")


def plain(text: str) -> str:
    """A text without what only keeps its lines from breaking."""
    return text.replace("\u2060", "").replace("\u200b", "").replace("\u00a0", " ")
