from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld.beings.flock import Creature, Flock

_near = st.integers(-60, 60)
_cells = st.tuples(_near, st.integers(0, 80), _near)


def _flock(cells: list[tuple[int, int, int]]) -> Flock:
    flock = Flock()
    for number, (x, y, z) in enumerate(cells):
        flock.add(Creature(number + 1, "cow", x, y, z, 100))
    return flock


@given(st.lists(_cells, max_size=20), _cells, st.integers(0, 50))
def test_near_finds_by_distance_then_id(
    cells: list[tuple[int, int, int]], centre: tuple[int, int, int], radius: int
) -> None:
    flock = _flock(cells)
    squared = {c.id: c.squared(*centre) for c in flock}
    expected = sorted((far, number) for number, far in squared.items() if far <= radius**2)
    assert [c.id for c in flock.near(*centre, radius)] == [number for _, number in expected]


@given(st.lists(_cells, min_size=1, max_size=8), st.lists(_cells, min_size=1, max_size=8))
def test_what_moved_is_found_where_it_is(
    cells: list[tuple[int, int, int]], goals: list[tuple[int, int, int]]
) -> None:
    flock = _flock(cells)
    creature = flock.get(1)
    assert creature is not None
    for goal in goals:
        flock.move(creature, goal)
        assert creature in flock.near(*goal, 0)
    flock.remove(creature)
    assert creature not in flock.near(*goals[-1], 200)
    assert len(flock) == len(cells) - 1


@given(st.lists(_cells, max_size=8))
def test_rows_refill_a_flock_exactly(cells: list[tuple[int, int, int]]) -> None:
    flock, other = _flock(cells), _flock([(0, 0, 0)] * 3)
    other.refill(flock.rows())
    assert other.rows() == flock.rows()
    assert [c.id for c in other.near(0, 40, 0, 200)] == [c.id for c in flock.near(0, 40, 0, 200)]


def test_a_creature_that_is_gone_is_not_there() -> None:
    flock = _flock([(0, 64, 0)])
    flock.remove(next(iter(flock)))
    assert flock.get(1) is None
    assert flock.near(0, 64, 0, 10) == []
