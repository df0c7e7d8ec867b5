"""Pictures as boards know them: an object names one by the SHA-256 of its stored file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# The field, of whatever type of object, that names a picture.
IMAGE_FIELD = "image"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept. `hash`: SHA-256 of `content`, in hexadecimal.

    `preview`: the same, small, as WebP; None when the picture is small itself.
    """

    hash: str
    media_type: str
    width: int
    height: int
    content: bytes
    preview: bytes | None


def images_of(objects: Iterable[Mapping[str, Any]]) -> set[str]:
    """The hashes of all pictures that the objects name."""
    return {each[IMAGE_FIELD] for each in objects if isinstance(each.get(IMAGE_FIELD), str)}
