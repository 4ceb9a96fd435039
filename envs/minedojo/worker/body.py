"""`Body`: the agent, one step after the other, and what each step changed as events.

    body = Body(simulator, tell, show, is_stopped)
    body.reset(biome, seed)
    with body.attempt(budget_ticks): ...   # steps raise `Over` once it is over

Every item that came or went between two looks is told, so that the books balance whatever an act
was meant to do: by the act under way (`body.acting("place")`), or else as picked up or lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .faults import Dead, Over, SimulatorFault
from .geometry import Vec, angles, turn_to
from .sight import Sight, State
from .simulator import Look, Simulator
from .starts import BARE, Start

SAMPLE_TICKS = 50
"""A state is shown at least this often, in ticks, give or take one act."""

MOVED_BLOCKS = 8
"""A move is told about this often, in blocks."""

USE, DROP, ATTACK, CRAFT, EQUIP, PLACE, DESTROY = range(1, 8)
"""MineDojo's functional actions."""

FORWARD, BACK = 1, 2
JUMP, SNEAK, SPRINT = 1, 2, 3
_HALF_TURN = 180

_AIM_DEGREES = 1.5
_AIM_STEPS = 8
_RESPAWN_TICKS = 60
_LATE_TICKS = 8
"""What an act brings may be seen so many ticks late: the simulator's words lag behind at times."""
_STILL_BLOCKS = 0.01

Event = dict[str, Any]


