"""An answer as plain data, and back: what `answer.json` holds."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from resettle.results.report import answer as parts
from resettle.results.report.answer import Answer
from resettle.results.report.charts.chart import Chart, tidy
from resettle.results.report.style import Key
from resettle.results.runs import sealed
from resettle.results.text.labels import LANGS, Lang, Text
from resettle.scenarios.language import SaidError

if TYPE_CHECKING:
    import plotly.graph_objects as go

ELSEWHERE = frozenset({"frames", "manifest", "described", "scenarios", "attached"})
"""Fields of an answer that have files of their own, or stand in the manifest."""

_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        *(parts.Answer, parts.Section, parts.Table, parts.Headline, parts.Labelled, parts.Cell, parts.Link),
        *(Key, Text),
    )
}


class SavedError(SaidError, ValueError):
    """Plain data that is no answer of this version."""


def answer_data(answer: Answer) -> dict[str, Any]:
    """An answer without its frames, as JSON may hold it: the dataclasses of `report.answer`, field by field.

    A chart is kept as its tidy table and the figures of both languages.
    """
    data: dict[str, Any] = _plain(answer)
    return data


def answer_from(data: Any, frames: Mapping[str, pd.DataFrame]) -> Answer:
    """An answer from plain data and its frames.

    Raises:
        SavedError: If the data are none of an answer.
    """
    try:
        plain = {key: value for key, value in data.items() if key != sealed.CHECKSUM}
        made = _made(plain, {"frames": dict(frames)})
    except (KeyError, TypeError, AttributeError) as error:
        other = Text(
            "it is no answer of this version of resettle; the command in its manifest writes it again",
            "不是本版本resettle的结果；重新运行其清单（manifest.json）中的命令即可",
        )
        raise SavedError(other) from error
    if not isinstance(made, parts.Answer):
        raise SavedError(Text("it is no answer of resettle", "不是resettle的结果"))
    return made


def _plain(node: Any) -> Any:
    if isinstance(node, Chart):
        return _chart_data(node)
    if is_dataclass(node) and not isinstance(node, type):
        kept = {
            one.name: _plain(getattr(node, one.name))
            for one in fields(node)
            if one.name not in ELSEWHERE and getattr(node, one.name) != _default(one)
        }
        kind = parts.Answer if isinstance(node, parts.Answer) else type(node)
        return {"is": kind.__name__, **kept}
    if isinstance(node, tuple | list):
        return [_plain(item) for item in node]
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    return node


def _default(one: Field[Any]) -> Any:
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else MISSING


def _made(node: Any, more: Mapping[str, Any] | None = None) -> Any:
    if isinstance(node, list):
        return tuple(_made(item) for item in node)
    if not isinstance(node, dict):
        return node
    if "is" not in node:
        return {key: _as_was(value) for key, value in node.items()}
    if node["is"] == "Chart":
        return _chart_from(node)
    given = {key: _made(value) for key, value in node.items() if key != "is"}
    return _KINDS[node["is"]](**given, **(more or {}))


def _as_was(node: Any) -> Any:
    """Plain data of `details`: lists stay lists."""
    return [_as_was(item) for item in node] if isinstance(node, list) else _made(node)


def _chart_data(chart: Chart) -> dict[str, Any]:
    table = {name: [_plain(value) for value in chart.table[name].tolist()] for name in chart.table.columns}
    return {
        "is": "Chart",
        **{
            name: _plain(getattr(chart, name)) for name in ("name", "title", "keys", "note", "height", "wide")
        },
        "table": table,
        "units": dict(chart.table.attrs.get("units", {})),
        "figures": {lang: _unpacked(json.loads(chart.draw(chart.table, lang).to_json())) for lang in LANGS},
    }


def _chart_from(node: dict[str, Any]) -> Chart:
    table = tidy({name: [_made(value) for value in column] for name, column in node["table"].items()})
    table.attrs["units"] = node["units"]
    draw: Callable[[pd.DataFrame, Lang], go.Figure] = partial(_stored, node["figures"])
    around = {name: _made(node[name]) for name in ("name", "title", "keys", "note", "height", "wide")}
    return Chart(table=table, draw=draw, **around)


def _stored(figures: dict[str, Any], _table: pd.DataFrame, lang: Lang) -> go.Figure:
    import plotly.graph_objects as go

    return go.Figure(_unpacked(figures[lang]))


def _unpacked(node: Any) -> Any:
    """Lists of numbers in place of packed arrays of plotly, which the page cannot read."""
    if isinstance(node, dict) and "bdata" in node:
        numbers = np.frombuffer(b64decode(node["bdata"]), dtype=node["dtype"])
        shape = [int(one) for one in str(node.get("shape", len(numbers))).split(",")]
        return numbers.reshape(shape).tolist()
    if isinstance(node, dict):
        return {key: _unpacked(value) for key, value in node.items()}
    return list(map(_unpacked, node)) if isinstance(node, list) else node
