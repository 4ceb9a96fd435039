"""Lessons of repetition and of place: by contrast, and under evidence like all others."""

from typing import Any

from diagnosis import Cause
from envs import Plan, Position, Step, Tally, View, Vitals, parse, parse_subgoal
from memory import AtMost, Guardrail, Inside, SubgoalPattern, vain_tries
from memory._lesson import violates

ORE = 'gather(item="iron_ore", height=(5, 40))'
HERE = {"carrying": {"stone_pickaxe": 1}}


def found(life: Any, act: Any) -> Any:
    """Returns an episode in which iron was found at once."""
    broke = act.broke("iron_ore", "iron_ore", "stone_pickaxe", 20)
    return life.episode().tries(ORE, broke, **HERE)


def in_vain(life: Any, act: Any, times: int = 2, **facets: Any) -> Any:
    """Returns an episode in which iron was sought in vain, so many times in one place."""
    episode = life.episode()
    for _ in range(times):
        episode.tries(ORE, act.searched("iron_ore"), **HERE, **facets)
    return episode


def of_kind(known: Any, kind: type) -> list[Guardrail]:
    return [g for g in known.guardrails if isinstance(g.forbidden, kind)]


def test_what_failed_again_in_one_place_isnt_tried_twice_there(life: Any, act: Any) -> None:
    life.learned(found(life, act))
    (once,) = of_kind(life.learned(in_vain(life, act)), AtMost)
    (twice,) = of_kind(life.learned(in_vain(life, act)), AtMost)

    assert isinstance(once.forbidden, AtMost)
    assert (once.forbidden.count, once.forbidden.within_blocks) == (1, 48)
    assert once.cause is Cause.target_not_found
    assert once.remedy is not None
    assert once.remedy.away_blocks == 96
    assert (once.status, twice.status) == ("candidate", "active")
    assert twice.evidence.supporting == 2


def test_one_try_in_a_place_teaches_nothing_of_repetition(life: Any, act: Any) -> None:
    life.learned(found(life, act))
    known = life.learned(*(in_vain(life, act, times=1) for _ in range(4)))

    assert of_kind(known, AtMost) == []


def test_without_having_found_it_nothing_says_that_it_is_elsewhere(life: Any, act: Any) -> None:
    known = life.learned(*(in_vain(life, act, times=3) for _ in range(4)))

    assert of_kind(known, AtMost) == []


def test_tries_far_apart_are_no_repetition(life: Any, act: Any) -> None:
    life.learned(found(life, act))
    episode = in_vain(life, act, times=1).tries(
        ORE, act.searched("iron_ore"), **HERE, position=Position(x=80, y=64, z=0, sky=True)
    )

    assert of_kind(life.learned(episode), AtMost) == []


def test_second_tries_that_work_retire_it(life: Any, act: Any) -> None:
    life.learned(found(life, act))
    life.learned(in_vain(life, act), in_vain(life, act))
    broke = act.broke("iron_ore", "iron_ore", "stone_pickaxe", 20)
    lucky = [in_vain(life, act, times=1).tries(ORE, broke, **HERE) for _ in range(3)]

    entries = life.distilled(*lucky)

    (change,) = [e for e in entries if e.change == "retired"]
    assert isinstance(change.entry, Guardrail)
    assert isinstance(change.entry.forbidden, AtMost)
    assert change.entry.evidence.contradicting >= 2
    assert "has worked" in change.reason


def test_it_forbids_the_next_try_here_and_not_elsewhere(life: Any, act: Any, seen: Any) -> None:
    life.learned(found(life, act))
    (lesson,) = of_kind(life.learned(in_vain(life, act), in_vain(life, act)), AtMost)
    episode = in_vain(life, act, times=1)
    subgoal = episode.experiences[0].attempt.subgoal
    vain = vain_tries(episode.history.pairs)
    plan = Plan(steps=(Step(subgoal=subgoal),))

    def forbidden(x: int, tried: Any) -> bool:
        state = seen({}, position=Position(x=x, y=64, z=0, sky=True))
        return violates(lesson, subgoal, plan, View(state, Tally(), life.words), tried)

    assert forbidden(0, vain)
    assert forbidden(40, vain)
    assert not forbidden(60, vain)
    assert not forbidden(0, ())


WEAK = {"time": 18_000, "vitals": Vitals(health=6, food=20)}


def test_being_killed_weak_at_night_in_the_open_is_a_lesson_of_place(life: Any, act: Any) -> None:
    def died() -> Any:
        return life.episode().tries('gather(item="oak_log")', act.died("zombie"), **WEAK)

    def cut() -> Any:
        return life.episode().tries('gather(item="oak_log")', act.broke("oak_log", "oak_log"))

    known = life.learned(*(died() for _ in range(3)), *(cut() for _ in range(3)))
    (lesson,) = of_kind(known, Inside)

    assert isinstance(lesson.forbidden, Inside)
    assert lesson.forbidden.pattern == SubgoalPattern.of("gather")
    assert lesson.forbidden.region == parse('time("night") and sky() and not vital("health", 10)')
    assert lesson.status == "active"
    assert lesson.remedy is not None
    assert lesson.remedy.achieve == parse('time("day")')


def test_who_is_struck_asleep_or_waiting_is_not_told_to_wait_instead(life: Any, act: Any) -> None:
    for subgoal in ("sleep()", "wait(ticks=600)"):
        struck = (life.episode().tries(subgoal, act.died("zombie"), **WEAK) for _ in range(3))
        rested = (life.episode().tries(subgoal, []) for _ in range(3))
        assert not life.learned(*struck, *rested).guardrails


DEEP = 'gather(item="diamond", source="diamond_ore", height=(5, 12))'


