"""The way over ground that was seen: walked, dug through rock, or over water on a stone.

Whoever carries a pickaxe digs through the stone in its way, and whoever carries a stone besides
puts it into water to come over, and takes it up again, as any player does. Nothing else is broken
or placed on the way, and nobody goes where lava is, or where it can't see.

In Crafter one turns by walking: towards what bars the way one only turns, and a free cell is faced
by coming from the cell opposite (`face`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappop, heappush

from envs.crafter.body import STEPS, Body
from envs.crafter.game import AREA, IDS
from envs.crafter.observe import FREE

Cell = tuple[int, int]


_DIG_STEPS, _WATER_STEPS, _BESIDE_CREATURE, _DARK_GRASS = 2, 4, 6, 3
_KEPT_OFF = 25
"""Steps more for which dark grass is gone round by who looks for what lies in rock."""
_SHOT_AT, _ARROW_FLIES = 4, 7
_SHUNNED, _SHUN = 4, 2
_PATIENCE = 8
"""How often a step may come to nothing before the way counts as barred."""

ENDLESS = 10**6


def beside(cell: Cell) -> tuple[Cell, ...]:
    """Returns the four cells beside one."""
    x, y = cell
    return ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1))


def costs(body: Body) -> dict[int, int]:
    """Returns how many steps it takes to come onto each material; others are no way."""
    found = {IDS[name]: 1 for name in FREE}
    if body.pickaxe != "none":
        found[IDS["stone"]] = _DIG_STEPS
    if body.carried("stone") and body.pickaxe != "none":
        found[IDS["water"]] = _WATER_STEPS
    return found


def spread(body: Body, most: int = ENDLESS) -> Iterable[tuple[Cell, int, list[Cell]]]:
    """Yields cells that can be come to, the nearest first, as (cell, steps, the way there)."""
    known = body.episode.sight.known
    price = costs(body)
    barred = {(x, y) for kind, x, y in body.episode.sight.things if kind != "arrow"}
    if is_dark(body):
        price[IDS["grass"]] += _KEPT_OFF if body.keeps_to_rock else _DARK_GRASS
    closed = body.walls if body.opens_fences else body.walls | fences(body)
    start = body.episode.game.at
    danger = dangers(body)
    came: dict[Cell, Cell | None] = {start: None}
    steps = {start: 0}
    waiting = [(0, start)]
    while waiting:
        so_far, cell = heappop(waiting)
        if so_far > steps[cell]:
            continue
        yield cell, so_far, _back(came, cell)
        for after in beside(cell):
            x, y = after
            if not (0 <= x < AREA[0] and 0 <= y < AREA[1]):
                continue
            price_here = price.get(int(known[x, y]))
            if price_here is None:
                continue
            total = so_far + price_here + (_BESIDE_CREATURE if after in barred else 0)
            total += danger.get(after, 0)
            if after in body.episode.sight.plants or after in closed or total > most:
                continue
            if total < steps.get(after, ENDLESS):
                steps[after] = total
                came[after] = cell
                heappush(waiting, (total, after))


def dangers(body: Body) -> dict[Cell, int]:
    """Returns how many steps more one goes so as not to come onto cells near what strikes."""
    found = dict.fromkeys(line_of_fire(body), _SHOT_AT)
    zombies = [(x, y) for kind, x, y in body.episode.sight.things if kind == "zombie"]
    for x, y in zombies if body.prey != "zombie" else ():
        for dx in range(-_SHUNNED, _SHUNNED + 1):
            for dy in range(abs(dx) - _SHUNNED, _SHUNNED - abs(dx) + 1):
                cell = (x + dx, y + dy)
                worse = _SHUN * (_SHUNNED + 1 - abs(dx) - abs(dy))
                found[cell] = max(found.get(cell, 0), worse)
    return found


def line_of_fire(body: Body) -> set[Cell]:
    """Returns the cells at which a skeleton in view can shoot."""
    cells: set[Cell] = set()
    for kind, x, y in body.episode.sight.things:
        if kind != "skeleton":
            continue
        for dx, dy in STEPS:
            for n in range(1, _ARROW_FLIES):
                cell = (x + n * dx, y + n * dy)
                if body.material(cell) not in {*FREE, "water", "lava"}:
                    break
                cells.add(cell)
    return cells


def is_dark(body: Body) -> bool:
    """Returns whether it is so dark that zombies are about on grass."""
    return body.episode.game.daylight < 0.7


def fences(body: Body) -> set[Cell]:
    """Returns the stones that stand beside plants."""
    plants = body.episode.sight.plants
    return {c for plant in plants for c in beside(plant) if body.material(c) == "stone"}


def _back(came: dict[Cell, Cell | None], cell: Cell) -> list[Cell]:
    way: list[Cell] = []
    at: Cell | None = cell
    while at is not None and came[at] is not None:
        way.append(at)
        at = came[at]
    way.reverse()
    return way


def way_to(body: Body, reached: Callable[[Cell], bool], most: int = ENDLESS) -> list[Cell] | None:
    """Returns the shortest way to a cell for which `reached` holds, `None` if there is none."""
    return next((way for cell, _, way in spread(body, most) if reached(cell)), None)


def walk(body: Body, reached: Callable[[Cell], bool], most_steps: int = ENDLESS) -> bool:
    """Goes to the nearest cell for which `reached` holds; returns whether it came there."""
    barred, taken = 0, 0
    while not reached(body.episode.game.at):
        way = way_to(body, reached)
        if way is None or barred > _PATIENCE or taken > most_steps:
            return False
        for cell in way:
            before = body.episode.game.at
            step_to(body, cell)
            taken += 1
            if body.episode.game.at != cell:
                barred += body.episode.game.at == before
                break
            barred = 0
            if reached(cell) or taken > most_steps:
                break
    return True


def step_to(body: Body, cell: Cell) -> None:
    """Takes the next act on the way to a cell beside: makes way, or steps."""
    x, y = body.episode.game.at
    direction = (cell[0] - x, cell[1] - y)
    if occupied(body, cell):
        body.act("noop")
        return
    if body.material(cell) == "water":
        body.face(direction)
        body.act("place_stone")
    if body.material(cell) == "stone":
        body.do(direction)
    if is_free(body, cell):
        body.act(f"move_{STEPS[direction]}")


def occupied(body: Body, cell: Cell) -> bool:
    """Returns whether a creature or a plant is seen in a cell."""
    return any((x, y) == cell for _, x, y in body.episode.sight.things)


def is_free(body: Body, cell: Cell) -> bool:
    """Returns whether one would walk into a cell."""
    return body.material(cell) in FREE and not occupied(body, cell)


def face(body: Body, cell: Cell) -> bool:
    """Comes to stand beside a cell and look at it; returns whether that worked.

    What bars the way is turned to; a free cell is faced by walking towards it and stopping short.
    """
    for _ in range(_PATIENCE):
        if facing(body) == cell:
            return True
        if not is_free(body, cell):
            if not walk(body, lambda at: cell in beside(at)):
                return False
            x, y = body.episode.game.at
            if not is_free(body, cell):
                body.face((cell[0] - x, cell[1] - y))
        elif not _walked_towards(body, cell):
            return False
    return facing(body) == cell


def facing(body: Body) -> Cell:
    """Returns the cell that the player looks at."""
    (x, y), (dx, dy) = body.episode.game.at, body.episode.game.facing
    return x + dx, y + dy


def _walked_towards(body: Body, cell: Cell) -> bool:
    x, y = cell
    starts = {
        (x - 2 * dx, y - 2 * dy): (x - dx, y - dy)
        for dx, dy in STEPS
        if is_free(body, (x - dx, y - dy)) or (x - dx, y - dy) == body.episode.game.at
    }
    if not walk(body, lambda at: at in starts):
        return False
    step_to(body, starts[body.episode.game.at])
    return True
