"""Icons on the nodes of maps: a character each on boards, a name each in FreeMind and Freeplane."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BUILTIN: Mapping[str, str] = {
    "idea": "💡",
    "help": "❓",
    "yes": "❗",
    "messagebox_warning": "⚠️",
    "stop-sign": "🛑",
    "stop": "🛑",
    "button_ok": "✅",
    "button_cancel": "❌",
    "info": "ℹ️",
    "clock": "🕐",
    "calendar": "📅",
    "flag": "🚩",
    "flag-green": "🟢",
    "flag-yellow": "🟡",
    "flag-blue": "🔵",
    "bookmark": "⭐",
    "ksmiletris": "🙂",
    "smily_bad": "🙁",
    "smiley-neutral": "😐",
    "hearts": "❤️",
    "male1": "👤",
    "female1": "👩",
    "group": "👥",
    "family": "👪",
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
    "gohome": "🏠",
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
    "forward": "➡️",
    "back": "⬅️",
    "up": "⬆️",
    "down": "⬇️",
}
_NAMES = {icon: name for name, icon in reversed(list(_BUILTIN.items()))}

# Freeplane names a character by its numbers: emoji-1F4A1.
_EMOJI = re.compile(r"emoji((?:-[0-9A-Fa-f]{1,6}){1,8})")
_LAST_CHARACTER = 0x10FFFF


def icon_of(builtin: str) -> str | None:
    """The character for the icon of that name; None when there is none."""
    if builtin in _BUILTIN:
        return _BUILTIN[builtin]
    if (found := _EMOJI.fullmatch(builtin)) is None:
        return None
    codes = [int(part, 16) for part in found[1][1:].split("-")]
    # Below are letters and controls; halves of characters are none.
    is_icon = all(0xA0 <= code <= _LAST_CHARACTER and code >> 11 != 0x1B for code in codes)
    return "".join(map(chr, codes)) if is_icon else None


def builtin_of(icon: str) -> str:
    """The name of the icon that looks like that."""
    return _NAMES.get(icon) or "emoji-" + "-".join(f"{ord(letter):X}" for letter in icon)
