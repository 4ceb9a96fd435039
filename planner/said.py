"""What the lines of a prompt say, to whom reads them back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from envs import Condition, Has, Heights, Ingredient, Subgoal

Field = tuple[str, str | int | Heights | None]


@dataclass(frozen=True)
class SaidSkill:
    """What a skill's line says.

    Attributes:
        id: The skill's id.
        goal: What one application brings about.
        needs: What must hold before; `None` for nothing.
        uses: What one application uses up.
        batch: How many one application gives.
        steps: Its subgoals; none if it calls other skills.
        ticks: How long it usually takes, 20 ticks a second.
        reliability: The posterior mean, in (0, 1).
        usual: The item that it is for where none is given; `None` if none can be.
        any_of: The tag of whose items any may be given; `None` if none can be.
    """

    id: str
    goal: Condition
    needs: Condition | None
    uses: tuple[Ingredient, ...]
    batch: int
    steps: tuple[Subgoal, ...]
    ticks: int
    reliability: float
    usual: str | None = None
    any_of: str | None = None

    def for_item(self, item: str) -> SaidSkill:
        """Returns what it says of one of the items that may be given."""
        step, goal = self.steps[0], self.goal
        renamed = {name: item for name, value in step if value == self.usual}
        if isinstance(goal, Has):
            goal = goal.model_copy(update={"item": item})
        return replace(self, goal=goal, steps=(step.model_copy(update=renamed),))


@dataclass(frozen=True)
class SaidGuardrail:
    """What a guardrail's line says.

    Attributes:
        id: The guardrail's id.
        verb: The kind of subgoal that is forbidden.
        fields: Its fixed fields.
        trigger: While what it is forbidden; `None` for always.
        achieve: What to achieve first; `None` for nothing.
        replace: The fields to change.
        drop: Whether to leave the subgoal out.
        remedied: Whether it says anything of what to do instead.
    """

    id: str
    verb: str
    fields: tuple[Field, ...]
    trigger: Condition | None
    achieve: Condition | None
    replace: tuple[Field, ...]
    drop: bool
    remedied: bool


@dataclass(frozen=True)
class SaidFailure:
    """What a failure's line says.

    Attributes:
        subgoal: What was tried.
        cause: Why it failed.
        items: What was needed, counts in all.
        station: The station that was needed; `None` if that isn't said.
        better_than: (kind, tier) of the tool that was too weak; `None` if that isn't said.
        since: How many steps have been done since.
    """

    subgoal: Subgoal
    cause: str
    items: tuple[Ingredient, ...]
    station: str | None
    better_than: tuple[str, str] | None
    since: int = 0
