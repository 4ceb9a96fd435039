from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from envs import Position
from memory.spatial import DIMENSIONS, Cell, cell_from, cell_key, cell_of, cells_from

cells = st.builds(
    Cell,
    st.sampled_from(DIMENSIONS),
    st.integers(-2_500_000, 2_500_000),
    st.integers(-128, 127),
    st.integers(-2_500_000, 2_500_000),
)


@given(cells)
def test_a_cell_is_read_back_from_its_number(cell: Any) -> None:
    assert cell_from(cell_key(cell)) == cell
    assert 0 <= cell_key(cell) < 2**56


@given(st.lists(cells, max_size=20))
def test_many_cells_are_read_back_at_once(many: list[Any]) -> None:
    found = cells_from([cell_key(cell) for cell in many])

    assert found.tolist() == [[DIMENSIONS.index(d), x, y, z] for d, x, y, z in many]


@given(st.integers(0, 2**10 - 1), st.integers(0, 2**10 - 1))
def test_numbers_follow_the_z_order(x: int, z: int) -> None:
    quadrant = cell_key(Cell("overworld", x | 2**10, 0, z))

    assert cell_key(Cell("overworld", x, 0, z)) < quadrant


def test_a_position_lies_in_its_chunk_section() -> None:
    assert cell_of(Position(x=-1, y=63, z=16)) == ("overworld", -1, 3, 1)


def test_the_highest_and_the_lowest_place_have_cells() -> None:
    for y in (-2048, 2048):
        cell = cell_of(Position(x=40_000_000, y=y, z=-40_000_000, dimension="the_end"))
        assert cell_from(cell_key(cell)) == cell
