"""What is counted of small ledgers, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettle.scenarios.ledger import Ledger, read_ledgers
from tests.ledger.books import Row, as_csv, card, families, person

HEALTHY_WORK = {"务工时间（月）": "6", "务工所在地": "广东省东莞市", "就业渠道": "务工"}


def counted(tmp_path: Path, *ledgers: list[Row], **how: object) -> tuple[dict[str, object], Ledger]:
    paths = [as_csv(tmp_path / f"台账{number}.csv", rows) for number, rows in enumerate(ledgers)]
    ledger = read_ledgers(paths, **how)
    return {figure.path: figure.value for figure in ledger.figures}, ledger


def village() -> list[Row]:
    """Ten households, each of a kind: five couples with a child of 5 and one of 15, five old people alone."""
    rows: list[Row] = []
    for number in range(5):
        home = f"H{number}"
        rows += [
            person(home, 1965, 与户主关系="户主", 文化程度="小学", **HEALTHY_WORK),  # 59
            person(home, 1979, woman=True, 与户主关系="配偶", 文化程度="高中"),  # 45
            person(home, 2019, 在校生状况="学前教育"),  # 5
            person(home, 2009, woman=True),  # 15
        ]
    rows += [person(f"E{number}", 1964, 与户主关系="户主", 文化程度="小学") for number in range(5)]  # 60
    return rows


def test_sizes_labour_and_dependants(tmp_path: Path) -> None:
    found, ledger = counted(tmp_path, village())
    assert ledger.year == 2024
    assert found["population.households"] == 10
    assert found["population.counties"] == 1
    assert found["population.household_size"] == {**dict.fromkeys("235678", 0.0), "1": 0.5, "4": 0.5}
    assert found["population.no_labour"] == 0.5
    assert found["population.labour_per_household"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 0}
    assert found["population.dependants"] == {"young_child": 0.3334, "pupil": 0.3333, "elder": 0.3333}


def test_labour_by_age_sex_and_schooling(tmp_path: Path) -> None:
    found, _ = counted(tmp_path, village())
    assert found["population.labour_age"] == {"16-24": 0, "25-34": 0, "35-44": 0, "45-54": 0.5, "55-59": 0.5}
    assert found["population.women"] == 0.5
    assert found["population.schooling"] == {
        "none": 0,
        "primary": 0.5,
        "junior": 0,
        "senior": 0.5,
        "college": 0,
    }


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (16, "16-24"),
        (24, "16-24"),
        (25, "25-34"),
        (34, "25-34"),
        (35, "35-44"),
        (44, "35-44"),
        (45, "45-54"),
        (54, "45-54"),
        (55, "55-59"),
        (59, "55-59"),
    ],
)
def test_ends_of_age_bands(tmp_path: Path, age: int, band: str) -> None:
    rows = [
        person(f"H{number}", 2024 - age, 与户主关系="户主", 文化程度="初中", 劳动技能="普通劳动力")
        for number in range(6)
    ]
    found, _ = counted(tmp_path, rows)
    assert found["population.labour_age"][band] == 1
    assert found["population.no_labour"] == 0


@pytest.mark.parametrize("age", [15, 60])
def test_neither_children_nor_elders_are_labour(tmp_path: Path, age: int) -> None:
    schooling = {"文化程度": "初中", "在校生状况": "", "劳动技能": "弱劳动力或半劳动力"}
    rows = [person(f"H{number}", 2024 - age, 与户主关系="户主", **schooling) for number in range(6)]
    found, _ = counted(tmp_path, rows)
    assert found["population.no_labour"] == 1
    assert "population.labour_age" not in found


def test_health_and_skill_of_labour(tmp_path: Path) -> None:
    """Of 40 who can work 10 are weak and 20 skilled; 10 more cannot work, and are no labour."""
    kinds = ["弱劳动力或半劳动力"] * 10 + ["技能劳动力"] * 20 + ["普通劳动力"] * 10 + ["丧失劳动力"] * 10
    rows = [
        person(f"H{number}", 1984, 与户主关系="户主", 劳动技能=kind, 健康状况="残疾,长期慢性病")
        for number, kind in enumerate(kinds)
    ]
    found, _ = counted(tmp_path, rows)
    assert found["population.no_labour"] == 0.2
    assert found["population.weak_health"] == 0.25
    assert found["population.skill"] == {"0": 0.5, "1": 0.35, "2": 0.15}
    assert found["population.dependants"] == {"young_child": 0, "pupil": 0, "elder": 1}
    assert "population.certificate" not in found


def test_channels_and_months(tmp_path: Path) -> None:
    """Ten people of each kind, one a household; what each comes to is worked out beside it."""
    kinds: list[tuple[Row, str | None]] = [
        ({"务工时间（月）": "12", "务工所在地": "广东省东莞市", "就业渠道": "外出务工"}, "out_of_province"),
        ({"务工时间（月）": "3", "务工所在地": "示范省示范市临江区", "就业渠道": "务工"}, "in_province"),
        ({"务工时间（月）": "6", "务工所在地": "示范省示范市平山示范县", "就业渠道": "务工"}, "local_firm"),
        ({"务工时间（月）": "9", "务工所在地": "平山示范县城关镇", "就业渠道": "就业帮扶车间"}, "workshop"),
        ({"就业渠道": "公益岗位", "公益性岗位(月数)": "12"}, "public_welfare"),
        ({"务工时间（月）": "2", "务工所在地": "县内", "就业渠道": "以工代赈"}, "works_relief"),
        ({"就业渠道": "自主创业"}, "own_business"),
        ({"就业渠道": "务农"}, "farming"),
        ({}, None),
        ({"就业渠道": "未就业"}, None),
    ]
    rows = [
        person(f"H{kind}-{number}", 1984, 与户主关系="户主", **cells)
        for kind, (cells, _) in enumerate(kinds)
        for number in range(10)
    ]
    found, ledger = counted(tmp_path, rows)
    assert ledger.problems == ()
    assert found["initial.employment_rate"] == 0.8
    assert found["initial.employment_months"] == 1
    assert found["initial.channel"] == {channel: 0.125 for _, channel in kinds if channel}
    # months of twelve: 12, 3, 6, 9, 12 (post), 2; a business and a farm go on all year
    assert found["initial.in_work"] == pytest.approx((12 + 3 + 6 + 9 + 12 + 2 + 12 + 12) / 12 / 10, abs=1e-4)
    assert found["initial.one_employed"] == found["initial.in_work"]


def test_one_of_two_in_work_by_months(tmp_path: Path) -> None:
    """Two who work six months each: in a given month one is in work with 1 - 1/4."""
    rows = [
        person(f"H{number}", 1984, 与户主关系=relation, **HEALTHY_WORK)
        for number in range(20)
        for relation in ("户主", "配偶")
    ]
    found, _ = counted(tmp_path, rows)
    assert found["initial.in_work"] == 0.5
    assert found["initial.one_employed"] == 0.75


def test_labour_ledger_adds_to_the_persons(tmp_path: Path) -> None:
    """Forty people: thirty in work when the ledger was kept; wishes, courses and grades of those it holds."""
    persons = [person(f"H{number}", 1984, 与户主关系="户主", **HEALTHY_WORK) for number in range(40)]
    labour: list[Row] = [
        {
            "身份证号": row["证件号码"],
            "就业创业状态": "已就业" if number < 30 else "未就业",
            "就创业意愿": "有" if number < 10 else "无",
            "培训教育意愿": "有" if number < 16 else "无",
            "培训教育状态": "已培训" if number < 8 else "未培训",
            "现有技术等级": "无" if number < 20 else "初级工" if number < 32 else "高级工",
        }
        for number, row in enumerate(persons)
    ]
    labour.append({"身份证号": card(1984), "就业创业状态": "未就业"})
    found, ledger = counted(tmp_path, persons, labour)
    assert ledger.unmatched == 1
    assert found["initial.in_work"] == 0.75
    assert found["initial.employment_rate"] == 1  # all have months in the year
    assert found["population.wants_work"] == 1  # who worked in the year wants work
    assert found["population.wants_training"] == 0.4
    assert found["initial.trained"] == 0.2
    assert found["population.skill"] == {"0": 0.5, "1": 0.3, "2": 0.2}
    assert found["population.certificate"] == 0.5
    sources = {figure.path: figure.source for figure in ledger.figures}
    assert sources["initial.in_work"] == "ledger:台账1#就业创业状态"
    assert sources["population.households"] == "ledger:台账0#户编号"


def test_a_labour_ledger_alone_tells_no_households(tmp_path: Path) -> None:
    labour: list[Row] = [
        {
            "身份证号": card(1984, woman=number < 6),
            "就业创业状态": "已就业" if number < 15 else "未就业",
            "劳动能力": "有劳动能力",
        }
        for number in range(20)
    ]
    found, _ = counted(tmp_path, labour, year=2024)
    assert not [path for path in found if path in ("population.households", "initial.one_employed")]
    assert found["population.women"] == 0.3
    assert found["initial.employment_rate"] == 0.75
    assert found["initial.employment_months"] == 0
    assert found["initial.in_work"] == 0.75


def test_settlements_classes_land_and_money(tmp_path: Path) -> None:
    """Six settlements of 10 and one of 240 households; parts of income as they are in the ledger."""
    places = [f"安置点{number // 10}" for number in range(60)] + ["大安置点"] * 240
    persons = [person(f"H{number}", 1984, 与户主关系="户主") for number in range(300)]
    persons += [person(f"H{number}", 1950, 文化程度="小学") for number in range(150)]
    households: list[Row] = [
        {
            "户编号": f"H{number}",
            "安置点名称": place,
            "户类型": "监测户" if number < 30 else "一般农户" if number < 60 else "脱贫户",
            "监测对象类别": "脱贫不稳定户" if number < 21 else "边缘易致贫户" if number < 30 else "",
            "耕地面积(亩)": "3" if number < 100 else "5" if number < 200 else "0",
            "工资性收入": 10_000,
            "财产性收入": 600 if number < 150 else 0,
            "转移性收入": 3_000,
            "生产经营性收入": 4_000 if number < 150 or number >= 250 else 0,
            "生产经营性支出": 1_000,
            "低保金(元)": 500,
            "养老保险金(元)": 1_200 if number < 150 else 0,
        }
        for number, place in enumerate(places)
    ]
    found, ledger = counted(tmp_path, persons, households)
    assert ledger.problems == ()
    assert found["population.sites"] == 7
    assert found["population.site_size"] == {
        "under_200": 0.8571,
        "200_800": 0.1429,
        "800_2250": 0,
        "over_2250": 0,
    }
    assert found["population.registered_poor"] == (240 + 21) / 300
    assert found["population.land_share"] == 0.5  # land and business income
    assert found["population.land_area"] == pytest.approx((100 * 3 + 50 * 5) / 150, abs=0.01)
    assert found["population.property_income"] == 300
    assert found["population.elder_transfer"] == 1_200
    assert found["population.other_transfer"] == round((300 * 3_000 - 150 * 1_200 - 300 * 500) / 450)


def test_income_per_person(tmp_path: Path) -> None:
    households: list[Row] = [{"户编号": f"H{number:06d}", "家庭纯收入": 36_000} for number in range(6)]
    found, _ = counted(tmp_path, families(), households)
    assert found["initial.income_per_capita"] == 12_000


def test_pay_by_channel_needs_five_in_each(tmp_path: Path) -> None:
    places = {
        "out_of_province": ("省外", "务工"),
        "in_province": ("省内县外", "务工"),
        "local_firm": ("县内", "务工"),
        "workshop": ("县内", "帮扶车间"),
    }
    persons = [
        person(
            f"{at}-{number}",
            1984,
            与户主关系="户主",
            务工所在地=place,
            就业渠道=word,
            月收入=1000 * at + 500 * (number % 2),
        )
        for at, (place, word) in enumerate(places.values(), 2)
        for number in range(6)
    ]
    for row in persons:
        row["务工时间（月）"] = "12"
    found, _ = counted(tmp_path, persons)
    assert found["parameters.wage"] == dict(zip(places, (2250, 3250, 4250, 5250), strict=True))
    found, ledger = counted(tmp_path, persons[:-2])
    assert "parameters.wage" not in found
    assert "parameters.wage" in ledger.notes[-1].zh


def test_months_since_the_present_job_began(tmp_path: Path) -> None:
    """Of several spells the last one counts; tenure runs to the last start that is known."""
    persons = [person(f"H{number}", 1984, 与户主关系="户主", **HEALTHY_WORK) for number in range(6)]
    spells: list[Row] = [
        {"身份证号": row["证件号码"], "开始时间": start}
        for number, row in enumerate(persons)
        for start in ("202001", "202412" if number < 3 else "202402")
    ]
    found, _ = counted(tmp_path, persons, spells)
    assert found["initial.tenure"] == (3 * 1 + 3 * 11) / 6


def test_two_counties_in_one_ledger(tmp_path: Path) -> None:
    """What is away depends on the county in which each lives."""
    rows = [
        person(
            f"{county}{number}",
            1984,
            与户主关系="户主",
            县=county,
            **{**HEALTHY_WORK, "务工所在地": "示范省示范市甲山县"},
        )
        for county in ("甲山县", "乙水县")
        for number in range(10)
    ]
    found, _ = counted(tmp_path, rows)
    assert found["population.counties"] == 2
    assert found["initial.channel"]["local_firm"] == 0.5
    assert found["initial.channel"]["in_province"] == 0.5


def test_people_by_their_own_number_sex_and_day_of_birth(tmp_path: Path) -> None:
    """A ledger without identity numbers: joined by 人口编号, with 性别 and 出生日期 as they stand."""
    persons = [
        {**row, "人口编号": f"P{number}", "性别": "女" if number < 8 else "男", "出生日期": "19900101"}
        for number, row in enumerate(person(f"H{number}", 1984, 与户主关系="户主") for number in range(20))
    ]
    for row in persons:
        del row["证件号码"]
    labour: list[Row] = [{"人编号": f"P{number}", "就业创业状态": "已就业"} for number in range(20)]
    labour[15]["就业创业状态"] = labour[16]["就业创业状态"] = "未就业"
    labour += [{"人编号": f"P{number}", "就业创业状态": "未就业"} for number in (97, 98, 99)]
    for row in labour[10:15]:
        row["就业创业状态"] = "失业"
    found, ledger = counted(tmp_path, persons, labour)
    assert found["population.women"] == 0.4
    assert found["population.labour_age"]["25-34"] == 1
    assert found["initial.in_work"] == 13 / 20
    assert ledger.unmatched == 3
