"""Why an attempt failed: the rules in their order, and what each leaves to the next.

The order is the argument. What ends an attempt whatever else went on stands first; then what
the world itself said was lacking; then what can be seen to have been in vain; then the way; and
last the time, which everything above may have used up. The first rule that finds something
gives the primary cause, and the others' findings stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis._endings import death, fault, nonsense
from diagnosis._reading import Reading
from diagnosis._requests import no_room, refused
from diagnosis._rest import driven_off, harm, kept_ill, out_of_time, struck
from diagnosis._silence import absent, left_off, nothing_taken
from diagnosis._tools import tools
from diagnosis._ways import not_found, stuck, unreachable
from diagnosis.models import Cause, Finding
from diagnosis.novelty import Verdict

LEAST_CERTAINTY = 0.35
"""A finding below this is too weak to be primary while another rule finds something."""

MOST_SECONDARY = 4

_UNKNOWN = Finding(cause=Cause.unknown, certainty=0.0)


def attribute(reading: Reading, verdict: Verdict | None) -> tuple[Finding, tuple[Finding, ...]]:
    """Returns (primary, secondary) for a failed attempt.

    Args:
        reading: The attempt.
        verdict: Whether it ran dry, as `novelty` judges.
    """
    found = list(_findings(reading, verdict))
    strong = [finding for finding in found if finding.certainty >= LEAST_CERTAINTY]
    primary = next(iter(strong or found), _UNKNOWN)
    return primary, _beside(primary, found)


def noticed(reading: Reading) -> tuple[Finding, ...]:
    """Returns what went wrong in an attempt that succeeded nevertheless: deaths and wounds."""
    return _beside(_UNKNOWN, [*death(reading), *harm(reading)])


def _findings(reading: Reading, verdict: Verdict | None) -> Iterator[Finding]:
    yield from fault(reading)
    yield from nonsense(reading)
    yield from death(reading)
    yield from refused(reading)
    yield from no_room(reading)
    yield from tools(reading)
    yield from struck(reading)
    yield from absent(reading)
    yield from unreachable(reading)
    yield from driven_off(reading)
    yield from kept_ill(reading)
    # Before a search without a find: whoever didn't move or went in circles didn't search.
    yield from stuck(reading, verdict)
    yield from not_found(reading)
    yield from out_of_time(reading)
    yield from nothing_taken(reading)
    yield from harm(reading)
    yield from left_off(reading)


def _beside(primary: Finding, found: list[Finding]) -> tuple[Finding, ...]:
    others: dict[tuple[Cause, object], Finding] = {}
    for finding in found:
        if finding.cause is not primary.cause or finding.hazard != primary.hazard:
            others.setdefault((finding.cause, finding.hazard), finding)
    ranked = sorted(others.values(), key=lambda f: -f.certainty)
    return tuple(ranked[:MOST_SECONDARY])
