"""Files changed at random, as people and programs change them: seeded, so that a fault can be made again."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

Change = Callable[[list[str], random.Random], None]

NUMBERS = (
    "0",
    "-1",
    "1e300",
    "1e999",
    "nan",
    "0.5",
    "1e7",
    "12",
    "99999999999",
    "2022-13",
    "9999-99",
    "１２",
)
WORDS = (
    "",
    "{}",
    "[]",
    "null",
    "guizhou",
    "~",
    "'",
    '"',
    "&a",
    "*a",
    "!!python/object:os",
    "是",
    "\t",
    "remove",
)


def _number(lines: list[str], lot: random.Random) -> None:
    """Another number where one stands."""
    at = [n for n, line in enumerate(lines) if re.search(r"\d", line)]
    if at:
        line = lot.choice(at)
        words = lines[line].split(" ")
        digits = [n for n, word in enumerate(words) if re.search(r"\d", word)]
        chosen = lot.choice(digits)
        end = words[chosen][-1] if words[chosen][-1] in ",}]" else ""
        words[chosen] = lot.choice(NUMBERS) + end
        lines[line] = " ".join(words)


def _word(lines: list[str], lot: random.Random) -> None:
    """Another word in a line."""
    line = lot.randrange(len(lines))
    words = lines[line].split(" ")
    words[lot.randrange(len(words))] = lot.choice(WORDS)
    lines[line] = " ".join(words)


def _gone(lines: list[str], lot: random.Random) -> None:
    """A line is missing."""
    del lines[lot.randrange(len(lines))]


def _twice(lines: list[str], lot: random.Random) -> None:
    """A line stands twice."""
    line = lot.randrange(len(lines))
    lines.insert(line, lines[line])


def _moved(lines: list[str], lot: random.Random) -> None:
    """A line is indented otherwise."""
    line = lot.randrange(len(lines))
    lines[line] = " " * lot.choice((0, 1, 2, 4, 9)) + lines[line].lstrip()


def _swapped(lines: list[str], lot: random.Random) -> None:
    """Two lines have changed places."""
    one, other = lot.randrange(len(lines)), lot.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _sign(lines: list[str], lot: random.Random) -> None:
    """A sign in the middle of a line."""
    line = lot.randrange(len(lines))
    at = lot.randrange(len(lines[line]) + 1)
    lines[line] = lines[line][:at] + lot.choice("：，{}[]:#|>\x00\u202e%@`") + lines[line][at:]


CHANGES: tuple[Change, ...] = (_number, _number, _number, _word, _gone, _twice, _moved, _swapped, _sign)
"""Ways to change a file; numbers most often, as files with other numbers get farthest."""


def mutated(text: str, lot: random.Random) -> str:
    """A text with one to three changes."""
    lines = text.splitlines() or [""]
    for _ in range(lot.choice((1, 1, 1, 2, 3))):
        lot.choice(CHANGES)(lines, lot)
        lines = lines or [""]
    return "\n".join(lines) + "\n"


def mutated_text(data: bytes, lot: random.Random) -> bytes:
    """Lines in UTF-8 with changes; now and then as another system writes them, or damaged."""
    kind = lot.random()
    if kind < 0.08:
        return mutated_bytes(data, lot)
    text = mutated(data.decode("utf-8-sig"), lot)
    if kind < 0.12:
        return text.encode(lot.choice(("gb18030", "utf-16", "utf-8-sig", "big5")), "ignore")
    return text.encode()


def mutated_bytes(data: bytes, lot: random.Random) -> bytes:
    """Bytes that a disk, a network or an editor has damaged."""
    at, size = lot.randrange(len(data) + 1), lot.choice((1, 1, 1, 4, 30, 400))
    kind = lot.randrange(7)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data[at + size :]
    if kind == 2:
        return data[:at] + lot.randbytes(size) + data[at:]
    if kind == 3:
        return data[:at] + bytes(size) + data[at + size :]
    if kind == 4:
        return data[:at] + data[at // 2 : at // 2 + size] + data[at + size :]
    if kind == 5 and at < len(data):
        return data[:at] + bytes([data[at] ^ (1 << lot.randrange(8))]) + data[at + 1 :]
    return data[:at] + lot.randbytes(size) + data[at + size :]


def mutated_csv(data: bytes, lot: random.Random) -> bytes:
    """A table with other cells, rows or columns, as another system writes it."""
    if lot.random() < 0.1:
        return mutated_bytes(data, lot)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for _ in range(lot.choice((1, 1, 2, 5, 25))):
        lot.choice(TABLE_CHANGES)(rows, lot)
        rows = rows or [[""]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=lot.choice(",,,,\t;|")).writerows(rows)
    encoding = lot.choice(("utf-8-sig", "utf-8-sig", "utf-8", "gb18030", "utf-16"))
    return text.getvalue().encode(encoding, "replace")


def mutated_page(data: bytes, lot: random.Random) -> bytes:
    """A page of HTML with other cells or tags."""
    if lot.random() < 0.1:
        return mutated_bytes(data, lot)
    text = data.decode()
    for _ in range(lot.choice((1, 2, 6))):
        found = [match.span() for match in re.finditer(r"<[^>]*>|[^<>]+", text)] or [(0, 0)]
        begin, end = lot.choice(found)
        new = lot.choice(
            (
                *CELLS,
                "<td colspan=9999999>",
                "<td rowspan=-1>",
                "<tr>",
                "</table>",
                "<!--",
                "&#0;",
                "<td rowspan=²>",
            )
        )
        text = text[:begin] + new + text[end:]
    return text.encode(lot.choice(("utf-8", "utf-8", "gb18030")), "ignore")


def mutated_book(data: bytes, lot: random.Random) -> bytes:
    """A workbook in which a file is changed, missing or damaged."""
    if lot.random() < 0.15:
        return mutated_bytes(data, lot)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    likely = [
        name for name in parts if "sheet" in name or "haredStrings" in name or name.endswith("workbook.xml")
    ]
    for _ in range(lot.choice((1, 1, 2, 4))):
        name = lot.choice(likely if lot.random() < 0.9 else sorted(parts))
        if name not in parts:
            continue
        kind = lot.random()
        if kind < 0.03:
            del parts[name]
        elif kind < 0.1:
            parts[name] = mutated_bytes(parts[name], lot)
        else:
            parts[name] = _in_markup(parts[name].decode("utf-8", "replace"), lot).encode()
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return whole.getvalue()


def _in_markup(text: str, lot: random.Random) -> str:
    """Another text between two tags, or another value of an attribute."""
    found = [
        match.span(1)
        for match in re.finditer(r">([^<>]+)<|=\"([^\"]*)\"", text)
        if match.group(1) is not None
    ]
    found += (
        [match.span(1) for match in re.finditer(r"=\"([^\"]*)\"", text)]
        if not found or lot.random() < 0.3
        else []
    )
    if not found:
        return text
    begin, end = lot.choice(found)
    return text[:begin] + lot.choice(CELLS).translate({60: "", 38: "", 34: ""}) + text[end:]


def mutated_json(data: bytes, lot: random.Random) -> bytes:
    """Plain data that are damaged, or that somebody has edited, who may have removed the checksum."""
    if lot.random() < 0.3:
        return mutated_bytes(data, lot)
    content = json.loads(data)
    edited = lot.random() < 0.7
    for _ in range(lot.choice((1, 1, 2))):
        holder, key = lot.choice(_places(content))
        if edited and key == "checksum":
            continue
        kind = lot.randrange(4)
        if kind == 0:
            del holder[key]
        else:
            holder[key] = lot.choice(DATA)
        if not content:
            break
    if edited:
        content.pop("checksum", None)
    return json.dumps(content, ensure_ascii=lot.random() < 0.5).encode()


def _places(content: Any) -> list[tuple[Any, Any]]:
    """Where values stand in plain data, those near the top first; of long ones a thousand."""
    found, open_ = [], [content]
    while open_ and len(found) < 1000:
        node = open_.pop(0)
        keys = list(node) if isinstance(node, dict) else range(len(node))
        found += [(node, key) for key in keys]
        open_ += [node[key] for key in keys if isinstance(node[key], (dict, list))]
    return found


def _cell(rows: list[list[str]], lot: random.Random) -> None:
    row = lot.choice(rows)
    if row:
        row[lot.randrange(len(row))] = lot.choice(CELLS)


def _cells_swapped(rows: list[list[str]], lot: random.Random) -> None:
    one, other = lot.choice(rows), lot.choice(rows)
    if one and other:
        a, b = lot.randrange(len(one)), lot.randrange(len(other))
        one[a], other[b] = other[b], one[a]


def _row_gone(rows: list[list[str]], lot: random.Random) -> None:
    del rows[lot.randrange(len(rows))]


def _row_twice(rows: list[list[str]], lot: random.Random) -> None:
    rows.insert(lot.randrange(len(rows) + 1), list(lot.choice(rows)))


def _column_gone(rows: list[list[str]], lot: random.Random) -> None:
    at = lot.randrange(max(map(len, rows)) + 1)
    for row in rows:
        del row[at : at + 1]


TABLE_CHANGES: tuple[Callable[[list[list[str]], random.Random], None], ...] = (
    *(_cell, _cell, _cell, _cell),
    *(_cells_swapped, _row_gone, _row_twice, _column_gone),
)
"""Ways to change a table; cells most often."""

CELLS = (
    *("", " ", "0", "-1", "1e400", "1e300", "nan", "inf", "0.5", "12", "99999999999", "9" * 400, "1" * 18),
    *(
        "1.5E+17",
        "=1+1",
        '="',
        "\x00",
        "\ufeff",
        "\u202e",
        "\x1b[31m",
        "²",
        "９",
        "x" * 40_000,
        "#N/A",
        "2024",
    ),
    *(
        "20240230",
        "2024-13-45",
        "男",
        "是",
        "户主",
        "残疾",
        "务工",
        "合计",
        "3,120户",
        "1.28万",
        "12%",
        "贵州",
    ),
)
"""What stands in cells of tables that people send."""

DATA: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    1e308,
    "",
    "x",
    "../../x",
    "/etc/passwd",
    [],
    [1],
    {},
    {"is": "Text"},
    "monthly.parquet",
    10**30,
)
"""What stands in plain data in the place of something else."""
