"""The wording of a guardrail that someone else proposes: which words it may be made of.

A wording is read by people, and by the models that plan. So it is held to a closed list of plain
words and to the names that the guardrail itself has: whatever a text from a world talked a model
into, there is no way to say it here.
"""

from __future__ import annotations

import re

from diagnosis import Cause
from envs import SUBGOAL_CLASSES
from memory.entries import Guardrail

MOST_CHARACTERS = 160
"""How long a wording may be."""

_SHAPE = re.compile(r"[A-Za-z0-9_#,.;:'() -]+")
_WORD = re.compile(r"[A-Za-z0-9_]+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")

_PLAIN = frozenset(
    """
    a about above after again all already also always an and another any are around as
    at away back bag be because been before being below better between block blocks both
    break breaking broken build building but by can cannot carried carry carrying cave
    close come cook cooking count crafted crafting dark dawn day deep deeper deposit die
    dies dig digging do does doing down drop drops dry each earlier eat eating else
    empty enough equip equipped every expensive explore explored exploring fail failed
    failing fails far few find finding first floor food for forest found from fuel full
    gather gathered gathering get gets getting give gives go goes going got ground hand
    has have health height held here high higher hold holding hostile hunger hunt
    hunting if in ingot ingredient ingredients inside instead into inventory is it item
    items its keep kill killed kills lack lacking lacks last later lava least leave less
    level light like little log logs long look looking low lower make makes making many
    material materials may mine mined mining missing mob mobs more most much must near
    nearby need needed needs never new next night no none not nothing now of off often
    on once one only open or ore ores other otherwise out outside over own pick picked
    piece place placed placing plank planks player ready recipe refuse refused refuses
    room safe same sapling second see shelter short side sky sleep slot slots smelt
    smelted smelting so some station stay stays still stone surface take taken takes
    than that the their them then there these they this those three tier time times to
    together too tool tools top trade traded trading tree trees try trying twice two
    under underground unless until up use used using wait waiting walk water way weak
    weaker what when where which while why will window with without wood work worked
    working works world worn worse wrong yet yield yields
    """.split()
)


def wording_refusal(wording: str, guardrail: Guardrail) -> str | None:
    """Returns why a wording isn't taken for a guardrail, `None` if it is.

    Args:
        wording: One sentence.
        guardrail: What it is to say.
    """
    if not 0 < len(wording) <= MOST_CHARACTERS or _SHAPE.fullmatch(wording) is None:
        return (
            f"Not in the schema: a wording is one sentence of at most {MOST_CHARACTERS} "
            "characters, letters and figures."
        )
    names = _names(guardrail)
    pieces = {piece for name in names for piece in (name, *name.split("_"))}
    said = [word.lower() for word in _WORD.findall(wording)]
    strange = next((w for w in said if not (w in _PLAIN or w in pieces or w.isdecimal())), None)
    if strange is not None:
        return (
            f"Not specific: {strange[:40]!r} is no plain word and nothing that the guardrail names."
        )
    told = " ".join(said).replace("_", " ")
    for name in _about(guardrail):
        if name.replace("_", " ") not in told:
            return f"No match: the wording doesn't name {name}."
    return None


def _names(guardrail: Guardrail) -> set[str]:
    """Returns the names that the guardrail has, and the words for kinds of step and causes."""
    remedy = guardrail.remedy
    said: list[object] = [guardrail.forbidden, guardrail.trigger, guardrail.exception]
    if remedy is not None:
        said += [remedy.achieve, *remedy.steps, *remedy.replace]
    return {
        *(name for part in said for name in _NAME.findall(str(part))),
        *(word for kind in SUBGOAL_CLASSES for word in kind.split("_")),
        *(word for cause in Cause for word in cause.value.split("_")),
    }


def _about(guardrail: Guardrail) -> tuple[str, ...]:
    """Returns the names that what is forbidden goes by."""
    fields = re.findall(r'="#?([a-z0-9_]+)"', str(guardrail.forbidden))
    return tuple(dict.fromkeys(fields))
