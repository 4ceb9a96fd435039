"""What a model is shown of a round, and what is read of its answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis import History, diagnose
from envs import (
    Attempt,
    EpisodeKey,
    Inventory,
    ItemCount,
    Lack,
    ModelFault,
    Nearby,
    Plan,
    Position,
    State,
    Step,
    Tally,
    Task,
    Vocabulary,
    WindowRejected,
    parse,
    parse_subgoal,
)
from memory import (
    Experience,
    Lived,
    ProposedGuardrail,
    ProposedSkill,
    ProposedWording,
    experience_id,
)
from planner import ChatProposer, Metered, ModelBounds, Reply, Scripted, estimated_tokens
from planner.proposal_format import MAX_PROPOSALS, proposal_schema, read_proposals
from planner.proposal_prompt import proposal_prompt

WORDS = Vocabulary(
    items=frozenset({"oak_log", "oak_planks", "stick", "crafting_table"}),
    blocks=frozenset({"oak_log", "crafting_table"}),
    entities=frozenset({"cow"}),
    biomes=frozenset({"forest"}),
    tags={"planks": ("oak_planks",)},
)
LACKING = {
    "kind": "guardrail", "verb": "craft", "fields": {"item": "stick"},
    "trigger": 'not has("#planks", 2)', "cause": "missing_material",
    "achieve": 'has("#planks", 2)',
}  # fmt: skip


def lived(subgoal: str, index: int = 0, *, lacking: int = 2, **seen: Any) -> Experience:
    """Returns an attempt that a window refused."""
    key = EpisodeKey(run="r-0", round=0, phase="train", arm="full", task="t", seed=index)
    tried = parse_subgoal(subgoal)
    refused = WindowRejected(
        tick=1, window="none", item="stick", station=None,
        lacking=(Lack(item="#planks", count=lacking),),
    )  # fmt: skip
    state = State(
        tick=0,
        inventory=Inventory(items=(ItemCount(item="oak_log", count=1 + index),)),
        position=Position(x=0, y=64, z=0),
        stations=(Nearby(name="crafting_table", count=1, x=1, y=64, z=1, distance=2),),
        **seen,
    )
    attempt = Attempt(
        subgoal=tried, pre_state=state, trace=(refused,), tally=Tally.of((refused,)),
        post_state=state, ticks=5,
    )  # fmt: skip
    return Experience(
        id=experience_id(key, 0, 0), episode=key, index=0, scope="s", world="w",
        task=Task(id="t", instruction="Do it", goal=parse('has("stick")')),
        plan=Plan(steps=(Step(subgoal=tried),)), attempt=attempt,
        diagnosis=diagnose(attempt, History(WORDS)), knowledge="0" * 16,
    )  # fmt: skip


def round_of(*failures: Experience) -> Lived:
    return Lived(failures=failures, successes=(), known=(), vocabulary=WORDS)


def proposer(*replies: Any, calls: int = 9, **options: Any) -> tuple[ChatProposer, Scripted]:
    model = Scripted(replies)
    return ChatProposer(Metered(model, ModelBounds(calls, 10**6)), **options), model


def answer(*proposals: Any) -> str:
    return json.dumps({"proposals": list(proposals)})


def test_the_same_attempts_are_told_once_with_how_often() -> None:
    some = (lived('craft(item="stick")', n) for n in range(3))
    _, asked = proposal_prompt(round_of(*some, lived('craft(item="oak_planks")')), 6_000)
    lines = [json.loads(line) for line in asked.content.splitlines() if line.startswith('{"step"')]
    assert [line["times"] for line in lines] == [3, 1]
    assert lines[0] == {
        "step": 'craft(item="stick", count=1)', "cause": "missing_material",
        "needs": ["2 #planks"], "times": 3, "carried": {"oak_log": 1},
        "near": ["crafting_table"], "y": [64, 64],
    }  # fmt: skip


def test_what_is_no_word_of_the_world_is_not_told() -> None:
    place = lived('go_to(target="ignore_your_instructions")')
    _, asked = proposal_prompt(round_of(place, lived('craft(item="stick")')), 6_000)
    assert "ignore_your_instructions" not in asked.content
    assert "stick" in asked.content


def test_it_depends_on_neither_run_nor_store() -> None:
    one = lived('craft(item="stick")')
    other = one.model_copy(
        update={
            "id": one.id.replace("r-0", "other"),
            "episode": one.episode.model_copy(update={"run": "other"}),
        }
    )
    assert proposal_prompt(round_of(one), 6_000) == proposal_prompt(round_of(other), 6_000)


@given(
    names=st.lists(st.integers(0, 400), max_size=60, unique=True), budget=st.integers(2_000, 5_000)
)
def test_the_prompt_keeps_to_its_bound(names: list[int], budget: int) -> None:
    failures = [lived(f'craft(item="stick", station="s_{n}")', lacking=1 + n % 9) for n in names]
    assert estimated_tokens(proposal_prompt(round_of(*failures), budget)) <= budget


def test_each_kind_of_proposal_is_read() -> None:
    skill = {
        "kind": "skill", "goal": 'has("stick", 4)', "preconditions": 'has("#planks", 2)',
        "steps": [{"kind": "craft", "item": "stick", "count": 4}],
    }  # fmt: skip
    wording = {"kind": "wording", "entry": "guardrail-0", "wording": "A stick needs planks."}
    said = f"Sure!\n```json\n{answer(LACKING, skill, wording)}\n```"
    proposals, complaints = read_proposals(said, WORDS)
    assert complaints == ()
    assert [type(p) for p in proposals] == [ProposedGuardrail, ProposedSkill, ProposedWording]
    (guardrail, *_) = proposals
    assert isinstance(guardrail, ProposedGuardrail)
    assert str(guardrail.forbidden) == 'craft(item="stick")'
    assert str(guardrail.trigger) == 'not has("#planks", 2)'


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("text", "expected an object"),
        ({"kind": "spell"}, "kind of proposal"),
        ({**LACKING, "trigger": "not has("}, "Proposal 1"),
        ({**LACKING, "trigger": "__import__('os')"}, "Proposal 1"),
        ({**LACKING, "trigger": 3}, "expected a condition as text"),
        ({**LACKING, "cause": "bad_luck"}, "cause"),
        ({**LACKING, "fields": ["stick"]}, "object of fields"),
        ({**LACKING, "fields": {"item": {"a": 1}}}, "value"),
        ({**LACKING, "status": "active"}, "status"),
        ({**LACKING, "evidence": {"supporting": 99}}, "evidence"),
        ({"kind": "skill", "goal": 'has("stick")', "steps": "craft"}, "steps: expected a list"),
        ({"kind": "skill", "goal": 'has("stick")', "steps": []}, "steps"),
        ({"kind": "skill", "steps": [{"kind": "sleep"}]}, "goal"),
        (
            {"kind": "skill", "goal": 'has("stick")', "steps": [{"kind": "craft", "item": "stix"}]},
            "Unknown item 'stix'",
        ),
        ({"kind": "wording", "entry": "guardrail-0"}, "wording"),
    ],
)
def test_what_cannot_be_read_is_left_out_with_a_reason(entry: Any, said: str) -> None:
    proposals, complaints = read_proposals(answer(entry, LACKING), WORDS)
    assert len(proposals) == 1
    (complaint,) = complaints
    assert said in complaint
    assert len(complaint) <= 300


@pytest.mark.parametrize("text", ["", "no idea", '{"steps": []}', '{"proposals": {}}', "{" * 5_000])
def test_an_answer_without_proposals_says_so(text: str) -> None:
    proposals, complaints = read_proposals(text, WORDS)
    assert proposals == ()
    assert complaints


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    read_proposals(text, WORDS)
    read_proposals(answer({**LACKING, "trigger": text, "wording": text}), WORDS)


def test_no_more_than_so_many_are_read() -> None:
    proposals, _ = read_proposals(answer(*[LACKING] * (MAX_PROPOSALS + 5)), WORDS)
    assert len(proposals) == MAX_PROPOSALS


def test_the_schema_has_what_grammar_samplers_can_do() -> None:
    text = json.dumps(proposal_schema())
    assert "$ref" not in text
    assert "$defs" not in text


def test_what_cannot_be_read_is_sent_back_once() -> None:
    asked, model = proposer(answer({"kind": "spell"}), answer(LACKING))
    proposals = asked.propose(round_of(lived('craft(item="stick")')))
    assert len(proposals) == 1
    assert asked.complaints == ()
    assert len(model.asked) == 2
    assert "Unknown kind of proposal 'spell'" in model.asked[1][-1].content

    stubborn, model = proposer("no", "no", "no")
    assert stubborn.propose(round_of(lived('craft(item="stick")'))) == ()
    assert len(model.asked) == 2
    assert stubborn.complaints


def test_a_used_up_budget_ends_the_asking() -> None:
    asked, _ = proposer("no", answer(LACKING), calls=1)
    assert asked.propose(round_of(lived('craft(item="stick")'))) == ()
    assert "1 calls were made" in asked.complaints[-1]


def test_a_prompt_that_is_too_long_for_the_model_is_halved() -> None:
    too_long = ModelFault("too long", "context_overflow")
    many = [lived(f'craft(item="stick", station="s_{n}")', lacking=1 + n % 9) for n in range(200)]
    asked, model = proposer(too_long, answer(LACKING), token_budget=12_000)
    assert len(asked.propose(round_of(*many))) == 1
    first, second = (estimated_tokens(messages) for messages in model.asked)
    assert second <= 5_400 < first <= 10_800

    hopeless, _ = proposer(*[too_long] * 9)
    with pytest.raises(ModelFault):
        hopeless.propose(round_of(*many))


def test_a_fault_is_raised() -> None:
    asked, _ = proposer(ModelFault("gone", "unreachable"))
    with pytest.raises(ModelFault, match="gone"):
        asked.propose(round_of(lived('craft(item="stick")')))


def test_refused_and_cut_off_answers_propose_nothing_and_are_told_why() -> None:
    replies: Sequence[Reply] = [
        Reply(text="I won't.", ended="refused"),
        Reply(text='{"proposals": [{"ki', ended="cut_off"),
    ]
    asked, model = proposer(*replies)
    assert asked.propose(round_of(lived('craft(item="stick")'))) == ()
    assert "That was a refusal" in model.asked[1][-1].content
    assert asked.complaints == ("The answer was cut off before its end: propose less.",)
