"""Which replication takes which draw, whatever number is asked for."""

from __future__ import annotations

import pytest

from resettle.results.runs.draws import Design


def test_by_default_every_other_draw_is_run_twice() -> None:
    design = Design()
    assert [design.draw(number) for number in range(9)] == [0, 1, 0, 2, 3, 2, 4, 5, 4]
    assert (design.draws(30), design.repeated(30)) == (20, 10)


@pytest.mark.parametrize(
    ("replications", "draws", "repeated"),
    [(1, 1, 0), (2, 2, 0), (3, 2, 1), (4, 3, 1), (5, 4, 1), (7, 5, 2), (31, 21, 10)],
)
def test_any_number_of_replications_can_be_asked_for(replications: int, draws: int, repeated: int) -> None:
    assert (Design().draws(replications), Design().repeated(replications)) == (draws, repeated)


@pytest.mark.parametrize(("seeds", "draws", "repeated"), [(1, 31, 0), (2, 16, 15), (10, 4, 3), (100, 1, 1)])
def test_seeds_for_every_draw_may_be_set_and_the_last_draw_may_have_fewer(
    seeds: int, draws: int, repeated: int
) -> None:
    assert (Design(seeds).draws(31), Design(seeds).repeated(31)) == (draws, repeated)


@pytest.mark.parametrize("design", [Design(), Design(1), Design(2), Design(5)])
def test_draws_are_numbered_without_gaps(design: Design) -> None:
    for replications in range(1, 40):
        held = {design.draw(number) for number in range(replications)}
        assert held == set(range(design.draws(replications)))


def test_a_draw_without_a_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one seed"):
        Design(0)
