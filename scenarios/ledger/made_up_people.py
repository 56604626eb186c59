"""Members of made-up households: synthetic, by shares like those of the bundled counties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

T = TypeVar("T")

YEAR = 2024
SIZES = (0.085, 0.175, 0.225, 0.245, 0.145, 0.085, 0.04)
"""Households by number of persons, from 1."""

CHANNELS = ("省外", "省内", "县内", "车间", "以工代赈", "创业", "务农", "公益")
YOUNG, OLD = (
    (0.40, 0.16, 0.27, 0.03, 0.004, 0.06, 0.07, 0.006),
    (0.17, 0.10, 0.27, 0.02, 0.008, 0.06, 0.25, 0.122),
)
"""Channels of labour below 45 and from 45 on."""

PLACES = {
    "省外": ("广东省东莞市长安镇", "浙江省宁波市鄞州区", "江苏省苏州市昆山市", "福建省泉州市晋江市"),
    "省内": ("示范省示范市临江区", "示范省省会市高新区"),
    "县内": ("示范省示范市平山示范县",),
    "车间": ("示范省示范市平山示范县",),
    "以工代赈": ("示范省示范市平山示范县",),
}
NAMES = {
    "省外": "务工",
    "省内": "务工",
    "县内": "务工",
    "车间": "帮扶车间",
    "以工代赈": "以工代赈",
    "创业": "自主创业",
}
PAY = {
    "省外": 4700,
    "省内": 3900,
    "县内": 3000,
    "车间": 2300,
    "以工代赈": 2200,
    "创业": 3300,
    "务农": 0,
    "公益": 800,
}
SCHOOLING = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")


@dataclass
class Member:
    """One member of a made-up household."""

    age: int
    woman: bool
    relation: str
    schooling: str = ""
    school: str = ""
    health: str = "健康"
    ability: str = "无劳动力"
    months: int = 0
    place: str = ""
    channel: str = ""
    post_months: int = 0
    now: bool = False
    willing: bool = False
    trained: bool = False
    wants_training: bool = False
    insured: bool = False
    level: int = 0
    pay: int = 0

    @property
    def is_labour(self) -> bool:
        """Of working age, not at school and able to work at least by half."""
        return 16 <= self.age <= 59 and not self.school and self.ability != "无劳动力"


@dataclass
class Household:
    """A made-up household; `site` is `None` for one that did not move."""

    number: int
    site: int | None
    members: list[Member]
    kind: str = "脱贫户"
    monitored: str = ""
    land: float = 0.0
    income: dict[str, int] = field(default_factory=dict)

    @property
    def net_income(self) -> int:
        """Income less costs, in yuan a year."""
        return (
            sum(self.income[name] for name in ("wage", "property", "transfer", "business"))
            - self.income["cost"]
        )


def household(rng: np.random.Generator, number: int, site: int | None) -> Household:
    """One household with its members, their work and its income."""
    one = Household(number, site, _members(rng))
    children = any(member.age < 6 for member in one.members)
    for member in one.members:
        _school_and_health(rng, member)
        if member.is_labour:
            _work(rng, member, children)
        member.insured = member.age >= 16 and not member.school and rng.random() < 0.97
    one.kind = _one(rng, ("脱贫户", "监测户", "一般农户"), (0.93, 0.04, 0.03))
    if one.kind == "监测户":
        one.monitored = _one(rng, ("脱贫不稳定户", "边缘易致贫户"), (0.5, 0.5))
    _income(rng, one)
    return one


def _one(rng: np.random.Generator, among: Sequence[T], chances: Sequence[float]) -> T:
    """One of some, each with its chance."""
    left = rng.random()
    for item, chance in zip(among, chances, strict=True):
        left -= chance
        if left < 0:
            return item
    return among[-1]


def _members(rng: np.random.Generator) -> list[Member]:
    size = 1 + _one(rng, range(len(SIZES)), SIZES)
    if size == 1:
        return [Member(int(rng.integers(55, 86)), bool(rng.random() < 0.45), "户主")]
    age = int(np.clip(rng.normal(48 if size > 2 else 58, 11), 24, 84))
    head_is_woman = bool(rng.random() < 0.15)
    members = [Member(age, head_is_woman, "户主")]
    if rng.random() < 0.88:
        members.append(Member(max(20, age + int(rng.integers(-6, 5))), not head_is_woman, "配偶"))
    parents = _one(rng, (0, 1, 2), (0.6, 0.25, 0.15)) if size > 3 and age < 60 else 0
    for which in range(min(parents, size - len(members))):
        members.append(
            Member(min(95, age + int(rng.integers(22, 31))), which == 0, "之母" if which == 0 else "之父")
        )
    eldest = age - int(rng.integers(20, 29))
    while len(members) < size:
        woman = bool(rng.random() < 0.47)
        child = eldest - 3 * sum(member.relation in ("之子", "之女") for member in members)
        if child >= 0:
            members.append(Member(child, woman, "之女" if woman else "之子"))
        else:
            members.append(Member(int(rng.integers(0, 12)), woman, "之孙女" if woman else "之孙子"))
    return members


def _school_and_health(rng: np.random.Generator, member: Member) -> None:
    age = member.age
    if age < 6:
        member.school = "学龄前儿童" if age < 3 else "学前教育"
    elif age < 15:
        member.school = "小学" if age < 12 else ("七年级", "八年级", "九年级")[age - 12]
    elif age < 22 and rng.random() < (0.95, 0.85, 0.8, 0.45, 0.4, 0.35, 0.2)[age - 15]:
        member.school = "普通高中一年级" if age < 18 else "高职高专一年级"
    else:
        p = (0.02, 0.12, 0.5, 0.16, 0.13, 0.07) if age < 40 else (0.09, 0.42, 0.42, 0.06, 0.01, 0.0)
        member.schooling = _one(rng, SCHOOLING, p)
    ill = 0.04 if age < 40 else 0.16 if age < 60 else 0.45
    if age >= 16 and rng.random() < ill:
        member.health = _one(
            rng, ("长期慢性病", "残疾", "患有大病", "长期慢性病,残疾"), (0.6, 0.25, 0.1, 0.05)
        )
    if 16 <= age <= 59 and not member.school:
        draw = rng.random()
        if member.health == "健康":
            member.ability = (
                "弱劳动力或半劳动力" if draw < 0.07 else "技能劳动力" if draw < 0.28 else "普通劳动力"
            )
        else:
            member.ability = (
                "无劳动力" if draw < 0.3 else "弱劳动力或半劳动力" if draw < 0.85 else "普通劳动力"
            )
    elif 60 <= age < 70 and member.health == "健康":
        member.ability = "弱劳动力或半劳动力"


def _work(rng: np.random.Generator, member: Member, children: bool) -> None:
    weak = member.ability == "弱劳动力或半劳动力"
    member.level = 0 if member.ability != "技能劳动力" else 1 + int(rng.random() < 0.27)
    member.trained = bool(rng.random() < (0.75 if member.level else 0.2))
    member.wants_training = bool(rng.random() < 0.35)
    at_work = 0.55 if weak else 0.8 if children and member.woman else 0.95
    if rng.random() >= at_work:
        member.willing = bool(rng.random() < 0.35)
        return
    member.willing = True
    channel = _one(rng, CHANNELS, YOUNG if member.age < 45 else OLD)
    if weak:  # weak labour with months of work away from a post is a fault of a ledger
        channel = _one(rng, ("公益", "务农"), (0.4, 0.6))
    elif children and member.woman and channel in ("省外", "省内") and rng.random() < 0.5:
        channel = "县内"
    member.channel = {**NAMES, "务农": "务农", "公益": "公益性岗位"}[channel]
    if channel == "公益":
        member.post_months = 12
    elif channel in PLACES:
        member.months = 12 if rng.random() < 0.45 else int(rng.integers(2, 12))
        member.place = PLACES[channel][int(rng.integers(len(PLACES[channel])))]
    member.now = channel not in PLACES or bool(rng.random() < 0.4 + 0.6 * member.months / 12)
    member.pay = round(PAY[channel] * float(np.exp(rng.normal(0.06 * member.level - 0.03, 0.3))) / 100) * 100


def _income(rng: np.random.Generator, one: Household) -> None:
    elders = sum(member.age >= 60 for member in one.members)
    size = len(one.members)
    farms = any(member.channel == "务农" for member in one.members) or rng.random() < 0.45
    one.land = round(float(rng.uniform(1, 8)), 1) if rng.random() < 0.7 else 0.0
    own = sum(12 * member.pay for member in one.members if member.channel == "自主创业")
    business = own + (round(one.land * 900) if farms else 0)
    wage = sum(
        member.pay * (member.months or member.post_months)
        for member in one.members
        if member.channel != "自主创业"
    )
    one.income = {
        "wage": round(wage * 0.7),
        "property": round(float(rng.exponential(500))) if rng.random() < 0.6 else 0,
        "business": business,
        "cost": round(business * 0.3),
        "pension": elders * 1600,
        "allowance": 0,
    }
    rest = round(float(rng.uniform(400, 1600))) * size
    poor = one.income["wage"] + business < 2500 * size
    one.income["allowance"] = 2400 * size if poor and rng.random() < 0.8 else 0
    one.income["transfer"] = one.income["pension"] + one.income["allowance"] + rest
