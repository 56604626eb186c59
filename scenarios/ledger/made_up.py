"""A made-up ledger of a county that does not exist, 平山示范: synthetic data (合成数据) with faults planted.

`python -m resettle.scenarios.ledger.made_up FOLDER` writes it: the export of persons, that of households and
a ledger of labour, with the columns that such files have. Identity numbers begin with 99, as no place does;
shares follow the bundled counties of Shaanxi and Guizhou.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from resettle.scenarios.ledger.identity import check_digit
from resettle.scenarios.ledger.made_up_people import YEAR, Household, Member, household

HOUSEHOLDS, NOT_MOVED, SETTLEMENTS, SEED = 4300, 60, 38, 20240817
PROVINCE, CITY, COUNTY = "示范省", "示范市", "平山示范县"
TITLE = "合成数据：不含任何真实人员，供试用和测试"

_PERSONS = """
省 市 县 乡 村 户编号 人口编号 姓名 性别 出生日期 证件类型 证件号码 民族 户联系电话 年度 与户主关系
文化程度 在校生状况 健康状况 劳动技能 务工时间（月） 务工所在地 务工企业名称 就业渠道 公益性岗位类型
公益性岗位(月数) 是否参加城乡居民基本养老保险 备注
"""
_HOUSEHOLDS = """
户编号 户主姓名 年度 户类型 监测对象类别 是否搬迁户 安置方式 安置点名称 工资性收入 财产性收入 转移性收入
生产经营性收入 生产经营性支出 家庭纯收入 家庭人均纯收入 耕地面积(亩) 低保金(元) 养老保险金(元)
"""
_LABOUR = """
序号 所属区域 劳动力姓名 身份证号 劳动力电话 就业创业状态 就创业意愿 培训教育状态 培训教育意愿 月收入
现有技术等级
"""
PERSON_COLUMNS, HOUSEHOLD_COLUMNS, LABOUR_COLUMNS = _PERSONS.split(), _HOUSEHOLDS.split(), _LABOUR.split()


@dataclass(frozen=True)
class MadeUp:
    """What was written.

    Attributes:
        paths: The ledgers of persons, households and labour.
        planted: Rows of the ledger of persons with a fault, and the kind of each.
        households: The households that are in it, the ones that did not move last.
    """

    paths: tuple[Path, Path, Path]
    planted: tuple[tuple[int, str], ...]
    households: tuple[Household, ...]


def write(folder: Path, households: int = HOUSEHOLDS, faults: bool = True, seed: int = SEED) -> MadeUp:
    """Write a made-up ledger.

    Args:
        folder: Where to; it is made.
        households: How many moved; a few more that did not are added.
        faults: Whether some rows get a fault.
        seed: Seed of all chance.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    sizes = np.sort(rng.lognormal(0.0, 0.9, SETTLEMENTS))[::-1]
    site = rng.choice(SETTLEMENTS, households, p=sizes / sizes.sum())
    made = [household(rng, number, int(site[number])) for number in range(households)]
    made += [
        household(rng, households + number, None)
        for number in range(round(NOT_MOVED * households / HOUSEHOLDS))
    ]
    people = [(one, member) for one in made for member in one.members]
    persons = [_person(one, member, number) for number, (one, member) in enumerate(people)]
    planted = tuple(_plant(persons, people, rng)) if faults else ()
    paths = tuple(folder / f"合成台账-{name}.xlsx" for name in ("人员", "户", "劳动力"))
    _book(paths[0], PERSON_COLUMNS, persons)
    _book(paths[1], HOUSEHOLD_COLUMNS, [_household(one) for one in made])
    _book(paths[2], LABOUR_COLUMNS, list(_labour(people)))
    return MadeUp((paths[0], paths[1], paths[2]), planted, tuple(made))


def identity(member: Member, number: int) -> str:
    """An identity number that nobody can have: no place's code begins with 99."""
    born = f"{YEAR - member.age}{1 + number % 12:02d}{1 + number % 28:02d}"
    seventeen = (
        f"99{1000 + number // 400:04d}{born}{(number // 2) % 100:02d}{2 * (number % 5) + (not member.woman)}"
    )
    return seventeen + check_digit(seventeen)


def _code(number: int) -> str:
    return f"9900{number:012d}"


