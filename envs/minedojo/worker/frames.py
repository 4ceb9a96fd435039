"""Malmo's frames, read within a bound and a time-out: a length in four bytes, then the message.

MineDojo's own reading trusts any length and waits for up to 240 s at a time, and where it fails
it returns the last observation with `done`, as if the episode had ended.
"""

from __future__ import annotations

import socket
import struct
import time

from .faults import SimulatorFault

MAX_FRAME_BYTES = 32 * 2**20
"""No message of Malmo's is longer: pixels, and an observation's JSON."""

_CHUNK_BYTES = 1 << 16


def receive(sock: socket.socket, deadline: float, timeout_s: float) -> bytes:
    """Returns one message.

    Args:
        sock: The connection to Malmo.
        deadline: Until when to wait, by `time.monotonic`.
        timeout_s: How long that was in all, for the fault's sentence.

    Raises:
        SimulatorFault: If it doesn't come whole, in time and of a sensible length.
    """
    (length,) = struct.unpack("!I", _exactly(sock, 4, deadline, timeout_s))
    if length > MAX_FRAME_BYTES:
        raise SimulatorFault(
            f"The simulator announced a message of {length} bytes; "
            f"expected at most {MAX_FRAME_BYTES}."
        )
    return _exactly(sock, length, deadline, timeout_s)


def _exactly(sock: socket.socket, count: int, deadline: float, timeout_s: float) -> bytes:
    parts: list[bytes] = []
    missing = count
    while missing:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise _late(timeout_s)
        sock.settimeout(left_s)
        try:
            part = sock.recv(min(missing, _CHUNK_BYTES))
        except TimeoutError as error:
            raise _late(timeout_s) from error
        except OSError as error:
            raise SimulatorFault(f"The connection to the simulator broke: {error}.") from error
        if not part:
            where = "in the midst of a message" if missing < count else "without a word"
            raise SimulatorFault(f"The simulator closed the connection {where}.")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _late(timeout_s: float) -> SimulatorFault:
    return SimulatorFault(f"The simulator gave no answer within {timeout_s:g} s.")
