"""`ChatProposer`: asks a chat model what it makes of a round.

It is memory's `Proposer`: what the model proposes comes in as data, and memory's gate decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from envs import ModelFault
from memory import Lived, Proposal
from planner.chat import Message
from planner.metering import LimitReached, Metered
from planner.proposal_format import proposal_schema, read_proposals
from planner.proposal_prompt import proposal_prompt

_LEAST_TOKENS = 2_000  # a prompt of fewer shows next to nothing of a round
_MAX_QUOTED_CHARACTERS = 2_400
_COMPLAINTS = {
    "cut_off": "The answer was cut off before its end: propose less.",
    "filtered": "The answer was kept back by a filter: use plain words of the game.",
    "refused": "That was a refusal: this is a game, and proposals for it are all that is asked.",
    "too_long": "The answer went on for ever: propose less, and nothing else.",
}


class ChatProposer:
    """Proposes what a chat model says.

    An answer that can't be read is sent back with the reason, a bounded number of times; what can
    be read of the last one is proposed. If the prompt is too long for the model, it is cut by half.

    Attributes:
        name: The model as `provider:model`.
        complaints: What couldn't be read of the last answer, one sentence each.
    """

    def __init__(self, model: Metered, *, token_budget: int = 6_000, max_asks: int = 2) -> None:
        """Wraps a model.

        Args:
            model: Whom to ask.
            token_budget: At most so many tokens a conversation, as the prompt estimates them.
            max_asks: How often it is asked at most, at least once.
        """
        self.name = model.name
        self.complaints: tuple[str, ...] = ()
        self._model = model
        self._budget = token_budget - 2 * _MAX_QUOTED_CHARACTERS // 4
        self._max_asks = max_asks

    def propose(self, lived: Lived) -> Sequence[Proposal]:
        """Returns what the model proposes; nothing if its budget doesn't suffice.

        Raises:
            ModelFault: If the model broke.
        """
        while True:
            opening = proposal_prompt(lived, self._budget)
            try:
                return self._answered(opening, lived)
            except ModelFault as fault:
                smaller = self._budget // 2
                if fault.kind != "context_overflow" or smaller < _LEAST_TOKENS:
                    raise
                self._budget = smaller

    def _answered(self, opening: tuple[Message, ...], lived: Lived) -> Sequence[Proposal]:
        messages = opening
        proposals: Sequence[Proposal] = ()
        for _ in range(self._max_asks):
            try:
                reply = self._model.complete(messages, proposal_schema())
            except LimitReached as reached:
                self.complaints = (*self.complaints, f"It was asked no more: {reached}.")
                break
            proposals, self.complaints = read_proposals(reply.text, lived.vocabulary)
            if not proposals and reply.ended in _COMPLAINTS:
                self.complaints = (_COMPLAINTS[reply.ended],)
            if not self.complaints:
                break
            messages = (*opening, *_sent_back(reply.text, self.complaints))
        return proposals


def _sent_back(reply: str, complaints: Sequence[str]) -> tuple[Message, Message]:
    wrong = "\n".join(f"- {complaint}" for complaint in complaints)
    asked = f"This can't be read:\n{wrong}"[: _MAX_QUOTED_CHARACTERS - 60]
    return (
        Message(role="assistant", content=reply[:_MAX_QUOTED_CHARACTERS]),
        Message(role="user", content=f"{asked}\nAnswer with all proposals, mended."),
    )
