"""Pictures for tests: drawn here, so that nothing is in them that the test did not put there."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

from tafelronde.board.images import Picture

RED, GREEN, BLUE, CLEAR = (200, 30, 30), (30, 180, 60), (30, 60, 200), (0, 0, 0, 0)
# A place in EXIF: latitude and longitude of where somebody lives.
GPS = {1: "N", 2: (52.0, 5.0, 24.0), 3: "E", 4: (4.0, 19.0, 12.0)}
SECRET = b"4 Quiet Lane, home of Mieke"


def drawn(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red, with the top left quarter green: so that one sees which way up it is."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (0, 0, width // 2, height // 2))
    return image.convert(mode)


def encoded(image: Image.Image, as_format: str, **options: Any) -> bytes:
    to = io.BytesIO()
    image.save(to, as_format, **options)
    return to.getvalue()


def png(width: int = 60, height: int = 40) -> bytes:
    return encoded(drawn(width, height), "PNG")


def photograph(orientation: int = 1) -> bytes:
    """A JPEG as a phone makes it: with the place, a comment and how it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825).update(GPS)
    return encoded(drawn(), "JPEG", quality=95, exif=exif, comment=SECRET)


def red_and_blue_swapped() -> bytes:
    """A colour profile by which what a file calls red is blue: sRGB with two of its tags renamed."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    count = struct.unpack_from(">I", profile, 128)[0]
    table = bytearray(profile[: 132 + 12 * count])
    red, blue = table.index(b"rXYZ"), table.index(b"bXYZ")
    table[red], table[blue] = table[blue], table[red]
    return bytes(table) + profile[len(table) :]


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def near(seen: Any, wanted: tuple[int, ...], within: int = 14) -> bool:
    """Whether a pixel is that colour, but for what compression does to it."""
    return all(abs(a - b) <= within for a, b in zip(seen[:3], wanted, strict=True))


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims a size, and holds what expands to a megabyte."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def picture(content: bytes = b"", preview: bytes | None = None) -> Picture:
    """A picture for tests that only store it."""
    content = content or png()
    return Picture(hashlib.sha256(content).hexdigest(), "image/png", 60, 40, content, preview)
