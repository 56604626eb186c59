"""Golden pages: all that a reader sees of one page of each kind, as text, so that no change goes unseen.

`python -m tests.golden_pages` makes the pages again, prints what moved and writes the new texts; with
`--check` it writes nothing and tells by its exit code whether anything moved. Names of pages may be given.
"""

from __future__ import annotations

import argparse
import difflib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.scenarios import Text
from tests.page_text import frame_lines, page_lines, terminal_lines

if TYPE_CHECKING:
    from resettle.results.report.answer import Answer
    from resettle.scenarios import Scenario
    from tests.results.factory import Run

FOLDER = Path(__file__).with_name("golden")
FEW = 3
"""Values of each section of a made scenario that its page lists."""


def _few(scenario: Scenario, section: str) -> list[str]:
    """The first values of a section, and those that the table of the base year reads."""
    return [*list(getattr(scenario, section))[:FEW], "channel", "income_per_capita"]


def _run(run: Run) -> list[str]:
    from tests.results.factory import render

    few = [
        replace(
            one,
            **{
                name: {key: value for key, value in getattr(one, name).items() if key in _few(one, name)}
                for name in ("population", "initial", "parameters", "series")
            },
        )
        for one in run.scenarios
    ]
    run = replace(run, scenarios=few)
    answer = run.answer
    lines = page_lines(render(run)) + terminal_lines(answer)
    for name in ("targets", "uncertainty", "comparison"):
        lines += frame_lines(name, answer.frames[name])
    return lines


def run_of_one_scenario() -> list[str]:
    """A run that takes every parameter draw with two seeds."""
    from resettle.results.judge.targets import judge
    from tests.draws import Design
    from tests.results.factory import make_run

    data = make_run()
    monthly = data.monthly.assign(draw=[Design().draw(number) for number in data.monthly["replication"]])
    drawn = {
        "parameters": "posterior",
        "outside": "forecast",
        "futures": 15,
        "repeated": 5,
        "ending": "asked",
        "half_width": 0.2,
    }
    weights = {"plan": 21.58}
    chance = np.random.default_rng(4)
    taken = {draw: list(map(float, chance.normal(size=3))) for draw in range(15)}
    missed = {draw: [float(chance.normal())] for draw in range(15)}
    targets = judge(data.scenarios, monthly, weights, {"plan": {"outside": taken, "missing": missed}})
    return _run(replace(data, monthly=monthly, targets=targets, manifest={**data.manifest, **drawn}))


def answer_of_a_plan() -> Answer:
    """A plan beside what ran before, with advice and what would have come anyway."""
    from resettle.results.questions.run.anyway import anyway
    from resettle.results.questions.run.question import answered
    from resettle.results.questions.run.tried import Tried
    from tests.questions import test_advice as made
    from tests.questions.test_matters import DRAWN, found
    from tests.results.factory import make_ends, make_run, make_scenario, make_tenths

    data, plan = make_run("plan", "base"), made.plan()
    baseline = make_scenario("base", Text("What ran before continues", "延续原有措施"))
    frames = {**data.answer.frames, **make_ends(), "tenths": make_tenths()}
    target = replace(plan.targets[made.MAIN], indicator="net_income")
    before = anyway(target, replace(baseline, levers=plan.levers), made.FakeAsking())  # type: ignore[arg-type]
    tried = Tried("plan", made.MAIN, made.tried(plan), before)
    said = {"parameters": "posterior", "futures": 20, "repeated": 0, "ending": "asked", "half_width": 0.2}
    manifest = {**data.manifest, **said}
    weights = dict.fromkeys(("plan", "base"), 21.58)
    most = found(dict.fromkeys(DRAWN[:10], 1.0), 400)
    return answered([plan], frames, manifest, weights, baseline, tried, most)


def run_of_a_plan() -> list[str]:
    """A plan beside what ran before."""
    return _answer(answer_of_a_plan())


def run_of_two_scenarios() -> list[str]:
    """Two scenarios of one place, one run of which failed."""
    from tests.results.factory import make_run

    data = make_run("plan", "base")
    failed = ["plan, replication 2: made to fail"]
    return _run(replace(data, manifest={**data.manifest, "failed": failed, "parameters": "prior"}))


def run_across_places() -> list[str]:
    """Plans of three places with other years and targets, of one of them a second scenario."""
    from tests.results.regions_factory import make_places_run

    return _run(make_places_run("wanzhou", "hanyin", "yinchuan", "wanzhou+more"))


def _answer(answer: Answer) -> list[str]:
    from resettle.results.report.page import render_answer
    from tests.questions.compare_asked import MANIFEST

    lines = page_lines(render_answer(answer, {**MANIFEST, "command": f"resettle {answer.question}"}))
    lines += terminal_lines(answer)
    for name, frame in answer.frames.items():
        lines += frame_lines(name, frame)
    return [*lines, f"exit code {answer.exit_code}", f"details {answer.details}"]


def comparison() -> list[str]:
    """Two scenarios, taken apart lever by lever."""
    from tests.questions.compare_asked import asked

    return _answer(asked())


