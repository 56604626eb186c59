"""The command that shows in which futures a plan fails."""

from __future__ import annotations

from typing import Annotated

import typer

from resettle.cli.app import app, reported
from resettle.cli.asking import How, asks, question
from resettle.cli.options import load_all
from resettle.results.questions.discover.request import Request


@app.command()
@reported
@asks
def discover(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file. 方案名称或文件")],
    target: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Target; of several, missing any counts [default: the first that is open]. 目标",
            show_default=False,
        ),
    ] = None,
    futures: Annotated[
        int,
        typer.Option(metavar="N", min=1, max=100_000, help="Parameter draws, each run once. 未来情形数"),
    ] = Request.futures,
    success: Annotated[
        bool, typer.Option("--success", help="Where it succeeds instead. 改为寻找达标情形")
    ] = Request.success,
    density: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="Share of failures that a region is to contain [default: 0.8 or more]. 区域密度",
            show_default=False,
        ),
    ] = Request.density,
    *,
    how: How,
) -> None:
    """In which futures does a plan fail? Regions, in sentences · 在哪些未来情形下不达标."""
    loaded = load_all([scenario])
    with question("discover", loaded, how) as put:
        from resettle.results.questions.discover.question import ask

        request = Request(loaded[0], target or (), futures, success, density)
        put.deliver(ask(request, put.asking))
