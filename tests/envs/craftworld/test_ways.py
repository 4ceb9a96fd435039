"""Every goal of the shipped suites can be come to by the rules in force."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from envs import GameRules, Happened, Has, Ingredient, Task, UsingRule, Vocabulary, load_suite
from envs.craftworld import make
from envs.craftworld.game.uses import DYES

WORLD = make()
RULES: GameRules = WORLD.rules()
WORDS: Vocabulary = WORLD.vocabulary


class _Ways:
    """All that can be had, worked out from nothing."""

    def __init__(self) -> None:
        self.items: set[str] = set()
        self.places = {"overworld"}
        self.states: set[tuple[str, str]] = set()
        while self._grows():
            pass

    def _grows(self) -> bool:
        before = len(self.items) + len(self.places) + len(self.states)
        self.items |= {r.item for r in RULES.crafting if self._all(r.ingredients, r.station)}
        self.items |= {
            r.item
            for r in RULES.smelting
            if self.has(r.source) and self.has(r.station) and any(map(self._fuel, RULES.fuel))
        }
        self.items |= {
            r.item
            for r in RULES.gathering
            if r.dimension in self.places and (r.tool is None or self.has(r.tool))
        }
        self.items |= {r.item for r in RULES.hunting if r.dimension in self.places}
        self.items |= {r.item for r in RULES.trading if self._all(r.price)}
        self.items |= {r.item for r in RULES.raising if self.has(r.food)}
        for built in RULES.structures:
            if self._all(built.ingredients) and all(map(self.has, built.tools)):
                self.places.add(built.leads_to or "overworld")
        for use in filter(self.can_use, RULES.using):
            if use.item is not None and (use.tool is None or self.has(use.tool)):
                self.items.add(use.item)
            if use.leaves is not None:
                self.states.add((str(use.on), use.leaves))
        return len(self.items) + len(self.places) + len(self.states) > before

    def _fuel(self, rule: object) -> bool:
        return self.has(str(getattr(rule, "item", "")))

    def has(self, pattern: str) -> bool:
        return any(member in self.items for member in WORDS.members(pattern))

    def _all(self, needs: Iterable[Ingredient], station: str | None = None) -> bool:
        return all(self.has(n.item) for n in needs) and (station is None or self.has(station))

    def can_use(self, rule: UsingRule) -> bool:
        on = str(rule.on)
        return (
            self.has(rule.use)
            and self._all((*rule.consumes, *rule.needs))
            and (rule.on_is not in ("carried", "placed") or self.has(on))
            and rule.dimension in self.places
            and (rule.use_state is None or (rule.use, rule.use_state) in self.states)
            and (rule.on_state is None or (on, rule.on_state) in self.states)
        )

    def can_do(self, deed: Happened) -> bool:
        done = str(deed.object)
        match deed.verb:
            case "crafted":
                return any(r.item == done and self.has(done) for r in RULES.crafting)
            case "smelted":
                return any(r.item == done and self.has(r.source) for r in RULES.smelting)
            case "traded":
                return any(r.item == done and self._all(r.price) for r in RULES.trading)
            case "killed":
                return any(r.entity == done for r in RULES.hunting)
            case "mined":
                tool = deed.tool is None or deed.tool == "none" or self.has(deed.tool)
                return tool and any(WORDS.matches(done, r.source) for r in RULES.gathering)
            case _:
                fitting = (r for r in RULES.using if (r.use, r.verb) == (done, deed.verb))
                return any(map(self.can_use, fitting))


WAYS = _Ways()


def _atoms(task: Task) -> list[Has | Happened]:
    whole = task.goal
    parts = getattr(whole, "of", (whole,))
    assert all(isinstance(part, Has | Happened) for part in parts)
    return list(parts)


@pytest.mark.parametrize("suite", ["mcu70", "optimus67"])
def test_every_goal_of_a_suite_has_a_way(suite: str) -> None:
    without = [
        task.id
        for task in load_suite(suite).tasks
        for atom in _atoms(task)
        if not (WAYS.has(atom.item) if isinstance(atom, Has) else WAYS.can_do(atom))
    ]
    assert without == []


def test_the_portal_can_be_built_and_leads_to_the_nether() -> None:
    assert WAYS.has("obsidian")
    assert "the_nether" in WAYS.places
    assert WAYS.has("quartz")


@pytest.mark.parametrize("dye", ["red_dye", "white_dye", "yellow_dye", "blue_dye", "orange_dye"])
def test_dyes_are_made_of_flowers_bones_and_lapis(dye: str) -> None:
    assert dye in DYES
    assert WAYS.has(dye)


def test_water_makes_obsidian_that_a_diamond_pickaxe_takes() -> None:
    (rule,) = [r for r in RULES.using if r.item == "obsidian"]
    assert (rule.use, rule.on, rule.source) == ("water_bucket", "lava", "obsidian")
    assert rule.tool == "diamond_pickaxe"


def test_only_what_is_dyed_is_washed_and_only_in_water() -> None:
    washing = [r for r in RULES.using if r.verb == "washed"]
    assert {(r.on, r.use_state, r.on_state) for r in washing} == {("cauldron", "dyed", "filled")}
    assert {r.use for r in washing} >= {"leather_chestplate", "leather_boots"}


def test_a_repair_takes_one_of_two() -> None:
    (rule,) = [r for r in RULES.using if (r.use, r.verb) == ("iron_helmet", "repaired")]
    assert rule.on == "iron_helmet"
    assert rule.consumes == rule.needs == (Ingredient(item="iron_helmet"),)
