"""Breaks blocks and picks up what drops: those that lie open, or by digging for them."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.executors.digging import Miner
from envs.craftworld.executors.gathering import Gathering, tool_carried
from envs.craftworld.executors.search import Search
from envs.craftworld.executors.words import carried, known_block, known_item
from envs.craftworld.surfacing import climb_out, under_ground
from envs.events import Found
from envs.subgoals import Gather


def run(body: Body, subgoal: Gather) -> None:
    """Gathers until enough is carried, or nothing more is to be had."""
    source = subgoal.source or subgoal.item
    if not _understood(body, subgoal, source) or carried(body, subgoal.item) >= subgoal.count:
        return
    if not tool_carried(body, subgoal.tool):
        return
    gathering = Gathering(body, subgoal, source)
    if subgoal.height is None:
        _from_the_open(gathering)
    else:
        Miner(gathering, subgoal.height).run()


def _understood(body: Body, subgoal: Gather, source: str) -> bool:
    if not known_item(body, "item", subgoal.item) or not known_block(body, "source", source):
        return False
    if subgoal.tool in (None, "none"):
        return True
    return known_item(body, "tool", str(subgoal.tool))


def _from_the_open(gathering: Gathering) -> None:
    """Takes what lies open, and walks about to look for it."""
    body = gathering.body
    search = Search(body, gathering.source)
    seen = False
    while not gathering.enough:
        if gathering.given_up and under_ground(body):
            climb_out(body)
            gathering.given_up.clear()
        cells = gathering.in_view()
        if cells:
            if not seen:
                x, y, z = cells[0]
                body.emit(Found(tick=body.tick, target=gathering.source, x=x, y=y, z=z))
                seen = True
            if not gathering.take(cells):
                return
        elif not search.go_on():
            search.give_up(unreachable=bool(gathering.given_up))
            return
