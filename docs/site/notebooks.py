"""Notebooks as pages: their text, their code, and what they showed when they were last run."""

from __future__ import annotations

import json
from typing import Any

from docutils import nodes
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.application import Sphinx

Cell = dict[str, Any]


def as_markdown(notebook: str) -> str:
    """A notebook as Markdown; tables and pictures of its outputs stand in it as HTML."""
    parts: list[str] = []
    for cell in json.loads(notebook)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
        else:
            parts += [f"```python\n{source}\n```", *map(_output, cell["outputs"])]
    return "\n\n".join(parts) + "\n"


def _output(output: Cell) -> str:
    data = output.get("data", {})
    if "image/png" in data:
        return f'<img class="shown" alt="" src="data:image/png;base64,{data["image/png"]}">'
    if "text/html" in data:
        table = "".join(data["text/html"]).replace(
            'border="1" class="dataframe"', 'class="docutils dataframe"'
        )
        return f'<div class="table-wrapper shown">\n{table}\n</div>'
    text = "".join(output["text"] if "text" in output else data["text/plain"])
    return f"```text\n{text.rstrip()}\n```"


class NotebookParser(MystParser):
    """Reads a notebook as the Markdown page that it makes."""

    supported = ("notebook",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse a notebook into a document."""
        super().parse(as_markdown(inputstring), document)


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls."""
    app.add_source_suffix(".ipynb", "notebook")
    app.add_source_parser(NotebookParser)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
