"""The commands that make a county's own scenarios by questions or a table, and fit their base year."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resettle.cli.app import app, compile_first, put, refuse, reported, state, tell, working
from resettle.cli.options import Lang
from resettle.model.text import Text, both

if TYPE_CHECKING:
    from resettle.calibration.fit.base_file import FittedBase
    from resettle.cli.ledgers import LedgerOptions
    from resettle.scenarios.county.answers import Answers


@app.command()
@reported
def new(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="New folder, named after the county. 新文件夹")
    ] = None,
    table: Annotated[Path | None, typer.Option(metavar="FILE", help="A filled table. 填好的表格")] = None,
    answers: Annotated[Path | None, typer.Option(metavar="FILE", help="A file of answers. 答案文件")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: defaults. 全部采用默认值")] = False,
    blank: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the table to fill in, and end. 写出空白表格")
    ] = None,
    ledger: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A ledger, or a folder of them; may be repeated. 台账，可多次使用"),
    ] = None,
    columns: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Names of a ledger's columns. 列名对照表")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Key for numbers of households. 户编号密钥文件")
    ] = None,
    problems: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Table of a ledger's problems. 台账问题清单")
    ] = None,
    year: Annotated[
        int | None, typer.Option(min=1990, max=2100, help="Year of a ledger that states none. 台账年度")
    ] = None,
    people: Annotated[
        str,
        typer.Option(metavar="<marginals|households>", help="How a ledger's people are used. 人口生成方式"),
    ] = "marginals",
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave out households with problems. 略去有问题的户")
    ] = False,
    lang: Lang = None,
) -> None:
    """Make the scenarios of a county · 新建县级方案."""
    from resettle.cli.ledgers import LedgerOptions, read, types_of

    ledgers = LedgerOptions(tuple(ledger or ()), columns, key, problems, keep_going, people, year)
    given = [name for name, one in (("--table", table), ("--answers", answers), ("--yes", yes)) if one]
    if blank is not None:
        if folder is not None or given:
            refuse(
                Text(
                    "--blank stands alone: resettle new --blank FILE",
                    "--blank单独使用：resettle new --blank 表.xlsx",
                )
            )
        return _blank(blank)
    from resettle.results.runs.memory import ensure_start

    ensure_start("running")
    if folder is None:
        refuse(Text("name a folder: resettle new pingshan", "请写文件夹名称，例如“resettle new pingshan”"))
    if len(given) > 1:
        refuse(both("give one of {names}", "{names}只用一个", names=", ".join(given)))
    from resettle.calibration.fit.county import check_new
    from resettle.calibration.fit.county import new as make

    check_new(folder)
    if not ledgers.paths:
        _only_with_ledgers(ledgers)
        described = _answers(folder.name, table, answers, yes)
        compile_first()
        return _tell_of(make(folder, described, state.lang), folder)
    from resettle.scenarios.ledger.for_county import described as with_ledger

    described = _answers(folder.name, table, answers, yes or not given)
    counted = read(ledgers, described)
    described, figures = with_ledger(counted, described)
    compile_first()
    _tell_of(make(folder, described, state.lang, figures, types_of(ledgers, counted)), folder)


def _only_with_ledgers(ledgers: LedgerOptions) -> None:
    from resettle.cli.ledgers import MARGINALS

    given = {
        "--map": ledgers.mapping,
        "--year": ledgers.year,
        "--key": ledgers.key,
        "--problems": ledgers.problems,
        "--keep-going": ledgers.keep_going,
        "--people": ledgers.people != MARGINALS,
    }
    alone = [name for name, one in given.items() if one]
    if alone:
        refuse(both("{names} go with --ledger", "{names}须与--ledger一起使用", names=", ".join(alone)))


def _answers(name: str, table: Path | None, answers: Path | None, yes: bool) -> Answers:
    """What the county states, by whichever door it comes in."""
    from resettle.calibration.fit.county import stated
    from resettle.scenarios.county.interview import interview

    if table is not None or answers is not None or yes:
        return stated(table, answers)
    try:
        return interview(name, _ask, put)
    except EOFError:
        refuse(
            Text(
                "nobody answers; use --yes, --answers FILE or --table FILE",
                "没有收到回答；可用--yes、--answers 文件或--table 表格",
            )
        )


def _ask(prompt: Text) -> str:
    put(prompt, end="")
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _blank(path: Path) -> None:
    from resettle.scenarios.county.blank import write_blank

    write_blank(path, state.lang)
    done = Text(
        f"{path}: fill it in, then resettle new NAME --table {path}",
        f"已写出{path}；填好后运行：resettle new 县名拼音 --table {path}",
    )
    put(done)


@app.command("fit-base")
@working
def fit_base(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Your scenario, or its folder. 方案或其文件夹")],
    lang: Lang = None,
) -> None:
    """Fit the base year of your own figures · 校准基年."""
    from resettle.calibration.fit.base_file import fit_base as fit

    compile_first()
    made = fit(file, state.lang)
    put(both("written: {path}", "已写入{path}", path=str(made.path)))
    _tell_held(made)


def _tell_of(made: FittedBase, folder: Path) -> None:
    from resettle.scenarios.county.implied import implied
    from resettle.scenarios.county.writer import unstated_text

    files = ", ".join(sorted(one.name for one in folder.iterdir()))
    put(both("written: {folder}/ ({files})", "已写入{folder}/（{files}）", folder=str(folder), files=files))
    for line in implied(made.scenario):
        put(f"  {line.in_(state.lang)}")
    if made.unstated:
        put(f"  {unstated_text(made.unstated).in_(state.lang)}")
    _tell_held(made)
    put(Text(f"next: resettle run {folder}/plan.yaml", f"下一步：resettle run {folder}/plan.yaml"))


def _tell_held(made: FittedBase) -> None:
    from resettle.calibration.fit.base_check import gaps, held_text

    put(held_text(made.held))
    for gap in gaps(made.held):
        tell(gap)
