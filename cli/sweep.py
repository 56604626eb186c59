"""The command that varies numbers of a scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from resettle.cli.app import REFUSED, app, end, reported, tell
from resettle.cli.asking import How, asks, question
from resettle.cli.options import Of
from resettle.results.questions.sweep.request import REPLICATIONS, Request


@app.command()
@reported
@asks
def sweep(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO|FILE", help="Name or file; or a file of a sweep. 方案或扫描文件"),
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=NUMBERS", help="10,20,40 or 0..60/4; may be repeated. 参数与取值"),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(metavar="N", min=2, help="Latin hypercube of N points. 抽样点数", show_default=False),
    ] = None,
    of: Of = None,
    replications: Annotated[
        int | None,
        typer.Option(
            metavar="R",
            min=1,
            max=100_000,
            show_default=False,
            help=f"Replications of each point [default: {REPLICATIONS}]. 重复次数",
        ),
    ] = None,
    *,
    how: How,
) -> None:
    """Vary numbers of a scenario over a grid or a sample · 参数扫描."""
    from resettle.results.questions.sweep.plan import planned
    from resettle.results.questions.sweep.question import answered
    from resettle.results.questions.sweep.reading import error_text
    from resettle.scenarios import ScenarioErrors

    request = Request(scenario, vary or (), sample, of or (), replications)
    try:
        plan = planned(request, how.drawn, how.seed)
    except ScenarioErrors as errors:
        end(REFUSED, error_text(errors))
    with question("sweep", [plan.scenario], how) as put:
        put.deliver(answered(plan, put.asking, lambda text: tell(text.in_(put.lang))))
