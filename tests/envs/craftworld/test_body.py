"""Time, death and the monitor, as they befall a body."""

from __future__ import annotations

from collections import Counter

from envs import Chat, Damage, Died, Event, ItemLost, Respawned, State, Stopped
from envs.craftworld.body import DEATH_PLACE
from envs.craftworld.ground import GONE_AFTER, NEAR_BLOCKS
from envs.craftworld.meadow import FEET, Meadow
from envs.environment import SAMPLE_TICKS
from envs.subgoals import Discard, Equip, Gather, GoTo, Wait

X, Y, Z = FEET


class Watch:
    """Counts what it is shown, and objects to events of one kind."""

    def __init__(self, objects_to: str = "") -> None:
        self.ticks: list[int] = []
        self.kinds: Counter[str] = Counter()
        self._objects_to = objects_to

    def on_event(self, event: Event) -> str | None:
        self.kinds[event.kind] += 1
        return "enough" if event.kind == self._objects_to else None

    def on_state(self, state: State) -> str | None:
        self.ticks.append(state.tick)
        return None


def _drowned_in_lava(at_x: int = X + 30) -> tuple[Meadow, list[Event]]:
    meadow = Meadow()
    meadow.give("stone_pickaxe", uses=77)
    meadow.give("dirt", 70)
    for dx, dz in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        for dy in (0, 1, 2):
            meadow.put((at_x + dx, Y + dy, Z + dz), "bedrock" if dx or dz else "lava")
    meadow.stand((at_x, Y, Z))
    return meadow, list(meadow.attempt(Wait(ticks=2_000), 2_000).trace)


def test_lava_kills_and_all_is_dropped() -> None:
    meadow, trace = _drowned_in_lava()
    assert next(e.source for e in trace if isinstance(e, Damage)) == "lava"
    assert [e.source for e in trace if isinstance(e, Died)] == ["lava"]
    lost = Counter({e.item: 0 for e in trace if isinstance(e, ItemLost)})
    for event in trace:
        if isinstance(event, ItemLost):
            assert event.way == "death"
            lost[event.item] += event.count
    assert lost == {"stone_pickaxe": 1, "dirt": 70}
    assert isinstance(trace[-1], Respawned)
    assert meadow.cause == ("hazard", "lava")


def test_who_died_is_at_the_start_again_and_well() -> None:
    meadow, _ = _drowned_in_lava()
    state = meadow.observe()
    assert meadow.episode.cell == FEET
    assert state.vitals is not None
    assert (state.vitals.health, state.vitals.food) == (20, 20)
    assert state.inventory is not None
    assert state.inventory.items == ()
    assert state.places is not None
    assert [(p.name, p.x) for p in state.places] == [(DEATH_PLACE, X + 30)]


def test_what_was_dropped_in_death_is_picked_up_by_passing() -> None:
    meadow = Meadow()
    meadow.give("stone_pickaxe", uses=77)
    meadow.episode.vitals.food = 0
    meadow.episode.vitals.saturation_tenths = 0
    meadow.stand((X + 12, Y, Z))
    meadow.episode.vitals.health_tenths = 5
    zombie = meadow.bring("zombie", (X + 13, Y, Z))
    meadow.episode.skipped_ticks = 14_000
    trace = meadow.attempt(Wait(ticks=200), 200).trace
    assert [e.source for e in trace if isinstance(e, Died)] == ["zombie"]
    assert meadow.cause == ("killed", "zombie")
    meadow.episode.creatures.strike(zombie.id, 1_000)
    meadow.attempt(GoTo(x=X + 12, z=Z, distance=1), 2_000)
    assert meadow.episode.bag.count("stone_pickaxe") == 1
    assert meadow.episode.bag.stacks[0].uses == 77


def test_what_lies_about_is_gone_after_five_minutes() -> None:
    meadow = Meadow()
    meadow.put((X + 1, Y + 3, Z), "oak_log")
    for _ in range(36):
        meadow.give("dirt", 64)
    meadow.attempt(Gather(item="oak_log"), 500)
    meadow.attempt(Wait(ticks=GONE_AFTER), GONE_AFTER)
    meadow.episode.bag.remove("dirt", 64)
    meadow.attempt(GoTo(x=X + 1, z=Z, distance=1), 100)
    meadow.attempt(GoTo(x=X - 3, z=Z, distance=1), 100)
    assert meadow.episode.bag.count("oak_log") == 0


