r"""A program of its own: an uploaded picture on standard input, the same picture made anew on output.

Decoders of pictures are large C libraries that read what strangers made. So this runs as a process
for one picture, with bounds on memory and time and without anything of the server's, and when it
crashes or is killed only that upload fails. It knows the standard library and Pillow, and is started
by its path, so that nothing of this package is imported here.

Out come only pixels: in the orientation that a camera noted, in sRGB, at most `--side` on a side, the
first frame of what moves; nothing of what came along (places, names, thumbnails, programs behind the
picture) is kept.

    answer   = header "\n" [picture preview]
    header   = {"refused": code} | {"type", "width", "height", "sizes": [bytes of each part]}
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from PIL import (
    AvifImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

# Other formats are not even tried. With their modules imported Pillow does not look for more.
_FORMATS = {
    "AVIF": AvifImagePlugin,
    "GIF": GifImagePlugin,
    "JPEG": JpegImagePlugin,
    "PNG": PngImagePlugin,
    "WEBP": WebPImagePlugin,
}
# MPO is what Pillow calls a JPEG file with several pictures in it; phones make them.
_PHOTOGRAPHS = ("JPEG", "MPO")
_DRAWINGS = ("GIF", "PNG")
# A photograph that was pasted comes as PNG, ten times as large as need be.
_LARGE_DRAWING_BYTES = 512 * 1024
# What still is too large after being made anew is made smaller, by this much at a time.
_SHRINK = 0.75

_MEMORY_BYTES = 1536 * 1024 * 1024
_SECONDS = 60


class Refused(Exception):
    """The code says why."""


def remake(
    upload: bytes, *, pixels: int, side: int, preview: int, most: int
) -> tuple[dict[str, object], list[bytes]]:
    """The header and the parts of the answer. Raises Refused.

    `pixels`: of what is uploaded, at most. `side`: of the picture, at most. `preview`: of the small
    one, at most; there is none when the picture is no larger itself. `most`: bytes of the picture.
    """
    image, came_as = _opened(upload, pixels, side)
    while True:
        media_type, content = _encoded(image, came_as)
        if len(content) <= most:
            break
        image = image.resize([max(1, round(length * _SHRINK)) for length in image.size])
    parts = [content]
    if max(image.size) > preview:
        small = image.copy()
        small.thumbnail((preview, preview), Image.Resampling.LANCZOS)
        parts.append(_saved(small, "WEBP", quality=80))
    width, height = image.size
    sizes = [len(part) for part in parts]
    return {"type": media_type, "width": width, "height": height, "sizes": sizes}, parts


def _opened(upload: bytes, pixels: int, side: int) -> tuple[Image.Image, str]:
    """Upright, in sRGB, of mode L, RGB or RGBA and of its final size; and the format it came in."""
    # The bound is ours, with words of its own.
    Image.MAX_IMAGE_PIXELS = None
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    try:
        came = Image.open(io.BytesIO(upload), formats=list(_FORMATS))
    except UnidentifiedImageError as error:
        raise Refused("image_unknown") from error
    came_as = str(came.format)
    if came.width * came.height > pixels:
        raise Refused("image_too_many_pixels")
    if came_as in _PHOTOGRAPHS:
        # Decoding at half the size costs a quarter of the memory.
        came.draft("RGB", (side, side))
    came.load()
    orientation = came.getexif().get(ExifTags.Base.Orientation, 1)
    image = _in_srgb(_of_known_mode(came), came.info.get("icc_profile"))
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    # A new picture has nothing but its pixels.
    upright = Image.new(image.mode, image.size)
    upright.paste(image)
    upright.getexif()[ExifTags.Base.Orientation] = orientation
    return ImageOps.exif_transpose(upright), came_as


def _of_known_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Sixteen bits a pixel; `convert` would cut off what is brighter than 255.
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("L", "RGB", "RGBA", "CMYK") and "transparency" not in image.info:
        return image
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A picture whose profile cannot be read is taken as it is."""
    if profile:
        wanted = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            return (
                ImageCms.profileToProfile(
                    image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=wanted
                )
                or image
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert("RGB") if image.mode == "CMYK" else image


def _encoded(image: Image.Image, came_as: str) -> tuple[str, bytes]:
    if came_as in _PHOTOGRAPHS:
        return "image/jpeg", _saved(image, "JPEG", quality=85, optimize=True, progressive=True)
    if came_as in _DRAWINGS:
        drawn = _saved(image, "PNG", optimize=False)
        if len(drawn) <= _LARGE_DRAWING_BYTES:
            return "image/png", drawn
        as_photograph = _saved(image, "WEBP", quality=90)
        if len(as_photograph) * 2 > len(drawn):
            return "image/png", drawn
        return "image/webp", as_photograph
    return "image/webp", _saved(image, "WEBP", quality=85)


def _saved(image: Image.Image, saved_as: str, **options: object) -> bytes:
    to = io.BytesIO()
    image.save(to, saved_as, **options)
    return to.getvalue()


def _bound() -> None:
    """What this process may use from now on, should a decoder go astray. Others come first: when the
    machine has no memory left, this is what must go.
    """
    os.nice(10)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(words: list[str], upload: BinaryIO, answer: BinaryIO) -> None:
    asked = argparse.ArgumentParser()
    for name in ("--pixels", "--side", "--preview", "--most"):
        asked.add_argument(name, type=int, required=True)
    bounds = vars(asked.parse_args(words))
    _bound()
    try:
        header, parts = remake(upload.read(), **bounds)
    except Refused as refused:
        header, parts = {"refused": str(refused)}, []
    except Exception as error:  # noqa: BLE001
        # Each decoder has errors of its own. Their words may quote the upload: only places are told.
        last = traceback.extract_tb(error.__traceback__)[-1]
        sys.stderr.write(f"{type(error).__qualname__} in {last.name}, line {last.lineno}")
        header, parts = {"refused": "image_broken"}, []
    answer.write(json.dumps(header).encode() + b"\n" + b"".join(parts))
    answer.flush()


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer)
