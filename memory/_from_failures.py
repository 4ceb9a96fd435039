"""What a round's attempts make of the guardrails: failures found them, successes test them."""

from __future__ import annotations

from collections.abc import Sequence

from diagnosis import ANY_FUEL, HARD_CAUSES, Cause, Need
from envs import Attempt, Gather, Vocabulary
from memory._agreeing import as_known, by_recipe, join_tags, narrowed, widen_by_skills
from memory._amending import CERTAIN
from memory._asked import better_known
from memory._draft import Draft, pattern_of
from memory._from_successes import Shows
from memory._lesson import violates
from memory._luck import (
    HARM,
    IN_VAIN,
    alternative,
    half_health,
    lacked,
    rested,
    soft_lessons,
    stood_beside,
)
from memory._places import region_lessons, repetition_lessons
from memory._risk import harmed_by_remedy, is_riskier
from memory._shown import Shown, before
from memory._sightings import Sightings, by_sight, stood_at
from memory._standing import absorbs, earned, episode_of, refuted
from memory.contrast import hard_findings, hard_lessons
from memory.entries import Change, Evidence, Guardrail, Remedy, Skill, Status
from memory.experience import Experience
from memory.gate import guardrail_refusal, with_exception
from memory.patterns import SubgoalPattern
from memory.vain import vain_before, was_vain_here


def learn_guardrails(
    experiences: Sequence[Experience], shows: Shows, draft: Draft, vocabulary: Vocabulary
) -> None:
    """Makes, bears out, narrows and retires guardrails by a round's attempts, in order.

    Args:
        experiences: The round's, in the order of learning.
        shows: What those that worked show.
        draft: The knowledge, with the round's skills in it already; changed in place.
        vocabulary: The world's words.
    """
    _Lessons(experiences, shows, draft, vocabulary).learn()


