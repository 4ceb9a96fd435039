"""Skills for any item of a tag, made where skills differ in nothing but an item's name.

What gathers oak logs and what gathers birch logs is one skill with the item as its parameter, and
tells of a wood that nobody has met yet. It stands beside the skills that it is made of: an item
with a skill of its own goes on by that. It lives by how the items of its tag fare from then on,
and doesn't come, or goes, where one of them is known to behave otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from envs import Condition, Has, Subgoal, Vocabulary
from memory._building import held_of, needs_of, primitive_step, with_needs
from memory._draft import Draft
from memory._from_successes import Shows
from memory._recipes import Needs, case_of
from memory._standing import counted
from memory.calling import for_item
from memory.entries import Change, Effect, Evidence, Skill, Status, entry_id
from memory.experience import Experience
from memory.gate import skill_refusal
from memory.parameters import Parameter
from memory.skills import LUCK, fits, sentence, speaks_against, status_by_evidence

_LEAST_ITEMS = 2
"""Of so many items at least the same must be known."""

_ITEM_IN = ("item", "source", "entity")
"""The fields of a step in which its item's name may stand."""


class _Form(NamedTuple):
    """What a skill says, with its item's name left open."""

    kind: str
    says: tuple[tuple[str, object], ...]
    batch: int
    needs: Needs
    held: tuple[Condition, ...]


_Members = dict[str, Skill]
"""Active skills of one form, by their items."""


def learn_general(
    experiences: Sequence[Experience], shows: Shows, draft: Draft, vocabulary: Vocabulary
) -> None:
    """Bears out or refutes the general skills that are known, and makes new ones.

    Args:
        experiences: The round's, in the order of learning.
        shows: What those that worked show.
        draft: The knowledge, with the round's plain skills in it already; changed in place.
        vocabulary: The world's words.
    """
    _Lifting(experiences, shows, draft, vocabulary).learn()


