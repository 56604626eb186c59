"""The report: one self-contained HTML file in Chinese and English that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resettle.results.judge.comparison import compare
from resettle.results.judge.panel import Weights
from resettle.results.judge.uncertainty import uncertainty
from resettle.results.judge.verdicts import MARKS
from resettle.results.questions.run.bars import forest_charts
from resettle.results.questions.run.cases import Case, by_place, cases
from resettle.results.questions.run.charts import charts
from resettle.results.questions.run.side_by_side import target_rows
from resettle.results.questions.run.spreads import drawing, spread_rows
from resettle.results.questions.run.tables import (
    difference_rows,
    lever_rows,
    run_rows,
    scenario_rows,
    yearly_spending,
)
from resettle.results.questions.run.views import scenario_view
from resettle.results.report.charts import Chart
from resettle.results.report.charts.embed import embedded_chart
from resettle.results.report.html import asset, embedded, page_words, plotly, template, write_page
from resettle.results.report.provenance import simple_kind, value_rows
from resettle.results.text.labels import LANGS, Lang, Text, label, say
from resettle.results.text.numbers import count

if TYPE_CHECKING:
    import pandas as pd

    from resettle.scenarios import Scenario


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
        targets: Judged frame of `results.judge.targets.judge`.
        manifest: How the run was made.
        comparison: Frame of `results.judge.comparison.compare`; worked out if missing.
        uncertainty: Frame of `results.judge.uncertainty.uncertainty`; worked out if missing.
    """

    scenarios: Sequence[Scenario]
    monthly: pd.DataFrame
    levers: pd.DataFrame
    targets: pd.DataFrame
    manifest: dict[str, Any]
    comparison: pd.DataFrame | None = None
    uncertainty: pd.DataFrame | None = None


def write_report(path: Path, run: ReportData, lang: Lang = "en") -> None:
    """Write the report; an earlier one is replaced only when the new one is complete.

    Args:
        path: File to write.
        run: What to report.
        lang: Language in which the page opens; it can be switched in the page.

    Raises:
        OSError: If the file cannot be written; nothing is left behind.
        results.judge.panel.FrameError: If the frames do not hold what the scenarios need.
    """
    write_page(path, render(run, lang))


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
    spread = run.uncertainty
    if spread is None:
        spread = uncertainty(run.scenarios, run.monthly, run.levers)
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
        template("report.html").render(
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
            spreads=spread_rows(spread),
            drawing=drawing(run.manifest),
            assumed=value_rows(run.scenarios, assumed=True),
            sourced=value_rows(run.scenarios, assumed=False),
            run_rows=run_rows(run.manifest),
            scenario_rows=scenario_rows(run.manifest),
            failed=_failed(run.manifest),
            replications=count(len(held[0].held.replications)),
            figures=embedded([embedded_chart(chart) for chart in (*shown, *forest)]),
            words=embedded(page_words(title)),
            title=title,
            plotly=plotly(),
            style=asset("style.css"),
            script=asset("report.js"),
            marks=MARKS,
            simple_kind=simple_kind,
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