class _Lessons:
    """One round's work on the guardrails."""

    def __init__(
        self,
        experiences: Sequence[Experience],
        shows: Shows,
        draft: Draft,
        vocabulary: Vocabulary,
    ) -> None:
        self._experiences = experiences
        self._shows = shows
        self._draft = draft
        self._words = vocabulary
        self._seen = Sightings(experiences)
        self._vain = vain_before(experiences)
        self._worked: dict[str, list[Experience]] = {}
        self._harmed: dict[str, list[Experience]] = {}
        for experience in experiences:
            kind = experience.attempt.subgoal.kind
            if experience.id in shows:
                self._worked.setdefault(kind, []).append(experience)
            elif experience.diagnosis.cause in HARM:
                self._harmed.setdefault(kind, []).append(experience)

    def learn(self) -> None:
        """Goes through the round's attempts in order."""
        for experience in self._experiences:
            shown = self._shows.get(experience.id)
            if shown is not None:
                self._test(experience, shown)
            elif not experience.diagnosis.succeeded:
                self._bear_out(experience)
                for guardrail in harmed_by_remedy(experience, self._draft, self._words):
                    self._speak_against(guardrail, experience, "Its remedy came to harm, too.")
                self._draw(experience)
        self._find_remedies()
        widen_by_skills(self._draft, self._words)
        join_tags(self._draft, self._words)

    def _find_remedies(self) -> None:
        """Finds what to do instead of nonsense for which nothing was known so far.

        What is forbidden isn't tried again, so that no failure would ask for it.
        """
        standing = self._seen.usual_height
        for guardrail in self._draft.living(Guardrail):
            subgoal = _gathering(guardrail)
            if subgoal is None or guardrail.cause is not Cause.invalid_subgoal:
                continue
            pairs = alternative(subgoal, self._draft.skills(subgoal), self._words)
            pairs = pairs or by_sight(subgoal, standing, self._seen, self._words)
            if pairs:
                update = guardrail.model_copy(update={"remedy": Remedy(replace=pairs)})
                self._draft.change("merged", update, "What to do instead is known by now.")

    def _test(self, experience: Experience, shown: Shown) -> None:
        """Holds a success against the guardrails that would have forbidden it."""
        for guardrail in self._violated(experience):
            if experience.id in guardrail.evidence.contradicting_ids:
                continue
            narrower = narrowed(guardrail, experience, shown, self._draft, self._words)
            if narrower is not None:
                reason = f"It has worked: what matters is {narrower.trigger}."
                self._draft.change("narrowed", narrower, reason, (experience.id,))
                continue
            times = guardrail.evidence.contradicting + 1
            reason = f"What it forbids has worked {times} times."
            self._speak_against(guardrail, experience, reason)

    def _speak_against(self, guardrail: Guardrail, experience: Experience, reason: str) -> None:
        """Counts one more experience against a guardrail, and retires it if that is too much."""
        evidence = guardrail.evidence.contradicted(experience.id)
        update = guardrail.model_copy(update={"evidence": evidence})
        if refuted(update):
            update = update.model_copy(update={"status": "retired"})
            self._draft.change("retired", update, reason, (experience.id,))
        else:
            self._draft.note(update, experience.id)

    def _bear_out(self, experience: Experience) -> None:
        """Counts a failure for the guardrails that would have forbidden it."""
        cause = experience.diagnosis.cause
        for guardrail in self._violated(experience):
            if guardrail.cause == cause and self._new_to(guardrail, experience):
                evidence = guardrail.evidence.supported(experience.id)
                update = guardrail.model_copy(update={"evidence": evidence})
                self._judge(update, guardrail, experience, sure=False)

    def _draw(self, experience: Experience) -> None:
        """Draws the lessons of a failure."""
        attempt, diagnosis = experience.attempt, experience.diagnosis
        cause, scope = diagnosis.cause, self._draft.scope
        if cause is None or cause is Cause.environment_fault:
            return
        skills = self._draft.skills(attempt.subgoal)
        for said in hard_findings(diagnosis):
            finding = as_known(said, attempt, skills, self._words)
            sure = finding.certainty >= CERTAIN
            lessons = hard_lessons(attempt, finding, scope, self._words)
            if not lessons and not _specific(finding.needs):
                contrasted = lacked(attempt, finding.cause, scope, skills, self._words)
                lessons = () if contrasted is None else (contrasted,)
                # What has worked more than once bears it out.
                sure = sure or any(s.evidence.supporting > 1 for s in skills)
            for lesson in by_recipe(lessons, finding, experience, self._draft, self._words):
                self._propose(self._remedied(lesson, attempt), experience, sure=sure)
        if cause in HARM and (rested(attempt) or stood_beside(attempt, self._words)):
            return
        if cause in IN_VAIN | HARM and diagnosis.indicators.gain <= 0:
            for lesson in soft_lessons(attempt, cause, scope, skills, self._seen, self._words):
                self._propose(lesson, experience, sure=False)
        if was_vain_here(attempt, diagnosis):
            vain = self._vain.get(experience.id, ())
            for lesson in repetition_lessons(experience, vain, scope, skills, self._words):
                self._propose(lesson, experience, sure=False)
                if self._stands(lesson.id):
                    break
        elif cause in HARM:
            kind = attempt.subgoal.kind
            harmed, worked = self._harmed.get(kind, ()), self._worked.get(kind, ())
            safe = half_health(attempt, self._seen.full_health)
            for lesson in region_lessons(
                experience, cause, harmed, worked, scope, safe, self._words
            ):
                self._propose(lesson, experience, sure=False)

    def _stands(self, lesson: str) -> bool:
        known = self._draft.get(lesson)
        return known is not None and known.status == "active"

    def _propose(self, lesson: Guardrail, experience: Experience, *, sure: bool) -> None:
        """Takes a lesson in: as news, as more evidence, or as what is better known now."""
        known = self._draft.get(lesson.id)
        if not isinstance(known, Guardrail):
            known = None
        if any(absorbs(g, lesson, self._words) for g in self._violated(experience) if g != known):
            return
        update = lesson if known is None else better_known(known, lesson)
        if self._new_to(update, experience):
            evidence = update.evidence.supported(experience.id)
            update = update.model_copy(update={"evidence": evidence})
        if known is None or _says(update) != _says(known):
            admitted = self._admitted(update, experience)
            if admitted is not None:
                self._judge(admitted, known, experience, sure=sure)
        elif update != known or (sure and known.status != "active"):
            self._judge(update, known, experience, sure=sure)

    def _admitted(self, guardrail: Guardrail, experience: Experience) -> Guardrail | None:
        """Returns the guardrail as the gate lets it in; `None` if it refuses it, which is logged.

        What depends on luck may have worked now and then: that is evidence against it, and no
        reason to refuse it.
        """
        subgoal = experience.attempt.subgoal
        worked = self._worked.get(subgoal.kind, [])
        skills = () if guardrail.cause in HARM else self._draft.skills(subgoal)
        if guardrail.cause in HARD_CAUSES:
            excepted = with_exception(guardrail, experience, worked, self._words)
            guardrail = excepted or guardrail
        else:
            for success in worked:
                view = before(success.attempt, self._words)
                vain = self._vain.get(success.id, ())
                if violates(guardrail, success.attempt.subgoal, success.plan, view, vain):
                    evidence = guardrail.evidence.contradicted(success.id)
                    guardrail = guardrail.model_copy(update={"evidence": evidence})
            worked = []
        others = self._draft.guardrails(subgoal)
        primary = experience.diagnosis.primary
        refusal = guardrail_refusal(
            guardrail,
            experience,
            worked,
            skills,
            others,
            self._words,
            certain=primary is not None and primary.certainty == 1.0,
            vain=self._vain.get(experience.id, ()),
        )
        if refusal is not None:
            self._draft.refuse(guardrail, refusal, experience.id)
            return None
        return guardrail

    def _judge(
        self, update: Guardrail, known: Guardrail | None, experience: Experience, *, sure: bool
    ) -> None:
        """Keeps a guardrail with the status that its evidence earns it, and logs what changed."""
        status: Status = "candidate" if known is None else known.status
        # Harm may be held against other ways than the one that was tried.
        skills = self._draft.living(Skill) if update.cause in HARM else ()
        if earned(update, sure=sure, skills=skills) and self._is_to_blame(update):
            status = "active"
        update = update.model_copy(update={"status": status})
        ids = (experience.id,)
        if known is None:
            self._draft.change("created", update, update.reason, ids)
        elif _says(update) != _says(known):
            self._draft.change("merged", update, f"Better known now: {update.reason}", ids)
        elif status == known.status and update != known:
            self._draft.note(update, experience.id)
        if known is not None and status != known.status:
            change: Change = "reactivated" if known.status == "retired" else "activated"
            self._draft.change(change, update, f"Borne out: {update.reason}", ids)

    def _is_to_blame(self, guardrail: Guardrail) -> bool:
        """Returns whether the round doesn't show that harm comes about otherwise as well."""
        kind = pattern_of(guardrail.forbidden).verb
        harmed, worked = self._harmed.get(kind, ()), self._worked.get(kind, ())
        return guardrail.cause not in HARM or is_riskier(guardrail, harmed, worked, self._words)

    def _violated(self, experience: Experience) -> list[Guardrail]:
        attempt = experience.attempt
        view, vain = before(attempt, self._words), self._vain.get(experience.id, ())
        return [
            guardrail
            for guardrail in self._draft.guardrails(attempt.subgoal)
            if violates(guardrail, attempt.subgoal, experience.plan, view, vain)
        ]

    def _new_to(self, guardrail: Guardrail, experience: Experience) -> bool:
        """Returns whether a failure is news: luck is counted once an episode."""
        ids = guardrail.evidence.supporting_ids
        if guardrail.cause in HARD_CAUSES:
            return experience.id not in ids
        return episode_of(experience.id) not in {episode_of(i) for i in ids}

    def _remedied(self, lesson: Guardrail, attempt: Attempt) -> Guardrail:
        """Returns a lesson of nonsense with what is known to make sense instead."""
        if lesson.cause is not Cause.invalid_subgoal:
            return lesson
        subgoal = attempt.subgoal
        pairs = alternative(subgoal, self._draft.skills(subgoal), self._words)
        if not pairs and lesson.remedy is None:
            pairs = by_sight(subgoal, stood_at(attempt), self._seen, self._words)
        return lesson.model_copy(update={"remedy": Remedy(replace=pairs)}) if pairs else lesson


def _gathering(guardrail: Guardrail) -> Gather | None:
    """Returns the gathering that a guardrail without remedy forbids; `None` if it is none."""
    pattern = guardrail.forbidden
    if guardrail.remedy is not None or not isinstance(pattern, SubgoalPattern):
        return None
    fields = {field.name: field.value for field in pattern.fields}
    item, source = fields.get("item"), fields.get("source")
    if pattern.verb != "gather" or not isinstance(item, str):
        return None
    return Gather(item=item, source=source if isinstance(source, str) else None)


def _says(guardrail: Guardrail) -> Guardrail:
    return guardrail.model_copy(update={"evidence": Evidence(), "status": "candidate"})


def _specific(needs: Sequence[Need]) -> bool:
    return any(need.name != ANY_FUEL for need in needs)
