"""The words that people read, from the client's own message catalogue.

Tests find what they press by the name it has in the language of the page, and know every sentence
that may stand on a page at all.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["nl", "en"]

_MESSAGES = Path(__file__).resolve().parents[2] / "client" / "src" / "messages"
_INPUT = re.compile(r"\{(\w+)\}")


class Words:
    """The messages of one language, by key."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._messages = _read(language)

    def __call__(self, key: str, **inputs: str | int) -> str:
        """Return the message as it is shown; `inputs` fill its gaps, `count` chooses its form."""
        message = self._messages[key]
        if not isinstance(message, str):
            forms = message[0]["match"]
            message = forms["form=one" if inputs["count"] == 1 else "form=other"]
        return _INPUT.sub(lambda gap: str(inputs[gap[1]]), message)

    def pattern(self, key: str) -> re.Pattern[str]:
        """Match the message whatever its gaps hold."""
        return re.compile("|".join(map(_as_pattern, _forms(self._messages[key]))))

    def explains(self, text: str) -> bool:
        """Whether `text` is one of the messages."""
        return any(pattern.fullmatch(text) for pattern in _patterns(self.language))

    def keys(self) -> frozenset[str]:
        return frozenset(self._messages)


@cache
def _read(language: Language) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for path in (_MESSAGES / f"{language}.json", _MESSAGES / "board" / f"{language}.json"):
        messages |= json.loads(path.read_text("utf-8"))
    del messages["$schema"]
    return messages


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    texts = [form for message in _read(language).values() for form in _forms(message)]
    return tuple(re.compile(_as_pattern(text), re.DOTALL) for text in texts)


def _forms(message: Any) -> list[str]:
    return [message] if isinstance(message, str) else list(message[0]["match"].values())


def _as_pattern(text: str) -> str:
    return "(.+)".join(re.escape(piece) for piece in _INPUT.split(text)[::2])
