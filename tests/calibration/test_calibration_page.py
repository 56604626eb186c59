"""The page of diagnostics of a calibration is one safe file that tells what a fit left."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from resettle.calibration.report.answer import answered, made, write_calibration_page
from resettle.calibration.report.charts import BINS, density_marks, facts_chart, parameter_charts
from resettle.calibration.report.pairs import pairs_chart
from resettle.calibration.report.stored import Calibration, read_calibration
from resettle.calibration.report.tables import checks, fact_table, parameter_table
from resettle.results.report.answer import Row
from resettle.results.report.charts.embed import embedded_chart
from resettle.results.report.page import made_rows, render_answer
from resettle.results.runs.store import FolderError
from resettle.results.text.labels import Text
from tests.results.calibration_factory import FACTS, PARAMETERS, write_calibration


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    return read_calibration(write_calibration(tmp_path_factory.mktemp("fit")))


def render_calibration(held: Calibration, lang: str = "en") -> str:
    return render_answer(answered(held), made(held), lang)  # type: ignore[arg-type]


def by_name(rows: tuple[Row, ...]) -> dict[str, Row]:
    return {row[0].code: row for row in rows}


def with_diagnostics(held: Calibration, **changes: object) -> Calibration:
    return replace(
        held, manifest={**held.manifest, "diagnostics": {**held.manifest["diagnostics"], **changes}}
    )


def test_the_page_may_hold_every_chart_in_both_languages(held: Calibration) -> None:
    pairs = pairs_chart(held)
    assert pairs is not None
    facts = facts_chart(held.facts)
    for chart in (*parameter_charts(held), pairs, facts):
        json.dumps(embedded_chart(chart), allow_nan=False)
    assert facts.plot("zh").layout.yaxis.ticktext[0] == "2020年8月就业率"
    assert facts.plot("en").layout.yaxis.ticktext[0] == "Employment rate, August<br>2020"


def test_every_parameter_and_fact_is_shown_in_both_languages(held: Calibration) -> None:
    page = render_calibration(held, "zh")
    for *_, english, chinese in (*PARAMETERS, *FACTS):
        assert english in page and chinese in page
    assert "Scale of the model discrepancy" in page
    assert len(parameter_charts(held)) == len(PARAMETERS) + 1


def test_densities_have_the_same_area_and_lie_within_the_prior(held: Calibration) -> None:
    data = parameter_charts(held)[1].plot("zh").data
    assert held.parameters[1].name == "search_intensity"
    assert [trace.name for trace in data] == [key.text.zh for key in density_marks(held).values()]
    for trace, which in zip(data, ("prior", "posterior", "abc"), strict=True):
        edges, density = np.array(trace.x), np.array(trace.y[:-1])
        assert (edges[0], edges[-1]) == pytest.approx((0.5, 0.95)) and len(density) == BINS
        assert float(np.sum(density * np.diff(edges))) == pytest.approx(1.0, abs=0.01)
        counts, _ = np.histogram(held.column(which, "search_intensity"), edges)
        assert counts / counts.sum() == pytest.approx(density * np.diff(edges), abs=0.01)
        assert trace.line.shape == "hv" and trace.y[-1] == trace.y[-2]


def test_a_density_of_a_logarithmic_prior_has_a_logarithmic_axis(held: Calibration) -> None:
    chart = parameter_charts(held)[0].plot()
    assert held.parameters[0].log and chart.layout.xaxis.type == "log"
    edges = np.array(chart.data[0].x)
    assert float(np.sum(np.array(chart.data[0].y[:-1]) * np.diff(np.log(edges)))) == pytest.approx(
        1.0, abs=0.01
    )
    assert 10.0 ** np.array(chart.layout.xaxis.range) == pytest.approx([0.45, 1.8], rel=0.02)


def test_each_fact_stands_in_its_row_with_its_intervals_in_standard_deviations(held: Calibration) -> None:
    prior, posterior, median = facts_chart(held.facts).plot("zh").data
    for row, fact in enumerate(held.facts):
        for trace, which, place in ((prior, "prior", row - 0.16), (posterior, "posterior", row + 0.14)):
            low, middle, high = fact.scaled(which)
            assert (trace.base[row], trace.base[row] + trace.x[row]) == pytest.approx((low, high))
            assert trace.y[row] == pytest.approx(place)
        assert (median.x[row], median.y[row]) == pytest.approx((middle, row + 0.14))
        assert median.hovertext[row] == fact.hover.zh
        observed, fitted = fact.number("observed"), fact.number("posterior_q50")
        assert median.x[row] == pytest.approx((fitted - observed) / fact.sd)
        assert fact.text(observed).zh in fact.hover.zh and fact.text(fitted).zh in fact.hover.zh


def test_pairs_show_draws_below_and_correlations_above_the_diagonal(held: Calibration) -> None:
    chart = pairs_chart(held)
    assert chart is not None
    figure, count = chart.plot(), len(PARAMETERS)
    assert len(figure.data) == count * (count - 1) // 2
    first = figure.data[0]
    assert (first.xaxis, first.yaxis) == ("x", "y2")
    assert first.x[0] == held.column("posterior", "offer_rate")[0]
    assert first.y[-1] == held.column("posterior", "search_intensity")[-1]
    ranks = held.posterior[["offer_rate", "spent_away"]].rank().corr().to_numpy()[0, 1]
    place = [name for name, *_ in PARAMETERS].index("spent_away")
    notes = {
        (round(note.x * count - 0.5), round((1 - note.y) * count - 0.5)): note.text
        for note in figure.layout.annotations
    }
    assert notes[place, 0] == f"{ranks:.2f}".replace("-", "−")
    assert notes[0, 0] == "Job offers" and chart.plot("zh").layout.annotations[0].text == "获岗概率"


def test_a_parameter_that_does_not_vary_correlates_with_none(held: Calibration) -> None:
    chart = pairs_chart(replace(held, posterior=held.posterior.assign(offer_rate=1.0)))
    assert chart is not None
    texts = [note.text for note in chart.plot().layout.annotations]
    assert texts.count("0.00") >= len(PARAMETERS) - 1


def test_checks_hold_for_a_good_fit_and_fail_for_a_bad_one(held: Calibration) -> None:
    good = with_diagnostics(held)
    assert [check.verdict for check in checks(good)].count("missed") == 1  # one of seven facts is missed
    assert (
        answered(good)
        .headlines[0]
        .sentence.en.startswith("6 of 7 checks of the fit hold. Failing: Fit to the facts: ")
    )
    bad = with_diagnostics(
        held, largest_rhat=1.4, smallest_ess=90.0, acceptance=0.01, confirmed_rms=3.0, failed_runs=7
    )
    verdicts = [*["missed"] * 4, "reached", "missed", "missed", "noted"]
    assert [check.verdict for check in checks(bad)] == verdicts
    assert "7 of 1,240 runs" in list(checks(bad))[6].text.en
    silent = replace(held, manifest={"names": {}})
    assert len(list(checks(silent))) == 2  # only what the tables say
    facts = replace(silent, fit=silent.fit[silent.fit["statistic"] != "growth_2021"])
    assert answered(facts).headlines[0].sentence.en == "All 2 checks of the fit hold."


def test_tables_tell_what_was_learned_and_how_each_fact_is_met(held: Calibration) -> None:
    rows = by_name(parameter_table(held).rows)
    assert rows["taste"][3].en.startswith(("0", "1", "2", "3", "4"))
    assert rows["offer_rate"][1].en == "0.45–1.80" and rows["offer_rate"][5].verdict == ""
    facts = by_name(fact_table(held).rows)
    assert facts["income_2021"][1].text == Text("12,500 yuan", "12,500元")
    assert facts["income_2021"][5].verdict == "reached" and facts["growth_2021"][5].verdict == "missed"
    assert facts["employment_2020_summer"][1].small[0].en == "error 2.0\u00a0%, discrepancy 4.0\u00a0%"
    numbers = {name.en: value.en for name, value in made_rows(made(held))}
    assert numbers["Runs of the model"] == "1,240" and numbers["Waves"] == "3"
    assert "names" not in numbers and "problem" not in numbers


def test_names_that_are_missing_are_told_bare(tmp_path: Path) -> None:
    held = read_calibration(write_calibration(tmp_path, names={}))
    assert {one.label.en for one in held.parameters} >= {"offer rate", "spent away"}
    assert fact_table(held).rows[2][1].text.en == "9,313"
    assert "offer rate" in render_calibration(held)


@pytest.mark.parametrize(("parameters", "abc"), [(1, True), (2, False)])
def test_small_fits_have_a_page_as_well(tmp_path: Path, parameters: int, abc: bool) -> None:
    held = read_calibration(write_calibration(tmp_path, parameters, abc))
    assert (pairs_chart(held) is None) == (parameters == 1)
    page = render_calibration(held)
    assert ('id="chart-pairs"' in page) == (parameters > 1)
    assert len(parameter_charts(held)) == parameters + 1


def test_text_of_a_fit_is_never_markup(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>"
    names = {
        "offer_rate": {"en": evil, "zh": evil, "note": "<img src=x>"},
        "income_2019": {"en": evil, "zh": evil},
    }
    clean = render_calibration(read_calibration(write_calibration(tmp_path / "a", names={})))
    page = render_calibration(
        read_calibration(write_calibration(tmp_path / "b", names=names, command="<b>run</b>"))
    )
    assert page.count("<script") == clean.count("<script")
    assert "<img" not in page and "<b>run" not in page and "alert(1)</script>" not in page


def test_the_page_loads_nothing_and_opens_in_the_language_asked_for(held: Calibration) -> None:
    page = render_calibration(held, "zh")
    assert '<html lang="zh-CN" data-lang="zh">' in page
    assert not re.search(r"<(?:script|img|iframe)[^>]+src=", page)
    assert "default-src 'none'" in page
    with pytest.raises(ValueError, match="language"):
        render_calibration(held, "fr")  # type: ignore[arg-type]


def test_a_folder_without_a_finished_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"posterior\.parquet"):
        read_calibration(tmp_path)
    folder = write_calibration(tmp_path / "fit")
    (folder / "manifest.json").write_text("[", encoding="utf-8")
    with pytest.raises(FolderError, match=r"manifest\.json of fit is damaged: it is no JSON"):
        read_calibration(folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(FolderError, match=r"manifest\.json missing"):
        write_calibration_page(folder / "calibration.html", folder)
    assert not (folder / "calibration.html").exists()


def test_numbers_that_are_missing_leave_gaps_and_no_error(tmp_path: Path) -> None:
    folder = write_calibration(tmp_path)
    for name in ("fit", "parameters"):
        frame = pd.read_parquet(folder / f"{name}.parquet")
        dropped = [column for column in frame if column.startswith(("predictive", "abc", "z", "rhat"))]
        frame.drop(columns=dropped).to_parquet(folder / f"{name}.parquet")
    held = read_calibration(folder)
    assert {row[5].text.en for row in parameter_table(held).rows} == {"–"}
    json.dumps([embedded_chart(chart) for chart in parameter_charts(held)], allow_nan=False)
    assert "–" in render_calibration(held)
