from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis import Cause
from memory import IndexRow, SummaryLine, wilson_interval
from memory.summary import MAX_EXAMPLES, MAX_SAMPLE, summed


def made(number: int, ticks: int, cause: str | None) -> IndexRow:
    return IndexRow(
        id=f"e{number}",
        position=number,
        scope="vanilla",
        world="toy-v1",
        kind="craft",
        object="stick",
        succeeded=cause is None,
        cause=cause,
        signature=bytes(32),
        exact="0" * 16,
        cell=None,
        tags=("kind:craft",),
        ticks=ticks,
        text="",
    )


outcomes = st.lists(
    st.tuples(st.integers(0, 9), st.none() | st.sampled_from(["stuck", "killed"])), max_size=40
)


@given(outcomes, st.randoms(use_true_random=False))
def test_the_order_of_insertion_does_not_matter(outcomes: Any, random: Any) -> None:
    rows = [made(number, *outcome) for number, outcome in enumerate(outcomes)]
    shuffled = random.sample(rows, len(rows))

    assert summed(rows) == summed(shuffled)


@given(outcomes, st.integers(0, 40))
def test_lines_of_two_halves_add_up_to_the_line_of_all(outcomes: Any, cut: int) -> None:
    rows = [made(number, *outcome) for number, outcome in enumerate(outcomes)]
    first, second, whole = (summed(part) for part in (rows[:cut], rows[cut:], rows))

    for key, line in whole.items():
        assert first.get(key, SummaryLine()).plus(second.get(key, SummaryLine())) == line


def test_a_line_is_bounded_whatever_it_stands_on() -> None:
    (line,) = summed(made(n, n, "stuck" if n % 2 else None) for n in range(200)).values()

    assert (line.attempts, line.successes) == (200, 100)
    assert len(line.best) == len(line.worst) == MAX_EXAMPLES
    assert len(line.sample) == MAX_SAMPLE


def test_the_quickest_success_is_best_and_the_longest_failure_worst() -> None:
    rows = [made(0, 9, None), made(1, 3, None), made(2, 7, "stuck"), made(3, 8, "killed")]

    (line,) = summed(rows).values()

    assert line.best[0] == (3, "e1")
    assert line.worst[0] == (8, "e3")
    assert line.causes == ((Cause.killed, 1), (Cause.stuck, 1))
    assert line.mean_ticks == 6
    assert line.success_rate == 0.5


def test_a_sample_depends_on_the_ids_alone() -> None:
    rows = [made(n, n, None) for n in range(4)]

    assert len({next(iter(summed(p).values())).sample for p in permutations(rows)}) == 1


@pytest.mark.parametrize(
    ("successes", "attempts", "low", "high"),
    # Wilson's score interval as statsmodels' proportion_confint(method="wilson") gives it.
    [(0, 10, 0.0, 0.27753), (5, 10, 0.23659, 0.76341), (10, 10, 0.72247, 1.0), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(successes: int, attempts: int, low: float, high: float) -> None:
    assert wilson_interval(successes, attempts) == pytest.approx((low, high), abs=1e-4)
