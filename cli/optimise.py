"""The command that looks for the cheapest mix."""

from __future__ import annotations

from typing import Annotated

import typer

from resettle.cli.app import app, reported
from resettle.cli.asking import How, asks, question
from resettle.cli.options import load_all
from resettle.results.questions.optimise.request import Request


@app.command()
@reported
@asks
def optimise(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file. 方案")],
    target: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Target to be reached; may be repeated [default: those of income, else all]. 目标",
            show_default=False,
        ),
    ] = None,
    probability: Annotated[
        float, typer.Option(metavar="P", help="Probability that all of them are reached with. 达标概率")
    ] = Request.probability,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=LOW..HIGH", help="Bounds of a setting; may be repeated. 取值范围"),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="LEVER", help="Lever to be left as it is; may be repeated. 保持不变的措施"),
    ] = None,
    budget: Annotated[
        str,
        typer.Option(
            metavar="YUAN", help="Most that may be spent: find the best mix for it. 预算", show_default=False
        ),
    ] = Request.budget,
    most: Annotated[
        float, typer.Option(metavar="TIMES", help="Upper bounds, in multiples of the plan. 上限倍数")
    ] = Request.most,
    trials: Annotated[
        int, typer.Option(metavar="N", min=1, max=100_000, help="Mixes that are tried. 尝试组合数")
    ] = Request.trials,
    tested: Annotated[
        int,
        typer.Option(metavar="N", min=20, max=100_000, help="Fresh futures of the final tests. 检验情形数"),
    ] = Request.tested,
    *,
    how: How,
) -> None:
    """What is the cheapest mix that works? · 最低成本组合."""
    from resettle.results.questions.optimise.request import checked

    request = Request(
        load_all([scenario])[0],
        target or (),
        probability,
        vary or (),
        keep or (),
        budget,
        most,
        trials,
        tested,
    )
    checked(request)  # before the workers start
    with question("optimise", [request.scenario], how) as put:
        from resettle.results.questions.optimise.question import ask

        put.deliver(ask(request, put.asking))
