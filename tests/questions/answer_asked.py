"""A question about figures by lot: `python -m tests.questions.answer_asked OPTIONS`; and its answer."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Literal

from resettle.results.report.answer import Answer, QuestionError, Section, Table
from resettle.results.report.charts import Chart, heat, tidy
from resettle.results.runs.frame import Runs
from resettle.results.text.labels import Text
from resettle.results.text.scales import scale_of

SEATS = "levers.training_subsidy.seats"
EVIL = Text("Seats</script><script>alert(1)</script>", "名额<img src=x onerror=alert(2)>{{ 7*7 }}")


def plainly(text: str) -> Text:
    return Text(text, text)


def heat_map(title: Text = EVIL) -> Chart:
    cells = {"x": [1, 2, 3] * 2, "y": [1] * 3 + [2] * 3, "value": [0.1, 0.5, None, 0.4, 0.9, 1.0]}
    names = {f"{axis}_name": [plainly(str(number)) for number in cells[axis]] for axis in "xy"}
    texts = {**names, "text": [title] * 6, "hover": [title] * 6}
    style = {"colours": [[0, "#ffffff"], [1, "#0072B2"]], "titles": (title, title)}
    draw = partial(heat, scale=scale_of("share"), **style)
    return Chart("map", title, tidy({**cells, **texts}, value="share"), draw, note=title)


def answer_of(runs: Runs, title: Text = EVIL, exit_code: int = 0) -> Answer:
    """An answer with every part that an answer may have."""
    frame = runs.frame.drop(columns="seconds")
    cells = tuple((title, plainly(f"{row.replication:d}"), title) for row in frame.head(50).itertuples())
    head = (title, plainly("replication"), title)
    table = Table(title, head, cells, note=title, most=5, words=(2,))
    hidden = Table(plainly("not on the terminal"), head, cells[:1], terminal=False)
    sections = (
        Section("grid", title, (title,), (table, hidden), (heat_map(title),)),
        Section("more", plainly("More"), (title,), folded=True),
    )
    return Answer(
        "ask", title, (title, plainly("All is known.")), sections, {"cells": frame}, {"n": 3}, exit_code
    )


def main() -> None:
    """Ask: `--variants N --runs N --jobs N --cluster ADDRESS --out DIR --exit-code N --refuse TEXT`."""
    from resettle.cli.app import app, reported
    from resettle.cli.app import main as command
    from resettle.cli.asking import How, question
    from resettle.results.runs import progress as clock
    from resettle.results.runs import shards, table
    from resettle.results.runs import work as working
    from resettle.results.runs.table import Variant
    from resettle.scenarios import load
    from tests.runs.quick import QuickWork

    table.Work = QuickWork  # type: ignore[misc]
    clock.BATCH_SECONDS = 0.08
    shards.MANY_SHARDS = working.MANY_SHARDS = 5

    @app.command("ask")
    @reported
    def ask(
        out: Path,
        variants: int = 4,
        runs: int = 3,
        jobs: int | None = None,
        cluster: str | None = None,
        exit_code: int = 0,
        refuse: str = "",
        lang: Literal["en", "zh"] = "en",
        name: str = "ask",
    ) -> None:
        scenario = load("guizhou")
        several = [Variant(f"v{number}", scenario, ((SEATS, 100.0 * number),)) for number in range(variants)]
        how = How(jobs=jobs, cluster=cluster, out=out, lang=lang)
        with question(name, [scenario], how) as asked:
            if refuse:
                raise QuestionError(refuse)
            made = asked.asking.run(several, range(runs), stage="grid")
            asked.deliver(answer_of(made, exit_code=exit_code))

    sys.argv[1:1] = ["ask"]
    command()


if __name__ == "__main__":
    main()
