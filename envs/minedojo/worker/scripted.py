"""`ScriptedController`: gathers, hunts, goes and explores by voxels and rays, without learning."""

from __future__ import annotations

from math import inf

from . import digging, names, tools
from .body import ATTACK, FORWARD, Body
from .controller import Subgoal
from .functional import equip
from .geometry import Cell, Vec, look_vector
from .motion import REACH_BLOCKS, dig, near, near_column, pick_up, walk

_LOOKS, _LOOK_DEGREES = 8, 45
_LOOK_TILTS = (25.0, 0.0)
_STRIDE_BLOCKS = 24
_TRAVEL_TRIES = 12
_HIT_BLOCKS = 2.8
_HIT_TICKS = 12
_CHASE_TICKS = 400
_CELL_BLOCKS = 16
_IN_VAIN = 2


class ScriptedController:
    """Walks to what it sees, digs and hits it; looks around where it sees nothing."""

    def carry_out(self, subgoal: Subgoal, body: Body) -> None:
        """Carries out one subgoal, or gives up and returns."""
        acts = {
            "gather": self._gather,
            "hunt": self._hunt,
            "go_to": self._go_to,
            "explore": self._explore,
        }
        acts[str(subgoal["kind"])](subgoal, body)

    def _gather(self, subgoal: Subgoal, body: Body) -> None:
        wanted = names.members(str(subgoal["item"]))
        sources = names.members(str(subgoal.get("source") or subgoal["item"]))
        unreachable: set[Cell] = set()
        in_vain = 0
        while body.count(wanted) < subgoal["count"]:
            target = self._source(subgoal, body, sources, unreachable)
            if target is None:
                return
            if not self._take_tool(subgoal, body, target):
                return
            if not self._break(body, target):
                unreachable.add(target)
            elif not pick_up(body, target, wanted):
                # It broke and gave nothing, or nothing that was wanted.
                unreachable.add(target)
                in_vain += 1
                if in_vain >= _IN_VAIN:
                    return

    def _source(
        self, subgoal: Subgoal, body: Body, sources: frozenset[str], unreachable: set[Cell]
    ) -> Cell | None:
        target = _nearest(body, sources, unreachable)
        if target is None and subgoal.get("height") is not None:
            low, high = subgoal["height"]
            target = digging.dig_for(body, sources, (int(low), int(high)))
        elif target is None:
            target = self._look_around(body, sources, unreachable)
        if target is None:
            source = subgoal.get("source") or subgoal["item"]
            if unreachable:
                cell = min(unreachable)
                body.tell("path_failed", target=source, **cell._asdict())
            else:
                _searched(body, str(source), {body.sight.feet.cell})
        return target

    def _take_tool(self, subgoal: Subgoal, body: Body, target: Cell) -> bool:
        asked = subgoal.get("tool")
        if asked == "none":
            if body.sight.held == "none":
                return True
            # The simulator has no way to empty a hand.
            body.tell("refused", need="tool", name="none", count=1)
            return False
        if asked is not None:
            if asked not in body.sight.carried:
                body.tell("refused", need="tool", name=asked, count=1)
                return False
            return equip(body, str(asked))
        kind = tools.kind_for(body.sight.blocks_in_sight.get(target, ""))
        best = tools.best(body.sight, kind) if kind else None
        if best is not None:
            equip(body, best)
        return True

    def _break(self, body: Body, target: Cell) -> bool:
        if body.sight.eye.distance(target.centre) > REACH_BLOCKS or not dig(body, target):
            for enough in (REACH_BLOCKS - 0.3, 2.5):
                walk(body, near(target.centre), enough)
                if dig(body, target):
                    return True
            return False
        return True

    def _hunt(self, subgoal: Subgoal, body: Body) -> None:
        entity, item = str(subgoal["entity"]), subgoal.get("item")
        wanted = names.members(str(item)) if item else frozenset[str]()
        weapon = subgoal.get("tool") or tools.weapon(body.sight)
        if weapon and weapon != "none" and not equip(body, str(weapon)):
            return
        killed = 0
        while (body.count(wanted) if item else killed) < subgoal["count"]:
            place = self._prey(body, entity)
            if place is None:
                _searched(body, entity, {body.sight.feet.cell})
                return
            before = body.sight.kills().get(entity, 0)
            place = self._chase(body, entity, place)
            fallen = body.sight.kills().get(entity, 0) - before
            if not fallen:
                body.tell("path_failed", target=entity, **place.cell._asdict())
                return
            killed += fallen
            if item:
                pick_up(body, place.cell, wanted)

    def _prey(self, body: Body, entity: str) -> Vec | None:
        for tilt in _LOOK_TILTS:
            for _ in range(_LOOKS):
                for being in body.sight.beings:
                    if being.name == entity:
                        return being.place
                body.step(turn=_LOOK_DEGREES, tilt=tilt - body.sight.pitch)
        return None

    def _chase(self, body: Body, entity: str, place: Vec) -> Vec:
        """Follows and hits one until it dies or is lost; returns where it was last."""
        before = body.sight.kills().get(entity, 0)
        ends = body.tick + _CHASE_TICKS
        while body.tick < ends and body.sight.kills().get(entity, 0) == before:
            seen = [being.place for being in body.sight.beings if being.name == entity]
            if seen:
                place = seen[0]
            body.aim(place)
            if body.sight.eye.distance(place) <= _HIT_BLOCKS:
                body.step(act=ATTACK)
                for _ in range(_HIT_TICKS):
                    if body.sight.kills().get(entity, 0) > before:
                        break
                    body.step(move=0)
            elif not seen and (found := self._prey(body, entity)) is None:
                return place
            elif not seen and found is not None:
                place = found
            else:
                body.step(move=FORWARD, jump=1)
        return place

    def _go_to(self, subgoal: Subgoal, body: Body) -> None:
        enough = float(subgoal["distance"])
        if subgoal.get("x") is not None:
            x, z = int(subgoal["x"]), int(subgoal["z"])
            if not self._travel(body, x, z, max(0.0, enough - 0.5)):
                body.tell("path_failed", target="column", x=x, y=body.sight.feet.cell.y, z=z)
            return
        target = str(subgoal["target"])
        cell = self._find(body, target)
        if cell is None:
            _searched(body, target, {body.sight.feet.cell})
            return
        if not walk(body, near(cell.centre), max(1.5, enough)) and not self._travel(
            body, cell.x, cell.z, enough
        ):
            body.tell("path_failed", target=target, **cell._asdict())

    def _travel(self, body: Body, x: int, z: int, enough: float) -> bool:
        cost, best, tries = near_column(x, z), inf, 0
        while not walk(body, cost, enough):
            now = cost(body.sight.feet.cell)
            tries = 0 if now < best - 1 else tries + 1
            best = min(best, now)
            if tries >= 2:
                return False
        return True

    def _explore(self, subgoal: Subgoal, body: Body) -> None:
        target, sought = str(subgoal["target"]), str(subgoal["sought"])
        if sought == "place" or (sought == "thing" and subgoal.get("height") is not None):
            self._explore_otherwise(subgoal, body, sought)
            return
        wanted = names.members(target)
        seen, blocked = {body.sight.feet.cell}, 0
        for stride in range(_TRAVEL_TRIES):
            if sought == "biome" and names.biome(body.sight.biome_number) in wanted:
                body.tell("found", target=target, **body.sight.feet.cell._asdict())
                return
            cell = self._find(body, target) if sought == "thing" else None
            if cell is not None:
                body.tell("found", target=target, **cell._asdict())
                return
            ahead = look_vector(-90.0 * (stride // 3 + blocked), 0.0)
            goal = body.sight.feet.plus(ahead, _STRIDE_BLOCKS).cell
            blocked += not self._travel(body, goal.x, goal.z, 2.0)
            seen.add(body.sight.feet.cell)
        _searched(body, target, seen)

    def _explore_otherwise(self, subgoal: Subgoal, body: Body, sought: str) -> None:
        """Digs along for a block; a place has no name that the simulator could show."""
        target = str(subgoal["target"])
        if sought == "thing":
            low, high = subgoal["height"]
            cell = digging.dig_for(body, names.members(target), (int(low), int(high)))
            if cell is not None:
                body.tell("found", target=target, **cell._asdict())
                return
        _searched(body, target, {body.sight.feet.cell})

    def _find(self, body: Body, target: str) -> Cell | None:
        wanted = names.members(target)
        return _nearest(body, wanted, set()) or self._look_around(body, wanted, set())

    def _look_around(
        self, body: Body, wanted: frozenset[str], unreachable: set[Cell]
    ) -> Cell | None:
        """Turns once around, level; returns the nearest of what is wanted that comes into view."""
        for _ in range(_LOOKS):
            body.step(turn=_LOOK_DEGREES, tilt=-body.sight.pitch)
            found = _nearest(body, wanted, unreachable)
            if found is not None:
                return found
        return None


def _nearest(body: Body, wanted: frozenset[str], unreachable: set[Cell]) -> Cell | None:
    """Returns where the nearest block or entity of those names is seen, or `None`."""
    eye = body.sight.eye
    cells = [c for c, n in body.sight.blocks_in_sight.items() if n in wanted]
    cells += [being.place.cell for being in body.sight.beings if being.name in wanted]
    return min(
        (cell for cell in cells if cell not in unreachable),
        key=lambda cell: (eye.distance(cell.centre), cell),
        default=None,
    )


def _searched(body: Body, target: str, seen: set[Cell]) -> None:
    cells = {(cell.x // _CELL_BLOCKS, cell.z // _CELL_BLOCKS) for cell in seen}
    heights = [cell.y for cell in seen]
    body.tell("searched", target=target, cells=len(cells), low=min(heights), high=max(heights))