def _months(months: int) -> str:
    return str(months) if months else ""


def _person(one: Household, member: Member, number: int) -> list[str]:
    card = identity(member, number)
    return [
        PROVINCE,
        CITY,
        COUNTY,
        f"合成镇{one.number % 9 + 1}",
        f"合成村{one.number % 40 + 1}",
        _code(one.number),
        _code(10_000_000 + number),
        f"合成{number:05d}",
        "女" if member.woman else "男",
        card[6:14],
        "居民身份证",
        card,
        "汉族",
        "00000000000",
        str(YEAR),
        member.relation,
        member.schooling,
        member.school,
        member.health,
        member.ability,
        _months(member.months),
        member.place,
        "合成企业" if member.months else "",
        member.channel,
        "保洁员" if member.post_months else "",
        _months(member.post_months),
        "是" if member.insured else "否",
        "",
    ]


def _household(one: Household) -> list[str]:
    moved = one.site is not None
    money = one.income
    return [
        _code(one.number),
        "合成户主",
        str(YEAR),
        one.kind,
        one.monitored,
        "是" if moved else "否",
        "集中安置" if moved else "",
        f"合成安置点{one.site + 1:02d}" if one.site is not None else "",
        *(str(money[name]) for name in ("wage", "property", "transfer", "business", "cost")),
        str(one.net_income),
        f"{one.net_income / len(one.members):.2f}",
        f"{one.land:g}",
        str(money["allowance"]),
        str(money["pension"]),
    ]


def _labour(people: Sequence[tuple[Household, Member]]) -> Iterator[list[str]]:
    for number, (one, member) in enumerate(people):
        if one.site is None or not member.is_labour:
            continue
        yield [
            str(number),
            COUNTY,
            f"合成{number:05d}",
            identity(member, number),
            "00000000000",
            "已就业" if member.now else "未就业",
            "有" if member.willing else "无",
            "已培训" if member.trained else "未培训",
            "有" if member.wants_training else "无",
            str(member.pay) if member.pay else "",
            ("无", "初级工", "中级工")[member.level],
        ]


def _plant(
    persons: list[list[str]], people: Sequence[tuple[Household, Member]], rng: np.random.Generator
) -> Iterator[tuple[int, str]]:
    """A fault of each kind, in households that moved and have no other."""
    taken: set[int] = set()
    at = {name: PERSON_COLUMNS.index(name) for name in PERSON_COLUMNS}
    able = [n for n, (one, member) in enumerate(people) if one.site is not None and member.is_labour]
    working = [n for n in able if people[n][1].months]
    posted = [n for n in able if people[n][1].post_months]
    idle = [n for n in able if not people[n][1].channel]
    heads = [
        n for n, (one, member) in enumerate(people) if one.site is not None and member.relation == "户主"
    ]
    fit = [n for n in idle if people[n][1].health == "健康"]
    kinds = (
        ("户主不唯一", heads, {"与户主关系": "其他"}),
        ("文化程度与在校状况", able, {"在校生状况": "九年级"}),
        ("务工地与务工时间", working, {"务工所在地": ""}),
        ("弱劳动力或无劳动力务工", working, {"劳动技能": "弱劳动力或半劳动力"}),
        (
            "县外务工又在岗",
            posted,
            {"务工时间（月）": "6", "务工所在地": "广东省深圳市宝安区", "劳动技能": "普通劳动力"},
        ),
        ("健康劳动年龄人口无劳动力", fit, {"劳动技能": "丧失劳动力"}),
        ("取值不在范围", able, {"文化程度": "高小"}),
        ("证件号码有误", able, {"证件号码": "99100019800101001"}),
    )
    for kind, among, cells in kinds:
        free = [n for n in among if people[n][0].number not in taken]
        for n in rng.choice(free, min(3, len(free)), replace=False):
            if people[n][0].number in taken:
                continue
            taken.add(people[n][0].number)
            for column, text in cells.items():
                persons[n][at[column]] = text
            yield int(n) + 4, kind


def _book(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("导出")
        sheet.write_string(0, 0, f"{COUNTY} {path.stem}")
        sheet.write_string(1, 0, TITLE)
        for at, row in enumerate((columns, *rows), 2):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(at, column, text)


if __name__ == "__main__":
    for written in write(Path(sys.argv[1])).paths:
        print(written)
