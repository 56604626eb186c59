"""The command that varies numbers of a scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from resettle.cli.app import REFUSED, app, end, reported, tell
from resettle.cli.asking import question
from resettle.cli.options import Cluster, Jobs, Lang, Of, Out, Parameters, Scale, Seed
from resettle.results.questions.sweep.request import REPLICATIONS, Request
from resettle.results.runs.settings import Settings


@app.command()
@reported
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
    seed: Seed = Settings.seed,
    scale: Scale = "default",
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: Out = None,
    lang: Lang = None,
    parameters: Parameters = Settings.parameters,
) -> None:
    """Vary numbers of a scenario over a grid or a sample · 参数扫描."""
    from resettle.results.questions.sweep.plan import planned
    from resettle.results.questions.sweep.question import answered
    from resettle.results.questions.sweep.reading import error_text
    from resettle.results.runs.draws import NoPosterior
    from resettle.results.runs.draws import parameters as drawn
    from resettle.scenarios import ScenarioErrors

    request = Request(scenario, vary or (), sample, of or (), replications)
    try:
        plan = planned(request, drawn(parameters), seed)
    except NoPosterior as missing:
        end(REFUSED, f"resettle: {missing}")
    except ScenarioErrors as errors:
        end(REFUSED, error_text(errors))
    with question(
        "sweep", [plan.scenario], seed=seed, parameters=parameters, scale=scale, jobs=jobs, cluster=cluster,
        out=out, lang=lang,
    ) as put:  # fmt: skip
        put.deliver(answered(plan, put.asking, lambda text: tell(text.in_(put.lang))))
