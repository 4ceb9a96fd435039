"""A careful digger steers clear of what can be seen, and copes with what can't."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.meadow import Meadow
from envs.craftworld.motion import mining
from envs.craftworld.motion.digging import SOUTH
from envs.craftworld.motion.tunnelling import Tunnel

FEET: Cell = (0, 30, 0)
AHEAD: Cell = (0, 30, 1)


def _below() -> tuple[Meadow, Tunnel]:
    meadow = Meadow()
    for dy in (0, 1):
        meadow.put((0, 30 + dy, 0), "air")
    meadow.stand(FEET)
    meadow.episode.facing = SOUTH
    meadow.give("iron_pickaxe")
    meadow.episode.ledger.open()
    body = Body(meadow.episode, 100_000, None)
    return meadow, Tunnel(body, lambda cell: mining.dig_best(body, cell))


def test_a_step_leads_on_down_and_up() -> None:
    meadow, tunnel = _below()
    assert tunnel.step_on()
    assert meadow.episode.cell == AHEAD
    assert tunnel.step_down()
    assert meadow.episode.cell == (0, 29, 2)
    assert tunnel.step_up()
    assert meadow.episode.cell == (0, 30, 3)


def test_lava_that_shows_turns_the_way() -> None:
    meadow, tunnel = _below()
    meadow.put((0, 30, 2), "air")
    meadow.put((0, 30, 3), "lava")
    meadow.put((0, 31, 2), "lava")
    assert tunnel.step_on()
    assert meadow.episode.cell in {(1, 30, 0), (-1, 30, 0)}


def test_lava_behind_the_rock_is_plugged_and_hurts_nobody() -> None:
    meadow, tunnel = _below()
    meadow.give("cobblestone", 5)
    meadow.put((0, 31, 2), "lava")
    tunnel.step_on()
    tunnel.body.spend(300)
    assert meadow.episode.cell != AHEAD
    assert meadow.name((0, 31, 1)) == "cobblestone"
    assert meadow.episode.vitals.health_tenths == 200


def test_no_step_goes_over_a_deep_hole_without_a_bridge() -> None:
    meadow, tunnel = _below()
    for dy in range(1, 9):
        meadow.put((0, 30 - dy, 1), "air")
    for dy in (0, 1):
        meadow.put((0, 30 + dy, 1), "oak_planks")  # no rubble to build with
    assert tunnel.step_on()
    assert meadow.episode.cell != AHEAD
    meadow.stand(FEET)
    meadow.give("cobblestone", 1)
    meadow.episode.facing = SOUTH
    assert tunnel.step_on()
    assert meadow.episode.cell == AHEAD
    assert meadow.name((0, 29, 1)) == "cobblestone"


def test_a_short_drop_is_taken() -> None:
    meadow, tunnel = _below()
    for dy in range(1, 4):
        meadow.put((0, 30 - dy, 1), "air")
    assert tunnel.step_on()
    assert meadow.episode.cell == (0, 27, 1)
    assert meadow.episode.vitals.health_tenths == 200


def test_bedrock_stops_every_heading() -> None:
    meadow, tunnel = _below()
    for dx in range(-2, 3):
        for dz in range(-2, 3):
            for dy in range(-2, 5):
                if (dx, dz) != (0, 0):
                    meadow.put((dx, 30 + dy, dz), "bedrock")
    assert not tunnel.step_on()
    assert meadow.episode.cell == FEET
