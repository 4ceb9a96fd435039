"""What `conftest.py` promises to every test."""

import os
import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_the_network_is_refused(host: str) -> None:
    with pytest.raises(RuntimeError, match="loopback only"):
        socket.create_connection((host, 443), timeout=1)


def test_a_datagram_to_the_network_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        pytest.raises(RuntimeError, match="loopback only"),
    ):
        sender.sendto(b"", ("192.0.2.1", 9))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_loopback_is_open(host: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection((host, server.getsockname()[1]), timeout=10) as client,
    ):
        accepted, _ = server.accept()
        with accepted:
            accepted.sendall(b"!")
            assert client.recv(1) == b"!"


def test_no_key_and_no_setting_of_the_user_is_seen() -> None:
    assert [name for name in os.environ if name.endswith("_API_KEY") or "STEVE_" in name] == []
