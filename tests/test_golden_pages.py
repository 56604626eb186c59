"""What a reader sees is as it was stored, and no kind of number escapes the text of a page."""

from __future__ import annotations

import pytest

from tests.golden_pages import PAGES, moved
from tests.page_text import both, chart_lines, figures_of, page_lines, printed


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_it_said(name: str) -> None:
    lines = moved(name, PAGES[name]())
    assert not lines, "\n".join([*lines, "`python -m tests.golden_pages` keeps this as the new text"])


PAGE = """<html><head><title>T</title><style>b{}</style></head><body><p>
<span lang="en">One</span><span lang="zh-CN">一</span> of <b>2</b></p>
<table><tr><th>A<small>note</small></th><td class="n"><em>head</em>1,000</td></tr></table>
<ul><li><i class="mark dash" style="--c:#123456"></i>Key</li></ul>
<div class="chart" id="chart-c"></div><p><a href="https://x.y/">link</a></p>
<script type="application/json" id="figures">[{"name":"c","data":[{"type":"scatter","x":["2021-11","2021-12",
"2022-01","2023-01"],"y":[1,1,1.23456,null],"name":"N","error_y":{"type":"data","symmetric":false,
"array":[2],"arrayminus":[1]}}],"layout":{"xaxis":{"title":{"text":"t"},"range":[0,1]},"shapes":[{"type":"line","x0":1}],
"annotations":[{"x":0.5,"text":"a"}]},"zh":{"data":{"0":{"name":"名"}}}}]</script></body></html>"""


def test_the_text_of_a_page_tells_both_languages_cells_keys_links_and_numbers_of_charts() -> None:
    assert page_lines(PAGE) == [
        "T",
        "en  One of 2",
        "zh  一 of 2",
        "A / note | 1,000",
        "- (mark dash #123456) Key",
        "[chart c]",
        "    trace 0",
        "      type: scatter",
        "    en    name: N",
        "    zh    name: 名",
        "      x: [2021-11..2022-01, 2023-01]",
        "      y: [1 x2, 1.235, None]",
        "      error_y: -[1] +[2]",
        "    xaxis: range [0, 1]; title t",
        "    shape: type line; x0 1; colour None",
        "    note: x 0.5; text a",
        "<https://x.y/> link",
    ]


def test_a_chart_that_stands_nowhere_is_noticed() -> None:
    with pytest.raises(AssertionError, match="charts without a place in the page: c"):
        page_lines(PAGE.replace('id="chart-c"', ""))


def test_packed_numbers_of_a_chart_are_unpacked() -> None:
    page = PAGE.replace("[1,1,1.23456,null]", '{"dtype":"<f8","bdata":"AAAAAAAA8D8AAAAAAAAAQA=="}')
    assert "  y: [1, 2]" in "\n".join(chart_lines(figures_of(page)["c"]))


def test_languages_of_different_length_are_noticed() -> None:
    with pytest.raises(ValueError, match="shorter"):
        both(["a", "b"], ["c"])


def test_what_is_printed_is_caught() -> None:
    assert printed(lambda: print("a  \nb")) == ["a", "b"]
