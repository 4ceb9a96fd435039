"""What each step of a simulator changed is told as events; a body needs no MineDojo."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from typing import Any

import numpy as np
import pytest

from envs import event_adapter
from envs.minedojo.worker.body import Body
from envs.minedojo.worker.faults import Dead, Over, SimulatorFault
from envs.minedojo.worker.simulator import RAYS, VOXELS, Look
from envs.minedojo.worker.starts import BARE, Start

_SHAPE = tuple(VOXELS[f"{axis}max"] - VOXELS[f"{axis}min"] + 1 for axis in "xyz")


def look(
    *items: tuple[str, int],
    life: float = 20.0,
    at: tuple[float, float, float] = (0.5, 64.0, 0.5),
    kills: dict[str, int] | None = None,
    source: dict[str, bool] | None = None,
    ended: bool = False,
) -> Look:
    """Returns a look at an empty world in MineDojo's form, with those items in the bag."""
    held = [*items, *[("air", 0)] * (36 - len(items))]
    slots = {
        "name": np.array([name for name, _ in held]),
        "variant": np.zeros(36, int),
        "quantity": np.array([float(count) for _, count in held]),
        "cur_durability": np.full(36, -1.0),
    }
    none = {
        "name": np.array([held[0][0], *["air"] * 5]),
        "variant": np.zeros(6, int),
        "quantity": np.array([float(held[0][1]), *[0.0] * 5]),
        "cur_durability": np.full(6, -1.0),
    }
    rays = {
        "block_name": np.full(len(RAYS), "air"),
        "block_meta": np.zeros(len(RAYS), int),
        "entity_name": np.full(len(RAYS), "null"),
        "entity_distance": np.zeros(len(RAYS)),
    }
    seen = {
        "inventory": slots,
        "equipment": none,
        "life_stats": {
            "life": np.array([life]),
            "food": np.array([20.0]),
            "oxygen": np.array([300.0]),
            "is_sleeping": np.array(0),
        },
        "location_stats": {
            "pos": np.array(at),
            "yaw": np.array([0.0]),
            "pitch": np.array([0.0]),
            "biome_id": np.array(1),
            "light_level": np.array([15.0]),
            "is_raining": np.array(1),
            "can_see_sky": np.array(1),
        },
        "nearby_tools": {"table": np.array(False), "furnace": np.array(False)},
        "voxels": {
            "block_name": np.full(_SHAPE, "air"),
            "block_meta": np.zeros(_SHAPE, int),
            "blocks_movement": np.zeros(_SHAPE, bool),
            "is_liquid": np.zeros(_SHAPE, bool),
        },
        "rays": rays,
    }
    told = {
        "world_time": 30_000,
        "stat": {"kill_entity": kills or {}},
        "damage_source": source or {},
    }
    return Look(seen, told, ended)


class Played:
    """A simulator that shows the looks it was given, one a step."""

    def __init__(self, *looks: Look) -> None:
        self._looks = looks
        self.ticks = 0

    def reset(self, biome: int | None, seed: int, start: Start) -> Look:
        return self._looks[0]

    def step(self, action: Sequence[int]) -> Look:
        self.ticks += 1
        return self._looks[min(self.ticks, len(self._looks) - 1)]

    def close(self) -> None:
        pass


def played(*looks: Look, acting: str | None = None) -> list[dict[str, Any]]:
    """Steps through looks and returns the events, without their ticks."""
    events: list[dict[str, Any]] = []
    body = Body(Played(*looks), events.append, lambda state: None, lambda: False)
    body.reset(None, 0, BARE)
    body.begin(1_000)
    for _ in looks[1:]:
        with suppress(Dead), body.acting(acting) if acting else nullcontext():
            body.step()
    for event in events:
        event_adapter.validate_python(event)
    return [{k: v for k, v in event.items() if k != "tick"} for event in events]


def test_items_come_and_go_by_the_act_under_way() -> None:
    log, planks = ("log", 1), ("planks", 4)
    assert played(look(), look(log)) == [
        {"kind": "item_gained", "item": "oak_log", "count": 1, "way": "pickup"}
    ]
    assert played(look(log), look(planks), acting="craft") == [
        {"kind": "item_lost", "item": "oak_log", "count": 1, "way": "craft"},
        {"kind": "item_gained", "item": "oak_planks", "count": 4, "way": "craft"},
    ]


def test_a_tool_that_is_gone_broke_and_another_item_was_used() -> None:
    assert played(look(("stone pickaxe", 1)), look()) == [
        {"kind": "item_lost", "item": "stone_pickaxe", "count": 1, "way": "wear"},
        {"kind": "tool_broke", "item": "stone_pickaxe"},
    ]
    assert played(look(("bread", 2)), look(("bread", 1)))[0]["way"] == "use"


def test_health_lost_is_damage_of_what_the_simulator_tells() -> None:
    assert played(look(), look(life=17.5, source={"is_fire_damage": True})) == [
        {"kind": "damage", "amount": 2.5, "source": "fire"}
    ]
    assert played(look(life=10), look(life=9))[0]["source"] == "unknown"


def test_death_takes_everything_and_is_come_back_from() -> None:
    events = played(look(("log", 3)), look(life=0), look(at=(8.5, 70.0, 0.5)))
    assert [event["kind"] for event in events] == [
        "item_lost",
        "damage",
        "died",
        "respawned",
        "moved",
    ]
    assert events[0]["way"] == "death"


def test_an_attempt_ends_with_death_and_waits_for_life() -> None:
    dead = look(life=0)
    body = Body(Played(look(), dead, dead, look()), print, print, lambda: False)
    body.reset(None, 0)
    body.begin(100)
    with pytest.raises(Dead):
        body.rest(10)
    body.await_life()
    assert (body.tick, body.sight.life) == (3, 20.0)


def test_each_kill_is_told_with_the_weapon() -> None:
    events = played(
        look(("iron sword", 1), kills={"pig_zombie": 4}),
        look(("iron sword", 1), kills={"pig_zombie": 6}),
    )
    assert events == [{"kind": "killed", "entity": "zombified_piglin", "tool": "iron_sword"}] * 2


def test_a_state_says_what_is_seen_and_no_more() -> None:
    body = Body(Played(look(("log", 3))), print, print, lambda: False)
    body.reset(None, 0)
    state = body.state()
    assert state["inventory"] == {"items": [{"item": "oak_log", "count": 3}], "free_slots": 35}
    assert (state["time"], state["weather"], state["biome"]) == (6_000, "rain", "plains")
    assert state["blocks"] == state["entities"] == state["stations"] == []
    assert not state.keys() & {"window", "places"}


def test_an_attempt_is_over_with_its_budget_or_when_told() -> None:
    stopped: list[bool] = []
    body = Body(Played(look()), print, print, lambda: bool(stopped))
    body.reset(None, 0)
    body.begin(2)
    body.rest(2)
    with pytest.raises(Over) as over:
        body.step()
    assert over.value.by_budget
    stopped.append(True)
    with pytest.raises(Over) as over:
        body.step()
    assert not over.value.by_budget
    assert body.tick == 2


def test_an_ended_mission_and_a_garbled_look_are_faults() -> None:
    body = Body(Played(look(), look(ended=True)), print, print, lambda: False)
    body.reset(None, 0)
    body.begin(100)
    body.step()
    with pytest.raises(SimulatorFault, match="ended its mission"):
        body.step()
    garbled = look()
    del garbled.seen["location_stats"]
    with pytest.raises(SimulatorFault, match="location_stats"):
        Body(Played(garbled), print, print, lambda: False).reset(None, 0)
