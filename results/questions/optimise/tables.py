"""Tables of an optimisation: the plan in one column, each mix that is named in another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from resettle.results.judge.households import Tenth
from resettle.results.judge.measures import MEASURES
from resettle.results.judge.outcomes import Outcome, outcomes, with_strict
from resettle.results.questions.compare.sentences import tenth_name
from resettle.results.questions.optimise.after import Afterwards
from resettle.results.questions.optimise.aims import CASH, SLIGHT
from resettle.results.questions.optimise.choice import DEARER, DELAY, YEARLY, plan_years
from resettle.results.questions.optimise.compute import Solution
from resettle.results.questions.optimise.naming import Named
from resettle.results.questions.optimise.priors import LOWER
from resettle.results.questions.optimise.words import (
    against,
    limit_name,
    mix_file_name,
    mix_name,
    number,
    probability_cell,
    purse,
)
from resettle.results.report.answer import Cell, Row, Table, present, tasks_apart
from resettle.results.report.estimates import change
from resettle.results.text.labels import NOTHING, Text, heads, label, say
from resettle.results.text.names import lever_label, setting_name, why_unknown
from resettle.results.text.numbers import NONE, POINTS, level_text, percent, points, signed

_heads = partial(heads, "optimise_head_{}")

ANNUAL = "yuan/person/year"


def _across(solution: Solution, first: str) -> tuple[Text, ...]:
    """Heads of a table with a column for the plan and for each mix."""
    return (label(first), label("optimise_plan"), *(mix_name(solution, one) for one in solution.mixes))


def mixes_table(solution: Solution) -> Table:
    """The plan and the mixes: what is reached, what it costs, and where its file is."""
    money, plan = purse(solution), solution.plan

    def row(one: Named) -> Row:
        handed = float(one.trial.cash.mean() - plan.trial.cash.mean())
        code = "" if one is plan else mix_file_name(solution, one)
        more = NONE if one is plan else money.moved(one.trial.cost - plan.trial.cost)
        return (
            Cell(mix_name(solution, one), code=code),
            probability_cell(one.met),
            probability_cell(one.earned),
            Cell(probability_cell(one.least.met), () if one.least.prior is None else (_prior(one),)),
            percent(one.mean_share, 0),
            money.text(one.trial.cost),
            more,
            NONE if one is plan else money.moved(handed),
        )

    rows = tuple(row(one) for one in (plan, *solution.mixes))
    head = _heads("which", "all", "earned", "least", "mean", "spending", "more", "cash")
    return Table(label("optimise_mixes"), head, rows, say("optimise_mixes_note", futures=solution.futures))


def _prior(one: Named) -> Text:
    """Under which assumption a probability is least."""
    assert one.least.prior is not None
    half = label("optimise_half_lower" if one.least.half == LOWER else "optimise_half_upper")
    return say("optimise_prior", prior=one.least.prior.label, half=half)


def targets_table(solution: Solution) -> Table:
    """Probability of every target, with the difference from the plan."""
    plan = solution.plan
    rows: list[tuple[Outcome, Row]] = []
    for one in with_strict(outcomes(solution.problem.scenario).values()):
        if one.met is None:
            continue
        official = one.met == f"met.{one.name}"

        if not any(mix.targets[one.name].runs for mix in (plan, *solution.mixes)):
            nobody = Cell(NONE, (why_unknown(one.indicator),))
            rows.append((one, (one.title, nobody, *(NONE for _ in solution.mixes))))
            continue

        def cell(mix: Named, met: str = one.met, name: str = one.name, known: bool = official) -> Text:
            return probability_cell(mix.targets[name]) if known else percent(mix.mean(met), 0)

        cells: list[Text | Cell] = [cell(plan)]
        for mix in solution.mixes:
            moved = mix.against(plan, one.met)
            cells.append(Cell(cell(mix), (change(moved, POINTS),), faint=not moved.clear))
        rows.append((one, (one.title, *cells)))
    head, note = _across(solution, "head_target"), say("optimise_targets_note", futures=solution.futures)
    return Table(label("optimise_targets"), head, tasks_apart(rows), note, form="matrix")


def measures_table(solution: Solution) -> Table:
    """Other outcomes, with the difference from the plan."""
    plan = solution.plan
    rows: tuple[Row, ...] = tuple(
        (
            label(f"measure_{one.name}"),
            level_text(plan.mean(one.name), one.unit),
            *(
                Cell(
                    level_text(mix.mean(one.name), one.unit), (change(mix.against(plan, one.name), one.unit),)
                )
                for mix in solution.mixes
            ),
        )
        for one in MEASURES
        if one.name != "spending"
    )
    return Table(
        label("optimise_measures"),
        _across(solution, "optimise_head_figure"),
        rows,
        terminal=False,
        form="matrix",
    )


def years_table(solution: Solution) -> Table:
    """Spending by calendar year."""
    money, plan = purse(solution), solution.plan
    years = plan_years(solution.problem.scenario.period)

    def cell(one: Named, position: int) -> Cell:
        value, planned = float(one.trial.yearly[position]), float(plan.trial.yearly[position])
        part = value / planned - 1.0 if planned > 0.0 else 0.0
        return Cell(money.text(value), (signed(percent(part), part),) if one is not plan else ())

    rows: list[Row] = [
        (Text(str(year), str(year)), *(cell(one, position) for one in (plan, *solution.mixes)))
        for position, year in enumerate(years)
    ]
    totals = [money.text(plan.trial.cost)]
    rows.append(
        (
            label("all_years"),
            *totals,
            *(Cell(money.text(one.trial.cost), (against(solution, one),)) for one in solution.mixes),
        )
    )
    band = say("optimise_years_note", band=percent(solution.problem.request.band, 0))
    return Table(
        label("optimise_years"), _across(solution, "optimise_head_year"), tuple(rows), band, total=True
    )


def settings_table(solution: Solution) -> Table:
    """What each mix changes, setting by setting."""
    period = solution.problem.scenario.period
    rows: list[Row] = []
    for position, choice in enumerate(solution.problem.choices):
        cells: list[Text | Cell] = []
        for one in solution.mixes:
            step = one.mix[position]
            level = choice.levels[step]
            if choice.is_plan(step):
                cells.append(NONE)
            elif choice.ramped:
                end = choice.one.central * choice.times(step, period, period.end)
                per = say("optimise_a_year", part=signed(percent(level, 0), level))
                cells.append(Cell(per, (say("optimise_at_end", number=number(choice.one, _short(end))),)))
            else:
                cells.append(number(choice.one, level))
        status = label(f"optimise_status_{choice.status}")
        rows.append(
            (Cell(setting_name(choice.one), (status,)), number(choice.one, choice.one.central), *cells)
        )
    note = say(
        "optimise_settings_note",
        delay=DELAY,
        yearly=percent(YEARLY, 0),
        dearer=percent(DEARER, 0),
    )
    return Table(
        label("optimise_settings"),
        _across(solution, "optimise_head_setting"),
        tuple(rows),
        note,
        form="matrix",
    )


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def spending_table(solution: Solution) -> Table:
    """Spending by lever, at the plan's prices."""
    money, plan = purse(solution), solution.plan
    levers = sorted(solution.problem.scenario.levers, key=lambda name: -plan.spent(name))
    rows = tuple(
        (lever_label(name), *(money.text(one.spent(name)) for one in (plan, *solution.mixes)))
        for name in levers
        if any(one.spent(name) > 0.0 for one in (plan, *solution.mixes))
    )
    note = label("optimise_spending_note")
    return Table(
        label("optimise_spending"),
        _across(solution, "optimise_head_lever"),
        rows,
        note,
        terminal=False,
        form="matrix",
    )


