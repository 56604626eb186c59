"""Options that several commands share, and what is made of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from resettle.cli.app import REFUSED, end

if TYPE_CHECKING:
    from resettle.scenarios import Scenario

optional = partial(typer.Option, show_default=False)
"""An option that may be left out; its help says what that means."""

Lang = Annotated[Literal["en", "zh"] | None, optional(help="Language [default: that of the system]. 语言")]
Parameters = Annotated[
    Literal["point", "prior", "posterior"],
    typer.Option(help="Uncertain parameters: central, thinkable, or fitted values. 参数不确定性"),
]
Outside = Annotated[
    Literal["forecast", "known"],
    typer.Option(help="Pay, prices and demand since the plan began: foreseen, or as published. 外部环境"),
]
Replications = Annotated[
    int, typer.Option(metavar="N", min=1, max=100_000, help="Replications of each scenario. 重复次数")
]
Seed = Annotated[int, typer.Option(metavar="S", min=0, max=2**48, help="Base seed. 随机种子")]
Scale = Annotated[
    str, typer.Option(metavar="default|all|NUMBER", help="Part of the population that is simulated. 抽样比例")
]
"""A text, for `scale_of`."""
Jobs = Annotated[int | None, optional(min=1, max=1024, help="Processes; as many as help if left out. 进程数")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder for results [default: resettle-results/NAMES]. 结果目录"),
]
Cluster = Annotated[str | None, optional(metavar="tcp://HOST:PORT", help="Work on a dask cluster. 计算集群")]
Of = Annotated[
    list[str] | None,
    optional("--of", metavar="NAME", help="Target, measure or indicator; may be repeated. 目标或指标"),
]


def scale_of(text: str) -> float | None:
    """The part of the population that a `Scale` asks for; `None` for that of each scenario.

    Raises:
        typer.BadParameter: If it is none.
    """
    if text == "default":
        return None
    try:
        scale = 1.0 if text == "all" else float(text)
    except ValueError:
        scale = float("nan")
    if not 0.0 < scale <= 1.0:
        raise typer.BadParameter(
            f"'{text}' is not 'default', 'all' or a number above 0 and at most 1.", param_hint="'--scale'"
        )
    return scale


def load_all(references: list[str]) -> list[Scenario]:
    """Load scenarios; the problems of all of them are reported together."""
    from resettle.scenarios import ScenarioErrors, load

    loaded: list[Scenario] = []
    problems: list[str] = []
    for reference in references:
        try:
            loaded.append(load(reference))
        except ScenarioErrors as errors:
            problems += [line for line in str(errors).splitlines() if line not in problems]
    if problems:
        end(REFUSED, "\n".join(problems))
    return loaded


def load_different(references: list[str]) -> list[Scenario]:
    """Load scenarios, and refuse those of one name: they could not be distinguished in any table."""
    loaded = load_all(references)
    first: dict[str, str] = {}
    for scenario, reference in zip(loaded, references, strict=True):
        other = first.get(scenario.name)
        if other is not None:
            same = f"{reference} is given twice" if other == reference else f"{other} and {reference}"
            end(
                REFUSED,
                f"resettle: two scenarios are named '{scenario.name}' ({same}); "
                "give each once, and each file its own name",
            )
        first[scenario.name] = reference
    return loaded
