"""Worlds that run in a process of their own: calls over JSON lines, with bounds and time-outs.

`docs/bridge.md` describes the protocol for whoever writes a worker, in any language.
"""

from __future__ import annotations

from envs.bridge.bridge import (
    MAX_LINE_BYTES,
    Bridge,
)
from envs.bridge.faults import (
    WorkerFault,
    WorkerFaultKind,
)
from envs.bridge.inheriting import (
    inherited,
)
from envs.bridge.messages import (
    PROTOCOL,
)
from envs.bridge.patience import (
    Patience,
)
from envs.bridge.world import (
    BridgedWorld,
)

__all__ = [
    "Bridge",
    "BridgedWorld",
    "MAX_LINE_BYTES",
    "PROTOCOL",
    "Patience",
    "WorkerFault",
    "WorkerFaultKind",
    "inherited",
]
