"""The nine employment channels; a worker is in exactly one."""

from __future__ import annotations

CHANNELS = (
    "none",
    "out_of_province",
    "in_province",
    "local_firm",
    "workshop",
    "public_welfare",
    "works_relief",
    "own_business",
    "farming",
)
"""Names in the order of their codes; the code is the position."""

NONE, OUT, IN, LOCAL, WORKSHOP, WELFARE, RELIEF, BUSINESS, FARMING = range(9)

NEARBY = slice(LOCAL, WORKSHOP + 1)
"""Local firms and workshops in a row that has a column for each channel."""

WORKING = CHANNELS[1:]
"""The channels that count as employment, as official statistics count it: any work."""

WAGE_CHANNELS = ("out_of_province", "in_province", "local_firm", "workshop")
"""Channels whose wage the market sets; posts and relief works are paid by their lever."""

AWAY_CHANNELS = ("out_of_province", "in_province")
"""Channels that need leaving home."""

OFFERED = CHANNELS[1:-1]
"""Channels whose places one has to hear of; farming one's own land is open without."""

SERIES_OF = {"out_of_province": "out_of_province", "in_province": "in_province", "local_firm": "local"}
"""Channels in which relocated workers compete with others for jobs, and their published series."""

MARKETS = tuple(SERIES_OF)
"""Names of these channels."""

RATIONED = (LOCAL, WORKSHOP, WELFARE, RELIEF)
"""Codes of the channels with a number of places in each settlement."""

LABELS = {
    "none": ("Not in work", "未就业"),
    "out_of_province": ("Out of province", "省外务工"),
    "in_province": ("In province, away", "省内县外务工"),
    "local_firm": ("Local firm", "本地企业"),
    "workshop": ("Workshop", "帮扶车间"),
    "public_welfare": ("Public-welfare post", "公益性岗位"),
    "works_relief": ("Works relief", "以工代赈"),
    "own_business": ("Own business", "自主创业"),
    "farming": ("Farming", "务农"),
}
"""English and Chinese label of each channel."""
