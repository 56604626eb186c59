"""What a scenario says about its population and the month it starts from."""

from __future__ import annotations

from resettle.model.channels import WORKING
from resettle.model.fields import Field, share

AGE_BANDS = {"16-24": (16, 25), "25-34": (25, 35), "35-44": (35, 45), "45-54": (45, 55), "55-59": (55, 60)}
"""Age bands of labour: first age, first age beyond."""

SCHOOLING_YEARS = {"none": 0.0, "primary": 6.0, "junior": 9.0, "senior": 12.0, "college": 15.0}
"""Years of schooling of each level."""

SITE_CLASSES = ("under_200", "200_800", "800_2250", "over_2250")
"""Settlement size classes in households (over 2 250 households is about 10 000 people)."""

SITE_CLASS_BOUNDS = {
    "under_200": (20, 200),
    "200_800": (200, 800),
    "800_2250": (800, 2250),
    "over_2250": (2250, 6000),
}

MOST_HOUSEHOLDS = 1e8
"""More than have ever been relocated anywhere, and few enough to be counted in tables."""


def _split(en: str, zh: str, keys: tuple[str, ...]) -> Field:
    return share(en, zh, keys, total=1.0)


def _yearly(en: str, zh: str, low: float = 1.0, optional: bool = False) -> Field:
    return Field("yuan/person/year", en, zh, low, 1e6, optional=optional)


POPULATION: dict[str, Field] = {
    "households": Field("households", "Relocated households", "搬迁户数", 1, MOST_HOUSEHOLDS, whole=True),
    "sites": Field("sites", "Settlements", "安置点数", 1, 1e5, whole=True),
    "counties": Field("counties", "Counties that the settlements belong to", "所涉县数", 1, 1e4, whole=True),
    "site_size": _split(
        "Share of settlements by size in households", "安置点规模构成（按户数）", SITE_CLASSES
    ),
    "household_size": _split("Share of households by number of persons", "户规模构成", tuple("12345678")),
    "no_labour": share("Share of households without labour", "无劳动力户占比"),
    "labour_per_household": _split(
        "Households with labour by number of workers", "有劳动力户的劳动力数构成", tuple("12345")
    ),
    "labour_age": _split("Labour by age", "劳动力年龄构成", tuple(AGE_BANDS)),
    "women": share("Share of women in labour", "劳动力中妇女占比"),
    "schooling": _split("Labour by schooling", "劳动力受教育程度", tuple(SCHOOLING_YEARS)),
    "weak_health": share("Share of weak labour (half able)", "弱（半）劳动力占比"),
    "skill": _split("Labour by skill level", "劳动力技能水平", ("0", "1", "2")),
    "certificate": share("Share of labour with a vocational certificate", "持证劳动力占比"),
    "registered_poor": share("Share of households registered as poor before the move", "建档立卡户占比"),
    "dependants": _split(
        "Members who are not labour, by need", "非劳动力成员构成", ("young_child", "pupil", "elder")
    ),
    "care_need": share("Share of elders who need care", "需照料老人占比"),
    "wants_work": share("Share of labour that wants work", "有就业意愿占比"),
    "wants_training": share("Share of labour that wants training", "有培训意愿占比"),
    "willing_to_leave": share("Share of labour willing to work away", "愿意外出务工占比"),
    "entrants": Field(
        "share/year", "School leavers a year relative to labour", "每年新增劳动力比例", 0.0, 0.2
    ),
    "entrant_graduates": share(
        "Share of college graduates among school leavers", "新增劳动力中高校毕业生占比"
    ),
    "urban_allowance": share(
        "Share of people under the urban standard of the allowance; 0 if left out",
        "按城市低保标准保障的人口占比",
        optional=True,
    ),
    "moved": Field(
        "months", "Mean months since the move when the run begins", "基期距搬迁入住月数", 0.0, 600.0
    ),
    "wage_effect": Field(
        "log points",
        "Standard deviation of what a household earns beyond its traits",
        "户间工资差异（对数标准差）",
        0.0,
        2.0,
    ),
    "land_share": share("Share of households that still farm land", "仍经营土地户占比"),
    "land_area": Field("mu", "Land farmed by a household that has some", "户均经营土地", 0.0, 200.0),
    "property_income": Field(
        "yuan/household/year", "Property income in the base year", "基年户均财产净收入", 0.0, 1e5
    ),
    "elder_transfer": Field(
        "yuan/person/year", "Pension of an elder in the base year", "基年老人养老金", 0.0, 1e5
    ),
    "other_transfer": Field(
        "yuan/person/year",
        "Other net transfers per person in the base year",
        "基年人均其他转移净收入",
        -1e4,
        1e5,
    ),
}

