"""Files changed at random are read or refused in plain words; `python -m tests.soak` changes many more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak import kinds, soak


def test_the_files_that_are_changed_are_right_themselves(tmp_path: Path) -> None:
    for kind, text, read in kinds():
        path = tmp_path / f"{kind}.yaml"
        path.write_text(text, encoding="utf-8")
        read(path)


@pytest.mark.slow
def test_files_changed_at_random_are_read_or_refused_in_plain_words(tmp_path: Path) -> None:
    counts, wrong = soak(range(60), tmp_path)
    assert wrong == []
    ended = {kind.partition(": ")[2] for kind in counts}
    assert ended == {"read", "refused"} and counts.total() == 60
