"""The command that says what matters, and the gate that keeps it so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from resettle.cli.app import REFUSED, app, end, reported
from resettle.cli.asking import question
from resettle.cli.options import Cluster, Jobs, Lang, Of, Out, Parameters, Scale, load_all
from resettle.results.questions.sensitivity.request import Request
from resettle.results.runs.settings import Settings

if TYPE_CHECKING:
    from resettle.results.questions.sensitivity.gate_file import Gate
    from resettle.results.runs.draws import Mode


@app.command()
@reported
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
    scale: Scale = "default",
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: Out = None,
    lang: Lang = None,
    parameters: Parameters = Settings.parameters,
) -> None:
    """What matters most? Screening, shares of variance, tornado, gate · 敏感性分析."""  # fmt: skip
    read: Gate | None = None
    if gate is not None:
        others = {
            "SCENARIO": scenario, "--of": of, "--only": only, "--top": top, "--quick": quick, "--seed": seed,
            "--method": method != Request.method, "--scale": scale != "default",
        }  # fmt: skip
        given = [name for name, value in others.items() if value not in (None, False)]
        if given:
            end(REFUSED, f"resettle: --gate takes everything from its file; leave out {', '.join(given)}")
        read = _gate(gate, parameters, update)
        loaded = [read.scenario]
    elif scenario is None or update:
        end(REFUSED, "resettle: name a scenario, or the file of a gate with --gate; --update is for gates")
    else:
        loaded = load_all([scenario])
    base = read.seed if read else Settings.seed if seed is None else seed
    with question(
        "sensitivity", loaded, seed=base, parameters=parameters, scale=scale, jobs=jobs, cluster=cluster,
        out=out or _folder(read), lang=lang,
    ) as put:  # fmt: skip
        if read is not None:
            from resettle.results.questions.sensitivity.gate import check_gate

            answer = check_gate(read, put.asking, update=update)
        else:
            from resettle.results.questions.sensitivity.question import ask

            request = Request(loaded[0], of or (), method, only or (), top or Request.top, quick)
            answer = ask(request, put.asking)
        put.deliver(answer)


def _gate(path: Path, parameters: Mode, update: bool) -> Gate:
    from resettle.results.questions.sensitivity.gate_file import read_gate
    from resettle.results.runs.draws import NoPosterior
    from resettle.results.runs.draws import parameters as drawn

    try:
        return read_gate(path, drawn(parameters), update=update)
    except NoPosterior as missing:
        end(REFUSED, f"resettle: {missing}")


def _folder(gate: Gate | None) -> Path | None:
    """Where the answer of a gate goes: not where that of the whole question lies."""
    if gate is None:
        return None
    from resettle.results.report.deliver import answer_folder

    return answer_folder("sensitivity-gate", [gate.scenario.name])
