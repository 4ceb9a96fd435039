"""Runs the worker: `python -m worker`."""

from __future__ import annotations

from .service import Service
from .wire import Wire

VERSION = "1.0.0"

if __name__ == "__main__":
    Service(Wire(VERSION)).serve()
