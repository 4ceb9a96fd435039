"""Looks for a thing, a biome or a kind of place: by walking about, or by digging along."""

from __future__ import annotations

from envs.craftworld import sight
from envs.craftworld.body import Body
from envs.craftworld.executors.drift import MOST_STEPS, Drift
from envs.craftworld.executors.horizon import Horizon
from envs.craftworld.executors.search import SPACING, Search
from envs.craftworld.executors.words import refuse_as_invalid
from envs.craftworld.footing import Cell
from envs.craftworld.observe import ENTITY_BLOCKS
from envs.events import Found
from envs.subgoals import Explore, Heights

PLACES = ("village",)
"""The kinds of place that can be found, sorted."""

_SPACING = {"thing": SPACING, "biome": 256, "place": 160}
"""Blocks between two turns of the way: the land and a village are seen from far."""

_WIDE_EVERY, _NEAR = 4, 6
"""Whoever digs looks as far as it can every so many steps, and so far, in blocks, after each."""


def run(body: Body, subgoal: Explore) -> None:
    """Goes on until the target is in view."""
    if not _is_word(body, subgoal):
        refuse_as_invalid(body, "target", subgoal.target)
        return
    if subgoal.height is None:
        _walk(body, subgoal)
    else:
        _dig(body, subgoal, subgoal.height)


def _walk(body: Body, subgoal: Explore) -> None:
    search = Search(body, subgoal.target, _SPACING[subgoal.sought])
    horizon = Horizon(body, subgoal.target) if subgoal.sought == "biome" else None
    while not _found(body, subgoal):
        if horizon is not None and horizon.go_there():
            continue
        if not search.go_on():
            search.give_up()
            return


def _dig(body: Body, subgoal: Explore, heights: Heights) -> None:
    """Digs between the heights; what it comes upon by the way there counts too."""
    drift = Drift(body, heights)
    while not _found(body, subgoal, near=drift.steps % _WIDE_EVERY != 0):
        if drift.steps >= MOST_STEPS:
            drift.give_up(subgoal.target)
            return
        drift.look_out_for(subgoal.target)
        if not drift.go_on():
            if not drift.over:
                drift.say_stuck(subgoal.target)
            return


def _found(body: Body, subgoal: Explore, *, near: bool = False) -> bool:
    """Returns whether the target is in view, and says where."""
    place = _seen(body, subgoal, near=near)
    if place is None:
        return False
    x, y, z = place
    body.emit(Found(tick=body.tick, target=subgoal.target, x=x, y=y, z=z))
    return True


def _is_word(body: Body, subgoal: Explore) -> bool:
    vocabulary = body.episode.rules.vocabulary
    if subgoal.sought == "biome":
        return subgoal.target in vocabulary.biomes
    if subgoal.sought == "place":
        return subgoal.target in PLACES
    members = vocabulary.members(subgoal.target)
    return any(m in vocabulary.blocks or m in vocabulary.entities for m in members)


def _seen(body: Body, subgoal: Explore, *, near: bool) -> Cell | None:
    episode = body.episode
    if subgoal.sought == "biome":
        here = episode.terrain.biome(episode.cell[0], episode.cell[2])
        return episode.cell if here == subgoal.target else None
    if subgoal.sought == "place":
        there = subgoal.target, episode.dimension
        known = (p for p in episode.places if (p.name, p.dimension) == there)
        return next(((p.x, p.y, p.z) for p in known), None)
    return seen_thing(body, subgoal.target, near=near)


def seen_thing(body: Body, pattern: str, *, near: bool = False) -> Cell | None:
    """Returns the nearest block or creature in view that a name or `#tag` names.

    Args:
        body: Who looks.
        pattern: What for.
        near: Whether to look no further than the walls of a tunnel, for blocks.
    """
    episode = body.episode
    vocabulary = episode.rules.vocabulary
    for creature in episode.creatures.visible(episode.eye, ENTITY_BLOCKS):
        if vocabulary.matches(pattern, creature.kind):
            return creature.cell
    table = episode.terrain.table
    numbers = [table.id(name) for name in vocabulary.members(pattern) if name in table]
    radius, height = (_NEAR, _NEAR) if near else (sight.VIEW_RADIUS, sight.VIEW_HEIGHT)
    blocks = sight.exposed(
        episode.terrain, episode.eye, numbers, radius=radius, height=height, limit=1
    )
    return next(((x, y, z) for x, y, z, _ in blocks), None)
