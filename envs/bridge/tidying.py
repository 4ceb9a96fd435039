"""`tidied`: a state with its tuples in the order that the contract wants."""

from __future__ import annotations

from envs.state import Inventory, Nearby, State


def tidied(state: State) -> State:
    """Returns the same observation, sorted."""
    return state.model_copy(
        update={
            "inventory": _inventory(state.inventory),
            "equipment": state.equipment
            and state.equipment.model_copy(
                update={"slots": tuple(sorted(state.equipment.slots, key=lambda s: s.slot))}
            ),
            "vitals": state.vitals
            and state.vitals.model_copy(update={"effects": tuple(sorted(state.vitals.effects))}),
            "blocks": _seen(state.blocks),
            "entities": _seen(state.entities),
            "stations": _seen(state.stations),
            "places": state.places
            and tuple(sorted(state.places, key=lambda p: (p.name, p.x, p.y, p.z, p.dimension))),
        }
    )


def _inventory(carried: Inventory | None) -> Inventory | None:
    if carried is None:
        return None
    held = sorted((item for item in carried.items if item.count), key=lambda item: item.item)
    return carried.model_copy(update={"items": tuple(held)})


def _seen(things: tuple[Nearby, ...] | None) -> tuple[Nearby, ...] | None:
    return things and tuple(sorted(things, key=lambda t: (t.name, t.distance, t.x, t.y, t.z)))
