"""What was seen in passing says where to look for what was sought in vain."""

from typing import Any

from envs import Nearby, Position
from memory import Guardrail


def block(name: str, y: int) -> Nearby:
    return Nearby(name=name, count=1, x=3, y=y, z=0, distance=3)


def digging(life: Any, act: Any, *seen: Nearby) -> Any:
    """Returns an episode of digging for iron, with blocks in view at its end."""
    return life.episode().tries(
        'gather(item="iron_ore", height=(5, 40))',
        act.broke("iron_ore", "iron_ore", "stone_pickaxe", 13),
        carrying={"stone_pickaxe": 1},
        blocks=seen,
    )


def only(known: Any) -> Guardrail:
    found: Guardrail
    (found,) = [g for g in known.guardrails if g.remedy and g.remedy.replace]
    return found


def test_what_was_sought_on_the_surface_is_dug_for_where_it_was_seen(life: Any, act: Any) -> None:
    def vain() -> Any:
        return life.episode().tries(
            'gather(item="diamond", source="diamond_ore")', act.searched("diamond_ore")
        )

    seen = digging(life, act, block("diamond_ore", 11), block("diamond_ore", 14))
    lesson = only(life.learned(vain(), vain(), seen))

    assert lesson.remedy is not None
    assert dict(lesson.remedy.replace) == {"height": (7, 18)}
    assert str(lesson.forbidden) == ('gather(height=null, item="diamond", source="diamond_ore")')
    assert lesson.status == "active"
    assert "seen" in lesson.reason


def test_it_takes_two_episodes_to_believe_it(life: Any, act: Any) -> None:
    vain = life.episode().tries(
        'gather(item="diamond", source="diamond_ore")', act.searched("diamond_ore")
    )

    lesson = only(life.learned(vain, digging(life, act, block("diamond_ore", 11))))

    assert lesson.status == "candidate"


def test_what_is_no_block_is_got_from_the_block_that_is_called_after_it(
    life: Any, act: Any
) -> None:
    nonsense = life.episode().tries('gather(item="diamond")', act.invalid("source", "diamond"))

    lesson = only(life.learned(nonsense, digging(life, act, block("diamond_ore", 11))))

    assert lesson.remedy is not None
    assert dict(lesson.remedy.replace) == {"height": (7, 15), "source": "diamond_ore"}
    assert lesson.status == "active"


def test_a_remedy_that_was_found_is_not_forgotten(life: Any, act: Any) -> None:
    def nonsense() -> Any:
        return life.episode().tries('gather(item="diamond")', act.invalid("source", "diamond"))

    first = only(life.learned(nonsense(), digging(life, act, block("diamond_ore", 11))))
    later = only(life.learned(nonsense()))

    assert later.remedy == first.remedy
    assert later.evidence.supporting == 2


def test_what_lay_open_too_is_no_reason_to_dig(life: Any, act: Any) -> None:
    def vain() -> Any:
        return life.episode().tries('gather(item="coal", source="coal_ore")', act.searched("coal"))

    seen = digging(life, act, block("coal_ore", 11), block("coal_ore", 70))

    known = life.learned(vain(), vain(), seen)

    assert not any(g.remedy and g.remedy.replace for g in known.guardrails)


def test_where_the_agent_stands_is_needed_to_say_that_it_lies_below(life: Any, act: Any) -> None:
    def vain() -> Any:
        return life.episode().tries(
            'gather(item="diamond", source="diamond_ore")',
            act.searched("diamond_ore"),
            position=Position(x=0, y=12, z=0, sky=False),
        )

    known = life.learned(vain(), vain(), digging(life, act, block("diamond_ore", 11)))

    assert not any(g.remedy and g.remedy.replace for g in known.guardrails)
