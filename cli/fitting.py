"""The commands that fit the model to facts and check it on others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resettle.cli.app import app, compile_first, put, refuse, state, working
from resettle.cli.options import Jobs, Lang, Pages, Seed, put_answer, try_pages
from resettle.model.text import Text, both, fill

if TYPE_CHECKING:
    from resettle.results.report.answer import Answer


@app.command()
@working
def calibrate(
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of runs and results; resumes there. 结果文件夹")
    ] = Path("resettle-calibration"),
    waves: Annotated[int, typer.Option(min=1, max=20, help="Waves of runs. 轮数")] = 3,
    runs: Annotated[int, typer.Option(min=40, max=1_000_000, help="Runs a wave. 每轮模拟次数")] = 400,
    jobs: Jobs = None,
    seed: Seed = 1,
    ship: Annotated[
        bool, typer.Option("--ship", help="Make it the posterior that comes with the program. 设为默认后验")
    ] = False,
    prior_check: Annotated[
        bool,
        typer.Option(
            "--prior-check",
            help="Make no fit; tell of the one in the folder how much of the headlines is prior. 先验检查",
        ),
    ] = False,
    sbc: Annotated[
        int | None,
        typer.Option(
            min=20,
            max=10_000,
            metavar="REPEATS",
            help="Make no fit; does the one in the folder find what is known? 模拟校准检验次数",
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Fit behaviour to the facts · 按事实校准行为参数."""
    if (ship and (prior_check or sbc is not None)) or (prior_check and sbc is not None):
        refuse(
            Text(
                "--prior-check, --sbc and --ship are asked for one at a time",
                "--prior-check、--sbc和--ship一次只用一个",
            )
        )
    if prior_check:
        return _prior_check(out, jobs, seed)
    if sbc is not None:
        return _sbc(out, sbc, jobs, seed)
    from resettle.calibration.fit.making import PAGE
    from resettle.calibration.fit.making import calibrate as make
    from resettle.calibration.fit.making import ship as make_default
    from resettle.calibration.fit.result import QUESTION
    from resettle.calibration.report.answer import answered, write_calibration_page
    from resettle.calibration.report.stored import read_calibration
    from resettle.results.report.terminal import print_answer, stages
    from resettle.results.runs.claim import check_folder

    check_folder(out, QUESTION)
    compile_first()
    with stages(state.lang) as progress:
        result, posterior = make(
            out,
            waves=waves,
            runs=runs,
            jobs=jobs,
            seed=seed,
            progress=progress,
            page=lambda folder: write_calibration_page(folder / PAGE, folder, state.page_lang),
        )
    if ship:
        make_default(result, posterior)
    print_answer(answered(read_calibration(out)), out / PAGE, state.lang)
    kept = both("Posterior: {file}", "后验：{file}", file=str(out / "posterior.parquet"))
    put(kept)


def _prior_check(folder: Path, jobs: int | None, seed: int) -> None:
    """Prints how much of the headlines of a fit is prior, and writes the page into its folder."""
    from resettle.calibration.fit.making import kept_runs
    from resettle.calibration.fit.relocated import problem
    from resettle.calibration.fit.runs import Progress
    from resettle.calibration.report.prior_check import answered
    from resettle.calibration.validation.headlines import NEEDED, headlines
    from resettle.calibration.validation.prior_check import prior_check, without_each
    from resettle.calibration.validation.refits import learn
    from resettle.results.report.terminal import stages

    runs = kept_runs(folder)
    with stages(state.lang) as progress:
        progress(Progress("emulator", 0, 1))
        asked = problem()
        check = prior_check(
            learn(asked, runs),
            asked,
            without_each(),
            headlines(),
            NEEDED,
            seed=seed,
            jobs=jobs,
            report=lambda done, total: progress(Progress("fits", done, total)),
        )
    _shown(answered(check), folder / "prior-check.html")


def _sbc(folder: Path, repeats: int, jobs: int | None, seed: int) -> None:
    """Prints whether fits like the one of a folder find what is known, and writes the page there."""
    from resettle.calibration.fit.making import kept_runs, stored_problem
    from resettle.calibration.fit.relocated import problem
    from resettle.calibration.report.sbc import answered
    from resettle.calibration.validation.sbc import simulation_based
    from resettle.results.report.terminal import stages
    from resettle.results.runs import store

    runs, asked = kept_runs(folder), problem()
    if stored_problem(folder).version != asked.version:
        other = Text(
            "{folder} was made by another version of the model; calibrate again",
            "{folder}由另一版本的模型生成；请重新校准",
        )
        refuse(fill(other, folder=folder.name))
    compile_first()
    with stages(state.lang) as progress:
        found = simulation_based(asked, runs, folder / store.RUNS, repeats, jobs, seed, progress)
    _shown(answered(found), folder / "sbc.html")


def _shown(answer: Answer, page: Path) -> None:
    """Prints an answer about the fit of a folder and writes its page there."""
    from resettle.calibration.report.answer import made
    from resettle.calibration.report.stored import read_calibration
    from resettle.results.report.page import render_answer, write_page
    from resettle.results.report.terminal import print_answer

    write_page(page, render_answer(answer, made(read_calibration(page.parent)), state.page_lang))
    print_answer(answer, page, state.lang)


@app.command("validate-model")
@working
def validate_model(
    fit: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder of a calibration [default: the shipped one]. 校准结果所在文件夹"
        ),
    ] = None,
    runs: Annotated[int, typer.Option(min=20, max=100_000, help="Runs. 模拟次数")] = 200,
    jobs: Jobs = None,
    write: Pages = None,
    ship: Annotated[
        bool, typer.Option("--ship", help="Make it what reports say of the fit that ships. 设为默认说明")
    ] = False,
    lang: Lang = None,
) -> None:
    """Predict facts that no fit saw · 用未参与校准的事实检验模型."""
    from resettle import __version__
    from resettle.calibration.fit.making import kept_runs, posterior_draws
    from resettle.calibration.report.validation import validated
    from resettle.calibration.validation.predictions import keep_summary, validate
    from resettle.results.report.terminal import stages

    if ship and fit is not None:
        refuse(
            Text(
                "--ship is for the fit that ships: leave --fit out", "--ship只用于默认的校准结果：请去掉--fit"
            )
        )
    try_pages(write)
    compile_first()
    draws, digest = posterior_draws(fit)
    kept = kept_runs(fit)
    with stages(state.lang) as progress:
        assessment, rolled, failed = validate(draws, runs=runs, jobs=jobs, progress=progress, kept=kept)
    answer = validated(assessment, rolled, digest, failed, __version__)
    if ship:
        keep_summary(assessment, digest)
    put_answer(answer, write)
