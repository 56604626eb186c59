"""What a ledger tells of households: sizes, labour, dependants, settlements, classes, land, income."""

from __future__ import annotations

import pandas as pd

from resettle.model.population_fields import SITE_CLASS_BOUNDS
from resettle.model.text import Text, both
from resettle.scenarios.ledger.counting import Counting, tally

LARGEST, MOST_WORKERS = 8, 5
"""The last part of household sizes and of numbers of workers holds all beyond."""


def count_households(counting: Counting, people: pd.DataFrame, workers: pd.DataFrame, year: int) -> None:
    """Add the figures of households.

    Args:
        counting: Where they go.
        people: Persons.
        workers: The same persons as `workers.describe` says.
        year: The base year.
    """
    households = counting.joined.households
    members = people["household"].isin(households.index)
    owner = people.loc[members, "household"]
    size = owner.value_counts().reindex(households.index)
    labour = workers.loc[members, "labour"].groupby(owner).sum().reindex(households.index)
    count = len(households)
    counting.number("population.households", count, "household", count)
    counting.split(
        "population.household_size",
        tally(size.clip(upper=LARGEST).astype(int).astype(str)),
        "household",
    )
    able = "ability" if "ability" in people else "household"
    counting.share("population.no_labour", (labour == 0).sum(), count, able)
    some = labour[labour > 0].clip(upper=MOST_WORKERS).astype(int).astype(str)
    counting.split("population.labour_per_household", tally(some), able)
    parts = workers.loc[members, "part"]
    counting.split(
        "population.dependants",
        tally(parts),
        "id" if "id" in people else "birth",
        note=Text(
            "small children are below 6; elders are 60 and more, and others above 15 who cannot work",
            "幼儿指6周岁以下；老人含60周岁及以上和16周岁以上无劳动能力者",
        ),
    )
    _settlements(counting, households)
    _classes(counting, households)
    _land(counting, households)
    _income(counting, households, persons=int(members.sum()), elders=int((parts == "elder").sum()), year=year)


def _settlements(counting: Counting, households: pd.DataFrame) -> None:
    if "county" in households and households["county"].notna().any():
        counting.number(
            "population.counties",
            households["county"].nunique(),
            "county",
            int(households["county"].notna().sum()),
        )
    if "site" not in households:
        return
    of_each = households["site"].value_counts()
    if of_each.sum() < MOST_WORKERS:
        return
    known = int(of_each.sum())
    elsewhere = len(households) - known
    note = both(
        "of {known} households whose settlement is named; {elsewhere} name none",
        "按填有安置点名称的{known}户统计，{elsewhere}户未填",
        known=known,
        elsewhere=elsewhere if elsewhere == 0 or elsewhere >= 5 else both("fewer than 5", "不足5"),
    )
    counting.number("population.sites", len(of_each), "site", known, note)
    edges = [0, *(high for _, high in SITE_CLASS_BOUNDS.values())]
    edges[-1] = max(edges[-1], int(of_each.max()) + 1)
    classes = pd.cut(of_each, edges, right=False, labels=list(SITE_CLASS_BOUNDS)).astype(str)
    counting.settlements(tally(classes), len(of_each))


def _classes(counting: Counting, households: pd.DataFrame) -> None:
    if "class" not in households:
        return
    known = households["class"].dropna()
    poor = known == "poor"
    if "monitored" in households:  # of those who are monitored only the unstable had been registered as poor
        poor |= (known == "monitored") & (households.loc[known.index, "monitored"] == "unstable")
    counting.share("population.registered_poor", poor.sum(), len(known), "class")


def _land(counting: Counting, households: pd.DataFrame) -> None:
    if not {"land", "business_income"} <= set(households):
        return
    farms = (households["land"] > 0) & (households["business_income"] > 0)
    note = Text(
        "households with farm land and business income; land let to others may be among it",
        "有耕地且有生产经营性收入的户；可能含已流转的土地",
    )
    counting.share("population.land_share", farms.sum(), len(households), "land", note)
    counting.mean(
        "population.land_area", households.loc[farms, "land"].sum(), int(farms.sum()), "land", 2, note
    )


def _income(counting: Counting, households: pd.DataFrame, persons: int, elders: int, year: int) -> None:
    count = len(households)
    if "property_income" in households:
        counting.mean(
            "population.property_income",
            households["property_income"].fillna(0).sum(),
            count,
            "property_income",
        )
    if "old_age" in households:
        pensions = households["old_age"].fillna(0).sum()
        counting.mean("population.elder_transfer", pensions, elders, "old_age")
        if {"transfer_income", "allowance"} <= set(households):
            aid = households["allowance"].fillna(0).sum()
            if "destitute_pay" in households:
                aid += households["destitute_pay"].fillna(0).sum()
            rest = households["transfer_income"].fillna(0).sum() - pensions - aid
            counting.mean(
                "population.other_transfer",
                rest,
                persons,
                "transfer_income",
                note=Text(
                    "less pensions and the allowance, which the model pays",
                    "已扣除养老金和低保、特困供养金（由模型另计）",
                ),
            )
    if "net_income" in households:
        counting.mean(
            "initial.income_per_capita",
            households["net_income"].fillna(0).sum(),
            persons,
            "net_income",
            note=Text(
                f"net income as registers of {year} have it: near to disposable income, and not the same",
                f"{year}年台账家庭纯收入（行政口径），与可支配收入接近但不等同",
            ),
        )
