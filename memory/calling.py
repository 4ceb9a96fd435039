"""What a call of a skill comes to: its steps with the arguments put in."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from envs import Gather, Has, Vocabulary, subgoal_adapter
from memory.entries import Skill, SkillCall, SkillStep
from memory.parameters import Argument


def expand(
    skill: Skill, arguments: Mapping[str, Argument], vocabulary: Vocabulary | None = None
) -> tuple[SkillStep, ...]:
    """Returns the skill's steps with `arguments` put in; parameters not given keep defaults.

    Args:
        skill: The skill.
        arguments: By the parameters' names.
        vocabulary: The world's words; `None` where it can't be said what a tag's members are.

    Raises:
        ValueError: If an argument isn't a parameter, isn't what may be given for it, or makes an
            invalid subgoal.
    """
    names = [p.name for p in skill.parameters]
    unknown = sorted(set(arguments) - set(names))
    if unknown:
        known = ", ".join(names) or "none"
        raise ValueError(f"Skill {skill.id} has no parameter {unknown[0]!r}; it has {known}.")
    steps: list[SkillStep] = list(skill.steps)
    for parameter in skill.parameters:
        given = arguments.get(parameter.name)
        if given is not None and not parameter.admits(given, vocabulary):
            wanted = f"{parameter.name} {parameter.admitted}"
            raise ValueError(f"Skill {skill.id} takes {wanted}, found {given!r}.")
        value = parameter.default if given is None else given
        if value is None:
            continue
        for index, field in parameter.uses:
            steps[index] = _with_argument(skill, steps[index], field, value)
    return tuple(steps)


def _with_argument(skill: Skill, step: SkillStep, field: str, value: Argument) -> SkillStep:
    if isinstance(step, SkillCall):
        given = {**dict(step.arguments), field: value}
        return step.model_copy(update={"arguments": tuple(sorted(given.items()))})
    try:
        return subgoal_adapter.validate_python({**step.model_dump(), field: value})
    except ValidationError as error:
        said = error.errors(include_url=False)[0]["msg"]
        raise ValueError(f"Skill {skill.id} can't take {field}={value!r}: {said}.") from error


def for_item(skill: Skill, item: str) -> Skill:
    """Returns what a skill for any item of a tag is for one of them.

    Args:
        skill: Its `any_of` is set.
        item: A member of that tag; the tag itself, to say what the skill does in general.
    """
    tag, step = skill.any_of, skill.steps[0]
    named = next(p for p in skill.parameters if p.name == "item")
    renamed = {field: item for _, field in named.uses}
    goal = skill.goal
    if isinstance(goal, Has) and goal.item == tag:
        goal = goal.model_copy(update={"item": item})
    effects = (e.model_copy(update={"item": item}) if e.item == tag else e for e in skill.effects)
    return skill.model_copy(
        update={
            "goal": goal,
            "verification": goal,
            "steps": (step.model_copy(update=renamed),),
            "effects": tuple(effects),
            "parameters": tuple(p for p in skill.parameters if p != named),
        }
    )


def for_each_item(skill: Skill, vocabulary: Vocabulary) -> tuple[Skill, ...]:
    """Returns what a skill for any item of a tag is for each, by item; none for another skill.

    Items that can't be asked for are left out: where a block of the item's name is broken there
    must be such a block.
    """
    items = () if skill.any_of is None else vocabulary.members(skill.any_of)
    found = (for_item(skill, item) for item in items)
    return tuple(one for one in found if things_exist(one.steps[0], vocabulary))


def things_exist(step: SkillStep, vocabulary: Vocabulary) -> bool:
    """Returns whether a world has the items, blocks and entities that a step names outright."""
    words = [(getattr(step, "item", None), vocabulary.items)]
    words.append((getattr(step, "entity", None), vocabulary.entities))
    if isinstance(step, Gather) and step.source is None:
        words.append((step.item, vocabulary.blocks))
    return all(word is None or word.startswith("#") or word in known for word, known in words)
