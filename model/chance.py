"""Keyed chance: one uniform number per (seed, decision, month, agent).

The four are mixed into 64 bits by the finaliser of SplitMix64 (Steele, Lea and Flood,
"Fast splittable pseudorandom number generators", OOPSLA 2014), so a draw never
depends on who else drew, nor on which levers are on.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from resettle.model.compiled import kernel, rule

DECISIONS = (
    "site_offset", "household_type", "dependant", "care", "poor", "land", "land_area", "property",
    "household_effect", "age_band", "age", "woman", "schooling", "health", "skill", "certificate",
    "wants_work", "wants_training", "willing", "entrant", "entry", "graduate", "one_employed", "employed",
    "mobility", "workshop_start", "tenure", "trained", "retrained", "contract_start", "ability",
    "ability_angle", "business_luck", "business_angle", "illness", "illness_length", "illness_weakens",
    "medical", "slump", "closure", "demand", "demand_angle", "dropout", "enrol", "pass", "skill_gain",
    "separation", "exit", "search", "offer", "taste", "ticket", "contract", "detection", "grant",
    "project_failure", "household_angle", "care_place", "clearing",
    "infrastructure", "services", "services_start", "steady", "settle", "worked", "climb", "climb_move",
    "own_training", "allowance",
)  # fmt: skip
"""Every decision that chance takes part in. Append only: a place in the list is part of a draw's key."""

CODE = {name: position for position, name in enumerate(DECISIONS)}

_MASK = (1 << 64) - 1
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11, _8, _56 = (np.uint64(n) for n in (30, 27, 31, 11, 8, 56))
_TO_UNIT = 2.0**-53
_STEPS = np.arange(1, len(DECISIONS) + 1, dtype=np.uint64) * _GOLDEN


def _mix(value: int) -> int:
    value = (value ^ (value >> 30)) * int(_FIRST) & _MASK
    value = (value ^ (value >> 27)) * int(_SECOND) & _MASK
    return value ^ (value >> 31)


def keys(seed: int, month: int) -> NDArray[np.uint64]:
    """Keys of every decision in a month; month -1 stands for what is drawn once for life.

    Returns:
        Array of one key a decision, in the order of `DECISIONS`.
    """
    base = _mix((seed * int(_GOLDEN) + 1) & _MASK)
    dated = _mix(base ^ _mix((month + 2) * 0xD1342543DE82EF95 & _MASK))
    with np.errstate(over="ignore"):
        mixed = np.uint64(dated) + _STEPS
        mixed = (mixed ^ (mixed >> _30)) * _FIRST
        mixed = (mixed ^ (mixed >> _27)) * _SECOND
        return mixed ^ (mixed >> _31)


@rule
def bits(key: np.uint64, agent: int) -> np.uint64:
    """Sixty-four random bits of an agent under a key."""
    x = key + np.uint64(agent + 1) * _GOLDEN
    x = (x ^ (x >> _30)) * _FIRST
    x = (x ^ (x >> _27)) * _SECOND
    return x ^ (x >> _31)


@rule
def uniform(key: np.uint64, agent: int) -> float:
    """A uniform number in [0, 1) of an agent under a key."""
    return float(bits(key, agent) >> _11) * _TO_UNIT


@rule
def gumbel(key: np.uint64, agent: int) -> float:
    """A standard Gumbel number: the taste shock of a logit choice."""
    return -math.log(-math.log(uniform(key, agent) + 1e-300))


@rule
def normal(key: np.uint64, angle_key: np.uint64, agent: int) -> float:
    """A standard normal number, by Box and Muller (1958) from two keyed uniforms."""
    radius = math.sqrt(-2.0 * math.log(1.0 - uniform(key, agent)))
    return radius * math.cos(2.0 * math.pi * uniform(angle_key, agent))


@rule
def ticket(key: np.uint64, agent: int, priority: int) -> np.uint64:
    """A rationing ticket: the priority class in the high bits, a lot below; the lowest are served."""
    return (np.uint64(priority) << _56) | (bits(key, agent) >> _8)


@rule
def uniforms_from(first: int, count: int, key: np.uint64) -> NDArray[np.float64]:
    """Uniform numbers of agents first .. first+count-1 under a key.

    A loop of its own is compiled to draw for several agents at once; within a longer one it is not.
    """
    out = np.empty(count)
    for i in range(count):
        out[i] = uniform(key, first + i)
    return out


@kernel
def uniforms(key: np.uint64, count: int) -> NDArray[np.float64]:
    """Uniform numbers of agents 0 .. count-1 under a key."""
    out = np.empty(count)
    for agent in range(count):
        out[agent] = uniform(key, agent)
    return out


@kernel
def normals(key: np.uint64, angle_key: np.uint64, count: int) -> NDArray[np.float64]:
    """Standard normal numbers of agents 0 .. count-1."""
    out = np.empty(count)
    for agent in range(count):
        out[agent] = normal(key, angle_key, agent)
    return out


@kernel
def tickets(key: np.uint64, agents: NDArray[np.int32], classes: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Rationing tickets of the agents listed, with their priority classes."""
    out = np.empty(len(agents), np.uint64)
    for n in range(len(agents)):
        out[n] = ticket(key, agents[n], classes[n])
    return out


@kernel
def uniforms_of(key: np.uint64, agents: NDArray[np.int64]) -> NDArray[np.float64]:
    """Uniform numbers of the agents listed, under a key."""
    out = np.empty(len(agents))
    for n in range(len(agents)):
        out[n] = uniform(key, agents[n])
    return out
