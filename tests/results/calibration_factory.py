"""A calibration made by hand, in the shape of what a fit leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from resettle.results.runs import store

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
DRAWS = 1000

PARAMETERS = (
    ("offer_rate", 0.45, 1.8, True, "Job offers", "获岗概率"),
    ("search_intensity", 0.5, 0.95, False, "Search of those without work", "未就业者月求职比例"),
    ("separation_rate", 0.6, 1.7, True, "Separation", "离岗率"),
    ("spent_away", 0.75, 1.35, True, "Part of pay spent where one works", "在外开支比例"),
    ("transfer_growth", 0.0, 0.15, False, "Growth of transfers", "转移收入年增长"),
    ("wage_drift", -0.02, 0.04, False, "Drift of wages", "工资漂移"),
    ("any_work", 0.0, 1.0, False, "Share of odd work that counts as employed", "零工计入就业的比例"),
    ("shock_rate", 0.3, 3.0, True, "Shocks", "冲击频率"),
    ("taste", -300.0, 300.0, False, "Pull of work out of the province", "省外务工偏好"),
    ("training_effect", 0.0, 0.2, False, "What a course adds to pay", "培训对工资的影响"),
    ("crowding_out", 0.0, 0.6, False, "Crowding out by public-welfare posts", "公益性岗位挤出"),
)

FACTS = (
    ("employment_2020_summer", 0.90, 0.02, 0.04, "share", "Employment rate, August 2020", "2020年8月就业率"),
    (
        "employment_2021_october",
        0.9365,
        0.005,
        0.025,
        "share",
        "Employment rate, October 2021",
        "2021年10月就业率",
    ),
    ("income_2019", 9313.0, 120.0, 300.0, "yuan/person/year", "Income per person, 2019", "2019年人均收入"),
    (
        "income_2021",
        12500.0,
        150.0,
        350.0,
        "yuan/person/year",
        "Net income per person of those relocated, 2021",
        "2021年搬迁群众人均纯收入",
    ),
    ("wage_share_2021", 0.74, 0.02, 0.03, "share", "Wages as a part of income, 2021", "2021年工资性收入占比"),
    ("job_finding", 0.13, 0.02, 0.03, "share/month", "Chance to find work in a month", "月获岗概率"),
    (
        "growth_2021",
        0.165,
        0.01,
        0.02,
        "share/year",
        "Growth of income, 2021",
        "2021年收入增速",
    ),
)


def write_calibration(folder: Path, parameters: int = 11, abc: bool = True, **changes: Any) -> Path:
    """Write frames of a fit with so many parameters; changes are laid over the manifest."""
    generator = np.random.default_rng(5)
    folder.mkdir(parents=True, exist_ok=True)
    own = PARAMETERS[:parameters]
    prior, posterior, crossed, rows = {}, {}, {}, []
    common = generator.normal(size=DRAWS)
    for place, (name, low, high, log, _, _) in enumerate(own):
        ends = np.log([low, high]) if log else np.array([low, high])
        known = 0.08 if place % 3 == 0 else 0.2
        tied = (0.8 if place % 2 else -0.6) if place < 4 else 0.0
        u = (
            0.35
            + 0.03 * place
            + known * (tied * common + np.sqrt(1 - tied**2) * generator.normal(size=DRAWS))
        )
        if place == 8:
            u = generator.random(DRAWS)  # of this one nothing was learned
        columns = {
            "prior": generator.random(DRAWS),
            "posterior": np.clip(u, 0, 1),
            "abc": np.clip(u + 0.02 + 0.05 * generator.normal(size=DRAWS), 0, 1),
        }
        values = {
            key: np.exp(ends[0] + v * np.diff(ends)) if log else ends[0] + v * np.diff(ends)
            for key, v in columns.items()
        }
        prior[name], posterior[name], crossed[name] = (values[key] for key in ("prior", "posterior", "abc"))
        rows.append(
            {
                "parameter": name,
                "low": low,
                "high": high,
                "log": log,
                **quantiles("posterior", posterior[name]),
                **quantiles("abc", crossed[name]),
                "contraction": max(0.0, 1.0 - columns["posterior"].var() * 12.0),
                "abc_shift": 0.1,
                "abc_width": 1.05,
                "rhat": 1.004 + 0.002 * place,
                "ess": 1400.0 - 60 * place,
                "autocorrelation": 40.0,
            }
        )
    prior["discrepancy_scale"] = np.abs(generator.normal(size=DRAWS))
    posterior["discrepancy_scale"] = np.abs(0.7 + 0.2 * generator.normal(size=DRAWS))
    facts = []
    for place, (name, observed, error, discrepancy, _, _, _) in enumerate(FACTS):
        sd = np.hypot(error, discrepancy)
        before = observed + sd * (1.5 + 4.0 * generator.normal(size=DRAWS))
        after = observed + sd * ((2.6 if place == 6 else 0.3) + 0.4 * generator.normal(size=DRAWS))
        facts.append(
            {
                "statistic": name,
                "observed": observed,
                "error_sd": error,
                "discrepancy_sd": discrepancy,
                "seed_sd": sd / 20,
                "emulator": "quadratic",
                "emulator_sd": sd / 10,
                "emulator_cv_sd": sd / 9,
                "emulator_explained": 0.99,
                **quantiles("prior", before),
                **quantiles("posterior", after),
                **quantiles("predictive", after + 0.8 * sd * generator.normal(size=DRAWS)),
                "z": (observed - after.mean()) / sd,
                "confirmed_rms": 1.02,
            }
        )
    pd.DataFrame(prior).to_parquet(folder / "prior.parquet")
    pd.DataFrame(posterior).to_parquet(folder / "posterior.parquet")
    if abc:
        pd.DataFrame(crossed).to_parquet(folder / "abc.parquet")
    pd.DataFrame(rows).to_parquet(folder / "parameters.parquet")
    pd.DataFrame(facts).to_parquet(folder / "fit.parquet")
    names = {name: {"en": en, "zh": zh, "note": "Jobs last 17 to 27 months."} for name, *_, en, zh in own}
    names |= {name: {"en": en, "zh": zh, "unit": unit} for name, _, _, _, unit, en, zh in FACTS}
    manifest = {
        "calibration": 1,
        "created": "2026-01-01T00:00:00+00:00",
        "problem": {"name": "made"},
        "digest": "0123456789abcdef" * 4,
        "diagnostics": {
            "waves": 3,
            "runs": 1240,
            "failed_runs": 0,
            "learned_from": [400, 800, 1200],
            "seconds": 812.4,
            "seed": 1,
            "confirmed_runs": 40,
            "confirmed_rms": 1.04,
            "acceptance": 0.34,
            "walkers": 48,
            "steps": 3000,
            "draws": DRAWS,
            "largest_rhat": 1.02,
            "smallest_ess": 812.0,
            "discrepancy_scale": {"q05": 0.4, "q50": 0.7, "q95": 1.1},
            "abc_acceptance": 0.02,
            "abc_ess": 420.0,
        },
        "python": "3.11.7",
        "packages": {"emcee": "3.1.6"},
        "names": names,
        **changes,
    }
    store.write_manifest(folder, manifest)
    return folder


def quantiles(prefix: str, values: np.ndarray) -> dict[str, float]:
    return {f"{prefix}_q{round(100 * q):02d}": float(np.quantile(values, q)) for q in QUANTILES}
