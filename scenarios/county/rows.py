"""The rows of the table that a county fills in: written by `blank`, read by `table`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from resettle.model.text import NOTHING, Text, both, fill
from resettle.scenarios.catalogue import setting_field
from resettle.scenarios.county.answers import PLAN
from resettle.scenarios.county.menus import (
    EXAMPLE,
    LEVERS,
    TARGETS,
    TargetChoice,
    lever_text,
    scale_of,
)
from resettle.scenarios.county.questions import QUESTIONS
from resettle.scenarios.county.writer import plain
from resettle.scenarios.read.provinces import PROVINCES
from resettle.scenarios.units import in_chinese

NOW_COLUMN, PLAN_COLUMN = 2, 3
"""Columns of what is filled in: of the base year, and of the plan."""

SHEET = Text("county", "填报")


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes:
        label: What it is called; rows are found by it, wherever they stand.
        now: What the column of the base year answers.
        plan: What the column of the plan answers; empty if it has none.
        unit: Its unit.
        example: Example of the base year, and of the plan.
        remark: What it is for.
        choices: What may be chosen; empty for numbers and words.
        kind: `text`, `choice`, `year` or `count`.
    """

    label: Text
    now: tuple[str, ...]
    plan: tuple[str, ...] = ()
    unit: Text = NOTHING
    example: tuple[str, str] = ("", "")
    remark: Text = NOTHING
    choices: tuple[Text, ...] = ()
    kind: str = "count"


def target_label(choice: TargetChoice) -> Text:
    """What the table calls a target: with the usual bound."""
    return both(
        "target: {label}", "目标：{label}", label=fill(choice.label, bound=f"{100 * choice.bound:g}%")
    )


def lever_label(lever: str, setting: str) -> Text:
    """What the table calls a number of a lever."""
    return both(
        "{lever}: {setting}",
        "{lever}：{setting}",
        lever=lever_text(lever),
        setting=setting_field(lever, setting).text,
    )


def rows() -> Iterator[tuple[Text, list[Row]]]:
    """The rows by section, each with its heading."""
    yield (
        Text("Base figures", "一、基数（留空即采用默认值）"),
        [
            Row(
                one.label,
                (one.key,),
                unit=Text(one.unit, in_chinese(one.unit)) if one.unit else NOTHING,
                example=(one.example, ""),
                remark=one.purpose,
                choices=tuple(Text(name, zh) for name, zh in PROVINCES.items())
                if one.kind == "province"
                else (),
                kind="choice" if one.kind == "province" else one.kind,
            )
            for one in QUESTIONS
        ],
    )
    yield (
        Text(
            "Levers: how much now, how much in the plan",
            "二、措施（现状填基年数；方案期与现状相同则留空；没有的措施整行留空）",
        ),
        [_lever_row(lever, setting) for lever, settings in LEVERS.items() for setting in settings],
    )
    yield (
        Text("Targets: yes, no, or another number", "三、目标（选是或否，或填目标值；留空则带*的采用）"),
        [
            Row(
                target_label(one),
                ("targets", one.key),
                example=("是" if one.usual else "否", ""),
                remark=Text("* usual" if one.usual else "", "* 默认采用" if one.usual else ""),
                choices=(Text("yes", "是"), Text("no", "否")),
                kind="choice",
            )
            for one in TARGETS
        ],
    )


def _lever_row(lever: str, setting: str) -> Row:
    spec, first = setting_field(lever, setting), setting == scale_of(lever)
    numbers, plan = EXAMPLE.get(lever, ((), None))
    position = LEVERS[lever].index(setting)
    return Row(
        lever_label(lever, setting),
        ("levers", lever, setting),
        ("levers", lever, PLAN) if first else (),
        Text(spec.unit, in_chinese(spec.unit)),
        (
            plain(numbers[position]) if numbers else "",
            plain(plan) if first and plan is not None else "",
        ),
        Text("how much there is", "规模")
        if first
        else Text("the usual one if left empty", "留空则采用通常标准"),
    )
