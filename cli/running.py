"""The command that runs scenarios."""

from __future__ import annotations

from typing import Annotated

import typer

from resettle.cli.app import app, reported
from resettle.cli.asking import question
from resettle.cli.options import (
    Cluster,
    Jobs,
    Lang,
    Out,
    Parameters,
    Replications,
    Scale,
    Seed,
    different,
    load_all,
)
from resettle.results.questions.run.request import Request
from resettle.results.runs.settings import Settings


@app.command()
@reported
def run(
    scenario: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO", help="Names or files; the first of each region is its reference. 方案"
        ),
    ],
    replications: Replications = Request.replications,
    seed: Seed = Settings.seed,
    scale: Scale = "default",
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: Out = None,
    lang: Lang = None,
    check: Annotated[
        bool, typer.Option("--check", help="Check every month that money and people add up. 校验")
    ] = Request.check,
    parameters: Parameters = Settings.parameters,
    seeds_per_draw: Annotated[
        int | None,
        typer.Option(
            min=1, max=1000, metavar="K", help="Seeds for each draw. 每组参数种子数", show_default=False
        ),
    ] = Request.seeds_per_draw,
) -> None:
    """Run scenarios and judge their targets · 运行方案并判定目标."""
    loaded = load_all(scenario)
    different(loaded, scenario)
    with question(
        "run", loaded, seed=seed, parameters=parameters, scale=scale, jobs=jobs, cluster=cluster,
        out=out, lang=lang,
    ) as put:  # fmt: skip
        from resettle.results.questions.run.question import ask
        from resettle.results.runs.manifest import reproduce

        put.command = reproduce(scenario, replications, seed, scale, check, parameters, seeds_per_draw)
        put.deliver(ask(Request(loaded, replications, check, seeds_per_draw), put.asking))
