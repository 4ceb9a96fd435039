"""What was seen in passing says where to look for what was sought in vain."""

from typing import Any

from envs import Nearby, Position
from memory import Guardrail, Remedy


def block(name: str, y: int) -> Nearby:
    return Nearby(name=name, count=1, x=3, y=y, z=0, distance=3)


def digging(life: Any, act: Any, *seen: Nearby) -> Any:
    """Returns an episode of digging for iron, with blocks in view at its end."""
    return life.episode().tries(
        'gather(item="iron_ore", height=(5, 40))',
        act.broke("iron_ore", "iron_ore", "stone_pickaxe", 13),
        carrying={"stone_pickaxe": 1},
        blocks=seen,
        position=Position(x=0, y=13, z=0, sky=False),
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


def test_what_they_set_down_themselves_says_nothing_of_where_it_is_found(
    life: Any, act: Any
) -> None:
    def vain() -> Any:
        return life.episode().tries('gather(item="furnace")', act.searched("furnace"))

    placed = life.episode().tries(
        'place(item="furnace")',
        act.placed("furnace"),
        carrying={"furnace": 1},
        blocks=(block("furnace", 11),),
        position=Position(x=0, y=13, z=0, sky=False),
    )

    known = life.learned(vain(), vain(), placed)
    assert not [g for g in known.guardrails if g.remedy and dict(g.remedy.replace).get("height")]


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


def test_what_lies_open_below_a_mountain_is_no_reason_to_dig(life: Any, act: Any) -> None:
    def vain() -> Any:
        return life.episode().tries(
            'gather(item="diamond", source="diamond_ore")',
            act.searched("diamond_ore"),
            position=Position(x=0, y=90, z=0, sky=True),
        )

    def seen(*, sky: bool) -> Any:
        here = Position(x=0, y=66, z=0, sky=sky)
        return life.episode().tries(
            "wait(ticks=1)", blocks=(block("diamond_ore", 64),), position=here
        )

    in_the_open = life.learned(vain(), vain(), seen(sky=True))
    assert not any(g.remedy and g.remedy.replace for g in in_the_open.guardrails)
    lesson = only(life.learned(vain(), vain(), seen(sky=False)))
    assert lesson.remedy == Remedy(replace=(("height", (60, 68)),))


def test_where_the_agent_stands_is_needed_to_say_that_it_lies_below(life: Any, act: Any) -> None:
    def vain() -> Any:
        return life.episode().tries(
            'gather(item="diamond", source="diamond_ore")',
            act.searched("diamond_ore"),
            position=Position(x=0, y=12, z=0, sky=False),
        )

    known = life.learned(vain(), vain(), digging(life, act, block("diamond_ore", 11)))

    assert not any(g.remedy and g.remedy.replace for g in known.guardrails)


def dug_in_vain(life: Any, act: Any, height: str = "(5, 40)") -> Any:
    return life.episode().tries(
        f'gather(item="iron_ore", height={height})',
        act.searched("iron_ore"),
        carrying={"stone_pickaxe": 1},
        position=Position(x=0, y=30, z=0, sky=False),
    )


def iron(known: Any) -> Any:
    (found,) = [s for s in known.skills if "iron_ore" in str(s.goal)]
    return found


def test_a_skill_that_finds_nothing_any_more_digs_where_it_was_seen(life: Any, act: Any) -> None:
    before = iron(life.learned(digging(life, act)))
    entries = life.distilled(
        *(dug_in_vain(life, act) for _ in range(8)),
        life.episode().tries("wait(ticks=1)", blocks=(block("iron_ore", 60),)),
    )
    skill = iron(life.known)

    assert before.steps[0].height == (8, 16)
    assert skill.steps[0].height == (56, 64)
    assert (skill.status, skill.evidence.contradicting) == ("active", 0)
    (change,) = [e for e in entries if e.change == "narrowed"]
    assert "failed too often of late" in change.reason


def test_a_few_failures_in_a_row_suffice_where_it_was_seen_elsewhere(life: Any, act: Any) -> None:
    life.learned(*(digging(life, act) for _ in range(9)))

    def vain(tool: str) -> Any:
        return life.episode().tries(
            f'gather(item="iron_ore", height=(5, 40), tool="{tool}")',
            act.searched("iron_ore"),
            carrying={"stone_pickaxe": 1, "stone_axe": 1},
            blocks=(block("iron_ore", 60),),
            position=Position(x=0, y=30, z=0, sky=False),
        )

    # With another tool than it needs it is another thing that was tried.
    life.learned(*(vain("stone_axe") for _ in range(4)))
    assert iron(life.known).steps[0].height == (8, 16)
    life.learned(*(vain("stone_pickaxe") for _ in range(2)))
    assert iron(life.known).steps[0].height == (8, 16)
    life.learned(vain("stone_pickaxe"))
    assert iron(life.known).steps[0].height == (56, 64)


def test_what_was_seen_nowhere_else_is_dug_for_deeper(life: Any, act: Any) -> None:
    life.learned(digging(life, act))
    life.distilled(
        *(dug_in_vain(life, act) for _ in range(8)),
        life.episode().tries("wait(ticks=1)", blocks=(block("bedrock", 1),)),
    )

    assert iron(life.known).steps[0].height == (5, 13)


def test_what_was_seen_nowhere_else_is_dug_for_as_deep_as_anything_is(life: Any, act: Any) -> None:
    diamonds = life.episode().tries(
        'gather(item="diamond", source="diamond_ore", height=(2, 10))',
        act.broke("diamond_ore", "diamond", "iron_pickaxe", 6),
        carrying={"iron_pickaxe": 1},
    )
    life.learned(digging(life, act), diamonds)
    life.distilled(*(dug_in_vain(life, act) for _ in range(8)))

    assert iron(life.known).steps[0].height == (1, 9)


def test_digging_at_a_part_of_its_heights_says_nothing_against_a_skill(life: Any, act: Any) -> None:
    life.learned(digging(life, act))
    known = life.learned(*(dug_in_vain(life, act, "(9, 10)") for _ in range(9)))

    assert iron(known).evidence.contradicting == 0


def test_what_to_do_instead_of_nonsense_may_come_to_be_known_later(life: Any, act: Any) -> None:
    nonsense = life.episode().tries('gather(item="diamond")', act.invalid("source", "diamond"))
    (before,) = life.learned(nonsense).guardrails
    seen = digging(life, act, block("diamond_ore", 11))
    seen.tries("wait(ticks=1)").tries("wait(ticks=1)")

    entries = life.distilled(seen)
    lesson = only(life.known)

    assert before.remedy is None
    assert lesson.id == before.id
    assert lesson.remedy is not None
    assert dict(lesson.remedy.replace) == {"height": (7, 15), "source": "diamond_ore"}
    assert "merged" in [e.change for e in entries]
