"""Lives that nobody lived: as varied as real ones, made by the hundred thousand in a minute.

Tasks are those of `mcu70`, steps follow one another as they do on the way to them, inventories
grow with the steps, and each seed has its own places. Signatures, tags and lines are made by the
code that makes them for real experiences. In a real store of 14,000 experiences every fifth
signature and every fifth set of tags is a new one; here it is about the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from diagnosis import Cause, Diagnosis, Finding, Need
from envs import (
    Attempt,
    Inventory,
    ItemCount,
    Nearby,
    Plan,
    Position,
    State,
    Step,
    Subgoal,
    Task,
    Vitals,
    load_suite,
    parse_subgoal,
)
from memory import Experience, IndexRow, Signature
from memory.rows import said
from memory.signature import about, signature
from memory.spatial import cell_key, cell_of
from memory.tags import tags_of

SCOPE = "bench-v1"
ARM = "full"

_WOODS = ("oak", "birch", "spruce", "jungle", "acacia")
_BIOMES = ("forest", "plains", "taiga", "desert", "savanna", "swamp", "mountains", "jungle")
_CAUSES = (
    *("target_not_found target_not_found missing_material missing_station killed").split(),
    *("target_unreachable tool_broke out_of_time missing_tool tool_too_weak stuck").split(),
)
_STAGES = (
    (
        'gather(item="{w}_log", count={n}, source="{w}_log")',
        'craft(item="{w}_planks", count={n4})',
        'craft(item="stick", count={n4})',
        'craft(item="crafting_table", count=1)',
        'place(item="crafting_table")',
        'craft(item="wooden_pickaxe", count=1, station="crafting_table")',
        'craft(item="wooden_{t}", count=1, station="crafting_table")',
        'craft(item="chest", count=1, station="crafting_table")',
    ),
    (
        'gather(item="cobblestone", count={n}, source="stone", tool="wooden_pickaxe")',
        'craft(item="stone_pickaxe", count=1, station="crafting_table")',
        'craft(item="stone_{t}", count=1, station="crafting_table")',
        'craft(item="furnace", count=1, station="crafting_table")',
        'place(item="furnace")',
        'gather(item="coal", count={n}, source="coal_ore", tool="wooden_pickaxe")',
        'craft(item="torch", count={n4})',
        'gather(item="crafting_table", count=1, source="crafting_table")',
    ),
    (
        'gather(item="iron_ore", count={n}, source="iron_ore", tool="stone_pickaxe")',
        'smelt(item="iron_ingot", count={n}, source="iron_ore", fuel="coal", station="furnace")',
        'craft(item="iron_pickaxe", count=1, station="crafting_table")',
        'craft(item="iron_{t}", count=1, station="crafting_table")',
        'craft(item="bucket", count=1, station="crafting_table")',
        'explore(target="village")',
        'hunt(entity="{m}", count={n})',
        'eat(item="cooked_{f}")',
    ),
    (
        'gather(item="gold_ore", count={n}, source="gold_ore", tool="iron_pickaxe")',
        'gather(item="redstone", count={n4}, source="redstone_ore", tool="iron_pickaxe")',
        'gather(item="diamond", count={n}, source="diamond_ore", tool="iron_pickaxe")',
        'smelt(item="gold_ingot", count={n}, source="gold_ore", fuel="coal", station="furnace")',
        'craft(item="diamond_{t}", count=1, station="crafting_table")',
        'craft(item="piston", count={n}, station="crafting_table")',
        'craft(item="golden_{a}", count=1, station="crafting_table")',
        "sleep()",
    ),
)
_FILL = {
    "w": _WOODS,
    "t": ("axe", "hoe", "pickaxe", "shovel", "sword"),
    "m": ("cow", "pig", "sheep", "chicken", "zombie", "skeleton", "spider"),
    "f": ("beef", "porkchop", "mutton", "chicken"),
    "a": ("boots", "chestplate", "helmet", "leggings", "sword", "apple"),
}
_HELD = (
    ("log", "planks", "stick", "crafting_table", "wooden_pickaxe"),
    ("cobblestone", "stone_pickaxe", "furnace", "coal", "torch"),
    ("iron_ore", "iron_ingot", "iron_pickaxe", "bucket", "beef"),
    ("gold_ingot", "redstone", "diamond", "diamond_pickaxe", "string"),
)
_DEPTHS = ((62, 80), (35, 64), (12, 50), (5, 20))  # how high one is at each stage
_STEPS = 5  # of each stage, on the way to a task
_VARIANTS = 30  # of a state, by stage, wood and biome


class Life(NamedTuple):
    """One made-up episode: where it belongs among the rounds, and what it lived through."""

    round: int
    task: str
    seed: int
    rows: tuple[IndexRow, ...]


class Lives:
    """Makes lives, the same from the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._dice = random.Random(seed)
        self._tasks = load_suite("mcu70").tasks
        self._steps: dict[str, Subgoal] = {}
        self._states: dict[tuple[int, str, str, int], State] = {}
        self._signatures: dict[tuple[int, str], Signature] = {}

    def lives(self, experiences: int, rounds: int) -> Iterator[Life]:
        """Yields lives of `rounds` rounds in the order of learning, `experiences` rows in all."""
        made = 0
        for round_ in range(rounds):
            wanted = experiences * (round_ + 1) // rounds
            chosen: list[Task] = []
            missing = wanted - made
            while missing > 0:
                chosen.append(self.task())
                missing -= _STEPS * _stages(chosen[-1])
            seeds: dict[str, int] = {}
            for task in sorted(chosen, key=lambda task: task.id):
                seed = seeds[task.id] = seeds.get(task.id, -1) + 1
                rows = tuple(self._lived(task, round_, seed))[: wanted - made]
                made += len(rows)
                if rows:
                    yield Life(round_, task.id, seed, rows)

    def subgoal(self, stage: int, step: int, wood: str) -> Subgoal:
        """Returns a step of a stage, with counts and kinds of its own."""
        dice = self._dice
        few = dice.choice((1, 2, 3, 3, 4, 6, 8))
        names = {name: dice.choice(values) for name, values in _FILL.items()}
        text = _STAGES[stage][step].format(**{**names, "w": wood, "n": few, "n4": 4 * few})
        if text not in self._steps:
            self._steps[text] = parse_subgoal(text)
        return self._steps[text]

    def state(self, stage: int, wood: str, biome: str) -> State:
        """Returns one of the states that this stage is seen in."""
        key = (stage, wood, biome, self._dice.randrange(_VARIANTS))
        if key not in self._states:
            self._states[key] = self._state(*key[:3])
        return self._states[key]

    def task(self) -> Task:
        """Returns a task of the suite."""
        return self._dice.choice(self._tasks)

    def moment(self) -> tuple[State, Subgoal]:
        """Returns a state with a subgoal that may be tried in it."""
        dice = self._dice
        stage, wood = dice.randrange(len(_STAGES)), dice.choice(_WOODS)
        state = self.state(stage, wood, dice.choice(_BIOMES))
        return state, self.subgoal(stage, dice.randrange(len(_STAGES[stage])), wood)

    def _lived(self, task: Task, round_: int, seed: int) -> Iterator[IndexRow]:
        dice = self._dice
        wood, biome = dice.choice(_WOODS), dice.choice(_BIOMES)
        corner = (dice.randrange(-40, 40) * 16, dice.randrange(-40, 40) * 16)
        steps = [
            (stage, step)
            for stage in range(_stages(task))
            for step in sorted(dice.sample(range(len(_STAGES[stage])), _STEPS))
        ]
        id_ = f"bench-0/{round_}/train/{ARM}/{task.id}/{seed}/0"
        for index, (stage, step) in enumerate(steps):
            biome = dice.choice(_BIOMES) if dice.random() < 0.1 else biome
            state = self.state(stage, wood, biome)
            subgoal = self.subgoal(stage, step, wood)
            yield self._row(f"{id_}/{index:04d}", index, task, state, subgoal, len(steps), corner)

    def _row(
        self,
        id_: str,
        index: int,
        task: Task,
        state: State,
        subgoal: Subgoal,
        steps: int,
        corner: tuple[int, int],
    ) -> IndexRow:
        dice = self._dice
        failed = dice.random() < 0.12
        cause = Cause(dice.choice(_CAUSES)) if failed else None
        lived = _experience(task, state, subgoal, cause, index, steps, dice.randrange(2, 1200))
        held = self._signature(state, subgoal)
        kind, what = subgoal.kind, about(subgoal)
        position = state.position
        assert position is not None, "every made-up state has a place"
        x, z = (at + dice.randrange(-200, 200) for at in corner)
        return IndexRow(
            id=id_,
            position=index,
            scope=SCOPE,
            world=SCOPE,
            kind=kind,
            object=what,
            succeeded=cause is None,
            cause=None if cause is None else str(cause),
            signature=held.packed(),
            exact=held.exact(kind, what),
            cell=cell_key(cell_of(Position(x=x, y=position.y, z=z))),
            tags=tags_of(lived),
            ticks=lived.attempt.ticks,
            text=said(lived),
        )

    def _signature(self, state: State, subgoal: Subgoal) -> Signature:
        key = (id(state), str(subgoal))
        if key not in self._signatures:
            self._signatures[key] = signature(state, subgoal)
        return self._signatures[key]

    def _state(self, stage: int, wood: str, biome: str) -> State:
        dice = self._dice
        names = [n for held in _HELD[: stage + 1] for n in held if dice.random() < 0.5]
        items = {f"{wood}_{n}" if n in {"log", "planks"} else n for n in names}
        low, high = _DEPTHS[stage]
        height = dice.randint(low, high)
        seen = [n for n in ("crafting_table", "furnace") if dice.random() < 0.3]
        return State(
            tick=0,
            inventory=Inventory(
                items=tuple(ItemCount(item=i, count=dice.randint(1, 12)) for i in sorted(items)),
                free_slots=36 - len(items),
            ),
            position=Position(x=0, y=height, z=0, sky=height > 60),
            biome=biome,
            vitals=Vitals(health=dice.choice((20, 20, 20, 14, 6)), food=dice.choice((20, 12, 5))),
            time=dice.choice((1_000, 6_000, 11_000, 15_000)),
            stations=tuple(Nearby(name=n, count=1, x=0, y=height, z=1, distance=1) for n in seen),
            blocks=(Nearby(name="stone", count=9, x=0, y=height, z=3, distance=3),),
            entities=(),
        )


def _stages(task: Task) -> int:
    return {"wooden": 1, "stone": 2, "iron": 3}.get(task.group, 4)


def _experience(
    task: Task,
    state: State,
    subgoal: Subgoal,
    cause: Cause | None,
    index: int,
    steps: int,
    ticks: int,
) -> Experience:
    """Returns as much of an experience as its tags and its line are made of, unchecked."""
    step = Step.model_construct(subgoal=subgoal, origin="model", source=None)
    needs = (Need(kind="item", name="stick", count=2),) if cause == "missing_material" else ()
    found: dict[str, Any] = {"cause": cause, "needs": needs}
    diagnosed: dict[str, Any] = {
        "succeeded": cause is None,
        "primary": None if cause is None else Finding.model_construct(**found),
    }
    made: dict[str, Any] = {
        "task": task,
        "world": SCOPE,
        "plan": Plan.model_construct(steps=(step,) * steps, frozen=index),
        "attempt": Attempt.model_construct(
            subgoal=subgoal, pre_state=state, post_state=state, trace=(), ticks=ticks
        ),
        "diagnosis": Diagnosis.model_construct(**diagnosed),
    }
    return Experience.model_construct(**made)
