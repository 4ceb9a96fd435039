"""Why an attempt went as it did: outcome, cause and evidence, indicators, stagnation, loops.

    history = History(vocabulary=environment.vocabulary)
    attempt = environment.attempt(subgoal, budget_ticks, monitor)
    diagnosis = diagnose(attempt, history, budget_ticks=budget_ticks)
    history = history.extended(attempt, diagnosis)

Everything is inferred from what a client could see; nothing here reads a game's rules.
"""

from diagnosis.diagnosing import diagnose, has_succeeded
from diagnosis.history import History, Lore
from diagnosis.indicators import progress
from diagnosis.models import (
    ANY_FUEL,
    HARD_CAUSES,
    INVENTORY_ROOM,
    Cause,
    Change,
    Diagnosis,
    Difference,
    Finding,
    Hazard,
    Indicators,
    Loop,
    Need,
)
from diagnosis.monitor import StagnationMonitor
from diagnosis.novelty import CIRCLING_TICKS, PATIENCE_TICKS
from diagnosis.wording import describe

__all__ = [
    "ANY_FUEL",
    "CIRCLING_TICKS",
    "Cause",
    "Change",
    "Diagnosis",
    "Difference",
    "Finding",
    "HARD_CAUSES",
    "Hazard",
    "History",
    "INVENTORY_ROOM",
    "Indicators",
    "Loop",
    "Lore",
    "Need",
    "PATIENCE_TICKS",
    "StagnationMonitor",
    "describe",
    "diagnose",
    "has_succeeded",
    "progress",
]