INITIAL: dict[str, Field] = {
    "employment_rate": share(
        "Employment rate published of the base year, in the reading of employment_months",
        "劳动力就业率（公布口径）",
    ),
    "employment_months": Field(
        "months",
        "Months of work in the last twelve from which the published rate counts one as employed"
        " (0: a job in the month itself)",
        "公布就业率的认定月数（近12个月务工满几个月计为就业；0为当月在岗）",
        0.0,
        12.0,
        whole=True,
    ),
    "in_work": share("Share of labour with a job when the run begins", "基期当月在岗比例"),
    "channel": _split("Employed by channel", "就业渠道构成", WORKING),
    "one_employed": share(
        "Share of households with labour that have someone in work in the month when the run begins",
        "基期当月有人在岗的有劳动力户占比",
    ),
    "tenure": Field("months", "Mean months in the present job", "平均在岗月数", 1.0, 600.0),
    "trained": share("Share of labour that has ever been trained", "接受过培训占比"),
    "training_coverage": share(
        "Share of those who want work and training that had a subsidised course before the run begins",
        "基期有就业意愿和培训需求者参加过补贴性培训占比",
        optional=True,
    ),
    "income_per_capita": _yearly(
        "Disposable income per person in the base year, for comparison",
        "基年人均可支配收入（对照值）",
        low=0.0,
    ),
    "monitored": share(
        "Share of households at risk that the ledger holds at the start",
        "有返贫致贫风险户已纳入监测对象占比（基期）",
    ),
    "allowance_coverage": share(
        "Part of the households entitled to the allowance that receive it", "符合低保条件家庭已纳入比例"
    ),
    "workshops": Field("workshops", "Workshops running", "运行中的帮扶车间", 0, whole=True),
    "workshop_places": Field(
        "places/workshop", "Places of relocated workers in a workshop", "每车间岗位数", 1.0, 1000.0
    ),
    "project_link": share(
        "Share of households with labour linked to a project when the run begins",
        "基期产业项目联结户占比",
        optional=True,
    ),
    "enterprise_counties": Field(
        "counties",
        "Counties that have a strong enterprise when the run begins",
        "基期已有优势企业的县数",
        0,
        whole=True,
        optional=True,
    ),
    "infrastructure": share(
        "Part of the key projects of settlements that is built", "安置点重点项目完成比例"
    ),
    "services": share("Share of settlements with the required services", "服务达标安置点占比"),
    "pension": share("Share of adults in a basic pension scheme", "基本养老保险参保率"),
    "assets": Field(
        "assets", "Settlement shops, garages and markets", "安置区固定资产（门面、车库、市场）", 0, whole=True
    ),
    "assets_in_use": share("Share of settlement assets in use", "资产盘活率"),
}

SERIES: dict[str, Field] = {
    "prices": Field("index", "Consumer prices, of which only growth counts", "居民消费价格指数", 1.0, 1e4),
    "wages_away": Field(
        "yuan/month", "Mean pay of migrant workers away from home", "外出农民工月均收入", 1.0, 1e5
    ),
    "wages_local": Field(
        "yuan/month", "Mean pay of migrant workers near home", "本地农民工月均收入", 1.0, 1e5
    ),
    "rural_income": _yearly(
        "Rural disposable income per person of the region", "本地区农村居民人均可支配收入"
    ),
    "monitoring_line": _yearly("Income per person below which a household is monitored", "防返贫监测线"),
    "allowance_line": _yearly(
        "Standard up to which the allowance tops up income; the rural one if there is an urban one",
        "农村低保标准",
        low=0.0,
    ),
    "urban_allowance_line": _yearly(
        "Urban standard of the allowance", "城市低保标准", low=0.0, optional=True
    ),
    "minimum_wage": Field("yuan/month", "Minimum wage", "最低工资标准", 0.0, 1e5, optional=True),
    **{
        f"demand_{market}": Field(
            "10,000 persons", f"Migrant workers, {en}", f"农民工数量（{zh}）", 1.0, 1e6, optional=True
        )
        for market, en, zh in (
            ("out_of_province", "out of their province", "跨省"),
            ("in_province", "away within their province", "省内外出"),
            ("local", "near home", "本地"),
        )
    },
    "region_income": _yearly(
        "Disposable income per person that the plan compares with", "方案对标的人均可支配收入", optional=True
    ),
    "urban_income": _yearly(
        "Urban disposable income per person of the region", "本地区城镇居民人均可支配收入", optional=True
    ),
}
