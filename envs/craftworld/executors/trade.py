"""Trades with a villager in view, or in a village that is known."""

from __future__ import annotations

from envs.craftworld._ledger import Cause
from envs.craftworld.beings.flock import Creature
from envs.craftworld.body import Body
from envs.craftworld.executors.hunt import Beside
from envs.craftworld.executors.stations import CLICK_TICKS
from envs.craftworld.executors.words import known_entity, known_item
from envs.craftworld.game.offers import Offer, offers_of
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.motion.travelling import travel
from envs.craftworld.observe import ENTITY_BLOCKS
from envs.events import ItemLeft, Lack, PathFailed, Refused, Traded, WindowOpened, WindowRejected
from envs.subgoals import Trade

TRADER = "villager"
"""The kind of creature that trades."""

_VILLAGE_NEAR = 4
"""Blocks from the middle of a village at which one looks about for its people."""

_CHASES = 8
"""So many times it goes after one villager, who strolls about."""


def run(body: Body, subgoal: Trade) -> None:
    """Trades until enough was got."""
    if not known_item(body, "item", subgoal.item):
        return
    if not known_entity(body, "entity", subgoal.entity):
        return
    asked: set[int] = set()
    met = False
    while True:
        trader = _next_trader(body, subgoal.entity, asked)
        if trader is None:
            _refuse(body, subgoal, unreachable=bool(asked) and not met, met=met)
            return
        asked.add(trader.id)
        if not _walk_up(body, trader):
            continue
        met = True
        body.spend(CLICK_TICKS)
        body.emit(WindowOpened(tick=body.tick, window=trader.kind))
        offers = offers_of(subgoal.item, chief=is_chief(trader)) if trader.kind == TRADER else ()
        if offers:
            _trade(body, subgoal, offers[0])
            return


def is_chief(villager: Creature) -> bool:
    """Returns whether a villager is the first of its village, who has the special offer.

    Ids of those who live in one village follow one another, and the golem comes first.
    """
    return villager.id % 32 == 1


def _next_trader(body: Body, kind: str, asked: set[int]) -> Creature | None:
    """Returns the nearest of its kind that wasn't asked, going to a known village if need be."""
    trader = _visible(body, kind, asked)
    if trader is not None or kind != TRADER:
        return trader
    x, _, z = body.episode.cell
    villages = [p for p in body.episode.places if p.name == "village"]
    villages.sort(key=lambda p: ((p.x - x) ** 2 + (p.z - z) ** 2, p.x, p.z))
    for village in villages[:1]:
        travel(body, village.x, village.z, _VILLAGE_NEAR)
    return _visible(body, kind, asked)


def _visible(body: Body, kind: str, asked: set[int]) -> Creature | None:
    seen = body.episode.creatures.visible(body.episode.eye, ENTITY_BLOCKS)
    return next((c for c in seen if c.kind == kind and c.id not in asked), None)


def _refuse(body: Body, subgoal: Trade, *, unreachable: bool, met: bool) -> None:
    if met:
        body.emit(Refused(tick=body.tick, need="offer", name=subgoal.item))
        body.give_up("target_not_found", f"an offer of {subgoal.item}")
    else:
        body.emit(Refused(tick=body.tick, need="entity", name=subgoal.entity))
        cause: Cause = "target_unreachable" if unreachable else "target_not_found"
        body.give_up(cause, subgoal.entity)


def _walk_up(body: Body, trader: Creature) -> bool:
    """Goes to a villager, who may walk on meanwhile; returns whether they meet."""
    for _ in range(_CHASES):
        goal = Beside(trader.cell)
        if goal.reached(body.episode.terrain, body.episode.cell):
            return True
        if not walk_to(body, goal, limit_ticks=400):
            break
    x, y, z = trader.cell
    body.emit(PathFailed(tick=body.tick, target=trader.kind, x=x, y=y, z=z))
    return False


def _trade(body: Body, subgoal: Trade, offer: Offer) -> None:
    """Makes the trade until enough was got, or something is lacking."""
    got = 0
    while got < subgoal.count:
        body.spend(CLICK_TICKS)
        counts = body.episode.bag.slot_counts()
        lacks = tuple(
            Lack(item=item, count=count - counts.get(item, 0))
            for item, count in offer.price
            if counts.get(item, 0) < count
        )
        if lacks:
            shown = lacks if body.episode.recipe_book else None
            body.emit(
                WindowRejected(
                    tick=body.tick, window=subgoal.entity, item=offer.item, lacking=shown
                )
            )
            body.give_up("missing_material", lacks[0].item)
            return
        if not _paid_and_got(body, subgoal, offer):
            return
        got += offer.count


def _paid_and_got(body: Body, subgoal: Trade, offer: Offer) -> bool:
    trial = body.episode.bag.copy()
    for item, count in offer.price:
        trial.remove(item, count)
    left = trial.add(offer.item, offer.count)
    if left:
        body.emit(ItemLeft(tick=body.tick, item=offer.item, count=left))
        body.give_up("inventory_full", offer.item)
        return False
    for item, count in offer.price:
        body.lose(item, count, "trade")
    body.gain(offer.item, offer.count, "trade")
    event = Traded(tick=body.tick, item=offer.item, count=offer.count, entity=subgoal.entity)
    body.emit(event)
    return True
