"""`Body`: the agent's body during one attempt: time, events, items, life and death.

Every act takes whole ticks, which `spend` lets pass: hunger, monsters, flows and furnaces go on
meanwhile. An attempt ends from within by `AttemptOver`: when its budget is used, when the
monitor says so, or when the agent dies. Acts change the world only between two calls of
`spend`, so that whatever ends an attempt leaves a whole world behind.

One reflex is the body's own: struck by a creature within reach, it fights with the best weapon
that it carries until that is dead or out of reach, and then goes on with what it did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from envs.craftworld._ledger import Cause
from envs.craftworld.beings.flock import Creature
from envs.craftworld.beings.foes import blast_points
from envs.craftworld.blasting import torn_up
from envs.craftworld.episode import Episode
from envs.craftworld.footing import Cell
from envs.craftworld.game.armor import guard_of, worn_down
from envs.craftworld.game.inventory import Stack
from envs.craftworld.game.weapons import BLOW_TICKS, best_weapon, blow_with
from envs.craftworld.ground import GONE_AFTER, Drop
from envs.craftworld.harm import Hurt
from envs.craftworld.life import ATTACK, Vitals
from envs.craftworld.observe import observed
from envs.craftworld.realms import OVERWORLD
from envs.craftworld.troubles import Troubles
from envs.environment import SAMPLE_TICKS, Monitor
from envs.events import (
    Chat,
    Damage,
    Died,
    Event,
    ItemGained,
    ItemLeft,
    ItemLost,
    Killed,
    Respawned,
    Stopped,
    ToolBroke,
    Way,
)
from envs.state import KnownPlace

ARM_BLOCKS = 3
"""How far the agent strikes, in blocks (Minecraft Wiki, Damage: 3 in survival)."""

DEATH_PLACE = "death"
"""The name of the place where the agent last died."""

_CREEPER_POWER = 3
"""Of its blast (Minecraft Wiki, Creeper)."""


_HOMELESS = "You have no home bed or charged respawn anchor, or it was obstructed"
"""What one reads who comes back and finds no bed (Minecraft Wiki, Bed, 1.16)."""

_DEEDS = frozenset({"block_broken", "block_placed", "item_gained", "killed"})


class AttemptOver(Exception):  # no error: it never leaves the world
    """Ends the attempt under way from within an act."""


class Body:
    """Acts for one attempt.

    Attributes:
        episode: All that there is; acts change it.
        events: What was seen so far, in order.
        upheavals: How many blasts there were; a way found before one may be gone.
        troubles: What stands in the way at the moment.
    """

    def __init__(self, episode: Episode, budget_ticks: int, monitor: Monitor | None) -> None:
        self.episode = episode
        self.events: list[Event] = []
        self._monitor = monitor
        self._deadline = episode.tick + budget_ticks
        self._sampled = episode.tick
        self._objection: str | None = None
        self._fighting = False
        self.upheavals = 0
        self.troubles = Troubles(episode.tick)

    # Time.

    @property
    def tick(self) -> int:
        """The present tick."""
        return self.episode.tick

    @property
    def ticks_left(self) -> int:
        """How many ticks of the budget are left."""
        return self._deadline - self.episode.tick

    def spend(self, ticks: int) -> None:
        """Lets time pass; raises `AttemptOver` where it ends the attempt."""
        self.check()
        while ticks > 0:
            if self.ticks_left <= 0:
                self._stop_for_budget()
            due = self._sampled + SAMPLE_TICKS - self.tick
            step = min(ticks, self.ticks_left, due)
            ticks -= step
            self._undergo(self.episode.pass_time(step))
            if self.tick - self._sampled >= SAMPLE_TICKS:
                self._sample()
            self.check()

    def check(self) -> None:
        """Raises `AttemptOver` if the monitor asked to stop."""
        if self._objection is not None:
            self.emit(Stopped(tick=self.tick, by="monitor", reason=self._objection))
            trouble = self.troubles.at_stop(self.tick)
            self.give_up(*trouble or ("unknown", f"stopped by the monitor: {self._objection}"))
            raise AttemptOver

    def _sample(self) -> None:
        self._sampled = self.tick
        self.troubles.at(*self.episode.cell, self.tick)
        if self._monitor is not None and self._objection is None:
            self._objection = self._monitor.on_state(observed(self.episode))

    def _stop_for_budget(self) -> None:
        self.emit(Stopped(tick=self.tick, by="budget"))
        trouble = self.troubles.at_stop(self.tick)
        self.give_up(*trouble or ("out_of_time", "the budget was used"))
        raise AttemptOver

    # What is seen, and the truth behind it.

    def emit(self, event: Event) -> None:
        """Notes an event and shows it to the monitor."""
        self.events.append(event)
        if event.kind in _DEEDS:
            self.troubles.did(event.tick)
        if self._monitor is not None and self._objection is None:
            self._objection = self._monitor.on_event(event)

    def give_up(self, cause: Cause, detail: str) -> None:
        """Writes into the ledger why this attempt fails; what is written first stands."""
        self.episode.ledger.write(cause, detail)

    # Items.

    def gain(
        self, item: str, count: int, way: Way, uses: int | None = None, *, dyed: bool = False
    ) -> int:
        """Takes items in and returns how many there was no room for."""
        left = self.episode.bag.add(item, count, uses, dyed=dyed)
        if count > left:
            self.emit(ItemGained(tick=self.tick, item=item, count=count - left, way=way))
        return left

    def lose(self, item: str, count: int, way: Way) -> None:
        """Gives items away; they are carried."""
        self.episode.bag.remove(item, count)
        self.emit(ItemLost(tick=self.tick, item=item, count=count, way=way))

    def let_fall(self, stack: Stack, cell: Cell, *, thrown: bool = False) -> None:
        """Lets items fall in a cell, to where something holds them; lava burns them.

        Args:
            stack: The items.
            cell: Where.
            thrown: Whether the agent throws them away, and won't pick them up by passing.
        """
        rest = self.episode.resting_place(cell)
        if self.episode.terrain.name(*rest) == "lava":
            return
        gone_at = self.tick + GONE_AFTER
        self.episode.ground.lay(
            Drop(stack.item, stack.count, stack.uses, rest, gone_at, dyed=stack.dyed, thrown=thrown)
        )

    def note_loss(self, stack: Stack, way: Way) -> None:
        """Says that items that were taken out of the bag are gone from it."""
        self.emit(ItemLost(tick=self.tick, item=stack.item, count=stack.count, way=way))

    def give_back_remainders(self, used: Mapping[str, int]) -> None:
        """Gives back what is left of items that were used up, such as buckets."""
        for item, count in used.items():
            rest = self.episode.rules.remainder(item)
            if rest:
                left = self.gain(rest, count, "craft")
                if left:
                    self.let_fall(Stack(rest, left), self.episode.cell)

    def pick_up(self) -> None:
        """Picks up what lies in reach; what there's no room for is seen once to be left."""
        ground = self.episode.ground
        for drop in ground.within_reach(self.episode.cell, self.tick):
            left = self.gain(drop.item, drop.count, "pickup", drop.uses, dyed=drop.dyed)
            if left and not drop.noted:
                self.emit(ItemLeft(tick=self.tick, item=drop.item, count=left))
            if left != drop.count or not drop.noted:
                ground.replace(drop, replace(drop, count=left, noted=True) if left else None)

    def wear_out(self, uses: int) -> None:
        """Takes uses from what is in the hand."""
        broken = self.episode.bag.wear_out(uses)
        if broken:
            self.emit(ToolBroke(tick=self.tick, item=broken))
            self.emit(ItemLost(tick=self.tick, item=broken, count=1, way="wear"))

    # Blows.

    def strike(self, creature: Creature) -> bool:
        """Hits a creature with what is held and returns whether that killed it."""
        episode = self.episode
        held = episode.bag.held_name
        blow = blow_with(held, episode.rules)
        episode.strikes_at = self.tick + blow.cooldown_ticks
        episode.vitals.exert(ATTACK)
        cell, kind = creature.cell, creature.kind
        died = episode.creatures.strike(creature.id, blow.damage_tenths)
        self.wear_out(blow.wear)
        if died:
            self.emit(Killed(tick=self.tick, entity=kind, tool=held))
            for item, count in episode.rules.entity_drops(kind, episode.dice):
                self.let_fall(Stack(item, count, None), cell)
        return died

    def _undergo(self, hurts: list[Hurt]) -> None:
        for hurt in hurts:
            amount = hurt.amount_tenths / 10
            self.emit(Damage(tick=self.tick, amount=amount, source=hurt.source))
            for piece in worn_down(self.episode.bag, hurt.blow_tenths, hurt.source):
                self.emit(ItemLost(tick=self.tick, item=piece, count=1, way="wear"))
        if self.episode.blasts:
            self._suffer_blasts()
        if self.episode.vitals.dead:
            self._die(hurts[-1].source)
        if not self._fighting:
            self._fight({hurt.source for hurt in hurts})

    def _suffer_blasts(self) -> None:
        """Tears up what the blasts reached, and comes down if the floor is gone."""
        while self.episode.blasts:
            self.upheavals += 1
            for stack, cell in torn_up(self.episode, self.episode.blasts.pop(0), _CREEPER_POWER):
                self.let_fall(stack, cell)
        if not self.episode.vitals.dead:
            self.come_down()

    def _fight(self, kinds: set[str]) -> None:
        """Fights those who struck, with the best weapon at hand, until none is in reach."""
        bag, held = self.episode.bag, self.episode.bag.held_name
        self._fighting = True
        while (foe := self._foe_in_reach(kinds)) is not None:
            bag.hold(best_weapon(bag, self.episode.rules))
            self.spend(max(0, self.episode.strikes_at - self.tick))
            if self.episode.creatures.get(foe.id) is not None:
                self.strike(foe)
            self.spend(BLOW_TICKS)
        self._fighting = False
        bag.hold(None if held == "none" else held)

    def _foe_in_reach(self, kinds: set[str]) -> Creature | None:
        episode = self.episode
        if not kinds & episode.rules.mobs.keys():
            return None
        near = episode.creatures.visible(episode.eye, ARM_BLOCKS)
        foes = [creature for creature in near if creature.kind in kinds]
        # The weakest first: one foe less strikes less.
        return min(foes, key=lambda foe: foe.health_tenths, default=None)

    def blow_up(self, cell: Cell, power: int, source: str) -> None:
        """Lets something blow up: it tears up blocks, and hurts by how near the agent is.

        Args:
            cell: Where; what blew up is gone from it.
            power: 3 for a creeper.
            source: What it was.
        """
        episode = self.episode
        squared = sum((a - b) ** 2 for a, b in zip(cell, episode.cell, strict=True))
        points = blast_points(14 * power + 1, squared, 2 * power)
        for stack, at in torn_up(episode, cell, power):
            self.let_fall(stack, at)
        guard = guard_of(episode.bag, episode.rules)
        if points and (hurt := episode.vitals.suffer(10 * points, source, guard)):
            self._undergo([hurt])

    def come_down(self) -> None:
        """Falls to what holds the agent, if nothing does where it is; in water it floats."""
        episode = self.episode
        table, block = episode.terrain.table, episode.terrain.block
        x, y, z = episode.cell
        lowest = y
        while lowest > 0 and not table.liquid[block(x, lowest, z)]:
            if table.solid[block(x, lowest - 1, z)]:
                break
            lowest -= 1
        if lowest < y:
            episode.stand((x, lowest, z))
            if not table.liquid[block(x, lowest, z)]:
                self.fall(y - lowest)
            self.pick_up()

    def fall(self, blocks: int) -> None:
        """Lands after a fall of so many blocks."""
        hurt = self.episode.vitals.fall(blocks)
        if hurt is not None:
            self._undergo([hurt])

    # Death.

    def _die(self, source: str) -> None:
        """Drops everything where the agent is, comes back at the start, ends the attempt."""
        episode = self.episode
        self.emit(Died(tick=self.tick, source=source))
        self.give_up(self._death_cause(source), source)
        for stack in episode.bag.empty():
            self.emit(ItemLost(tick=self.tick, item=stack.item, count=stack.count, way="death"))
            self.let_fall(stack, episode.cell)
        episode.know(KnownPlace(name=DEATH_PLACE, **episode.here()))
        episode.vitals = Vitals()
        home = episode.respawn_cell()
        if episode.bed is not None and home == episode.spawn:
            self.emit(Chat(tick=self.tick, sender="game", text=_HOMELESS))
            episode.bed = None
        episode.enter(OVERWORLD, home)
        x, y, z = episode.cell
        self.emit(Respawned(tick=self.tick, x=x, y=y, z=z))
        raise AttemptOver

    def _death_cause(self, source: str) -> Cause:
        if source == "starvation":
            return "starving"
        return "killed" if source in self.episode.rules.entities else "hazard"
