"""The commands that look at scenarios and at what they rest on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from resettle.cli.app import FAILED, REFUSED, app, columns, compile_first, end, put, reported, state
from resettle.cli.options import Lang, load_all
from resettle.model.text import Text, both, lines


@app.command("list")
@reported
def list_(lang: Lang = None) -> None:
    """List the bundled scenarios · 列出内置方案."""
    from resettle.scenarios import part_of, runnable

    names = runnable()
    width = max(map(len, names), default=0)
    for name in names:
        title = part_of(name).title
        put(f"{name:{width}}  {'' if title is None else title.in_(state.lang)}".rstrip())


@app.command()
@reported
def validate(
    file: Annotated[list[str], typer.Argument(metavar="FILE", help="Scenario files or names. 方案文件")],
    lang: Lang = None,
) -> None:
    """Tell all that is wrong with scenario files · 检查方案文件."""
    from resettle.scenarios import look_over
    from resettle.scenarios.problems import readable

    wrong: dict[Text, None] = {}
    for reference in file:
        problems, cautions = look_over(reference)
        wrong |= dict.fromkeys(problem.text for problem in problems)
        notes = [caution.text for caution in cautions]
        if not problems:
            put(both("{file}: correct", "{file}: 正确", file=readable(reference)))
            notes += _of_base_year(reference)
        for note in notes:
            put(both("note: {words}", "提示：{words}", words=note))
    if wrong:
        sys.stdout.flush()
        end(REFUSED, lines(list(wrong)))


def _of_base_year(reference: str) -> list[Text]:
    """What is to be said of the base year of a file of a user's own; an abstract part has none."""
    from resettle.scenarios import bundled, load, part_of
    from resettle.scenarios.base_year import as_bundled, base_digest
    from resettle.scenarios.problems import readable

    if reference in bundled() or part_of(reference).abstract:
        return []
    scenario = load(reference)
    if as_bundled(scenario):
        return []
    from resettle.calibration.fit.base_check import base_cautions
    from resettle.scenarios.county.implied import implied

    if scenario.fitted_to is None or scenario.fitted_to.digest != base_digest(scenario):
        compile_first()
    for line in implied(scenario):
        put(f"  {line.in_(state.lang)}")
    return base_cautions(scenario, readable(reference))


@app.command()
@reported
def show(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file. 方案")],
    lang: Lang = None,
) -> None:
    """Print a whole scenario with sources · 显示完整方案及来源."""
    from resettle.results.report.shown import shown

    put(shown(load_all([scenario])[0], state.lang), end="")


@app.command()
@reported
def sources(
    scenario: Annotated[
        list[str] | None, typer.Argument(metavar="SCENARIO", help="Names or files; all if left out. 方案")
    ] = None,
    value: Annotated[
        str | None, typer.Option(metavar="PATH", help="One value, e.g. parameters.wage. 某一取值")
    ] = None,
    lang: Lang = None,
) -> None:
    """Print the documents and facts used · 列出文件与数据来源."""
    from resettle.results.report.sources import UnknownValue, citations, value_sources
    from resettle.scenarios import runnable

    chosen = load_all(scenario or list(runnable()))
    try:
        found = citations(chosen, state.lang) if value is None else value_sources(chosen, value, state.lang)
    except UnknownValue as error:
        end(REFUSED, error.text)
    for line in found:
        put(line)


@app.command()
@reported
def schema() -> None:
    """Print the JSON Schema of scenario files · 输出方案文件格式."""
    from resettle.scenarios.schema import schema_text

    put(schema_text(), end="", whole=True)


@app.command()
@reported
def coverage(
    documents: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder with your copies, to compare. 存放文件副本的文件夹"),
    ] = None,
    lang: Lang = None,
) -> None:
    """Account for every item of the documents · 逐条核对文件条目."""
    from resettle.scenarios import load_bundled
    from resettle.scenarios.sources.copies import verify
    from resettle.scenarios.sources.coverage import problems
    from resettle.scenarios.sources.coverage_text import WIDTH, account

    copies = verify(documents) if documents is not None else []
    scenarios, unread = load_bundled()
    gaps = [*(problem.text for problem in unread), *problems(scenarios)]
    for line in account(state.lang, scenarios, gaps, min(WIDTH, columns(WIDTH))):
        put(line)
    for copy in copies:
        put(copy.text)
    if gaps or not all(copy.agrees for copy in copies):
        end(
            FAILED,
            Text(
                "items are unaccounted for, or copies differ: see above", "有条目未作说明，或副本不一致：见上"
            ),
        )
