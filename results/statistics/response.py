"""Response surfaces of paired runs: a polynomial for each future, and what is told of all futures from them.

All futures were run at the same points, so one matrix fits the polynomial of each, and leaving a point out
costs nothing: the prediction there without it is y - r / (1 - h), with residual r and leverage h (Myers,
Montgomery and Anderson-Cook (2016), *Response Surface Methodology*, ch. 2 and 10). What is told of all
futures at a position (mean, probability, quantiles) is taken from the predictions of the futures, and its
error from what leaving points out missed: a conformal quantile (Lei et al. (2018), "Distribution-free
predictive inference for regression", JASA 113) of the misses, each over its own standard error, so that the
error grows away from the points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import ceil

import numpy as np

from resettle.results.statistics.intervals import BAND, FloatArray

CONFIDENCE = 0.95
"""Part of new positions at which the error of a statistic is to hold."""

STATISTICS = ("mean", "probability", "low", "high")
"""What is told of an outcome; `low` and `high` are the ends of the band of nine futures in ten."""

Term = tuple[int, ...]
"""Coordinates that are multiplied; none for the constant."""

FORMS = ("linear", "quadratic", "cubic")
"""Polynomials that are tried; the cubic one has third powers but no mixed terms of degree three."""


def terms_of(form: str, size: int) -> tuple[Term, ...]:
    """Terms of one of `FORMS` over so many coordinates."""
    own = range(size)
    terms: list[Term] = [(), *((one,) for one in own)]
    if form != "linear":
        terms += combinations_with_replacement(own, 2)
    if form == "cubic":
        terms += [(one, one, one) for one in own]
    return tuple(terms)


def columns(at: FloatArray, terms: Sequence[Term]) -> FloatArray:
    """Terms at positions, shape (positions, terms).

    Args:
        at: Coordinates in [-1, 1], shape (positions, coordinates).
        terms: The terms.
    """
    return np.stack([np.prod(at[:, list(term)], axis=1) for term in terms], axis=1)


@dataclass(frozen=True)
class Design:
    """A polynomial over the points of a design, for any number of futures.

    Attributes:
        terms: Its terms.
        at: Columns of the points, shape (points, terms).
        inverse: Inverse of their cross product, shape (terms, terms).
    """

    terms: tuple[Term, ...]
    at: FloatArray
    inverse: FloatArray

    @classmethod
    def of(cls, points: FloatArray, form: str) -> Design | None:
        """The polynomial of a form; `None` if the points are too few to fit it and check it."""
        terms = terms_of(form, points.shape[1])
        at = columns(points, terms)
        if len(points) < len(terms) + 4 or np.linalg.matrix_rank(at) < len(terms):
            return None
        return cls(terms, at, np.asarray(np.linalg.inv(at.T @ at)))

    def leverage(self, points: FloatArray) -> FloatArray:
        """Variance of what is predicted at positions, in units of the variance of a run."""
        at = columns(points, self.terms)
        return np.asarray(np.einsum("ij,jk,ik->i", at, self.inverse, at))

    @property
    def own_leverage(self) -> FloatArray:
        """Leverage of the points themselves, below 1."""
        own = np.einsum("ij,jk,ik->i", self.at, self.inverse, self.at)
        return np.asarray(np.clip(own, 0.0, 1.0 - 1e-6))

    def coefficients(self, values: FloatArray) -> FloatArray:
        """Coefficients of each future, shape (terms, futures), of values of shape (points, futures)."""
        return np.asarray(self.inverse @ (self.at.T @ values))

    def left_out(self, values: FloatArray) -> FloatArray:
        """What is predicted at each point without it, shape (points, futures)."""
        rest = values - self.at @ self.coefficients(values)
        return np.asarray(values - rest / (1.0 - self.own_leverage[:, None]))


@dataclass(frozen=True)
class Response:
    """The response of one outcome.

    Attributes:
        form: One of `FORMS`.
        design: The polynomial.
        weights: Coefficients, shape (terms, futures).
        spreads: What the runs of each future differ by from its polynomial: standard deviations, (futures,).
        bound: What a target asks for; `None` for what is no target.
        better: +1 if more is better, -1 if less is.
        errors: Error of each statistic at leverage 0, by name; it grows with the root of 1 + leverage.
        missed: What leaving each point out missed, by statistic, shape (points,).
    """

    form: str
    design: Design
    weights: FloatArray
    spreads: FloatArray
    bound: float | None
    better: int
    errors: dict[str, float]
    missed: dict[str, FloatArray]

    def predict(self, points: FloatArray) -> dict[str, FloatArray]:
        """Statistics at positions, each of shape (positions,)."""
        values = columns(points, self.design.terms) @ self.weights
        return told(values, self.spreads, self.bound, self.better)

    def error(self, points: FloatArray) -> dict[str, FloatArray]:
        """Error of each statistic at positions."""
        wider = np.sqrt(1.0 + self.design.leverage(points))
        return {name: error * wider for name, error in self.errors.items()}


def told(
    values: FloatArray, spreads: FloatArray | None = None, bound: float | None = None, better: int = 1
) -> dict[str, FloatArray]:
    """Statistics over futures of predictions that runs differ from by a spread.

    Args:
        values: Predictions, shape (positions, futures).
        spreads: Standard deviation of a run about its prediction in each future, shape (futures,); `None` for
            runs themselves.
        bound: What a target asks for.
        better: +1 if more is better, -1 if less is.

    Returns:
        `mean`, `low`, `high`, and with a bound `probability`.
    """
    from scipy.special import ndtr

    spreads = np.zeros(values.shape[1]) if spreads is None else spreads
    mean = values.mean(axis=1)
    between = values.var(axis=1)
    own = float(np.mean(spreads**2))
    wider = np.sqrt(1.0 + np.divide(own, between, out=np.zeros_like(between), where=between > 0.0))
    low, high = np.quantile(values, BAND, axis=1)
    made = {"mean": mean, "low": mean + wider * (low - mean), "high": mean + wider * (high - mean)}
    if bound is not None:
        room = better * (values - bound)
        likely = ndtr(np.divide(room, spreads, out=np.zeros_like(room), where=spreads > 0.0))
        made["probability"] = np.where(spreads > 0.0, likely, room >= 0.0).mean(axis=1)
    return made


def fit_response(
    points: FloatArray, values: FloatArray, met: FloatArray | None, bound: float | None, better: int
) -> Response:
    """Fit the form that misses least of the points that it has not seen.

    Args:
        points: Coordinates of the points in [-1, 1], shape (points, coordinates).
        values: The outcome, shape (points, futures), all finite.
        met: Whether the target is met, same shape, 0 or 1; `None` for what is no target.
        bound: What the target asks for.
        better: +1 if more is better, -1 if less is.

    Raises:
        ValueError: If the points are too few for any form.
    """
    made = [
        _fitted(form, design, values, met, bound, better)
        for form in FORMS
        if (design := Design.of(points, form)) is not None
    ]
    if not made:
        raise ValueError(f"{len(points)} points are too few to fit {points.shape[1]} settings")
    return min(made, key=_badness)


def _badness(one: Response) -> float:
    """Errors of all statistics: of a probability as it is, of others in spreads of the runs."""
    scale = max(float(np.sqrt(np.mean(one.spreads**2))), 1e-12)
    return sum(error / (1.0 if name == "probability" else scale) for name, error in one.errors.items())


def _fitted(
    form: str,
    design: Design,
    values: FloatArray,
    met: FloatArray | None,
    bound: float | None,
    better: int,
) -> Response:
    without = design.left_out(values)
    spreads = np.sqrt(np.mean((without - values) ** 2, axis=0))
    spreads = np.where(spreads > 1e-9 * np.abs(values).max(), spreads, 0.0)  # mere rounding
    seen = told(values)
    if met is not None:
        seen["probability"] = met.mean(axis=1)
    expected = told(without, spreads, bound if met is not None else None, better)
    missed = {name: expected[name] - seen[name] for name in STATISTICS if name in seen}
    # without a point its own leverage is h / (1 - h), so that 1 + leverage is 1 / (1 - h)
    wider = np.sqrt(1.0 / (1.0 - design.own_leverage))
    errors = {name: conformal(np.abs(one) / wider) for name, one in missed.items()}
    weights = design.coefficients(values)
    target = bound if met is not None else None
    return Response(form, design, weights, spreads, target, better, errors, missed)


def conformal(misses: FloatArray) -> float:
    """The miss that a new one exceeds with a probability of 1 - `CONFIDENCE` at most."""
    count = len(misses)
    return float(np.sort(misses)[min(count, ceil(CONFIDENCE * (count + 1))) - 1])
