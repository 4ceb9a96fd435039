"""The novice: a scripted stand-in for an LLM, and the offline default.

It is no language model. It plays the part of one that knows Minecraft roughly: from a seed it
draws a flawed copy of vanilla's knowledge (`planner.beliefs`), reads the same prompt as a model
would, believes each piece of injected knowledge with a probability (`compliance`), plans by
backward chaining over what it then believes, and answers in the same JSON, spoiled now and then
as a model's answer is if that is asked for (`planner.slips`). It is stateless, a function of its
seed and the prompt, and it never sees the running world's rules.

`novice:blank` knows nothing at all and plans the bare goal: the control that shows how much of
the planning is done by what it is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from envs import (
    GameRules,
    InputError,
    State,
    Subgoal,
    UpkeepRule,
    View,
    Vocabulary,
)
from memory import things_exist
from planner.beliefs import USUAL_PRIOR, Draws, ErrorRates, Prior, flawed, shipped_prior
from planner.books import NoWay
from planner.chaining import chain
from planner.chat import Message, ModelContext, Reply, Usage
from planner.corrections import IN_VAIN, burning, closed, heeding, imitating, set_beside, wiser
from planner.guessing import bare_plan, guess
from planner.operators import Knowhow, Operator
from planner.operators_of_rules import from_rules
from planner.operators_of_skills import learned_operator
from planner.parts import first_due, in_vain, ways, wearied, without_refused
from planner.reading import Read, read_prompt
from planner.said import SaidSkill
from planner.slips import NO_SLIPS, SlipRates, answered

_OPTIONS = ("compliance", "errors", "prior", "prior_seed", "slips")
_MAX_GUESSES = 12


@dataclass(frozen=True)
class Novice:
    """A stand-in for an LLM; see the module.

    Attributes:
        seed: What its beliefs and lapses are drawn from.
        compliance: The chance to believe one piece of injected knowledge, in [0, 1].
        rates: How often it is wrong, by kind of error.
        slips: How often its answers are spoiled, by kind of slip.
        blank: Whether it knows nothing.
        prior: What it knows a flawed copy of.
    """

    seed: int
    compliance: float = 1.0
    rates: ErrorRates = field(default_factory=ErrorRates)
    slips: SlipRates = NO_SLIPS
    blank: bool = False
    prior: Prior = field(default_factory=shipped_prior)

    @property
    def name(self) -> str:
        """`novice` or `novice:blank`."""
        return "novice:blank" if self.blank else "novice"

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:  # noqa: ARG002
        """Returns a plan for the first prompt in `messages`, an empty one if it can't be read.

        A complaint about its own answer gets the same answer again, as it is stateless, unless it
        slips.
        """
        asked = [m.content for m in messages if m.role == "user"]
        said = sum(len(m.content) for m in messages)
        steps = self._steps(asked[0]) if asked else ()
        meant = [self._step(subgoal) for subgoal in steps]
        text = answered(meant, messages, self.seed, self.slips)
        return Reply(
            text=text, usage=Usage(input_tokens=-(-said // 4), output_tokens=-(-len(text) // 4))
        )

    def _steps(self, prompt: str) -> tuple[Subgoal, ...]:
        try:
            read = read_prompt(prompt)
        except ValueError:
            return ()
        if (remembered := self._remembered(read)) and not read.failures:
            return remembered
        words = self.prior.vocabulary()
        outcomes = read.outcomes
        state = _within_reach(read)
        if read.each_counts:
            state = without_refused(state, outcomes)
        view = View(state, read.deeds, words)
        knowhow = self._believed(read, words)
        open_ended = read.each_counts and not self.blank
        rules = tuple(map(_said, self.prior.rules.upkeep)) if open_ended else ()
        failed = [*in_vain(outcomes), *read.forbidden]
        placed = {what: ticks for (verb, what), ticks in read.since.items() if verb == "placed"}
        for _ in range(_MAX_GUESSES):
            try:
                if read.each_counts:
                    tried = set_beside(wearied(knowhow, outcomes, placed), outcomes)
                    return first_due(rules, view, ways(read.goal, view, tried), failed)
                return tuple(step.subgoal for step in chain(read.goal, view, knowhow))
            except NoWay as unknown:
                # A model never says that it doesn't know: it guesses.
                guessed = self._guessing(unknown.what, knowhow, read, words)
                if guessed is None:
                    break
                knowhow = guessed
        return first_due(rules, view, (), failed) or bare_plan(read.goal)

    def _guessing(
        self, what: str, knowhow: Knowhow, read: Read, words: Vocabulary
    ) -> Knowhow | None:
        """Returns what is believed with a guess at `what`; `None` if there is nothing to guess."""
        if what == "fuel":
            return Knowhow(knowhow.operators)
        subgoal = guess(what)
        if subgoal is None or any(op.subgoal == subgoal for op in knowhow.operators):
            return None
        guessed = Operator(subgoal.item, 1, (), subgoal)
        return Knowhow((*knowhow.operators, self._corrected(guessed, read, words)), knowhow.fuels)

    @staticmethod
    def _step(subgoal: Subgoal) -> dict[str, Any]:
        return subgoal.model_dump(
            mode="json", exclude={"checks", "budget_ticks"}, exclude_none=True
        )

    def _believed(self, read: Read, words: Vocabulary) -> Knowhow:
        """Returns its prior as corrected by what it is told and believes."""
        prior = GameRules() if self.blank else flawed(self.prior.rules, self.seed, self.rates)
        draws = Draws(self.seed)
        knowhow = from_rules(prior)
        knowhow = replace(knowhow, operators=tuple(self._fuelled(knowhow.operators, draws)))
        believed = [s for s in read.skills if draws.happens(self.compliance, "believes", s.id)]
        ranked = sorted(believed, key=lambda s: (-s.reliability, s.id))
        plain = [op for s in ranked if s.any_of is None and (op := _operator(s)) is not None]
        learned = [_with_habits(operator, knowhow) for operator in plain]
        # What it is taught of crafting a thing says nothing of smelting it.
        taught = {(operator.item, operator.subgoal.kind) for operator in learned}
        own = [op for op in knowhow.operators if (op.item, op.subgoal.kind) not in taught]
        # What holds of any of a tag tells of those of which it knows nothing else.
        known = {operator.item for operator in (*learned, *own)}
        more = [op for s in ranked for op in _for_each(s, words) if op.item not in known]
        told = [g for g in read.guardrails if draws.happens(self.compliance, "believes", g.id)]
        corrected = (self._corrected(op, read, words) for op in (*learned, *own, *more))
        open_to_it = (op for op in corrected if not closed(op, told, words))
        return Knowhow(tuple(open_to_it), burning(knowhow.fuels, told, words))

    def _fuelled(self, operators: tuple[Operator, ...], draws: Draws) -> Iterator[Operator]:
        """Yields the operators, those smeltings without fuel that it takes to need none."""
        for operator in operators:
            forgotten = operator.fuel and draws.happens(
                self.rates.fuel_forgotten, "fuel", operator.item
            )
            yield replace(operator, fuel=False) if forgotten else operator

    def _corrected(self, operator: Operator, read: Read, words: Vocabulary) -> Operator:
        """Returns one of its own operators as it sees it after what it is told and believes."""
        draws = Draws(self.seed)
        for instruction, steps in read.examples:
            if draws.happens(self.compliance, "believes", instruction):
                operator = imitating(operator, steps)
        for guardrail in read.guardrails:
            if draws.happens(self.compliance, "believes", guardrail.id):
                operator = heeding(operator, guardrail, words)
        # Where there is much else to do, what was sought in vain is come back to before long.
        taken_in = [f for f in read.failures if not (read.each_counts and f.cause in IN_VAIN)]
        for failure in taken_in:
            if draws.happens(self.compliance, "believes", str(failure.subgoal)):
                operator = wiser(operator, failure, words)
        return operator

    def _remembered(self, read: Read) -> tuple[Subgoal, ...]:
        """Returns the plan of an example with the very same instruction; empty if there is none."""
        draws = Draws(self.seed)
        wanted = read.instruction.strip('"').casefold()
        for instruction, steps in read.examples:
            believes = draws.happens(self.compliance, "believes", instruction)
            if believes and instruction.casefold() == wanted:
                return steps
        return ()


def _with_habits(learned: Operator, own: Knowhow) -> Operator:
    """Returns what was learned to build or do with what its own knowledge adds to that.

    What something takes is learned; where it is best done, and what had better follow, isn't.
    """
    if not learned.is_built and learned.deed is None:
        return learned
    kind = learned.subgoal.kind
    for op in own.operators:
        if (op.item, op.subgoal.kind) == (learned.item, kind):
            # How long something takes to become ready isn't seen in what is done then.
            cost = max(learned.cost, op.cost) if op.deed is not None else learned.cost
            station = learned.station or op.station
            return replace(learned, then=op.then, station=station, cost=cost)
    return learned


def _said(rule: UpkeepRule) -> UpkeepRule:
    """Returns a rule with its steps as an answer says them: without a bound on their time."""
    steps = (step.model_copy(update={"budget_ticks": None}) for step in rule.steps)
    return rule.model_copy(update={"steps": tuple(steps)})


def _operator(skill: SaidSkill) -> Operator | None:
    """Returns the operator that a skill amounts to as it was told of."""
    if len(skill.steps) != 1:
        return None
    found = learned_operator(
        skill.id, skill.goal, skill.needs, skill.uses, skill.steps[0], skill.ticks
    )
    return None if found is None else replace(found, batch=skill.batch)


def _for_each(skill: SaidSkill, words: Vocabulary) -> Iterator[Operator]:
    """Yields the operators that a skill for any item of a tag amounts to, one for each item."""
    if skill.any_of is None or len(skill.steps) != 1:
        return
    for item in words.members(skill.any_of):
        one = skill.for_item(item)
        if things_exist(one.steps[0], words) and (operator := _operator(one)) is not None:
            yield operator


def _within_reach(read: Read) -> State:
    """Returns the state without the stations that turned out to be out of reach."""
    lost = {
        getattr(failure.subgoal, "station", None) or getattr(failure.subgoal, "target", None)
        for failure in read.failures
        if failure.cause == "target_unreachable"
    }
    stations = tuple(s for s in read.state.stations or () if s.name not in lost)
    blocks = tuple(b for b in read.state.blocks or () if b.name not in lost)
    return read.state.model_copy(update={"stations": stations, "blocks": blocks})


def novice(context: ModelContext) -> Novice:
    """Returns the novice that the context asks for: `novice` or `novice:blank`.

    Options: `compliance` in [0, 1], `errors` (a factor on all error rates, at least 0), `slips`
    (a factor on the rates of its slips, 0 by default), `prior` (what it knows a flawed copy of:
    `vanilla` Minecraft by default, or `crafter`) and `prior_seed` (the episode's seed by default).

    Raises:
        InputError: If the model or an option isn't one of these.
    """
    if context.model not in {"", "blank"}:
        raise InputError(f"Expected novice or novice:blank, found novice:{context.model}.")
    unknown = sorted(set(context.options) - set(_OPTIONS))
    if unknown:
        raise InputError(f"novice takes the options {', '.join(_OPTIONS)}; found {unknown[0]!r}.")
    return Novice(
        seed=_whole(context.options, "prior_seed", context.seed),
        compliance=_number(context.options, "compliance", 1.0, most=1.0),
        rates=ErrorRates().scaled(_number(context.options, "errors", 1.0)),
        slips=SlipRates().scaled(_number(context.options, "slips", 0.0)),
        blank=context.model == "blank",
        prior=shipped_prior(context.options.get("prior", USUAL_PRIOR)),
    )


def _whole(options: Mapping[str, str], key: str, default: int) -> int:
    value = _number(options, key, default)
    if value != int(value):
        raise InputError(f"-M {key}: expected a whole number, found {options[key]!r}.")
    return int(value)


def _number(options: Mapping[str, str], key: str, default: float, most: float = 2**31) -> float:
    try:
        value = float(options.get(key, default))
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        limit = "1" if most == 1.0 else "2147483648"
        raise InputError(f"-M {key}: expected a number from 0 to {limit}, found {options[key]!r}.")
    return value
