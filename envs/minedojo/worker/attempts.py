"""`Executor`: carries out one subgoal within its budget."""

from __future__ import annotations

from typing import Any

from . import crafting, functional, names
from .body import Body
from .controller import Controller, Subgoal
from .faults import Dead, Over

_BY_CONTROLLER = frozenset(("gather", "hunt", "go_to", "explore"))

# MineDojo has no act for these: it opens no window.
_IMPOSSIBLE = frozenset(("trade", "deposit"))

_WORDS = ("item", "source", "fuel", "tool", "station", "entity", "target", "on")


class Executor:
    """Tries subgoals, one after the other."""

    def __init__(self, body: Body, controller: Controller, has_book: bool) -> None:
        """Takes the body, who moves it, and whether a refused recipe says what it lacks."""
        self._body = body
        self._controller = controller
        self._has_book = has_book

    def attempt(self, subgoal: Subgoal, budget_ticks: int) -> dict[str, Any]:
        """Tries a subgoal; returns the state after it and the ticks it took."""
        body = self._body
        start = body.tick
        body.begin(budget_ticks)
        strange = _nonsense(subgoal)
        if strange is not None:
            body.tell("invalid", field=strange, value=str(subgoal[strange]))
        else:
            try:
                self._until_death(subgoal)
            except Over as over:
                if over.by_budget:
                    body.tell("stopped", by="budget")
        return {"state": body.state(), "ticks": body.tick - start}

    def _until_death(self, subgoal: Subgoal) -> None:
        try:
            self._do(subgoal)
        except Dead:
            self._body.await_life()

    def _do(self, subgoal: Subgoal) -> None:
        body, kind = self._body, str(subgoal["kind"])
        if kind in _BY_CONTROLLER:
            self._controller.carry_out(subgoal, body)
        elif kind == "craft":
            crafting.craft(body, subgoal, self._has_book)
        elif kind == "smelt":
            crafting.smelt(body, subgoal)
        elif kind == "place":
            functional.place(body, str(subgoal["item"]))
        elif kind == "equip":
            functional.equip(body, str(subgoal["item"]))
        elif kind == "eat":
            functional.eat(body, str(subgoal["item"]))
        elif kind == "use":
            functional.use(body, subgoal)
        elif kind == "sleep":
            functional.sleep(body)
        elif kind == "discard":
            functional.discard(body, str(subgoal["item"]), int(subgoal["count"]))
        elif kind == "wait":
            body.rest(int(subgoal["ticks"]))


def _nonsense(subgoal: Subgoal) -> str | None:
    """Returns the field that makes no sense in this world, or `None`."""
    if subgoal["kind"] in _IMPOSSIBLE:
        return "kind"
    for field in _WORDS:
        word = subgoal.get(field)
        if word is None or word == "none":
            continue
        if field == "target" and (_is_dimension(word) or subgoal.get("sought") == "place"):
            continue
        if field == "target" and subgoal.get("sought") == "biome":
            if names.biome_number(str(word)) is None:
                return field
        elif not names.knows(str(word)):
            return field
    return None


def _is_dimension(word: object) -> bool:
    return word in {"overworld", "the_nether", "the_end"}
