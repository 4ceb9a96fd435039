"""What a round's attempts make of the skills: successes found them, failures test them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from diagnosis import Diagnosis, describe
from envs import Gather, Has, Not, Subgoal, Vocabulary
from memory._amending import amended, believed, doubtful, raised, renamed
from memory._building import held_of, needs_of, primitive_step, with_needs
from memory._draft import Draft
from memory._merging import merged
from memory._shown import Shown
from memory._sightings import Sightings, deeper, seen_elsewhere
from memory._standing import counted
from memory._ways import shown_by
from memory.contrast import hard_findings
from memory.entries import Evidence, Skill
from memory.experience import Experience
from memory.gate import skill_refusal
from memory.patterns import SubgoalPattern
from memory.skills import LUCK, fits, new_skill, sentence, speaks_against, status_by_evidence

_LOST = 3
"""After so many failures in a row it is believed that something lies elsewhere if it was seen."""

Shows = Mapping[str, Shown]
"""What each success that did something shows, by the experience's id."""


def what_worked(experiences: Sequence[Experience], vocabulary: Vocabulary) -> dict[str, Shown]:
    """Returns what the successes among `experiences` show; those that did nothing are left out."""
    found = {}
    for experience in experiences:
        if experience.diagnosis.succeeded:
            shown = shown_by(experience.attempt, vocabulary)
            if shown is not None:
                found[experience.id] = shown
    return found


def learn_skills(
    experiences: Sequence[Experience], shows: Shows, draft: Draft, vocabulary: Vocabulary
) -> None:
    """Makes, generalises, amends and retires skills by a round's attempts, in order.

    Args:
        experiences: The round's, in the order of learning.
        shows: What those that worked show.
        draft: The knowledge, changed in place.
        vocabulary: The world's words.
    """
    hints, sightings = _tags_said(experiences), Sightings(experiences)
    for experience in experiences:
        shown = shows.get(experience.id)
        if shown is not None:
            tags = hints.get(_result(shown.step), set()) | _tags_known(shown.step, draft)
            _borne_out(experience, shown, tags, draft, vocabulary)
        elif not experience.diagnosis.succeeded:
            _tested(experience, sightings, draft, vocabulary)


def _borne_out(
    experience: Experience, shown: Shown, tags: set[str], draft: Draft, vocabulary: Vocabulary
) -> None:
    for skill in draft.skills_ever(shown.step):
        found = merged(skill, shown, tags, vocabulary)
        if found is not None:
            evidence = found.skill.evidence.supported(experience.id)
            update = found.skill.model_copy(update={"evidence": evidence})
            _keep(update, skill, found.change, experience, draft, vocabulary)
            return
    skill = new_skill(shown, draft.scope, tags, vocabulary, variant=False)
    if draft.get(skill.id) is not None:
        skill = new_skill(shown, draft.scope, tags, vocabulary, variant=True)
    evidence = skill.evidence.supported(experience.id)
    skill = skill.model_copy(update={"evidence": evidence})
    refusal = skill_refusal(skill, experience.attempt, vocabulary)
    if refusal is not None:
        draft.refuse(skill, refusal, experience.id)
    else:
        draft.change("created", skill, sentence(skill), (experience.id,))


def _keep(
    update: Skill,
    known: Skill,
    change: str | None,
    experience: Experience,
    draft: Draft,
    vocabulary: Vocabulary,
) -> None:
    """Keeps a skill that one more success bears out, if the gate lets its new form in."""
    anew = change == "narrowed"
    update = update.model_copy(update={"status": "active" if anew else status_by_evidence(update)})
    back = known.status == "retired" and update.status == "active"
    if change is not None:
        refusal = skill_refusal(update, experience.attempt, vocabulary)
        if refusal is not None:
            draft.refuse(update, refusal, experience.id)
            return
        reason = f"Now {sentence(update)}" if anew else f"More generally, {sentence(update)}"
        draft.change("narrowed" if anew else "merged", update, reason, (experience.id,))
    if back:
        draft.change("reactivated", update, "It works again.", (experience.id,))
    elif change is None and update.status != known.status:
        draft.change("activated", update, "It has worked often enough.", (experience.id,))
    elif change is None:
        draft.note(update, experience.id)


