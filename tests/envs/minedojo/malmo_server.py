"""A server on the loopback that speaks Malmo's protocol, as MineDojo's Java sources give it.

`MalmoEnvServer.java` answers length-prefixed messages: a hello, `<MissionInit`, `<Peek`,
`<StepClient0>`, `<StepServer`, `<Quit`, `<Disconnect`. What its observations hold, and in which
order, is in `JSONWorldDataHelper.java`. `server.break_down("hang", after=3)` orders a fault.
"""

from __future__ import annotations

import contextlib
import json
import math
import socket
import struct
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import Any, Literal
from xml.etree import ElementTree

from voxel_world import DURABILITY, HARDNESS, SHOWN, VoxelWorld

Fault = Literal[
    "close", "hang", "oversized", "bad_json", "short_frame", "missing_key", "trickle", "done"
]

_SPACE = "{http://ProjectMalmo.microsoft.com}"
# MineDojo reads each of these in every observation (mc_constants.json, keys of two parts).
_STATISTICS = (
    "animals_bred armor_cleaned aviate_one_cm banner_cleaned beacon_interaction boat_one_cm"
    " brewingstand_interaction cake_slices_eaten cauldron_filled cauldron_used chest_opened"
    " climb_one_cm crafting_table_interaction crouch_one_cm damage_dealt damage_taken deaths"
    " dispenser_inspected dive_one_cm dropper_inspected enderchest_opened fall_one_cm fish_caught"
    " flower_potted fly_one_cm furnace_interaction hopper_inspected horse_one_cm item_enchanted"
    " items_dropped jump leave_game minecart_one_cm mob_kills noteblock_played noteblock_tuned"
    " pig_one_cm play_one_minute player_kills record_played shulker_box_opened sleep_in_bed"
    " sneak_time sprint_one_cm swim_one_cm talked_to_villager time_since_death"
    " traded_with_villager trapped_chest_triggered walk_one_cm"
).split()
_ACHIEVEMENTS = (
    "acquire_iron bake_cake blaze_rod bookcase breed_cow build_better_pickaxe build_furnace"
    " build_hoe build_pickaxe build_sword build_work_bench cook_fish diamonds diamonds_to_you"
    " enchantments explore_all_biomes fly_pig full_beacon ghast kill_cow kill_enemy kill_wither"
    " make_bread mine_wood on_a_rail open_inventory overkill overpowered portal potion"
    " snipe_skeleton spawn_wither the_end the_end2"
).split()
_SOLID = [True, False, True, False, True, False, True]
_AIR = [False, True, False, False, False, False, False]


