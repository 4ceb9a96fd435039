"""Breaks blocks and picks up what drops: those that lie open, or by digging for them."""

from __future__ import annotations

import math
from functools import partial

from envs.craftworld.body import Body
from envs.craftworld.executors.digging import Miner
from envs.craftworld.executors.drift import Aim, dig_near
from envs.craftworld.executors.fetching import collect
from envs.craftworld.executors.gathering import Gathering, tool_carried
from envs.craftworld.executors.search import Search
from envs.craftworld.executors.words import carried, known_block, known_item
from envs.craftworld.motion.surfacing import climb_out, under_ground
from envs.craftworld.motion.tunnelling import Tunnel
from envs.events import Found, Searched
from envs.subgoals import Gather

_DUG = 8
"""Steps that are dug at most to a block that is in view under ground, and blocks beyond which
what was out of reach from one place may be in reach from another."""


def run(body: Body, subgoal: Gather) -> None:
    """Gathers until enough is carried, or nothing more is to be had.

    What lies in view is picked up first, also what is no block. Who names a source or a height
    wants it from there, and passes by what lies about.
    """
    source = subgoal.source or subgoal.item
    if subgoal.source is None and subgoal.height is None and _picked_up(body, subgoal):
        return
    if not _understood(body, subgoal, source) or carried(body, subgoal.item) >= subgoal.count:
        return
    if not tool_carried(body, subgoal.tool):
        return
    gathering = Gathering(body, subgoal, source)
    if subgoal.height is None:
        _from_the_open(gathering)
    else:
        Miner(gathering, subgoal.height).run()


def _picked_up(body: Body, subgoal: Gather) -> bool:
    """Picks up what lies in view; returns whether that is all that can be done.

    What is no block isn't to be had otherwise: if some of it lay there, but not enough, no more
    was in view.
    """
    item = subgoal.item

    def enough() -> bool:
        return carried(body, item) >= subgoal.count

    vocabulary = body.episode.rules.vocabulary
    if enough():
        return False
    if not collect(body, item, enough):
        return _left_lying(body, item)
    if not enough() and not any(m in vocabulary.blocks for m in vocabulary.members(item)):
        y = body.episode.cell[1]
        body.emit(Searched(tick=body.tick, target=item, cells=1, low=y, high=y))
        body.give_up("target_not_found", item)
        return True
    return enough()


def _left_lying(body: Body, item: str) -> bool:
    """Returns whether what lies about found no room and is no block; says so."""
    vocabulary = body.episode.rules.vocabulary
    left = any(e.kind == "item_left" and vocabulary.matches(item, e.item) for e in body.events)
    failed = any(e.kind == "path_failed" for e in body.events)
    if not (left or failed) or any(m in vocabulary.blocks for m in vocabulary.members(item)):
        return False
    body.give_up("inventory_full" if left else "target_unreachable", item)
    return True


def _understood(body: Body, subgoal: Gather, source: str) -> bool:
    if not known_item(body, "item", subgoal.item) or not known_block(body, "source", source):
        return False
    if subgoal.tool in (None, "none"):
        return True
    return known_item(body, "tool", str(subgoal.tool))


def _dig_to(tunnel: Tunnel, aim: Aim) -> bool:
    """Digs the last bit of the way to a block of a cave; returns whether it came near."""
    return dig_near(tunnel, aim, _DUG)


def _climbed_far(body: Body) -> bool:
    """Climbs out; returns whether that led so far that other things are in reach there."""
    before = body.episode.cell
    climb_out(body)
    return math.dist(before, body.episode.cell) > _DUG


def _from_the_open(gathering: Gathering) -> None:
    """Takes what lies open, and walks about to look for it."""
    body = gathering.body
    search = Search(body, gathering.source)
    tunnel = Tunnel(body, gathering.dig_in_the_way)
    seen = False
    while not gathering.enough:
        if gathering.given_up and under_ground(body) and _climbed_far(body):
            gathering.given_up.clear()
        cells = gathering.in_view()
        if cells:
            if body.troubles.seen() or not seen:
                x, y, z = cells[0]
                body.emit(Found(tick=body.tick, target=gathering.source, x=x, y=y, z=z))
                seen = True
            dig_to = partial(_dig_to, tunnel) if under_ground(body) else None
            if not gathering.take(cells, dig_to):
                return
            search.unreachable = gathering.would_have_done
        elif not search.go_on():
            search.give_up()
            return
