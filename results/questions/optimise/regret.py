"""Plan and mixes as choices: which is regretted least, and what is worth knowing before choosing."""

from __future__ import annotations

import numpy as np

from resettle.results.questions.compare.choice import Choice, chosen_of
from resettle.results.questions.optimise.compute import Solution
from resettle.results.questions.optimise.words import mix_name
from resettle.results.runs.asking import Asking


def choice_of(solution: Solution, asking: Asking) -> Choice | None:
    """Plan and mixes in the shared futures in which all of them ran; nothing without a mix.

    Spending has what is dearer beyond the plan.
    """
    every = (solution.plan, *solution.mixes)
    if len(every) == 1:
        return None
    frames = [one.trial.frame.set_index("replication") for one in every]
    futures = [int(one) for one in frames[0].index if all(one in frame.index for frame in frames)]
    values = np.stack(
        [
            frame.loc[futures, "household_income"].to_numpy(dtype=np.float64) - one.trial.spending[futures]
            for one, frame in zip(every, frames, strict=True)
        ]
    )
    names = [mix_name(solution, one) for one in every]
    draws = [int(draw) for draw in frames[0].loc[futures, "draw"]]
    return chosen_of(names, [solution.problem.scenario], values, draws, asking)