def comparison_of_three() -> list[str]:
    """Three scenarios, ranked; some runs of the last failed."""
    from tests.questions.compare_asked import asked
    from tests.questions.compare_fake import A, B, Fake, pair, scenario

    third = scenario("third", {A: 6.0, B: 1.0})
    return _answer(asked(Fake(failing=lambda name, number: name == "third" and number < 2), *pair(), third))


def sweep() -> list[str]:
    """A grid of two settings."""
    from tests.questions.test_sweep import POSTS, SEATS, answer

    return _answer(answer([f"{SEATS}=0..60000/3", f"{POSTS}=0..60000/3"]))


def sweep_of_one() -> list[str]:
    """One setting at three values."""
    from tests.questions.test_sweep import SEATS, answer

    return _answer(answer([f"{SEATS}=0..60000/3"]))


def sensitivity() -> list[str]:
    """All methods, of an outcome that parameters move, one that nothing moves and one that chance moves."""
    from resettle.scenarios import load
    from tests.questions import test_sensitivity as made

    of = ["income_growth_15", "employment_end", "spending"]
    request = made.Request(load("guizhou"), of=of, only=made.ONLY, top=3, quick=True)
    return _answer(made.ask(request, made.Fake(made.formula)))


def optimise() -> list[str]:
    """The cheapest mix of four levers."""
    from tests.questions import test_optimise as made

    return _answer(made.answer(made.usual()))


def discover() -> list[str]:
    """Futures in which a plan fails where two inputs are low."""
    from tests.questions import test_discover as made

    request = made.Request(made.PLAN, [made.FIRST], 150)
    return _answer(made.ask(request, made.FakeAsking(made.slow_and_few)))


def explore() -> list[str]:
    """Sliders for three levers that do something, as the page stands before its script, and a check."""
    from resettle.results.questions.explore.question import ask
    from tests.questions.explore_fake import SMALL, FakeAsking

    return _answer(ask(replace(SMALL, check=5), FakeAsking()))  # type: ignore[arg-type]


def calibration() -> list[str]:
    """A fit of three parameters to seven facts, checked by ABC."""
    from resettle.calibration.report.answer import answered, made
    from resettle.calibration.report.stored import read_calibration
    from resettle.results.report.page import render_answer
    from tests.results.calibration_factory import write_calibration

    with tempfile.TemporaryDirectory() as folder:
        fit = read_calibration(write_calibration(Path(folder), 3))
    answer = answered(fit)
    return page_lines(render_answer(answer, made(fit))) + terminal_lines(answer)


def validation() -> list[str]:
    """Facts inside and outside of their intervals, as Markdown and on the terminal."""
    from resettle.calibration.report.validation import answered
    from tests.calibration.test_heldout import ABOUT, GROWTH, INCOME, SHARE, found, rolled

    found_wrong = found(INCOME, SHARE, GROWTH, net_income_2022=(20_000.0, 20_100.0))
    return _as_markdown(answered(found_wrong.with_origins([rolled()]), ABOUT))


def prior_check() -> list[str]:
    """Headlines that were found and that were assumed, as Markdown and on the terminal."""
    from resettle.calibration.report.prior_check import answered
    from tests.calibration.test_prior_check import example

    return _as_markdown(answered(example()))


def simulation_based_calibration() -> list[str]:
    """Fits that find what is known but for one parameter, as Markdown and on the terminal."""
    from resettle.calibration.report.sbc import answered
    from tests.calibration.test_sbc import example

    return _as_markdown(answered(example()))


def _as_markdown(answer: Answer) -> list[str]:
    from resettle.results.report.markdown import markdown
    from resettle.results.text.labels import LANGS

    pages = [line for lang in LANGS for line in (f"Markdown, {lang}", *markdown(answer, lang).splitlines())]
    return pages + terminal_lines(answer)


PAGES: dict[str, Callable[[], list[str]]] = {
    made.__name__: made
    for made in (
        run_of_one_scenario,
        run_of_a_plan,
        run_of_two_scenarios,
        run_across_places,
        comparison,
        comparison_of_three,
        sweep,
        sweep_of_one,
        sensitivity,
        optimise,
        discover,
        explore,
        calibration,
        validation,
        prior_check,
        simulation_based_calibration,
    )
}
"""What makes the lines of each page, by the name of its file."""


def stored(name: str) -> list[str]:
    """The lines that were written last."""
    path = FOLDER / f"{name}.txt"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def moved(name: str, lines: list[str]) -> list[str]:
    """What is no longer as it was stored, as a comparison of lines."""
    old = stored(name)
    return list(difflib.unified_diff(old, lines, f"{name}, stored", f"{name}, now", lineterm="", n=1))


def main(arguments: list[str] | None = None) -> int:
    """Compare, print what moved, and write unless only asked to check."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden_pages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page moved")
    parser.add_argument("names", nargs="*", metavar="PAGE", help=f"of {', '.join(PAGES)}")
    given: Any = parser.parse_args(arguments)
    unknown = [name for name in given.names if name not in PAGES]
    if unknown:
        parser.error(f"no page {', '.join(unknown)}; the pages are {', '.join(PAGES)}")
    changed = 0
    for name in given.names or PAGES:
        lines = PAGES[name]()
        different = moved(name, lines)
        print("\n".join(different) if different else f"{name}: as it was")
        changed += bool(different)
        if different and not given.check:
            (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{changed} pages moved.")
    return int(given.check and changed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
