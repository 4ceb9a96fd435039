"""What one application uses up, generalised over the times it was seen.

Needs are (name or `#tag`, count) pairs, sorted. Names that varied are joined in the smallest tag
that covers them, which is all that the world's words say about what goes for what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from envs import Vocabulary

Needs = tuple[tuple[str, int], ...]

Relation = Literal["same", "wider", "changed"]


class Fit(NamedTuple):
    """How what was seen relates to what was known.

    Attributes:
        relation: `same` if it is a case of what was known, `wider` if both are cases of
            `needs`, `changed` if the same ingredients go by other counts now.
        needs: What holds for both, or what holds now.
    """

    relation: Relation
    needs: Needs


def per_application(lost: Mapping[str, int], times: int, vocabulary: Vocabulary) -> Needs:
    """Returns what one of `times` applications used up, of all that was `lost`.

    Counts that don't divide belong together if a tag covers them (3 oak and 1 birch planks over
    two applications are 2 `#planks` each); otherwise they are rounded up.
    """
    odd = sorted(name for name, count in lost.items() if count % times)
    total = sum(lost[name] for name in odd)
    tag = vocabulary.smallest_tag(odd) if len(odd) > 1 and total % times == 0 else None
    needs = Counter({name: -(-count // times) for name, count in lost.items()})
    if tag is not None:
        for name in odd:
            del needs[name]
        needs[tag] += total // times
    return joined(needs, vocabulary)


def joined(needs: Mapping[str, int] | Needs, vocabulary: Vocabulary) -> Needs:
    """Returns the needs with each name counted under the tag among them that covers it."""
    counts = dict(needs)
    for tag in sorted(name for name in counts if name.startswith("#")):
        for name in sorted(counts):
            if tag in counts and name != tag and vocabulary.covers(tag, name):
                counts[tag] += counts.pop(name)
    return tuple(sorted(counts.items()))


def generalised(needs: Needs, tags: Iterable[str], vocabulary: Vocabulary) -> Needs:
    """Returns the needs with each name replaced by the tag among `tags` that covers it."""
    tags = sorted(tags)
    counts: Counter[str] = Counter()
    for name, count in needs:
        covering = [t for t in tags if t != name and vocabulary.covers(t, name)]
        counts[covering[0] if covering else name] += count
    return joined(counts, vocabulary)


def fit(known: Needs, seen: Needs, vocabulary: Vocabulary) -> Fit | None:
    """Returns how `seen` relates to `known`, or `None` if these are two different recipes."""
    if known == seen:
        return Fit("same", known)
    together = _together(known, seen, vocabulary)
    if together is not None:
        return Fit("same" if together == known else "wider", together)
    named = generalised(seen, (name for name, _ in known), vocabulary)
    if [name for name, _ in named] == [name for name, _ in known]:
        return Fit("changed", named)
    return None


def case_of(narrow: Needs, wide: Needs, vocabulary: Vocabulary) -> bool:
    """Returns whether all of `narrow` is also in `wide`, by name or tag, with no fewer there."""
    left = Counter(dict(wide))
    for name, count in narrow:
        for other in sorted(left):
            if count and vocabulary.covers(other, name):
                taken = min(count, left[other])
                left[other] -= taken
                count -= taken  # noqa: PLW2901  # what is left of this need
        if count:
            return False
    return True


def _together(known: Needs, seen: Needs, vocabulary: Vocabulary) -> Needs | None:
    """Returns the least general needs of which both are cases; `None` if there are none."""
    old, new = Counter(dict(known)), Counter(dict(seen))
    common: Counter[str] = Counter()
    for name in sorted(old):
        for other in sorted(new):
            if wide := _wider(name, other, vocabulary):
                _take(old, name, new, other, common, wide)
    while +old and +new:
        pairs = [
            (len(vocabulary.members(tag)), name, other, tag)
            for name in +old
            for other in +new
            if (tag := _shared_tag(name, other, vocabulary)) is not None
        ]
        if not pairs:
            return None
        _, name, other, tag = min(pairs)
        _take(old, name, new, other, common, tag)
    return None if +old or +new else joined(common, vocabulary)


def _wider(name: str, other: str, vocabulary: Vocabulary) -> str | None:
    if name == other or vocabulary.covers(name, other):
        return name
    return other if vocabulary.covers(other, name) else None


def _shared_tag(name: str, other: str, vocabulary: Vocabulary) -> str | None:
    return vocabulary.smallest_tag((*vocabulary.members(name), *vocabulary.members(other)))


def _take(
    old: Counter[str], name: str, new: Counter[str], other: str, common: Counter[str], under: str
) -> None:
    count = min(old[name], new[other])
    old[name] -= count
    new[other] -= count
    if count:
        common[under] += count
