"""The conformance suite passes what keeps the contract and objects to what doesn't."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from envs import (
    Attempt,
    ContractError,
    MapCreature,
    MapPicture,
    MapRegion,
    Monitor,
    State,
    Stopped,
    Subgoal,
    Task,
    Vocabulary,
)
from envs.conformance import check_environment
from envs.fake import FakeWorld

_ticket = count()


def test_the_fake_world_keeps_the_contract() -> None:
    check_environment(FakeWorld)


class _Changed(FakeWorld):
    """A world whose attempts come out changed."""

    def change(self, attempt: Attempt) -> Attempt:
        return attempt

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        return self.change(super().attempt(subgoal, budget_ticks, monitor))


class Unversioned(FakeWorld):
    @property
    def id(self) -> str:
        return "fake"


class Amnesiac(FakeWorld):
    @property
    def vocabulary(self) -> Vocabulary:
        words = super().vocabulary
        return Vocabulary(frozenset({f"item_{next(_ticket)}"}), *list(vars(words).values())[1:5])


class StrayTag(FakeWorld):
    @property
    def vocabulary(self) -> Vocabulary:
        words = super().vocabulary
        return Vocabulary(
            words.items, words.blocks, words.entities, words.biomes, {"logs": ("no_such",)}
        )


class LooksBeforeReset(FakeWorld):
    def observe(self) -> State:
        if self._seed is None:
            return State(tick=0)
        return super().observe()


class StartsLate(FakeWorld):
    def reset(self, task: Task, seed: int) -> State:
        super().reset(task, seed)
        self._tick = 7
        return self.observe()


class StartsRich(FakeWorld):
    def reset(self, task: Task, seed: int) -> State:
        super().reset(task, seed)
        self._carried["stick"] = 3
        return self.observe()


class LookingTakesTime(FakeWorld):
    def observe(self) -> State:
        state = super().observe()
        self._tick += 1
        return state


class Unsorted(FakeWorld):
    def observe(self) -> State:
        state = super().observe()
        return state.model_copy(update={"blocks": (*(state.blocks or ()), *self._cow())})

    def _cow(self) -> tuple[object, ...]:
        (tree,) = super().observe().blocks or ()
        return (tree.model_copy(update={"name": "cow"}),)


class ForgetsSubgoal(_Changed):
    def change(self, attempt: Attempt) -> Attempt:
        from envs import Wait  # noqa: PLC0415  # only this broken world needs it

        return attempt.model_copy(update={"subgoal": Wait(ticks=1)})


class MiscountsTicks(_Changed):
    def change(self, attempt: Attempt) -> Attempt:
        return attempt.model_copy(update={"ticks": attempt.ticks + 1})


class ForgetsTally(_Changed):
    def change(self, attempt: Attempt) -> Attempt:
        return attempt.model_copy(update={"tally": attempt.prelude_tally})


class BackwardsTrace(_Changed):
    def change(self, attempt: Attempt) -> Attempt:
        return attempt.model_copy(update={"trace": attempt.trace[::-1]})


class HidesGains(_Changed):
    def change(self, attempt: Attempt) -> Attempt:
        kept = tuple(e for e in attempt.trace if e.kind != "item_gained")
        return attempt.model_copy(update={"trace": kept})


class StalePostState(_Changed):
    def change(self, attempt: Attempt) -> Attempt:
        return attempt.model_copy(update={"post_state": attempt.pre_state})


class SwallowsNonsense(_Changed):
    def change(self, attempt: Attempt) -> Attempt:
        kept = tuple(e for e in attempt.trace if e.kind != "invalid")
        return attempt.model_copy(update={"trace": kept})


class IgnoresBudget(FakeWorld):
    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        return super().attempt(subgoal, budget_ticks + 10_000, monitor)


class IgnoresMonitor(FakeWorld):
    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        return super().attempt(subgoal, budget_ticks)


class StopsSilently(_Changed):
    def change(self, attempt: Attempt) -> Attempt:
        kept = tuple(e for e in attempt.trace if not isinstance(e, Stopped))
        return attempt.model_copy(update={"trace": kept})


class NeverTheSame(FakeWorld):
    def reset(self, task: Task, seed: int) -> State:
        return super().reset(task, seed + next(_ticket))


class AlwaysTheSame(FakeWorld):
    def reset(self, task: Task, seed: int) -> State:
        return super().reset(task, 0)

    def snapshot(self) -> object:
        return super().snapshot()


class ForgetsTrees(FakeWorld):
    def restore(self, snapshot: object) -> None:
        trees = self._trees
        super().restore(snapshot)
        self._trees = trees


class Obliging(FakeWorld):
    """Fetches and crafts what was never asked for."""

    @property
    def vocabulary(self) -> Vocabulary:
        words = super().vocabulary
        return Vocabulary(
            words.items | {"wooden_pickaxe"},
            words.blocks,
            words.entities,
            words.biomes,
            words.tags,
        )

    def _craft(self, subgoal: object) -> None:
        from envs import Gather  # noqa: PLC0415  # only this broken world needs it

        self._gather(Gather(item="oak_log", count=1))


class Painted(FakeWorld):
    """A world whose maps come out changed."""

    def changed(self, seen: MapPicture) -> MapPicture:
        return seen

    def picture(self, region: MapRegion) -> MapPicture:
        return self.changed(super().picture(region))


class TransposedMap(Painted):
    def changed(self, seen: MapPicture) -> MapPicture:
        return replace(seen, pixels=seen.pixels.transpose(1, 0, 2))


class FloatMap(Painted):
    def changed(self, seen: MapPicture) -> MapPicture:
        return replace(seen, pixels=seen.pixels / 255)  # type: ignore[arg-type]


class ElsewhereMap(Painted):
    def changed(self, seen: MapPicture) -> MapPicture:
        return replace(seen, region=replace(seen.region, x=seen.region.x + 1))


class BlankMap(Painted):
    def changed(self, seen: MapPicture) -> MapPicture:
        return replace(seen, known=np.zeros_like(seen.known), pixels=np.zeros_like(seen.pixels))


class ColoursTheUnknown(Painted):
    def changed(self, seen: MapPicture) -> MapPicture:
        known = seen.known.copy()
        known[0, 0] = False
        return replace(seen, known=known)


class FlickeringMap(Painted):
    def changed(self, seen: MapPicture) -> MapPicture:
        return replace(seen, pixels=np.full_like(seen.pixels, next(_ticket) % 256))


class StrayCow(Painted):
    def changed(self, seen: MapPicture) -> MapPicture:
        return replace(seen, creatures=(MapCreature("cow", "passive", 9_999, 0),))


class MapTakesTime(Painted):
    def changed(self, seen: MapPicture) -> MapPicture:
        self._tick += 1
        return seen


@pytest.mark.parametrize(
    ("broken", "requirement"),
    [
        (Unversioned, "must end in its version"),
        (Amnesiac, "same before and after reset"),
        (StrayTag, "Every member of a tag"),
        (LooksBeforeReset, "before reset"),
        (StartsLate, "of tick 0"),
        (StartsRich, "nothing carried"),
        (LookingTakesTime, "must return what observe"),
        (Unsorted, "sorted by name"),
        (ForgetsSubgoal, "carry its subgoal"),
        (MiscountsTicks, "time from pre-state to post-state"),
        (ForgetsTally, "count what the trace shows"),
        (BackwardsTrace, "order of time"),
        (HidesGains, "must add up"),
        (StalePostState, "what observe"),
        (SwallowsNonsense, "leave an Invalid event"),
        (IgnoresBudget, "leave a Stopped event"),
        (IgnoresMonitor, "shown events or states"),
        (StopsSilently, "leave a Stopped event"),
        (NeverTheSame, "Looking must change nothing that follows|repeat itself"),
        (AlwaysTheSame, "Another seed"),
        (ForgetsTrees, "bring back|exactly as before"),
        (Obliging, "what the subgoal says and no more"),
        (TransposedMap, "uint8 of shape"),
        (FloatMap, "uint8 of shape"),
        (ElsewhereMap, "region that was asked for"),
        (BlankMap, "know the ground"),
        (ColoursTheUnknown, "must be black"),
        (FlickeringMap, "look the same"),
        (StrayCow, "lie in its region"),
        (MapTakesTime, "from above must change nothing|must change nothing that follows"),
    ],
)
def test_a_broken_world_is_told_what_it_breaks(
    broken: Callable[[], FakeWorld], requirement: str
) -> None:
    with pytest.raises(ContractError, match=requirement):
        check_environment(broken)
