"""A live view of an episode in the terminal."""

from agent.watching.ground import Ground
from agent.watching.view import LiveView, can_be_live

__all__ = ["Ground", "LiveView", "can_be_live"]
