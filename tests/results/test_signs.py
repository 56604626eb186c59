"""What a stream cannot carry is said in signs that it can, never in the sign of an uncertain verdict."""

from __future__ import annotations

import io

import pytest

from resettle.results.text.signs import on_stream, speaks, written

LINE = "✓ ✗ ○ ? −2.6\N{NO-BREAK SPACE}% ≥ 3 · “a” – b … ×"


@pytest.mark.parametrize(
    ("encoding", "line"),
    [
        ("utf-8", LINE),
        ("gb18030", LINE),
        ("gbk", "√ × ○ ? -2.6 % ≥ 3 · “a” – b … ×"),
        ("cp1252", "OK NO o ? -2.6\N{NO-BREAK SPACE}% >= 3 · “a” – b … ×"),
        ("ascii", 'OK NO o ? -2.6 % >= 3 . "a" - b ... x'),
        (None, LINE),
        ("of its own kind", LINE),
    ],
)
def test_signs_are_those_that_the_stream_can_carry(encoding: str | None, line: str) -> None:
    assert written(LINE, encoding) == line


def test_what_has_no_sign_is_spelled_out() -> None:
    assert written("小县 of \udcd0", "ascii") == r"\u5c0f\u53bf of \xd0"
    assert written("小县 of \udcd0", "utf-8") == r"小县 of \xd0"


def test_nothing_is_left_that_a_terminal_obeys() -> None:
    assert written("a\x1b[31mb\r\x9b\u202ec\td\ne", "utf-8") == "a\\x1b[31mb\\x0d\\x9b\\u202ec\td\ne"


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "utf-8"])
def test_a_stream_does_the_same_by_itself(encoding: str) -> None:
    kept = io.BytesIO()
    stream = io.TextIOWrapper(kept, encoding=encoding, errors=on_stream(encoding))
    stream.write(f"{LINE} \udcd0\n")
    stream.flush()
    assert kept.getvalue().decode(encoding) == f"{written(LINE, encoding)} \\xd0\n"


def test_languages_are_spoken_where_their_signs_are() -> None:
    names = ("utf-8", "gbk", "gb18030", "big5", "cp1252", "ascii")
    assert [name for name in names if speaks("zh", name)] == ["utf-8", "gbk", "gb18030"]
    assert all(speaks("en", name) for name in names)
