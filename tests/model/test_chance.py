"""Keyed chance: every draw is fixed by seed, decision, month and agent, and by nothing else."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from resettle.model import chance
from resettle.model.timeline import LIFE

KNOWN_DECISIONS = (
    "site_offset", "household_type", "dependant", "care", "poor", "land", "land_area", "property",
    "household_effect", "age_band", "age", "woman", "schooling", "health", "skill", "certificate",
    "wants_work", "wants_training", "willing", "entrant", "entry", "graduate", "one_employed", "employed",
    "mobility", "workshop_start", "tenure", "trained", "retrained", "contract_start", "ability",
    "ability_angle", "business_luck", "business_angle", "illness", "illness_length", "illness_weakens",
    "medical", "slump", "closure", "demand", "demand_angle", "dropout", "enrol", "pass", "skill_gain",
    "separation", "exit", "search", "offer", "taste", "ticket", "contract", "detection", "grant",
    "project_failure", "household_angle",
)  # fmt: skip
"""The list as it was first published; new decisions go to its end, here too."""

MANY = 200_000


def draws(seed: int = 1, decision: str = "offer", month: int = 5, count: int = MANY) -> NDArray[np.float64]:
    """Uniform numbers of agents 0 .. count-1."""
    return chance.uniforms(chance.keys(seed, month)[chance.CODE[decision]], count)


def correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Correlation in units of its standard error under independence."""
    return float(np.corrcoef(one, other)[0, 1] * np.sqrt(len(one)))


def test_decisions_are_only_ever_appended() -> None:
    assert chance.DECISIONS[: len(KNOWN_DECISIONS)] == KNOWN_DECISIONS


def test_no_decision_is_listed_twice() -> None:
    assert len(set(chance.DECISIONS)) == len(chance.DECISIONS) == len(chance.CODE)


def test_the_stream_of_numbers_stays_what_it_was() -> None:
    life = chance.keys(2024, LIFE)[chance.CODE["age"]]
    dated = chance.keys(7, 30)[chance.CODE["ticket"]]
    draws = [chance.uniform(life, 0), chance.uniform(life, 999_999), chance.uniform(dated, 12)]
    assert draws == GOLDEN_DRAWS


GOLDEN_DRAWS = [0.8611209589057994, 0.760859319761481, 0.8613400477996012]


def test_keys_differ_by_seed_month_and_decision() -> None:
    months = range(LIFE, 60)
    draws = [int(key) for seed in (0, 1, 2, 3, 2**40, -1) for t in months for key in chance.keys(seed, t)]
    assert len(set(draws)) == len(draws)


def test_a_draw_does_not_depend_on_who_else_draws() -> None:
    few, many = draws(count=10), draws(count=1000)
    assert (few == many[:10]).all()
    key = chance.keys(1, 5)[chance.CODE["offer"]]
    assert chance.uniform(key, 777) == many[777]


def test_tickets_of_a_list_of_agents_are_those_of_each() -> None:
    key = chance.keys(1, 5)[0]
    agents, classes = np.array([5, 0, 3_999_999, 5], np.int32), np.array([0, 4, 1, 2])
    each = [int(chance.ticket(key, int(a), int(c))) for a, c in zip(agents, classes, strict=True)]
    assert chance.tickets(key, agents, classes).tolist() == each


@pytest.mark.parametrize("decision", ["offer", "site_offset", "household_angle"])
@pytest.mark.parametrize("seed", [0, 1, 12345])
def test_draws_are_uniform(seed: int, decision: str) -> None:
    u = draws(seed, decision)
    assert u.min() >= 0.0
    assert u.max() < 1.0
    assert abs(u.mean() - 0.5) < 4 * np.sqrt(1 / 12 / MANY)
    assert abs(u.var() - 1 / 12) < 4 * np.sqrt(1 / 180 / MANY)
    assert stats.chisquare(np.bincount((u * 256).astype(int), minlength=256)).pvalue > 1e-4


