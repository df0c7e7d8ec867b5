"""Where a link card leads, as its foot says it: `link.ts`, here. Words only: nothing in a drawing leads
anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_HEAD = re.compile(r"^https?://(www\.)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """`host`: "example.org", without "www."; `shown`: all of it, without what every address has."""

    host: str
    shown: str


def web_address(text: str) -> Address | None:
    """None for what is no web address."""
    wanted = text.strip()
    if _WEB.fullmatch(wanted) is None:
        return None
    try:
        host = urlsplit(wanted).hostname
    except ValueError:
        return None
    if not host:
        return None
    short = _HEAD.sub("", wanted).removesuffix("/")
    return Address(host.removeprefix("www."), unquote(short, errors="replace"))
