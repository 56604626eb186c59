"""Exports are put beside an answer whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from resettle.results.report.answer import Answer
from resettle.results.report.exports.choose import chosen, ready
from resettle.results.runs import swap
from resettle.results.text.labels import Lang

EXPORTS = "exports"
"""Folder of the exports, inside the folder of an answer."""

Write = Callable[[Answer, Mapping[str, Any], Path, Lang], None]

PICTURES = ("png", "svg")


def export(
    answer: Answer, made: Mapping[str, Any], folder: Path, formats: str | Sequence[str], lang: Lang = "en"
) -> list[Path]:
    """Write an answer as files for others.

    Files of earlier exports with other names stay as they are; if anything fails, all do.

    Args:
        answer: The answer.
        made: Its manifest.
        folder: The folder of the answer; the files go into its folder `exports`.
        formats: Some of `FORMATS`.
        lang: Language of the files.

    Returns:
        The files, by name.

    Raises:
        ExportError: If a format is unknown, or something that it needs is missing or fails.
        OSError: If a file cannot be written.
    """
    wanted = chosen(formats)
    ready(wanted)
    if not wanted:
        return []
    target = folder / EXPORTS
    with swap.stage(target) as staged:
        new = staged / "new"
        pictures = tuple(name for name in wanted if name in PICTURES)
        if pictures:
            from resettle.results.report.exports import images

            images.write(answer, made, new, lang, pictures)
        for name in wanted:
            if name not in PICTURES:
                write: Write = import_module(f"resettle.results.report.exports.{name}").write
                write(answer, made, new, lang)
        names = sorted(path.name for path in new.iterdir())
        with swap.alone(target):
            swap.finish(target)
            swap.put_in_place(staged, names, names[-1])
    return [target / name for name in names]
