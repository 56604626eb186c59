"""The documentation site is built without a warning, opens from a folder and asks no network for anything."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html

from tests.conftest import ROOT, environment
from tests.report.test_page_browser import FLAGS

pytestmark = pytest.mark.slow
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `make docs` makes."""
    folder = tmp_path_factory.mktemp("site") / "docs"
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "build.py"), str(folder)],
        check=False,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Built: {folder / 'index.html'}\n"
    return folder


def pages(folder: Path) -> dict[Path, html.HtmlElement]:
    return {path: html.fromstring(path.read_bytes()) for path in sorted(folder.rglob("*.html"))}


def test_nothing_is_asked_of_a_network(site: Path) -> None:
    loaded = [
        address
        for page in pages(site).values()
        for tag, attribute in LOADED.items()
        for address in page.xpath(f"//{tag}/@{attribute}")
    ]
    assert len(loaded) > 100
    assert [one for one in loaded if re.match(r"(https?:)?//", one)] == []
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", text), style
    for script in site.rglob("*.js"):
        if script.name not in (
            "searchtools.js",
            "searchindex.js",
        ):  # one reads pages of the site, one is words
            assert not re.search(r"\bfetch\(|XMLHttpRequest", script.read_text(encoding="utf-8")), script


def test_every_page_of_the_docs_is_there_in_each_language(site: Path) -> None:
    docs = ROOT / "docs"
    found = [*docs.rglob("*.md"), *docs.rglob("*.ipynb")]
    sources = {path.relative_to(docs).with_suffix("") for path in found}
    twins = {path for path in sources if path.suffix == ".zh"}
    english = sources - twins
    chinese = twins | {path for path in english if path.with_name(f"{path.name}.zh") not in twins}
    for folder, wanted in (("en", english), ("zh", chinese)):
        missing = [one for one in wanted if not (site / folder / f"{one}.html").is_file()]
        assert missing == []
    assert {Path("county.zh"), Path("questions.zh"), Path("notebooks/planner.zh")} <= chinese


def test_a_notebook_is_a_page_with_what_it_showed(site: Path) -> None:
    page = pages(site / "zh")[site / "zh" / "notebooks" / "planner.zh.html"]
    (article,) = page.xpath("//article")
    text = article.text_content()
    assert "946,354" in text and "两个方案的比较" in text
    assert len(article.xpath(".//table")) == 3
    assert len(article.xpath(".//img[starts-with(@src, 'data:image/png')]")) == 1
    assert "../levers" in " ".join(article.xpath(".//a/@href"))


def test_every_link_inside_the_site_leads_somewhere(site: Path) -> None:
    built = pages(site)
    names = {path: {*page.xpath("//@id"), *page.xpath("//a/@name")} for path, page in built.items()}
    links = 0
    for path, page in built.items():
        for address in page.xpath("//a/@href"):
            if re.match(r"\w+:", address):
                continue
            name, _, anchor = address.partition("#")
            to = (path.parent / name).resolve() if name else path
            assert to.exists(), f"{path.name}: {address}"
            assert not anchor or to.suffix != ".html" or anchor in names[to], f"{path.name}: {address}"
            links += 1
    assert links > 1000


def test_each_page_leads_to_itself_in_the_other_language(site: Path) -> None:
    english = [path.relative_to(site / "en") for path in pages(site / "en")]
    led = 0
    for path in english:
        own = path.with_suffix(".zh.html")
        other = own if (site / "zh" / own).is_file() else path
        for page, to, text in (
            (f"en/{path}", f"zh/{other}", "中文"),
            (f"zh/{other}", f"en/{path}", "English"),
        ):
            (link,) = html.fromstring((site / page).read_bytes()).xpath("//p[@class='languages']/a")
            assert (((site / page).parent / link.get("href")).resolve(), link.text) == (site / to, text)
            led += path != other
    assert led > 30


def test_links_of_a_chinese_page_stay_in_chinese(site: Path) -> None:
    for path, page in pages(site / "zh").items():
        for address in page.xpath("//a[not(ancestor::p[@class='languages'])]/@href"):
            to = (path.parent / address.partition("#")[0]).resolve()
            assert re.match(r"\w+:|#|$", address) or (site / "zh") in to.parents, f"{path.name}: {address}"


def test_no_chinese_page_has_a_paragraph_in_english(site: Path) -> None:
    """But for the glossary, which has both, code, and names: of types, of who published, of figures."""
    looked = 0
    for path, page in pages(site / "zh").items():
        (article,) = page.xpath("//article") or [html.Element("article")]
        for code in article.xpath(".//code | .//pre | .//dt[contains(@class, 'sig')]"):
            code.drop_tree()
        for part in article.xpath(
            ".//h1 | .//h2 | .//h3 | .//p[not(ancestor::table)] | .//li[not(p)] | .//th"
        ):
            text = " ".join(part.text_content().split())
            words = re.findall(r"(?<![\w.\[])[A-Za-z]{2,}(?![\w.\]])", text)
            allowed = path.name == "glossary.html" or len(words) < 3 or "|" in text
            assert allowed or re.search("[\u4e00-\u9fff]", text), f"{path.name}: {text}"
            looked += 1
    assert looked > 1000


def test_a_chinese_page_leads_to_chinese_pages_and_its_lines_join(site: Path) -> None:
    page = pages(site / "zh")[site / "zh" / "first-hour.zh.html"]
    (article,) = page.xpath("//article")
    links = article.xpath(".//a/@href")
    assert {"county.zh.html", "questions.zh.html", "questions.zh.html#id2"} & set(links)
    assert not [one for one in links if one.startswith(("county.html", "questions.html"))]
    for paragraph in article.xpath(".//p"):
        assert not re.search("[\u4e00-\u9fff]\\s*\n\\s*[\u4e00-\u9fff]", paragraph.text_content())


@pytest.mark.browser
def test_pages_open_from_the_folder_and_chinese_is_found(site: Path) -> None:
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    chromium = os.environ.get("RESETTLE_CHROMIUM") or shutil.which("chromium")
    assert chromium, "no chromium found; install it or set RESETTLE_CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.on("request", lambda request: asked.append(request.url))
        for path in ("index.html", "en/first-hour.html", "zh/questions.zh.html"):
            page.goto((site / path).as_uri())
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= 390, f"{path} is {width} wide"
        page.goto((site / "zh" / "search.html").as_uri() + "?q=公益性岗位")
        page.wait_for_selector("ul.search li a")
        found = page.locator("ul.search li a").all_inner_texts()
        page.goto((site / "en" / "search.html").as_uri() + "?q=wilson+seats")
        browser.close()
    assert "术语表" in " ".join(found)
    assert asked and all(url.startswith("file:") for url in asked), asked