def _tested(
    experience: Experience, sightings: Sightings, draft: Draft, vocabulary: Vocabulary
) -> None:
    """Holds a failure against the skills that it was a try of."""
    attempt, diagnosis = experience.attempt, experience.diagnosis
    certain = hard_findings(diagnosis)
    for skill in draft.skills(attempt.subgoal):
        update = renamed(skill, attempt.subgoal, certain, vocabulary)
        against = (
            fits(skill, attempt.subgoal, vocabulary)
            and speaks_against(update, attempt, diagnosis, vocabulary)
            and not (diagnosis.cause in LUCK and counted(skill.evidence, experience.id))
        )
        if against:
            evidence = update.evidence.contradicted(experience.id)
            if believed(skill, certain):
                update = amended(update, certain, vocabulary)
            else:
                update = doubtful(update, certain)
            update = update.model_copy(update={"evidence": evidence})
            moved = _moved(update, experience, sightings, draft, vocabulary)
            if moved is not None:
                reason = f"{_why(diagnosis)} It has failed too often of late: {sentence(moved)}"
                draft.change("narrowed", moved, reason, (experience.id,))
                continue
        else:
            update = raised(update, attempt.subgoal, certain, vocabulary)
        _keep_tested(update, skill, against, experience, draft)


def _moved(
    skill: Skill,
    experience: Experience,
    sightings: Sightings,
    draft: Draft,
    vocabulary: Vocabulary,
) -> Skill | None:
    """Returns a skill of digging that finds nothing any more with other heights to dig at.

    The source and the tool may still be right, and what speaks against the old heights says
    nothing of the new ones. What was seen elsewhere is believed after a few failures in a row,
    else it is dug for deeper before the skill is retired. `None` if it stands, or there are no
    other heights.
    """
    step, lost = primitive_step(skill), experience.diagnosis.cause in LUCK
    if not isinstance(step, Gather) or step.height is None or not lost:
        return None
    height = None
    if skill.evidence.latest[-_LOST:] == (False,) * _LOST:
        height = seen_elsewhere(experience.attempt, sightings, vocabulary)
    if height is None and status_by_evidence(skill) == "retired":
        dug = (getattr(primitive_step(s), "height", None) for s in draft.living(Skill))
        deepest = min((heights[0] for heights in dug if heights is not None), default=None)
        height = deeper(step.height, deepest, sightings)
    if height is None:
        return None
    lost_sight = skill.model_copy(update={"evidence": Evidence(), "costs": (), "found_at": ()})
    elsewhere = step.model_copy(update={"height": height})
    return with_needs(lost_sight, elsewhere, needs_of(skill), held_of(skill))


def _keep_tested(
    update: Skill, known: Skill, against: bool, experience: Experience, draft: Draft
) -> None:
    said = _why(experience.diagnosis)
    if update.steps != known.steps or update.preconditions != known.preconditions:
        reason = f"{said} So {sentence(update)}"
        draft.change("narrowed" if against else "merged", update, reason, (experience.id,))
    elif against:
        status = status_by_evidence(update)
        update = update.model_copy(update={"status": status})
        if status == "retired":
            reason = f"It has failed too often of late, last so: {said}"
            draft.change("retired", update, reason, (experience.id,))
        else:
            draft.note(update, experience.id)


def _why(diagnosis: Diagnosis) -> str:
    said = describe(diagnosis)
    return f"{said[0].upper()}{said[1:]}."


def _result(subgoal: Subgoal) -> tuple[str, str | None]:
    return subgoal.kind, getattr(subgoal, "item", None)


def _tags_said(experiences: Sequence[Experience]) -> dict[tuple[str, str | None], set[str]]:
    """Returns the tags that refused windows named, by verb and result."""
    tags: dict[tuple[str, str | None], set[str]] = {}
    for experience in experiences:
        for finding in hard_findings(experience.diagnosis):
            for need in finding.needs:
                if need.kind == "item" and need.name.startswith("#"):
                    tags.setdefault(_result(experience.attempt.subgoal), set()).add(need.name)
    return tags


def _tags_known(step: Subgoal, draft: Draft) -> set[str]:
    """Returns the tags that known guardrails name for the step's result."""
    tags: set[str] = set()
    for guardrail in draft.guardrails(step):
        trigger, pattern = guardrail.trigger, guardrail.forbidden
        about = isinstance(pattern, SubgoalPattern) and pattern.verb == step.kind
        if about and isinstance(trigger, Not) and isinstance(trigger.of, Has):
            tags.add(trigger.of.item)
    return {tag for tag in tags if tag.startswith("#")}
