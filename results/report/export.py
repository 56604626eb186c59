"""Figures as files: pictures (SVG, PNG, PDF) and the figure itself as JSON.

Pictures are drawn by kaleido in a Chromium of this machine, from the plotly.js of the installed package;
nothing is fetched. Both are the optional extra `images`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from resettle.model.text import Text, both
from resettle.results.report.charts.embed import parts
from resettle.results.runs.atomic import replacing
from resettle.results.text.install import install
from resettle.scenarios.language import SaidError

if TYPE_CHECKING:
    import plotly.graph_objects as go

PICTURES = ("svg", "png", "pdf")
KINDS = (*PICTURES, "json")
"""Endings of the files that may be written."""

EXACT = 15
"""Significant digits of a number in JSON."""

WIDTH, SHARPNESS = 900, 2.0
"""Width of a picture, and pixels of a PNG for each of them; a figure has its own height."""


class ExportError(SaidError, ValueError):
    """What cannot be written for others, for a reason that the user can settle."""


def write_figures(figures: Mapping[Path, go.Figure]) -> None:
    """Write figures, each to its path; the ending of the path says as what.

    Args:
        figures: Figures that stand alone (`Chart.figure`), by path.

    Raises:
        ExportError: If an ending is none of `KINDS`, or a picture is asked for without kaleido or Chromium.
        OSError: If a file cannot be written.
    """
    wrong = [path for path in figures if path.suffix[1:].lower() not in KINDS]
    if wrong:
        raise ExportError(
            both(
                "'{name}' should end in one of .{kinds}",
                "“{name}”的后缀应为.{kinds}之一",
                name=wrong[0].name,
                kinds=", .".join(KINDS),
            )
        )
    pictures = {path: one for path, one in figures.items() if path.suffix[1:].lower() in PICTURES}
    for path, drawn in zip(pictures, _drawn(pictures), strict=True):
        _write(path, drawn)
    for path, figure in figures.items():
        if path not in pictures:
            _write(path, json.dumps(parts(figure, EXACT), ensure_ascii=False).encode("utf-8"))


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as new:
        new.write_bytes(content)


def _drawn(pictures: Mapping[Path, go.Figure]) -> list[bytes]:
    """The pictures as bytes, drawn by one browser."""
    if not pictures:
        return []
    if find_spec("kaleido") is None:
        raise ExportError(
            both(
                "pictures need the package kaleido: {install}",
                "图片需要软件包kaleido：{install}",
                install=install("images"),
            )
        )
    from kaleido.errors import BrowserClosedError, BrowserFailedError, ChromeNotFoundError

    # a loop of its own in a thread of its own: a notebook runs one already
    with ThreadPoolExecutor(1) as pool:
        try:
            return pool.submit(asyncio.run, _by_browser(pictures)).result()
        except ChromeNotFoundError:
            raise ExportError(
                Text(
                    "pictures need Chromium or Chrome; install it, or name it in the variable BROWSER_PATH",
                    "图片需要Chromium或Chrome浏览器；请安装，或用环境变量BROWSER_PATH指定",
                )
            ) from None
        except (BrowserFailedError, BrowserClosedError) as error:
            why = str(error).partition("\n")[0]
            raise ExportError(
                both("the browser drew no picture: {why}", "浏览器未能画出图片：{why}", why=why)
            ) from error


async def _by_browser(pictures: Mapping[Path, go.Figure]) -> list[bytes]:
    from kaleido import Kaleido

    drawn = []
    async with Kaleido(mathjax=False) as browser:  # its MathJax would come from the network
        for path, figure in pictures.items():
            kind = path.suffix[1:].lower()
            size = {
                "width": WIDTH,
                "height": figure.layout.height,
                "scale": SHARPNESS if kind == "png" else 1.0,
            }
            drawn.append(await browser.calc_fig(figure, opts={"format": kind, **size}))
    return drawn
