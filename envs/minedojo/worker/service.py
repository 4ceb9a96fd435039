"""`Service`: the bridge's calls, one at a time."""

from __future__ import annotations

import sys
from typing import Any

from . import lean, names
from .body import Body
from .controller import loaded
from .faults import CannotUse, SimulatorFault
from .simulator import MineDojo, Simulator
from .starts import BARE, start_of
from .wire import Wire


class Service:
    """Answers calls until the other side closes."""

    def __init__(self, wire: Wire) -> None:
        """Takes the streams; the simulator comes with `open`."""
        self._wire = wire
        self._simulator: Simulator | None = None
        self._body: Body | None = None
        self._executor: Any = None

    def serve(self) -> None:
        """Answers calls until the other side closes."""
        for request in self._wire.requests():
            if request["call"] == "close":
                self._wire.result({})
                break
            try:
                self._wire.result(self._answer(str(request["call"]), request.get("with") or {}))
            except CannotUse as error:
                self._wire.error("input", str(error))
            except SimulatorFault as fault:
                self._wire.error("fault", str(fault))
        if self._simulator is not None:
            self._simulator.close()

    def _answer(self, call: str, given: dict[str, Any]) -> object:
        if call == "open":
            return self._open(given)
        if call == "ping":
            return {}
        if self._body is None:
            raise CannotUse(f"Expected open before {call}.")
        if call == "reset":
            return self._reset(self._body, given)
        if call == "observe":
            return self._body.state()
        if call == "attempt":
            return self._executor.attempt(given["subgoal"], int(given["budget_ticks"]))
        raise CannotUse(f"Unknown call {call!r}.")

    def _open(self, given: dict[str, Any]) -> dict[str, Any]:
        lean.prepare()
        # These import MineDojo, which is only there once it is prepared.
        from .attempts import Executor  # noqa: PLC0415
        from .scripted import ScriptedController  # noqa: PLC0415

        port = given.get("port")
        self._simulator = MineDojo(
            None if port is None else int(port),
            float(given["step_timeout_s"]),
            float(given["reset_timeout_s"]),
        )
        wire = self._wire
        self._body = Body(self._simulator, wire.event, wire.state, wire.stop.is_set)
        named = given.get("controller")
        controller = loaded(str(named)) if named else ScriptedController()
        self._executor = Executor(self._body, controller, bool(given.get("recipe_book", True)))
        python = ".".join(map(str, sys.version_info[:3]))
        return {
            "vocabulary": names.vocabulary(),
            "identity": f"MineDojo 0.1, Minecraft 1.11.2, Python {python}",
            "notes": [],
        }

    def _reset(self, body: Body, given: dict[str, Any]) -> dict[str, Any]:
        biome = given.get("biome")
        number = names.biome_number(str(biome)) if biome is not None else None
        notes = []
        if biome is not None and number is None:
            notes.append(f"Minecraft 1.11.2 has no biome {biome}; it began anywhere.")
        task = given.get("task")
        body.reset(number, int(given["seed"]), BARE if task is None else start_of(str(task)))
        return {"state": body.state(), "notes": notes}