def deep(life: Any, act: Any, **carried: int) -> Any:
    """Returns an episode of digging deep: who carries a flint lives, say."""
    lives = "flint" in carried
    broke = act.broke("diamond_ore", "diamond", "iron_pickaxe", 9)
    events = broke if lives else [*act.broke("stone", None, "iron_pickaxe", 11), *act.died("lava")]
    return life.episode().tries(DEEP, events, carrying={"iron_pickaxe": 1, **carried})


def test_what_all_carried_who_came_back_is_asked_for_down_there(life: Any, act: Any) -> None:
    known = life.learned(
        *(deep(life, act, coal=3) for _ in range(3)),
        *(deep(life, act, flint=1, coal=2) for _ in range(3)),
    )
    (lesson,) = of_kind(known, Inside)

    assert isinstance(lesson.forbidden, Inside)
    assert lesson.forbidden.region == parse('height(-2048, 11) and not has("flint")')
    assert lesson.cause in {Cause.hazard, Cause.killed}
    assert lesson.status == "active"
    assert lesson.remedy is not None
    assert lesson.remedy.achieve == parse('has("flint")')


def test_where_nothing_sets_them_apart_no_place_is_to_blame(life: Any, act: Any) -> None:
    broke = act.broke("diamond_ore", "diamond", "iron_pickaxe", 9)
    safe = [
        life.episode().tries(DEEP, broke, carrying={"iron_pickaxe": 1, "coal": 3}) for _ in range(3)
    ]
    known = life.learned(*(deep(life, act, coal=3) for _ in range(3)), *safe)

    assert of_kind(known, Inside) == []


def test_harm_higher_up_raises_the_height(life: Any, act: Any) -> None:
    life.learned(*(deep(life, act) for _ in range(3)), *(deep(life, act, flint=1),) * 2)
    higher = life.episode().tries(
        'gather(item="iron_ore", height=(5, 31))',
        [*act.broke("stone", None, "iron_pickaxe", 25), *act.died("lava")],
        carrying={"iron_pickaxe": 1},
    )
    safe = [deep(life, act, flint=1) for _ in range(2)]
    (lesson,) = of_kind(life.learned(higher, deep(life, act), *safe), Inside)

    assert isinstance(lesson.forbidden, Inside)
    assert lesson.forbidden.region == parse('height(-2048, 25) and not has("flint")')


def test_a_step_that_leads_down_there_is_forbidden_before_it_is_begun(
    life: Any, act: Any, seen: Any
) -> None:
    known = life.learned(
        *(deep(life, act) for _ in range(3)), *(deep(life, act, flint=1) for _ in range(3))
    )
    (lesson,) = of_kind(known, Inside)
    subgoal = deep(life, act).experiences[0].attempt.subgoal
    plan = Plan(steps=(Step(subgoal=subgoal),))

    def forbidden(**carried: int) -> bool:
        view = View(seen(carried), Tally(), life.words)
        return violates(lesson, subgoal, plan, view)

    assert forbidden(iron_pickaxe=1)
    assert not forbidden(flint=1)


def test_who_is_weak_is_told_by_the_best_health_of_that_world(life: Any, act: Any) -> None:
    def died() -> Any:
        return life.episode().tries(
            'gather(item="oak_log")',
            act.died("zombie"),
            time=18_000,
            vitals=Vitals(health=4, food=9),
        )

    def cut() -> Any:
        broke = act.broke("oak_log", "oak_log")
        return life.episode().tries('gather(item="oak_log")', broke, vitals=Vitals(health=9))

    known = life.learned(*(died() for _ in range(3)), *(cut() for _ in range(3)))
    (lesson,) = of_kind(known, Inside)

    assert isinstance(lesson.forbidden, Inside)
    assert lesson.forbidden.region == parse('time("night") and sky() and not vital("health", 5)')


def cutting(life: Any, act: Any, *, dies: bool, night: bool) -> Any:
    """Returns an episode in which a tree was cut, or was to be."""
    facets = WEAK if night else {"time": 6_000, "vitals": Vitals(health=20, food=20)}
    lived = act.died("zombie") if dies else act.broke("oak_log", "oak_log")
    return life.episode().tries('gather(item="oak_log")', lived, **facets)


def test_harm_that_comes_about_as_often_by_day_is_not_the_nights(life: Any, act: Any) -> None:
    by_night = [cutting(life, act, dies=True, night=True) for _ in range(4)]
    by_day = [cutting(life, act, dies=n < 4, night=False) for n in range(8)]

    assert not [g for g in life.learned(*by_night, *by_day).guardrails if g.status == "active"]


def test_a_remedy_that_comes_to_harm_itself_speaks_against_its_guardrail(
    life: Any, act: Any
) -> None:
    def waiting() -> Any:
        waits = Step(subgoal=parse_subgoal("wait(ticks=12000)"), origin="remedy", source="g")
        then = Step(subgoal=parse_subgoal('gather(item="oak_log")'))
        episode = life.episode().tries("wait(ticks=12000)", act.died("zombie"), **WEAK)
        plan = Plan(steps=(waits, then))
        episode.experiences = [e.model_copy(update={"plan": plan}) for e in episode.experiences]
        return episode

    by_night = [cutting(life, act, dies=True, night=True) for _ in range(3)]
    by_day = [cutting(life, act, dies=False, night=False) for _ in range(4)]
    known = life.learned(*by_night, *by_day)
    (lesson,) = of_kind(known, Inside)
    assert lesson.status == "active"

    known = life.learned(*(waiting() for _ in range(4)))
    assert not [g for g in of_kind(known, Inside) if g.status == "active"]
