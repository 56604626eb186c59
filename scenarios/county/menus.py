"""The levers and the targets that a county chooses from, with the few numbers that a county knows of each."""

from __future__ import annotations

from dataclasses import dataclass

from resettle.model.text import Text
from resettle.scenarios.catalogue import lever_classes

LEVERS: dict[str, tuple[str, ...]] = {
    "public_welfare_jobs": ("posts", "unit_cost"),
    "training_subsidy": ("seats", "unit_cost"),
    "workshop_capacity": ("workshops", "places", "unit_cost"),
    "labour_cooperation": ("places", "unit_cost"),
    "works_relief": ("projects", "places", "unit_cost"),
    "entrepreneurship": ("starts", "loan"),
    "industry_projects": ("projects", "places", "unit_cost"),
    "transport_subsidy": ("places", "unit_cost"),
    "hiring_subsidy": ("places", "unit_cost"),
    "employer_relief": ("jobs", "unit_cost"),
    "care_services": ("places", "unit_cost"),
    "monitoring": ("rounds",),
}
"""Levers and the settings that are asked for, the one that says how much first; `county` has the rest."""

ALWAYS = ("monitoring", "safety_net")
"""Levers that the law asks for: in force whatever a county says."""

EXAMPLE: dict[str, tuple[tuple[float, ...], float | None]] = {
    "public_welfare_jobs": ((400, 900), 450),
    "training_subsidy": ((300, 1500), 500),
    "workshop_capacity": ((1, 15, 150000), 2),
}
"""What the example of the table states: numbers now, and how much in the plan."""


def lever_text(name: str) -> Text:
    """Label of a lever."""
    lever = lever_classes()[name]
    return Text(lever.en, lever.zh)


def scale_of(name: str) -> str:
    """The setting that says how much of a lever there is."""
    return LEVERS[name][0]


@dataclass(frozen=True)
class TargetChoice:
    """A target that a county may choose.

    Attributes:
        key: Its name in a scenario.
        label: Its title; `{bound}` stands for the number, as a percentage.
        bound: The usual number, a share.
        usual: Whether it is chosen where nobody chooses.
        content: What the scenario file says of it but title and bound; `{end}` is the last month.
        unit: Unit of the bound in the scenario.
        ask: Whether a planner may give another number.
    """

    key: str
    label: Text
    bound: float
    content: str
    unit: str = "share"
    usual: bool = False
    ask: bool = True


TARGETS = (
    TargetChoice(
        "income_growth",
        Text("Net income per person grows by {bound} a year", "人均纯收入年均增长{bound}以上"),
        0.15,
        "indicator: net_income, kind: growth, direction: at_least, when: period",
        unit="share/year",
        usual=True,
    ),
    TargetChoice(
        "faster_than_rural",
        Text(
            "Net income grows faster than rural income of the region",
            "人均纯收入增速高于当地农村居民收入增速",
        ),
        0.0,
        "indicator: net_income, kind: growth, direction: above, when: period, series: rural_income",
        unit="share/year",
        ask=False,
    ),
    TargetChoice(
        "employment",
        Text("{bound} of labour in work (any work within a year)", "劳动力就业率达到{bound}（年内有过务工）"),
        0.95,
        "indicator: employment_rate, reading: any_work, kind: stock, direction: at_least, when: period_end",
        usual=True,
    ),
    TargetChoice(
        "zero_employment_cleared",
        Text("Zero-employment households are cleared as they appear", "零就业家庭动态清零"),
        0.005,
        "indicator: zero_employment, reading: any_work, kind: spell, direction: at_most, when: every_month",
        unit="households",
        usual=True,
        ask=False,
    ),
    TargetChoice(
        "one_employed",
        Text("Every household with labour has someone in stable work", "有劳动力家庭一户一人以上稳定就业"),
        0.995,
        "indicator: one_employed, reading: months_3, kind: stock, direction: at_least, when: every_month",
        ask=False,
    ),
    TargetChoice(
        "risk_found",
        Text("{bound} of households at risk are in the ledger", "有返贫致贫风险户{bound}纳入监测"),
        0.95,
        "indicator: monitoring_coverage, kind: stock, direction: at_least, by: {end}",
    ),
    TargetChoice(
        "no_mass_return",
        Text("No large-scale return to poverty", "不发生规模性返贫"),
        0.01,
        "indicator: unassisted_rise, kind: stock, direction: at_most, when: every_month",
        usual=True,
        ask=False,
    ),
)  # fmt: skip
TARGET_OF = {one.key: one for one in TARGETS}
