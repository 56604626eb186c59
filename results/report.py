"""The report: one self-contained HTML file in Chinese and English that needs no network."""

from __future__ import annotations

import base64
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results.bars import forest_charts
from results.cases import Case, by_place, cases
from results.chart_style import Chart, bilingual
from results.charts import charts
from results.compare import compare
from results.labels import LANGS, Lang, Text, label, say, text_of
from results.numbers import count
from results.panel import Weights
from results.provenance import simple_kind, value_rows
from results.side_by_side import target_rows
from results.tables import difference_rows, lever_rows, run_rows, scenario_rows, yearly_spending
from results.verdicts import MARKS
from results.views import scenario_view

if TYPE_CHECKING:
    import pandas as pd
    from markupsafe import Markup

    from scenarios import Scenario

PLOTLYJS = "plotly-basic.min.js.gz"
"""The vendored bundle: scatter, bar and pie, at the version that the installed plotly writes for."""


@dataclass(frozen=True)
class Compared:
    """Scenarios of one place that are compared with each other, the reference first."""

    cases: Sequence[Case]
    charts: Sequence[Chart]


@dataclass(frozen=True)
class ReportData:
    """What a report is made from.

    Attributes:
        scenarios: The scenarios that were run; the first is the reference.
        monthly: Tidy monthly frame.
        levers: Tidy lever frame.
        targets: Judged frame of `results.targets.judge`.
        manifest: How the run was made.
        comparison: Frame of `results.compare.compare`; worked out if missing.
    """

    scenarios: Sequence[Scenario]
    monthly: pd.DataFrame
    levers: pd.DataFrame
    targets: pd.DataFrame
    manifest: dict[str, Any]
    comparison: pd.DataFrame | None = None


def write_report(path: Path, run: ReportData, lang: Lang = "en") -> None:
    """Write the report; an earlier one is replaced only when the new one is complete.

    Args:
        path: File to write.
        run: What to report.
        lang: Language in which the page opens; it can be switched in the page.

    Raises:
        OSError: If the file cannot be written; nothing is left behind.
        results.panel.FrameError: If the frames do not hold what the scenarios need.
    """
    page = render(run, lang).encode("utf-8")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(page)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def render(run: ReportData, lang: Lang = "en") -> str:
    """The report as one HTML text.

    Args:
        run: What to report.
        lang: Language in which the page opens.
    """
    if lang not in LANGS:
        raise ValueError(f"language '{lang}' is not one of {', '.join(LANGS)}")
    held = cases(run.scenarios, run.monthly, run.levers, _weights(run.manifest))
    comparison = run.comparison
    if comparison is None:
        comparison = compare(run.scenarios, run.monthly, run.levers)
    shown = charts(held)
    groups = by_place(held)
    compared = [
        Compared(group, forest_charts(group, comparison, number))
        for number, group in enumerate(groups)
        if len(group) > 1
    ]
    forest = [chart for place in compared for chart in place.charts]
    views = [scenario_view(case, run.targets) for case in held]
    title = label("places_title") if len(groups) > 1 else held[0].title
    return str(
        _template().render(
            lang=lang,
            cases=held,
            several=len(held) > 1,
            across=len(groups) > 1,
            references={place.cases[0].scenario.name for place in compared},
            compared=compared,
            verdicts=views,
            pairs=list(zip(held, views, strict=True)),
            rows=target_rows(run.targets, run.scenarios),
            charts=shown,
            levers=[lever_rows(case) for case in held],
            yearly=[yearly_spending(case) for case in held],
            differences=difference_rows(comparison),
            assumed=value_rows(run.scenarios, assumed=True),
            sourced=value_rows(run.scenarios, assumed=False),
            run_rows=run_rows(run.manifest),
            scenario_rows=scenario_rows(run.manifest),
            failed=_failed(run.manifest),
            replications=count(len(held[0].held.replications)),
            figures=_json([{"name": chart.name, **chart.figure} for chart in (*shown, *forest)]),
            words=_json(_words(title)),
            title=title,
            plotly=_plotly(),
            style=_asset("style.css"),
            script=_asset("report.js"),
            marks=MARKS,
        )
    )


def _weights(manifest: dict[str, Any]) -> Weights:
    held = {
        entry["name"]: float(entry["weight"])
        for entry in manifest.get("scenarios", ())
        if isinstance(entry, dict) and entry.get("name") and entry.get("weight")
    }
    return held or None


def _failed(manifest: dict[str, Any]) -> Text | None:
    """A warning if runs are missing."""
    runs = [run for run in manifest.get("runs", ()) if isinstance(run, dict)]
    lost = [run for run in runs if run.get("status", "succeeded") != "succeeded"]
    return say("incomplete", failed=len(lost), total=len(runs)) if lost else None


def _words(page: Text) -> dict[str, Any]:
    """Texts that the page's script needs."""
    title = say("page_title", scenario=page)
    return {
        "title": {"en": title.en, "zh": title.zh},
        "failed": bilingual(label("charts_failed")),
        "download": bilingual(label("chart_download")),
    }


def _json(content: object) -> Markup:
    """JSON that may stand inside a script element: nothing in it can end the element."""
    from markupsafe import Markup

    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


@lru_cache(maxsize=1)
def _plotly() -> str:
    packed = (files("results") / "vendor" / PLOTLYJS).read_bytes()
    return base64.b64encode(packed).decode("ascii")


@lru_cache(maxsize=4)
def _asset(name: str) -> Markup:
    from markupsafe import Markup

    text = (files("results") / "templates" / name).read_text(encoding="utf-8")
    return Markup(text)


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def load(name: str) -> str:
        return (files("results") / "templates" / name).read_text(encoding="utf-8")

    def both(text: Text) -> Markup:
        """Both languages; the page shows one of them."""
        if text.en == text.zh:
            return Markup("{}").format(text.en)
        return Markup('<span lang="en">{}</span><span lang="zh-CN">{}</span>').format(text.en, text.zh)

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["both"] = both
    environment.globals.update(
        t=lambda key, **pieces: both(say(key, **pieces) if pieces else label(key)),
        text_of=text_of,
        simple_kind=simple_kind,
    )
    return environment.get_template("report.html")
