"""The province of a county: its series are laid over those of the country."""

from __future__ import annotations

from resettle.model.text import Text
from resettle.scenarios.problems import Problems, Where
from resettle.scenarios.read.scalars import text
from resettle.scenarios.read.strict_yaml import Node
from resettle.scenarios.read.unknown import unknown

PROVINCES = {"chongqing": "重庆", "guizhou": "贵州", "ningxia": "宁夏", "shaanxi": "陕西"}
"""Provinces whose series come with the program, and their names in Chinese."""


def read_province(node: Node | None, problems: Problems) -> tuple[str, Where] | None:
    """The province that a file names, in either language, or `None` after a problem."""
    words = text(node, "province", problems)
    if node is None or words is None:
        return None
    name = province_of(words)
    if name is None:
        names = [one for pair in PROVINCES.items() for one in pair]
        unknown(words, node.where, Text("province", "省份"), names, problems)
        return None
    return name, node.where


def province_of(words: str) -> str | None:
    """The province that a name in either language means; `None` for one without series here."""
    short = words.strip().removesuffix("省").removesuffix("市").removesuffix("回族自治区").lower()
    return next((name for name, chinese in PROVINCES.items() if short in (name, chinese)), None)
