"""Pictures are made anew from their pixels, and nothing else of an upload is left."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from PIL import Image

from tafelronde.errors import BadInput
from tafelronde.images import remaker as shell
from tafelronde.images.remaker import Remaker
from tafelronde.resources import SHARED_SCHEMA
from tests.images.drawing import (
    BLUE,
    CLEAR,
    GREEN,
    RED,
    SECRET,
    drawn,
    encoded,
    near,
    opened,
    photograph,
    png,
    png_that_says,
    red_and_blue_swapped,
)

LIMITS = json.loads((SHARED_SCHEMA / "wire.json").read_bytes())["images"]


@pytest.fixture
def remaker() -> Remaker:
    return Remaker(LIMITS)


async def code_for(remaker: Remaker, upload: bytes) -> str:
    with pytest.raises(BadInput) as refused:
        await remaker.remake(upload)
    return refused.value.code


@pytest.mark.parametrize(
    ("came", "options", "kept"),
    [
        ("PNG", {}, "image/png"),
        ("JPEG", {"quality": 95}, "image/jpeg"),
        ("WEBP", {"quality": 95}, "image/webp"),
        ("AVIF", {"quality": 95}, "image/webp"),
        ("GIF", {}, "image/png"),
    ],
)
async def test_each_kind_is_taken_and_kept_as_what_every_browser_shows(
    remaker: Remaker, came: str, options: dict[str, Any], kept: str
) -> None:
    """[IMG-2] Its hash is that of what is kept."""
    made = await remaker.remake(encoded(drawn(), came, **options))
    image = opened(made.content)
    assert made.media_type == kept == f"image/{(image.format or '').lower()}"
    assert (made.width, made.height) == image.size == (60, 40)
    assert made.hash == hashlib.sha256(made.content).hexdigest()
    assert made.preview is None
    seen = image.convert("RGB")
    assert near(seen.getpixel((5, 5)), GREEN, 25)
    assert near(seen.getpixel((50, 30)), RED, 25)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
async def test_pixels_of_every_mode_are_understood(remaker: Remaker, mode: str) -> None:
    """Grey, with a palette, with transparency, for print, with sixteen bits."""
    if mode == "I;16":
        bright, dark = (180 * 256).to_bytes(2, "little"), (30 * 256).to_bytes(2, "little")
        upper = bright * 30 + dark * 30
        image = Image.frombytes("I;16", (60, 40), upper * 20 + dark * 60 * 20)
        wanted = [(180, 180, 180), (30, 30, 30)]
    elif mode in ("1", "L", "LA"):
        image = Image.new("L", (60, 40), 0)
        image.paste(255, (0, 0, 30, 20))
        image = image.convert(mode)
        wanted = [(255, 255, 255), (0, 0, 0)]
    else:
        image, wanted = drawn(mode=mode), [GREEN, RED]
    made = await remaker.remake(encoded(image, "JPEG" if mode == "CMYK" else "PNG"))
    seen = opened(made.content).convert("RGB")
    assert near(seen.getpixel((5, 5)), wanted[0], 25)
    assert near(seen.getpixel((50, 30)), wanted[1], 25)


@pytest.mark.parametrize("came", ["PNG", "WEBP", "GIF", "AVIF"])
async def test_what_is_transparent_stays_so(remaker: Remaker, came: str) -> None:
    image = drawn(mode="RGBA")
    image.paste(CLEAR, (30, 0, 60, 40))
    made = await remaker.remake(encoded(image, came))
    alpha = opened(made.content).convert("RGBA").getchannel("A")
    assert alpha.getpixel((50, 20)) == 0
    assert alpha.getpixel((5, 5)) == 255


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_photograph_is_upright_and_says_no_place_and_no_name(
    remaker: Remaker, orientation: int
) -> None:
    """[IMG-3] However the camera was held."""
    upload = photograph(orientation)
    assert SECRET in upload
    made = await remaker.remake(upload)
    image = opened(made.content)
    assert SECRET not in made.content
    assert not image.getexif()
    assert set(image.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    as_shown = opened(encoded(drawn(), "JPEG", exif=exif))
    corner = {
        1: (0, 0),
        2: (1, 0),
        3: (1, 1),
        4: (0, 1),
        5: (0, 0),
        6: (1, 0),
        7: (1, 1),
        8: (0, 1),
    }
    across, down = corner[orientation]
    assert image.size == ((60, 40) if orientation < 5 else (40, 60)), as_shown.size
    place = (5 if across == 0 else image.width - 6, 5 if down == 0 else image.height - 6)
    assert near(image.getpixel(place), GREEN, 30)


@pytest.mark.parametrize("came", ["PNG", "WEBP", "JPEG", "AVIF"])
async def test_nothing_is_kept_beside_the_pixels(remaker: Remaker, came: str) -> None:
    """[IMG-3] Not EXIF, not XMP, not a text, and not what was appended to the file."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    options: dict[str, Any] = {"exif": exif, "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    if came == "PNG":
        options = {"exif": exif}
    upload = encoded(drawn(), came, **options) + b"<script>" + SECRET + b"</script>"
    assert upload.count(SECRET) >= 2
    made = await remaker.remake(upload)
    assert SECRET not in made.content
    assert b"script" not in made.content


async def test_colours_are_those_that_the_profile_means(remaker: Remaker) -> None:
    """[IMG-3] A colour space of its own is turned into the one that every screen has. A profile that
    cannot be read is not believed.
    """
    made = await remaker.remake(encoded(drawn(), "PNG", icc_profile=red_and_blue_swapped()))
    assert near(opened(made.content).getpixel((50, 30)), RED[::-1])
    assert "icc_profile" not in opened(made.content).info
    made = await remaker.remake(encoded(drawn(), "PNG", icc_profile=b"no profile at all"))
    assert near(opened(made.content).getpixel((50, 30)), RED)


