"""Which uncertain values matter most: known effects in known order, no claim where there is only chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata, spearmanr

from resettle.results.judge.futures import AGAIN
from resettle.results.questions.run.matters import Matters, matters, matters_table, range_of, told
from resettle.results.report.answer import cell_of
from resettle.results.report.provenance import value_rows
from resettle.results.runs.draws import Parameters
from resettle.results.runs.frame import Runs
from resettle.results.text.labels import Lang
from resettle.scenarios import Scenario
from resettle.scenarios.futures import futures, uncertain
from tests.fit import FIT
from tests.questions.test_advice import MAIN, plan

SEED = 7
DRAWN = tuple(
    f"parameters.{name}"
    for name in (
        *("wage_dispersion", "schooling_return", "women_pay_gap", "proficiency_months", "business_income"),
        *("skill_offer_gain", "unwilling_cost", "climb_months", "training_selection", "medical_cost"),
        *("demand_offer", "demand_work", "steady_rate"),
    )
)
STEADY = "behaviour.steady_rate"
EFFECTS = {DRAWN[3]: -1.0, STEADY: 0.7, DRAWN[6]: -0.4}
"""Effect of each value, the strongest first."""

POSTERIOR = Parameters("posterior", FIT)


def drawing(paths: tuple[str, ...] = DRAWN) -> Scenario:
    return replace(plan(), uncertainty=paths)


def found(
    effects: Mapping[str, float], number: int = 200, how: Parameters = POSTERIOR, **changes: object
) -> Matters:
    """What is found where the ranks of what was drawn add up to the figure, with a little chance.

    Every future is run again with the opposite figure, which must not count.
    """
    scenario = replace(drawing(), **changes)  # type: ignore[arg-type]
    taken = futures(scenario, range(number), SEED, **how.settings())
    figure = 0.1 * np.random.default_rng(5).normal(size=number)
    for path, effect in effects.items():
        figure += effect * rankdata([future[path] for future in taken]) / number
    rows = [
        {"replication": draw + again, "draw": draw, f"figure.{MAIN}": sign * figure[draw]}
        for again, sign in ((0, 1.0), (AGAIN, -1.0))
        for draw in range(number)
    ]
    runs = Runs(pd.DataFrame(rows).assign(variant=scenario.name, status="succeeded"))
    asking = SimpleNamespace(parameters=how, seed=SEED)
    made = matters(scenario, runs, asking)  # type: ignore[arg-type]
    assert made is not None
    return made


def test_values_stand_in_the_order_of_what_they_do_with_sign_and_interval() -> None:
    made = found(EFFECTS)
    assert [one.one.path for one in made.most] == list(EFFECTS)
    assert [one.rank.middle > 0.0 for one in made.most] == [False, True, False]
    assert (made.futures, len(made.drawn)) == (200, 13)
    taken = futures(drawing(), range(200), SEED, **POSTERIOR.settings())
    figure = 0.1 * np.random.default_rng(5).normal(size=200)
    for path, effect in EFFECTS.items():
        figure += effect * rankdata([future[path] for future in taken]) / 200
    for one in made.drawn:
        column = [future[one.one.path] for future in taken]
        assert one.rank.middle == pytest.approx(float(spearmanr(column, figure).statistic))


def test_the_table_says_value_range_source_weight_and_direction() -> None:
    made = found(EFFECTS)
    table = matters_table(made)
    assert table is not None and not table.folded
    for lang, ways, sources in (
        ("en", ["falls", "rises", "falls"], ["Assumed", "Calibrated", "Assumed"]),
        ("zh", ["模拟值下降", "模拟值上升", "模拟值下降"], ["假设值", "校准值", "假设值"]),
    ):
        rows = [[shown(cell, lang) for cell in row] for row in table.rows]  # type: ignore[arg-type]
        names = [uncertain(drawing(), **POSTERIOR.settings())[path].label for path in EFFECTS]
        assert [row[0] for row in rows] == [name.en if lang == "en" else name.zh for name in names]
        assert [row[2] for row in rows] == sources
        assert [row[4] for row in rows] == ways
    assert shown(table.rows[0][1], "en") == "0.80–1.20 months"
    assert shown(table.rows[1][1], "en") == "1.3–3.0 %"
    rank = made.most[0].rank  # falls: the end nearer to zero is the lower one of the weight
    weight = f"{-rank.middle:.2f} ({-rank.high:.2f}–{-rank.low:.2f})"
    assert shown(table.rows[0][3], "en") == weight and -1.0 < rank.low < rank.high < 0.0
    assert "13 values tried. 3 stand out" in table.note.en and "同时检验13项" in table.note.zh


def shown(cell: object, lang: Lang) -> str:
    return str(cell_of(cell).text.in_(lang)).replace("\N{NO-BREAK SPACE}", " ")  # type: ignore[arg-type]


def test_five_rows_are_the_most() -> None:
    made = found(dict.fromkeys(DRAWN[:10], 1.0), 400)
    table = matters_table(made)
    assert table is not None and len(table.rows) == 5
    assert sum(one.rank.clear for one in made.drawn) >= 9  # of ten that do the same
    sizes = [abs(one.rank.middle) for one in made.most]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) >= max(abs(one.rank.middle) for one in made.drawn if one not in made.most)


def test_no_claim_is_made_in_fewer_than_thirty_futures() -> None:
    few = found({DRAWN[0]: 5.0}, 29)
    assert few.drawn[0].rank.clear and few.most == [] and matters_table(few) is None
    assert "29 futures are too few (30 are needed)" in told(few)[-1].en
    enough = found({DRAWN[0]: 5.0}, 30)
    assert [one.one.path for one in enough.most] == [DRAWN[0]]
    assert not any("too few" in line.en for line in told(enough))


def test_no_claim_is_made_of_chance() -> None:
    made = found({})
    assert made.most == [] and matters_table(made) is None
    assert told(made)[-1].en.startswith("None of the 13 values drawn can be told apart from chance in 200")
    assert "13项抽取的取值" in told(made)[-1].zh


@pytest.mark.parametrize("how", [Parameters("point", FIT), Parameters("prior")])
def test_where_nothing_is_drawn_nothing_is_ranked_and_all_is_untested(how: Parameters) -> None:
    changes = {} if how.mode == "point" else {"uncertainty": "none"}
    made = found({}, 40, how, **changes)
    assert made.drawn == () and matters_table(made) is None
    assert made.untested == len(value_rows([plan()], assumed=True))
    assert told(made)[-1].en == "Nothing is drawn in these runs, so that none is ranked."


def test_assumed_values_that_are_not_drawn_are_said_to_be_untested() -> None:
    every = len(value_rows([plan()], assumed=True))
    made = found(EFFECTS)
    assert made.untested == every - len(DRAWN)  # the fitted one is drawn by its own name
    assert told(made)[0].en == f"{every - 13} are not drawn: untested here."
    assert f"其中{every - 13}项" in told(made)[0].zh
    assert found({}, 40, uncertainty=DRAWN[:1]).untested == every - 1


def test_priors_are_called_so() -> None:
    made = found({STEADY: 1.0}, how=Parameters("prior", FIT))
    assert [(one.one.path, one.source.en) for one in made.most] == [(STEADY, "Prior")]


def test_a_plan_without_a_target_has_no_figure() -> None:
    asking = SimpleNamespace(parameters=POSTERIOR, seed=SEED)
    assert matters(replace(plan(), targets={}), Runs(pd.DataFrame()), asking) is None  # type: ignore[arg-type]


def test_ranges_stand_in_the_measure_of_what_is_drawn() -> None:
    one = uncertain(drawing(), **POSTERIOR.settings())[DRAWN[0]]
    factor = replace(one, measure="factor", low=0.5, high=1.5)
    assert shown(range_of(factor), "zh") == "× 0.50–1.50"
    assert shown(range_of(replace(one, measure="growth", low=-0.02, high=0.03)), "en") == "−2.0 to 3.0 %"
    assert range_of(replace(one, low=None)).en == ""
