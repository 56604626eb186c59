"""Who of the people of a ledger is labour, and what each does for a living, as the model defines them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from resettle.model.population_fields import AGE_BANDS
from resettle.scenarios.ledger.checks import at_school, posted

FIRST_AGE, LAST_AGE = 16, 59
SCHOOL_AGE = 6
HERE = ("workshop", "works_relief", "own_business", "farming")
"""Channels that a ledger names outright."""

OWN_WORK = ("own_business", "farming")
"""Channels in which months are not counted: who has them works all year."""


def describe(people: pd.DataFrame) -> pd.DataFrame:
    """What the model needs of each person.

    Args:
        people: Persons as `joined.Joined.people` holds them, with `age` in years at the end of the base year.

    Returns:
        The same index with
        `labour`: aged 16 to 59, not at school, and able to work at least by half;
        `part`: of who is no labour, `young_child` (below 6), `pupil` (to 15, or at school), or `elder` (from
        60, or unable to work);
        `band`: age band of labour;
        `months`: months of work of the year, posts included, at most 12 (no number if no ledger says);
        `any_work`: whether worked at all in the year; `now`: chance of being in work in a month of it;
        `channel`: the channel of who worked, `None` if it cannot be told.
    """
    result = pd.DataFrame(index=people.index)
    age, school = people["age"], at_school(people)
    able = people["ability"] != "none" if "ability" in people else pd.Series(True, index=people.index)
    result["labour"] = age.between(FIRST_AGE, LAST_AGE) & ~school & able
    part = np.select([age < SCHOOL_AGE, (age < FIRST_AGE) | school], ["young_child", "pupil"], "elder")
    result["part"] = pd.Series(part, index=people.index, dtype=object).mask(result["labour"])
    result["band"] = pd.cut(
        age, [*(low for low, _ in AGE_BANDS.values()), LAST_AGE + 1], right=False, labels=list(AGE_BANDS)
    ).astype(object)
    result["months"] = _months(people)
    _work(result, people)
    return result


def _months(people: pd.DataFrame) -> pd.Series:
    """Months of work of the year, posts included; no number for who is in no ledger that counts months."""
    counted = next((people[name] for name in ("months", "months_band") if name in people), None)
    if counted is None:
        return pd.Series(np.nan, index=people.index)
    in_posts = people["post_months"].fillna(0) if "post_months" in people else 0
    return (counted + in_posts).clip(upper=12)


def _work(result: pd.DataFrame, people: pd.DataFrame) -> None:
    blank = pd.Series(None, index=people.index, dtype=object)
    word = people.get("channel", blank)
    status = people.get("status", blank)
    months, post = result["months"], posted(people)
    named = word.notna() & (word != "none")
    some = named | post | (months > 0) | (status == "yes")
    none = ~some & (months.notna() | (word == "none") | (status == "no"))
    result["any_work"] = pd.Series(np.nan, index=people.index).mask(some, 1.0).mask(none, 0.0)
    all_year = word.isin(OWN_WORK)
    result["now"] = (months / 12).mask(all_year, 1.0).mask(status == "yes", 1.0).mask(status == "no", 0.0)
    channel = people["distance"].where(~word.isin(HERE), word).mask(post, "public_welfare")
    result["channel"] = channel.where(some, None)
