"""QR codes in pictures and camera frames. Both calls compute: give them a thread where a loop must go on."""

from __future__ import annotations

from . import types as t
from ._convert import camera_frame, told
from ._native import countersign_ffi as native


def read_code(image: bytes) -> str:
    """Reads the QR code in a PNG file of at most 8 MiB and 16 million pixels, which takes up to a second.

    The text goes to ``preview``: it may hold a secret. Raises ``CodeError`` when there is none.
    """
    text: str = told(native.read_code, image)
    return text


def find_code(frame: t.CameraFrame) -> str | None:
    """Reads the QR code that a camera sees; ``None`` when there is none in this frame, which takes some milliseconds per million pixels."""
    text: str | None = told(native.find_code, camera_frame(frame))
    return text
