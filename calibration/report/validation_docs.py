"""docs/validation.md of the fit that ships: which facts were predicted, and what was tried."""

from __future__ import annotations

import datetime

from resettle.calibration.evidence.facts import facts
from resettle.calibration.evidence.observation import statistic_names
from resettle.calibration.fit.relocated import scenario
from resettle.calibration.report.validation_page import About, digest, page
from resettle.calibration.validation.heldout import Assessment
from resettle.calibration.validation.predictions import SIMULATED

TRIED = (
    "At first the part of pay that reaches home was constant: income then grew with wages alone, some 5 "
    "% a year, against 9 to 20 % in the facts of 2019 to 2021. Its yearly growth became a parameter, "
    "fitted to those facts.",
    "Employment has no trend in the model, so its rise from 91.9 to 94.5 % within 2022 is not "
    "reproduced, nor the growth of the number in work; counts of paid workers also rise by finding more "
    "of them. Nothing was bent to meet it.",
    "Errors and discrepancies of the facts were stated before any posterior prediction of held-out "
    "facts was looked at. The limits of one prior (reach) were widened after a look at predictions from "
    "the priors, for another reason: lasting differences of pay between households, fitted too, raise "
    "mean pay.",
    "Illness, demand shocks, slack of local firms, early job loss and the effect of courses are not "
    "fitted: no fact found informs them; they keep their assumed ranges.",
)
"""What was tried to predict better."""


def validation_document(found: Assessment, posterior: str, failed: tuple[str, ...], version: str) -> str:
    """What was predicted of facts, in Markdown.

    Args:
        found: The predictions.
        posterior: SHA-256 of the posterior.
        failed: What failed runs said.
        version: Version of the program.
    """
    every = facts()
    about = About(
        date=datetime.date.today().isoformat(),
        posterior=posterior,
        facts=digest(every),
        scenario=scenario().digest,
        version=version,
        households=SIMULATED,
        tried=TRIED,
        failed=failed,
    )
    sources = {fact.id: ", ".join(part for part in (fact.publisher, fact.url) if part) for fact in every}
    return page(found, about, names=statistic_names(), sources=sources)
