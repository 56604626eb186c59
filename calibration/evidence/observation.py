"""What published statistics measure, as functions of a run.

An official count is not what a survey would find. Who counts as employed follows from the state: those who
worked in any of twelve months, as far as registers have found them. Administrative net income is an
indicator of the run, which grows faster than income as surveys find it, and some figures speak of other
people than the relocated. What remains between the two is an observation parameter with a prior in
`priors.yaml`; none of them changes what the model does, only how a run is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from resettle.calibration.evidence import measures
from resettle.calibration.evidence.measures import Measure
from resettle.model.record import RunRecord
from resettle.model.text import Text, text_of


@dataclass(frozen=True)
class Map:
    """A number that stands between the model and a statistic.

    Attributes:
        unit: Unit.
        en: English label.
        zh: Chinese label.
        neutral: Value at which the statistic measures what the model means.
    """

    unit: str
    en: str
    zh: str
    neutral: float


OBSERVATION: dict[str, Map] = {
    "register_gap": Map(
        "share",
        "Part of those with work whom registers had not found by the end of 2020",
        "2020年底有务工而未被台账登记的比例",
        0.0,
    ),
    "register_half_life": Map(
        "years", "Years in which registers find half of those missing", "台账补登一半遗漏所需年数", 1.0
    ),
    "net_income_level": Map(
        "ratio",
        "Administrative net income over disposable income, 2019",
        "2019年行政口径纯收入与可支配收入之比",
        1.0,
    ),
    "alleviated_level": Map(
        "ratio",
        "Net income of all poverty-alleviated people over that of the relocated",
        "全部脱贫人口与搬迁人口人均纯收入之比",
        1.0,
    ),
    "catch_up": Map(
        "share/year",
        "Growth of relocated people's income above that of all rural people in poverty-alleviated counties",
        "搬迁人口收入增速高于脱贫县农村居民的部分",
        0.0,
    ),
    "wage_gap": Map(
        "share",
        "Wage share of relocated people's income above that of all poverty-alleviated people",
        "搬迁人口工资性收入占比高于全部脱贫人口的部分",
        0.0,
    ),
    "posts_counted": Map(
        "share",
        "Part of public-welfare posts that counts as paid work in the county",
        "公益性岗位计入县内务工的比例",
        0.5,
    ),
    "survey_noise": Map(
        "log points",
        "Error of a household's income as surveys record it, on top of real differences",
        "调查记录的家庭收入误差（对数标准差）",
        0.0,
    ),
}
"""Observation parameters; each needs a prior `observation.<name>` in `priors.yaml`."""


@dataclass(frozen=True)
class Statistic:
    """A published figure as a function of a run.

    Attributes:
        unit: Unit of the figure.
        en: English label.
        zh: Chinese label.
        measure: Takes the record, the base year and the observation parameters.
        needs: Observation parameters that it uses.
    """

    unit: str
    en: str
    zh: str
    measure: Measure
    needs: tuple[str, ...] = ()


def measured(
    record: RunRecord, base_year: int, observation: Mapping[str, float], names: Iterable[str]
) -> dict[str, float]:
    """Several statistics of one run.

    Raises:
        KeyError: If a name is no statistic or an observation parameter is missing.
        ValueError: If the run does not cover the months that a statistic needs.
    """
    return {name: STATISTICS[name].measure(record, base_year, observation) for name in names}


def neutral() -> dict[str, float]:
    """Observation parameters at which statistics measure what the model means."""
    return {name: one.neutral for name, one in OBSERVATION.items()}


STATISTICS: dict[str, Statistic] = {
    **{
        f"employment_{name}": Statistic(
            "share", f"Employment rate, {en}", f"{zh}就业率", measures.employment(*months), measures.COUNTED
        )
        for name, en, zh, months in (
            ("2020_june", "June 2020", "2020年6月", ("2020-06", "2020-06")),
            ("2020_summer", "August 2020", "2020年8月", ("2020-08", "2020-08")),
            ("2020_october", "October 2020", "2020年10月", ("2020-10", "2020-10")),
            ("2021_october", "October 2021", "2021年10月", ("2021-10", "2021-10")),
            ("2021_end", "end of 2021", "2021年底", ("2021-10", "2021-12")),
            ("2022_june", "June 2022", "2022年6月", ("2022-06", "2022-06")),
            ("2022_end", "end of 2022", "2022年底", ("2022-10", "2022-12")),
        )
    },
    "employed_per_household_2022": Statistic(
        "persons/household", "Employed persons per household with labour, end of 2022",
        "2022年底有劳动力户均就业人数",
        measures.employed_per_household(2022), measures.COUNTED,
    ),
    "off_farm_2023": Statistic(
        "share", "Working off the farm, of labour, October 2023", "2023年10月非农务工占劳动力比例",
        measures.off_farm("2023-10"), measures.COUNTED,
    ),
    **{
        f"employed_growth_{year}": Statistic(
            "share/year", f"Growth of employment, {year}", f"{year}年就业规模增速",
            measures.employed_growth(year), measures.COUNTED,
        )
        for year in (2021, 2022)
    },
    "employed_growth_2023": Statistic(
        "share/year", "Growth of employment, end of 2022 to October 2023", "2022年底至2023年10月就业规模增速",
        measures.employed_growth(2023, "10"), measures.COUNTED,
    ),
    **{
        f"net_income_{year}": Statistic(
            "yuan/person/year", f"Net income per person, {year}", f"{year}年人均纯收入",
            measures.net_income(year), ("net_income_level",),
        )
        for year in (2019, 2022)
    },
    "net_income_alleviated_2020": Statistic(
        "yuan/person/year", "Net income of all poverty-alleviated people, 2020", "2020年脱贫人口人均纯收入",
        measures.net_income(2020, "alleviated_level"), ("net_income_level", "alleviated_level"),
    ),
    **{
        f"growth_counties_{year}": Statistic(
            "share/year", f"Growth of rural income in poverty-alleviated counties, {year}",
            f"{year}年脱贫县农村居民收入增速", measures.growth("income", year, 1.0), ("catch_up",),
        )
        for year in (2020, 2021, 2022, 2023, 2024)
    },
    **{
        f"growth_alleviated_{year}": Statistic(
            "share/year", f"Growth of poverty-alleviated people's net income, {year}",
            f"{year}年脱贫人口人均纯收入增速", measures.growth("net_income", year, 0.5), ("catch_up",),
        )
        for year in (2021, 2022)
    },
    "growth_shaanxi_2021": Statistic(
        "share/year", "Growth of poverty-alleviated people's net income in Shaanxi, 2021",
        "2021年陕西脱贫人口人均纯收入增速", measures.growth("net_income", 2021, 0.5), ("catch_up",),
    ),
    "growth_sichuan_2022": Statistic(
        "share/year", "Growth of relocated people's income in Sichuan, 2022",
        "2022年四川搬迁群众人均收入增速", measures.growth("net_income", 2022, 0.0),
    ),
    **{
        f"wage_share_alleviated_{year}": Statistic(
            "share", f"Wage share of poverty-alleviated people's income, {year}",
            f"{year}年脱贫人口工资性收入占比", measures.wage_share(year, 1.0), ("wage_gap",),
        )
        for year in (2021, 2024)
    },
    "wage_share_2022": Statistic(
        "share", "Wage share of relocated people's income, 2022", "2022年搬迁人口工资性收入占比",
        measures.wage_share(2022, 0.0),
    ),
    "out_of_province_2020": Statistic(
        "share", "Paid workers who work out of the province, September 2020", "2020年9月省外务工占比",
        measures.place_of_work("out_of_province", "2020-09"), ("posts_counted",),
    ),
    "in_province_2020": Statistic(
        "share", "Paid workers who work in the province outside the county, September 2020",
        "2020年9月省内县外务工占比", measures.place_of_work("in_province", "2020-09"), ("posts_counted",),
    ),
    "separation": Statistic(
        "share/month", "Jobs that end in a month, moves included", "月离岗率（含直接换岗）",
        measures.separation
    ),
    "job_finding": Statistic(
        "share/month", "Chance that one without work begins a job in a month", "未就业者月上岗率",
        measures.job_finding
    ),
    "income_spread": Statistic(
        "log points",
        "Spread of recorded income per person between households",
        "调查记录的户间人均收入离散度",
        measures.income_spread, ("survey_noise",),
    ),
    "listed_share_2022": Statistic(
        "share", "Listed as unstable, end of 2022", "2022年底脱贫不稳定人口占比", measures.listed_share(2022)
    ),
    "months_worked": Statistic(
        "months", "Months worked in a year by those who worked at all", "有务工者年从业月数",
        measures.months_worked,
    ),
}  # fmt: skip
"""Every statistic that a fact can be compared with."""


def fact_name(fact: str, statistic: str) -> Text:
    """What a fact is called: its statistic, with its id where another fact may have the same one."""
    known = STATISTICS.get(statistic)
    name = text_of(statistic) if known is None else Text(known.en, known.zh)
    return name if fact == statistic else Text(f"{name.en} ({fact})", f"{name.zh}（{fact}）")


def statistic_names(lang: str = "en") -> dict[str, str]:
    """What each statistic is called."""
    return {name: one.zh if lang == "zh" else one.en for name, one in STATISTICS.items()}
