"""How numbers and months may be written in files, and what was meant by other forms of them."""

from __future__ import annotations

import re
import unicodedata

from resettle.model.months import month_of
from resettle.model.text import Text, both
from resettle.scenarios.read.signs import FULL_WIDTH

NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
"""A number as files hold it."""

LONGEST = 40
"""Characters of a number at most."""

_NOT_FINITE = {"nan", "inf", "infinity"}
_BOOLEANS = {"yes", "no", "on", "off", "y", "n", "true", "false"}

_GROUPS = re.compile(r"[-+]?[0-9]{1,3}(?:([, '_\u2019\u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]*)?")
"""Digits in groups of three: 1,280 or 1 280."""

_POINTS = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
"""Digits as they are grouped in Europe: 1.280,5."""

_STEPS = {"万": 10_000, "亿": 100_000_000}
_IN_STEPS = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?) ?(万|亿)\S{0,6}")
_WITH_UNIT = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?) ?([^\W\d_]\S{0,20})")


def not_a_number(written: str, plain: bool) -> Text:
    """Why a text is no number, and what to write.

    Args:
        written: The text.
        plain: Whether it stands without quotation marks.
    """
    text = written.strip()
    wide = next((sign for sign in text if sign in FULL_WIDTH), None)
    if wide is not None:
        return both(
            "not a number: it holds the full-width {sign}; write {plain}",
            "不是数字：含全角符号“{sign}”，应写半角“{plain}”",
            sign=wide,
            plain=FULL_WIDTH[wide],
        )
    bare = text.lstrip("+-").lstrip(".").lower()
    if bare in _NOT_FINITE:
        return Text("not a finite number", "不是有限数值")
    plainly = Text("not a number", "不是数字")
    if len(text) > LONGEST or (plain and bare in _BOOLEANS):
        return plainly
    if not plain:
        return _quoted(re.sub("[_, ]", "", text))
    common = unicodedata.normalize("NFKC", text)
    if common != text and re.fullmatch(r"[-+0-9.]+", common):
        return both(
            "not a number: its digits are full-width; write {plain}",
            "不是数字：含全角数字，应写半角{plain}",
            plain=common,
        )
    if re.fullmatch(r"[-+]?0[0-9_]+(\.[0-9]*)?", common):
        return both(
            "not a number: a number does not start with 0; write {plain}",
            "不是数字：数字不以0开头，应写作{plain}",
            plain=common.lstrip("+-").lstrip("0_") or "0",
        )
    return _meant(common) or plainly


def _meant(text: str) -> Text | None:
    """What to write in place of a common form of a number, if it is one."""
    if _GROUPS.fullmatch(text) or re.fullmatch(r"[-+]?[0-9][0-9_,]*(\.[0-9]*)?", text):
        return both(
            "not a number; write it without separators: {plain}",
            "不是数字；不用千位分隔符，应写作{plain}",
            plain=re.sub(r"[^-+0-9.]", "", text),
        )
    if _POINTS.fullmatch(text) or re.fullmatch(r"[-+]?[0-9]+(\.[0-9]{3})*,[0-9]+", text):
        return both(
            "not a number; write it without separators and with a decimal point: {plain}",
            "不是数字；不用千位分隔符，小数点用“.”，应写作{plain}",
            plain=text.replace(".", "").replace(",", "."),
        )
    if re.fullmatch(r"[-+]?[0-9.]+ *%", text):
        share = float(text.rstrip("% ") or 0) / 100 if text.count(".") < 2 and re.search("[0-9]", text) else 0
        return both(
            "not a number; write a percentage as a share: {share}",
            "不是数字；百分数请写作比例：{share}",
            share=f"{share:.10g}",
        )
    steps = _IN_STEPS.fullmatch(text)
    if steps is not None:
        return both(
            "not a number; write it in full: {plain}",
            "不是数字；请写出完整的数：{plain}",
            plain=f"{float(steps[1]) * _STEPS[steps[2]]:.15g}",
        )
    if re.fullmatch(r"[0-9]+(:[0-9]+)+(\.[0-9]*)?", text):
        return Text("not a number: times and ratios are not read as numbers", "不是数字：不读取时间和比值")
    if re.fullmatch(r"0[xob][0-9a-fA-F_]+", text):
        return Text("not a number: only decimal numbers are read", "不是数字：只读取十进制数")
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?", text):
        return Text("not a number but a date", "不是数字，是日期")
    unit = _WITH_UNIT.fullmatch(text)
    if unit is not None and not NUMBER.fullmatch(text):
        return both(
            "not a number; write it without what it counts: {plain}",
            "不是数字；不写单位，应写作{plain}",
            plain=unit[1],
        )
    return None


def _quoted(plain: str) -> Text:
    """Why a text in quotation marks is no number, and what to write if it looks like one."""
    if not NUMBER.fullmatch(plain):
        return Text("a text, not a number", "是文字，不是数字")
    return both(
        "a text, not a number; write the number without quotes: {plain}",
        "是文字，不是数字；数字不加引号：{plain}",
        plain=plain,
    )


_DATE = re.compile(
    r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2})(?: ?月)?(?: ?[-/.]? ?[0-9]{1,2} ?日?)?|([0-9]{4})([0-9]{2})"
)


def meant_month(text: str) -> Text:
    """The month that a date or another form of a month means, else an example of one."""
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    meant = "" if match is None else f"{match[1] or match[3]}-{int(match[2] or match[4]):02d}"
    if month_of(meant) is None:
        return Text("for example 2022-01", "例如2022-01")
    return both("here {month}", "此处应写{month}", month=meant)
