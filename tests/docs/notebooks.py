"""Run the notebooks of the documents and keep what they show: `python -m tests.docs.notebooks [NAME...]`.

No Jupyter is needed. What a cell prints, and the value of its last line, are kept as Jupyter keeps them:
a table as text and HTML, a chart as a picture and as the text of its marks.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "notebooks"
Cell = dict[str, Any]


def notebooks() -> list[Path]:
    return sorted(FOLDER.glob("*.ipynb"))


def executed(path: Path, pictures: bool = False) -> Iterator[tuple[Cell, list[Cell], dict[str, Any]]]:
    """Code cells of a notebook one by one, with the outputs that they have now and the names so far."""
    names: dict[str, Any] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield cell, _outputs("".join(cell["source"]), names, pictures), names


def text_of(outputs: list[Cell]) -> list[str]:
    """What outputs say as text."""
    return ["".join(one["text"] if "text" in one else one["data"]["text/plain"]) for one in outputs]


def _outputs(source: str, names: dict[str, Any], pictures: bool) -> list[Cell]:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "<cell>", "exec"), names)
        value = None if last is None else eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    outputs: list[Cell] = []
    if printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())})
    if value is not None:
        outputs.append({"data": _shown(value, pictures), "metadata": {}, "output_type": "display_data"})
    return outputs


def _shown(value: object, pictures: bool) -> dict[str, Any]:
    if isinstance(value, pd.DataFrame):
        return {"text/html": _lines(value.to_html()), "text/plain": _lines(value.to_string())}
    if isinstance(value, go.Figure):
        drawn = {"text/plain": _lines(_drawn(value))}
        return drawn | ({"image/png": _picture(value)} if pictures else {})
    return {"text/plain": _lines(repr(value))}


def _drawn(figure: go.Figure) -> str:
    """Every mark of a chart, to four figures."""
    traces = [
        f"{trace.name or 'trace'}: " + ", ".join(_mark(x, y) for x, y in zip(trace.x, trace.y, strict=True))
        for trace in figure.data
        if trace.x is not None
    ]
    return "\n".join([str(figure.layout.title.text or ""), *traces])


def _mark(x: object, y: object) -> str:
    return " ".join(f"{one:.4g}" if isinstance(one, float) else str(one) for one in (x, y))


def _picture(figure: go.Figure) -> str:
    """A chart as a PNG of few colours, in base 64."""
    from PIL import Image

    from resettle.results.report.export import write_figures

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chart.png"
        write_figures({path: figure})
        small = io.BytesIO()
        Image.open(path).convert("RGB").quantize(64).save(small, "PNG", optimize=True)
    return base64.b64encode(small.getvalue()).decode("ascii")


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def main(wanted: list[str]) -> None:
    """Run notebooks and write their outputs into them."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for path in notebooks():
            if wanted and path.name.split(".")[0] not in wanted:
                continue
            page = json.loads(path.read_text(encoding="utf-8"))
            outputs = iter([shown for _, shown, _ in executed(path, pictures=True)])
            for cell in page["cells"]:
                if cell["cell_type"] == "code":
                    cell["outputs"] = next(outputs)
            path.write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main(sys.argv[1:])
