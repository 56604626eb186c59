"""The monthly indicators: name, unit and labels; values are for the whole population."""

from __future__ import annotations

from dataclasses import dataclass, replace

from resettle.model.channels import CHANNELS, LABELS
from resettle.model.text import Text


@dataclass(frozen=True)
class Indicator:
    """One monthly series.

    Attributes:
        unit: Unit of the value.
        en: English label.
        zh: Chinese label.
        kind: `stock` at the end of the month, or `flow` over the month.
        among: Of whom it is a share or mean, a key of `AMONG`: without them it is no number, or, as a count
            of those who lack something, has nothing to say. Empty for what has a figure in every place.
    """

    unit: str
    en: str
    zh: str
    kind: str = "stock"
    among: str = ""

    @property
    def text(self) -> Text:
        """Label in both languages."""
        return Text(self.en, self.zh)


def _share(en: str, zh: str) -> Indicator:
    return Indicator("share", en, zh)


def _households(en: str, zh: str) -> Indicator:
    return Indicator("households", en, zh)


def _income(en: str, zh: str) -> Indicator:
    return Indicator("yuan/person/month", en, zh, "flow")


def _yearly(en: str, zh: str) -> Indicator:
    return Indicator("yuan/person/year", en, zh)


AMONG: dict[str, tuple[str | None, str]] = {
    "labour": (
        "labour",
        """employment_rate employment_any_work employment_months_3 employment_months_6 months_worked
        employment_rate_without_posts off_farm_rate off_farm_any_work skills_mean skilled_share""",
    ),
    "households": (
        "labour_households",
        """stable_share one_employed_share away_per_household out_of_province_per_household project_link_share
        zero_employment""",
    ),
    "willing": (
        "willing_households",
        """one_employed_any_work one_employed_months_3 one_employed_months_6 one_employed_month
        one_employed_stable zero_employment_willing zero_employment_any_work zero_employment_months_3
        zero_employment_months_6 zero_employment_long zero_employment_longest""",
    ),
    "work": ("employed", "post_share"),
    "market": (None, "steady_job_share"),
    "course": (None, "training_coverage"),
    "trained": (None, "certificate_share"),
    "risk": (None, "monitoring_coverage"),
    "assets": (None, "asset_use"),
    "settlements": (
        None,
        """demonstration_share city_level_share four_stars_share five_stars_share five_stars_large_share
        full_services_share""",
    ),
}
"""Of whom shares and means are: the indicator that counts them, if one does, and which are made of them."""

_AMONG = {name: key for key, (_, names) in AMONG.items() for name in names.split()}

