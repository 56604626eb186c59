"""The command that writes answers as files for others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from resettle.cli.app import app, exporting, refuse, state
from resettle.cli.options import Formats, formats_of, optional
from resettle.model.text import Text

ExportLang = Annotated[
    Literal["en", "zh"] | None,
    optional("--lang", help="Language [default: the --lang of the question, else that of the system]. 语言"),
]
USUAL = "xlsx,docx,pdf"
"""What is written if nothing is named."""


@app.command()
@exporting
def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of an answer. 结果文件夹")],
    formats: Formats = USUAL,
    lang: ExportLang = None,
) -> None:
    """Write an answer as Excel, Word, PDF, pictures, CSV · 导出结果文件."""
    wanted = formats_of(formats)
    if not wanted:
        refuse(Text("--format names no format", "--format没有写明格式"))
    from resettle.results.report.deliver import read
    from resettle.results.report.exports import export
    from resettle.results.report.terminal import print_exports

    answer = read(folder)
    own = state.page_lang or answer.manifest.get("lang", state.lang)
    print_exports(export(answer, answer.manifest, folder, wanted, own), state.lang)
