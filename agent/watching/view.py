"""`LiveView`: the map, the agent, its plan and what happens, redrawn while an episode runs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import sleep

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.layout import Layout
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from agent.episode import Episode
from agent.observers import Observer
from agent.watching.ground import Ground
from agent.watching.words import told_event
from envs import Environment, Event, Mappable, Monitor, Plan, State, Task
from envs.drawing import Track, clock, day_of
from memory import Experience

_PAUSE_S = 0.06
"""Each picture stands at least so long: a day of the game takes about 15 seconds."""
_LAST_S = 1.5
_LEAST_COLUMNS, _LEAST_ROWS = 60, 20
_RIGHT = 38
"""Columns of everything that isn't the map, at 80."""


def can_be_live(console: Console) -> bool:
    """Returns whether a console can show a view that is redrawn; a file or a pipe can't."""
    return (
        console.is_terminal
        and not console.is_dumb_terminal
        and console.color_system is not None
        and console.encoding.startswith("utf")
        and console.width >= _LEAST_COLUMNS
        and console.height >= _LEAST_ROWS
    )


class LiveView(Observer):
    """Shows an episode while it runs; use it as a context, which leaves the terminal as it was."""

    def __init__(
        self,
        world: Environment,
        task: Task,
        console: Console,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        """Prepares the view.

        Args:
            world: What is shown; its map, if it has one.
            task: What the episode is for.
            console: Where; see `can_be_live`.
            pause: Waits so many seconds, so that one can see something.
        """
        self._world = world if isinstance(world, Mappable) else None
        self._task = task
        self._console = console
        self._pause = pause
        self._track = Track()
        self._state: State | None = None
        self._plan: Plan | None = None
        self._failed: str | None = None
        self._events: deque[tuple[int, str, str]] = deque(maxlen=50)
        self._live = Live(console=console, screen=True, auto_refresh=False)

    def __enter__(self) -> LiveView:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    # What it is told.

    def attempting(self, episode: Episode, plan: Plan) -> Monitor:
        """Shows what is tried next, and looks on."""
        self._plan, self._failed = plan, None
        self._show(episode.state)
        return self

    def on_event(self, event: Event) -> None:
        """Notes an event for the next picture."""
        self._track.on_event(event)
        if (told := told_event(event)) is not None:
            self._events.append((event.tick, *told))

    def on_state(self, state: State) -> None:
        """Shows a sampled state."""
        self._show(state)

    def observe(self, experience: Experience) -> None:
        """Shows how an attempt ended."""
        diagnosis, tick = experience.diagnosis, experience.attempt.post_state.tick
        if diagnosis.succeeded:
            self._events.append((tick, f"done: {experience.subgoal_text}", "green"))
            if self._plan is not None:
                self._plan = self._plan.advanced()
        else:
            self._failed = str(diagnosis.cause)
            self._events.append((tick, f"{diagnosis.cause}: {experience.subgoal_text}", "yellow"))
        self._show(experience.attempt.post_state)

    def ended(self, episode: Episode) -> None:
        """Lets the last picture stand for a moment."""
        colour = "green" if episode.outcome == "succeeded" else "yellow"
        self._events.append((episode.state.tick, f"{episode.outcome}: {episode.reason}", colour))
        self._show(episode.state)
        self._pause(_LAST_S)

    # What it shows.

    def _show(self, state: State) -> None:
        self._state = state
        self._track.on_state(state)
        self._live.update(self.picture(state), refresh=True)
        self._pause(_PAUSE_S)

    def picture(self, state: State) -> Layout:
        """Returns the whole view at a state, to be printed on the console."""
        whole, body = Layout(), Layout(name="body")
        whole.split_column(Layout(self._title(state), size=1), body)
        right = max(_RIGHT, min(60, self._console.width // 3))
        left, side = Layout(name="left"), Layout(name="side", size=right)
        body.split_row(left, side)
        happened = Layout(self._happened(), size=max(6, self._console.height // 5))
        if self._world is None:
            left.split_column(Layout(self._happened()))
        else:
            ground = Ground(self._world, state, self._track)
            left.split_column(Layout(_boxed(ground, self._where(state))), happened)
        bag = 5 + max(0, self._console.height - 24) // 4
        side.split_column(
            Layout(_boxed(_vitals(state), "agent"), size=6),
            Layout(_boxed(_bag(state), "bag"), size=bag),
            Layout(_boxed(self._steps(), "plan")),
        )
        return whole

    def _title(self, state: State) -> Table:
        line = Table.grid(expand=True)
        line.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        line.add_column(justify="right", no_wrap=True)
        spent = f"{clock(state.tick)} of {clock(self._task.budget_ticks)}"
        line.add_row(Text(f" {self._task.instruction}", style="bold"), Text(f"{spent} "))
        return line

    def _where(self, state: State) -> str:
        position = state.position
        if position is None:
            return "map"
        biome = f" {state.biome.replace('_', ' ')}" if state.biome else ""
        dimension = "" if position.dimension == "overworld" else f" {position.dimension}"
        return f"x {position.x} y {position.y} z {position.z}{dimension}{biome}"

    def _steps(self) -> RenderableType:
        if self._plan is None:
            return Text("planning", style="dim")
        return _Steps(self._plan, self._failed)

    def _happened(self) -> Panel:
        return _boxed(_Lines(self._events), "events")


class _Lines:
    """The last lines that there is room for."""

    def __init__(self, lines: deque[tuple[int, str, str]]) -> None:
        self._lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = options.height or options.max_height
        for tick, text, style in list(self._lines)[-rows:]:
            line = Text(no_wrap=True, overflow="ellipsis")
            line.append(f"{clock(tick):>6} ", style="dim").append(text, style=style)
            yield line


class _Steps:
    """The steps of a plan about the current one, as many as there is room for."""

    def __init__(self, plan: Plan, failed: str | None) -> None:
        self._plan = plan
        self._failed = failed

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = options.height or options.max_height
        steps, current = self._plan.steps, self._plan.frozen
        # Two finished steps stay in sight.
        first = max(0, min(current - 2, len(steps) - rows))
        for number, step in enumerate(steps[first : first + rows], start=first):
            if number < current:
                mark, style = "✓", "green"
            elif number > current:
                mark, style = "·", "dim"
            elif self._failed:
                mark, style = "✗", "yellow"
            else:
                mark, style = "▶", "bold"
            line = Text(no_wrap=True, overflow="ellipsis")
            yield line.append(f"{mark} ", style=style).append(str(step.subgoal), style=style)


def _boxed(inside: RenderableType, title: str) -> Panel:
    return Panel(inside, title=Text(title), title_align="left", border_style="dim", padding=(0, 1))


def _vitals(state: State) -> Table:
    lines = Table.grid(padding=(0, 1))
    lines.add_column(no_wrap=True, style="dim")
    lines.add_column(no_wrap=True, overflow="ellipsis")
    vitals = state.vitals
    if vitals is not None:
        lines.add_row("health", _bar(vitals.health, "red"))
        if vitals.food is not None:
            lines.add_row("food", _bar(vitals.food, "yellow"))
    if state.time is not None:
        night = 12_500 <= state.time < 23_500
        lines.add_row("time", Text(f"{day_of(state.time)} {'night' if night else 'day'}"))
    worn = {slot.slot: slot for slot in state.equipment.slots} if state.equipment else {}
    hand = worn.get("mainhand")
    uses = f" ({hand.durability})" if hand and hand.durability is not None else ""
    lines.add_row("hand", Text(f"{hand.item}{uses}" if hand else "nothing"))
    return lines


def _bar(points: float, colour: str) -> Text:
    filled = min(20, max(0, round(points)))
    bar = Text()
    bar.append("█" * (filled // 2) + "▌" * (filled % 2), style=colour)
    bar.append("░" * (10 - (filled + 1) // 2), style="dim")
    return bar.append(f" {points:g}")


def _bag(state: State) -> Text:
    if state.inventory is None:
        return Text("not seen", style="dim")
    items = sorted(state.inventory.items, key=lambda held: (-held.count, held.item))
    if not items:
        return Text("empty", style="dim")
    return Text("  ".join(f"{held.item}×{held.count}" for held in items))
