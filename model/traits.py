"""Traits of a worker that eligibility and priority rules may name.

A trait is one bit; a rule is a mask. An eligibility rule admits who has any of its
traits (an empty rule admits everyone); a priority list serves its first trait first.
"""

from __future__ import annotations

from collections.abc import Sequence

TRAITS = (
    "registered_poor",
    "zero_employment_household",
    "detected_at_risk",
    "unemployed",
    "weak_health",
    "woman",
    "care_duties",
    "age_50_plus",
    "low_schooling",
    "returned_from_away",
    "graduate",
    "wants_training",
    "unwilling_to_leave",
    "not_yet_trained",
)
"""Names in the order of their bits."""

LABELS = {
    "registered_poor": ("Registered poor household", "脱贫户"),
    "zero_employment_household": ("Zero-employment household", "零就业家庭"),
    "detected_at_risk": ("In the monitoring ledger", "监测对象"),
    "unemployed": ("Not in work", "未就业"),
    "weak_health": ("Weak labour", "弱劳动力"),
    "woman": ("Woman", "妇女"),
    "care_duties": ("Has care duties", "有照料负担"),
    "age_50_plus": ("Aged 50 or more", "50岁及以上"),
    "low_schooling": ("Primary schooling or less", "小学及以下"),
    "returned_from_away": ("Returned from work away", "返乡劳动力"),
    "graduate": ("College graduate", "高校毕业生"),
    "wants_training": ("Wants training", "有培训意愿"),
    "unwilling_to_leave": ("Unwilling to leave home", "不愿外出"),
    "not_yet_trained": ("Never in a subsidised course", "尚未参加过补贴性培训"),
}

_BITS = {trait: 1 << position for position, trait in enumerate(TRAITS)}

MAX_PRIORITIES = 4
"""Longest priority list of a lever."""


def bit(trait: str) -> int:
    """The mask of one trait.

    Raises:
        ValueError: If there is no such trait.
    """
    if trait not in _BITS:
        raise ValueError(f"there is no trait '{trait}'")
    return _BITS[trait]


def mask(traits: Sequence[str]) -> int:
    """The mask of any of several traits; 0 stands for everyone."""
    total = 0
    for trait in traits:
        total |= bit(trait)
    return total
