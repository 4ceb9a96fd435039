"""Feeding animals (Minecraft Wiki, Breeding, Java Edition 1.16).

One use is one feeding. Two grown ones that take food come first, the second being the one nearest
to the first, so that two feedings make a pair; a single one is fed only if nothing else is there
to be fed. Then come babies, one after another: each is fed until it has a quarter of its time to
grow left, and then, if there is still food, the one that has longest before others. Where none in
view takes food at all, or one that was fed has no other yet, it looks about. Once none takes more,
it has fed as often as it could: it fails only if none took any.
"""

from __future__ import annotations

from envs.craftworld.beings.breeding import FODDER, GROWING_TICKS, can_love, gained_by_feeding
from envs.craftworld.beings.flock import Creature
from envs.craftworld.body import Body
from envs.craftworld.executors.search import Search
from envs.craftworld.executors.stations import CLICK_TICKS
from envs.craftworld.executors.use.acts import Act, items
from envs.craftworld.executors.use.reaching import (
    creatures_in_view,
    none_in_view,
    reached_creature,
)
from envs.craftworld.game.rules import Rules
from envs.events import Refused
from envs.subgoals import Use

_FODDER = tuple(sorted({item for eaten in FODDER.values() for item in eaten}))

_PAIR = 2
_WELL_FED_TICKS = GROWING_TICKS // 4
"""A baby that has so little time left lets the others have their turn."""
_LOOKS, _LOOK_BLOCKS = 9, 16
"""So many looks, so far from one another: once around."""


def _eats(rules: Rules, subgoal: Use) -> bool:
    """Returns whether what is fed is an animal that eats the item."""
    del rules
    return subgoal.item in FODDER.get(subgoal.on or "", ())


def _feed(body: Body, subgoal: Use) -> bool:
    """Feeds one animal."""
    kind = str(subgoal.on)
    fed = any(event.kind == "item_lost" and event.way == "use" for event in body.events)
    animal = _found(body, kind, again=fed)
    if animal is None:
        if not fed:
            _refuse(body, subgoal)
        return False
    if not reached_creature(body, animal):
        return False
    body.episode.bag.hold(subgoal.item)
    body.spend(CLICK_TICKS)
    if body.episode.creatures.get(animal.id) is not None:
        body.lose(subgoal.item, 1, "use")
        body.episode.realm.nursery.feed(animal, body.tick)
    return True


def _refuse(body: Body, subgoal: Use) -> None:
    kind = str(subgoal.on)
    if not creatures_in_view(body, kind):
        none_in_view(body, kind)
        return
    body.emit(Refused(tick=body.tick, need="entity", name=kind))
    body.give_up("target_not_found", f"a {kind} that takes {subgoal.item}")


def _found(body: Body, kind: str, *, again: bool) -> Creature | None:
    """Returns the animal to feed next, going a little about to see more of them if need be.

    Args:
        body: Who looks.
        kind: What for.
        again: Whether some were fed already.
    """
    search: Search | None = None
    for _ in range(_LOOKS):
        seen = creatures_in_view(body, kind)
        animal = _hungry(body, seen)
        if animal is not None:
            body.troubles.seen()
            return animal
        if again and not any(one.loves_until > body.tick for one in seen):
            return None
        search = search or Search(body, kind, _LOOK_BLOCKS)
        if not search.go_on():
            break
    return None


def _hungry(body: Body, seen: list[Creature]) -> Creature | None:
    """Returns the animal in view to feed next, `None` if none takes anything."""
    tick = body.tick
    grown = [one for one in seen if can_love(one, tick)]
    lover = next((one for one in seen if one.loves_until > tick), None)
    if lover is not None:
        grown.sort(key=lambda one: (one.squared(*lover.cell), one.id))
    babies = [one for one in seen if gained_by_feeding(one, tick)]
    if babies and len(grown) + (lover is not None) < _PAIR:
        return min(babies, key=lambda one: _turn(one, tick))
    return next(iter(grown), None)


def _turn(baby: Creature, tick: int) -> tuple[bool, int]:
    """Returns what babies are fed in the order of: one after another, then the youngest first."""
    left = baby.grows_at - tick
    return left <= _WELL_FED_TICKS, left if left > _WELL_FED_TICKS else -left


ACTS = (Act(items(*_FODDER), _eats, _feed),)
"""Food for animals."""
