"""The command that says what levers do, beside what studies found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from resettle.cli.app import FAILED, app, compile_first, working
from resettle.cli.options import Jobs, Lang, Pages, put_answer, try_pages


@app.command()
@working
def levers(
    places: Annotated[
        list[str] | None, typer.Argument(metavar="[PLAN]...", help="Plans whose levers are told apart. 方案")
    ] = None,
    gate: Annotated[
        Path, typer.Option(metavar="FILE", help="Ranges that sizes must lie in. 文献区间文件")
    ] = Path("tests/gates/literature.yaml"),
    draws: Annotated[int, typer.Option(min=2, max=1000, help="Draws of behaviour. 抽样次数")] = 8,
    households: Annotated[int, typer.Option(min=200, max=1_000_000, help="Households. 户数")] = 4000,
    jobs: Jobs = None,
    write: Pages = None,
    lang: Lang = None,
) -> None:
    """Measure what each lever does · 测算各项措施的作用."""
    import datetime

    from resettle import scenarios
    from resettle.calibration.report.levers import answered, measured_sizes
    from resettle.calibration.validation.effects import effects
    from resettle.calibration.validation.literature import read_gate, sizes
    from resettle.results.runs.crew import Crew
    from resettle.scenarios.posterior import shipped

    try_pages(write)
    ranges = read_gate(gate)
    plan, without = scenarios.load(ranges.plan), scenarios.load(ranges.without)
    asked = [scenarios.load(name) for name in places or ()]
    compile_first()
    scale = min(1.0, ranges.households / plan.population["households"].number)
    given, none = (one.inputs(scale, posterior=shipped()) for one in (plan, without))
    found = measured_sizes(sizes(given, none, range(1, 1 + ranges.seeds)), ranges)
    with Crew(jobs) as crew:
        by_place = [(one, effects(one, draws, households, crew)) for one in asked]
    today = datetime.date.today().isoformat()
    answer = answered(found, ranges, by_place, draws, today)
    put_answer(answer, write)
    if not all(one.holds for one in found):
        raise typer.Exit(FAILED)
