"""Small rules about one person: pay, separation, burden, traits and risk, each against its formula."""

from __future__ import annotations

import math

import pytest

from resettle.model import channels, state
from resettle.model.chance import CODE, keys
from resettle.model.channels import BUSINESS, FARMING, IN, LOCAL, OUT, RELIEF, WELFARE, WORKSHOP
from resettle.model.kernels.income import _this_month
from resettle.model.kernels.jobs import separation_chance
from resettle.model.kernels.people import admitted, log_wage, trait_bits
from resettle.model.kernels.risk import at_risk
from resettle.model.kernels.worth import burden, expected_pay
from resettle.model.state import BY_LAW, BY_LEVER
from resettle.model.tables import Behaviour, behaviour
from resettle.model.timeline import LIFE
from resettle.model.traits import TRAITS, bit
from tests.model.worlds import Settings, guizhou

BASE = 0.02
CONTRACT, ORGANISED = int(state.CONTRACT), int(state.ORGANISED)


def rules(**changes: float) -> Behaviour:
    """Behaviour with easy numbers."""
    easy: Settings = {
        "early_months": 6.0, "early_separation": 2.0, "skill_separation_cut": 0.1,
        "contract_separation_cut": 0.5, "illness_separation": 0.25, "schooling_return": 0.06,
        "skill_return": 0.1, "certificate_return": 0.05, "women_pay_gap": 0.2, "weak_pay": 0.5,
        "wage_dispersion": 0.0, "pay_gap": 0.0, "unwilling_cost": 1000.0, "age_leave_cost": 20.0,
        "proficiency_gain": 0.05, "proficiency_months": 4.0,
    }  # fmt: skip
    inputs = guizhou(**(easy | changes))
    return behaviour(inputs.parameters, inputs.population, inputs.initial, 3)


def chance(
    channel: int = LOCAL, tenure: int = 60, skill: int = 0, flags: int = 0, ill: int = 0, away: float = 1.0
) -> float:
    """Chance that a job ends, with organised placements cut by four tenths."""
    return float(separation_chance(BASE, channel, tenure, skill, flags, ill, rules(), away, 0.4))


# -- separation ----------------------------------------------------------------------------------


def test_a_job_of_long_standing_ends_at_the_rate_of_its_channel() -> None:
    assert chance() == pytest.approx(BASE)


@pytest.mark.parametrize(("tenure", "factor"), [(1, 2.0), (5, 2.0), (6, 1.0), (100, 1.0)])
def test_first_months_are_riskier(tenure: int, factor: float) -> None:
    assert chance(tenure=tenure) == pytest.approx(BASE * factor)


@pytest.mark.parametrize("skill", range(state.MAX_SKILL + 1))
def test_each_skill_level_makes_a_job_last(skill: int) -> None:
    assert chance(skill=skill) == pytest.approx(BASE * 0.9**skill)


def test_a_contract_makes_a_job_last() -> None:
    assert chance(flags=CONTRACT) == pytest.approx(BASE * 0.5)


@pytest.mark.parametrize("channel", range(1, 9))
def test_season_and_demand_act_on_work_away_only(channel: int) -> None:
    factor = 1.5 if channel in (OUT, IN) else 1.0
    assert chance(channel, away=1.5) == pytest.approx(BASE * factor)


def test_labour_cooperation_protects_those_it_placed_and_only_while_away() -> None:
    assert chance(OUT, flags=ORGANISED) == pytest.approx(BASE * 0.6)
    assert chance(LOCAL, flags=ORGANISED) == pytest.approx(BASE)
    assert chance(OUT) == pytest.approx(BASE)


def test_illness_is_a_second_reason_for_a_job_to_end() -> None:
    assert chance(ill=2) == pytest.approx(1 - (1 - BASE) * 0.75)
    assert separation_chance(5.0, LOCAL, 60, 0, 0, 1, rules(), 1.0, 0.0) == pytest.approx(1.0)


