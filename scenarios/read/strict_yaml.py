"""YAML read strictly: every node keeps its location, and nothing is guessed.

Stock loaders keep the last of two equal keys, read `no` as false, `1e5` as text and
`012` as ten. Here keys are unique, scalars stay text until a field says what it wants,
and tags, anchors and aliases are refused, so that a small file cannot grow large.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from resettle.model.text import Text, both, fill
from resettle.scenarios.language import reason_of
from resettle.scenarios.problems import Problems, Where, shown
from resettle.scenarios.read.signs import full_width, wrong_encoding

MAX_BYTES = 1_000_000
"""Largest file that is read, in bytes."""

MAX_DEPTH = 20
"""Deepest nesting that is read."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_ALIASES = Text(
    "anchors, aliases and tags are not used in scenario files; write the value out",
    "方案文件不用锚点、别名和标签，请直接写出取值",
)

_TOO_DEEP = Text(
    f"is nested deeper than {MAX_DEPTH} levels, the most a scenario file may have",
    f"嵌套超过{MAX_DEPTH}层，即方案文件的上限",
)
_TOO_LARGE = Text(
    f"is larger than {MAX_BYTES:,} bytes, the most a scenario file may have",
    f"超过{MAX_BYTES:,}字节，即方案文件的上限",
)


@dataclass(frozen=True)
class ScalarNode:
    """A single value as it is written.

    Attributes:
        text: The text, unquoted.
        plain: Whether it was written without quotes.
        where: Its location.
    """

    text: str
    plain: bool
    where: Where


@dataclass(frozen=True)
class ListNode:
    """A list."""

    where: Where
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class MappingNode:
    """A mapping; `locations` holds where each key stands."""

    where: Where
    items: dict[str, Node] = field(default_factory=dict)
    locations: dict[str, Where] = field(default_factory=dict)


Node = ScalarNode | ListNode | MappingNode


@dataclass
class _Open:
    """A list or mapping whose end has not been read yet."""

    node: ListNode | MappingNode
    key: str | None = None
    before: str | None = None
    wants_key: bool = True