_STATED: dict[str, Indicator] = {
    "persons": Indicator("persons", "Persons", "人口"),
    "households": _households("Households", "户数"),
    "labour": Indicator("persons", "Labour", "劳动力"),
    "labour_households": _households("Households with labour", "有劳动力户"),
    **{f"channel_{name}": Indicator("persons", LABELS[name][0], LABELS[name][1]) for name in CHANNELS},
    "employed": Indicator("persons", "Employed", "就业人数"),
    "employment_rate": _share("Employment rate", "就业率"),
    "employment_any_work": _share(
        "Employment rate, any work in the last twelve months", "就业率（近12个月有过务工）"
    ),
    "employment_months_3": _share(
        "Employment rate, three months of work or more in the last twelve", "就业率（近12个月务工满3个月）"
    ),
    "employment_months_6": _share(
        "Employment rate, six months of work or more in the last twelve", "就业率（近12个月务工满6个月）"
    ),
    "months_worked": Indicator(
        "months", "Months worked in the last twelve, per worker", "劳动力近12个月务工月数"
    ),
    "steady_job_share": _share("Market jobs with work every month", "市场就业中全年有活岗位占比"),
    "employment_rate_without_posts": _share(
        "Employment rate without public-welfare posts", "就业率（不含公益性岗位）"
    ),
    **{
        f"one_employed_{name}": _share(
            f"Households able and willing to work with someone who {en}",
            f"有能力有意愿的家庭至少一人就业占比（{zh}）",
        )
        for name, (en, zh) in {
            "any_work": ("worked in the last twelve months", "近12个月有过务工"),
            "months_3": ("worked three of the last twelve months or more", "近12个月务工满3个月"),
            "months_6": ("worked six of the last twelve months or more", "近12个月务工满6个月"),
            "month": ("has a job in the month", "当月在岗"),
            "stable": ("has stable work in the month", "当月稳定就业"),
        }.items()
    },
    "stable_share": _share(
        "Households with labour that have someone in stable work", "至少一人稳定就业户占比"
    ),
    "one_employed_share": _share("Households with labour that have someone in work", "至少一人就业户占比"),
    "willing_households": _households(
        "Households with somebody able and willing to work", "有劳动能力且有就业意愿的家庭"
    ),
    "zero_employment": _households(
        "Households with labour and nobody in a job, willing or not", "无人在岗户（不论意愿）"
    ),
    "zero_employment_willing": _households(
        "Zero-employment households with somebody able and willing to work", "有劳动能力且有意愿的零就业家庭"
    ),
    "zero_employment_any_work": _households(
        "Households able and willing to work of which nobody worked in the last twelve months",
        "有能力有意愿但近12个月无人务工的家庭",
    ),
    "zero_employment_months_3": _households(
        "Households able and willing to work of which nobody worked three of the last twelve months",
        "有能力有意愿但近12个月无人务工满3个月的家庭",
    ),
    "zero_employment_months_6": _households(
        "Households able and willing to work of which nobody worked six of the last twelve months",
        "有能力有意愿但近12个月无人务工满6个月的家庭",
    ),
    "zero_employment_long": _households(
        "Zero-employment households able and willing to work beyond the grace period",
        "超过宽限期的零就业家庭（有能力有意愿）",
    ),
    "zero_employment_longest": Indicator(
        "months", "Longest spell of a zero-employment household", "零就业最长持续月数"
    ),
    "wage_income": _income("Wage income per person", "人均工资性收入"),
    "business_income": _income("Business income per person", "人均经营净收入"),
    "property_income": _income("Property income per person", "人均财产净收入"),
    "transfer_income": _income("Transfer income per person", "人均转移净收入"),
    "income": _income("Disposable income per person", "人均可支配收入"),
    "net_income": _income("Administrative net income per person", "人均纯收入（行政口径）"),
    "earned_income": _income("Wages and business income per person", "人均工资与经营收入"),
    "income_from_levers": _income("Paid to households by levers, per person", "政策直接发放（人均）"),
    "income_p10": _yearly(
        "Income of the tenth percentile, last twelve months smoothed", "收入第10百分位（滚动）"
    ),
    "income_p50": _yearly("Median income, last twelve months smoothed", "收入中位数（滚动）"),
    "income_p90": _yearly(
        "Income of the ninetieth percentile, last twelve months smoothed", "收入第90百分位（滚动）"
    ),
    "below_line_share": _share("Persons below the monitoring line", "低于监测线人口占比"),
    "below_line_rise": _share(
        "Rise of the share below the monitoring line since the base year", "低于监测线人口占比较基年上升"
    ),
    "unassisted_share": _share(
        "Persons below the monitoring line with neither the allowance nor a place in the ledger",
        "低于监测线且未纳入监测、未享受低保人口占比",
    ),
    "unassisted_rise": _share(
        "Rise since the base year of the share below the monitoring line that nobody assists",
        "低于监测线且未获帮扶人口占比较基年上升",
    ),
    "at_risk": _households("Households at risk", "有返贫致贫风险户"),
    "in_ledger": _households("Households in the monitoring ledger", "已纳入监测对象的家庭"),
    "monitoring_coverage": _share(
        "Share of households in the ledger or at risk that are in the ledger",
        "应纳入监测户中已纳入监测对象占比",
    ),
    "ill": Indicator("persons", "Workers ill", "患病劳动力"),
    "in_course": Indicator("persons", "In a course", "在训人数"),
    "trained": Indicator("person-times", "Subsidised courses completed", "完成补贴性培训人次", "flow"),
    "certificates": Indicator("persons", "Certificates gained", "新增持证", "flow"),
    "willing_without_work": Indicator("persons", "Want work and have no job", "有就业意愿而当月无岗人数"),
    "hires": Indicator("persons", "Jobs started", "新上岗", "flow"),
    "separations": Indicator("persons", "Jobs ended", "离岗", "flow"),
    "moves": Indicator("persons", "Moves straight from job to job", "直接转岗", "flow"),
    "seekers": Indicator("persons", "Looking for work", "求职人数", "flow"),
    "refused": Indicator("persons", "Looked and took up no place", "求职未上岗", "flow"),
    "displaced": Indicator(
        "persons", "People who left other work for a post", "离开其他岗位转入公益性岗位人数", "flow"
    ),
    "workshops": Indicator("workshops", "Workshops running", "运行车间数"),
    "workshops_normal": Indicator(
        "workshops", "Workshops without a slump", "正常生产经营的帮扶车间（新社区工厂）"
    ),
    "places_open_workshop": Indicator("places", "Workshop places open", "车间岗位供给"),
    "places_open_public_welfare": Indicator("places", "Public-welfare posts open", "公益性岗位供给"),
    "places_open_works_relief": Indicator("places", "Works-relief places open", "以工代赈岗位供给"),
    "places_open_local_firm": Indicator("places", "Local firm places open", "本地企业岗位供给"),
    "projects": Indicator("projects", "Industry projects running", "运行中产业项目"),
    "projects_started": Indicator("projects", "Industry projects started", "新建产业项目", "flow"),
    "projects_new_or_continued": Indicator(
        "projects",
        "Industry projects new or continued: started in the year, or still being built when it began",
        "新续建产业项目（当年新开工及上年结转续建）",
        "flow",
    ),
    "counties_with_enterprise": Indicator(
        "counties", "Paired counties with a strong enterprise", "已引进优势企业的结对县"
    ),
    "asset_use": _share("Share of settlement assets in use", "资产盘活率"),
    "monitoring_rounds": Indicator("rounds", "Monitoring rounds", "监测期数", "flow"),
    "away_per_household": Indicator(
        "persons", "Persons working away a household with labour", "有劳动力户均外出就业人数"
    ),
    "out_of_province_per_household": Indicator(
        "persons",
        "Persons working out of the province a household with labour",
        "有劳动力户均省（市）外就业人数",
    ),
    "off_farm_rate": _share("Share of labour in work off the farm", "转移就业比重（当月在岗）"),
    "off_farm_any_work": _share(
        "Share of labour with any work in the last twelve months, but for those who farm now",
        "转移就业比重（近12个月有过务工，不含现务农者）",
    ),
    "posts_kept": Indicator(
        "multiple", "Public-welfare posts open relative to the base year", "公益性岗位规模（基年=1）"
    ),
    "relief_part": Indicator(
        "multiple",
        "Places of relocated workers in a works-relief project relative to the base year",
        "每个以工代赈项目吸纳搬迁群众岗位（基年=1）",
    ),
    "post_share": _share("Public-welfare posts as a share of employment", "公益性岗位占就业比例"),
    "training_coverage": _share(
        "Share of those who want work and training that were trained since the plan began, or before it",
        "有就业意愿和培训需求者培训比重",
    ),
    "certificate_share": _share(
        "Share with a certificate of those trained since the plan began", "方案实施以来参训人员持证率"
    ),
    "skills_mean": Indicator("levels", "Mean skill level of labour", "人均技能水平"),
    "skilled_share": _share("Share of labour with a skill", "掌握技能劳动力占比"),
    "project_link_share": _share("Share of households with labour linked to a project", "产业项目联结户占比"),
    "infrastructure": _share("Key projects of settlements that are built", "安置点重点项目完成率"),
    "service_coverage": _share("Settlements with the required services", "服务达标安置点占比"),
    "pension_participation": _share("Adults in a basic pension scheme", "基本养老保险参保率"),
    "demonstration_share": _share(
        "Settlements that meet the demonstration standard", "达到示范标准的安置点占比"
    ),
    "city_level_share": _share(
        "Settlements that reach the level of the city", "达到全市平均水平的安置点占比"
    ),
    "four_stars_share": _share(
        "Settlements at four stars or more, of those rated", "“四星级”以上社区占比（参评范围内）"
    ),
    "five_stars_share": _share("Settlements at five stars, of those rated", "“五星级”社区占比（参评范围内）"),
    "five_stars_large_share": _share("Large settlements at five stars", "大型社区中“五星级”占比"),
    "full_services_share": _share(
        "Settlements with the required services, of those of which they are asked",
        "服务达标安置点占比（要求范围内）",
    ),
    "vacancies_out_of_province": Indicator(
        "index", "Free jobs out of province, normal = 1", "省外空岗指数（正常=1）"
    ),
    "vacancies_in_province": Indicator(
        "index", "Free jobs in the province, normal = 1", "省内空岗指数（正常=1）"
    ),
    "vacancies_local": Indicator("index", "Free jobs near home, normal = 1", "本地空岗指数（正常=1）"),
    "labour_demand": Indicator("index", "Labour demand away, trend = 1", "外出用工需求指数（趋势=1）"),
    "prices": Indicator("index", "Consumer prices, base year = 100", "居民消费价格指数"),
    "rural_income": _yearly(
        "Rural disposable income per person of the region", "本地区农村居民人均可支配收入"
    ),
    "region_income": _yearly("Income per person that the plan compares with", "方案对标的人均可支配收入"),
    "urban_income": _yearly(
        "Urban disposable income per person of the region", "本地区城镇居民人均可支配收入"
    ),
    "urban_rural_ratio": Indicator("multiple", "Urban to rural income of the region", "城乡居民收入比"),
}

INDICATORS = {name: replace(one, among=_AMONG.get(name, "")) for name, one in _STATED.items()}
