"""The commands that ask questions of scenarios."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from resettle.cli.app import REFUSED, end, refuse, tell
from resettle.cli.asking import Beside, How, asks, explored, question
from resettle.cli.options import (
    Of,
    Parameters,
    Replications,
    futures_option,
    load_all,
    load_different,
    optional,
)
from resettle.model.text import Text, fill
from resettle.results.questions.compare.request import Request as CompareRequest
from resettle.results.questions.discover.request import Request as DiscoverRequest
from resettle.results.questions.explore.request import POINTS
from resettle.results.questions.explore.request import Request as ExploreRequest
from resettle.results.questions.optimise.request import Request as OptimiseRequest
from resettle.results.questions.run.request import Request as RunRequest
from resettle.results.questions.sensitivity.request import Request as SensitivityRequest
from resettle.results.questions.sweep.request import REPLICATIONS
from resettle.results.questions.sweep.request import Request as SweepRequest


@asks
def run(
    scenario: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO", help="Names or files; the first of each region is its reference. 方案"
        ),
    ],
    replications: Annotated[
        int | None,
        futures_option(
            optional, help="First N futures [default: for 5 points of error, 400 at most]. 未来情形数"
        ),
    ] = RunRequest.replications,
    *,
    how: Beside,
    baseline: Annotated[
        bool,
        typer.Option("--baseline/--no-baseline", help="Run what came before beside it. 同时运行原有政策"),
    ] = True,
    seconds: Annotated[
        float,
        typer.Option("--time", metavar="SECONDS", min=0.0, help="No new futures after it. 时限（秒）"),
    ] = RunRequest.seconds,
    advice: Annotated[
        bool,
        typer.Option("--advice/--no-advice", help="Try each lever: what to do. 是否给出建议"),
    ] = True,
    check: Annotated[
        bool, typer.Option("--check", help="Check every month that money and people add up. 校验")
    ] = RunRequest.check,
    parameters: Parameters = How.parameters,
    seeds_per_draw: Annotated[
        int | None, optional(min=1, max=1000, metavar="K", help="Times each future is run. 每个情形重复次数")
    ] = RunRequest.seeds_per_draw,
) -> None:
    """Run scenarios and judge their targets · 运行方案并判定目标."""
    loaded = load_different(scenario)
    with question("run", loaded, how) as posed:
        from resettle.results.questions.run.question import ask
        from resettle.results.questions.run.request import beside
        from resettle.results.runs.manifest import reproduce

        before = beside(loaded) if baseline else None
        request = RunRequest(loaded, replications, check, seeds_per_draw, before, seconds, advice)
        posed.scenarios = request.run
        answer = ask(request, posed.asking, tell)
        posed.command = reproduce(
            scenario,
            answer.described["futures"],
            how.seed,
            how.scale,
            check,
            parameters,
            seeds_per_draw,
            how.outside,
            baseline,
            advice,
        )
        posed.deliver(answer)


@asks
def compare(
    scenario: Annotated[
        list[str],
        typer.Argument(
            metavar="REFERENCE OTHER [MORE]", help="Names or files of one region, the reference first. 方案"
        ),
    ],
    of: Of = None,
    levers: Annotated[
        bool | None,
        optional(
            "--levers/--no-levers",
            help="Take the difference apart lever by lever [default: for two scenarios]. 逐项分解",
        ),
    ] = CompareRequest.levers,
    small: Annotated[
        float,
        typer.Option(
            metavar="YUAN", min=0.0, help="Change of income per person that counts as none. 视为无变化的金额"
        ),
    ] = CompareRequest.small,
    replications: Replications = CompareRequest.replications,
    *,
    how: Beside,
) -> None:
    """Which of these? Differences, winners and losers, lever by lever · 方案比较."""
    loaded = load_different(scenario)
    with question("compare", loaded, how) as posed:
        from resettle.results.questions.compare.question import ask

        request = CompareRequest(loaded, replications, of or (), levers, small)
        posed.deliver(ask(request, posed.asking))


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
        int | None, optional(metavar="N", min=2, max=1_000_000, help="Latin hypercube of N points. 抽样点数")
    ] = None,
    of: Of = None,
    replications: Annotated[
        int | None,
        futures_option(
            optional, help=f"First N futures, at each point [default: {REPLICATIONS}]. 未来情形数"
        ),
    ] = None,
    *,
    how: Beside,
) -> None:
    """Vary numbers of a scenario over a grid or a sample · 参数扫描."""
    from resettle.results.questions.sweep.plan import planned
    from resettle.results.questions.sweep.question import answered
    from resettle.results.questions.sweep.reading import error_text
    from resettle.scenarios import ScenarioErrors

    request = SweepRequest(scenario, vary or (), sample, of or (), replications)
    try:
        plan = planned(request, how.drawn, how.seed)
    except ScenarioErrors as errors:
        end(REFUSED, error_text(errors))
    with question("sweep", [plan.scenario], how) as posed:
        posed.deliver(answered(plan, posed.asking, tell))


@asks
def sensitivity(
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="Name or file; none with --gate. 方案")
    ] = None,
    of: Of = None,
    method: Annotated[
        Literal["all", "morris", "sobol", "tornado"],
        typer.Option(help="Screening, shares of variance, swings, or all of them. 方法"),
    ] = SensitivityRequest.method,  # type: ignore[assignment]
    only: Annotated[
        list[str] | None,
        optional(metavar="PREFIX", help="Only inputs whose path begins so; may be repeated. 只考察部分因素"),
    ] = None,
    top: Annotated[
        int | None,
        optional(
            min=1,
            max=40,
            metavar="K",
            help=f"Inputs looked at closely [default: {SensitivityRequest.top}]. 重点考察的因素数",
        ),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A rough answer in less time. 快速粗略")] = False,
    gate: Annotated[
        Path | None,
        optional(
            metavar="FILE", help="Check committed sensitivities; exits with 1 if one broke. 检验既定结论"
        ),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="With --gate: rewrite the file from the results. 更新文件")
    ] = False,
    seed: Annotated[
        int | None, optional(metavar="S", min=0, max=2**48, help="Base seed [default: 1]. 随机种子")
    ] = None,
    *,
    how: Beside,
) -> None:
    """What matters most? Screening, shares of variance, tornado, gate · 敏感性分析."""  # fmt: skip
    from resettle.results.questions.sensitivity.gate import check_gate
    from resettle.results.questions.sensitivity.gate_file import read_gate
    from resettle.results.questions.sensitivity.question import ask
    from resettle.results.report.deliver import answer_folder
    from resettle.results.runs.atomic import try_file
    from resettle.scenarios.problems import listed

    if gate is None:
        if scenario is None or update:
            refuse(
                Text(
                    "name a scenario, or the file of a gate with --gate; --update is for gates",
                    "请写方案，或用--gate指定检验文件；--update只用于检验文件",
                )
            )
        loaded = load_all([scenario])
        with question("sensitivity", loaded, replace(how, seed=How.seed if seed is None else seed)) as posed:
            request = SensitivityRequest(
                loaded[0], of or (), method, only or (), top or SensitivityRequest.top, quick
            )
            posed.deliver(ask(request, posed.asking))
        return
    others = {
        "SCENARIO": scenario, "--of": of, "--only": only, "--top": top, "--quick": quick, "--seed": seed,
        "--method": method != SensitivityRequest.method, "--scale": how.scale != "default",
    }  # fmt: skip
    given = [name for name, value in others.items() if value not in (None, False)]
    if given:
        both_ways = Text(
            "--gate takes everything from its file; leave out {given}",
            "--gate的内容全部取自文件；请去掉{given}",
        )
        refuse(fill(both_ways, given=listed(given)))
    read = read_gate(gate, how.drawn, update=update)
    if update:
        try_file(gate)
    # not where the answer of the whole question lies
    folder = how.out or answer_folder("sensitivity-gate", [read.scenario.name])
    with question("sensitivity", [read.scenario], replace(how, seed=read.seed, out=folder)) as posed:
        posed.deliver(check_gate(read, posed.asking, update=update))


@asks
def optimise(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file. 方案")],
    target: Annotated[
        list[str] | None,
        optional(
            metavar="NAME",
            help="Target to be reached; may be repeated [default: all outcome targets]. 目标",
        ),
    ] = None,
    probability: Annotated[
        float, typer.Option(metavar="P", help="Probability that all of them are reached with. 达标概率")
    ] = OptimiseRequest.probability,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=LOW..HIGH", help="Bounds of a setting; may be repeated. 取值范围"),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="LEVER", help="Lever to be left as it is; may be repeated. 保持不变的措施"),
    ] = None,
    budget: Annotated[
        str, optional(metavar="YUAN", help="Most that may be spent over the plan [default: its own]. 预算")
    ] = OptimiseRequest.budget,
    band: Annotated[
        float, typer.Option(metavar="SHARE", help="How far each year may be from the plan's. 分年支出浮动")
    ] = OptimiseRequest.band,
    allow_cash: Annotated[
        bool, typer.Option("--allow-cash", help="Let more be handed out in cash. 不限现金发放")
    ] = OptimiseRequest.allow_cash,
    harm: Annotated[
        bool, typer.Option("--harm", help="Let other outcomes get worse, and list them. 允许并列出损害")
    ] = OptimiseRequest.harm,
    most: Annotated[
        float | None,
        optional(metavar="TIMES", help="Levers of capacity go from 0 to so many times the plan. 上限倍数"),
    ] = OptimiseRequest.most,
    trials: Annotated[
        int, typer.Option(metavar="N", min=1, max=100_000, help="Mixes that are tried. 尝试组合数")
    ] = OptimiseRequest.trials,
    futures: Annotated[
        int,
        futures_option(
            typer.Option,
            "--tested",
            help="Futures of plan and mixes, the first ones. 未来情形数",
        ),
    ] = OptimiseRequest.futures,
    *,
    how: Beside,
) -> None:
    """What to do: mixes within limits that can be kept · 可行限度内怎么做."""
    from resettle.results.questions.optimise.request import checked

    request = OptimiseRequest(
        load_all([scenario])[0],
        target or (),
        probability,
        vary or (),
        keep or (),
        budget,
        band,
        allow_cash,
        harm,
        most,
        trials,
        futures,
    )
    checked(request)  # before the workers start
    with question("optimise", [request.scenario], how) as posed:
        from resettle.results.questions.optimise.question import ask

        posed.deliver(ask(request, posed.asking))


@asks
def discover(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file. 方案名称或文件")],
    target: Annotated[
        list[str] | None,
        optional(
            metavar="NAME",
            help="Target; of several, missing any counts [default: the first that is open]. 目标",
        ),
    ] = None,
    futures: Annotated[
        int,
        futures_option(typer.Option, help="The first N futures. 未来情形数"),
    ] = DiscoverRequest.futures,
    success: Annotated[
        bool, typer.Option("--success", help="Where it succeeds instead. 改为寻找达标情形")
    ] = DiscoverRequest.success,
    density: Annotated[
        float | None,
        optional(
            metavar="SHARE",
            help="Share of failures that a region is to contain [default: 0.8 or more]. 区域密度",
        ),
    ] = DiscoverRequest.density,
    *,
    how: Beside,
) -> None:
    """In which futures does a plan fail? Regions, in sentences · 在哪些未来情形下不达标."""
    from resettle.results.questions.discover.request import checked

    loaded = load_all([scenario])
    request = DiscoverRequest(loaded[0], target or (), futures, success, density)
    checked(request, how.drawn)  # before the workers start
    with question("discover", loaded, how) as posed:
        from resettle.results.questions.discover.question import ask

        posed.deliver(ask(request, posed.asking))


@asks
def explore(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file. 方案名称或文件")],
    vary: Annotated[
        list[str] | None,
        optional(
            metavar="LEVER[=LOW..HIGH]",
            help="Lever with a slider, in multiples of the plan; may be repeated "
            "[default: those that matter most]. 可调整的措施",
        ),
    ] = None,
    of: Of = None,
    top: Annotated[
        int, typer.Option(metavar="K", min=1, max=12, help="Sliders, if none are named. 滑块数")
    ] = ExploreRequest.top,
    points: Annotated[
        int | None,
        optional(
            metavar="N",
            min=1,
            max=100_000,
            help=f"Positions that are run [default: {POINTS}, or as many as needed]. 取值点数",
        ),
    ] = ExploreRequest.points,
    futures: Annotated[
        int, futures_option(typer.Option, help="The first N futures, at each position. 未来情形数")
    ] = ExploreRequest.futures,
    check: Annotated[
        int,
        typer.Option(
            metavar="M",
            min=0,
            max=10_000,
            help="Check the page by exact runs at M new positions; exits with 1 if it is off. 检验位置数",
        ),
    ] = ExploreRequest.check,
    *,
    how: How,
) -> None:
    """A page with sliders: what comes of it if levers are moved? · 可调整措施的页面."""
    explored(ExploreRequest(load_all([scenario])[0], vary or (), of or (), top, points, futures, check), how)
