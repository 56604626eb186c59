"""Pictures of charts for the README, taken from reports: `python -m tests.readme_charts FOLDER=CHART ...`.

`FOLDER` is a results folder, `CHART` the name of a chart in its report, or `sliders` for the upper part of an
explorer; the picture goes to `docs/charts/<question>.png`. Run it again when a chart or its figures change.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.report.test_page_browser import FLAGS

CHARTS = Path(__file__).resolve().parent.parent / "docs" / "charts"
WIDTH, SHARPNESS, COLOURS = 900, 1.6, 96
OF_SLIDERS = 1180
"""Width at which sliders stand beside what comes of them."""


def taken(report: Path, chart: str) -> bytes:
    """A chart of a report as a PNG with few colours."""
    browser_path = os.environ.get("RESETTLE_CHROMIUM") or shutil.which("chromium")
    assert browser_path, "no chromium found; install it or set RESETTLE_CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        sliders = chart == "sliders"
        size = {"width": OF_SLIDERS if sliders else WIDTH, "height": 900}
        page = browser.new_page(viewport=size, device_scale_factor=SHARPNESS)
        page.goto(report.resolve().as_uri())
        page.click('[data-set-lang="en"]')
        page.wait_for_selector("html[data-drawn=en]")
        figure = page.locator(".explorer" if sliders else f"figure:has(#chart-{chart})")
        figure.locator(".tools").evaluate_all("all => all.forEach((one) => one.remove())")
        figure.scroll_into_view_if_needed()
        page.mouse.move(0, 0)
        shot = figure.screenshot()
        browser.close()
    small = BytesIO()
    picture = Image.open(BytesIO(shot)).convert("RGB")
    if sliders:
        picture = picture.crop((0, 0, picture.width, round(0.65 * picture.width)))
    picture.quantize(COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()


def main(arguments: list[str]) -> None:
    """Take the charts that are asked for."""
    CHARTS.mkdir(exist_ok=True)
    for argument in arguments:
        folder, _, chart = argument.rpartition("=")
        manifest = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
        path = CHARTS / f"{manifest['question']}.png"
        path.write_bytes(taken(Path(folder) / "report.html", chart))
        print(f"{path.relative_to(CHARTS.parent.parent)}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main(sys.argv[1:])
