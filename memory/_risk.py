"""Whether harm speaks for a guardrail: more of it must come of what is forbidden than otherwise.

Where harm comes about as often whatever the circumstances, they aren't to blame; and what comes
to harm itself is no remedy.
"""

from __future__ import annotations

from collections.abc import Iterable

from diagnosis import Cause
from envs import Vocabulary
from memory._draft import Draft, pattern_of
from memory._lesson import violates
from memory._luck import HARM
from memory._shown import before
from memory.entries import Guardrail
from memory.experience import Experience

_TIMES = 2.0
"""So many times likelier harm is under the circumstances that are to blame for it."""
_LEAST = 3
"""Of fewer attempts otherwise nothing can be said."""
_OF_REMEDIES = HARM | {Cause.starving}


def is_riskier(
    guardrail: Guardrail,
    harmed: Iterable[Experience],
    worked: Iterable[Experience],
    vocabulary: Vocabulary,
) -> bool:
    """Returns whether what is forbidden harms clearly more often than the same otherwise.

    Args:
        guardrail: A lesson from harm.
        harmed: The round's attempts of the same kind of subgoal that came to harm.
        worked: Those that worked.
        vocabulary: The world's words.
    """
    pattern = pattern_of(guardrail.forbidden)
    # Harm and all, first otherwise and then under the circumstances.
    counts = {False: [0, 0], True: [0, 0]}
    for is_harm, attempts in ((1, harmed), (0, worked)):
        for experience in attempts:
            attempt = experience.attempt
            if pattern.matches(attempt.subgoal, vocabulary):
                view = before(attempt, vocabulary)
                inside = violates(guardrail, attempt.subgoal, experience.plan, view)
                counts[inside][0] += is_harm
                counts[inside][1] += 1
    if counts[False][1] < _LEAST:
        return True
    otherwise, under = ((1 + harm) / (2 + number) for harm, number in counts.values())
    return under >= _TIMES * otherwise


def harmed_by_remedy(
    experience: Experience, draft: Draft, vocabulary: Vocabulary
) -> list[Guardrail]:
    """Returns the lessons from harm by whose remedy, or on the way to it, harm was done.

    Args:
        experience: A failed attempt.
        draft: The knowledge.
        vocabulary: The world's words.
    """
    plan = experience.plan
    if experience.diagnosis.cause not in _OF_REMEDIES or not plan.unfinished:
        return []
    if plan.current.origin != "remedy":
        return []
    put_off = next((step for step in plan.rest if step.origin != "remedy"), None)
    if put_off is None:
        return []
    view, then = before(experience.attempt, vocabulary), plan.continued((put_off,))
    return [
        guardrail
        for guardrail in draft.guardrails(put_off.subgoal)
        if guardrail.cause in HARM and violates(guardrail, put_off.subgoal, then, view)
    ]
