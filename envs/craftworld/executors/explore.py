"""Looks for a thing, a biome or a kind of place."""

from __future__ import annotations

from envs.craftworld import sight
from envs.craftworld.body import Body
from envs.craftworld.executors.search import SPACING, Search
from envs.craftworld.executors.words import refuse_as_invalid
from envs.craftworld.footing import Cell
from envs.craftworld.observe import ENTITY_BLOCKS
from envs.events import Found
from envs.subgoals import Explore

PLACES = ("village",)
"""The kinds of place that can be found, sorted."""

_SPACING = {"thing": SPACING, "biome": 64, "place": 160}
"""Blocks between two turns of the way: a village is seen from far."""


def run(body: Body, subgoal: Explore) -> None:
    """Walks about until the target is in view."""
    target, sought = subgoal.target, subgoal.sought
    if not _is_word(body, subgoal):
        refuse_as_invalid(body, "target", target)
        return
    search = Search(body, target, _SPACING[sought])
    while True:
        place = _seen(body, subgoal)
        if place is not None:
            x, y, z = place
            body.emit(Found(tick=body.tick, target=target, x=x, y=y, z=z))
            return
        if not search.go_on():
            search.give_up(unreachable=False)
            return


def _is_word(body: Body, subgoal: Explore) -> bool:
    vocabulary = body.episode.rules.vocabulary
    if subgoal.sought == "biome":
        return subgoal.target in vocabulary.biomes
    if subgoal.sought == "place":
        return subgoal.target in PLACES
    members = vocabulary.members(subgoal.target)
    return any(m in vocabulary.blocks or m in vocabulary.entities for m in members)


def _seen(body: Body, subgoal: Explore) -> Cell | None:
    episode = body.episode
    if subgoal.sought == "biome":
        here = episode.terrain.biome(episode.cell[0], episode.cell[2])
        return episode.cell if here == subgoal.target else None
    if subgoal.sought == "place":
        known = (p for p in episode.places if p.name == subgoal.target)
        return next(((p.x, p.y, p.z) for p in known), None)
    return seen_thing(body, subgoal.target)


def seen_thing(body: Body, pattern: str) -> Cell | None:
    """Returns the nearest block or creature in view that a name or `#tag` names."""
    episode = body.episode
    vocabulary = episode.rules.vocabulary
    for creature in episode.creatures.visible(episode.eye, ENTITY_BLOCKS):
        if vocabulary.matches(pattern, creature.kind):
            return creature.cell
    table = episode.terrain.table
    numbers = [table.id(name) for name in vocabulary.members(pattern) if name in table]
    blocks = sight.exposed(episode.terrain, episode.eye, numbers, limit=1) if numbers else []
    return next(((x, y, z) for x, y, z, _ in blocks), None)
