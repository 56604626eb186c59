"""Tables of an optimisation, for the page and the terminal."""

from __future__ import annotations

import numpy as np

from resettle.results.judge.measures import MEASURES
from resettle.results.judge.outcomes import outcomes
from resettle.results.questions.optimise.asked import Problem
from resettle.results.questions.optimise.bench import Confirmed
from resettle.results.questions.optimise.effects import by_itself, left_out
from resettle.results.questions.optimise.goal import Trial
from resettle.results.questions.optimise.solve import Missed, Solution
from resettle.results.questions.optimise.words import (
    chance_short,
    cost,
    lever_spending,
    mean,
    named,
    number,
    paired,
    promise,
)
from resettle.results.report.answer import Table
from resettle.results.text.labels import NOTHING, Text, label, say
from resettle.results.text.numbers import (
    NONE,
    bound_text,
    count,
    difference_text,
    level_text,
    money,
    percent,
    points,
    signed,
    span,
)
from resettle.results.text.settings import lever_label, setting_name


def _heads(*keys: str) -> tuple[Text, ...]:
    return tuple(label(key) for key in keys)


def mix_table(found: Solution) -> Table:
    """The named mix beside the plan, setting by setting, with bounds and spending."""
    asked = found.problem
    rows = []
    shown: set[str] = set()
    for place, (one, levels) in enumerate(zip(asked.inputs, asked.space.levels, strict=True)):
        value = levels[found.chosen.trial.mix[place]]
        spent = (NOTHING, NOTHING)
        if one.lever not in shown:
            spent = _spent(found, one.lever)
            shown.add(one.lever)
        part = value / one.central - 1.0 if one.central else 0.0
        change = signed(percent(part, 0), part) if one.central and abs(part) >= 0.005 else NONE
        rows.append((setting_name(one), number(one, one.central), number(one, value), change, *spent))
    for name in asked.scenario.levers:
        if name not in shown:
            kept = label("optimise_kept")
            rows.append((lever_label(name), kept, kept, NONE, *_spent(found, name)))
    total = money(found.plan.trial.cost), money(found.chosen.trial.cost)
    part = found.chosen.trial.cost / found.plan.trial.cost - 1.0 if found.plan.trial.cost else 0.0
    rows.append((label("all_levers"), NOTHING, NOTHING, signed(percent(part, 0), part), *total))
    return Table(
        label("optimise_mix_title"),
        (
            label("optimise_head_setting"), label("optimise_head_plan"), named(found, found.chosen),
            *_heads("optimise_head_change", "optimise_head_cost_plan", "optimise_head_cost_mix"),
        ),
        tuple(rows),
        say("optimise_mix_note", month=asked.scenario.period.label(asked.scenario.period.start)),
    )  # fmt: skip


def _spent(found: Solution, lever: str) -> tuple[Text, Text]:
    return money(lever_spending(found.plan, lever)), money(lever_spending(found.chosen, lever))


def tested_table(found: Solution) -> Table:
    """The plan and the mixes that were tested, with probability, spending and verdict."""
    goal = found.problem.goal
    rows = []
    for one in (found.plan, *found.tested):
        met = say("optimise_of", met=one.met, total=one.futures)
        rows.append((named(found, one), met, chance_short(one), cost(one), _verdict(found, one)))
    note = (
        say("optimise_tested_note", p=percent(goal.probability, 0))
        if goal.budget is None
        else label("optimise_tested_note_budget")
    )
    heads = _heads(
        "optimise_head_which", "optimise_head_met", "optimise_head_probability", "optimise_head_spending",
        "optimise_head_verdict",
    )  # fmt: skip
    return Table(label("optimise_tested"), heads, tuple(rows), note, words=(4,))


def _verdict(found: Solution, one: Confirmed) -> Text:
    """What the test says of a mix."""
    goal = found.problem.goal
    if goal.budget is not None:
        return NONE if one.trial.cost <= goal.budget else label("optimise_verdict_over")
    if one.high < goal.probability:
        return label("optimise_verdict_below")
    if one.low < goal.probability:
        return label("optimise_verdict_open")
    place = next((at for at, other in enumerate(found.tested) if other is one), -1)
    return label("optimise_verdict_verified" if place < found.kept else "optimise_verdict_after")


def settings_table(found: Solution) -> Table:
    """The settings of all mixes that were tested."""
    asked = found.problem
    rows = []
    for place, one in enumerate(asked.inputs):
        values = [asked.space.levels[place][held.trial.mix[place]] for held in found.tested]
        rows.append((setting_name(one), number(one, one.central), *(number(one, value) for value in values)))
    heads = (
        *_heads("optimise_head_setting", "optimise_head_plan"),
        *(named(found, one) for one in found.tested),
    )
    return Table(label("optimise_settings"), heads, tuple(rows), terminal=False)


