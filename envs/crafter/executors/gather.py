"""Takes what lies in the open: wood of trees, stone and ores of rock, saplings of grass."""

from __future__ import annotations

from crafter import constants

from envs.crafter.body import Body
from envs.crafter.executors.asked import refuse_as_invalid, tool_carried, understood
from envs.crafter.game import IDS
from envs.crafter.search import OF_ROCK, Search
from envs.crafter.ways import Cell, beside, face, facing, fences, occupied, way_to
from envs.crafter.words import ITEMS, MOST
from envs.events import Found, ItemLeft, PathFailed, Refused
from envs.subgoals import Gather

_BARRED = 3
"""After so many ways in a row that lead nowhere it gives up."""


def run(body: Body, subgoal: Gather) -> None:
    """Gathers until enough is carried, or nothing more is to be had."""
    item, source = subgoal.item, subgoal.source or subgoal.item
    if not understood(body, "item", item, ITEMS):
        return
    if not understood(body, "source", source, IDS):
        return
    if not understood(body, "tool", subgoal.tool, (*ITEMS, "none")):
        return
    if body.carried(item) >= subgoal.count or not tool_carried(body, subgoal.tool):
        return
    if item not in constants.collect.get(source, {}).get("receive", {}):
        refuse_as_invalid(body, "source", source)
        return
    _Gathering(body, subgoal, source).run()


class _Gathering:
    """What is being gathered, and how it goes."""

    def __init__(self, body: Body, subgoal: Gather, source: str) -> None:
        self._body = body
        self._subgoal = subgoal
        self._source = source
        self._given_up: set[Cell] = set()
        self._search: Search | None = None
        self._found = False

    def run(self) -> None:
        body, item = self._body, self._subgoal.item
        body.keeps_to_rock = self._source in OF_ROCK
        while body.carried(item) < self._subgoal.count:
            if body.carried(item) >= MOST:
                # What is taken besides is lost.
                body.emit(ItemLeft(tick=body.tick, item=item, count=1))
                body.give_up("inventory_full", item)
                return
            cell = self._nearest()
            if cell is not None:
                self._note(cell)
                if not self._take(cell):
                    return
            elif not self._look_on():
                return

    def _nearest(self) -> Cell | None:
        """Returns the nearest cell of the source that can be come to."""
        body, wanted = self._body, self._source
        kept = self._given_up | fences(body)

        def beside_it(at: Cell) -> bool:
            return any(
                body.material(cell) == wanted and cell not in kept and not occupied(body, cell)
                for cell in beside(at)
            )

        ahead = facing(body)
        if body.material(ahead) == wanted and ahead not in kept and not occupied(body, ahead):
            return ahead
        way = way_to(body, beside_it)
        if way is None:
            return None
        at = way[-1] if way else body.episode.game.at
        return next(
            c
            for c in beside(at)
            if body.material(c) == wanted and c not in kept and not occupied(body, c)
        )

    def _note(self, cell: Cell) -> None:
        body = self._body
        if not self._found:
            x, y = cell
            body.emit(Found(tick=body.tick, target=self._source, x=x, y=0, z=y))
        self._found, self._search, body.search = True, None, None

    def _look_on(self) -> bool:
        self._search = self._search or Search(self._body, self._source)
        self._found = False
        if self._search.go_on():
            return True
        if self._given_up:
            self._body.give_up("target_unreachable", self._source)
        self._search.give_up()
        return False

    def _take(self, cell: Cell) -> bool:
        """Goes to a cell and takes what it gives; returns whether to go on."""
        body = self._body
        if not face(body, cell):
            self._given_up.add(cell)
            x, y = cell
            body.emit(PathFailed(tick=body.tick, target=self._source, x=x, y=0, z=y))
            if len(self._given_up) >= _BARRED:
                body.give_up("target_unreachable", self._source)
                return False
            return True
        before = body.carried(self._subgoal.item)
        rule = constants.collect[self._source]
        body.act("do")
        if body.carried(self._subgoal.item) > before or rule.get("probability", 1) < 1:
            return True
        return self._in_vain(cell, rule["require"])

    def _in_vain(self, cell: Cell, require: dict[str, int]) -> bool:
        """Says what is wanting where a blow changed nothing; returns whether to go on."""
        body = self._body
        if body.material(cell) != self._source or not require:
            return True  # something came between
        wanted = min(require)
        name = wanted if body.episode.recipe_book else "pickaxe"
        body.emit(Refused(tick=body.tick, need="tool", name=name))
        body.give_up("tool_too_weak" if body.pickaxe != "none" else "missing_tool", wanted)
        return False
