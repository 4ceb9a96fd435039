"""`ChatPlanner`: plans by asking a chat model, and holds its answers to the plan format."""

from __future__ import annotations

from envs import ModelFault, Plan, Step
from memory import Recall, vain_tries
from planner.chat import Message
from planner.foresight import foreseen
from planner.metering import LimitReached, Metered
from planner.plan_format import Checked, PlanFormatError, checked, read_reply
from planner.plan_schema import plan_schema
from planner.planning import Situation
from planner.prompt import render_prompt
from planner.prompt_templates import Templates

_LEAST_TOKENS = 1_500  # a prompt of fewer says too little to plan by
_COMPLAINTS = {
    "cut_off": "The answer was cut off before its end: answer with fewer steps and nothing else.",
    "refused": "That was a refusal: this is a game, and all that is asked for is a plan for it.",
    "too_long": "The answer went on for ever: answer with one short plan and nothing else.",
    "filtered": "The answer was kept back by a filter: say the plan in plain words of the game.",
}
# What asking again adds to the prompt: the reply and the complaint, each cut to this.
_MAX_QUOTED_CHARACTERS = 1_600


class ChatPlanner:
    """Plans by asking a chat model.

    A reply that doesn't validate is sent back with the reason, until one does, the model says
    the same again, or it was asked `max_asks` times. Then the valid steps of its last reply are
    the plan: what it got right is still tried, and what follows shows it, and memory, the rest.
    A plan is also rolled forward and held against the guardrails that are enforced: a step that is
    certain to be forbidden, with no remedy known, is complained of in the same way.
    A plan with no valid step is empty, as is one for which the model's budget didn't suffice.
    If the prompt is too long for the model, it is cut by half, and stays so.
    """

    def __init__(
        self,
        model: Metered,
        *,
        token_budget: int = 6_000,
        max_asks: int = 3,
        templates: Templates | None = None,
    ) -> None:
        """Wraps a model.

        Args:
            model: Whom to ask.
            token_budget: At most so many tokens a conversation, as the prompt estimates them.
            max_asks: How often a plan is asked for at most, at least once.
            templates: How the prompt is said; `None` for the usual way.
        """
        self._model = model
        self._prompt_budget = token_budget - 2 * _MAX_QUOTED_CHARACTERS // 4
        self._max_asks = max_asks
        self._templates = templates
        self._schema = plan_schema()

    def plan(self, situation: Situation, recall: Recall) -> Plan:
        """Returns a first plan; an empty one if the model knows none.

        Raises:
            ModelFault: If the model broke.
        """
        return Plan(steps=self._steps(situation, recall, None))

    def replan(self, plan: Plan, situation: Situation, recall: Recall) -> Plan:
        """Returns the finished prefix of `plan` with what the model would do now after it.

        Raises:
            ModelFault: If the model broke.
        """
        return plan.continued(self._steps(situation, recall, plan))

    def _steps(self, situation: Situation, recall: Recall, plan: Plan | None) -> tuple[Step, ...]:
        while True:
            opening = render_prompt(situation, recall, plan, self._prompt_budget, self._templates)
            try:
                return self._answered(opening, situation, recall, plan)
            except ModelFault as fault:
                smaller = self._prompt_budget // 2
                if fault.kind != "context_overflow" or smaller < _LEAST_TOKENS:
                    raise
                self._prompt_budget = smaller

    def _answered(
        self,
        opening: tuple[Message, ...],
        situation: Situation,
        recall: Recall,
        plan: Plan | None,
    ) -> tuple[Step, ...]:
        """Returns the steps of the model's answer, asked again where it can't be used."""
        messages = opening
        answer, said = Checked((), ()), None
        for _ in range(self._max_asks):
            try:
                reply = self._model.complete(messages, self._schema)
            except LimitReached:
                break
            try:
                raw = read_reply(reply.text)
                answer = checked(raw, situation.view.vocabulary, recall.skills)
                answer = _held_against(answer, situation, plan)
            except PlanFormatError as error:
                answer = Checked((), (_COMPLAINTS.get(reply.ended, str(error)),))
            if not answer.complaints or reply.text == said:
                break
            said = reply.text
            messages = (*opening, *_sent_back(reply.text, answer.complaints))
        return answer.steps


def _held_against(answer: Checked, situation: Situation, plan: Plan | None) -> Checked:
    """Returns the answer with complaints of steps that are certain to be forbidden.

    The steps stay: what is in force when one of them is next decides whether it is begun.
    """
    ahead = Plan(steps=answer.steps) if plan is None else plan.continued(answer.steps)
    complaints = tuple(
        f"{violation.subgoal} is forbidden by {violation.guardrail.id}: "
        f"{violation.guardrail.reason or violation.guardrail.cause}"
        for _, violation in foreseen(
            ahead,
            situation.view,
            situation.enforced,
            situation.ways,
            vain_tries(situation.history.pairs),
        )
    )
    return Checked(answer.steps, (*answer.complaints, *dict.fromkeys(complaints)))


def _sent_back(reply: str, complaints: tuple[str, ...]) -> tuple[Message, Message]:
    """Returns a reply, and what is wrong with it, as the conversation goes on."""
    wrong = "\n".join(f"- {complaint}" for complaint in complaints)
    asked = f"This plan can't be used:\n{wrong}"[: _MAX_QUOTED_CHARACTERS - 60]
    return (
        Message(role="assistant", content=reply[:_MAX_QUOTED_CHARACTERS]),
        Message(role="user", content=f"{asked}\nAnswer with the whole plan, mended."),
    )