def beside_tables(found: Solution) -> tuple[Table, ...]:
    """All targets and further figures, under the plan and under the named mix."""
    scenario = found.problem.scenario
    plan, mix = label("optimise_plan"), named(found, found.chosen)
    difference = label("optimise_head_difference")
    rows = []
    for one in (one for one in outcomes(scenario).values() if one.met is not None):
        shares = [mean(held, str(one.met)) for held in (found.plan, found.chosen)]
        interval = _difference(found, str(one.met), "points")
        rows.append((one.title, percent(shares[0]), percent(shares[1]), interval))
    note = say("optimise_beside_note", futures=found.chosen.futures)
    first = Table(
        label("optimise_beside_targets"), (label("head_target"), plan, mix, difference), tuple(rows), note,
        terminal=False,
    )  # fmt: skip
    figures = []
    for measure in MEASURES:
        levels = [level_text(mean(held, measure.name), measure.unit) for held in (found.plan, found.chosen)]
        difference_told = _difference(found, measure.name, measure.unit)
        figures.append((label(f"measure_{measure.name}"), levels[0], levels[1], difference_told))
    heads = (label("optimise_head_figure"), plan, mix, difference)
    return first, Table(label("optimise_beside_measures"), heads, tuple(figures), note, terminal=False)


def _difference(found: Solution, column: str, unit: str) -> Text:
    """A paired difference with its interval."""
    ends = paired(found, column)
    told = [
        signed(points(value) if unit == "points" else difference_text(value, unit), value)
        for value in ends
        if np.isfinite(value)
    ]
    if len(told) < len(ends):
        return told[0] if told else NONE
    return say("optimise_with", value=told[0], interval=span(told[1], told[2]))


def promise_table(found: Solution) -> Table:
    """What each target's figure reaches with the probability that was asked for."""
    asked = found.problem
    p = asked.goal.probability
    rows = tuple(
        (
            one.title,
            bound_text(float(one.bound or 0.0), one.unit),
            promise(found.plan, one, p),
            promise(found.chosen, one, p),
        )
        for one in asked.targets
    )
    heads = (*_heads("head_target", "optimise_head_asked", "optimise_head_plan"), named(found, found.chosen))
    return Table(say("optimise_promise", p=percent(p, 0)), heads, rows, label("optimise_promise_note"))


def missed_table(found: Solution) -> Table:
    """Futures that no mix saves."""

    def cells(name: str, held: Missed) -> tuple[Text, ...]:
        numbers = (count(held.mixes), count(held.futures), count(held.none), percent(held.high))
        return (label(name), *numbers)

    heads = _heads(
        "optimise_head_which", "optimise_head_mixes", "optimise_head_futures", "optimise_head_none",
        "optimise_head_limit",
    )  # fmt: skip
    rows = cells("optimise_row_search", found.missed_search), cells("optimise_row_check", found.missed_check)
    return Table(label("optimise_none_met"), heads, rows, label("optimise_none_met_note"), terminal=False)


def alone_tables(found: Solution) -> tuple[Table, ...]:
    """What each setting does by itself, for each target."""
    return tuple(_alone(found, place) for place in range(len(found.problem.targets)))


def _alone(found: Solution, target: int) -> Table:
    asked, space = found.problem, found.problem.space
    outcome = asked.targets[target]
    tried = {trial.mix: trial for trial in found.trials}
    nothing, stated = tried[space.lowest], tried[space.stated]

    def effect(new: Trial, old: Trial) -> tuple[Text, Text]:
        size = found.sizes[target] * outcome.better
        moved = float(np.mean(new.margins[target] - old.margins[target])) * size
        money_moved = new.cost - old.cost
        return signed(difference_text(moved, outcome.unit), moved), signed(money(money_moved), money_moved)

    rows = []
    for place in space.free:
        alone, without = tried.get(by_itself(space, place)), tried.get(left_out(space, place))
        first = effect(alone, nothing) if alone is not None else (NONE, NONE)
        second = effect(without, stated) if without is not None else (NONE, NONE)
        rows.append((setting_name(asked.inputs[place]), *first, *second))
    return Table(
        say("optimise_alone_of", title=outcome.title),
        _heads(
            "optimise_head_setting", "optimise_head_alone", "optimise_head_alone_cost",
            "optimise_head_without", "optimise_head_without_cost",
        ),
        tuple(rows),
        say("optimise_alone_note", futures=len(nothing.met)),
        terminal=False,
    )  # fmt: skip


def bounds_table(asked: Problem) -> Table:
    """What each setting could be."""
    rows = tuple(
        (
            setting_name(one),
            number(one, levels[0]),
            number(one, levels[-1]),
            number(one, one.central),
            count(len(levels)),
        )
        for one, levels in zip(asked.inputs, asked.space.levels, strict=True)
    )
    heads = _heads(
        "optimise_head_setting", "optimise_head_low", "optimise_head_high", "optimise_head_plan",
        "optimise_head_steps",
    )  # fmt: skip
    note = say("optimise_bounds_note", most=f"{asked.most:g}")
    return Table(label("optimise_bounds"), heads, rows, note, terminal=False)
