"""The command that runs scenarios."""

from __future__ import annotations

from typing import Annotated

import typer

from resettle.cli.app import app, reported
from resettle.cli.asking import How, asks, question
from resettle.cli.options import Parameters, Replications, load_different
from resettle.results.questions.run.request import Request


@app.command()
@reported
@asks
def run(
    scenario: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO", help="Names or files; the first of each region is its reference. 方案"
        ),
    ],
    replications: Replications = Request.replications,
    *,
    how: How,
    check: Annotated[
        bool, typer.Option("--check", help="Check every month that money and people add up. 校验")
    ] = Request.check,
    parameters: Parameters = How.parameters,
    seeds_per_draw: Annotated[
        int | None,
        typer.Option(
            min=1, max=1000, metavar="K", help="Seeds for each draw. 每组参数种子数", show_default=False
        ),
    ] = Request.seeds_per_draw,
) -> None:
    """Run scenarios and judge their targets · 运行方案并判定目标."""
    loaded = load_different(scenario)
    with question("run", loaded, how) as put:
        from resettle.results.questions.run.question import ask
        from resettle.results.runs.manifest import reproduce

        put.command = reproduce(
            scenario, replications, how.seed, how.scale, check, parameters, seeds_per_draw, how.outside
        )
        put.deliver(ask(Request(loaded, replications, check, seeds_per_draw), put.asking))
