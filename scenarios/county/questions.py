"""What a county is asked: each question with its unit, where its answer stands, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from resettle.model.fields import Field
from resettle.model.text import Text
from resettle.scenarios.read.part import FIRST_YEAR
from resettle.scenarios.read.totals import STATED

LAST_YEAR = 2030
"""Last year that the series which all places share reach."""


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        key: Name in files of answers.
        label: Short name, as in the table.
        purpose: What the answer is for.
        kind: `text`, `province`, `year` or `count`.
        path: Where the figure stands in a scenario; empty if it is worked into another one.
        unit: Its unit; empty for words and years.
        example: What stands in the example of the table.
    """

    key: str
    label: Text
    purpose: Text
    kind: str
    path: str = ""
    unit: str = ""
    example: str = ""

    @property
    def field(self) -> Field | None:
        """What the model allows at its path."""
        section, _, name = self.path.partition(".")
        return STATED.get(section, {}).get(name)


def _count(
    key: str, english: str, chinese: str, purpose: Text, path: str, unit: str, example: str
) -> Question:
    return Question(key, Text(english, chinese), purpose, "count", path, unit, example)


QUESTIONS = (
    Question(
        "title",
        Text("Name of the county", "县（区）名称"),
        Text("stands in titles of files and reports", "用于方案和报告的标题"),
        "text",
        example="平山县",
    ),
    Question(
        "province",
        Text("Province", "所属省份"),
        Text(
            "rural income, allowance and minimum wage of that province",
            "采用该省农村收入、低保标准和最低工资",
        ),
        "province",
        example="贵州",
    ),
    Question(
        "source",
        Text("Name of your record", "资料名称"),
        Text("stands as the source of every figure that you give", "作为所填各数的来源"),
        "text",
        example="2025年劳动力台账",
    ),
    Question(
        "base_year",
        Text("Year of these figures", "基年（以下数据的年份）"),
        Text("the simulation begins with this year", "模拟从该年开始"),
        "year",
        example="2025",
    ),
    Question(
        "start",
        Text("First year of the plan", "方案起始年"),
        Text("what is planned begins in January of it", "方案措施自该年1月起实施"),
        "year",
        example="2026",
    ),
    Question(
        "end",
        Text("Last year of the plan", "方案结束年"),
        Text("targets are judged up to December of it", "目标判定至该年12月"),
        "year",
        example="2030",
    ),
    _count(
        "households",
        "Relocated households",
        "搬迁户数",
        Text("size of the population", "确定人口规模"),
        "population.households",
        "households",
        "3120",
    ),
    _count(
        "persons",
        "Relocated persons",
        "搬迁人口",
        Text("mean size of a household; income is per person", "确定户均人口；收入按人平均"),
        "population.persons",
        "persons",
        "12800",
    ),
    _count(
        "labour",
        "Relocated labour",
        "搬迁劳动力",
        Text("persons who can work, in work or not", "有劳动能力者，无论是否就业"),
        "population.labour",
        "persons",
        "6900",
    ),
    _count(
        "without_labour",
        "Households without labour",
        "无劳动力户数",
        Text("these households live on transfers", "这些家庭靠转移性收入"),
        "population.households_without_labour",
        "households",
        "420",
    ),
    _count(
        "employed",
        "Labour in work, as registered",
        "已就业劳动力（台账口径）",
        Text(
            "any work within the year counts; the base year is fitted to it",
            "年内有过务工即计入；基年据此校准",
        ),
        "initial.employed",
        "persons",
        "6350",
    ),
    _count(
        "out_of_province",
        "Of these out of the province",
        "其中省外务工",
        Text("who works where; pay and prices differ", "就业去向；各地工资不同"),
        "",
        "persons",
        "2100",
    ),
    _count(
        "in_province",
        "Of these in the province, away from the county",
        "其中省内县外务工",
        Text("who works where; the rest works in the county", "就业去向；其余在县内"),
        "",
        "persons",
        "900",
    ),
    _count(
        "income",
        "Net income per person",
        "人均纯收入",
        Text("the base year is fitted to it; growth is counted from it", "基年据此校准；增速以此为基数"),
        "initial.income_per_capita",
        "yuan/person/year",
        "14800",
    ),
    _count(
        "sites",
        "Settlements",
        "安置点数",
        Text("posts and workshops are spread over them; count scattered households with the nearest",
             "岗位和车间按安置点分布；分散安置户计入最近的安置点"),
        "population.sites",
        "sites",
        "26",
    ),
    _count(
        "workshops",
        "Workshops running",
        "在营帮扶车间",
        Text("places to work in the settlements", "安置点内的就业岗位"),
        "initial.workshops",
        "workshops",
        "9",
    ),
    _count(
        "workshop_places",
        "Relocated workers in a workshop",
        "每个车间吸纳搬迁劳动力",
        Text("places of a workshop", "每车间岗位数"),
        "initial.workshop_places",
        "places/workshop",
        "15",
    ),
)  # fmt: skip
"""In the order in which they are asked; levers and targets come after them."""

AT_MOST = (
    ("labour", "persons"),
    ("employed", "labour"),
    ("without_labour", "households"),
    ("sites", "households"),
    ("households", "persons"),
    ("out_of_province", "employed"),
    ("in_province", "employed"),
)
"""Questions of which the first cannot be more than the second."""

BY_KEY = {one.key: one for one in QUESTIONS}
YEARS = (FIRST_YEAR + 28, LAST_YEAR)
"""First and last year that may be named."""
