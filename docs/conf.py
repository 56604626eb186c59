"""The documentation site: `make docs` builds it once in each language, from the same folder.

A page `name.md` is English; `name.zh.md`, where there is one, is the same in Chinese. The Chinese site
(`sphinx -t zh`) takes the Chinese page, and the English one where there is no other. Nothing is fetched from
a network, neither for the build nor by a page.
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS / "site"))

import resettle  # noqa: E402

chinese = tags.has("zh")  # type: ignore[name-defined]  # noqa: F821  (Sphinx puts it there)
translated = [str(path.relative_to(DOCS)).replace(".zh.", ".") for path in DOCS.glob("**/*.zh.*")]

project = "resettle"
author = copyright = "the resettle authors"
release = version = resettle.__version__
locale_dirs = ["site/locale"]
language = "zh_CN" if chinese else "en"
root_doc = "index.zh" if chinese else "index"
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "languages",
    "chinese_search",
    "joined_lines",
    "docstrings",
    "notebooks",
]
exclude_patterns = ["site", *(translated if chinese else ["**.zh.*"])]

myst_heading_anchors = 4
myst_links_external_new_tab = False

default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"

html_theme = "furo"
html_title = f"resettle {release}"
html_static_path = ["site/static"]
html_css_files = ["site.css"]
templates_path = ["site/templates"]
html_copy_source = False
html_show_sphinx = False
html_show_search_summary = False  # a page opened from a folder may not read other pages
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "languages.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_theme_options = {"top_of_page_buttons": []}
