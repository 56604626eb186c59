"""Questions put to the fake, and what is looked up in their answers."""

from __future__ import annotations

from typing import Any

from resettle.results.questions.compare.question import ask
from resettle.results.questions.compare.request import Request
from resettle.results.report.answer import Answer, Section
from resettle.scenarios import Scenario
from tests.questions.compare_fake import Fake, pair

MANIFEST = {
    "scenarios": [{"name": "before", "digest": "0" * 64, "files": ["before.yaml"]}],
    "command": "resettle compare before plan",
    "created": "2026-01-01T00:00:00+00:00",
    "runs": 60,
    "seed": 1,
    "parameters": "posterior",
    "versions": {"resettle": "0.1.0"},
    "git": None,
    "failed": [],
}


def asked(fake: Fake | None = None, *scenarios: Scenario, **options: Any) -> Answer:
    request = Request(scenarios or pair(), **{"replications": 12, **options})
    return ask(request, fake or Fake())  # type: ignore[arg-type]


def section(answer: Answer, name: str) -> Section:
    return next(one for one in answer.sections if one.name == name)


def row(answer: Answer, frame: str, **keys: Any) -> dict[str, Any]:
    held = answer.frames[frame]
    for key, wanted in keys.items():
        held = held[held[key] == wanted]
    assert len(held) == 1
    return {str(name): one for name, one in held.iloc[0].items()}


def english(answer: Answer) -> str:
    return "\n".join(one.en for one in answer.headlines)
