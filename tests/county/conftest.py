"""A county that answers everything, and the same as a table."""

from __future__ import annotations

from pathlib import Path

import pytest

ANSWERS = """\
县（区）名称: 平山县
所属省份: 贵州
资料名称: 2025年劳动力台账
基年（以下数据的年份）: 2025
方案起始年: 2026
方案结束年: 2028
搬迁户数: 3,120户
搬迁人口: 1.28万
搬迁劳动力: 6900
无劳动力户数: 420
已就业劳动力（台账口径）: ６３５０
其中省外务工: 2100
其中省内县外务工: 900
人均纯收入: 14800元
安置点数: 26
在营帮扶车间: 9
每个车间吸纳搬迁劳动力: 15
措施:
  公益性岗位: {岗位数: 400, 月岗位补贴: 900, 方案: 450}
  培训补贴: {年培训人次: 300, 方案期: 500}
目标:
  income_growth: 12%
  零就业家庭动态清零: 是
"""
"""Answers as an official writes them: labels in Chinese, units, full-width digits, 万."""

NUMBERS = {
    "households": 3120.0,
    "persons": 12800.0,
    "labour": 6900.0,
    "without_labour": 420.0,
    "employed": 6350.0,
    "out_of_province": 2100.0,
    "in_province": 900.0,
    "income": 14800.0,
    "sites": 26.0,
    "workshops": 9.0,
    "workshop_places": 15.0,
    "base_year": 2025.0,
    "start": 2026.0,
    "end": 2028.0,
}
"""What they mean."""


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(ANSWERS, encoding="utf-8")
    return path