class Mission:
    """What a mission's XML asks for, and the world that runs it."""

    def __init__(self, xml: bytes, make: Callable[[int, int], VoxelWorld]) -> None:
        tree = ElementTree.fromstring(xml)
        low, high = (_one(tree, name).attrib for name in ("min", "max"))
        self.low = [int(float(low[a])) for a in "xyz"]
        self.high = [int(float(high[a])) for a in "xyz"]
        self.rays = [
            tuple(float(ray.attrib[k]) for k in ("pitch", "yaw", "distance"))
            for ray in tree.iter(f"{_SPACE}RayOffset")
        ]
        self.pixels = 3 * int(_one(tree, "Width").text or 0) * int(_one(tree, "Height").text or 0)
        biome = tree.find(f".//{_SPACE}BiomeGenerator")
        default = tree.find(f".//{_SPACE}DefaultWorldGenerator")
        generator = biome if biome is not None else default
        assert generator is not None
        seed = int(generator.attrib["seed"] or 0)
        self.biome = int(biome.attrib["biome"]) if biome is not None else 1
        self.world = make(seed, self.biome)
        time = tree.find(f".//{_SPACE}StartTime")
        self.world.time = int(time.text or 0) if time is not None else 0
        for item in tree.iter(f"{_SPACE}InventoryObject"):
            kind, *numbers = (item.attrib[k] for k in ("type", "metadata", "quantity"))
            self.world.slots[int(item.attrib["slot"])] = (kind, int(numbers[0]), int(numbers[1]))

    def observation(self) -> dict[str, Any]:
        """Returns what the simulator would tell now."""
        world = self.world
        return {
            **self._stats(),
            "xpos": world.x,
            "ypos": world.y,
            "zpos": world.z,
            "pitch": world.pitch,
            "yaw": world.yaw,
            "biome_name": "Plains",
            "biome_id": self.biome,
            "biome_temperature": 0.8,
            "biome_rainfall": 0.4,
            "sea_level": 63,
            "light_level": 15,
            "is_raining": False,
            "can_see_sky": True,
            "sun_brightness": 1.0,
            "sky_light_level": 1.0,
            "world_time": world.time,
            "total_time": world.time,
            "is_dead": False,
            "living_death_event_fired": False,
            "damage_source": {"damage_amout": world.hurt, "is_fire_damage": False},
            "nearby_crafting_table": world.faces("crafting_table"),
            "nearby_furnace": world.faces("furnace"),
            "inventory": [self._slot(i) for i in range(41)],
            "voxels": list(self._voxels()),
            "rays": [part for ray in self.rays for part in self._ray(*ray)],
        }

    def _stats(self) -> dict[str, Any]:
        world = self.world
        kills: Counter[str] = world.stats.get("kill_entity", Counter())
        return {
            "stat": {
                **dict.fromkeys(_STATISTICS, 0),
                "kill_entity": {"cow": kills.get("cow", 0), "zombie": 0},
            },
            "achievement": dict.fromkeys(_ACHIEVEMENTS, 0),
            "life": world.life,
            "armor": 0,
            "score": 0,
            "food": world.food,
            "saturation": 5.0,
            "xp": 0,
            "is_alive": True,
            "air": 300,
            "name": "MineDojoAgent0",
            "is_sleeping": False,
        }

    def _slot(self, index: int) -> dict[str, Any]:
        name, variant, count = self.world.slots[index] or ("air", 0, 0)
        most = DURABILITY.get(name, -1)
        left = most - self.world.worn[index] if most >= 0 else -1
        return {
            "name": name,
            "variant": variant,
            "quantity": count,
            "max_durability": most,
            "cur_durability": left,
            "index": index,
            "inventory": "inventory",
        }

    def _voxels(self) -> Iterator[Any]:
        """Yields ten values a block: x changes fastest, then y, then z."""
        world = self.world
        feet = [math.floor(c) for c in (world.x, world.y, world.z)]
        for z in range(self.low[2], self.high[2] + 1):
            for y in range(self.low[1], self.high[1] + 1):
                for x in range(self.low[0], self.high[0] + 1):
                    name, metadata = world.at((feet[0] + x, feet[1] + y, feet[2] + z))
                    yield from (SHOWN[name], metadata, *self._material(name), 0.5)

    @staticmethod
    def _material(name: str) -> list[bool]:
        """Returns the seven flags of `writeBlockInfo`, from collidable to blocks light."""
        if name == "air":
            return _AIR
        return [True, not HARDNESS[name][2], *_SOLID[2:]]

    def _ray(self, pitch: float, yaw: float, reach: float) -> tuple[Any, ...]:
        ray = _turned(self.world.look(), pitch, yaw)
        hit = self.world.hit(ray, reach)
        cow = self.world.cow_on(ray, min(reach, hit[2] if hit else reach))
        if hit is None:
            end = [math.floor(e + r * reach) for e, r in zip(self.world.eye, ray, strict=True)]
            name, metadata, cell, far = "air", 0, tuple(end), 500.0
        else:
            (name, metadata), cell, far = self.world.at(hit[0]), hit[0], hit[2]
        _, needless, blocks, liquid, solid, burns, _ = self._material(name)
        entity, entity_far = ("EntityCow", cow[1]) if cow else ("null", far)
        block = (SHOWN[name], far, metadata, 0, needless, blocks, liquid, solid, burns)
        return (*block, entity, entity_far, pitch, yaw, *cell)


