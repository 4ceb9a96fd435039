"""The index of each open store, kept from call to call and extended by the rounds since then."""

from __future__ import annotations

from threading import Lock
from weakref import WeakKeyDictionary

from memory.index import RecallIndex
from memory.past import Past
from memory.store import Store


class _Kept:
    """An index with how much the store held when it was last extended, and its latest past."""

    def __init__(self, index: RecallIndex) -> None:
        self.index = index
        self.extent = (0, 0)
        self.past = Past(index, 0)


_kept: WeakKeyDictionary[Store, dict[tuple[str, str, str], _Kept]] = WeakKeyDictionary()
_lock = Lock()


def load_index(store: Store, scope: str, arm: str, round_: int) -> RecallIndex:
    """Returns the index with at least the rounds before `round_`, from the cache if it is there.

    It is built anew where the store holds other episodes of those rounds than it did.
    """
    with _lock:
        return _loaded(store, scope, arm, round_).index


def load_past(store: Store, scope: str, arm: str, round_: int) -> Past:
    """Returns the rows of the rounds before `round_`, of the index that `load_index` returns."""
    with _lock:
        kept = _loaded(store, scope, arm, round_)
        count = kept.index.count_before(round_)
        if kept.past.count != count:
            kept.past = Past(kept.index, count)
        return kept.past


def _loaded(store: Store, scope: str, arm: str, round_: int) -> _Kept:
    of_store = _kept.setdefault(store, {})
    key = (scope, arm, store.embedder.name)
    known = of_store.get(key)
    if known is None or known.extent != store.extent(arm, known.index.rounds):
        known = of_store[key] = _Kept(RecallIndex(store.embedder.dimensions))
    index = known.index
    if index.rounds < round_:
        known.extent = store.extent(arm, round_)
        index.extend(store.recall_rows(scope, arm, range(index.rounds, round_)), round_)
    return known
