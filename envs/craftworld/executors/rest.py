"""Sleeps and waits."""

from __future__ import annotations

from envs.conditions import View, Vital
from envs.craftworld.body import Body
from envs.craftworld.daylight import can_sleep, next_sunrise
from envs.craftworld.executors.place import free_spot
from envs.craftworld.executors.stations import seen
from envs.craftworld.footing import Cell
from envs.craftworld.motion import mining
from envs.craftworld.motion.goals import Reach, can_reach
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.observe import observed
from envs.environment import SAMPLE_TICKS
from envs.events import Chat, PathFailed, Refused, Used
from envs.state import KnownPlace
from envs.subgoals import Sleep, Wait
from envs.tally import Tally

FALL_ASLEEP_TICKS = 101
"""How long falling asleep takes; then it is morning (Minecraft Wiki, Bed: 5.05 s)."""

_BED_POWER = 5
"""Of the blast of a bed in the Nether."""

_MONSTER_BLOCKS = 8
"""Nobody sleeps with monsters so near."""


def sleep(body: Body, subgoal: Sleep) -> None:
    """Sleeps in a bed in view, or in one that is carried, which is set first."""
    del subgoal
    bed = _bed(body)
    if bed is None:
        return
    episode = body.episode
    body.spend(mining.PLACE_TICKS)
    if not episode.realm.has_sky:
        _blow_up(body, bed)
        return
    _come_home_to(body, bed)
    if not can_sleep(episode.clock, episode.weather):
        _hear(body, "You can sleep only at night and during thunderstorms")
        body.give_up("window_blocked", "it is day")
        return
    if episode.creatures.hostile_near(*episode.cell, _MONSTER_BLOCKS):
        _hear(body, "You may not rest now, there are monsters nearby")
        body.give_up("window_blocked", "monsters near the bed")
        return
    body.spend(FALL_ASLEEP_TICKS)
    episode.skipped_ticks += next_sunrise(episode.clock) - episode.clock
    episode.sky.clear_up(episode.tick)
    body.emit(Used(tick=body.tick, verb="slept", object=episode.terrain.name(*bed)))


def _blow_up(body: Body, bed: Cell) -> None:
    """Blows a bed up: it does so wherever there is no day (Minecraft Wiki, Bed, 1.16)."""
    name = body.episode.terrain.name(*bed)
    body.give_up("hazard", f"{name} in {body.episode.dimension}")
    body.episode.set_block(bed, "air")
    body.blow_up(bed, _BED_POWER, name)


def _come_home_to(body: Body, bed: Cell) -> None:
    """Makes a bed the place to come back to; to touch it is enough, by day too, as in 1.16."""
    if body.episode.bed == bed:
        return
    body.episode.bed = bed
    x, y, z = bed
    body.episode.know(KnownPlace(name="bed", x=x, y=y, z=z))
    _hear(body, "Respawn point set")


def _hear(body: Body, text: str) -> None:
    body.emit(Chat(tick=body.tick, sender="game", text=text))


def _bed(body: Body) -> Cell | None:
    """Returns a bed in reach: one that stands, else one that is carried and set now.

    `None` if there is none, or no way to it, or no room for it; says so.
    """
    episode = body.episode
    beds = [name for name in episode.rules.blocks if name.endswith("_bed")]
    standing = [cell for name in beds for cell in seen(body, name)]
    if standing and walk_to(body, Reach(standing[:4]), limit_ticks=400):
        return next(c for c in standing if can_reach(episode.terrain, episode.cell, c))
    if standing:
        x, y, z = standing[0]
        name = episode.terrain.name(x, y, z)
        body.emit(PathFailed(tick=body.tick, target=name, x=x, y=y, z=z))
    carried = next((stack.item for stack in episode.bag.stacks if stack.item in beds), None)
    if carried is None:
        body.emit(Refused(tick=body.tick, need="bed", name="#beds"))
        body.give_up("target_unreachable" if standing else "missing_station", "bed")
        return None
    spot = free_spot(body)
    if spot is None:
        body.emit(Refused(tick=body.tick, need="room", name=carried))
        body.give_up("stuck", f"no room for {carried}")
        return None
    mining.place(body, carried, spot)
    return spot


def wait(body: Body, subgoal: Wait) -> None:
    """Lets time pass, and looks now and then whether what is waited for is so."""
    left = subgoal.ticks
    while left > 0 and not _awaited(body, subgoal):
        if not body.episode.vitals.food and _waits_for_health(body, subgoal):
            body.troubles.in_vain("starving", f"waited for {subgoal.until}")
        step = left if subgoal.until is None else min(left, SAMPLE_TICKS)
        body.spend(step)
        left -= step
    if subgoal.until is not None and left <= 0 and not _awaited(body, subgoal):
        body.give_up(*body.troubles.vain or ("out_of_time", f"waited for {subgoal.until}"))


def _awaited(body: Body, subgoal: Wait) -> bool:
    return subgoal.until is not None and subgoal.until.holds(_view(body))


def _waits_for_health(body: Body, subgoal: Wait) -> bool:
    """Returns whether nothing but health is wanting, which doesn't come back without food."""
    if subgoal.until is None:
        return False
    view = _view(body)
    wanting = [atom for atom in subgoal.until.atoms() if not atom.holds(view)]
    ill = [atom for atom in wanting if isinstance(atom, Vital) and atom.name == "health"]
    return bool(ill) and len(ill) == len(wanting)


def _view(body: Body) -> View:
    return View(observed(body.episode), Tally.of(body.events), body.episode.rules.vocabulary)
