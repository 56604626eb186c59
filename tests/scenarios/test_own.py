"""What a county writes: own sources, Chinese names, totals, removal, levers that wait, series that go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from resettle import scenarios
from resettle.results.report.sources import citations
from resettle.results.text.labels import labels
from resettle.results.text.numbers import unit_text
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.read.totals import tilted
from resettle.scenarios.types import SECTIONS
from resettle.scenarios.units import in_chinese, means

Write = Callable[[str, str], Path]
HEAD = "resettle: 1\nname: mine\ntitle: mine\nextends: guizhou\n"
HEAD_OF_COUNTY = "resettle: 1\nname: b\ntitle: b\nextends: county\n"
COUNTY = HEAD_OF_COUNTY + "period: {base_year: 2024, start: 2025-01, end: 2026-12}\n"
UNITS = {
    *(spec.unit for fields in SECTIONS.values() for spec in fields.values()),
    *(spec.unit for lever in lever_classes().values() for spec in lever.settings.values()),
}


def loaded(write: Write, text: str) -> scenarios.Scenario:
    write("mine.yaml", HEAD + text)
    return scenarios.load("mine.yaml")


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_every_unit_is_taken_in_the_chinese_that_reports_show(unit: str) -> None:
    assert f"unit:{unit}" not in labels() or in_chinese(unit) == unit_text(unit).zh
    assert means(unit_text(unit).zh, unit) and means(unit, unit)
    assert not means("斤", unit)


def test_an_own_figure_needs_no_range_and_is_listed_as_own(write: Write) -> None:
    mine = loaded(
        write,
        "population:\n"
        '  households: {value: 400000, unit: 户, source: "own: 2023年劳动力台账"}\n'
        '  sites: {value: 900, unit: 个安置点, source: "ledger:搬迁台账#安置点"}\n',
    )
    households, sites = mine.population["households"], mine.population["sites"]
    assert (households.unit, households.range, households.source.text) == (
        "households", None, "own: 2023年劳动力台账",
    )  # fmt: skip
    assert sites.source.text == "ledger:搬迁台账#安置点"
    assert not households.source.unsure and not mine.varies("population.households", households)
    lines = list(citations([mine], "zh"))
    start = lines.index("本地资料")
    assert lines[start + 1 : start + 3] == ["  own: 2023年劳动力台账", "  ledger:搬迁台账#安置点"]
    assert "本地数据1个" in lines[0] and "本地台账1个" in lines[0]
    again = write("again.yaml", scenarios.dump_resolved(mine))
    assert scenarios.load(again).digest == mine.digest


def test_levers_settings_values_and_indicators_are_taken_in_chinese(write: Write) -> None:
    mine = loaded(
        write,
        "population:\n"
        '  搬迁户数: {value: 400000, unit: 户, source: "own: x"}\n'
        "levers:\n"
        "  培训补贴:\n"
        "    changes:\n"
        '      - {from: 2023-01, 年培训人次: {value: 30000, unit: 人次/年, source: "own: x"}}\n'
        "  以工代赈: 移除\n"
        "targets:\n"
        "  就业目标: {title: x, indicator: 就业率, reading: any_work, kind: stock, direction: at_least,\n"
        '    when: period_end, bound: {value: 0.9, unit: 占比, source: "own: x"}}\n',
    )
    assert mine.population["households"].number == 400000
    assert mine.levers["training_subsidy"].windows[-1].settings["seats"].number == 30000
    assert "works_relief" not in mine.levers
    assert mine.targets["就业目标"].indicator == "employment_any_work"


def test_a_name_in_both_languages_is_one_name(write: Write) -> None:
    with pytest.raises(
        scenarios.ScenarioErrors, match="'培训补贴' is training_subsidy, which stands here already"
    ):
        loaded(write, "levers:\n  training_subsidy: {stop_from: 2023-01}\n  培训补贴: {stop_from: 2023-01}\n")


def test_targets_and_levers_of_what_is_extended_are_taken_out(write: Write) -> None:
    mine = loaded(write, "targets:\n  income_growth_15: remove\nlevers:\n  works_relief: remove\n")
    below = scenarios.load("guizhou")
    assert list(mine.targets) == [name for name in below.targets if name != "income_growth_15"]
    assert list(mine.levers) == [name for name in below.levers if name != "works_relief"]
    write(
        "more.yaml",
        "resettle: 1\nname: more\ntitle: x\nextends: ./mine.yaml\nlevers:\n  works_relief: remove\n",
    )
    with pytest.raises(scenarios.ScenarioErrors, match=r"levers\.works_relief is removed, but no file"):
        scenarios.load("more.yaml")


def test_totals_set_the_means_of_distributions_and_shares(write: Write) -> None:
    mine = loaded(
        write,
        'population:\n  persons: {value: 1726400, unit: persons, source: "own: x"}\n'
        '  labour: {value: 800000, unit: persons, source: "own: x"}\n'
        '  households_without_labour: {value: 43160, unit: households, source: "own: x"}\n'
        'initial:\n  employed: {value: 740000, unit: persons, source: "own: x"}\n',
    )

    def mean(name: str) -> float:
        return sum(int(key) * share for key, share in mine.population[name].parts.items())

    assert mean("household_size") == pytest.approx(1726400 / 431600)
    assert mine.population["no_labour"].number == pytest.approx(0.1)
    assert mean("labour_per_household") == pytest.approx(800000 / (431600 * 0.9))
    assert mine.initial["employment_rate"].number == 0.925
    assert mine.population["household_size"].source.text == "own: x"
    assert "persons" not in mine.population


def test_a_tilted_distribution_keeps_its_shape() -> None:
    # between two numbers there is only one answer; odds of neighbours all change by one factor
    assert tilted({"1": 0.5, "2": 0.5}, 1.25) == pytest.approx({"1": 0.75, "2": 0.25})
    old = {"1": 0.2, "2": 0.5, "3": 0.3}
    new = tilted(old, 2.3)
    assert sum(int(key) * share for key, share in new.items()) == pytest.approx(2.3)
    assert new["2"] / new["1"] / (old["2"] / old["1"]) == pytest.approx(
        new["3"] / new["2"] / (old["3"] / old["2"])
    )
    assert tilted({"1": 0.5, "2": 0.0, "3": 0.5}, 1.5)["2"] == 0.0


def test_a_series_goes_on_as_far_as_a_run_needs_and_no_further(write: Write) -> None:
    def made(end: int) -> dict[str, float]:
        period = f"period: {{base_year: 2024, start: 2025-01, end: {end}-12}}\n"
        write(
            "base.yaml", f"resettle: 1\nname: b\ntitle: b\nextends: county\n{period}targets:\n  g: {TARGET}\n"
        )
        return scenarios.load("base.yaml").series["wages_away"].parts

    assert list(made(2025)) == [str(year) for year in range(2018, 2026)], "stated years as they are"
    further = made(2027)
    assert list(further)[-3:] == ["2025", "2026", "2027"]
    assert (further["2026"], further["2027"]) == (round(5831 * 1.035, 1), round(5831 * 1.035**2, 1))
    with pytest.raises(scenarios.ScenarioErrors, match=r"series\.prices lacks 2031"):
        made(2031)


TARGET = (
    "{title: g, indicator: income, kind: growth, direction: at_least, when: period,\n"
    '    bound: {value: 0.1, unit: share/year, source: "own: x"}}'
)


def test_a_province_lays_its_series_over_those_of_the_country(write: Write) -> None:
    write("b.yaml", f"{COUNTY}province: 贵州\ntargets:\n  g: {TARGET}\n")
    mine, guizhou = scenarios.load("b.yaml"), scenarios.load("guizhou")
    assert mine.series["rural_income"].parts["2024"] == guizhou.series["rural_income"].parts["2024"] == 15854
    assert mine.series["wages_away"].parts["2024"] == 5634
    assert mine.population["households"].number == 2660


def test_a_lever_of_the_county_waits_until_a_file_states_it(write: Write) -> None:
    write("b.yaml", f"{COUNTY}targets:\n  g: {TARGET}\n")
    assert list(scenarios.load("b.yaml").levers) == ["monitoring", "safety_net"]
    change = '[{from: 2025-01, places: {value: 40, unit: places, source: "own: x"}}]'
    write(
        "c.yaml",
        "resettle: 1\nname: c\ntitle: c\nextends: ./b.yaml\n"
        f"levers:\n  care_services: {{changes: {change}}}\n",
    )
    windows = scenarios.load("c.yaml").levers["care_services"].windows
    assert [(one.start, one.end, one.settings["places"].number) for one in windows] == [
        (0, 11, 0),
        (12, 35, 40),
    ]
    assert windows[1].settings["unit_cost"].number > 0


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("标题: 平山县".encode("gb18030"), "像是GBK编码；请另存为UTF-8：记事本选“文件→另存为→编码：UTF-8”"),
        (b"title: \xff\xfe", "不是UTF-8文本；请以UTF-8编码保存文件"),
    ],
)
def test_a_file_in_gbk_is_told_how_to_be_saved(tmp_path: Path, raw: bytes, said: str) -> None:
    (tmp_path / "x.yaml").write_bytes(raw)
    (problem,) = scenarios.check(tmp_path / "x.yaml")
    assert said in problem.in_("zh")
