from __future__ import annotations

from collections.abc import Sequence

from envs.craftworld.footing import Cell, fallen, settled, stepped, walked


class Slice:
    """A land of columns along x, all alike along z; each says up to which y it is solid."""

    def __init__(self, heights: dict[int, int], blocks: set[Cell] | None = None) -> None:
        self.heights = heights
        self.blocks = blocks or set()

    def biome(self, x: int, z: int) -> str:
        return "plains"

    def ground(self, x: int, z: int) -> int:
        return self.heights.get(x, 63)

    def free(self, x: int, y: int, z: int) -> bool:
        return y > self.ground(x, z) and (x, y, z) not in self.blocks

    def walked(self, cell: Cell, to_x: int, to_z: int, steps: int) -> Cell:
        return walked(self, cell, to_x, to_z, steps)

    def stands(self, x: int, y: int, z: int) -> bool:
        return self.free(x, y, z) and self.free(x, y + 1, z) and not self.free(x, y - 1, z)

    def open_to_sky(self, x: int, y: int, z: int) -> bool:
        return True

    def block_light(self, x: int, y: int, z: int) -> int:
        return 0

    def sees(self, eye: Cell, cell: Cell) -> bool:
        return True

    def villages_near(self, x: int, z: int, radius: int) -> Sequence[Cell]:
        return ()


def _step(land: Slice, to_x: int, to_z: int = 0) -> Cell | None:
    step = stepped(land, (0, 64, 0), to_x, to_z)
    return step.cell if step else None


def test_a_step_leads_straight_on_level_ground() -> None:
    assert stepped(Slice({}), (0, 64, 0), 9, 0) == ((1, 64, 0), 1000)


def test_a_slanted_step_is_longer() -> None:
    assert stepped(Slice({}), (0, 64, 0), -5, 5) == ((-1, 64, 1), 1414)


def test_a_step_goes_along_the_longer_side_where_it_hardly_slants() -> None:
    assert _step(Slice({}), 3, 9) == (0, 64, 1)


def test_one_block_is_climbed_and_two_are_not() -> None:
    assert _step(Slice({1: 64}), 5) == (1, 65, 0)
    assert _step(Slice({1: 65}), 5) is None


def test_no_block_is_climbed_under_a_low_ceiling() -> None:
    assert _step(Slice({1: 64}, {(0, 66, 0)}), 5) is None


def test_three_blocks_are_dropped_and_four_are_not() -> None:
    assert _step(Slice({1: 60}), 5) == (1, 61, 0)
    assert _step(Slice({1: 59}), 5) is None


def test_a_creature_slides_along_a_wall() -> None:
    assert _step(Slice({1: 70}), 5, 2) == (0, 64, 1)


def test_no_step_cuts_a_corner() -> None:
    assert _step(Slice({}, {(1, 65, 0), (0, 65, 1)}), 5, 5) is None


def test_no_step_leads_where_one_already_is() -> None:
    assert _step(Slice({}), 0) is None


def test_the_nearest_footing_is_found_within_reach() -> None:
    land = Slice({0: 60})
    assert settled(land, 0, 64, 0, 3) == 61
    assert settled(land, 0, 64, 0, 2) is None
    assert settled(land, 5, 64, 0, 0) == 64


def test_of_two_equally_near_footings_the_lower_is_taken() -> None:
    assert settled(Slice({}, {(0, 67, 0)}), 0, 66, 0, 5) == 64


def test_one_falls_to_the_floor_if_there_is_room_to_begin_with() -> None:
    land = Slice({0: 60}, {(0, 70, 0)})
    assert fallen(land, 0, 66, 0, 8) == 61
    assert fallen(land, 0, 66, 0, 4) is None
    assert fallen(land, 0, 70, 0, 8) is None
    assert fallen(land, 0, 58, 0, 8) is None
