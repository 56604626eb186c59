"""What cannot be asked of an optimisation is refused with all reasons; a budget is read as it is written."""

from __future__ import annotations

import pytest

from resettle.results.report.answer import QuestionError
from tests.questions.optimise_toy import plan
from tests.questions.test_optimise import asked


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"probability": 1.0}, "lies between 0 and 1"),
        ({"targets": ("income_growth",)}, "is no target"),
        ({"targets": ("income_growth_51",)}, "income_growth_15"),
        ({"vary": ("levers.training_subsidy.seats=9..3",)}, "empty"),
        ({"vary": ("levers.training_subsidy.seats=9",)}, "is no range"),
        ({"vary": ("levers.training_subsidy.seats=a..b",)}, "numbers"),
        ({"vary": ("levers.training_subsidy.chairs=0..3",)}, "no value"),
        ({"vary": ("levers.training_subsidy.seats=-3..3",)}, "at least 0"),
        ({"vary": ("parameters.working_age_top=0..3",)}, "parameters"),
        ({"keep": ("trainings_subsidy",)}, "training_subsidy"),
        ({"budget": "much"}, "is none"),
        ({"budget": "0"}, "above 0"),
        ({"band": -0.1}, "between 0 and 1"),
        ({"most": 0.0}, "above 0"),
        ({"trials": 5}, "--trials"),
        ({"futures": 19}, "19 futures are too few to tell a probability; at least 20 are run"),
        ({"keep": tuple(plan().levers)}, "nothing to choose"),
    ],
)
def test_what_cannot_be_asked_is_reported(changes: dict[str, object], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        asked(**changes)


def test_all_errors_are_reported_at_once() -> None:
    with pytest.raises(QuestionError) as caught:
        asked(probability=2.0, targets=("nothing",), vary=("x",), budget="y", band=3.0, futures=1)
    assert len(str(caught.value).splitlines()) == 6


@pytest.mark.parametrize("text, yuan", [("4.7e9", 4.7e9), ("47亿", 4.7e9), ("4,700 m", 4.7e9), ("5万", 5e4)])
def test_a_budget_may_be_written_in_several_ways(text: str, yuan: float) -> None:
    assert asked(budget=text).budget == pytest.approx(yuan)
