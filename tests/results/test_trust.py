"""A report says what its fitted behaviour keeps of held-out facts, and what it misses."""

from __future__ import annotations

import json
import re

import pytest

from resettle.results.questions.run.sentences import drawing, trust

RUN = {"futures": 20, "repeated": 10, "ending": "asked", "half_width": 0.2}


@pytest.mark.parametrize("mode", ["posterior", "point"])
def test_runs_with_fitted_behaviour_tell_how_far_it_can_be_trusted(mode: str) -> None:
    told = drawing({"parameters": mode, **RUN})
    assert told[-len(trust()) :] == trust()


def test_runs_that_draw_from_the_priors_say_nothing_of_the_fit() -> None:
    assert not set(trust()) & set(drawing({"parameters": "prior", **RUN}))


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
