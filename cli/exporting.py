"""The command that writes answers as files for others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from resettle.cli.app import app, reported, state
from resettle.cli.options import Formats, Lang, formats_of

USUAL = "xlsx,docx,pdf"
"""What is written if nothing is named."""


@app.command()
@reported
def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of an answer. 结果文件夹")],
    formats: Formats = USUAL,
    lang: Lang = None,
) -> None:
    """Write an answer as Excel, Word, PDF, pictures, CSV · 导出结果文件."""
    wanted = formats_of(formats)
    from resettle.results.report.deliver import read
    from resettle.results.report.exports import export
    from resettle.results.report.terminal import print_exports

    answer = read(folder)
    print_exports(export(answer, answer.manifest, folder, wanted, state.lang), state.lang)
