"""A county as it is written into files: figures with their sources, years, levers and targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from resettle.model.joint_types import HouseholdTypes
from resettle.model.text import Text, both
from resettle.scenarios.county.answers import Answers, LeverAnswer, Wrong
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.county.menus import LEVERS, TARGET_OF, TARGETS, scale_of
from resettle.scenarios.county.questions import AT_MOST, BY_KEY, LAST_YEAR, QUESTIONS
from resettle.scenarios.types import NAME, NAME_RULE

BASE_YEAR = 2025
"""Base year where none is stated: the last whole year that all series are stated for."""

OWN_RECORD = Text("figures of the county", "县级填报数据")
"""What a county's figures are from, if it does not say."""


COUNTED_BY = {
    "persons": ("population.household_size",),
    "labour": ("population.labour_per_household",),
    "without_labour": ("population.no_labour",),
    "employed": ("initial.employment_rate",),
    "out_of_province": ("initial.channel",),
    "in_province": ("initial.channel",),
}
"""Shares and distributions that tell, as a ledger counts them, what a question asks for as a total."""


@dataclass(frozen=True)
class Years:
    """Years of a county's scenarios: that of its figures, first and last of the plan."""

    base: int
    start: int
    end: int


@dataclass(frozen=True)
class County:
    """All that a county states.

    Attributes:
        name: Name of its folder and scenarios.
        title: What titles call it.
        years: Base year, first and last year of the plan.
        source: Its record, as the source of what it states.
        figures: What it states of its base year.
        levers: Levers in force or planned.
        targets: Chosen targets with their bounds.
        usual: Those that the program chose, as the county said nothing of them.
        province: Province whose series it takes, or `None`.
        away: Workers out of the province, and away from the county in it, as far as stated.
        unstated: Labels of the questions that it left to defaults.
        types: Joint household types of its ledger, if households are to be made of them.
    """

    name: str
    title: str
    years: Years
    source: str
    figures: tuple[Figure, ...]
    levers: dict[str, LeverAnswer]
    targets: dict[str, float]
    province: str | None = None
    away: tuple[float | None, float | None] = (None, None)
    unstated: tuple[Text, ...] = field(default=())
    types: HouseholdTypes | None = None
    usual: frozenset[str] = frozenset()

    def figure(self, path: str) -> float | None:
        """The number that the county states for a path, or `None`."""
        value = next((one.value for one in self.figures if one.path == path), None)
        return value if isinstance(value, (int, float)) else None

    def stating(self, *figures: Figure) -> County:
        """The same county with more figures; one that it states already stays."""
        known = {one.path for one in self.figures}
        return replace(self, figures=(*self.figures, *(one for one in figures if one.path not in known)))


def county_of(name: str, answers: Answers, lang: str, figures: Sequence[Figure] = ()) -> County:
    """The county that answers describe.

    Args:
        name: Name of its folder.
        answers: What was answered.
        lang: Language of the words that the program supplies.
        figures: Figures that came in by another door; an answer to the same question goes before them.

    Raises:
        ScenarioErrors: With everything that is wrong, in the words of the questions.
    """
    wrong = Wrong()
    if not NAME.fullmatch(name):
        wrong.add("", both("name of the folder: {rule}", "文件夹名称：{rule}", rule=NAME_RULE))
    source = f"own: {answers.words.get('source', OWN_RECORD.in_(lang))}"
    stated = [
        Figure(one.path, answers.numbers[one.key], source)
        for one in QUESTIONS
        if one.path and one.key in answers.numbers
    ]
    paths = {one.path for one in figures}
    away = (answers.numbers.get("out_of_province"), answers.numbers.get("in_province"))
    unstated = tuple(
        one.label
        for one in QUESTIONS
        if one.kind == "count"
        and one.key not in answers.numbers
        and not {one.path, *COUNTED_BY.get(one.key, ())} & paths
    )
    usual = {one.key: one.bound for one in TARGETS if one.usual}
    chosen = answers.targets or {}
    county = County(
        name,
        answers.words.get("title", name),
        _years(answers),
        source,
        tuple(stated),
        {
            lever: _in_order(lever, answers.levers[lever])
            for lever in LEVERS
            if lever in answers.levers and _there(lever, answers.levers[lever])
        },
        usual if answers.targets is None else {key: chosen[key] for key in TARGET_OF if key in chosen},
        answers.words.get("province"),
        away,
        unstated,
        usual=frozenset(usual) if answers.targets is None else answers.usual,
    ).stating(*figures)
    _checked(county, wrong)
    wrong.raise_if_any()
    return county


def _in_order(lever: str, answer: LeverAnswer) -> LeverAnswer:
    """The answer with its settings in the order of the menu, whatever the order in which they came in."""
    return replace(answer, now={key: answer.now[key] for key in LEVERS[lever] if key in answer.now})


def _there(lever: str, answer: LeverAnswer) -> bool:
    return bool(answer.now.get(scale_of(lever))) or bool(answer.plan) or lever == "monitoring"


def _years(answers: Answers) -> Years:
    base = int(answers.numbers.get("base_year", BASE_YEAR))
    start = int(answers.numbers.get("start", base + 1))
    return Years(base, start, int(answers.numbers.get("end", max(LAST_YEAR, start))))


def _checked(county: County, wrong: Wrong) -> None:
    """What cannot be, said in the words of the questions."""
    of = {one.key: county.figure(one.path) for one in QUESTIONS if one.path}
    of |= {"out_of_province": county.away[0], "in_province": county.away[1]}
    for less, more in AT_MOST:
        few, many = of[less], of[more]
        if few is not None and many is not None and few > many:
            wrong.add(
                "",
                both(
                    "{less} ({few:,.0f}) is more than {more} ({many:,.0f}); check both",
                    "{less}（{few:,.0f}）多于{more}（{many:,.0f}），请核对",
                    less=BY_KEY[less].label, more=BY_KEY[more].label, few=few, many=many,
                ),
            )  # fmt: skip
    households, sites, persons = of["households"], of["sites"], of["persons"]
    if households is not None and sites and 1 <= households / sites < 20:
        small = both(
            "{sites:,.0f} settlements for {households:,.0f} households are {mean:.0f} households "
            "each; the model "
            "needs 20 and more: count scattered households with the nearest settlement",
            "{households:,.0f}户分为{sites:,.0f}个安置点，平均每点{mean:.0f}户；模型要求平均20户以上，"
            "请将分散安置户计入最近的安置点",
            sites=sites, households=households, mean=households / sites,
        )  # fmt: skip
        wrong.add("", small)
    if households is not None and persons is not None and persons >= 8 * households:
        many_each = both(
            "{persons:,.0f} persons in {households:,.0f} households are {mean:.1f} each; households "
            "have up to 8",
            "{persons:,.0f}人、{households:,.0f}户，户均{mean:.1f}人；模型中每户最多8人，请核对",
            persons=persons, households=households, mean=persons / households,
        )  # fmt: skip
        wrong.add("", many_each)
    years = county.years
    if not years.base < years.start <= years.end:
        order = both(
            "years {base}, {start}, {end}: the plan begins after the year of the figures and ends no earlier",
            "基年{base}、起始年{start}、结束年{end}：方案起始年应晚于基年，结束年不早于起始年",
            base=str(years.base), start=str(years.start), end=str(years.end),
        )  # fmt: skip
        wrong.add("", order)
    if not county.targets:
        none = Text(
            "no target is chosen; choose at least one, as there is nothing to judge without",
            "没有选择目标；请至少选择一项，否则无可判定",
        )
        wrong.add("", none)
