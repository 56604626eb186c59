"""Charts of a single plan by the section that they stand in; their titles state what they show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from resettle.results.questions.run import findings
from resettle.results.questions.run.charts import (
    contribution_chart,
    growth_chart,
    growth_income,
    income_chart,
    spending_chart,
)
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.work_charts import (
    channel_charts,
    employment_chart,
    official,
    zero_employment_charts,
)
from resettle.results.report.charts import Chart
from resettle.results.text.labels import label, say
from resettle.results.text.scales import scale_of
from resettle.scenarios.readings import CONCEPTS


def target_charts(case: Case) -> Iterator[Chart]:
    """What targets are on, over time: income with the path it needs, growth with bounds, zero employment."""
    income = income_chart([case])
    yield income.stating(findings.income(case), label("counted_income_year"))
    growth = growth_chart([case])
    if growth is not None:
        yield growth.stating(findings.growth(case, growth_income(case)), label("counted_growth"))
    for zero in zero_employment_charts([case]):
        finding = findings.zero(case, official(case.scenario, "zero_employment"))
        yield zero.stating(finding, label("counted_households"))


def source_chart(case: Case) -> Chart | None:
    """What growth over the plan is made of."""
    made = contribution_chart([case])
    if made is None:
        return None
    counted = say("counted_points", base=str(case.panel.base_year), year=str(case.panel.years[-1]))
    return replace(made.stating(findings.made_of(case), counted), wide=True)


def work_charts(case: Case) -> Iterator[Chart]:
    """Channels, and the rate of employment."""
    for one in channel_charts([case]):
        yield one.stating(findings.channels(case), label("counted_labour"))
    rate = CONCEPTS["employment_rate"][official(case.scenario, "employment_rate")]
    chart = employment_chart([case])
    yield replace(chart.stating(findings.employment(case, rate), label("counted_labour")), wide=True)


def lever_chart(case: Case) -> Chart | None:
    """What each lever spends over the plan."""
    made = spending_chart([case])
    if made is None:
        return None
    months = case.panel.plan_months
    largest = float(made.table["value"].max())
    unit = scale_of("yuan", largest).unit
    return made.stating(
        findings.spending(case), say("counted_money", unit=unit, first=months[0], last=months[-1])
    )