# -- pay -----------------------------------------------------------------------------------------


def pay(
    years: float = 9.0, skill: int = 0, flags: int = 0, weak: int = 0, effect: float = 0.0, **changes: float
) -> float:
    """Pay relative to an able man with nine years of schooling."""
    life = keys(1, LIFE)
    ability, angle = life[CODE["ability"]], life[CODE["ability_angle"]]
    return math.exp(log_wage(5, years, skill, flags, weak, effect, rules(**changes), ability, angle))


def test_pay_of_an_able_man_with_nine_years_of_schooling_is_the_stated_wage() -> None:
    assert pay() == pytest.approx(1.0)


def test_schooling_skill_and_a_certificate_raise_pay() -> None:
    assert pay(years=12.0) == pytest.approx(math.exp(0.18))
    assert pay(years=0.0) == pytest.approx(math.exp(-0.54))
    assert pay(skill=2) == pytest.approx(math.exp(0.2))
    assert pay(flags=int(state.CERTIFICATE)) == pytest.approx(math.exp(0.05))


def test_women_and_weak_labour_earn_less_and_households_differ() -> None:
    assert pay(flags=int(state.WOMAN)) == pytest.approx(math.exp(-0.2))
    assert pay(weak=1) == pytest.approx(0.5)
    assert pay(effect=0.4) == pytest.approx(math.exp(0.4))
    assert pay(pay_gap=-0.3, effect=0.1) == pytest.approx(math.exp(-0.2))


def test_workers_alike_differ_by_ability_drawn_once_for_life() -> None:
    assert pay(wage_dispersion=0.3) != pytest.approx(1.0)
    assert math.log(pay(wage_dispersion=0.3)) == pytest.approx(3 * math.log(pay(wage_dispersion=0.1)))


def income(channel: int) -> float:
    """What a channel would bring home of a wage of 1 000, a post of 700 and three mu, where 0.6 arrives."""
    return float(expected_pay(channel, 1000.0, 1.1, 0.6, 700.0, 3.0, 800.0))


def test_market_pay_reaches_home_in_part_and_follows_wages() -> None:
    assert [income(channel) for channel in (OUT, IN, LOCAL, WORKSHOP)] == pytest.approx([660.0] * 4)


def test_posts_pay_what_the_lever_says_businesses_their_own_and_land_by_its_size() -> None:
    assert (income(WELFARE), income(RELIEF)) == (700.0, 700.0)
    assert income(BUSINESS) == pytest.approx(660.0)
    assert income(FARMING) == pytest.approx(132.0)


def this_month(channel: int, worked: int = 1, tenure: int = 10) -> float:
    """What a job of 100 yuan brings home this month."""
    return float(_this_month(100.0, channel, worked, tenure, rules()))


def test_a_month_without_work_brings_nothing_however_many_were_worked_before() -> None:
    assert all(this_month(channel, worked=0b111111111110) == 0.0 for channel in range(1, 9))
    assert all(this_month(channel, worked=0b101) == this_month(channel) > 0.0 for channel in range(1, 9))


def test_practice_pays_in_workshops_up_to_its_months() -> None:
    assert [this_month(WORKSHOP, tenure=n) for n in (1, 4, 5, 50)] == pytest.approx([105, 120, 120, 120])


def test_all_other_pay_is_as_agreed() -> None:
    assert all(this_month(channel) == 100.0 for channel in (OUT, IN, LOCAL, WELFARE, RELIEF, BUSINESS))


# -- choice --------------------------------------------------------------------------------------

WILLING, CARER = int(state.WILLING), int(state.CARER)
TRAINED = int(state.TRAINED_IN_PLAN)
PLAIN = WILLING | TRAINED


def cost(channel: int, years: float = 30.0, flags: int = WILLING) -> float:
    """Burden of a channel with a cost of leaving of 500 and of care of 300."""
    return float(burden(channel, int(12 * years), flags, 500.0, 300.0, rules()))


