"""A report says what its fitted behaviour keeps of held-out facts, and what it misses."""

from __future__ import annotations

import re

import pytest

from resettle.results.questions.run.sentences import drawing, trust

RUN = {"draws": 20, "repeated_draws": 10, "replications": 30}


@pytest.mark.parametrize("mode", ["posterior", "point"])
def test_runs_with_fitted_behaviour_tell_how_far_it_can_be_trusted(mode: str) -> None:
    told = drawing({"parameters": mode, **RUN})
    assert told[-len(trust()) :] == trust()


def test_runs_that_draw_from_the_priors_say_nothing_of_the_fit() -> None:
    assert not set(trust()) & set(drawing({"parameters": "prior", **RUN}))


def test_facts_that_are_missed_are_named_with_observation_and_prediction_in_both_languages() -> None:
    english, chinese = (" ".join(text.in_(lang) for text in trust()) for lang in ("en", "zh"))
    assert "held-out facts from 2022 on" in english
    assert re.search(r"Employment rate, end of 2022 \(observed 94\.5\s%, predicted", english)
    assert "2022年底就业率" in chinese
    assert "94.5%" in chinese