def test_what_lies_far_away_ages_only_while_somebody_is_near() -> None:
    meadow = Meadow()
    meadow.give("diamond", 3)
    far = (X + NEAR_BLOCKS + 40, Y, Z)
    meadow.attempt(Discard(item="diamond", count=3), 100)
    meadow.attempt(Wait(ticks=GONE_AFTER // 2), GONE_AFTER)
    meadow.stand(far)
    meadow.attempt(Wait(ticks=2 * GONE_AFTER), 2 * GONE_AFTER)
    meadow.stand((X + 5, Y, Z))
    meadow.attempt(Wait(ticks=GONE_AFTER // 3), GONE_AFTER)
    assert [drop.count for drop in meadow.episode.ground.drops] == [3]
    meadow.attempt(Wait(ticks=GONE_AFTER // 3), GONE_AFTER)
    meadow.stand(far)
    assert meadow.episode.ground.drops == ()


def test_who_dies_far_from_home_finds_everything_again() -> None:
    meadow, _ = _drowned_in_lava(X + NEAR_BLOCKS + 80)
    meadow.attempt(Wait(ticks=2 * GONE_AFTER), 2 * GONE_AFTER)
    before = {drop.item for drop in meadow.episode.ground.drops}
    meadow.stand((X + NEAR_BLOCKS + 60, Y, Z))
    meadow.attempt(Wait(ticks=100), 100)
    assert {drop.item for drop in meadow.episode.ground.drops} == before


def test_who_finds_no_bed_is_told_so_and_comes_back_at_the_start() -> None:
    meadow = Meadow()
    meadow.episode.bed = (X + 9, Y, Z)
    meadow.episode.vitals.health_tenths = 10
    meadow.put(FEET, "lava")
    trace = meadow.attempt(Wait(ticks=100), 100).trace
    assert [e.text.partition(",")[0] for e in trace if isinstance(e, Chat)] == [
        "You have no home bed or charged respawn anchor"
    ]
    assert meadow.episode.bed is None
    assert meadow.episode.cell == FEET


def test_armor_wears_in_a_fight_and_breaks() -> None:
    meadow = Meadow()
    meadow.give("iron_helmet", uses=1)
    meadow.attempt(Equip(item="iron_helmet"), 100)
    meadow.episode.skipped_ticks = 14_000
    meadow.bring("zombie", (X + 1, Y, Z))
    trace = meadow.attempt(Wait(ticks=60), 60).trace
    first = next(e for e in trace if isinstance(e, Damage))
    assert first.amount == 2.9  # Of 2 points of armor 2 - 3/2 are left, which stop 2 %.
    lost = [(e.item, e.way) for e in trace if isinstance(e, ItemLost)]
    assert lost == [("iron_helmet", "wear")]
    assert not meadow.episode.bag.worn


def test_starvation_is_its_own_cause() -> None:
    meadow = Meadow()
    vitals = meadow.episode.vitals
    vitals.food = vitals.saturation_tenths = 0
    attempt = meadow.attempt(Wait(ticks=400), 400)
    assert {e.source for e in attempt.trace if isinstance(e, Damage)} == {"starvation"}


def test_a_monitor_is_shown_a_state_every_hundred_ticks() -> None:
    watch = Watch()
    Meadow().attempt(Wait(ticks=1_000), 1_000, watch)
    assert watch.ticks == list(range(SAMPLE_TICKS, 1_001, SAMPLE_TICKS))


def test_a_monitor_that_objects_to_an_event_ends_the_attempt_there() -> None:
    meadow = Meadow()
    for off in range(5):
        meadow.put((X + 1, Y, Z + off), "oak_log")
    watch = Watch(objects_to="block_broken")
    attempt = meadow.attempt(Gather(item="oak_log", count=5), 2_000, watch)
    assert watch.kinds["block_broken"] == 1
    assert [(e.by, e.reason) for e in attempt.trace if isinstance(e, Stopped)] == [
        ("monitor", "enough")
    ]
