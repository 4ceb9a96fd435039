"""`MapRecorder`: watches an episode from above and leaves a file of it."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image

from agent.episode import Episode
from agent.observers import Observer
from agent.pictures.atlas import Atlas
from agent.pictures.film import Film, GifFilm, Mp4Film
from agent.pictures.poster import Leg, poster
from envs import Environment, Event, InputError, Mappable, Monitor, Plan, State, Task
from envs.drawing import FRAME_SIZE, Track, clock, frame
from memory import Experience

MAP_KINDS = (".gif", ".mp4", ".png")
"""What a file may end in."""

_PAGE_TICKS = 500
"""A page is added to the atlas at least this often: in that time the agent stays on the last."""


class MapRecorder(Observer):
    """Draws one episode; use it as a context, so that nothing half-written stays behind.

    A PNG is a poster of the whole episode. A GIF or an MP4 has a frame for each sampled state
    and one for the end of each attempt.
    """

    def __init__(self, path: Path, world: Environment, task: Task, *, seed: int) -> None:
        """Prepares a file; whatever is wrong with it is said here, before anything is run.

        Args:
            path: The file to write, by its ending a picture or a film.
            world: What is drawn.
            task: What the episode is for.
            seed: Its seed.

        Raises:
            InputError: If the world has no map, or the file can't be written.
        """
        if not isinstance(world, Mappable):
            raise InputError(f"--map needs a world with a map; {world.id} has none.")
        if path.suffix.lower() not in MAP_KINDS:
            raise InputError(
                f"Expected a file that ends in {', '.join(MAP_KINDS)}, found {str(path)!r}."
            )
        self.path = path
        self._world, self._id, self._task, self._seed = world, world.id, task, seed
        self._track, self._atlas = Track(), Atlas()
        self._legs: list[Leg] = []
        self._state: State | None = None
        self._paged_at: int | None = None
        self._subgoal = ""
        self._draft = _draft_beside(path)
        try:
            self._film = self._film_of(path.suffix.lower())
        except InputError:
            self._draft.unlink()
            raise

    def _film_of(self, kind: str) -> Film | None:
        if kind == ".gif":
            return GifFilm(self._draft)
        return Mp4Film(self._draft, FRAME_SIZE) if kind == ".mp4" else None

    def __enter__(self) -> MapRecorder:
        return self

    def __exit__(self, *_: object) -> None:
        if self._film is not None:
            self._film.drop()
        self._draft.unlink(missing_ok=True)

    # What it is told.

    def attempting(self, episode: Episode, plan: Plan) -> Monitor:
        """Looks on from here."""
        self._subgoal = f"{len(self._legs) + 1}. {plan.current.subgoal}"
        if self._state is None:
            self._see(episode.state, kept=True)
        return self

    def on_event(self, event: Event) -> None:
        """Follows an event."""
        self._track.on_event(event)

    def on_state(self, state: State) -> None:
        """Draws a sampled state."""
        self._see(state, kept=False)

    def observe(self, experience: Experience) -> None:
        """Draws how an attempt ended."""
        state, diagnosis = experience.attempt.post_state, experience.diagnosis
        verdict = "done" if diagnosis.succeeded else (diagnosis.cause or "failed")
        where = state.position
        at = (where.x, where.z, where.dimension) if where else None
        self._legs.append(Leg(experience.subgoal_text, str(verdict), state.tick, at))
        self._subgoal = f"{self._subgoal}: {verdict}"
        self._paged_at = None
        self._see(state, kept=True)

    def _see(self, state: State, *, kept: bool) -> None:
        self._state = state
        self._track.on_state(state)
        if self._film is not None:
            drawn = frame(
                self._world, state, self._track, title=self._task.instruction, subgoal=self._subgoal
            )
            self._film.add(drawn, kept=kept)
        elif self._paged_at is None or state.tick - self._paged_at >= _PAGE_TICKS:
            self._paged_at = state.tick
            here = self._track.points[-1] if self._track.points else None
            if here is not None:
                self._atlas.add(self._world.picture(Atlas.page(here.x, here.z)))

    # What it leaves.

    def finish(self, ending: str) -> Path | None:
        """Writes the file and returns where; `None` if there was nothing to draw.

        Args:
            ending: How the episode ended.
        """
        if self._state is None or not self._track.points:
            return None
        if self._film is not None:
            self._film.finish()
        else:
            self._poster(self._state, ending).save(self._draft, format="PNG")
        self._draft.replace(self.path)  # the whole file appears at once
        return self.path

    def _poster(self, state: State, ending: str) -> Image.Image:
        tries = sum(leg.times for leg in self._legs)
        return poster(
            self._atlas,
            self._track,
            self._legs,
            title=self._task.instruction,
            subtitle=f"{ending}   {clock(state.tick)} of game time, {tries} attempts   "
            f"{self._id}, seed {self._seed}",
            places=state.places or (),
        )


def _draft_beside(path: Path) -> Path:
    """Returns a new, empty file beside `path`, into which it is first written.

    Raises:
        InputError: If no file can be written there.
    """
    if path.is_dir():
        raise InputError(f"Expected a file to draw to, found the folder {str(path)!r}.")
    draft = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        draft.touch()
    except OSError as error:
        raise InputError(
            f"Can't write the map {str(path)!r}: {error.strerror or error}."
        ) from error
    return draft
