"""Films of an episode."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image

from agent.pictures import GifFilm, Mp4Film
from envs import InputError


def still(shade: int) -> Image.Image:
    return Image.new("RGB", (32, 48), (shade % 256, shade // 256, 100))


def test_a_gif_has_its_frames_in_order_and_rests_on_the_last(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    film = GifFilm(path)
    for shade in (10, 90, 200):
        film.add(still(shade), kept=False)
    film.finish()
    with Image.open(path) as gif:
        assert gif.n_frames == 3
        shades, waits = [], []
        for number in range(3):
            gif.seek(number)
            shades.append(gif.convert("RGB").getpixel((5, 5))[0])
            waits.append(gif.info["duration"])
    assert shades == sorted(shades)
    assert waits[2] > 5 * waits[0]


def test_a_long_gif_is_thinned_and_keeps_the_ends_of_attempts(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    film = GifFilm(path)
    for number in range(2_000):
        film.add(still(number), kept=number % 100 == 0)
    film.finish()
    with Image.open(path) as gif:
        assert 100 < gif.n_frames <= 241
    assert sum(kept for _, kept in film._frames) == 20


def test_a_gif_of_nothing_but_attempts_is_thinned_too() -> None:
    film = GifFilm(Path("unwritten.gif"))
    for number in range(2_000):
        film.add(still(number), kept=True)
    assert len(film._frames) <= 241


def test_a_film_without_frames_leaves_no_file(tmp_path: Path) -> None:
    GifFilm(tmp_path / "a.gif").finish()
    pytest.importorskip("imageio_ffmpeg", reason="imageio-ffmpeg isn't installed, which films")
    Mp4Film(tmp_path / "a.mp4", (32, 48)).finish()
    assert list(tmp_path.iterdir()) == []


def test_an_mp4_has_a_frame_for_each(tmp_path: Path) -> None:
    ffmpeg = pytest.importorskip(
        "imageio_ffmpeg", reason="imageio-ffmpeg isn't installed, which films"
    )
    path = tmp_path / "a.mp4"
    film = Mp4Film(path, (32, 48))
    for shade in range(20):
        film.add(still(10 * shade), kept=False)
    film.finish()
    frames, seconds = ffmpeg.count_frames_and_secs(str(path))
    assert (frames, seconds) == (20, pytest.approx(2.0, abs=0.1))


def test_without_what_encodes_it_an_mp4_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(InputError, match=r"pip install 'steve-evolving\[gym\]'"):
        Mp4Film(tmp_path / "a.mp4", (32, 48))
