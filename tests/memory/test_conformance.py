"""The check of methods is itself checked, on methods that break one requirement each."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from envs import ContractError
from memory import Hit, Learned, Method, MethodContext, Query, Recall, Store
from memory.conformance import check_method
from memory.methods import recall_of

VIEW = "0" * 16
Answer = Callable[[MethodContext, Query], Any]


class Sound:
    """Recalls one experience of an earlier round, and learns nothing."""

    def __init__(self, context: MethodContext) -> None:
        self.context = context

    def recall(self, query: Query) -> Recall:
        if query.k == 0:
            return recall_of(query, view=VIEW)
        (row, *_) = self.context.store.experience_rows(scope="vanilla", arm="full", rounds=range(1))
        hit = Hit(experience=row.row.id, score=1.0, text=row.row.text)
        return recall_of(query, view=VIEW, hits=(hit,), tokens=20)

    def observe(self, experience: Any) -> None:
        pass

    def end_round(self) -> Learned:
        return Learned()

    def snapshot(self) -> str:
        return VIEW


@pytest.fixture
def context(store: Store, world: Any) -> MethodContext:
    world.lived(store, [{}], round=0)
    world.lived(store, [{}], round=1)
    return MethodContext(store, "vanilla", "full", 1, world.vocabulary)


@pytest.fixture
def queries(world: Any) -> list[Query]:
    key = world.key(round=1)
    return [Query(episode=key, task=world.task(), state=world.state(), k=k) for k in (1, 2)]


def test_a_sound_method_passes(context: MethodContext, queries: list[Query]) -> None:
    check_method(Sound, context, queries)


def altered(**fields: Any) -> type[Method]:
    class Altered(Sound):
        def recall(self, query: Query) -> Recall:
            return super().recall(query).model_copy(update=fields)

    return Altered


class RecallsNoRecall(Sound):
    def recall(self, query: Query) -> Any:
        return {"hits": []}


class RecallsTooMany(Sound):
    def recall(self, query: Query) -> Recall:
        found = super().recall(query)
        return found.model_copy(update={"hits": found.hits * 3})


class RecallsItsOwnRound(Sound):
    def recall(self, query: Query) -> Recall:
        if query.k == 0:
            return super().recall(query)
        *_, row = self.context.store.experience_rows(scope="vanilla", arm="full")
        hit = Hit(experience=row.row.id, score=1.0)
        return recall_of(query, view=VIEW, hits=(hit,), tokens=1)


class CountsItsQuestions(Sound):
    def __init__(self, context: MethodContext) -> None:
        super().__init__(context)
        self.asked = count()

    def recall(self, query: Query) -> Recall:
        notes = (f"Asked {next(self.asked)} times.",) if query.k else ()
        return recall_of(query, view=VIEW, notes=notes, tokens=len(notes))


class DependsOnItsMaker(Sound):
    made = count()

    def __init__(self, context: MethodContext) -> None:
        super().__init__(context)
        self.number = next(self.made)

    def recall(self, query: Query) -> Recall:
        notes = (f"I am number {self.number}.",) if query.k else ()
        return recall_of(query, view=VIEW, notes=notes, tokens=len(notes))


class SaysSomethingForNothing(Sound):
    def recall(self, query: Query) -> Recall:
        note = (f"Up to {query.k}.",)
        return recall_of(query, view=VIEW, notes=note, tokens=min(1, query.token_budget))


class LearnsAtOnce(Sound):
    seen = VIEW

    def observe(self, experience: Any) -> None:
        self.seen = experience.id

    def snapshot(self) -> str:
        return self.seen


class LearnsTwice(Sound):
    ends = count()

    def end_round(self) -> Learned:
        store = self.context.store
        store.append_log(store.next_round("vanilla", "full"), "vanilla", "full", ())
        return Learned()

    def snapshot(self) -> str:
        learned = self.context.store.next_round("vanilla", "full")
        return VIEW if self.context.round < 2 else str(learned)


class ReachesBack(Sound):
    def end_round(self) -> Learned:
        self.context.store.append_log(self.context.round, "vanilla", "full", ())
        return Learned()

    def snapshot(self) -> str:
        return str(self.context.store.next_round("vanilla", "full"))

    def recall(self, query: Query) -> Recall:
        return super().recall(query).model_copy(update={"view": self.snapshot()})


@pytest.mark.parametrize(
    ("make", "requirement"),
    [
        (RecallsNoRecall, "must return a Recall"),
        (RecallsTooMany, "at most k hits"),
        (altered(tokens=10_000), "within token_budget"),
        (altered(tokens=0), "within token_budget"),
        (altered(view="f" * 16), "must be the snapshot"),
        (altered(id="always"), "different ids"),
        (RecallsItsOwnRound, "of earlier rounds"),
        (CountsItsQuestions, "asked again it must answer the same"),
        (DependsOnItsMaker, "made from the same context"),
        (SaysSomethingForNothing, "a recall must be empty"),
        (LearnsAtOnce, "observe"),
        (LearnsTwice, "called again must change nothing"),
        (ReachesBack, "must not change what its own round knew"),
    ],
)
def test_a_broken_method_is_told_what_it_breaks(
    context: MethodContext, queries: list[Query], make: Any, requirement: str
) -> None:
    with pytest.raises(ContractError, match=requirement):
        check_method(make, context, queries)