class MalmoServer:
    """Serves one simulator after another on a port of its own."""

    def __init__(self, make: Callable[[int, int], VoxelWorld] | None = None) -> None:
        self._make = make or (lambda seed, biome: VoxelWorld(seed=seed, biome=biome))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.mission: Mission | None = None
        self.lag = 0
        """By how many ticks what it tells is late; the real one reuses its last word at times."""
        self._told: deque[dict[str, Any]] = deque(maxlen=10)
        self._fault: Fault | None = None
        self._steps_left = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def break_down(self, fault: Fault, after: int) -> None:
        """Orders a fault, once, after so many steps more."""
        self._fault, self._steps_left = fault, after

    def close(self) -> None:
        """Stops serving."""
        for sock in (self._listening, *self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listening.accept()
                self._open.append(sock)
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        # A client that hangs up, or a fault that was ordered, ends the conversation.
        with contextlib.suppress(OSError, EOFError), sock:
            assert _receive(sock).startswith(b"<MalmoEnv0.37.0")
            while True:
                self._answer(sock, _receive(sock))

    def _answer(self, sock: socket.socket, message: bytes) -> None:
        if message.startswith(b"<MissionInit"):
            assert _receive(sock).endswith(b":1:true")
            self.mission = Mission(message, self._make)
            self._told.clear()
            _send(sock, struct.pack("!I", 1))
        elif message.startswith(b"<Peek"):
            assert self.mission is not None
            _send(sock, bytes(self.mission.pixels))
            _send(sock, json.dumps(self.mission.observation()).encode())
            _send(sock, struct.pack("!b", 0))
        elif message.startswith(b"<StepClient0>"):
            self._step(sock, message)
        elif message.startswith(b"<Quit"):
            _send(sock, struct.pack("!I", 1))
        elif message.startswith(b"<Disconnect"):
            raise EOFError
        else:
            assert message.startswith(b"<StepServer"), message

    def _step(self, sock: socket.socket, message: bytes) -> None:
        assert self.mission is not None
        text = message.decode().removeprefix("<StepClient0>").removesuffix("</StepClient0 >")
        commands = dict(line.split(" ", 1) for line in text.splitlines())
        self.mission.world.tick(commands)
        self._told.append(self.mission.observation())
        told = self._told[-1 - min(self.lag, len(self._told) - 1)]
        fault = self._due()
        if fault == "close":
            raise EOFError
        if fault in {"hang", "trickle"}:
            self._stall(sock, fault)
        if fault == "oversized":
            sock.sendall(struct.pack("!I", 0xFFFFFFFF) + b"x" * 100)
            threading.Event().wait(20)
        if fault == "short_frame":
            sock.sendall(struct.pack("!I", 5000) + b"x" * 100)
            raise EOFError
        if fault == "missing_key":
            del told["nearby_crafting_table"]
        data = json.dumps(told).encode()
        if fault == "bad_json":
            data = data[: len(data) // 2]
        _send(sock, bytes(self.mission.pixels))
        _send(sock, struct.pack("!dbb", 0.0, fault == "done", 1))
        _send(sock, data)

    def _stall(self, sock: socket.socket, fault: Fault) -> None:
        """Says nothing, or now and then a byte, until the client has had enough."""
        sock.sendall(struct.pack("!I", 5000) if fault == "trickle" else b"")
        pause = threading.Event()
        for _ in range(100):
            pause.wait(0.2)
            if fault == "trickle":
                sock.sendall(b"x")

    def _due(self) -> Fault | None:
        if self._fault is None or self._steps_left > 0:
            self._steps_left -= 1
            return None
        fault, self._fault = self._fault, None
        return fault


def _one(tree: ElementTree.Element, name: str) -> ElementTree.Element:
    found = tree.find(f".//{_SPACE}{name}")
    assert found is not None, name
    return found


def _turned(
    look: tuple[float, float, float], pitch: float, yaw: float
) -> tuple[float, float, float]:
    """Turns as `Vec3d.rotatePitch` and then `rotateYaw` do."""
    x, y, z = look
    y, z = (
        y * math.cos(pitch) + z * math.sin(pitch),
        z * math.cos(pitch) - y * math.sin(pitch),
    )
    return x * math.cos(yaw) + z * math.sin(yaw), y, z * math.cos(yaw) - x * math.sin(yaw)


def _send(sock: socket.socket, data: bytes) -> None:
    sock.sendall(struct.pack("!I", len(data)) + data)


def _receive(sock: socket.socket) -> bytes:
    (length,) = struct.unpack("!I", _exactly(sock, 4))
    return _exactly(sock, length)


def _exactly(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = sock.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data