def tenths_table(solution: Solution) -> Table | None:
    """What each mix does to tenths of income; `None` where incomes of households were not kept."""
    shown = [one for one in solution.mixes if one.tenths is not None]
    if not shown:
        return None
    every: list[Sequence[Tenth]] = [
        (*one.tenths.rows, one.tenths.all) for one in shown if one.tenths is not None
    ]
    rows: tuple[Row, ...] = tuple(
        (
            tenth_name(tenth[0].number),
            level_text(tenth[0].base, ANNUAL),
            *(Cell(change(one.change, ANNUAL), faint=not one.change.clear) for one in tenth),
        )
        for tenth in zip(*every, strict=True)
    )
    head = (*_heads("tenth", "base"), *(mix_name(solution, one) for one in shown))
    runs = shown[0].tenths.runs if shown[0].tenths is not None else 0
    note = say("optimise_tenths_note", runs=runs)
    return Table(label("optimise_tenths"), head, rows, note)


def after_table(solution: Solution) -> Table | None:
    """What is left a year after the plan, of each mix less the plan; `None` where nothing was looked at."""
    shown = [one for one in solution.mixes if one.after]
    if not shown:
        return None
    by_target = [{row.target.name: row for row in one.after} for one in shown]
    titles = {row.target.name: row.target.title for one in shown for row in one.after}

    def cell(row: Afterwards | None) -> Cell:
        # nothing for nobody: a mix may leave none of those whom a target asks for
        return Cell(change(row.difference, row.unit), faint=not row.difference.clear) if row else Cell(NONE)

    rows: tuple[Row, ...] = tuple(
        (title, *(cell(of_mix.get(name)) for of_mix in by_target)) for name, title in titles.items()
    )
    head = (label("head_target"), *(mix_name(solution, one) for one in shown))
    return Table(label("optimise_after"), head, rows, label("optimise_after_note"), terminal=False)


def limits_table(solution: Solution) -> Table | None:
    """What lifting each limit brings; `None` where all targets are reached."""
    found = solution.binding
    if found is None:
        return None
    rows = tuple(
        (limit_name(solution, one), points(max(0.0, one.gain), 0)) for one in (*found.lifts, found.together)
    )
    name = mix_name(solution, solution.nearest)
    return Table(
        label("optimise_limits"), _heads("limit", "gain"), rows, say("optimise_limits_note", name=name)
    )


def bounds_table(solution: Solution) -> Table:
    """How far each setting may go, and why."""

    def end(level: float, ramped: bool) -> Text:
        return say("optimise_a_year", part=signed(percent(level, 0), level)) if ramped else NOTHING

    rows = tuple(
        (
            setting_name(one.one),
            label(f"optimise_status_{one.status}"),
            *(
                end(one.levels[step], True) if one.ramped else number(one.one, one.levels[step])
                for step in (one.first, one.last)
            ),
        )
        for one in solution.problem.choices
    )
    head = _heads("setting", "status", "low", "high")
    note = say("optimise_bounds_note", cash=percent(CASH, 0), slight=percent(SLIGHT, 0))
    return Table(label("optimise_bounds"), head, rows, note, terminal=False, words=(1,))


def shown(tables: Sequence[Callable[[Solution], Table | None]], solution: Solution) -> tuple[Table, ...]:
    """Those tables that there are."""
    return present(table(solution) for table in tables)
