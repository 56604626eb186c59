"""Names of stages of long work, as a reader is told them."""

from __future__ import annotations

import re

from resettle.model.text import Text

_CHINESE = (
    (r"runs", "模拟"),
    (r"compare", "方案比较"),
    (r"levers", "逐项分解措施"),
    (r"causes", "分解增长原因"),
    (r"sweep", "扫描取值点"),
    (r"screen", "逐项试调措施"),
    (r"explore", "模拟取值点"),
    (r"check of the page", "检验页面"),
    (r"futures", "未来情形"),
    (r"centre", "中心值"),
    (r"screening (\d+) of (\d+)", r"筛选，第\1组，共\2组"),
    (r"shares of variance (\d+) of (\d+)", r"方差占比，第\1组，共\2组"),
    (r"check of the emulator", "检验仿真器"),
    (r"tornado", "单因素变动"),
    (r"gate", "检验既定结论"),
    (r"budget", "核对预算"),
    (r"search", "寻找组合"),
    (r"check", "复核组合"),
    (r"test", "检验组合"),
    (r"after", "期满后一年"),
    (r"wave (\d+) of (\d+)", r"第\1轮，共\2轮"),
    (r"posterior, wave (\d+) of (\d+)", r"后验，第\1轮，共\2轮"),
    (r"confirmation", "确认"),
    (r"emulator", "仿真器"),
    (r"fits", "校准"),
    (r"runs of known parameters", "已知参数的模拟"),
    (r"predictions", "预测"),
    (r"rolling origins", "滚动起点预测"),
)
"""Patterns of stages, and what they are called in Chinese; names of scenarios stay as they are."""


def stage_text(stage: str) -> Text:
    """A stage of long work in both languages."""
    for pattern, words in _CHINESE:
        match = re.fullmatch(pattern, stage)
        if match is not None:
            return Text(stage, match.expand(words))
    return Text(stage, stage)
