"""Files that show an episode from above: a poster (PNG), or a film of it (GIF, MP4)."""

from agent.pictures.atlas import Atlas
from agent.pictures.film import GifFilm, Mp4Film
from agent.pictures.poster import Leg, poster
from agent.pictures.recorder import MAP_KINDS, MapRecorder

__all__ = [
    "Atlas",
    "GifFilm",
    "Leg",
    "MAP_KINDS",
    "MapRecorder",
    "Mp4Film",
    "poster",
]