def read_yaml(path: Path, name: str, problems: Problems) -> MappingNode | None:
    """Reads one file.

    Args:
        path: Where the file lies.
        name: How messages call it.
        problems: Collects what is wrong.

    Returns:
        The mapping at the top, or `None` if the file cannot be read as one.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = reason_of(error)
        reason = Text(reason.en.lower(), reason.zh)
    except ValueError:
        reason = Text("not a file name", "不是文件名")
    else:
        return parse_yaml(raw, name, problems)
    problems.add(Where(name, 1, 1), both("cannot be read: {reason}", "无法读取：{reason}", reason=reason))
    return None


def parse_yaml(raw: bytes, name: str, problems: Problems) -> MappingNode | None:
    """Reads the bytes of a file; see `read_yaml`."""
    text = ""
    try:
        if len(raw) > MAX_BYTES:
            raise _Refused(Where(name, 1, 1), _TOO_LARGE)
        text = raw.decode("utf-8-sig")
        root = _build(text, name, problems)
        if isinstance(root, ScalarNode) and full_width(text.splitlines(), 1, name, problems):
            return None
        return _top(root, name)
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        where = Where(name, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        problems.add(where, wrong_encoding(raw))
    except yaml.YAMLError as error:
        _syntax(error, text, name, problems)
    except _Refused as error:
        problems.add(error.where, error.message)
    return None


class _Refused(Exception):
    """Something that no scenario file holds; reading ends here, before it can grow."""

    def __init__(self, where: Where, message: Text) -> None:
        super().__init__(where, message)
        self.where = where
        self.message = message


def _top(node: Node | None, name: str) -> MappingNode:
    if node is None:
        empty = Text(
            "is empty; a scenario file starts with 'resettle: 1'", "文件为空；方案文件以“resettle: 1”开头"
        )
        raise _Refused(Where(name, 1, 1), empty)
    if isinstance(node, MappingNode):
        return node
    listing = isinstance(node, ListNode)
    wrong = both(
        "has {what} at the top; a scenario file is a mapping that starts with 'resettle: 1'",
        "最上层是{what}；方案文件应为一组键值，以“resettle: 1”开头",
        what=Text("a list", "列表") if listing else Text("a single value", "单个值"),
    )
    raise _Refused(node.where, wrong)


def _build(text: str, name: str, problems: Problems) -> Node | None:
    """Turns the parser's events into nodes without recursion."""
    root: Node | None = None
    stack: list[_Open] = []
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        mark = event.start_mark
        assert mark is not None
        where = Where(name, mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                second = Text(
                    "holds a second document ('---'); a file holds one scenario",
                    "含有第二个文档（“---”）；一个文件只写一个方案",
                )
                raise _Refused(where, second)
        if isinstance(event, yaml.NodeEvent) and (
            isinstance(event, yaml.AliasEvent) or event.anchor is not None or getattr(event, "tag", None)
        ):
            raise _Refused(where, _NO_ALIASES)
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if len(stack) >= MAX_DEPTH:
                raise _Refused(where, _TOO_DEEP)
            mapping = isinstance(event, yaml.MappingStartEvent)
            stack.append(_Open(MappingNode(where) if mapping else ListNode(where)))
            continue
        done: Node
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            done = stack.pop().node
        elif isinstance(event, yaml.ScalarEvent):
            done = ScalarNode(event.value, not event.style, where)
        else:
            continue
        if stack:
            _put(stack[-1], done, problems)
        else:
            root = done
    return None if isinstance(root, ScalarNode) and root.plain and not root.text else root


def _put(parent: _Open, node: Node, problems: Problems) -> None:
    """Puts a finished node where it belongs in its parent."""
    holder = parent.node
    if isinstance(holder, ListNode):
        holder.items.append(node)
        return
    parent.wants_key = not parent.wants_key
    if parent.wants_key:
        if parent.key is not None and not _rest_of_number(parent, node):
            holder.items[parent.key] = node
            parent.before = parent.key
        return
    if not isinstance(node, ScalarNode):
        plain = Text(
            "a key must be a plain name, not a list or a mapping", "键必须是普通名称，不能是列表或一组键值"
        )
        raise _Refused(node.where, plain)
    parent.key = node.text
    first = holder.locations.setdefault(node.text, node.where)
    if first is not node.where:
        twice = Text(
            "key {key} stands here twice; the first is at line {line}", "键{key}重复出现；第一次在第{line}行"
        )
        problems.add(node.where, fill(twice, key=shown(node.text), line=first.line))
        parent.key = None


def _rest_of_number(parent: _Open, node: Node) -> bool:
    """Puts what a comma parted from a number, `{value: 1,280}`, back where it belongs, if it is that.

    YAML takes the comma for the end of an entry, so that 1 would be read in place of 1280, and 280 as a key.
    """
    holder, rest = parent.node, parent.key
    if not isinstance(holder, MappingNode) or rest is None or not isinstance(node, ScalarNode):
        return False
    before = holder.items.get(parent.before or "")
    if node.text or not node.plain or not (isinstance(before, ScalarNode) and before.plain):
        return False
    where, beside = holder.locations[rest], before.where
    next_to_it = (where.line, where.column) == (beside.line, beside.column + len(before.text) + 1)
    if not (next_to_it and re.fullmatch(r"[-+]?[0-9][0-9.,]*", before.text) and rest[0].isdigit()):
        return False
    holder.items[str(parent.before)] = replace(before, text=f"{before.text},{rest}")
    del holder.locations[rest]
    return True


def _syntax(error: yaml.YAMLError, text: str, name: str, problems: Problems) -> None:
    """One clear line for what the parser could not read."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    lines = text.splitlines() or [""]
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    else:
        position = getattr(error, "position", 0)
        before = text[: position if isinstance(position, int) else 0]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    here = lines[min(line, len(lines)) - 1]
    if "\t" in here[: max(column, 1)]:
        tab = Text("a tab stands here; indent with spaces", "此处有制表符；请用空格缩进")
        problems.add(Where(name, line, here.index("\t") + 1), tab)
        return
    if full_width(lines, line, name, problems):
        return
    wrong = Text(
        "is not valid YAML: check indentation, colons, brackets and quotes here",
        "不是有效的YAML，请检查此处的缩进、冒号、括号和引号",
    )
    problems.add(Where(name, line, column), wrong)