@pytest.mark.parametrize("came", ["GIF", "WEBP", "PNG"])
async def test_what_moves_stands_still(remaker: Remaker, came: str) -> None:
    """[IMG-4] Its first frame is kept."""
    frames = [Image.new("RGB", (60, 40), color) for color in (GREEN, RED, BLUE)]
    upload = encoded(frames[0], came, save_all=True, append_images=frames[1:], duration=100)
    made = await remaker.remake(upload)
    image = opened(made.content)
    assert getattr(image, "n_frames", 1) == 1
    assert near(image.convert("RGB").getpixel((5, 5)), GREEN, 25)


async def test_a_large_picture_is_made_smaller_and_gets_a_preview(
    remaker: Remaker, report: Callable[[str], None]
) -> None:
    """[IMG-5] Longer than 4096 pixels is scaled; beyond 640 there is a small one as well."""
    upload = encoded(drawn(6000, 3000), "JPEG")
    made = await remaker.remake(upload)
    assert (made.width, made.height) == (4096, 2048) == opened(made.content).size
    assert made.preview is not None
    assert opened(made.preview).size == (640, 320)
    assert opened(made.preview).format == "WEBP"
    report(f"a drawing of 18 MP: {len(made.content)} bytes, its preview {len(made.preview)}")


async def test_a_photograph_that_was_pasted_as_png_becomes_small(remaker: Remaker) -> None:
    """[IMG-5] Browsers paste every picture as PNG."""
    noise = Image.frombytes("RGB", (300, 200), os.urandom(180_000))
    upload = encoded(noise.resize((1500, 1000), Image.Resampling.BICUBIC), "PNG")
    made = await remaker.remake(upload)
    assert made.media_type == "image/webp"
    assert len(made.content) * 2 < len(upload)


HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "image_unknown"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "image_unknown"),
    "a drawing with a script": (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "image_unknown",
    ),
    "a program": (b"\x7fELF" + bytes(1000), "image_unknown"),
    "a document": (b"%PDF-1.7\n" + bytes(1000), "image_unknown"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "image_unknown"),
    "a picture of a kind we do not take": (encoded(drawn(), "BMP"), "image_unknown"),
    "another": (encoded(drawn(), "TIFF"), "image_unknown"),
    "only the first bytes of a picture": (b"\x89PNG\r\n\x1a\n", "image_unknown"),
    "half a picture": (png(600, 400)[: len(png(600, 400)) // 2], "image_broken"),
    "half a photograph": (photograph()[: len(photograph()) // 2], "image_broken"),
    "more pixels than anybody has": (png_that_says(60_000, 60_000), "image_too_many_pixels"),
    "a few more than allowed": (png_that_says(10_000, 5_501), "image_too_many_pixels"),
    "as many as allowed, but not there": (png_that_says(10_000, 5_500), "image_broken"),
    "no pixels": (png_that_says(0, 0), "image_unknown"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_no_picture_is_refused_with_the_reason(remaker: Remaker, name: str) -> None:
    """[IMG-2] By what is in it."""
    upload, code = HOSTILE[name]
    assert await code_for(remaker, upload) == code


async def test_a_page_that_is_also_a_picture_comes_out_as_a_picture_only(remaker: Remaker) -> None:
    """[IMG-3] A file can be both: a comment in a GIF begins a script that the rest of it ends."""
    body = encoded(drawn(), "GIF", comment=b"*/=1;alert(document.cookie);/*")
    assert b"alert" in body
    made = await remaker.remake(body)
    assert b"alert" not in made.content
    assert opened(made.content).format == "PNG"


async def test_bytes_at_random_never_do_more_than_be_refused(
    remaker: Remaker, report: Callable[[str], None]
) -> None:
    """Each is a picture in which some bytes are changed: taken or refused, within the time given."""
    lots = random.Random(4)
    wholes = [
        png(),
        photograph(),
        encoded(drawn(), "WEBP"),
        encoded(drawn(), "GIF"),
        encoded(drawn(), "AVIF"),
    ]
    taken = 0
    for _ in range(25):
        upload = bytearray(lots.choice(wholes))
        for _ in range(lots.randint(1, 3)):
            upload[lots.randrange(len(upload))] = lots.randrange(256)
        with suppress(BadInput):
            made = await remaker.remake(bytes(upload))
            assert opened(made.content).size == (made.width, made.height)
            taken += 1
    report(f"25 pictures with bytes changed: {taken} taken, {25 - taken} refused")


async def test_a_process_that_dies_costs_one_picture(
    remaker: Remaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one is made as ever."""
    killing = ("-c", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    whole = remaker._command
    remaker._command = (whole[0], *killing)
    assert await code_for(remaker, png()) == "image_broken"
    remaker._command = (whole[0], "-c", "while True: pass")
    monkeypatch.setattr(shell, "_SECONDS", 0.5)
    assert await code_for(remaker, png()) == "image_broken"
    monkeypatch.undo()
    remaker._command = whole
    assert (await remaker.remake(png())).width == 60


async def test_the_process_knows_nothing_of_the_server(
    remaker: Remaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No settings and no secrets."""
    monkeypatch.setenv("TAFELRONDE_DATABASE_URL", "postgresql+asyncpg://secret@db/x")
    remaker._command = (remaker._command[0], "-I", "-c", "import os; print(dict(os.environ))")
    assert b"secret" not in await remaker._run(b"")


async def test_many_at_once_wait_for_each_other(remaker: Remaker) -> None:
    """And all are made."""
    made = await asyncio.gather(*(remaker.remake(png(60 + n, 40)) for n in range(6)))
    assert [picture.width for picture in made] == [60, 61, 62, 63, 64, 65]
