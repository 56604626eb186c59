"""What a scenario implies, in words: people, labour, work, households without work, income by source."""

from __future__ import annotations

from resettle.model.text import Text, fill
from resettle.scenarios.county.work import labour
from resettle.scenarios.posterior import shipped
from resettle.scenarios.scenario import Scenario

_PEOPLE = Text(
    "{households:,.0f} households with {persons:,.0f} persons ({size:.2f} each) at {sites:,.0f} settlements "
    "({mean:.0f} households each)",
    "{households:,.0f}户、{persons:,.0f}人（户均{size:.2f}人），{sites:,.0f}个安置点（平均每点{mean:.0f}户）",
)
_LABOUR = Text(
    "{labour:,.0f} workers in {with_labour:,.0f} households ({each} each); {none:,.0f} households have none",
    "劳动力{labour:,.0f}人，分布在{with_labour:,.0f}户（户均{each}人）；无劳动力{none:,.0f}户",
)
_WORK = Text(
    "in work {employed:,.0f} ({rate:.1%}); in any month {in_work:,.0f}, of them out of the province "
    "{out:,.0f}, away in "
    "it {inside:,.0f}, in the county {near:,.0f}",
    "已就业{employed:,.0f}人（{rate:.1%}）；当月在岗{in_work:,.0f}人，其中省外{out:,.0f}人、省内县外{inside:,.0f}人、县内{near:,.0f}人",
)
_IDLE = Text(
    "households with labour and nobody in work in a month: {idle:,.0f}",
    "有劳动力而当月无人在岗的家庭：{idle:,.0f}户",
)
_INCOME = Text(
    "income {income:,.0f} yuan per person: transfers about {transfers:,.0f}, property "
    "{property:,.0f}, farming "
    "{farming:,.0f}, so pay and business {work:,.0f}",
    "人均收入{income:,.0f}元：转移性约{transfers:,.0f}元、财产性{property:,.0f}元、务农{farming:,.0f}元，"
    "即工资和经营{work:,.0f}元",
)


def implied(scenario: Scenario) -> list[Text]:
    """What the stated values of a scenario come to in its base year, a line each."""
    population, initial = scenario.population, scenario.initial
    households, people = population["households"].number, labour(scenario)
    none = households * population["no_labour"].number
    size = population["household_size"].mean
    persons, sites = households * size, population["sites"].number
    rate, in_work = initial["employment_rate"].number, initial["in_work"].number
    channel = initial["channel"].parts
    out, inside = (people * in_work * channel[name] for name in ("out_of_province", "in_province"))
    idle = (households - none) * (1.0 - initial["one_employed"].number)
    working, near = in_work * people, in_work * people - out - inside
    with_labour = households - none
    each = f"{people / with_labour:.2f}" if with_labour else "–"
    return [
        fill(
            _PEOPLE, households=households, persons=persons, size=size, sites=sites, mean=households / sites
        ),
        fill(_LABOUR, labour=people, with_labour=with_labour, none=none, each=each),
        fill(_WORK, employed=rate * people, rate=rate, in_work=working, out=out, inside=inside, near=near),
        fill(_IDLE, idle=idle),
        fill(_INCOME, **_income(scenario, persons, people)),
    ]


def _income(scenario: Scenario, persons: float, people: float) -> dict[str, float]:
    """Income per person by source: what is stated of transfers, property and land, and what is left."""
    population, households = scenario.population, scenario.population["households"].number
    income = scenario.initial["income_per_capita"].number
    posterior = shipped()
    factor = 1.0 if posterior is None else posterior.median().get("other_transfer", 1.0)
    elders = population["dependants"].parts["elder"] * (persons - people)
    transfers = factor * population["other_transfer"].number
    transfers += elders * population["elder_transfer"].number / persons
    property_ = households * population["property_income"].number / persons
    land = households * population["land_share"].number * population["land_area"].number
    farming = land * scenario.parameters["farm_income"].number / persons
    return {
        "income": income,
        "transfers": transfers,
        "property": property_,
        "farming": farming,
        "work": income - transfers - property_ - farming,
    }
