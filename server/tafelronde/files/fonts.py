"""The fonts that drawings of boards are set in: Inter, which comes along, and what the machine has.

Inter is the page's own, in the same two files with the same signs (`client/src/styles/base.css`). Emoji
and the scripts that it lacks are set, as on the page, in fonts of the machine; of those only a few are
looked for, in the places where systems have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tafelronde.exchange.lettering.fonts import FontFile, Fonts

_OWN = Path(__file__).with_name("fonts")
_LATIN = (
    *((0x0000, 0x00FF), (0x0131, 0x0131), (0x0152, 0x0153), (0x02BB, 0x02BC), (0x02C6, 0x02C6)),
    *((0x02DA, 0x02DA), (0x02DC, 0x02DC), (0x0304, 0x0304), (0x0308, 0x0308), (0x0329, 0x0329)),
    *((0x2000, 0x206F), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2191, 0x2191), (0x2193, 0x2193)),
    *((0x2212, 0x2212), (0x2215, 0x2215), (0xFEFF, 0xFEFF), (0xFFFD, 0xFFFD)),
)
_LATIN_EXT = (
    *((0x0100, 0x02BA), (0x02BD, 0x02C5), (0x02C7, 0x02CC), (0x02CE, 0x02D7), (0x02DD, 0x02FF)),
    *((0x0304, 0x0304), (0x0308, 0x0308), (0x0329, 0x0329), (0x1D00, 0x1DBF), (0x1E00, 0x1E9F)),
    *((0x1EF2, 0x1EFF), (0x2020, 0x2020), (0x20A0, 0x20AB), (0x20AD, 0x20C0), (0x2113, 0x2113)),
    *((0x2C60, 0x2C7F), (0xA720, 0xA7FF)),
)
_PLACES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/opt/homebrew/share/fonts",
)
# In the order in which they are asked.
_EMOJI = ("NotoColorEmoji.ttf",)
_TEXT = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"),
    ("NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf"),
    ("NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf"),
    ("NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf"),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
)


def load() -> Fonts:
    """Read the fonts. What of the machine's cannot be read is left out."""
    there = _there()
    files = [
        FontFile("Inter", (_OWN / "inter-latin.ttf").read_bytes(), signs=_LATIN),
        FontFile("Inter", (_OWN / "inter-latin-ext.ttf").read_bytes(), signs=_LATIN_EXT),
    ]
    for name in _EMOJI:
        files.extend(_read(there, name, is_emoji=True))
    for regular, bold in _TEXT:
        found = list(_read(there, regular))
        if found:
            files.extend([*found, *_read(there, bold, heavy=True)])
    return Fonts(files)


def _there() -> dict[str, Path]:
    """Where the fonts of this machine are, by the names of their files."""
    wanted = {*_EMOJI, *(name for pair in _TEXT for name in pair)}
    found: dict[str, Path] = {}
    for place in _PLACES:
        for path in sorted(Path(place).rglob("*.tt[fc]")):
            if path.name in wanted:
                found.setdefault(path.name, path)
    return found


def _read(
    there: dict[str, Path], name: str, *, is_emoji: bool = False, heavy: bool = False
) -> Iterator[FontFile]:
    if name not in there:
        return
    try:
        content = there[name].read_bytes()
    except OSError:
        return
    yield FontFile(name, content, kind="emoji" if is_emoji else "text", heavy=heavy)
