"""The checks that counties make of a ledger; each rule says of which rows it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass

import pandas as pd

from resettle.model.text import Text
from resettle.scenarios.ledger.joined import Joined
from resettle.scenarios.ledger.problems import Kind, LedgerProblem

OLDEST_IN_POST, YOUNGEST_IN_POST = 70, 16
WORKING_AGE = (16, 59)
ADDS_UP_TO = 1.0
"""Yuan by which the parts of a household's income may miss its sum."""

AWAY = ("in_province", "out_of_province")


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        kind: What is said where it does not hold.
        column: The column that is named.
        needs: Columns without which it cannot be asked.
        broken: Persons (or households, where `of_households`) for whom it does not hold.
        of_households: Whether it is about rows of households.
    """

    kind: Kind
    column: str
    needs: tuple[str, ...]
    broken: Callable[[pd.DataFrame], pd.Series]
    of_households: bool = False


RULES: list[Rule] = []


def rule(
    column: str, needs: str, name: str, what: Text, remedy: Text, of_households: bool = False
) -> Callable[[Callable[[pd.DataFrame], pd.Series]], Callable[[pd.DataFrame], pd.Series]]:
    """Register a function as a rule."""

    def register(broken: Callable[[pd.DataFrame], pd.Series]) -> Callable[[pd.DataFrame], pd.Series]:
        kind = Kind(name, what, remedy)
        RULES.append(Rule(kind, column, tuple(needs.split()), broken, of_households))
        return broken

    return register


def posted(people: pd.DataFrame) -> pd.Series:
    """Who holds a public-welfare post by any column."""
    held = pd.Series(False, index=people.index)
    if "channel" in people:
        held |= people["channel"] == "public_welfare"
    if "post_months" in people:
        held |= people["post_months"] > 0
    if "post" in people:
        held |= people["post"] == "yes"
    return held


def at_school(people: pd.DataFrame) -> pd.Series:
    """Who is at school by any column, small children in kindergarten among them."""
    at = pd.Series(False, index=people.index)
    if "school" in people:
        at |= people["school"].notna()
    if "at_school" in people:
        at |= people["at_school"] == "yes"
    return at


@rule(
    "household",
    "household",
    "缺户编号",
    Text("the person belongs to no household", "该人没有户编号"),
    Text("fill in the number of the household", "请补填户编号"),
)
def no_household(people: pd.DataFrame) -> pd.Series:
    """Persons without a number of a household."""
    return people["household"] == 0


@rule(
    "relation",
    "household relation",
    "户主不唯一",
    Text("the household has no head, or more than one", "该户没有户主，或户主不止一人"),
    Text("mark exactly one member as 户主", "请核实，每户只保留一名户主"),
)
def one_head(people: pd.DataFrame) -> pd.Series:
    """The second head of a household, and the first row of one without any."""
    known = people["household"] != 0
    head = (people["relation"] == "head") & known
    heads = head.groupby(people["household"]).transform("sum")
    second = head & (head.groupby(people["household"]).cumsum() > 1)
    first = ~people["household"].duplicated()
    return known & (second | (first & (heads == 0)))


@rule(
    "schooling",
    "schooling school",
    "文化程度与在校状况",
    Text(
        "schooling and being at school are both filled in, or both empty",
        "文化程度与在校生状况同时填写或同时为空",
    ),
    Text(
        "fill in 在校生状况 for pupils and small children, else 文化程度",
        "在校生和学龄前儿童填在校生状况，其他人填文化程度，只填一项",
    ),
)
def schooling_or_school(people: pd.DataFrame) -> pd.Series:
    """Persons with both or neither."""
    return people["schooling"].notna() == people["school"].notna()


@rule(
    "place",
    "place months",
    "务工地与务工时间",
    Text(
        "there is a place of work without months, or months without a place",
        "有务工所在地而务工时间为0或空，或有务工时间而无务工所在地",
    ),
    Text("fill in both, or empty both", "请两项都填，或两项都空"),
)
def place_and_months(people: pd.DataFrame) -> pd.Series:
    """Persons with only one of the two."""
    return people["place"].notna() != (people["months"] > 0)


@rule(
    "ability",
    "ability months",
    "弱劳动力或无劳动力务工",
    Text("weak labour or one without labour is recorded as working", "弱劳动力或无劳动力填有务工信息"),
    Text("correct 劳动技能, or take the months out", "请核实劳动技能，或删去务工信息"),
)
def weak_at_work(people: pd.DataFrame) -> pd.Series:
    """Weak labour and those without labour who have months of work away from a post."""
    return people["ability"].isin(["weak", "none"]) & (people["months"] > 0)


@rule(
    "channel",
    "distance",
    "县外务工又在岗",
    Text(
        "works outside the county and holds a post or a place in a workshop",
        "在县外务工，同时在公益性岗位或帮扶车间",
    ),
    Text("keep the one that is true", "请核实，只保留实际就业去向"),
)
def away_and_here(people: pd.DataFrame) -> pd.Series:
    """Persons whose place of work is elsewhere than their post or workshop."""
    here = posted(people)
    if "channel" in people:
        here |= people["channel"] == "workshop"
    return people["distance"].isin(AWAY) & here


@rule(
    "channel",
    "age",
    "公益性岗位年龄",
    Text("holds a public-welfare post above 70 or below 16", "70周岁以上或16周岁以下在公益性岗位"),
    Text("take the person off the post, or correct the date of birth", "请清退，或核实出生日期"),
)
def age_in_post(people: pd.DataFrame) -> pd.Series:
    """Persons too old or too young for a post."""
    return posted(people) & ((people["age"] > OLDEST_IN_POST) | (people["age"] < YOUNGEST_IN_POST))


@rule(
    "ability",
    "ability health age",
    "健康劳动年龄人口无劳动力",
    Text(
        "healthy, 16 to 59, not at school, and recorded as no labour",
        "16—59周岁、健康、不在校，却填为无劳动力或丧失劳动力",
    ),
    Text("correct 劳动技能 or 健康状况", "请核实劳动技能或健康状况"),
)
def healthy_without_labour(people: pd.DataFrame) -> pd.Series:
    """Healthy people of working age who are recorded as no labour."""
    fit = (people["health"] == "healthy") & people["age"].between(*WORKING_AGE) & ~at_school(people)
    return fit & (people["ability"] == "none")


@rule(
    "ability",
    "ability age",
    "缺劳动技能",
    Text("16 to 59, not at school, and 劳动技能 is empty", "16—59周岁且不在校，劳动技能为空"),
    Text("fill in 劳动技能", "请补填劳动技能"),
)
def no_ability(people: pd.DataFrame) -> pd.Series:
    """People of working age of whom it is not said whether they are labour."""
    stated = people["ability"].notna()
    return people["age"].between(*WORKING_AGE) & ~at_school(people) & ~stated


@rule(
    "net_income",
    "net_income wage_income property_income transfer_income business_income business_cost",
    "收入合计不符",
    Text(
        "net income is not the sum of its parts less business costs",
        "家庭纯收入不等于各项收入之和减生产经营性支出",
    ),
    Text("correct the part that is wrong", "请核实各项收入与支出"),
    of_households=True,
)
def income_adds_up(households: pd.DataFrame) -> pd.Series:
    """Households whose parts do not add up; empty parts are nothing."""
    parts = ["wage_income", "property_income", "transfer_income", "business_income"]
    total = households[parts].fillna(0).sum(axis=1) - households["business_cost"].fillna(0)
    return households["net_income"].notna() & ((households["net_income"] - total).abs() > ADDS_UP_TO)


TWICE = Kind(
    "同一人重复",
    Text(
        "the same person stands in the ledger twice (first 18 characters of the number)",
        "同一人重复出现（证件号码前18位相同）",
    ),
    Text("delete the row that is out of date", "请删除重复或过期的一行"),
)
HOUSEHOLD_TWICE = Kind(
    "同一户重复",
    Text("the same household stands in the ledger of households twice", "同一户在户台账中重复出现"),
    Text("delete the row that is out of date", "请删除重复或过期的一行"),
)


def check(joined: Joined, wrong: Set[tuple[int, str]] = frozenset()) -> Iterator[tuple[int, LedgerProblem]]:
    """Every row for which a rule does not hold, with its place.

    Args:
        joined: Persons, with `age`, and households.
        wrong: Places and columns of cells that are wrong by themselves; no rule is asked about them.
    """
    for one in RULES:
        frame = joined.households if one.of_households else joined.people
        if not all(name in frame for name in one.needs):
            continue
        place = "at" if one.of_households else joined.origin.get(one.column, "at")
        for at in frame.loc[one.broken(frame), place]:
            if at >= 0 and not any((at, name) in wrong for name in one.needs):
                yield at, _problem(joined, at, one.column, one.kind)
    for ledger in joined.ledgers:
        key, kind = next(
            (key, kind)
            for key, kind in (("id", TWICE), ("person", TWICE), ("household", HOUSEHOLD_TWICE))
            if key in ledger
        )
        if "start" in ledger:  # a row is a spell of work: several of a person are usual
            continue
        for at in ledger.loc[ledger[key].duplicated() & (ledger[key] != 0), "at"]:
            yield at, _problem(joined, at, key, kind)


def _problem(joined: Joined, at: int, column: str, kind: Kind) -> LedgerProblem:
    table, row = joined.table_of(int(at))
    return table.problem(row, column, kind)
