"""Rough costs of coming by things, to prefer the cheaper of two ways."""

from __future__ import annotations

from collections.abc import Iterator

from envs import Dimension, FuelRule, Gather, Place, State, Vocabulary, tier_rank, tool_of
from planner.operators import Knowhow, Operator, way_to

STATION_DISTANCE = 16
"""A station this near, in blocks, can be walked to and used by the executor."""

NO_WAY = 10**9
"""What it costs to come by something to which no way is known."""

# A station is taken to serve so many times.
_STATION_SHARE = 4
_HOME: Dimension = "overworld"
# Going through a portal and back into a strange land takes about so long.
_TRIP_TICKS = 3_000
# What lies in view costs this much less than what has to be looked for.
_IN_VIEW_DISCOUNT = 4


class Costs:
    """Costs in rough ticks an item, as seen from one state.

    A station that isn't at hand counts in part, since it is used again; tools don't count: which
    one is made follows from what the other steps need. Cycles (ingots from nuggets from ingots)
    are settled by relaxing all operators that a wanted thing can lead back to until nothing
    changes, as in Bellman and Ford's shortest paths.
    """

    def __init__(self, knowhow: Knowhow, state: State, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._seen = frozenset(block.name for block in state.blocks or ())
        inventory = state.inventory
        self._held = frozenset(h.item for h in inventory.items) if inventory else frozenset()
        self._near = frozenset(stations_near(state))
        self._here = here(state)
        self._ways_known = frozenset(ways_known(state, knowhow))
        self._order = {id(operator): n for n, operator in enumerate(knowhow.operators)}
        self._by_item: dict[str, list[Operator]] = {}
        for operator in knowhow.operators:
            self._by_item.setdefault(operator.item, []).append(operator)
        self._tags_given = [item for item in self._by_item if item.startswith("#")]
        self._ways: dict[str, tuple[Operator, ...]] = {}
        self._sorted: dict[str, tuple[Operator, ...]] = {}
        self._own_costs: dict[int, int] = {}
        self._costs: dict[str, int] = {}

    def ways(self, pattern: str) -> tuple[Operator, ...]:
        """Returns the operators whose item `pattern` names, the cheapest first.

        Where costs are equal, they come in the order of the knowhow.
        """
        if pattern not in self._sorted:
            self._sorted[pattern] = tuple(sorted(self._ways_to(pattern), key=self.of_operator))
        return self._sorted[pattern]

    def of(self, pattern: str) -> int:
        """Returns the cost of one item that `pattern` names; `NO_WAY` if there is none."""
        if pattern not in self._costs:
            self._relax(pattern)
        return self._costs[pattern]

    def of_operator(self, operator: Operator) -> int:
        """Returns the cost of one item by way of `operator`."""
        for need in self._needs(operator):
            self.of(need)
        return self._priced(operator)

    def of_fuel(self, fuel: FuelRule, pieces: int) -> int:
        """Returns the cost of `pieces` of a fuel."""
        return min(NO_WAY, self.of(fuel.item) * pieces)

    def _ways_to(self, pattern: str) -> tuple[Operator, ...]:
        if pattern not in self._ways:
            tags = [tag for tag in self._tags_given if self._vocabulary.covers(pattern, tag)]
            items = [*self._vocabulary.members(pattern), *tags]
            by_item = (self._by_item.get(item, ()) for item in dict.fromkeys(items))
            ways = (operator for ways in by_item for operator in ways)
            self._ways[pattern] = tuple(sorted(ways, key=lambda op: self._order[id(op)]))
        return self._ways[pattern]

    def _relax(self, pattern: str) -> None:
        """Settles what `pattern` and all that it leads to cost, where that isn't settled yet."""
        unsettled = self._unsettled(pattern)
        for known in unsettled:
            held = any(self._vocabulary.covers(known, item) for item in self._held)
            self._costs[known] = 0 if held else NO_WAY
        changed = True
        while changed:
            changed = False
            for known in unsettled:
                best = min((self._priced(op) for op in self._ways_to(known)), default=NO_WAY)
                if best < self._costs[known]:
                    self._costs[known], changed = best, True

    def _unsettled(self, pattern: str) -> list[str]:
        """Returns what `pattern` leads to and isn't settled yet, what is farthest off first."""
        found, waiting = {pattern: None}, [pattern]
        while waiting:
            for operator in self._ways_to(waiting.pop()):
                new = [n for n in self._needs(operator) if n not in found and n not in self._costs]
                found |= dict.fromkeys(new)
                waiting += new
        return [*reversed(found)]

    def _needs(self, operator: Operator) -> Iterator[str]:
        """Yields the items and tags that a way to `operator` may lead through."""
        yield from (ingredient.item for ingredient in operator.consumes)
        if operator.station is not None and operator.station not in self._near:
            yield operator.station
        if operator.dimension not in (None, self._here):
            yield from {way_to(operator.dimension)} - self._ways_known

    def _priced(self, operator: Operator) -> int:
        own = self._own(operator)
        own += sum(i.count * self._costs[i.item] for i in operator.consumes)
        own += self._of_the_way(operator)
        if operator.station is not None and operator.station not in self._near:
            own += self._costs[operator.station] // _STATION_SHARE
        return min(NO_WAY, own // operator.batch + 1)

    def _own(self, operator: Operator) -> int:
        """Returns the cost of an operator itself, without what it needs."""
        key = id(operator)
        if key not in self._own_costs:
            in_view = isinstance(operator.subgoal, Gather) and self._in_view(operator.subgoal)
            self._own_costs[key] = operator.cost // (_IN_VIEW_DISCOUNT if in_view else 1)
        return self._own_costs[key]

    def _of_the_way(self, operator: Operator) -> int:
        """Returns what it costs to get to the dimension where an operator works."""
        if operator.dimension in (None, self._here):
            return 0
        way = way_to(operator.dimension)
        return _TRIP_TICKS + (0 if way in self._ways_known else self._costs[way])

    def _in_view(self, gather: Gather) -> bool:
        source = gather.source or gather.item
        return any(self._vocabulary.matches(source, name) for name in self._seen)


def here(state: State) -> Dimension:
    """Returns the dimension where the agent is; the overworld where that isn't seen."""
    return "overworld" if state.position is None else state.position.dimension


def ways_known(state: State, knowhow: Knowhow) -> tuple[str, ...]:
    """Returns the ways into other dimensions that stand and are known where the agent is."""
    at = here(state)
    known = {place.name for place in state.places or () if place.dimension == at}
    ends = {
        end
        for operator in knowhow.operators
        if isinstance(operator.subgoal, Place) and operator.subgoal.item in known
        for end in (operator.leads_to, _HOME)
    }
    return tuple(sorted(way_to(end) for end in ends if end is not None and end != at))


def stations_near(state: State) -> tuple[str, ...]:
    """Returns the blocks that can be worked at from where the agent stands, sorted."""
    things = (*(state.stations or ()), *(state.blocks or ()))
    return tuple(sorted({t.name for t in things if t.distance <= STATION_DISTANCE}))


def serves(item: str, kind: str, tier: str) -> bool:
    """Returns whether `item` is a tool of `kind`, of `tier` or better."""
    tool = tool_of(item)
    return tool is not None and tool[0] == kind and tier_rank(tool[1]) >= tier_rank(tier)
