"""The commands that fit the model to facts and check it on others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from resettle.cli.app import REFUSED, app, compile_first, end, reported
from resettle.cli.options import Jobs, Seed


@app.command()
@reported
def calibrate(
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of runs and results; resumes there. 结果目录")
    ] = Path("resettle-calibration"),
    waves: Annotated[int, typer.Option(min=1, max=20, help="Waves of runs. 轮数")] = 3,
    runs: Annotated[int, typer.Option(min=40, max=1_000_000, help="Runs a wave. 每轮模拟次数")] = 400,
    jobs: Jobs = None,
    seed: Seed = 1,
    ship: Annotated[
        bool, typer.Option("--ship", help="Make it the posterior that comes with the program. 设为默认后验")
    ] = False,
) -> None:
    """Fit behaviour to the facts · 按事实校准行为参数."""
    from resettle.calibration.fit.making import PAGE
    from resettle.calibration.fit.making import calibrate as make
    from resettle.calibration.fit.making import ship as make_default
    from resettle.calibration.fit.result import QUESTION
    from resettle.calibration.report.answer import answered, write_calibration_page
    from resettle.calibration.report.stored import read_calibration
    from resettle.results.report.terminal import default_lang, print_answer, stages
    from resettle.results.runs.store import check_folder

    lang = default_lang()
    check_folder(out, QUESTION)
    compile_first()
    try:
        with stages() as progress:
            result, posterior = make(
                out,
                waves=waves,
                runs=runs,
                jobs=jobs,
                seed=seed,
                progress=progress,
                page=lambda folder: write_calibration_page(folder / PAGE, folder, lang),
            )
    except ValueError as wrong:
        end(REFUSED, f"resettle: {wrong}")
    if ship:
        make_default(result, posterior)
    print_answer(answered(read_calibration(out)), out / PAGE, lang)
    print(f"Posterior: {out / 'posterior.parquet'}")


@app.command("validate-model")
@reported
def validate_model(
    fit: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of a calibration [default: the shipped one]. 校准目录"),
    ] = None,
    runs: Annotated[int, typer.Option(min=20, max=100_000, help="Runs. 模拟次数")] = 200,
    jobs: Jobs = None,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the page of the docs. 写入文档")
    ] = None,
) -> None:
    """Predict facts that no fit saw · 用未参与校准的事实检验模型."""
    from resettle import __version__
    from resettle.calibration.fit.making import kept_runs, posterior_draws
    from resettle.calibration.report.validation import validated
    from resettle.calibration.validation.predictions import keep_summary, validate
    from resettle.results.report.markdown import markdown
    from resettle.results.report.terminal import default_lang, print_answer, stages

    compile_first()
    draws, digest = posterior_draws(fit)
    kept = kept_runs(fit)
    with stages() as progress:
        assessment, rolled, failed = validate(draws, runs=runs, jobs=jobs, progress=progress, kept=kept)
    answer = validated(assessment, rolled, digest, failed, __version__)
    print_answer(answer, None, default_lang())
    if write is not None:
        write.write_text(markdown(answer), encoding="utf-8")
        if fit is None:
            keep_summary(assessment, digest)
        print(f"Written: {write}")
