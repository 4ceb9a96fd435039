"""Hunting: find one, follow and hit it, pick up what it drops."""

from __future__ import annotations

from . import names, tools
from .body import ATTACK, FORWARD, Body
from .controller import Subgoal
from .functional import equip
from .geometry import Vec
from .motion import near, pick_up, walk
from .roaming import LOOK_DEGREES, LOOKS, searched

_LOOK_TILTS = (25.0, 0.0)
_HIT_BLOCKS = 2.8
_HIT_TICKS = 12
"""From blow to blow, so that each has the weapon's full weight."""
_CHASE_TICKS = 400
_STUCK_BLOCKS = 0.05


def hunt(subgoal: Subgoal, body: Body) -> None:
    """Kills entities, until enough of an item is carried, or enough are dead."""
    entity, item = str(subgoal["entity"]), subgoal.get("item")
    wanted = names.members(str(item)) if item else frozenset[str]()
    weapon = subgoal.get("tool") or tools.weapon(body.sight)
    if weapon and weapon != "none" and not equip(body, str(weapon)):
        return
    start = _kills(body, entity)
    while (body.count(wanted) if item else _kills(body, entity) - start) < subgoal["count"]:
        place = _prey(body, entity)
        if place is None:
            searched(body, entity, {body.sight.feet.cell})
            return
        before = _kills(body, entity)
        place = _chase(body, entity, place)
        if _kills(body, entity) == before:
            body.tell("path_failed", target=entity, **place.cell._asdict())
            return
        if item:
            pick_up(body, place.cell, wanted)


def _prey(body: Body, entity: str) -> Vec | None:
    """Looks around, down a little and level; returns where the nearest one is, or `None`."""
    for tilt in _LOOK_TILTS:
        for _ in range(LOOKS):
            place = _seen(body, entity)
            if place is not None:
                return place
            body.turn(LOOK_DEGREES, pitch=tilt)
    return None


def _chase(body: Body, entity: str, place: Vec) -> Vec:
    """Follows and hits one until it dies or is lost; returns where it was last."""
    before, ends = _kills(body, entity), body.tick + _CHASE_TICKS
    while body.tick < ends and _kills(body, entity) == before:
        seen = _seen(body, entity)
        if seen is None:
            walk(body, near(place), _HIT_BLOCKS)
            seen = _prey(body, entity)
        if seen is None:
            return place
        place = seen
        body.aim(place)
        if body.sight.eye.distance(place) <= _HIT_BLOCKS:
            _hit(body, entity, before)
        else:
            _close_in(body, place)
    return place


def _hit(body: Body, entity: str, before: int) -> None:
    body.step(act=ATTACK)
    for _ in range(_HIT_TICKS):
        if _kills(body, entity) > before:
            return
        body.step()


def _close_in(body: Body, place: Vec) -> None:
    """Takes a step straight ahead, or where that leads nowhere the way around."""
    stood = body.sight.feet
    body.step(move=FORWARD)
    if body.sight.feet.distance(stood) < _STUCK_BLOCKS:
        walk(body, near(place), _HIT_BLOCKS)


def _seen(body: Body, entity: str) -> Vec | None:
    return next((being.place for being in body.sight.beings if being.name == entity), None)


def _kills(body: Body, entity: str) -> int:
    return body.sight.kills().get(entity, 0)
