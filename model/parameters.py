"""Every behavioural number of the model, with unit, bounds and meaning.

The values are in scenario files, each with its source.
"""

from __future__ import annotations

from resettle.model.channels import AWAY_CHANNELS, MARKETS, OFFERED, WAGE_CHANNELS, WORKING
from resettle.model.fields import Field, share

MONTHS = tuple(str(month) for month in range(1, 13))
GUARDED = ("out_of_province", "in_province", "local_firm", "workshop")
"""Channels that someone with care duties finds it hard to take."""


def _rate(en: str, zh: str, keys: tuple[str, ...] = ()) -> Field:
    return Field("share/month", en, zh, 0.0, 1.0, keys=keys)


def _growth(en: str, zh: str, low: float, high: float) -> Field:
    return Field("share/year", en, zh, low, high)


def _months(en: str, zh: str, low: float, high: float, whole: bool = False) -> Field:
    return Field("months", en, zh, low, high, whole=whole)


def _elasticity(en: str, zh: str, high: float) -> Field:
    return Field("elasticity", en, zh, 0.0, high)


def _yuan(en: str, zh: str, keys: tuple[str, ...] = (), low: float = 0.0) -> Field:
    return Field("yuan/month", en, zh, low, 1e5, keys=keys)


def _log(en: str, zh: str, keys: tuple[str, ...] = ()) -> Field:
    return Field("log points", en, zh, -2.0, 2.0, keys=keys)


