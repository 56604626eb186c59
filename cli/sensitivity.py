"""The command that says what matters, and the gate that keeps it so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from resettle.cli.app import REFUSED, app, end, reported
from resettle.cli.asking import How, asks, question
from resettle.cli.options import Of, load_all
from resettle.results.questions.sensitivity.request import Request


@app.command()
@reported
@asks
def sensitivity(
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="Name or file; none with --gate. 方案")
    ] = None,
    of: Of = None,
    method: Annotated[
        Literal["all", "morris", "sobol", "tornado"],
        typer.Option(help="Screening, shares of variance, swings, or all of them. 方法"),
    ] = Request.method,  # type: ignore[assignment]
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PREFIX",
            help="Only inputs whose path begins so; may be repeated. 只考察部分因素",
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=40,
            metavar="K",
            show_default=False,
            help=f"Inputs looked at closely [default: {Request.top}]. 重点考察的因素数",
        ),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A rough answer in less time. 快速粗略")] = False,
    gate: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Check committed sensitivities; exits with 1 if one broke. 检验既定结论",
            show_default=False,
        ),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="With --gate: rewrite the file from the results. 更新文件")
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option(
            metavar="S", min=0, max=2**48, show_default=False, help="Base seed [default: 1]. 随机种子"
        ),
    ] = None,
    *,
    how: How,
) -> None:
    """What matters most? Screening, shares of variance, tornado, gate · 敏感性分析."""  # fmt: skip
    from resettle.results.questions.sensitivity.gate import check_gate
    from resettle.results.questions.sensitivity.gate_file import read_gate
    from resettle.results.questions.sensitivity.question import ask
    from resettle.results.report.deliver import answer_folder

    if gate is None:
        if scenario is None or update:
            end(
                REFUSED, "resettle: name a scenario, or the file of a gate with --gate; --update is for gates"
            )
        loaded = load_all([scenario])
        with question("sensitivity", loaded, replace(how, seed=How.seed if seed is None else seed)) as put:
            request = Request(loaded[0], of or (), method, only or (), top or Request.top, quick)
            put.deliver(ask(request, put.asking))
        return
    others = {
        "SCENARIO": scenario, "--of": of, "--only": only, "--top": top, "--quick": quick, "--seed": seed,
        "--method": method != Request.method, "--scale": how.scale != "default",
    }  # fmt: skip
    given = [name for name, value in others.items() if value not in (None, False)]
    if given:
        end(REFUSED, f"resettle: --gate takes everything from its file; leave out {', '.join(given)}")
    read = read_gate(gate, how.drawn, update=update)
    # not where the answer of the whole question lies
    folder = how.out or answer_folder("sensitivity-gate", [read.scenario.name])
    with question("sensitivity", [read.scenario], replace(how, seed=read.seed, out=folder)) as put:
        put.deliver(check_gate(read, put.asking, update=update))
