"""What people call one letter: a base with its accents, an emoji with all that belongs to it.

After UAX #29, of which this has what written text is made of.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_JOINER = "\u200d"
_WITH_TEXT_LOOKS = "\ufe0e"
AS_EMOJI = "\ufe0f"
_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)


def clusters(text: str) -> Iterator[str]:
    """`text` in pieces that no line break cuts."""
    if text.isascii():
        yield from text
        return
    begun = 0
    for index in range(1, len(text)):
        if not _belongs(text, begun, index):
            yield text[begun:index]
            begun = index
    if text:
        yield text[begun:]


def _belongs(text: str, begun: int, index: int) -> bool:
    """Whether the sign at `index` belongs to the cluster that began at `begun`."""
    sign, before = text[index], text[index - 1]
    if sign.isascii():
        return False
    if extends(sign):
        return before not in "\n\r\t"
    if before == _JOINER:
        return is_pictograph(sign) and is_pictograph(text[begun])
    if ord(sign) in _FLAG_LETTERS and ord(before) in _FLAG_LETTERS:
        return index - begun == 1
    # The jamo of one syllable.
    return 0x1160 <= ord(sign) < 0x1200 and 0x1100 <= ord(before) < 0x1200


@lru_cache(maxsize=4096)
def extends(sign: str) -> bool:
    """Whether it never stands by itself."""
    code = ord(sign)
    if code in _TONES or code in _TAGS or sign in (_JOINER, _WITH_TEXT_LOOKS, AS_EMOJI):
        return True
    return unicodedata.category(sign) in ("Mn", "Me", "Mc")


@lru_cache(maxsize=4096)
def is_pictograph(sign: str) -> bool:
    """Whether it can be an emoji."""
    code = ord(sign)
    if code >= 0x1F000:
        return code < 0x1FB00
    if sign in "\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299":
        return True
    return 0x2190 <= code < 0x2C00 and unicodedata.category(sign) in ("So", "Sm")


# Signs below U+1F000 that are emoji without anything said about it.
_ALWAYS_EMOJI = frozenset(
    "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"
)
# Signs above that are not.
_OFTEN_TEXT = (
    "🌡🌤🌥🌦🌧🌨🌩🌪🌫🌬🌶🍽🎖🎗🎙🎚🎛🎞🎟🏋🏌🏍🏎🏔🏕🏖🏗🏘🏙🏚🏛🏜🏝🏞🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳🕴🕵🕶🕷🕸🕹🖇🖊🖋🖌🖍🖐🖥🖨🖱🖲🖼🗂🗃🗄🗑🗒🗓"
    "🗜🗝🗞🗡🗣🗨🗯🗳🗺🛋🛍🛎🛏🛠🛡🛢🛣🛤🛥🛩🛰🛳🅰🅱🅾🅿🈂🈷"
)


@lru_cache(maxsize=4096)
def looks_like_emoji(cluster: str) -> bool:
    """Whether a cluster is shown in colour: by itself, or because it says so."""
    first = cluster[0]
    if AS_EMOJI in cluster:
        return is_pictograph(first) or "\u20e3" in cluster
    if _WITH_TEXT_LOOKS in cluster:
        return False
    if len(cluster) > 1 and (_JOINER in cluster or ord(cluster[1]) in _TONES):
        return is_pictograph(first)
    if ord(first) in _FLAG_LETTERS:
        return True
    if ord(first) < 0x1F000:
        return first in _ALWAYS_EMOJI
    return is_pictograph(first) and first not in _OFTEN_TEXT