def test_leaving_home_costs_more_to_the_old_and_the_unwilling() -> None:
    assert cost(OUT) == pytest.approx(500.0)
    assert cost(IN, years=40) == pytest.approx(500.0)
    assert cost(OUT, years=50) == pytest.approx(700.0)
    assert cost(OUT, flags=0) == pytest.approx(1500.0)


def test_care_costs_in_every_channel_and_staying_near_costs_nothing_else() -> None:
    assert cost(LOCAL, years=59, flags=0) == 0.0
    assert cost(LOCAL, flags=CARER) == pytest.approx(300.0)
    assert cost(OUT, flags=WILLING | CARER) == pytest.approx(800.0)


# -- traits and risk -----------------------------------------------------------------------------

NOBODY = {
    "poor": 0, "spell": 0, "ledger": 0, "channel": OUT, "weak": 0, "flags": PLAIN, "age_months": 360,
    "schooling": 2,
}  # fmt: skip
MAKES = {
    "registered_poor": {"poor": 1},
    "zero_employment_household": {"spell": 1},
    "detected_at_risk": {"ledger": 1},
    "unemployed": {"channel": channels.NONE},
    "weak_health": {"weak": 1},
    "woman": {"flags": PLAIN | int(state.WOMAN)},
    "care_duties": {"flags": PLAIN | CARER},
    "age_50_plus": {"age_months": 600},
    "low_schooling": {"schooling": 1},
    "returned_from_away": {"flags": PLAIN | int(state.RETURNED)},
    "graduate": {"flags": PLAIN | int(state.GRADUATE)},
    "wants_training": {"flags": PLAIN | int(state.WANTS_TRAINING)},
    "unwilling_to_leave": {"flags": TRAINED},
    "not_yet_trained": {"flags": WILLING},
}


def bits_of(**changes: int) -> int:
    """Traits of somebody who has none but for the changes."""
    return int(trait_bits(*(NOBODY | changes).values()))


def test_every_trait_has_a_test() -> None:
    assert set(MAKES) == set(TRAITS)
    assert bits_of() == 0


@pytest.mark.parametrize("trait", TRAITS)
def test_a_trait_is_held_by_whom_it_names_and_is_one_bit(trait: str) -> None:
    assert bits_of(**MAKES[trait]) == bit(trait)


def test_one_month_short_of_fifty_is_not_fifty_and_junior_schooling_is_not_low() -> None:
    assert bits_of(age_months=599) == 0
    assert bits_of(schooling=2) == 0


def test_any_of_the_eligible_traits_admits_and_an_empty_rule_admits_everyone() -> None:
    woman, weak = bit("woman"), bit("weak_health")
    assert admitted(woman, woman | weak)
    assert not admitted(woman, weak)
    assert admitted(0, 0)
    assert not admitted(0, weak)


@pytest.mark.parametrize(
    ("smooth", "medical", "size", "spell", "willing", "aid", "risky"),
    [
        (500.0, 0.0, 4, 0, 1, 0, False),
        (499.9, 0.0, 4, 0, 1, 0, True),
        (600.0, 4799.0, 4, 0, 1, 0, False),
        (600.0, 4801.0, 4, 0, 1, 0, True),
        (900.0, 0.0, 4, 2, 1, 0, False),
        (900.0, 0.0, 4, 3, 1, 0, True),
        (900.0, 0.0, 4, 3, 0, 0, False),
        (100.0, 9000.0, 4, 2, 1, BY_LAW, False),
        (100.0, 9000.0, 4, 2, 1, BY_LEVER, False),
        (900.0, 0.0, 4, 3, 1, BY_LAW, True),
    ],
)
def test_a_household_is_at_risk_below_the_line_without_allowance_or_with_nobody_in_work_for_long(
    smooth: float, medical: float, size: int, spell: int, willing: int, aid: int, risky: bool
) -> None:
    assert at_risk(smooth, medical, size, spell, willing, aid, 6000.0, 3) == risky