class _Lifting:
    """A round's general skills."""

    def __init__(
        self,
        experiences: Sequence[Experience],
        shows: Shows,
        draft: Draft,
        vocabulary: Vocabulary,
    ) -> None:
        self._shows, self._draft, self._words = shows, draft, vocabulary
        self._order = {experience.id: n for n, experience in enumerate(experiences)}
        self._tries: dict[str, list[Experience]] = defaultdict(list)
        self._worked: dict[tuple[str, str | None], Experience] = {}
        for experience in experiences:
            self._tries[experience.attempt.subgoal.kind].append(experience)
            if (shown := shows.get(experience.id)) is not None:
                self._worked[shown.step.kind, shown.gives] = experience

    def learn(self) -> None:
        forms = _forms(self._draft)
        for kind in sorted(self._tries):
            for skill in self._draft.general(kind):
                form = _form(skill)
                members = {} if form is None else forms.get(form, {})
                if not self._is_merged(skill):
                    self._live_on(skill, members)
        for form, members in forms.items():
            if any((form.kind, item) in self._worked for item in members):
                for skill in self._new(form, members):
                    self._let_in(skill, form, members)

    def _live_on(self, skill: Skill, members: _Members, since: int = -1) -> None:
        """Counts the evidence of a general skill from a place in the round on."""
        before, ids = skill.status, []
        each = {i: for_item(skill, i) for i in self._words.members(str(skill.any_of))}
        for experience in self._tries[skill.steps[0].kind]:
            one = each.get(getattr(experience.attempt.subgoal, "item", None) or "")
            if one is None or self._order[experience.id] <= since:
                continue
            bears_out = self._bears_out(one, skill.evidence, experience)
            if bears_out is not None:
                told = skill.evidence.supported if bears_out else skill.evidence.contradicted
                skill = skill.model_copy(update={"evidence": told(experience.id)})
                ids.append(experience.id)
        after = status_by_evidence(skill) if ids else before
        if ids and members:
            # Where no item is given, and what it costs, follows its items.
            made = _general(str(skill.any_of), members, skill.scope, skill.id)
            kept = {"evidence": skill.evidence, "origin": skill.origin}
            skill = made.model_copy(update=kept)
        other = self._otherwise(skill, members)
        skill = skill.model_copy(update={"status": after if other is None else "retired"})
        if skill.status != before:
            self._draft.change(*_what_became(skill, before, other), ids)
        elif ids:
            self._draft.note(skill, *ids)

    def _bears_out(self, one: Skill, evidence: Evidence, experience: Experience) -> bool | None:
        """Returns whether an attempt speaks for a skill; `None` if neither for nor against.

        Args:
            one: What the skill is for the attempt's item.
            evidence: The skill's so far.
            experience: The attempt.
        """
        subgoal, diagnosis = experience.attempt.subgoal, experience.diagnosis
        if (shown := self._shows.get(experience.id)) is not None:
            same = fits(one, shown.step, self._words)
            return True if same and case_of(shown.needs, needs_of(one), self._words) else None
        if diagnosis.succeeded or one.status == "retired":
            return None
        if diagnosis.cause in LUCK and counted(evidence, experience.id):
            return None
        tried = fits(one, subgoal, self._words)
        failed = tried and speaks_against(one, experience.attempt, diagnosis, self._words)
        return False if failed else None

    def _otherwise(self, skill: Skill, members: _Members) -> Skill | None:
        """Returns a skill that shows an item of the tag to behave otherwise; `None` if none does.

        It does if it needs something else, or has failed so often that it was retired, and the
        item has no skill that does as the general one.
        """
        for item in self._words.members(str(skill.any_of)):
            step = for_item(skill, item).steps[0]
            if item in members or step.kind == "skill":
                continue
            for other in self._draft.skills_ever(step):
                if _item(other) == item and other.status != "candidate" and other.origin is None:
                    return other
        return None

    def _is_merged(self, skill: Skill) -> bool:
        """Returns whether a skill was retired, and another in force says the same and more."""
        form, tag = _form(skill), str(skill.any_of)
        return skill.status == "retired" and any(
            _form(other) == form and self._words.covers(str(other.any_of), tag)
            for other in self._draft.general(skill.steps[0].kind)
            if other.status != "retired" and other.id != skill.id
        )

    def _new(self, form: _Form, members: _Members) -> Iterator[Skill]:
        """Yields general skills that say something new and that no item of their tags is against.

        What covers more of the members comes first, and of two that cover the same the smaller
        tag: it says enough. What is said already isn't said again, and what failed isn't made
        wider.
        """
        covered: dict[str, set[str]] = defaultdict(set)
        for item in members:
            for name in self._words.tags_of(item):
                covered[f"#{name}"].add(item)
        known = [skill for skill in self._draft.general(form.kind) if _form(skill) == form]
        said = [covered[str(s.any_of)] for s in known if s.status != "retired"]
        gone = [s for s in known if s.status == "retired"]
        failed = [str(s.any_of) for s in gone if not self._is_merged(s)]
        size = {tag: len(self._words.members(tag)) for tag in covered}
        for tag in sorted(covered, key=lambda tag: (-len(covered[tag]), size[tag], tag)):
            if len(covered[tag]) < _LEAST_ITEMS or any(covered[tag] <= items for items in said):
                continue
            if any(self._words.covers(tag, other) for other in failed):
                continue
            some = {item: members[item] for item in covered[tag]}
            skill = _general(tag, some, self._draft.scope, _id(tag, form))
            if self._otherwise(skill, members) is None:
                said.append(covered[tag])
                yield skill

    def _let_in(self, skill: Skill, form: _Form, members: _Members) -> None:
        """Keeps a new general skill in the place of narrower ones, if the gate lets it in."""
        draft, tag = self._draft, str(skill.any_of)
        known = {i: m for i, m in sorted(members.items()) if self._words.matches(tag, i)}
        shown = (self._worked.get((form.kind, item)) for item in known)
        success = next((experience for experience in shown if experience is not None), None)
        if success is None:
            # It is made in a round against which it can be held.
            return
        refusal = skill_refusal(skill, success.attempt, self._words)
        if refusal is not None:
            draft.refuse(skill, refusal, success.id)
            return
        reason = f"It is the same for {' and '.join(known)}: {sentence(skill)}"
        draft.change("created", skill, reason, (success.id,))
        for narrow in draft.general(form.kind):
            covered = narrow.id != skill.id and self._words.covers(tag, str(narrow.any_of))
            if covered and narrow.status != "retired" and _form(narrow) == form:
                gone = narrow.model_copy(update={"status": "retired"})
                draft.change("merged", gone, f"{skill.id} says the same more generally.")
        # From when enough of them were known on it is borne out, or not, as in any later round.
        firsts = (next(iter(m.evidence.supporting_ids), "") for m in known.values())
        since = sorted(self._order.get(first, -1) for first in firsts)[_LEAST_ITEMS - 1]
        self._live_on(skill, known, since)


