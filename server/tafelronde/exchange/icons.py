"""Icons on the nodes of maps: a word each on boards, a name each in FreeMind and Freeplane.

The words are those of `board.schema.json`, for which the client has drawings. Other icons of these
programs become the character that looks like them, which on boards is an icon, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class _Icon(NamedTuple):
    """`sign`: the character that looks like it. `builtins`: what programs call it, first as it is written."""

    sign: str
    builtins: tuple[str, ...] = ()


WORDS: Mapping[str, _Icon] = {
    "idea": _Icon("💡", ("idea",)),
    "question": _Icon("❓", ("help",)),
    "warning": _Icon("⚠️", ("messagebox_warning",)),
    "yes": _Icon("✅", ("button_ok", "checked")),
    "no": _Icon("❌", ("button_cancel",)),
    "star": _Icon("⭐", ("bookmark",)),
    "flag": _Icon("🚩", ("flag",)),
    "heart": _Icon("❤️", ("hearts",)),
    # Their own `up` and `down` are arrows.
    "up": _Icon("👍"),
    "down": _Icon("👎"),
    "people": _Icon("👥", ("group", "family")),
    "talk": _Icon("💬"),
    "calendar": _Icon("📅", ("calendar",)),
    "clock": _Icon("🕐", ("clock", "clock2")),
    "money": _Icon("💰"),
    "home": _Icon("🏠", ("gohome",)),
    "leaf": _Icon("🍃"),
    "book": _Icon("📖"),
}

_SIGNS: dict[str, str] = {
    # The exclamation mark, which says that something is important.
    "yes": "❗",
    "stop-sign": "🛑",
    "stop": "🛑",
    "info": "ℹ️",
    "flag-green": "🟢",
    "flag-yellow": "🟡",
    "flag-blue": "🔵",
    "ksmiletris": "🙂",
    "smily_bad": "🙁",
    "smiley-neutral": "😐",
    "male1": "👤",
    "female1": "👩",
    "mail": "✉️",
    "kmail": "📧",
    "Mail": "✉️",
    "attach": "📎",
    "pencil": "✏️",
    "edit": "✏️",
    "list": "📋",
    "wizard": "🪄",
    "xmag": "🔍",
    "bell": "🔔",
    "password": "🔑",
    "launch": "🚀",
    "penguin": "🐧",
    "bee": "🐝",
    "full-0": "0️⃣",
    "full-1": "1️⃣",
    "full-2": "2️⃣",
    "full-3": "3️⃣",
    "full-4": "4️⃣",
    "full-5": "5️⃣",
    "full-6": "6️⃣",
    "full-7": "7️⃣",
    "full-8": "8️⃣",
    "full-9": "9️⃣",
    "0%": "🌑",
    "50%": "🌗",
    "100%": "🌕",
    "go": "🚦",
    "hourglass": "⏳",
    "forward": "➡️",
    "back": "⬅️",
    "up": "⬆️",
    "down": "⬇️",
}

_ICONS = {
    **_SIGNS,
    **{builtin: word for word, icon in WORDS.items() for builtin in icon.builtins},
}
_WORDS_OF_SIGNS = {icon.sign.removesuffix("\ufe0f"): word for word, icon in WORDS.items()}
_BUILTINS: Mapping[str, str] = {
    **{sign: builtin for builtin, sign in reversed(_SIGNS.items())},
    **{icon: each.builtins[0] for icon, each in WORDS.items() if each.builtins},
}

# Freeplane names a character by its numbers: emoji-1F4A1.
_EMOJI = re.compile(r"emoji((?:-[0-9A-Fa-f]{1,6}){1,8})")
_LAST_CHARACTER = 0x10FFFF
_PLAIN = re.compile(r"[\w%.+ -]+", re.ASCII)


def icon_of(builtin: str) -> str | None:
    """The icon of boards for the one of that name; None when there is none."""
    if builtin in _ICONS:
        return _ICONS[builtin]
    if (found := _EMOJI.fullmatch(builtin)) is None:
        return None
    codes = [int(part, 16) for part in found[1][1:].split("-")]
    # Below are letters and controls; halves of characters are none.
    if not all(0xA0 <= code <= _LAST_CHARACTER and code >> 11 != 0x1B for code in codes):
        return None
    sign = "".join(map(chr, codes))
    return _WORDS_OF_SIGNS.get(sign.removesuffix("\ufe0f"), sign)


def builtin_of(icon: str) -> str:
    """The name of the icon that looks like that one of boards."""
    word = icon if icon in WORDS else _WORDS_OF_SIGNS.get(icon.removesuffix("\ufe0f"), icon)
    if word in _BUILTINS:
        return _BUILTINS[word]
    if word in WORDS:
        icon = WORDS[word].sign
    elif _PLAIN.fullmatch(icon):
        # A word that nobody here knows. It is no character, so it stays what it is.
        return icon
    return "emoji-" + "-".join(f"{ord(letter):X}" for letter in icon)
