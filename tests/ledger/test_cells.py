"""Single cells: identity numbers, places, numbers, codes."""

from __future__ import annotations

from datetime import date

import pytest

from resettle.scenarios.ledger.cells import meaning
from resettle.scenarios.ledger.columns import codes, columns
from resettle.scenarios.ledger.identity import check_digit, person_of
from resettle.scenarios.ledger.kinds import LOST_DIGITS, NOT_A_NUMBER, UNKNOWN_CODE
from resettle.scenarios.ledger.places import distance

KEY = bytes(32)


def means(field: str, cell: object) -> object:
    return meaning(columns()[field], KEY)(cell)


def test_check_digit_of_the_example_in_the_standard() -> None:
    assert check_digit("11010519491231002") == "X"  # the example of GB 11643
    assert check_digit("44052418800101001") == "4"


@pytest.mark.parametrize(("digit", "woman"), [(digit, digit % 2 == 0) for digit in range(10)])
def test_sex_is_in_the_seventeenth_digit(digit: int, woman: bool) -> None:
    start = f"9900011984061500{digit}"
    person = person_of(start + check_digit(start))
    assert person is not None
    assert person.woman is woman
    assert person.born == 1984
    assert person_of(start + check_digit(start).lower()) == person


def test_the_old_number_of_a_person_is_the_same_person() -> None:
    start = "99000119840615003"
    whole = start + check_digit(start)
    assert person_of("990001840615003") == person_of(whole) == person_of(whole + "43")


@pytest.mark.parametrize(
    "text", ["", "1", "99000119841315003", "990001198402300030", "９９０００１", "99000119840615003?"]
)
def test_wrong_numbers_tell_nothing(text: str) -> None:
    assert person_of(text) is None


@pytest.mark.parametrize(
    ("place", "channel"),
    [
        ("广东省东莞市", "out_of_province"),
        ("贵州省贵阳市云岩区", "in_province"),
        ("贵州省黔西南州望谟县", "local_firm"),
        ("望谟县", "local_firm"),
        ("省外", "out_of_province"),
        ("县内", "local_firm"),
        ("县外市内", "in_province"),
        ("境外", "out_of_province"),
        ("广西壮族自治区百色市望谟路", "out_of_province"),
        ("某处", None),
        ("不详", None),
    ],
)
def test_how_far_a_place_is(place: str, channel: str | None) -> None:
    assert distance(place, "贵州省", "望谟县") == channel


@pytest.mark.parametrize(
    ("place", "channel"),
    [("522326", "local_firm"), ("522301000000", "in_province"), ("441900", "out_of_province")],
)
def test_places_as_codes(place: str, channel: str) -> None:
    assert distance(place, "贵州省", "522326") == channel


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("birth", "19840615", 1984.0),
        ("birth", "1984-06-15", 1984.0),
        ("birth", date(1984, 6, 15), 1984.0),
        ("birth", 30848.0, 1984.0),  # days since 1899-12-30: 15 June 1984
        ("birth", "十九", NOT_A_NUMBER),
        ("start", "202403", 2024 * 12 + 2),
        ("start", "2024年3月", 2024 * 12 + 2),
        ("start", "202413", NOT_A_NUMBER),
        ("months", "０9", 9.0),
        ("months", 9.0, 9.0),
        ("months", -1.0, NOT_A_NUMBER),
        ("months", "nan", NOT_A_NUMBER),
        ("net_income", "12,000.50", 12000.5),
        ("pay_band", "2000-3000元", 2500),
        ("pay_band", "不详", None),
        ("months_band", "全年", 12),
        ("health", "残疾，长期慢性病", "limited"),
        ("health", "长期慢性病、残疾", "limited"),
        ("channel", "公益性岗位（乡村）", "public_welfare"),
        ("channel", "县外务工", "work"),
        ("channel", "？", UNKNOWN_CODE),
        ("ability", " 弱劳动力或半劳动力 ", "weak"),
        ("relocated", True, "yes"),
        ("household", 123456789012345.0, means("household", "123456789012345")),
        ("household", 1.2345678901234567e18, LOST_DIGITS),
        ("household", "1.23E+18", LOST_DIGITS),
        ("site", "县城安置", None),
        ("site", "幸福 社区", "幸福社区"),
    ],
)
def test_what_a_cell_means(field: str, cell: object, value: object) -> None:
    assert means(field, cell) == value


def test_every_coded_column_has_its_codes() -> None:
    for column in columns().values():
        if column.way == "code":
            assert len(set(codes(column.field).values())) >= 2, column.field


def test_hashes_depend_on_the_key() -> None:
    other = meaning(columns()["household"], bytes([1]) * 32)
    assert means("household", "H1") != other("H1")
    assert means("household", "H1") == means("household", "H1")
    assert means("household", "H1") != means("household", "H2")
