"""One picture of an episode as it now stands: the map about the agent, and the panel."""

from __future__ import annotations

from PIL import Image

from envs.drawing.chart import chart
from envs.drawing.panel import PANEL_HEIGHT, panel
from envs.drawing.track import Track
from envs.environment import Mappable
from envs.mapping import MapRegion
from envs.state import State

FRAME_BLOCKS = 112
"""Columns a side of the map that a frame shows."""

_SCALE = 4

FRAME_SIZE = (FRAME_BLOCKS * _SCALE, FRAME_BLOCKS * _SCALE + PANEL_HEIGHT)
"""Width and height of a frame in pixels; multiples of 16, as encoders of video like it."""


def frame(
    world: Mappable, state: State, track: Track, *, title: str = "", subgoal: str = ""
) -> Image.Image:
    """Returns an RGB image of `FRAME_SIZE`, the agent in the middle of its map.

    Args:
        world: What is drawn, as it now stands.
        state: What the agent sees now, for the panel.
        track: Its way so far.
        title: What the episode is for.
        subgoal: What the agent is at.
    """
    position = state.position
    x, z = (position.x, position.z) if position else (0, 0)
    seen = world.picture(MapRegion.around(x, z, FRAME_BLOCKS, FRAME_BLOCKS))
    image = Image.new("RGB", FRAME_SIZE)
    drawn = chart(
        seen,
        scale=_SCALE,
        time=state.time,
        track=track,
        agent=(x, z) if position else None,
        places=state.places or (),
    )
    image.paste(drawn, (0, 0))
    below = panel(state, width=FRAME_SIZE[0], title=title, subgoal=subgoal, slice_y=seen.slice_y)
    image.paste(below, (0, drawn.height))
    return image
