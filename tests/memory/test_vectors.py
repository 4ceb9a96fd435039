import numpy as np
import pytest

from memory import vectors as vectors_module
from memory.embedding import Vectors
from memory.vectors import VectorIndex

DIMENSIONS = 32


def made_up(count: int, seed: int = 0) -> Vectors:
    """Rows that lie around a few hundred topics, as texts do."""
    topics = np.random.default_rng(99).standard_normal((300, DIMENSIONS))
    dice = np.random.default_rng(seed)
    rows = topics[dice.integers(0, 300, count)] + 0.3 * dice.standard_normal((count, DIMENSIONS))
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def exact(rows: Vectors, asked: Vectors, count: int) -> set[int]:
    return set(np.argsort(-(rows @ asked), kind="stable")[:count].tolist())


def index_of(rows: Vectors) -> VectorIndex:
    index = VectorIndex(DIMENSIONS)
    index.extend(rows)
    return index


def test_few_rows_are_searched_exactly() -> None:
    rows, (asked,) = made_up(500), made_up(1, seed=1)

    found = index_of(rows).nearest(asked, 10, 500)

    assert set(found.tolist()) == exact(rows, asked, 10)
    likeness = rows[found] @ asked
    assert np.all(likeness[:-1] >= likeness[1:])


def test_only_rows_before_the_bound_and_among_the_allowed_are_found() -> None:
    rows, (asked,) = made_up(500), made_up(1, seed=1)
    index = index_of(rows)
    allowed = np.zeros(300, dtype=np.bool_)
    allowed[::7] = True

    assert set(index.nearest(asked, 10, 300).tolist()) == exact(rows[:300], asked, 10)
    some = index.nearest(asked, 10, 300, allowed)
    assert set(some.tolist()) == {7 * n for n in exact(rows[:300:7], asked, 10)}
    assert len(index.nearest(asked, 10, 300, np.zeros(300, dtype=np.bool_))) == 0
    assert len(index.nearest(asked, 400, 300)) == 300


@pytest.fixture
def lists_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are made from 2,048 rows on rather than from sixteen thousand."""
    monkeypatch.setattr(vectors_module, "EXACT_ROWS", 2_048)
    monkeypatch.setattr(vectors_module, "_LISTS", 64)
    monkeypatch.setattr(vectors_module, "_LOOKED_INTO", 12)


@pytest.mark.usefixtures("lists_early")
def test_nearly_all_of_the_nearest_are_found_among_many() -> None:
    rows, questions = made_up(9_000), made_up(50, seed=1)
    index = index_of(rows)

    found = [set(index.nearest(asked, 10, 9_000).tolist()) for asked in questions]

    shares = [len(own & exact(rows, q, 10)) / 10 for own, q in zip(found, questions, strict=True)]
    assert np.mean(shares) >= 0.97


@pytest.mark.usefixtures("lists_early")
def test_what_comes_later_or_in_how_many_parts_changes_nothing() -> None:
    rows, questions = made_up(9_000), made_up(20, seed=1)
    alone = index_of(rows[:5_000])
    grown = VectorIndex(DIMENSIONS)
    for start in range(0, 9_000, 1_000):
        grown.extend(rows[start : start + 1_000])
        grown.nearest(questions[0], 10, start + 1_000)

    for asked in questions:
        answer = alone.nearest(asked, 10, 5_000).tolist()
        assert grown.nearest(asked, 10, 5_000).tolist() == answer


@pytest.mark.usefixtures("lists_early")
def test_a_filter_that_leaves_few_is_answered_exactly_among_many() -> None:
    rows, (asked,) = made_up(9_000), made_up(1, seed=1)
    allowed = np.zeros(9_000, dtype=np.bool_)
    allowed[::50] = True

    found = index_of(rows).nearest(asked, 10, 9_000, allowed)

    assert set(found.tolist()) == {50 * n for n in exact(rows[::50], asked, 10)}


@pytest.mark.usefixtures("lists_early")
@pytest.mark.parametrize("dimensions", [5, 31])
def test_an_embedder_may_have_an_odd_number_of_dimensions(dimensions: int) -> None:
    rows, (asked,) = made_up(4_000)[:, :dimensions].copy(), made_up(1, seed=1)[:, :dimensions]
    index = VectorIndex(dimensions)
    index.extend(rows)

    found = index.nearest(asked, 10, 4_000).tolist()

    assert len(set(found) & exact(rows, asked, 10)) >= 9
