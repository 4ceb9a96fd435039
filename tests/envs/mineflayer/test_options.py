"""A server's options: what texts say, and which sentence a wrong one gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from envs import InputError, Live, Persistent, Scoped
from envs.mineflayer import make
from envs.mineflayer.seats import Seat


def test_nothing_need_be_said() -> None:
    world = make()
    assert (world.id, world.scope) == ("mineflayer-v1", "localhost:25565")
    assert isinstance(world, Persistent)
    assert isinstance(world, Live)
    assert isinstance(world, Scoped)
    assert world.options.version is None
    world.close()


def test_options_are_read_from_texts() -> None:
    options = make(
        host="::1",
        port="1234",
        version="1.16.5",
        username="Bob",
        allow="commands, attack_players",
        deny="dig",
        area="-8,-8,8,8",
        home="0,64,-3",
        recipe_book="off",
    ).options
    assert options.address == "[::1]:1234"
    assert options.allow == ("commands", "attack_players")
    assert options.area == (-8, -8, 8, 8)
    assert options.home == (0, 64, -3)
    assert not options.recipe_book


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"hots": "a"}, r"Unknown option of mineflayer: 'hots'. Did you mean 'host'\?"),
        ({"port": "0"}, "Option port: expected a number from 1 to 65535, found '0'."),
        ({"port": "x"}, "found 'x'."),
        ({"host": ""}, "Option host: expected a server's name"),
        ({"host": "a b"}, "found 'a b'."),
        ({"version": "latest"}, "Option version: expected a version of the game"),
        ({"username": "a b"}, "Option username: expected 1 to 16 letters"),
        ({"username": "a@b.c"}, "or auth=microsoft"),
        ({"auth": "mojang"}, "Option auth: expected offline or microsoft, found 'mojang'."),
        ({"allow": "fly"}, r"Option allow: expected attack_players \(commands, dig, place are"),
        ({"deny": "dig,swim"}, "Option deny: expected some of commands, .*, found 'dig,swim'."),
        ({"area": "1,2,3"}, "Option area: expected x and z of two corners"),
        ({"home": "1,2,z"}, "Option home: expected x, y and z"),
        ({"recipe_book": "yes"}, "Option recipe_book: expected on or off, found 'yes'."),
        ({"password": "secret"}, "Expected no password on the command line"),
    ],
)
def test_a_wrong_option_gets_one_sentence(given: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        make(**given)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.fixture
def seats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("envs.mineflayer.seats.user_cache_path", lambda _: tmp_path)


def test_bots_of_one_name_are_numbered(seats: None) -> None:
    taken = [Seat("there:1", "Steve", numbered=True) for _ in range(3)]
    elsewhere = Seat("there:2", "Steve", numbered=True)
    assert [seat.name for seat in taken] == ["Steve", "Steve_2", "Steve_3"]
    assert elsewhere.name == "Steve"
    taken[1].leave()
    again = Seat("there:1", "Steve", numbered=True)
    assert again.name == "Steve_2"
    for seat in (*taken, elsewhere, again):
        seat.leave()


def test_a_numbered_name_is_no_longer_than_a_name_may_be(seats: None) -> None:
    long = "ABCDEFGHIJKLMNOP"
    first, second = (Seat("there:1", long, numbered=True) for _ in range(2))
    assert (first.name, second.name) == (long, "ABCDEFGHIJKLMN_2")
    first.leave()
    second.leave()


def test_an_account_is_there_once(seats: None) -> None:
    first = Seat("there:1", "a@b.c", numbered=False)
    with pytest.raises(InputError, match="another bot"):
        Seat("there:1", "a@b.c", numbered=False)
    first.leave()
