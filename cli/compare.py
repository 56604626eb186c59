"""The command that compares scenarios of one region."""

from __future__ import annotations

from typing import Annotated

import typer

from resettle.cli.app import app, reported
from resettle.cli.asking import How, asks, question
from resettle.cli.options import Of, Replications, load_different
from resettle.results.questions.compare.request import Request


@app.command()
@reported
@asks
def compare(
    scenario: Annotated[
        list[str],
        typer.Argument(
            metavar="REFERENCE OTHER [MORE]",
            help="Names or files of one region, the reference first. 方案",
        ),
    ],
    of: Of = None,
    levers: Annotated[
        bool | None,
        typer.Option(
            "--levers/--no-levers",
            help="Take the difference apart lever by lever [default: for two scenarios]. 逐项分解",
            show_default=False,
        ),
    ] = Request.levers,
    small: Annotated[
        float,
        typer.Option(
            metavar="YUAN", min=0.0, help="Change of income per person that counts as none. 视为无变化的金额"
        ),
    ] = Request.small,
    replications: Replications = Request.replications,
    *,
    how: How,
) -> None:
    """Which of these? Differences, winners and losers, lever by lever · 方案比较."""
    loaded = load_different(scenario)
    with question("compare", loaded, how) as put:
        from resettle.results.questions.compare.question import ask

        request = Request(loaded, replications, of or (), levers, small)
        put.deliver(ask(request, put.asking))
