"""Films: frames one after another, written as they come (MP4) or at the end (GIF)."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

from envs import InputError

_MOST_FRAMES = 240
"""A GIF has no more: beyond it every second sample is left out."""
_FRAME_MS, _LAST_MS = 100, 2_500
_FRAMES_A_SECOND = 10


class Film(Protocol):
    """Takes frames of one size."""

    def add(self, image: Image.Image, *, kept: bool) -> None:
        """Adds a frame.

        Args:
            image: RGB, of the same size as all others.
            kept: Whether it must be in the film; a sample in between need not be.
        """
        ...

    def finish(self) -> None:
        """Ends the film; the file is whole then."""
        ...

    def drop(self) -> None:
        """Lets go of it, where it won't be finished."""
        ...


class GifFilm:
    """Is a GIF; samples are thinned out evenly where there are too many."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._frames: list[tuple[Image.Image, bool]] = []
        self._every = 1
        self._samples = 0

    def add(self, image: Image.Image, *, kept: bool) -> None:
        """Adds a frame; see `Film`."""
        if not kept:
            self._samples += 1
            if self._samples % self._every:
                return
        palette = image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        self._frames.append((palette, kept))
        if len(self._frames) > _MOST_FRAMES:
            self._thin()

    def _thin(self) -> None:
        """Leaves out every second sample; where hardly any are left, every second frame."""
        self._every *= 2
        samples = sum(not kept for _, kept in self._frames)
        alike = samples < _MOST_FRAMES // 4
        seen = 0
        left: list[tuple[Image.Image, bool]] = []
        for image, kept in self._frames:
            if kept and not alike:
                left.append((image, kept))
            else:
                seen += 1
                if seen % 2:
                    left.append((image, kept))
        self._frames = left

    def finish(self) -> None:
        """Writes the file; without a frame there is none to write."""
        if not self._frames:
            return
        first, *rest = [image for image, _ in self._frames]
        first.save(
            self._path,
            format="GIF",
            save_all=True,
            append_images=rest,
            duration=[_FRAME_MS] * len(rest) + [_LAST_MS],
            loop=0,
            optimize=False,
        )

    def drop(self) -> None:
        """Forgets the frames."""
        self._frames = []


class Mp4Film:
    """Is an MP4, encoded by ffmpeg while the episode goes on."""

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        """Prepares it; nothing is written yet.

        Args:
            path: The file to write.
            size: Width and height of its frames, both even.

        Raises:
            InputError: If what encodes it isn't installed.
        """
        try:
            import imageio_ffmpeg  # noqa: PLC0415 - of the extra `gym`

            imageio_ffmpeg.get_ffmpeg_exe()
        except (ImportError, RuntimeError) as error:
            raise InputError(
                "A film as MP4 needs imageio-ffmpeg, which isn't here: "
                "pip install 'steve-evolving[gym]', or name a .gif or a .png."
            ) from error
        self._make = imageio_ffmpeg.write_frames
        self._path, self._size = path, size
        self._writer: Generator[None, Any, None] | None = None

    def add(self, image: Image.Image, *, kept: bool) -> None:  # noqa: ARG002
        """Adds a frame; see `Film`."""
        if self._writer is None:
            self._writer = self._make(
                str(self._path),
                self._size,
                fps=_FRAMES_A_SECOND,
                codec="libx264",
                macro_block_size=2,
                output_params=["-f", "mp4"],
                ffmpeg_log_level="error",
            )
            self._writer.send(None)
        self._writer.send(image.tobytes())

    def finish(self) -> None:
        """Ends the encoding; without a frame there is no file."""
        self.drop()

    def drop(self) -> None:
        """Stops the encoder."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
