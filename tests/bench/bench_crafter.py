"""How often diagnosis names the true cause of failed attempts in Crafter.

    python tests/bench/bench_crafter.py               # the reported figure, some minutes
    python tests/bench/bench_crafter.py --tuning 300  # on the seeds that rules are tuned on

Short lives of random subgoals, sensible and senseless, until the player dies. The truth is the
world's ledger, which only the evaluation may read.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from itertools import count, islice

from agent.attribution import Scores
from diagnosis import History, diagnose
from envs import Task, parse, parse_subgoal
from envs.crafter import make
from envs.crafter._ledger import ledger_of

ATTEMPTS = 1_000
"""Failed attempts of the reported figure."""

TUNING, REPORTED = 500, 7_000
"""First seeds of the games."""

_LOOK = Task(id="live", instruction="Live", goal=parse("free_slots(1)"))
_BUDGETS = (300, 900, 1_800)
_TOOLS = ("wood_pickaxe", "stone_pickaxe", "iron_pickaxe", "wood_sword", "stone_sword")
_SUBGOALS = (
    *('gather(item="wood", source="tree", count=4)', 'gather(item="stone", count=3)'),
    *('gather(item="coal")', 'gather(item="iron")', 'gather(item="diamond")'),
    *('gather(item="sapling", source="grass")', 'gather(item="wood", source="stone")'),
    *('place(item="table")', 'place(item="furnace")', 'place(item="stone")'),
    *('place(item="plant")', 'eat(item="water")', 'eat(item="cow")', 'eat(item="plant")'),
    *('hunt(entity="cow")', 'hunt(entity="zombie")', 'hunt(entity="skeleton")'),
    *("sleep()", 'explore(target="diamond")', 'go_to(target="table")', 'smelt(item="iron")'),
    *(f'craft(item="{tool}", station="table")' for tool in _TOOLS),
    *(f'craft(item="{tool}")' for tool in _TOOLS),
)


def failures(first: int) -> Iterator[tuple[str, str]]:
    """Yields (true cause, what was told) of failed attempts, life after life, without end."""
    world = make()
    for seed in count(first):
        dice = random.Random(seed)
        state = world.reset(_LOOK, seed)
        history = History(world.vocabulary)
        while state.vitals is not None and state.vitals.health > 0:
            budget = dice.choice(_BUDGETS)
            attempt = world.attempt(parse_subgoal(dice.choice(_SUBGOALS)), budget)
            diagnosis = diagnose(attempt, history, budget_ticks=budget)
            ledger = ledger_of(world)
            if not diagnosis.succeeded and ledger.entries:
                entry = ledger.entries[-1]
                if entry.attempt == ledger.attempts - 1 and entry.cause != "unknown":
                    yield entry.cause, str(diagnosis.cause)
            history, state = history.extended(attempt, diagnosis), attempt.post_state


def main() -> int:
    """Prints the figure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tuning", type=int, metavar="N", help="N attempts on the tuning seeds")
    options = parser.parse_args()
    first, most = (REPORTED, ATTEMPTS) if not options.tuning else (TUNING, options.tuning)
    scores = Scores.of(islice(failures(first), most))
    sys.stdout.write("\n".join(scores.lines()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
