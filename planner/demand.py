"""What has to be done to bring something about: operators and how often each, with the books.

`Demand` works backwards from what is asked for. It shares what is carried and what is left over,
and notes what each job follows, so that `planner.chaining` can write the jobs down in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import replace

from envs import (
    TIERS,
    Condition,
    Dimension,
    Equip,
    EquippedWith,
    Explore,
    FuelRule,
    GoTo,
    Happened,
    Has,
    HasTool,
    Knows,
    Near,
    Place,
    View,
    Within,
    tier_rank,
    tool_of,
)
from planner.books import Books, ChainedStep, Job, JobKey, NoWay, carried_items
from planner.costs import Costs, here, serves, stations_near, ways_known
from planner.deeds import ANY_OBJECT, does, last_steps
from planner.operators import Knowhow, Operator, way_to

# Vanilla's time to smelt one item (Minecraft Wiki, Smelting); only fuel is reckoned with it.
_SMELT_TICKS = 200
_MAX_DEPTH = 24
# For what a tool of this tier or a better one is needed is rare, and the way to it long: so many
# tools, weaker ones among them, last for some 700 blocks of a tunnel that is two high.
_DEAR = "iron"
_FOR_THE_WAY = 10
# Of what is less rare a stone pickaxe gets about so many before it breaks.
_A_TOOL = 8


class Demand:
    """Works backwards and keeps the books."""

    def __init__(self, view: View, knowhow: Knowhow) -> None:
        self._words = view.vocabulary
        self._carried = carried_items(view.state)
        self._knowhow = knowhow
        self._costs = Costs(knowhow, view.state, view.vocabulary)
        self._under_way: list[str] = []
        self._failure: NoWay | None = None
        # The jobs that are being provided for, the innermost last.
        self._providing: list[JobKey] = []
        self._here = here(view.state)
        at_hand = {*stations_near(view.state), *ways_known(view.state, knowhow)}
        self.books = Books(carried_items(view.state), at_hand)

    def ask(self, part: Condition) -> tuple[ChainedStep, ...]:
        """Takes in one part of the goal; returns steps that have to come at the very end."""
        match part:
            case Has():
                self._hold(part.item, part.count)
            case HasTool():
                self._need_tool(part.tool, part.tier)
            case Happened():
                return self._need_deed(part)
            case EquippedWith():
                self._hold(part.item, 1)
                return (ChainedStep(Equip(item=part.item)),)
            case Near():
                return self._near(part)
            case Knows():
                return (ChainedStep(Explore(target=part.place, sought="place")),)
            case Within():
                return (ChainedStep(GoTo(x=part.x, z=part.z, distance=max(1, part.distance))),)
            case _:
                raise NoWay(str(part))
        return ()

    def _near(self, part: Near) -> tuple[ChainedStep, ...]:
        if any(op.is_built and op.item == part.name for op in self._knowhow.operators):
            if self._tried(lambda: self._hold(part.name, 1)):
                return ()
        elif part.name in self._words.items and self._tried(lambda: self._hold(part.name, 1)):
            return (ChainedStep(Place(item=part.name)),)
        return (ChainedStep(Explore(target=part.name)), ChainedStep(GoTo(target=part.name)))

    def _need_deed(self, part: Happened) -> tuple[ChainedStep, ...]:
        """Has a deed done; returns the steps for it that come at the very end."""
        for operator in self._knowhow.operators:
            done_there = operator.deed is not None or operator.is_built
            if done_there and does(operator, part, self._words):
                self._apply(operator, part.count, None)
                return ()
        if part.object is None:
            part = part.model_copy(update={"object": ANY_OBJECT.get(part.verb)})
        if part.object is not None and (last := last_steps(part.verb, part.object)):
            item = self._hold(part.object, part.count if part.verb != "slept" else 1)
            last = last_steps(part.verb, item)
            return tuple(ChainedStep(step) for step in last * part.count)
        fitting = [op for op in self._knowhow.operators if does(op, part, self._words)]
        for operator in sorted(fitting, key=self._costs.of_operator):
            if self._tried(lambda op=operator: self._do(op, part)):  # type: ignore[misc]
                return ()
        raise NoWay(str(part))

    def _do(self, operator: Operator, part: Happened) -> None:
        if part.tool is not None:
            operator = replace(operator, tool=None)
            if part.tool != "none":
                with self._provided_for((id(operator), part.tool)):
                    self._hold(part.tool, 1)
                self.books.free[part.tool] += 1
        self._apply(operator, part.count, part.tool)
        self.books.free[operator.item] += operator.batch * part.count

    def _hold(self, pattern: str, count: int) -> str:
        """Sets `count` of what `pattern` names aside, making what is lacking.

        Returns:
            The item, the last one where there are several.
        """
        for item in self._available(pattern):
            taken = min(count, self.books.free[item])
            self.books.free[item] -= taken
            count -= taken
            self._use(item)
            if count == 0:
                return item
        made = self._make(pattern, count)
        self._use(made)
        return made

    @contextmanager
    def _provided_for(self, key: JobKey) -> Iterator[None]:
        """While it lasts, what is seen to is seen to for that job."""
        self._providing.append(key)
        try:
            yield
        finally:
            self._providing.pop()

    def _use(self, item: str) -> None:
        """Notes that the job that is being provided for follows those that make `item`."""
        if self._providing:
            job = self._providing[-1]
            makers = (k for k, other in self.books.jobs.items() if other.operator.item == item)
            self.books.follows |= {(job, maker) for maker in makers if maker != job}

    def _available(self, pattern: str) -> list[str]:
        free = self.books.free
        return sorted(i for i, n in free.items() if n > 0 and self._words.covers(pattern, i))

    def _make(self, pattern: str, count: int) -> str:
        """Has `count` of what `pattern` names made, and sets them aside; returns what it is."""
        if pattern in self._under_way or len(self._under_way) > _MAX_DEPTH:
            raise NoWay(pattern)
        self._under_way.append(pattern)
        failure: NoWay | None = None
        try:
            for operator in self._costs.ways(pattern):
                times = -(-count // operator.batch)
                if self._tried(lambda op=operator, n=times: self._apply(op, n, None)):  # type: ignore[misc]
                    self.books.free[operator.item] += times * operator.batch - count
                    return operator.item
                failure = failure or self._failure
        finally:
            self._under_way.pop()
        # What is lacking on the cheapest way says more than that there is no way.
        raise failure or NoWay(pattern)

    def _tried(self, act: Callable[[], object]) -> bool:
        """Returns whether `act` found a way; if not, the books are as before."""
        before = self.books.copy()
        try:
            act()
        except NoWay as failure:
            self.books, self._failure = before, failure
            return False
        return True

    def _apply(self, operator: Operator, times: int, tool: str | None) -> None:
        key = (id(operator), tool)
        with self._provided_for(key):
            fuel, pieces = self._provide(operator, key, times)
        job = self.books.jobs.setdefault(key, Job(operator, tool))
        job.applications += times
        job.fuel = fuel or job.fuel
        job.pieces += pieces

    def _provide(self, operator: Operator, key: JobKey, times: int) -> tuple[FuelRule | None, int]:
        if operator.tool is not None:
            made = self._need_tool(*operator.tool)
            # A spare is made along with the first: nobody goes back for one.
            if made and operator.wears_tools:
                self.books.spares.append((key, *operator.tool, times))
        if operator.station is not None:
            if operator.station not in self.books.stations:
                self._hold(operator.station, 1)
                self.books.stations.add(operator.station)
            self._use(operator.station)
        if operator.dimension not in (None, self._here):
            self._need_way(operator.dimension)
        for ingredient in operator.consumes:
            self._hold(ingredient.item, ingredient.count * times)
        held = [(self._hold(kept.item, kept.count), kept.count) for kept in operator.keeps]
        for item, count in held:
            # It is still there afterwards, for whoever wants it next.
            self.books.free[item] += count
        return self._burn(key, times) if operator.fuel else (None, 0)

    def _need_way(self, dimension: Dimension) -> None:
        """Sees to a way into another dimension, once for all that is done there."""
        way = way_to(dimension)
        if way not in self.books.stations:
            self._hold(way, 1)
            self.books.stations.add(way)
        self._use(way)

    def _need_tool(self, kind: str, tier: str) -> bool:
        """Sees to a tool; returns whether one has to be made."""
        made = [job.operator.item for job in self.books.jobs.values()]
        held = [item for item, n in self.books.free.items() if n > 0]
        for item in (*held, *made):
            if serves(item, kind, tier):
                self._use(item)
                return self._carried[item] == 0
        made_now = self._made_tool(kind, tier)
        if made_now is None:
            raise NoWay(f'tool("{kind}", "{tier}")')
        self._use(made_now)
        return True

    def add_spares(self) -> None:
        """Has spare tools made, once all that is asked for has its share of what is carried."""
        for key, kind, tier, times in self.books.spares:
            with self._provided_for(key):
                self._want_spares(kind, tier, times)

    def _want_spares(self, kind: str, tier: str, times: int) -> None:
        """Has more tools made where that takes no errand; one has to do where it does.

        What digs the way may be weaker than what digs at its end.
        """
        dear = tier_rank(tier) >= tier_rank(_DEAR)
        weaker = TIERS[tier_rank(tier) - 1] if dear else tier
        wanted = _FOR_THE_WAY if dear else min(_FOR_THE_WAY, 2 + times // _A_TOOL)
        for tiers, number in (({tier}, 2), ({tier, weaker}, wanted)):
            while self._spares(kind, tiers) < number:
                if not self._tried(lambda tiers=tiers: self._make_spare(kind, tiers)):  # type: ignore[misc]
                    break

    def _make_spare(self, kind: str, tiers: Set[str]) -> None:
        """Has one of these tiers made of what is at hand or is fetched for the first anyway."""
        errands = self._errands()
        made = self._made_tool(kind, min(tiers, key=tier_rank))
        if made is None or _tier(made) not in tiers or self._errands() != errands:
            raise NoWay(f"a spare {kind}")
        self._use(made)

    def _errands(self) -> int:
        return sum(job.operator.leads_away for job in self.books.jobs.values())

    def _spares(self, kind: str, tiers: Set[str]) -> int:
        """Returns how many tools there are of these tiers; a better one may be made only later."""
        fitting = {f"{tier}_{kind}" for tier in tiers}
        return sum(n for item, n in self.books.free.items() if item in fitting)

    def _made_tool(self, kind: str, tier: str) -> str | None:
        """Has a tool made and returns its name; `None` if there is no way to one."""
        known = {op.item for op in self._knowhow.operators if serves(op.item, kind, tier)}
        # The weakest that serves: what it is made of is never harder to come by.
        for item in sorted(known, key=lambda i: (tier_rank(_tier(i)), self._costs.of(i), i)):
            if self._tried(lambda i=item: self._make(i, 1)):  # type: ignore[misc]
                # Using a tool doesn't use it up: it stays for whoever wants it next.
                self.books.free[item] += 1
                return item
        return None

    def _burn(self, key: JobKey, times: int) -> tuple[FuelRule | None, int]:
        """Sets aside what burns for `times` more; returns what it is, and how much more of it.

        One smelting burns one fuel: what was set aside for it already, else what is carried if it
        lasts, else the cheapest.
        """
        job = self.books.jobs.get(key)
        before = _SMELT_TICKS * job.applications if job is not None else 0
        after = before + _SMELT_TICKS * times

        def more(fuel: FuelRule) -> int:
            return -(-after // fuel.ticks) - -(-before // fuel.ticks)

        def worth(fuel: FuelRule) -> tuple[bool, int]:
            carried = sum(self.books.free[item] for item in self._available(fuel.item))
            return carried < more(fuel), self._costs.of_fuel(fuel, more(fuel))

        chosen = job.fuel if job is not None else None
        fuels = (chosen,) if chosen is not None else sorted(self._knowhow.fuels, key=worth)
        for fuel in fuels:
            pieces = more(fuel)
            if pieces == 0 or self._tried(lambda f=fuel, n=pieces: self._hold(f.item, n)):  # type: ignore[misc]
                return fuel, pieces
        if self._knowhow.fuels:
            raise NoWay("fuel")
        return None, 0


def _tier(tool: str) -> str:
    known = tool_of(tool)
    return known[1] if known is not None else TIERS[-1]
