"""Files of answers for scripts: YAML with a line for each question, by its name or by its Chinese label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from resettle.model.text import Text, both, fill
from resettle.scenarios.catalogue import setting_field
from resettle.scenarios.county.answers import PLAN, YES, Answers, Given, Wrong, answers_of
from resettle.scenarios.county.menus import LEVERS, TARGETS, lever_text
from resettle.scenarios.county.numbers import plain
from resettle.scenarios.county.questions import QUESTIONS
from resettle.scenarios.problems import Problems, hint, listed, printable, shown
from resettle.scenarios.read.strict_yaml import ListNode, MappingNode, Node, ScalarNode, read_yaml

SHARE = re.compile(r"\d+(?:\.\d+)? ?%")
"""The number in the title of a target, once its letters are common ones."""

_PLAN_WORDS = {PLAN: PLAN, "方案": PLAN, "方案期": PLAN, "规划": PLAN}


_SECTIONS = {"levers": "levers", "措施": "levers", "targets": "targets", "目标": "targets"}


def read_answers(path: Path) -> Answers:
    """Reads a file of answers.

    Raises:
        ScenarioErrors: With everything that is wrong, by line.
    """
    problems, wrong = Problems(), Wrong()
    top = read_yaml(path, printable(str(path), 200), problems)
    problems.raise_if_any()
    assert top is not None
    given: dict[tuple[str, ...], Given] = {}
    for one in _given(top, wrong):
        if one.key in given:
            before = given[one.key].where
            wrong.add(one.where, both("answered before, at {at}", "前面已填写（{at}）", at=before))
        given[one.key] = one
    return answers_of(given.values(), wrong)


def _given(top: MappingNode, wrong: Wrong) -> Iterator[Given]:
    names = {name: one.key for one in QUESTIONS for name in (one.key, one.label.zh, one.label.en)}
    for written, node in top.items.items():
        section = _SECTIONS.get(plain(written))
        if section == "levers":
            yield from _levers(node, wrong)
        elif section == "targets":
            yield from _targets(node, wrong)
        else:
            key = _named(written, {**names, **_SECTIONS}, top.locations[written], wrong)
            if key is not None:
                yield Given((key,), _value(node), str(node.where))


def _levers(node: Node, wrong: Wrong) -> Iterator[Given]:
    names = {name: lever for lever in LEVERS for name in (lever, lever_text(lever).zh, lever_text(lever).en)}
    holder = _mapping(node, Text("levers", "措施"), wrong)
    for written, content in holder.items.items():
        lever = _named(written, names, holder.locations[written], wrong)
        if lever is None:
            continue
        settings = {
            name: setting
            for setting in LEVERS[lever]
            for name in (setting, setting_field(lever, setting).zh, setting_field(lever, setting).en)
        }
        inner = _mapping(content, lever_text(lever), wrong)
        for setting, number in inner.items.items():
            key = _named(setting, settings | _PLAN_WORDS, inner.locations[setting], wrong)
            if key is not None:
                yield Given(("levers", lever, key), _value(number), str(number.where))


def _targets(node: Node, wrong: Wrong) -> Iterator[Given]:
    if isinstance(node, ListNode):
        for item in node.items:
            if isinstance(item, MappingNode):
                yield from _targets(item, wrong)
                continue
            key, bound = _titled(str(_value(item)), item.where, wrong)
            if key is not None:
                yield Given(("targets", key), bound or "yes", str(item.where))
        return
    holder = _mapping(node, Text("targets", "目标"), wrong)
    for written, content in holder.items.items():
        key, bound = _titled(written, holder.locations[written], wrong)
        if key is not None:
            value = _value(content)
            agreed = isinstance(value, str) and plain(value).lower() in YES
            yield Given(("targets", key), bound if bound and agreed else value, str(content.where))


def _titled(written: str, where: object, wrong: Wrong) -> tuple[str | None, str]:
    """A target by its name or title, and the number that the title asks for, if it has one."""
    number = SHARE.search(plain(written))
    bare = _compact(SHARE.sub("", plain(written), count=1))
    for one in TARGETS:
        if bare in [_compact(title.replace("{bound}", "")) for title in (one.label.zh, one.label.en)]:
            return one.key, number.group() if number else ""
    usual = {one.key: fill(one.label, bound=f"{100 * one.bound:g}%") for one in TARGETS}
    names = {name: key for key, title in usual.items() for name in (key, title.zh, title.en)}
    return _named(written, names, where, wrong), ""


def _compact(title: str) -> str:
    """A title as it is compared: spaces and capitals do not count."""
    return "".join(plain(title).lower().split())


def _mapping(node: Node, what: Text, wrong: Wrong) -> MappingNode:
    if isinstance(node, MappingNode):
        return node
    if not (isinstance(node, ScalarNode) and not node.text):
        plainly = both("{what}: write name: value below it", "{what}下面应按“名称: 取值”逐行填写", what=what)
        wrong.add(str(node.where), plainly)
    return MappingNode(node.where)


def _named(written: str, names: Mapping[str, str], where: object, wrong: Wrong) -> str | None:
    known = {plain(name): key for name, key in names.items()}
    key = known.get(plain(written))
    if key is None:
        chinese = list(dict.fromkeys(name for name in names if not name.isascii()))
        english = list(dict.fromkeys(names.values()))
        near = hint(plain(written), [*names])
        allowed = Text(listed(english, 40).en, listed(chinese, 40).zh)
        wrong.add(
            str(where),
            both("unknown {got}{near}; allowed: {allowed}", "没有{got}这一项{near}；可填：{allowed}",
                 got=shown(written), near=near, allowed=allowed),
        )  # fmt: skip
    return key


def _value(node: Node) -> object:
    """What was written: a text, or something that no answer is."""
    return node.text if isinstance(node, ScalarNode) else [] if isinstance(node, ListNode) else {}
