import gc
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from memory import Experience, KnowledgeView, LogEntry, Store
from memory.distil import distil, distil_round, learned, uncollected
from memory.method import Learned, MethodContext


def lived(life: Any, act: Any) -> list[Any]:
    """Returns a round of three episodes from planks to a pickaxe, with their mistakes."""
    episodes = []
    for wood in ("oak", "birch", "spruce"):
        planks, log = f"{wood}_planks", f"{wood}_log"
        episodes.append(
            life.episode()
            .tries('craft(item="stick")', act.rejected("stick", {"#planks": 2}))
            .tries(f'gather(item="{log}")', act.broke(log, log))
            .tries(
                f'craft(item="{planks}", count=4)',
                act.crafted(planks, 4, {log: 1}),
                carrying={log: 1},
            )
            .tries(
                'craft(item="stick", count=4)',
                act.crafted("stick", 4, {planks: 2}),
                carrying={planks: 4},
            )
            .tries(
                'craft(item="wooden_pickaxe")',
                act.rejected("wooden_pickaxe", {"#planks": 1}, station="crafting_table"),
                carrying={planks: 2, "stick": 4},
            )
        )
    return episodes


def experiences(episodes: list[Any]) -> list[Experience]:
    return [e for episode in episodes for e in episode.experiences]


def nothing_known() -> KnowledgeView:
    return KnowledgeView(scope="vanilla", round=0)


def test_the_order_in_which_experiences_are_given_does_not_matter(life: Any, act: Any) -> None:
    some = experiences(lived(life, act))
    shuffled = list(some)
    random.Random(3).shuffle(shuffled)

    one = distil(some, nothing_known(), life.words, 0)
    other = distil(shuffled, nothing_known(), life.words, 0)

    assert one == other
    assert one == distil(some, nothing_known(), life.words, 0)


def test_it_is_the_same_in_another_process(tmp_path: Path, life: Any, act: Any) -> None:
    # Orders that hang on the hashes of strings differ from process to process.
    program = (
        "import sys, json\n"
        "from memory import Experience, KnowledgeView\n"
        "from memory.distil import distil\n"
        "from envs import Vocabulary\n"
        "words = json.loads(sys.stdin.readline())\n"
        "vocabulary = Vocabulary(frozenset(words['items']), frozenset(words['blocks']),"
        " frozenset(words['entities']), frozenset(),"
        " {tag: tuple(members) for tag, members in words['tags'].items()})\n"
        "lived = [Experience.model_validate_json(line) for line in sys.stdin]\n"
        "for e in distil(lived, KnowledgeView(scope='vanilla', round=0), vocabulary, 0):\n"
        "    print(e.model_dump_json())\n"
    )
    words = {
        "items": sorted(life.words.items),
        "blocks": sorted(life.words.blocks),
        "entities": sorted(life.words.entities),
        "tags": {tag: list(members) for tag, members in life.words.tags.items()},
    }
    some = experiences(lived(life, act))
    fed = "\n".join([json.dumps(words), *(e.model_dump_json() for e in some)])
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=fed,
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[3],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(outputs) == 1
    (output,) = outputs
    here = distil(some, nothing_known(), life.words, 0)
    assert [LogEntry.model_validate_json(line) for line in output.splitlines()] == here


def test_a_round_without_news_changes_nothing(life: Any) -> None:
    assert distil([], nothing_known(), life.words, 0) == []


def test_rounds_one_by_one_know_what_one_round_knows(life: Any, act: Any) -> None:
    together = life.learned(*lived(life, act))
    apart = type(life)()
    for episode in lived(apart, act):
        apart.distilled(episode)

    def said(known: KnowledgeView) -> list[tuple[str, ...]]:
        skills = ((s.id, str(s.preconditions), str(s.status)) for s in known.skills)
        return [*skills, *((g.id, str(g.trigger), str(g.status)) for g in known.guardrails)]

    assert said(apart.known) == said(together)


def test_evidence_alone_is_logged_once_an_entry_and_round(life: Any, act: Any) -> None:
    life.learned(*lived(life, act), *lived(life, act))
    entries = life.distilled(*lived(life, act))

    ids = [e.entry.id for e in entries]
    assert len(ids) == len(set(ids))
    assert {e.change for e in entries} == {"supported"}


def test_every_reason_is_a_sentence(life: Any, act: Any) -> None:
    for entry in life.distilled(*lived(life, act)):
        assert entry.reason[0].isupper() or entry.reason[0].isdigit() or "(" in entry.reason
        assert entry.reason.endswith(".")


def test_what_a_round_brought_is_counted(life: Any, act: Any) -> None:
    entries = life.distilled(*lived(life, act))

    brought = learned(entries)
    known = life.known

    assert brought.skills == len(known.skills)
    assert brought.guardrails >= len(known.guardrails)
    assert brought.retired == 0


@pytest.fixture
def filled(store: Store, life: Any, act: Any) -> Store:
    run = store.begin_run({"suite": "toy"})
    for episode in lived(life, act):
        key = episode.key.model_copy(update={"run": run.id})
        store.begin_episode(key)
        for e in episode.experiences:
            own = f"{key}/0/{e.index:04d}"
            store.add(e.model_copy(update={"episode": key, "id": own}))
        store.end_episode(key, 0, {"outcome": "succeeded", "ticks": 100})
    return store


def context(store: Store, life: Any, **fields: Any) -> MethodContext:
    values = {"scope": "vanilla", "arm": "full", "round": 0, "vocabulary": life.words}
    return MethodContext(store=store, **{**values, **fields})


def test_a_round_is_distilled_into_the_store_once(filled: Store, life: Any) -> None:
    first = distil_round(filled, context(filled, life))
    log = filled.log("vanilla", "full")
    second = distil_round(filled, context(filled, life))

    assert first == second
    assert first.skills >= 5
    assert first.guardrails >= 2
    assert filled.log("vanilla", "full") == log
    assert filled.round_done("vanilla", "full", 0)


def test_arms_scopes_and_rounds_learn_apart(filled: Store, life: Any) -> None:
    for other in ({"arm": "no_skills"}, {"scope": "modded"}, {"round": 1}):
        assert distil_round(filled, context(filled, life, **other)) == Learned()


@pytest.mark.slow
def test_a_round_costs_in_proportion_to_its_experiences(life: Any, act: Any) -> None:
    def seconds(episodes: list[Any], known: KnowledgeView) -> float:
        some = experiences(episodes)
        begun = time.process_time()
        distil(some, known, life.words, 1)
        return time.process_time() - begun

    known = life.learned(*lived(life, act))
    few = [e for _ in range(20) for e in lived(life, act)]
    many = [e for _ in range(80) for e in lived(life, act)]
    seconds(few, known)

    assert seconds(many, known) < 4 * 3 * seconds(few, known)


def test_garbage_is_collected_again_after_a_round() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
