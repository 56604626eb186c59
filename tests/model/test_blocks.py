"""Settlements in blocks: each is in one, whatever their sizes, and a failure in a thread is not lost."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resettle.model.blocks import Blocks


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), st.integers(1, 6))
def test_every_settlement_is_in_one_block_and_blocks_are_in_order(sizes: list[int], threads: int) -> None:
    blocks = Blocks(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), threads)
    seen = [site for begin, end in blocks.ranges for site in range(begin, end)]
    assert seen == list(range(len(sizes)))
    assert all(begin < end for begin, end in blocks.ranges)
    blocks.close()


def test_blocks_have_about_equal_numbers_of_workers() -> None:
    sizes = np.random.default_rng(1).integers(1, 100, 1000)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    blocks = Blocks(starts, 3)
    workers = [starts[end] - starts[begin] for begin, end in blocks.ranges]
    assert len(workers) == 12
    assert max(workers) < 1.1 * min(workers)
    blocks.close()


@pytest.mark.parametrize("threads", [1, 3])
def test_a_kernel_is_called_for_every_block_with_its_arguments(threads: int) -> None:
    blocks = Blocks(np.arange(0, 101, 10), threads)
    touched = np.zeros(10, int)

    def kernel(begin: int, end: int, table: np.ndarray[tuple[int], np.dtype[np.int_]], amount: int) -> None:
        table[begin:end] += amount

    blocks.run(kernel, touched, 3)
    assert (touched == 3).all()
    blocks.close()
    blocks.run(kernel, touched, 1)
    assert (touched == 4).all()


@pytest.mark.parametrize("threads", [1, 3])
def test_a_failure_in_a_block_stops_the_month(threads: int) -> None:
    blocks = Blocks(np.arange(0, 101, 10), threads)

    def kernel(begin: int, end: int) -> None:
        if end == 10:
            raise RuntimeError(f"block from {begin}")

    with pytest.raises(RuntimeError, match="block from"):
        blocks.run(kernel)
    blocks.close()


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_as_many_threads_as_asked_for_work_at_a_time_the_callers_among_them(threads: int) -> None:
    blocks = Blocks(np.arange(0, 401, 10), threads)
    together = threading.Barrier(threads)
    workers: set[int] = set()

    def kernel(begin: int, end: int) -> None:
        workers.add(threading.get_ident())
        together.wait(timeout=30)  # broken, if fewer work at a time

    assert len(blocks.ranges) == (1 if threads == 1 else 4 * threads)
    blocks.run(kernel)
    assert len(workers) == threads
    assert threading.get_ident() in workers
    blocks.close()


def test_no_more_threads_are_started_than_there_are_blocks() -> None:
    blocks = Blocks(np.array([0, 10, 20]), 6)
    assert len(blocks.ranges) == 2
    assert blocks._helpers == 1
    blocks.close()