@pytest.mark.parametrize("lag", [1, 2, 3, 64, 1000])
def test_draws_of_neighbouring_agents_are_unrelated(lag: int) -> None:
    u = draws()
    assert abs(correlation(u[:-lag], u[lag:])) < 4


def test_draws_of_neighbouring_seeds_months_and_decisions_are_unrelated() -> None:
    here = draws()
    others = [
        draws(seed=2),
        draws(month=6),
        draws(month=17),
        draws(decision="taste"),
        draws(decision="search"),
    ]
    shocks = [chance.keys(1, 5)[chance.CODE["offer"]] + np.uint64(n) for n in (1, 2)]
    others += [chance.uniforms(key, MANY) for key in shocks]
    assert max(abs(correlation(here, other)) for other in others) < 4


def test_pairs_of_draws_fill_the_square_evenly() -> None:
    one, other = draws(decision="offer"), draws(decision="taste")
    cells = np.bincount((one * 32).astype(int) * 32 + (other * 32).astype(int), minlength=1024)
    assert stats.chisquare(cells).pvalue > 1e-4


def test_an_agent_over_the_months_draws_evenly() -> None:
    code = chance.CODE["separation"]
    u = np.array([chance.uniform(chance.keys(seed, t)[code], 3) for seed in range(40) for t in range(100)])
    assert stats.kstest(u, "uniform").pvalue > 1e-4


def test_every_bit_is_set_half_of_the_time_and_apart_from_the_others() -> None:
    key = chance.keys(1, 5)[0]
    words = np.array([chance.bits(key, agent) for agent in range(50_000)], np.uint64)
    table = ((words[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)).astype(float)
    assert np.abs(table.mean(axis=0) - 0.5).max() < 4.5 * 0.5 / np.sqrt(len(words))
    related = np.corrcoef(table.T) - np.eye(64)
    assert np.abs(related).max() < 5.5 / np.sqrt(len(words))


def test_one_more_in_seed_month_or_agent_flips_about_half_of_the_bits() -> None:
    def word(seed: int, month: int, agent: int) -> int:
        return int(chance.bits(chance.keys(seed, month)[0], agent))

    flips = []
    for seed, month, agent in itertools.product(range(6), range(6), range(6)):
        here = word(seed, month, agent)
        near = (word(seed + 1, month, agent), word(seed, month + 1, agent), word(seed, month, agent + 1))
        flips.append([(here ^ other).bit_count() for other in near])
    assert np.abs(np.mean(flips, axis=0) - 32).max() < 4 * 4 / np.sqrt(len(flips))


def test_normal_numbers_have_the_moments_of_the_normal() -> None:
    keys = chance.keys(3, LIFE)
    z = chance.normals(keys[chance.CODE["ability"]], keys[chance.CODE["ability_angle"]], MANY)
    assert abs(z.mean()) < 4 / np.sqrt(MANY)
    assert abs(z.var() - 1) < 4 * np.sqrt(2 / MANY)
    assert stats.kstest(z, "norm").pvalue > 1e-4


def test_gumbel_numbers_have_the_moments_of_the_gumbel() -> None:
    key = chance.keys(3, 9)[chance.CODE["taste"]]
    g = np.array([chance.gumbel(key, agent) for agent in range(20_000)])
    assert abs(g.mean() - np.euler_gamma) < 4 * np.pi / np.sqrt(6 * len(g))
    assert stats.kstest(g, "gumbel_r").pvalue > 1e-4


def test_a_ticket_serves_priority_first_and_then_by_lot() -> None:
    key = chance.keys(1, 5)[chance.CODE["ticket"]]
    tickets = {cls: [int(chance.ticket(key, agent, cls)) for agent in range(2000)] for cls in range(5)}
    assert all(max(tickets[cls]) < min(tickets[cls + 1]) for cls in range(4))
    assert all(len(set(draws)) == len(draws) for draws in tickets.values())
    ranks = np.argsort(tickets[2])
    assert abs(correlation(ranks.astype(float), np.arange(2000.0))) < 4
    assert (np.argsort(tickets[2]) == np.argsort(tickets[4])).all()
