"""What others propose: through the gate, and then by evidence like everything else.

A proposal is held against the round that it was made of. What the round doesn't bear out, and
what it contradicts, is refused with a reason that stands in the log. What is left is a candidate
until a later round bears it out too. The distiller's own lessons are drawn as if candidates of
others weren't there, so that no proposal can stand in their way.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from diagnosis import HARD_CAUSES
from envs import Condition, Subgoal, Vocabulary
from memory._building import parts
from memory._draft import Draft
from memory._from_successes import Shows
from memory._lesson import violates
from memory._nesting import NestingError, expansion
from memory._occurrences import Occurrence, as_occurred, occurrences, uncounted, unsuited
from memory._plain_words import wording_refusal
from memory._shown import before
from memory._standing import absorbs, earned, episode_of, refuted
from memory.entries import Entry, Guardrail, Skill
from memory.experience import Experience
from memory.gate import guardrail_refusal, offer_refusal, skill_refusal
from memory.patterns import SubgoalPattern
from memory.proposals import (
    Lived,
    ProposedGuardrail,
    ProposedSkill,
    ProposedWording,
    Proposer,
    guardrail_of,
    skill_of,
)
from memory.skills import speaks_against, status_by_evidence

MOST = 32
"""How many proposals of one round are looked at."""


class Proposals:
    """One round's work on what others proposed, now and before."""

    def __init__(
        self,
        experiences: Sequence[Experience],
        shows: Shows,
        draft: Draft,
        vocabulary: Vocabulary,
    ) -> None:
        """Takes the round in.

        Args:
            experiences: The round's, in the order of learning.
            shows: What those that worked show.
            draft: The knowledge, with all that the round itself taught; changed in place.
            vocabulary: The world's words.
        """
        self._worked = [e for e in experiences if e.id in shows]
        self._failed = [e for e in experiences if not e.diagnosis.succeeded]
        episodes = groupby(experiences, key=lambda e: episode_of(e.id))
        self._episodes = [tuple(some) for _, some in episodes]
        self._draft = draft
        self._words = vocabulary

    def test(self) -> None:
        """Holds the round against what was proposed in earlier rounds."""
        for guardrail in self._draft.living(Guardrail):
            if guardrail.origin is not None and guardrail.status == "candidate":
                self._test_guardrail(guardrail)
        for skill in self._draft.living(Skill):
            if skill.origin is not None:
                self._test_skill(skill)

    def take(self, proposer: Proposer) -> None:
        """Asks for proposals, and takes in what the gate lets through."""
        draft = self._draft
        known: tuple[Entry, ...] = (*draft.living(Guardrail), *draft.living(Skill))
        lived = Lived(tuple(self._failed), tuple(self._worked), known, self._words)
        for proposal in list(proposer.propose(lived))[:MOST]:
            match proposal:
                case ProposedGuardrail():
                    self._take_guardrail(proposal, proposer.name)
                case ProposedSkill():
                    self._take_skill(proposal, proposer.name)
                case ProposedWording():
                    self._take_wording(proposal, proposer.name)

    def _take_guardrail(self, proposal: ProposedGuardrail, origin: str) -> None:
        guardrail, forbidden = self._counted(guardrail_of(proposal, self._draft.scope, origin))
        supporting = guardrail.evidence.supporting_ids
        refusal = (
            offer_refusal(guardrail, (), self._words)
            or self._known_already(guardrail)
            or self._unfit(guardrail, forbidden)
        )
        if refusal is not None:
            self._draft.refuse(guardrail, refusal, *supporting[:1])
            return
        reason = f"Proposed by {origin}"
        if proposal.wording:
            strange = wording_refusal(proposal.wording, guardrail)
            if strange is None:
                guardrail = guardrail.model_copy(update={"reason": proposal.wording})
            else:
                reason += f", whose wording wasn't taken ({strange.rstrip('.')})"
        reason += f": {guardrail.reason}"
        self._draft.change("created", guardrail, reason, supporting)

    def _unfit(self, guardrail: Guardrail, forbidden: Sequence[Experience]) -> str | None:
        """Returns why a guardrail isn't let in, `None` if it is.

        Args:
            guardrail: With the round's evidence.
            forbidden: The round's successes that it forbids.
        """
        supporting = guardrail.evidence.supporting_ids
        first = next((e for e in self._failed if e.id in supporting), None)
        if first is None:
            return f"No match: it would have forbidden no failure of cause {guardrail.cause}."
        primary, subgoal = first.diagnosis.primary, first.attempt.subgoal
        refusal = guardrail_refusal(
            guardrail,
            first,
            # What depends on luck may have worked now and then.
            forbidden if guardrail.cause in HARD_CAUSES else (),
            self._draft.skills(subgoal),
            self._draft.guardrails(subgoal),
            self._words,
            certain=primary is not None and primary.certainty == 1.0,
        )
        if refusal is None and forbidden and refuted(guardrail):
            return f"Not specific: what it forbids has worked {len(forbidden)} times."
        return refusal

    def _take_skill(self, proposal: ProposedSkill, origin: str) -> None:
        skill = skill_of(proposal, self._draft.scope, origin)
        times = self._occurrences(skill)
        brought = [time for time in times if time.brought]
        refusal = (
            offer_refusal(skill, (), self._words, self._draft.get)
            or self._known_already(skill)
            or unsuited(skill, brought, self._words)
        )
        if brought:
            skill = as_occurred(skill, brought, self._words)
            first = brought[0].first.attempt
            refusal = refusal or skill_refusal(skill, first, self._words, self._draft.get)
        if refusal is not None:
            self._draft.refuse(skill, refusal, *(time.first.id for time in brought[:1]))
        else:
            steps = ", then ".join(str(step) for step in skill.steps)
            reason = f"Proposed by {origin}: {skill.goal} comes of {steps}."
            self._draft.change("created", skill, reason, (time.last.id for time in brought))

    def _take_wording(self, proposal: ProposedWording, origin: str) -> None:
        known = self._draft.get(proposal.entry)
        if not isinstance(known, Guardrail) or known.status == "retired":
            # There is no entry in whose history it could stand.
            return
        if known.reason == proposal.wording:
            return
        refusal = wording_refusal(proposal.wording, known)
        if refusal is not None:
            self._draft.refuse(known.model_copy(update={"origin": origin}), refusal)
        else:
            update = known.model_copy(update={"reason": proposal.wording})
            self._draft.change("reworded", update, f"Worded by {origin}: {proposal.wording}")

    def _known_already(self, entry: Entry) -> str | None:
        known = self._draft.get(entry.id)
        if known is not None:
            return f"Known already: it is {known.status}."
        if isinstance(entry, Guardrail):
            for other in self._draft.living(Guardrail):
                same = other.exception == entry.exception or other.exception is None
                if same and (
                    absorbs(other, entry, self._words) or _is_wider(other, entry, self._words)
                ):
                    return f"Known already: {other.id} says it."
        else:
            steps = self._does(entry)
            for skill in self._draft.living(Skill):
                if skill.goal == entry.goal and self._does(skill) == steps:
                    return f"Known already: {skill.id} does it."
        return None

    def _does(self, skill: Skill) -> tuple[Condition | None, list[SubgoalPattern]]:
        steps = self._steps(skill) or ()
        return skill.preconditions, [uncounted(step) for step in steps]

    def _steps(self, skill: Skill) -> tuple[Subgoal, ...] | None:
        """Returns the subgoals that a skill comes to; `None` where its calls can't be expanded."""
        try:
            return tuple(step for step, _ in expansion(skill, self._draft.get))
        except NestingError:
            return None

    def _occurrences(self, skill: Skill) -> list[Occurrence]:
        steps = self._steps(skill)
        if steps is None:
            return []
        return list(occurrences(skill, steps, self._episodes, self._words))

    def _counted(self, guardrail: Guardrail) -> tuple[Guardrail, list[Experience]]:
        """Returns the guardrail with the round's evidence, and the successes that it forbids."""
        evidence, forbidden = guardrail.evidence, []
        hard = guardrail.cause in HARD_CAUSES
        # Luck is counted once an episode.
        episodes = {episode_of(i) for i in evidence.supporting_ids}
        for failure in self._failed:
            episode = episode_of(failure.id)
            news = hard or episode not in episodes
            same = failure.diagnosis.cause == guardrail.cause
            if same and news and self._violated(guardrail, failure):
                evidence = evidence.supported(failure.id)
                episodes.add(episode)
        for success in self._worked:
            if self._violated(guardrail, success):
                evidence = evidence.contradicted(success.id)
                forbidden.append(success)
        return guardrail.model_copy(update={"evidence": evidence}), forbidden

    def _violated(self, guardrail: Guardrail, experience: Experience) -> bool:
        view = before(experience.attempt, self._words)
        return violates(guardrail, experience.attempt.subgoal, experience.plan, view)

    def _test_guardrail(self, known: Guardrail) -> None:
        update, forbidden = self._counted(known)
        before_ids = known.evidence.supporting_ids
        news = [i for i in update.evidence.supporting_ids if i not in before_ids]
        ids = (*news, *(e.id for e in forbidden))
        if forbidden and refuted(update):
            update = update.model_copy(update={"status": "retired"})
            reason = f"What it forbids has worked {update.evidence.contradicting} times."
            self._draft.change("retired", update, reason, ids)
        elif news and earned(update, sure=False, skills=self._draft.living(Skill)):
            update = update.model_copy(update={"status": "active"})
            self._draft.change("activated", update, f"Borne out: {update.reason}", ids)
        else:
            for experience in ids:
                self._draft.note(update, experience)

    def _test_skill(self, known: Skill) -> None:
        if self._steps(known) is None:
            gone = known.model_copy(update={"status": "retired"})
            self._draft.change("retired", gone, "A skill that it calls isn't known any more.")
            return
        evidence, ids = known.evidence, []
        for time in self._occurrences(known):
            if time.held and (time.brought or self._speaks_against(known, time)):
                told = evidence.supported if time.brought else evidence.contradicted
                evidence = told(time.last.id)
                ids.append(time.last.id)
        update = known.model_copy(update={"evidence": evidence})
        update = update.model_copy(
            update={"status": status_by_evidence(update) if ids else known.status}
        )
        if update.status == known.status:
            for experience in ids:
                self._draft.note(update, experience)
        elif update.status == "retired":
            self._draft.change("retired", update, "It has failed too often of late.", ids)
        else:
            self._draft.change("activated", update, "A later round bears it out.", ids)

    def _speaks_against(self, skill: Skill, time: Occurrence) -> bool:
        """Returns whether a time that came to nothing lay in what the skill is about."""
        bare = skill.model_copy(update={"preconditions": None})
        return speaks_against(bare, time.last.attempt, time.last.diagnosis, self._words)


def _is_wider(known: Guardrail, other: Guardrail, vocabulary: Vocabulary) -> bool:
    """Returns whether `known` forbids all that `other` does, as far as their parts tell."""
    wide, narrow = known.forbidden, other.forbidden
    if not (isinstance(wide, SubgoalPattern) and isinstance(narrow, SubgoalPattern)):
        return False
    named = {field.name: field.value for field in narrow.fields}
    return (
        wide.verb == narrow.verb
        and all(f.name in named and f.covers(named[f.name], vocabulary) for f in wide.fields)
        and set(parts(known.trigger)) <= set(parts(other.trigger))
    )
