"""Options that several commands share, and what is made of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from resettle.cli.app import REFUSED, end, put, refuse, state
from resettle.model.text import Text, both, lines

if TYPE_CHECKING:
    from resettle.results.report.answer import Answer
    from resettle.scenarios import Scenario

optional = partial(typer.Option, show_default=False)
"""An option that may be left out; its help says what that means."""


def futures_option(option: Any, *others: str, **more: Any) -> Any:
    """The option on how many futures are looked at, which all questions call alike.

    Args:
        option: Makes it: `typer.Option` or `optional`.
        *others: Another name in place of `--replications`.
        **more: What else the option says.
    """
    names = others or ("--replications",)
    return option("--futures", *names, metavar="N", min=1, max=100_000, **more)


Lang = Annotated[Literal["en", "zh"] | None, optional(help="Language [default: that of the system]. 语言")]
Parameters = Annotated[
    Literal["point", "prior", "posterior"],
    typer.Option(help="Uncertain parameters: central, thinkable, or fitted values. 参数不确定性"),
]
Outside = Annotated[
    Literal["forecast", "known"],
    typer.Option(help="Pay, prices and demand since the plan began: foreseen, or as published. 外部环境"),
]
Replications = Annotated[int, futures_option(typer.Option, help="The first N futures. 未来情形数")]
Seed = Annotated[int, typer.Option(metavar="S", min=0, max=2**48, help="Base seed. 随机种子")]
Scale = Annotated[
    str, typer.Option(metavar="default|all|NUMBER", help="Part of the population that is simulated. 抽样比例")
]
"""A text, for `scale_of`."""
Jobs = Annotated[int | None, optional(min=1, max=1024, help="Processes; as many as help if left out. 进程数")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder for results [default: resettle-results/NAMES]. 结果文件夹"),
]
Cluster = Annotated[str | None, optional(metavar="tcp://HOST:PORT", help="Work on a dask cluster. 计算集群")]
Formats = Annotated[
    str | None,
    optional("--format", metavar="NAMES", help="Export as html,xlsx,docx,pdf,png,svg,csv. 导出格式"),
]
"""A text, for `formats_of`."""
Explore = Annotated[
    bool,
    typer.Option("--explore", help="Also the page with sliders, of the first scenario. 另做可调整措施的页面"),
]
Pages = Annotated[
    list[Path] | None,
    optional(
        "--write", metavar="FILE", help="Also write the page, FILE.zh.md in Chinese; may be repeated. 文档"
    ),
]
"""Files, for `try_pages` and `put_answer`."""
Of = Annotated[
    list[str] | None,
    optional("--of", metavar="NAME", help="Target, measure or indicator; may be repeated. 目标或指标"),
]


LEAST_SCALE = 1e-8
"""One household of the largest population that a file may state."""


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
    if not LEAST_SCALE <= scale <= 1.0:
        wrong = Text(
            f"'{text}' is not 'default', 'all' or a number above 0 and at most 1.",
            f"“{text}”不是default、all或大于0且不大于1的数。",
        )
        raise typer.BadParameter(wrong.in_(state.lang), param_hint="'--scale'")
    return scale


def formats_of(text: str | None) -> tuple[str, ...]:
    """The formats that a `Formats` asks for, which can be written on this machine; else the command ends."""
    if text is None:
        return ()
    from resettle.results.report.exports import chosen, ready

    formats = chosen(text)
    ready(formats)
    return formats


def try_pages(pages: list[Path] | None) -> None:
    """Make sure before any work that the pages that a `Pages` names can be written."""
    from resettle.results.runs.atomic import try_file

    for page in pages or ():
        try_file(page)


def put_answer(answer: Answer, pages: list[Path] | None) -> None:
    """Write an answer to the pages that a `Pages` names, print it, and tell of each page."""
    from resettle.results.report.markdown import write_pages
    from resettle.results.report.terminal import print_answer

    write_pages(answer, pages or ())  # first: they are kept if nobody reads on
    print_answer(answer, None, state.lang)
    for page in pages or ():
        put(both("Written: {file}", "已写入：{file}", file=str(page)))


def load_all(references: list[str]) -> list[Scenario]:
    """Load scenarios; the problems of all of them are reported together."""
    from resettle.scenarios import ScenarioErrors, load
    from resettle.scenarios.problems import MAX_PRINTED

    loaded: list[Scenario] = []
    problems: dict[Text, None] = {}
    for reference in references:
        try:
            loaded.append(load(reference))
        except ScenarioErrors as errors:
            problems |= dict.fromkeys(problem.text for problem in errors.problems[:MAX_PRINTED])
    if problems:
        end(REFUSED, lines(list(problems)))
    return loaded


def load_different(references: list[str]) -> list[Scenario]:
    """Load scenarios, and refuse those of one name: they could not be distinguished in any table."""
    from resettle.scenarios.problems import shown

    loaded = load_all(references)
    first: dict[str, str] = {}
    for scenario, reference in zip(loaded, references, strict=True):
        other = first.get(scenario.name)
        if other is not None:
            same = both("{one} is given twice", "{one}给了两次", one=reference)
            if other != reference:
                same = both("{one} and {other}", "{one}与{other}", one=other, other=reference)
            refuse(
                both(
                    "two scenarios are named {name} ({same}); give each once, and each file its own name",
                    "有两个方案名为{name}（{same}）；每个方案只给一次，每个文件各用其名",
                    name=shown(scenario.name),
                    same=same,
                )
            )
        first[scenario.name] = reference
    return loaded