PARAMETERS: dict[str, Field] = {
    # pay
    "wage": _yuan("Monthly pay for full work in the base year", "基年足月工资", WAGE_CHANNELS),
    "wage_dispersion": _log(
        "Standard deviation of pay between workers alike", "同类劳动者工资差异（对数标准差）"
    ),
    "schooling_return": _log("Pay per year of schooling", "每年教育的工资回报"),
    "skill_return": _log("Pay per skill level", "每级技能的工资回报"),
    "certificate_return": _log("Pay of a certificate", "证书的工资回报"),
    "women_pay_gap": _log("Pay of men over women", "男女工资差"),
    "weak_pay": share("Pay of weak labour relative to able labour", "弱劳动力相对工资"),
    "proficiency_gain": Field(
        "share/month", "Growth of workshop piece pay with tenure", "车间熟练工资月增长", 0.0, 0.2
    ),
    "proficiency_months": _months("Months over which workshop pay grows", "车间工资增长月数", 0.0, 60.0),
    "pay_gap": _log("Pay of relocated workers beyond what their traits give", "搬迁劳动力特征之外的工资差距"),
    "spent_away": share(
        "Part of pay spent where one works away", "外出务工在外开支占工资比例", AWAY_CHANNELS
    ),
    "family_spent": share(
        "Further part spent away if another of the household works away too", "家人同在外务工的附加开支比例"
    ),
    "register_lead": _growth(
        "Growth of administrative net income above that of income as surveys find it",
        "行政口径纯收入增速高于调查口径的部分",
        -0.2,
        0.2,
    ),
    "business_income": _yuan("Mean net income of an own business", "自主创业月均净收入"),
    "business_dispersion": _log("Standard deviation of business income", "创业收入差异（对数标准差）"),
    "farm_income": Field("yuan/mu/year", "Net income of a mu farmed", "每亩经营净收入", 0.0, 1e5),
    # search and matching
    "search_intensity": _rate("Share of those without work who look in a month", "未就业者月求职比例"),
    "search_on_job": _rate(
        "Share of the employed who look for something better in a month", "在岗者月求职比例", WORKING
    ),
    "offer_rate": _rate("Chance that one who looks hears of a place in a month", "求职者月获岗概率", OFFERED),
    "schooling_offer_gain": _log("Chance of an offer per year of schooling", "教育对获岗概率的影响"),
    "skill_offer_gain": _log("Chance of an offer per skill level", "技能对获岗概率的影响"),
    "weak_offer": share(
        "Chance of an offer for weak labour relative to able labour", "弱劳动力相对获岗概率", OFFERED
    ),
    "choice_scale": _yuan("Spread of personal tastes between channels", "渠道偏好离散度", low=1.0),
    "taste": _yuan("Value of a channel beyond its pay", "渠道非货币价值", WORKING, low=-1e5),
    "home_value": _yuan("Value of being at home without work", "不就业的家庭价值"),
    "leave_cost": _yuan("Cost of leaving home", "外出成本", AWAY_CHANNELS),
    "unwilling_cost": _yuan("Further cost of leaving for one unwilling to leave", "不愿外出者附加成本"),
    "age_leave_cost": Field(
        "yuan/month/year", "Cost of leaving per year of age above 40", "40岁以上每岁外出附加成本", 0.0, 1e4
    ),
    "care_cost": _yuan("Cost of a channel for one with care duties", "有照料负担者成本", GUARDED),
    "care_search": share("Search of those with care duties relative to others", "有照料负担者相对求职强度"),
    "local_slack": share("Places of local firms beyond those taken at the start", "本地企业初始空岗比例"),
    # separations
    "separation_rate": _rate("Chance that a job ends in a month", "月离岗率", WORKING),
    "early_separation": Field(
        "multiple", "Factor on separation in the first months of a job", "入职初期离岗倍数", 1.0, 10.0
    ),
    "early_months": _months("Months that count as first months", "入职初期月数", 0.0, 24.0),
    "skill_separation_cut": share("Cut of separation per skill level", "每级技能降低离岗比例"),
    "contract_separation_cut": share(
        "Cut of separation under a contract of a year or more", "一年以上合同降低离岗比例"
    ),
    "contract_share": share(
        "Share of market jobs with a contract of a year or more", "市场岗位签订一年以上合同占比"
    ),
    "season_separation": Field(
        "multiple", "Seasonal factor on separation from work away", "外出离岗季节系数", 0.0, 10.0, keys=MONTHS
    ),
    "season_offer": Field(
        "multiple", "Seasonal factor on offers of work away", "外出招工季节系数", 0.0, 10.0, keys=MONTHS
    ),
    "arrears": Field("share", "Part of market pay that is not paid", "被拖欠工资比例", 0.0, 0.9),
    "illness_separation": share("Chance that illness ends a job", "患病离岗概率"),
    # steady and casual work
    "steady_start": share(
        "New jobs with work every month, for people who have settled",
        "稳定下来后新岗位全年有活比例",
        WAGE_CHANNELS,
    ),
    "settling_gap": share(
        "How much smaller that share is in the month of the move", "刚搬迁时该比例的相对差距"
    ),
    "settling_half_life": _months(
        "Months in which half of that gap closes", "该差距缩小一半所需月数", 1.0, 240.0
    ),
    "steady_rate": _rate("Chance that a casual job turns steady in a month", "零工转为稳定岗位的月概率"),
    "skill_steady": _log("That chance per skill level", "技能等级对转稳概率的影响"),
    "casual_work": _rate("Chance that a casual job has work in a month", "零工当月有活概率", WAGE_CHANNELS),
    "season_work": Field(
        "multiple", "Seasonal factor on casual work", "零工季节系数", 0.0, 10.0, keys=MONTHS
    ),
    # training and skill
    "course_months": _months("Length of a course", "培训时长", 1.0, 12.0, whole=True),
    "course_dropout": _rate("Chance of leaving a course in a month", "培训中途退出率"),
    "course_pass": share("Share of those who complete that gain a certificate", "结业取证率"),
    "course_skill": share("Share of those who complete that gain a skill level", "结业技能提升率"),
    "course_search": share("Search of those in a course relative to others", "培训期间相对求职强度"),
    "retrain_gap": _months("Months before one may be trained again", "再培训间隔", 0.0, 120.0, whole=True),
    "climb_rate": _rate("Chance of rising one skill level on the job in a month", "在岗技能晋级月概率"),
    "climb_months": _months("Months in a job before one rises", "晋级所需在岗月数", 0.0, 120.0),
    "climb_move": share(
        "Chance of rising one skill level with a direct move to another job", "直接转岗晋级概率"
    ),
    "own_training": _rate("Chance of beginning a course without any subsidy in a month", "自费培训月概率"),
    "training_selection": _log("That chance per standard deviation of ability", "能力对自费培训概率的影响"),
    # shocks
    "illness_rate": _rate("Chance of falling ill in a month", "月患病率", ("able", "weak")),
    "illness_months": _months("Longest illness", "最长患病月数", 1.0, 24.0, whole=True),
    "illness_weakens": share("Chance that an illness leaves one weak", "病后转为弱劳动力概率"),
    "medical_cost": Field("yuan/episode", "Mean medical cost of an illness", "每次患病医疗支出", 0.0, 1e6),
    "demand_persistence": Field(
        "share", "Month-to-month persistence of labour demand", "用工需求持续性", 0.0, 0.98
    ),
    "demand_shock": Field(
        "log points", "Standard deviation of monthly shocks to labour demand", "用工需求冲击标准差", 0.0, 0.5
    ),
    "demand_offer": _elasticity("Response of offers away to labour demand", "外出招工对需求的弹性", 5.0),
    "demand_separation": _elasticity(
        "Response of separation away to labour demand", "外出离岗对需求的弹性", 5.0
    ),
    "demand_work": _elasticity("Response of casual work away to labour demand", "外出零工对需求的弹性", 5.0),
    "turnover": Field(
        "share/month", "Jobs of a market that come free in a month", "市场岗位月空出率", 0.001, 1.0
    ),
    "market_share": share(
        "Relocated workers among all who work in a market", "搬迁劳动力占所在市场比例", MARKETS
    ),
    "matching": _elasticity(
        "Response of offers to vacancies per seeker", "获岗概率对空岗与求职人数之比的弹性", 2.0
    ),
    "pay_response": _elasticity(
        "Response of local pay to vacancies per seeker", "本地工资对空岗与求职人数之比的弹性", 1.0
    ),
    "workshop_slump": _rate("Chance that a workshop loses orders in a month", "车间订单下滑月概率"),
    "workshop_slump_months": _months("Length of an order slump", "订单下滑时长", 1.0, 24.0, whole=True),
    "workshop_slump_share": share("Places left in a slump", "订单下滑期岗位保留比例"),
    "workshop_closure": _rate("Chance that a workshop closes in a month", "车间月关闭率"),
    # households and risk
    "transfer_growth": _growth("Yearly growth of pensions and transfers", "转移收入年增长率", -0.5, 0.5),
    "property_growth": _growth("Yearly growth of property income", "财产收入年增长率", -0.5, 0.5),
    "top_up": share("Part of the gap to its standard that the allowance pays", "低保补差比例"),
    "disregard": share("Part of earnings that the allowance does not count", "低保核算豁免的劳动收入比例"),
    "allowance_search_cut": share(
        "How much less able people look for work while the household is topped up",
        "领取补助家庭中有劳动能力者求职减少比例",
    ),
    "risk_spell": _months(
        "Months with nobody in work from which a household is at risk",
        "零就业达到几个月计为风险",
        1.0,
        24.0,
        whole=True,
    ),
    "risk_memory": _months(
        "Months over which income is averaged to judge risk", "风险判定收入平均月数", 1.0, 24.0
    ),
    "background_detection": _rate(
        "Chance that a household at risk is found without monitoring rounds", "无监测时月发现概率"
    ),
    "detection_recall": share(
        "Chance that a monitoring round finds a household at risk", "每期监测（集中排查）发现风险户的概率"
    ),
    "risk_exit": _months(
        "Months of safety before a household leaves the ledger", "风险消除观察期", 1.0, 60.0, whole=True
    ),
    "stable_months": _months(
        "Months in work that count as stable employment", "稳定就业月数", 1.0, 24.0, whole=True
    ),
    # the outside world after the plan has begun, and what the model is thought to miss
    "pay_outlook": _growth(
        "Growth of pay to be expected when the plan began", "方案实施前预期工资年增速", -0.2, 0.3
    ),
    "price_outlook": _growth(
        "Growth of prices to be expected when the plan began", "方案实施前预期物价年涨幅", -0.2, 0.3
    ),
    "demand_outlook": _growth(
        "Growth of the number of migrant workers to be expected when the plan began",
        "方案实施前预期农民工数量年增速",
        -0.2,
        0.3,
    ),
    "pay_drift": _growth(
        "Growth of pay beyond the series since the plan began", "方案实施后工资增速偏差", -0.2, 0.2
    ),
    "price_drift": _growth(
        "Growth of prices beyond the series since the plan began", "方案实施后物价涨幅偏差", -0.2, 0.2
    ),
    "missing_growth": _growth(
        "Growth of income that the model is thought to miss", "模型遗漏的收入增速", -0.2, 0.2
    ),
}
