"""Units in Chinese: what a planner may write in place of the unit of a value."""

from __future__ import annotations

WORDS = {
    "yuan": "元",
    "year": "年",
    "month": "月",
    "months": "个月",
    "household": "户",
    "households": "户",
    "person": "人",
    "persons": "人",
    "person-time": "人次",
    "person-times": "人次",
    "project": "个项目",
    "projects": "个项目",
    "workshop": "个车间",
    "workshops": "个车间",
    "place": "个岗位",
    "places": "个岗位",
    "posts": "个岗位",
    "job": "个岗位",
    "jobs": "个岗位",
    "start": "户创业",
    "starts": "户创业",
    "asset": "处资产",
    "assets": "处资产",
    "enterprise": "家企业",
    "enterprises": "家企业",
    "round": "期",
    "rounds": "期",
    "sites": "个安置点",
    "settlement": "安置点",
    "counties": "个县",
    "mu": "亩",
    "share": "占比",
    "index": "指数",
    "log points": "对数点",
    "multiple": "倍",
    "elasticity": "弹性",
    "episode": "次",
    "10,000 persons": "万人",
}
"""Parts of units."""

WHOLE = {
    "share": "占比",
    "share/year": "年率",
    "share/month": "月率",
    "places/workshop": "个/车间",
    "places/project": "个/项目",
    "places/start": "个/户",
    "places/settlement": "个/安置点",
    "places/person": "个/人",
    "places/enterprise": "个/家",
    "places/asset": "个/处",
    "households/workshop": "户/车间",
    "households/project": "户/项目",
    "yuan/start": "元/户",
    "yuan/workshop": "元/个",
    "yuan/project": "元/个",
    "yuan/settlement": "元/个",
    "yuan/asset": "元/处",
}
"""Units that are not said part by part."""

OTHERS = {
    "share": ("比例", "比率"),
    "posts": ("个", "岗"),
    "jobs": ("个", "岗"),
    "sites": ("个", "安置点"),
    "workshops": ("个", "家", "车间"),
    "places/workshop": ("人/车间", "个岗位/车间", "人"),
    "yuan/month": ("元每月", "元/人/月", "元/人·月"),
    "months": ("月",),
    "yuan/person/year": ("元/年", "元/人·年", "元"),
    "persons/year": ("人每年",),
    "person-times/year": ("人次",),
    "yuan/person-time": ("元",),
    "yuan/person": ("元",),
    "rounds/year": ("次/年", "轮/年"),
}
"""Other ways to write some of them."""


def in_chinese(unit: str) -> str:
    """A unit in Chinese."""
    if unit in WHOLE:
        return WHOLE[unit]
    return WORDS.get(unit) or "/".join(WORDS.get(part, part) for part in unit.split("/"))


def means(written: str, unit: str) -> bool:
    """Whether what was written stands for a unit, in either language."""
    words = written.strip().replace(" ", "")
    return written == unit or words == in_chinese(unit) or words in OTHERS.get(unit, ())
