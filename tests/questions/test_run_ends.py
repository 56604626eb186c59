"""People at both ends of a plan, as shown: figures by hand from three made-up runs of 90, 100 and 110 %."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest

from resettle.model.ends import REASONS, SITE_FIGURES, STATES
from resettle.model.levers import LEVERS
from resettle.model.record import Ends, RunRecord
from resettle.results.judge.ends import People, ends_frames
from resettle.results.judge.futures import AGAIN
from resettle.results.questions.run import settlements, transitions, without_work
from resettle.results.questions.run.compute import Case, cases
from resettle.results.report.answer import Table, cell_of
from resettle.results.report.charts import Chart
from resettle.results.runs import table
from resettle.results.runs.draws import parameters
from resettle.results.runs.records import packed, unpacked
from resettle.results.runs.table import Common, Variant, Work
from resettle.results.text.labels import LANGS, Lang
from resettle.scenarios import load
from tests.results.factory import TARGETS, make_levers, make_monthly, make_scenario

SIZES = (0.9, 1.0, 1.1)
"""Of three runs; nine in ten lie between 0.91 and 1.09 of the middle one."""

MOVES = {
    ("out_of_province", "out_of_province"): 6000.0,
    ("out_of_province", "local_firm"): 3000.0,
    ("out_of_province", "none"): 1000.0,
    ("local_firm", "local_firm"): 5000.0,
    ("none", "local_firm"): 1500.0,
    ("none", "none"): 500.0,
    ("none", "outside"): 2000.0,
    ("outside", "none"): 400.0,
    ("outside", "outside"): 7000.0,
}
WHY = {"wish": 1200.0, "places": 500.0, "away": 200.0}
SITES = {
    "households": [50.0, 20.0, 30.0],
    "persons": [200.0, 80.0, 120.0],
    "labour": [100.0, 40.0, 60.0],
    "without_work": [5.0, 8.0, 6.0],
    "willing_households": [40.0, 16.0, 20.0],
    "zero_employment": [0.0, 4.0, 1.0],
    "below_line": [2.0, 4.0, 0.0],
    "income": [15_000.0, 14_000.0, 12_000.0],
}


def seen(size: float) -> Ends:
    flows = np.zeros((len(STATES), len(STATES)))
    for (before, after), people in MOVES.items():
        flows[STATES.index(before), STATES.index(after)] = people * size
    reasons = np.array([WHY.get(name, 0.0) * size for name in REASONS])
    scaled = {**SITES, **{name: [size * one for one in SITES[name]] for name in ("without_work", "income")}}
    return Ends(flows, reasons, np.column_stack([scaled[name] for name in SITE_FIGURES]), 21.58)


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    known = {("plan", number): seen(size) for number, size in enumerate(SIZES)}
    known["plan", AGAIN] = seen(50.0)
    known["base", 0] = seen(70.0)
    names, numbers = zip(*known, strict=True)
    runs = {"variant": names, "replication": numbers, "seed": 3, "draw": [one % AGAIN for one in numbers]}
    return ends_frames(known, pd.DataFrame(runs))


@pytest.fixture(scope="module")
def people(frames: dict[str, pd.DataFrame]) -> People:
    found = People.of(frames, "plan")
    assert found is not None
    return found


def case_of(**changes: Any) -> Case:
    scenario = make_scenario(**changes)
    return cases([scenario], make_monthly(replications=3), make_levers(replications=3))[0]


@pytest.fixture(scope="module")
def case() -> Case:
    return case_of()


def shown(table: Table | None, lang: Lang) -> list[list[str]]:
    """What cells say, and below it their smaller lines."""
    assert table is not None
    return [
        [" / ".join(one.in_(lang) for one in (cell_of(cell).text, *cell_of(cell).small)) for cell in row]
        for row in table.rows
    ]


def drawn(chart: Chart | None, lang: Lang = "en") -> Any:
    assert chart is not None
    return chart.plot(lang)


def test_frames_hold_first_runs_only_with_a_row_a_cell(frames: dict[str, pd.DataFrame]) -> None:
    assert set(frames) == {"transitions", "without_work", "settlements"}
    moves = frames["transitions"]
    assert list(moves) == ["scenario", "replication", "seed", "draw", "before", "after", "persons"]
    assert len(moves) == 4 * len(STATES) ** 2 and AGAIN not in set(moves["replication"])
    one = moves.query(
        "scenario == 'plan' and replication == 2 and before == 'none' and after == 'local_firm'"
    )
    assert one["persons"].tolist() == [pytest.approx(1650.0)]
    assert frames["settlements"].query("scenario == 'plan' and replication == 0")["income"].tolist() == [
        pytest.approx(13_500.0),
        pytest.approx(12_600.0),
        pytest.approx(10_800.0),
    ]


def test_what_was_seen_is_kept_with_the_record_bit_for_bit() -> None:
    record = RunRecord(("2021-01",), {"income": np.array([1.0])}, {}, 21.58, seen(0.1))
    back = unpacked(packed(record)).ends
    assert back is not None and record.ends is not None and back.alike == 21.58
    for name in ("flows", "without_work", "settlements"):
        kept, made = getattr(back, name), getattr(record.ends, name)
        assert kept.shape == made.shape and kept.tobytes() == made.tobytes()
    assert unpacked(packed(RunRecord(("2021-01",), {"income": np.array([1.0])}))).ends is None


def test_incomes_are_kept_of_every_so_manyth_household(monkeypatch: pytest.MonkeyPatch) -> None:
    plan, how = load("hanyin"), Common(parameters("point"), households=True, record=True)
    task = table._task(Variant("plan", plan, scale=0.01), 0, how, {plan.digest: False}, [])
    whole = Work({plan.digest: plan}, how)(task)
    monkeypatch.setattr(table, "MOST_HOUSEHOLDS", 20)
    some = Work({plan.digest: plan}, how)(task)
    every, part = (np.frombuffer(row["households.last"], np.float32) for row in (whole, some))
    step = -(-len(every) // 20)
    assert step > 1 and part.tolist() == every[::step].tolist()
    assert some["households.weight"] == pytest.approx(step * whole["households.weight"])
    assert len(np.frombuffer(whole["record.flows"])) == len(STATES) ** 2


def test_nobody_who_watched_leaves_no_frames() -> None:
    runs = pd.DataFrame({"variant": ["plan"], "replication": [0], "seed": [1], "draw": [0]})
    assert ends_frames({}, runs) == {}
    assert People.of({}, "plan") is None


def test_reasons_are_shown_with_mean_band_and_share_the_largest_first(case: Case, people: People) -> None:
    figure = drawn(without_work.idle_chart(case, people))
    (bars,) = figure.data
    assert bars.x.tolist() == pytest.approx([1200.0, 500.0, 200.0])
    assert bars.error_x.array.tolist() == pytest.approx([108.0, 45.0, 18.0])
    assert bars.error_x.arrayminus.tolist() == pytest.approx([108.0, 45.0, 18.0])
    assert list(figure.layout.yaxis.ticktext) == ["No wish to work", "Places full", "Offers far away only"]
    assert figure.layout.xaxis.title.text == "Persons, 2024-12"
    assert drawn(without_work.idle_chart(case, people), "zh").layout.xaxis.title.text == "人（2024年12月）"


@pytest.mark.parametrize(
    ("lang", "title", "first", "second", "total"),
    [
        (
            "en",
            "1,900 (0.2 % of labour) have no work in 2024-12; for 63 % of them: no wish to work",
            ["No wish to work / able, and does not look", "1,200 (1,092–1,308)", "63.2 %", "–"],
            [
                "Places full / wanted a place that others got",
                "500 (455–545)",
                "26.3 %",
                "Public-welfare posts / not in the plan: workshop capacity and works relief",
            ],
            ["All without work", "1,900 (1,729–2,071)", "100 %", ""],
        ),
        (
            "zh",
            "2024年12月未就业1,900人，占劳动力0.2%；其中63%属于无就业意愿",
            ["无就业意愿 / 有能力但不求职", "1,200（1,092–1,308）", "63.2%", "–"],
            [
                "岗位已满 / 愿意上岗，名额已由他人取得",
                "500（455–545）",
                "26.3%",
                "公益性岗位 / 方案未列：帮扶车间和以工代赈",
            ],
            ["未就业合计", "1,900（1,729–2,071）", "100%", ""],
        ),
    ],
)
def test_reasons_in_words(
    case: Case, people: People, lang: Lang, title: str, first: list[str], second: list[str], total: list[str]
) -> None:
    chart = without_work.idle_chart(case, people)
    assert chart is not None and chart.title.in_(lang).replace("\N{NO-BREAK SPACE}", " ") == title
    rows = [
        [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row]
        for row in shown(without_work.idle_table(case, people), lang)
    ]
    assert (rows[0], rows[1], rows[-1]) == (first, second, total)


def test_where_everybody_has_work_nothing_is_shown(case: Case, people: People) -> None:
    nobody = People(people.flows, np.zeros_like(people.without_work), people.settlements)
    assert without_work.idle_chart(case, nobody) is None and without_work.idle_table(case, nobody) is None


def test_ribbons_are_as_thick_as_the_flows_of_the_table(case: Case, people: People) -> None:
    chart = transitions.transition_chart(case, people)
    table = chart.table.set_index(["before", "after"])
    for (before, after), size in MOVES.items():
        expected = 0.0 if before == after == "outside" else size
        row = table.loc[(before, after)]
        assert row["value"] == pytest.approx(expected)
        assert (row["low"], row["high"]) == (pytest.approx(0.91 * expected), pytest.approx(1.09 * expected))
    figure = chart.plot("en")
    thick = {}
    for trace in figure.data:
        if "→" in trace.text:
            y = np.array(trace.y)
            thick[trace.text.split(":")[0]] = y[len(y) // 2 :][::-1] - y[: len(y) // 2]
    assert set(thick) == {
        *("Out of province → Out of province", "Out of province → Local firm"),
        *("Out of province → Not in work", "Local firm → Local firm", "Not in work → Local firm"),
        *("Not in work → Not in work", "Not in work → Outside labour"),
        "Outside labour → Not in work",
    }
    assert thick["Out of province → Local firm"].tolist() == pytest.approx([3000.0] * 14)
    assert thick["Outside labour → Not in work"].tolist() == pytest.approx([400.0] * 14)
    notes = [note.text for note in figure.layout.annotations]
    assert notes[0] == "Out of province 10,000" and "Local firm 9,500" in notes
    assert list(figure.layout.xaxis.ticktext) == ["2021-12", "2024-12"]
    assert list(chart.plot("zh").layout.xaxis.ticktext) == ["2021年12月", "2024年12月"]


def test_ribbons_of_a_node_stand_side_by_side_within_it(case: Case, people: People) -> None:
    figure = transitions.transition_chart(case, people).plot("en")
    ends: dict[str, list[tuple[float, float]]] = {}
    for trace in figure.data:
        if "→" in trace.text:
            y, half = list(trace.y), len(trace.y) // 2
            ends.setdefault(trace.text.split(" →")[0], []).append((y[0], y[-1]))
            ends.setdefault("to " + trace.text.split("→ ")[1].split(":")[0], []).append(
                (y[half - 1], y[half])
            )
    for spans in ends.values():
        spans.sort()
        assert all(lower[1] == pytest.approx(upper[0]) for lower, upper in itertools.pairwise(spans))
    assert len(ends["to Local firm"]) == 3 and len(ends["Out of province"]) == 3


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        (
            "en",
            "From 2021-12 to 2024-12, 20 % of those in work change channel and 7 % lose work; "
            "of those without work, 38 % find it",
        ),
        ("zh", "2021年12月至2024年12月，原就业者20%转换渠道、7%失去工作；原未就业者38%实现就业"),
    ],
)
def test_the_title_of_moves_tells_who_moved(case: Case, people: People, lang: Lang, title: str) -> None:
    told = transitions.transition_chart(case, people).title.in_(lang)
    assert told.replace("\N{NO-BREAK SPACE}", " ") == title


def test_moves_in_tables_are_the_figures_of_the_ribbons(case: Case, people: People) -> None:
    rows = {row[0]: row[1:] for row in shown(transitions.summary_table(case, people), "zh")}
    assert rows["省外务工"] == [
        "10,000 / 9,100–10,900",
        "6,000 / 5,460–6,540",
        "−4,000人 / −4,360 至 −3,640人",
        "60%",
        "本地企业（30%）",
    ]
    assert rows["未就业"][2:] == ["−2,100人 / −2,289 至 −1,911人", "12%", "非劳动力（50%）"]
    assert rows["非劳动力"][:2] == ["400 / 364–436", "2,000 / 1,820–2,180"]
    assert rows["帮扶车间"] == ["0 / 0", "0 / 0", "0人 / 0人", "–", "–"]
    matrix = transitions.matrix_table(case, people)
    cells = shown(matrix, "en")
    heads = [cell_of(head).text.en for head in matrix.head]
    assert heads[0] == "From (2021-12) to (2024-12)" and heads[1] == "Out of province"
    assert [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells[0][:4]] == [
        "Out of province",
        "6,000 / 60 %",
        "–",
        "3,000 / 30 %",
    ]
    assert cells[-1][-1] == "–"  # who never is labour is left out


def test_settlements_stand_worst_first_by_what_the_main_target_is_on(people: People) -> None:
    income = case_of()
    work = case_of(targets={one.name: one for one in TARGETS if one.indicator != "income"})
    by_income, by_work = settlements.ranked_by(income), settlements.ranked_by(work)
    assert (by_income.name, by_work.name) == ("income", "without_work")
    assert [one.number for one in settlements.settlements(people, by_income)] == [3, 2, 1]
    assert [one.number for one in settlements.settlements(people, by_work)] == [2, 3, 1]


def test_equal_settlements_keep_titles_of_their_own_and_the_order_of_their_numbers(people: People) -> None:
    table = people.settlements.assign(households=20.0, income=1000.0)
    same = settlements.settlements(People(people.flows, people.without_work, table), settlements.INCOME)
    assert [one.title.en for one in same] == [f"No. {number} (20 households)" for number in (1, 2, 3)]


@pytest.mark.parametrize("lang", LANGS)
def test_settlements_are_shown_with_their_bands(case: Case, people: People, lang: Lang) -> None:
    section = settlements.section(case, people)
    figure = section.charts[0].plot(lang)
    (dots,) = figure.data
    assert dots.x.tolist() == [12_000.0, 14_000.0, 15_000.0]
    assert dots.error_x.array.tolist() == pytest.approx([1080.0, 1260.0, 1350.0])
    assert dots.error_x.arrayminus.tolist() == pytest.approx([1080.0, 1260.0, 1350.0])
    assert figure.layout.shapes[0].x0 == figure.layout.shapes[0].x1 == 14_000.0
    idle = section.charts[1].plot(lang).data[0]
    assert idle.x.tolist() == pytest.approx([0.1, 0.2, 0.05])
    rows = [
        [cell.replace("\N{NO-BREAK SPACE}", "") for cell in row] for row in shown(section.tables[0], lang)
    ]
    first = {
        "en": ["No. 3 (30 households)", "12,000 yuan / 10,920–13,080 yuan"],
        "zh": ["3号（30户）", "12,000元 / 10,920–13,080元"],
    }[lang]
    assert rows[0] == [*first, "10.0% / 9.1–10.9%", "5.0% / 5.0%", "0.0% / 0.0%"]
    told = section.paragraphs[0].in_(lang)
    assert (
        told
        == {
            "en": "Worst by income per person is No. 3 (30 households): 12,000 yuan (10,920–13,080 yuan), "
            "which cannot be told apart from the middle one (14,000 yuan).",
            "zh": "按人均收入最差的是3号（30户）：12,000元（10,920–13,080元），"
            "与居中的安置点（14,000元）无法区分。",
        }[lang]
    )


def test_a_worst_settlement_that_is_apart_is_called_so(case: Case, people: People) -> None:
    income = people.settlements["income"].where(people.settlements["settlement"] != 3, 5000.0)
    apart = People(people.flows, people.without_work, people.settlements.assign(income=income))
    told = settlements.section(case, apart).paragraphs[0].en
    assert told.endswith("5,000 yuan (5,000 yuan), clearly apart from the middle one (14,000 yuan).")


def test_at_most_eight_settlements_are_drawn_and_all_are_listed(case: Case, people: People) -> None:
    many = pd.concat(
        [
            people.settlements.assign(settlement=people.settlements["settlement"] + 3 * more)
            for more in range(4)
        ]
    )
    section = settlements.section(case, People(people.flows, people.without_work, many))
    assert [len(chart.table) for chart in section.charts] == [8, 8, 8]
    assert len(section.tables[0].rows) == 12 and section.tables[0].folded


def test_every_reason_names_the_levers_that_work_on_it_and_no_others() -> None:
    assert tuple(without_work.WORKED_ON) == REASONS
    named = {name for levers in without_work.WORKED_ON.values() for name in levers}
    assert named <= set(LEVERS) and not named & {name for name, one in LEVERS.items() if one.cash}
