"""The commands that look at scenarios and at what they rest on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from resettle.cli.app import FAILED, REFUSED, app, end, reported
from resettle.cli.options import Lang, load_all


@app.command("list")
@reported
def list_() -> None:
    """List the bundled scenarios · 列出内置方案."""
    from resettle.scenarios import part_of, runnable

    names = runnable()
    width = max(map(len, names), default=0)
    for name in names:
        title = part_of(name).title
        text = f"{title.en} · {title.zh}" if title is not None else ""
        print(f"{name:{width}}  {text}".rstrip())


@app.command()
@reported
def validate(
    file: Annotated[list[str], typer.Argument(metavar="FILE", help="Scenario files or names. 方案文件")],
) -> None:
    """Tell all that is wrong with scenario files · 检查方案文件."""
    from resettle.scenarios import check

    wrong: list[str] = []
    for reference in file:
        problems = check(reference)
        wrong += [str(problem) for problem in problems if str(problem) not in wrong]
        if not problems:
            print(f"{reference}: correct")
    if wrong:
        sys.stdout.flush()
        end(REFUSED, "\n".join(wrong))


@app.command()
@reported
def show(scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file. 方案")]) -> None:
    """Print a whole scenario with sources · 显示完整方案及来源."""
    from resettle.scenarios import dump_resolved

    sys.stdout.write(dump_resolved(load_all([scenario])[0]))


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
    from resettle.results.report.provenance import UnknownValue, value_sources
    from resettle.results.report.terminal import default_lang
    from resettle.scenarios import runnable
    from resettle.scenarios.sources.citations import citations

    chosen = load_all(scenario or list(runnable()))
    try:
        found = citations(chosen) if value is None else value_sources(chosen, value, lang or default_lang())
    except UnknownValue as error:
        end(REFUSED, str(error))
    for line in found:
        print(line)


@app.command()
@reported
def schema() -> None:
    """Print the JSON Schema of scenario files · 输出方案文件格式."""
    from resettle.scenarios.schema import schema_text

    sys.stdout.write(schema_text())


@app.command()
@reported
def coverage(
    documents: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder with your copies, to compare. 文件副本目录")
    ] = None,
    lang: Lang = None,
) -> None:
    """Account for every item of the documents · 逐条核对文件条目."""
    from resettle.results.report.terminal import default_lang
    from resettle.scenarios import load_bundled
    from resettle.scenarios.sources.copies import verify
    from resettle.scenarios.sources.coverage import problems
    from resettle.scenarios.sources.coverage_text import lines

    copies = verify(documents) if documents is not None else []
    scenarios, unread = load_bundled()
    gaps = [*map(str, unread), *problems(scenarios)]
    for line in lines(lang or default_lang(), scenarios, gaps):
        print(line)
    for copy in copies:
        print(copy)
    if gaps or not all(copy.agrees for copy in copies):
        end(FAILED, "items are unaccounted for, or copies differ: see above")
