"""The picture on the boards of the screenshots: a garden with a bench, painted here."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter

_SIZE = (1200, 880)
_SKY = ((196, 221, 233), (248, 236, 214))
_HILLS = (((156, 184, 150), 470), ((124, 160, 118), 540), ((98, 138, 92), 620))
_LEAVES = ((214, 148, 62), (196, 112, 48), (226, 178, 84), (172, 128, 58), (150, 150, 70))
_FLOWERS = ((214, 84, 96), (240, 200, 92), (236, 236, 226), (150, 110, 190))
_WOOD, _BARK = (122, 84, 56), (94, 68, 50)


def garden() -> bytes:
    """Return it as a JPEG, the same each time."""
    chance = random.Random(4)
    picture = Image.new("RGB", _SIZE)
    pen = ImageDraw.Draw(picture)
    _sky(pen)
    for number, (green, top) in enumerate(_HILLS):
        pen.ellipse((-500 + 260 * number, top, 1500 + 180 * number, top + 900), fill=green)
    picture = picture.filter(ImageFilter.GaussianBlur(2))
    pen = ImageDraw.Draw(picture)
    _tree(pen, chance)
    _bench(pen)
    for _ in range(260):
        x, y = chance.uniform(0, _SIZE[0]), chance.uniform(720, _SIZE[1])
        petal = 2 + (y - 700) / 40
        pen.line((x, y, x, y + 5 * petal), fill=(70, 108, 66), width=2)
        pen.ellipse((x - petal, y - petal, x + petal, y + petal), fill=chance.choice(_FLOWERS))
    to = io.BytesIO()
    picture.filter(ImageFilter.SMOOTH).save(to, "JPEG", quality=88)
    return to.getvalue()


def _sky(pen: ImageDraw.ImageDraw) -> None:
    high, low = _SKY
    for y in range(_SIZE[1]):
        part = min(1.0, y / 560)
        red, green, blue = (round(a + (b - a) * part) for a, b in zip(high, low, strict=True))
        pen.line((0, y, _SIZE[0], y), fill=(red, green, blue))
    pen.ellipse((150, 90, 250, 190), fill=(255, 244, 214))


def _tree(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    pen.polygon(((850, 720), (880, 380), (920, 380), (960, 720)), fill=_BARK)
    for _ in range(900):
        x, y = chance.gauss(900, 130), chance.gauss(300, 95)
        leaf = chance.uniform(10, 24)
        pen.ellipse((x - leaf, y - leaf, x + leaf, y + leaf), fill=chance.choice(_LEAVES))


def _bench(pen: ImageDraw.ImageDraw) -> None:
    for x in (400, 660):
        pen.rectangle((x, 560, x + 16, 740), fill=_BARK)
    for y in (565, 600, 650, 672):
        pen.rectangle((370, y, 706, y + 16), fill=_WOOD)
