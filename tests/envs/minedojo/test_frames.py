"""Malmo's frames are read whole, within a bound and a time-out, or not at all."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator

import pytest

from envs.minedojo.worker.faults import SimulatorFault
from envs.minedojo.worker.frames import receive

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def _received(sock: socket.socket, timeout_s: float = 5.0) -> bytes:
    return receive(sock, time.monotonic() + timeout_s, timeout_s)


def test_messages_come_whole_and_one_by_one(pair: Pair) -> None:
    long = b"x" * 200_000
    pair[1].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 400_000)
    pair[1].sendall(struct.pack("!I", 2) + b"ab" + struct.pack("!I", 0))
    assert [_received(pair[0]), _received(pair[0])] == [b"ab", b""]
    pair[1].sendall(struct.pack("!I", len(long)) + long)
    assert _received(pair[0]) == long


def test_silence_ends_in_time(pair: Pair) -> None:
    with pytest.raises(SimulatorFault, match=r"no answer within 0\.05 s"):
        _received(pair[0], 0.05)


def test_a_length_beyond_the_bound_is_refused_unread(pair: Pair) -> None:
    pair[1].sendall(struct.pack("!I", 2**31))
    with pytest.raises(SimulatorFault, match="announced a message of 2147483648 bytes"):
        _received(pair[0])


@pytest.mark.parametrize(
    ("sent", "said"),
    [(b"", "without a word"), (b"\0\0", "in the midst"), (b"\0\0\0\5abc", "in the midst")],
)
def test_a_closed_connection_is_told(pair: Pair, sent: bytes, said: str) -> None:
    pair[1].sendall(sent)
    pair[1].close()
    with pytest.raises(SimulatorFault, match=said):
        _received(pair[0])