class Body:
    """The agent's body in the simulator."""

    def __init__(
        self,
        simulator: Simulator,
        tell: Callable[[Event], None],
        show: Callable[[State], None],
        is_stopped: Callable[[], bool],
    ) -> None:
        """There is no episode yet.

        Args:
            simulator: Where the agent lives.
            tell: Takes each event.
            show: Takes sampled states.
            is_stopped: Says whether the attempt was told to stop.
        """
        self._simulator = simulator
        self._tell = tell
        self._show = show
        self._is_stopped = is_stopped
        self._sight: Sight | None = None
        self._look: Look | None = None
        self._ends_at = 0
        self._shown_at = 0
        self._way: str | None = None
        self._moved_from = Vec(0, 0, 0)
        self._expected: tuple[float, float] | None = None
        self._late_at = 0

    @property
    def tick(self) -> int:
        """Ticks since the episode began."""
        return self._simulator.ticks

    @property
    def sight(self) -> Sight:
        """The latest look."""
        if self._sight is None:
            raise SimulatorFault("Expected an episode, found none: reset was never called.")
        return self._sight

    def state(self) -> State:
        """Returns what is seen now; looking changes nothing."""
        return self.sight.state(self.tick)

    def reset(self, biome: int | None, seed: int, start: Start = BARE) -> None:
        """Starts an episode."""
        self._sight, self._expected = None, None
        self._look = self._simulator.reset(biome, seed, start)
        self._sight = self._read(self._look)
        self._moved_from = self._sight.feet

    def begin(self, budget_ticks: int) -> None:
        """Starts an attempt."""
        self._ends_at = self.tick + budget_ticks
        self._shown_at = self.tick
        self._way = None

    def tell(self, kind: str, **fields: Any) -> None:
        """Tells an event of now."""
        self._tell({"kind": kind, "tick": self.tick, **fields})

    @contextmanager
    def acting(self, way: str) -> Iterator[None]:
        """Says by which act items come and go meanwhile."""
        before, self._way = self._way, way
        try:
            yield
        finally:
            self._way = before

    def step(
        self,
        move: int = 0,
        jump: int = 0,
        turn: float = 0.0,
        tilt: float = 0.0,
        act: int = 0,
        craft: int = 0,
        slot: int = 0,
    ) -> Sight:
        """Takes one step and returns what it showed.

        Args:
            move: `FORWARD`, `BACK` or 0.
            jump: `JUMP`, `SNEAK`, `SPRINT` or 0.
            turn: By how much to change the yaw, in degrees.
            tilt: By how much to change the pitch, in degrees.
            act: A functional action or 0.
            craft: The argument of `CRAFT`.
            slot: The argument of `EQUIP`, `PLACE` and `DESTROY`.

        Raises:
            Over: If the attempt is over; nothing was done.
            Dead: If the agent died of it, once.
            SimulatorFault: If the simulator broke.
        """
        if self._is_stopped():
            raise Over(by_budget=False)
        if self.tick >= self._ends_at:
            raise Over(by_budget=True)
        if self._look is not None and self._look.ended:
            raise SimulatorFault("The simulator ended its mission; only a reset goes on.")
        pitch, yaw = round(tilt) + _HALF_TURN, round(turn) + _HALF_TURN
        before = self.sight
        self._expect(round(turn), round(tilt))
        self._look = self._simulator.step([move, 0, jump, pitch, yaw, act, craft, slot])
        self._sight = self._read(self._look)
        self._compare()
        self._tell_changes(before, self._sight)
        if self.tick - self._shown_at >= SAMPLE_TICKS:
            self._shown_at = self.tick
            self._show(self.state())
        if self._sight.life <= 0 < before.life:
            raise Dead
        return self._sight

    @property
    def yaw(self) -> float:
        """Where it looks; where a turn isn't seen yet, as it was ordered."""
        return self._expected[0] if self._expected else self.sight.yaw

    @property
    def pitch(self) -> float:
        """How it looks up or down; where a turn isn't seen yet, as it was ordered."""
        return self._expected[1] if self._expected else self.sight.pitch

    def turn(self, turn: float, pitch: float) -> None:
        """Turns by so many degrees and to a pitch, and waits until that is seen."""
        self.step(turn=turn, tilt=pitch - self.pitch)
        while self._expected is not None:
            self.step()

    def stand_still(self) -> None:
        """Waits until it is seen to stand still."""
        for _ in range(_LATE_TICKS):
            before = self.sight.feet
            if self.step().feet.distance(before) < _STILL_BLOCKS:
                return

    def rest(self, ticks: int) -> None:
        """Stands still for so many ticks."""
        for _ in range(ticks):
            self.step()

    def await_life(self) -> None:
        """Waits a while for the simulator to bring the agent back."""
        for _ in range(_RESPAWN_TICKS):
            if self.sight.life > 0:
                return
            self.step()

    def aim(self, target: Vec) -> None:
        """Turns to look at a point."""
        for _ in range(_AIM_STEPS):
            yaw, pitch = angles(self.sight.eye, target)
            turn = turn_to(self.yaw, yaw)
            if abs(turn) <= _AIM_DEGREES and abs(pitch - self.pitch) <= _AIM_DEGREES:
                return
            self.turn(turn, pitch)

    def slot_of(self, item: str) -> int | None:
        """Returns the slot that holds an item, or `None`."""
        return next((s.slot for s in self.sight.stacks if s.item == item), None)

    def count(self, wanted: frozenset[str]) -> int:
        """Returns how many of those items are carried."""
        return sum(n for item, n in self.sight.carried.items() if item in wanted)

    def _expect(self, turn: int, tilt: int) -> None:
        """Notes where it looks after a turn: what is seen may be some ticks late."""
        if turn or tilt:
            yaw, pitch = self.yaw + turn, min(90.0, max(-90.0, self.pitch + tilt))
            self._expected, self._late_at = (yaw, pitch), self.tick + _LATE_TICKS

    def _compare(self) -> None:
        if self._expected is None:
            return
        yaw, pitch = self._expected
        off = max(abs(turn_to(self.sight.yaw, yaw)), abs(self.sight.pitch - pitch))
        if off <= _AIM_DEGREES or self.tick >= self._late_at:
            self._expected = None

    @staticmethod
    def _read(look: Look) -> Sight:
        try:
            sight = Sight(look)
            sight.carried  # noqa: B018 -- read now, so that what can't be read is told now
        except (LookupError, TypeError, ValueError) as error:
            raise SimulatorFault(
                f"An observation of MineDojo's lacks or garbles something: {error!r}."
            ) from error
        return sight

    def _tell_changes(self, before: Sight, after: Sight) -> None:
        self._tell_items(before.carried, after.carried, after.life <= 0)
        if after.life < before.life:
            self.tell("damage", amount=before.life - after.life, source=after.damage_source())
        if after.life <= 0 < before.life:
            self.tell("died", source=after.damage_source())
        elif before.life <= 0 < after.life:
            self.tell("respawned", **after.feet.cell._asdict())
        for name, kills in after.kills().items():
            for _ in range(kills - before.kills().get(name, 0)):
                self.tell("killed", entity=name, tool=before.held)
        if after.feet.distance(self._moved_from) >= MOVED_BLOCKS:
            self._moved_from = after.feet
            self.tell("moved", **after.feet.cell._asdict())

    def _tell_items(self, before: dict[str, int], after: dict[str, int], is_dead: bool) -> None:
        for item in sorted({*before, *after}):
            more = after.get(item, 0) - before.get(item, 0)
            if more < 0:
                worn = "wear" if is_dead is False and self._is_worn_out(item) else "use"
                way = "death" if is_dead else self._way or worn
                self.tell("item_lost", item=item, count=-more, way=way)
                if way == "wear":
                    self.tell("tool_broke", item=item)
            elif more > 0:
                self.tell("item_gained", item=item, count=more, way=self._way or "pickup")

    @staticmethod
    def _is_worn_out(item: str) -> bool:
        return item.endswith(("_pickaxe", "_axe", "_shovel", "_sword", "_hoe")) or item == "shears"
