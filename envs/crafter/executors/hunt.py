"""Kills creatures: goes after the nearest one in view, or looks for one."""

from __future__ import annotations

from envs.crafter.body import Body
from envs.crafter.executors.asked import refuse_as_invalid, tool_carried, understood
from envs.crafter.search import Search
from envs.crafter.ways import Cell, beside, step_to, way_to
from envs.crafter.words import ITEMS
from envs.events import Found, PathFailed
from envs.subgoals import Hunt

PREY = ("cow", "skeleton", "zombie")
_BARRED = 8
"""After so many to which there was no way it gives up."""
_CHASE_STEPS = 60
"""After so many steps without a kill it lets a creature be."""


def run(body: Body, subgoal: Hunt) -> None:
    """Hunts until enough are dead, or none is found."""
    if not understood(body, "entity", subgoal.entity, PREY):
        return
    if not understood(body, "tool", subgoal.tool, (*ITEMS, "none")):
        return
    if subgoal.item is not None:
        refuse_as_invalid(body, "item", subgoal.item)
        return
    if tool_carried(body, subgoal.tool):
        slay(body, subgoal.entity, subgoal.count)


def slay(body: Body, kind: str, count: int) -> None:
    """Kills so many of a kind; its own blows don't drive it off meanwhile."""
    body.prey = "arrow" if kind == "skeleton" else kind
    search: Search | None = None
    chased = 0
    given_up: set[Cell] = set()
    while _dead(body, kind) < count:
        prey = _nearest(body, kind, given_up)
        if prey is None:
            if _gone_back(body, kind):
                continue
            search = search or Search(body, kind)
            if not search.go_on():
                search.give_up()
                return
            continue
        if chased == 0:
            body.emit(Found(tick=body.tick, target=kind, x=prey[0], y=0, z=prey[1]))
        search, body.search = None, None
        chased += 1
        if not _struck(body, prey):
            # Another one may be come to.
            given_up.add(prey)
            if len(given_up) <= _BARRED:
                continue
        if chased > _CHASE_STEPS * count or prey in given_up:
            x, y = prey
            body.emit(PathFailed(tick=body.tick, target=kind, x=x, y=0, z=y))
            body.give_up("target_unreachable", kind)
            return


def _dead(body: Body, kind: str) -> int:
    return sum(1 for e in body.events if e.kind == "killed" and e.entity == kind)


def _nearest(body: Body, kind: str, given_up: set[Cell]) -> Cell | None:
    x, y = body.episode.game.at
    seen = [
        (abs(cx - x) + abs(cy - y), cx, cy)
        for k, cx, cy in body.episode.sight.things
        if k == kind and (cx, cy) not in given_up
    ]
    return min(seen)[1:] if seen else None


def _gone_back(body: Body, kind: str) -> bool:
    """Goes to where one was last seen, until that is in view; returns whether it got any nearer."""
    sight, here = body.episode.sight, body.episode.game.at
    places = {(x, y) for k, x, y in sight.herd if k == kind}
    if not places:
        return False

    def there(at: Cell) -> bool:
        return not places.isdisjoint((at, *beside(at)))

    way = way_to(body, there)
    if not way:
        return False
    step_to(body, way[0])
    return body.episode.game.at != here


def _struck(body: Body, prey: Cell) -> bool:
    """Takes one step nearer, or strikes; returns whether there was a way."""
    x, y = body.episode.game.at
    if prey in beside((x, y)):
        body.do((prey[0] - x, prey[1] - y))
        return True
    way = way_to(body, lambda at: prey in beside(at))
    if way is None:
        return False
    step_to(body, way[0])
    return True
