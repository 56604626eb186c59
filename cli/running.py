"""The command that runs scenarios."""

from __future__ import annotations

from typing import Annotated

import typer

from resettle.cli.app import FAILED, REFUSED, announce, app, end, state, told
from resettle.cli.options import (
    Jobs,
    Lang,
    Out,
    Parameters,
    Replications,
    Scale,
    Seed,
    different,
    load_all,
    scale_of,
)
from resettle.results.runs.settings import Settings


@app.command()
@told
def run(
    scenario: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO", help="Names or files; the first of each place is its reference. 方案"
        ),
    ],
    replications: Replications = 30,
    seed: Seed = Settings.seed,
    scale: Scale = "default",
    jobs: Jobs = None,
    out: Out = None,
    lang: Lang = None,
    check: Annotated[
        bool, typer.Option("--check", help="Check every month that money and people add up. 校验")
    ] = False,
    parameters: Parameters = Settings.parameters,
    seeds_per_draw: Annotated[
        int | None,
        typer.Option(
            min=1, max=1000, metavar="K", help="Seeds for each draw. 每组参数种子数", show_default=False
        ),
    ] = None,
) -> None:
    """Run scenarios and judge their targets · 运行方案并判定目标."""
    part = scale_of(scale)
    loaded = load_all(scenario)
    different(loaded, scenario)
    from resettle.results.questions.run import terminal
    from resettle.results.questions.run.pipeline import NothingToJudge, Options, project
    from resettle.results.report.terminal import default_lang
    from resettle.results.runs.draws import NoPosterior
    from resettle.results.runs.store import default_folder

    names = [one.name for one in loaded]
    opening = lang or default_lang()
    options = Options(
        replications, seed, part, jobs, check, opening, parameters=parameters, seeds_per_draw=seeds_per_draw
    )
    try:
        with terminal.bar(" + ".join(names)) as progress:
            finished = project(loaded, scenario, out or default_folder(names), options, progress, announce)
    except NoPosterior as missing:
        end(REFUSED, f"resettle: {missing}")
    except NothingToJudge as nothing:
        end(
            FAILED,
            f"resettle: {nothing}\n{terminal.first_trace(nothing.experiment) if state['debug'] else ''}",
        )
    terminal.print_verdicts(finished, opening)
    if not finished.experiment.complete:
        end(
            FAILED,
            f"resettle: {terminal.told_failures(finished)}\n"
            f"{terminal.first_trace(finished.experiment) if state['debug'] else ''}",
        )