def _forms(draft: Draft) -> dict[_Form, _Members]:
    """Returns the distiller's own active skills by what they say."""
    found: dict[_Form, _Members] = {}
    for skill in draft.living(Skill):
        own = skill.status == "active" and skill.origin is None and skill.any_of is None
        if own and (form := _form(skill)) is not None:
            found.setdefault(form, {})[_item(skill)] = skill
    return found


def _form(skill: Skill) -> _Form | None:
    """Returns what a skill says with its item's name left open; `None` if it isn't about one item.

    What is dug for lies where it lies: that tells nothing of where anything else does.
    """
    if skill.any_of is not None:
        usual = next(p.default for p in skill.parameters if p.name == "item")
        skill = for_item(skill, str(usual))
    step, item = primitive_step(skill), _item(skill)
    if step is None or getattr(step, "item", None) != item or item.startswith("#"):
        return None
    if getattr(step, "height", None) is not None:
        return None
    says = tuple((n, "*" if n in _ITEM_IN and v == item else v) for n, v in step)
    return _Form(step.kind, says, skill.batch, needs_of(skill), held_of(skill))


def _id(tag: str, form: _Form) -> str:
    says = {"any of": tag, "says": form.says, "needs": form.needs}
    return entry_id("skill", {**says, "held": tuple(map(str, form.held))})


def _item(skill: Skill) -> str:
    return str(getattr(skill.goal, "item", None))


def _what_became(skill: Skill, before: Status, other: Skill | None) -> tuple[Change, Skill, str]:
    """Returns the change of a general skill's status, and why."""
    if skill.status == "retired":
        behaves = "It has failed too often of late."
        return (
            "retired",
            skill,
            behaves if other is None else (f"{_item(other)} is known to behave otherwise."),
        )
    if before == "retired":
        return "reactivated", skill, "It works again."
    return "activated", skill, "What its tag names bears it out."


def _general(tag: str, members: _Members, scope: str, id_: str) -> Skill:
    """Returns what skills say of their items as said of any of a tag, its evidence not counted.

    Where no item is given it is the one that worked most. It costs what the dearest takes, so that
    what is known of an item itself is never less worth.
    """
    usual = max(sorted(members), key=lambda item: members[item].evidence.supporting)
    known = members[usual]
    step = cast("Subgoal", known.steps[0])
    goal = Has(item=tag, count=known.batch)
    skill = Skill(
        id=id_,
        scope=scope,
        goal=goal,
        steps=(step,),
        verification=goal,
        effects=(Effect(item=tag, delta=known.batch),),
        batch=known.batch,
        cost_ticks=max(member.cost_ticks for member in members.values()),
        done_with=tuple(sorted({name for m in members.values() for name in m.done_with})),
    )
    skill = with_needs(skill, step, needs_of(known), held_of(known))
    uses = tuple((0, name) for name in _ITEM_IN if getattr(step, name, None) == usual)
    item = Parameter(name="item", default=usual, uses=uses, among=(tag,))
    return skill.model_copy(update={"parameters": (item, *skill.parameters)})
