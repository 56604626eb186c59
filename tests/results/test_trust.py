"""A report says what its fitted behaviour keeps of held-out facts, and what it misses."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from resettle.results.questions.run.sentences import trust
from resettle.results.text.labels import Text, label
from tests.results.factory import make_run

RUN = {"futures": 20, "repeated": 10, "ending": "asked", "half_width": 0.2}


def told(name: str, mode: str) -> list[Text]:
    """What the page of a plan says at its top and above its tables, for runs of a mode."""
    run = make_run(name)
    answer = replace(run, manifest={**run.manifest, "parameters": mode, **RUN}).answer
    top = [one for one in answer.headlines if isinstance(one, Text)]
    return top + [text for section in answer.all_sections() for text in section.paragraphs]


@pytest.mark.parametrize("mode", ["posterior", "point"])
def test_a_plan_tells_once_how_far_its_fitted_behaviour_can_be_trusted(mode: str) -> None:
    for sentence in trust():
        assert sum(sentence.en in text.en and sentence.zh in text.zh for text in told("plan", mode)) == 1


def test_runs_that_draw_from_the_priors_say_nothing_of_the_fit() -> None:
    for sentence in trust():
        assert not any(sentence.en in text.en for text in told("plan", "prior"))
    assert any(text == label("drawn_prior") for text in told("plan", "prior"))


def test_facts_that_are_missed_are_named_with_observation_and_prediction_in_both_languages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missed = {
        "en": "Employment rate, end of 2022", "zh": "2022年底就业率", "unit": "share", "observed": 0.945,
        "low": 0.899, "high": 0.943,
    }  # fmt: skip
    monkeypatch.setattr(json, "loads", lambda _: {"inside": 6, "held_out": 7, "missed": [missed]})
    english, chinese = (" ".join(text.in_(lang) for text in trust()) for lang in ("en", "zh"))
    assert "Of 7 facts from 2022 on that the fit did not use, 6" in english
    assert re.search(r"Employment rate, end of 2022 \(observed 94\.5\s%, predicted 89\.9–94\.3\s%\)", english)
    assert "2022年底就业率" in chinese
    assert "94.5%" in chinese
