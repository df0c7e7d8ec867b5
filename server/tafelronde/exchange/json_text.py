"""JSON that somebody else wrote: parsed within bounds, with the line of what is wrong."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from tafelronde.errors import Unreadable
from tafelronde.exchange.reading import too_deep


def parsed(text: str) -> Any:
    """Raises Unreadable."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise Unreadable(
            "file_malformed",
            f"This is no JSON: {error.msg[:1].lower()}{error.msg[1:]} at column {error.colno}.",
            line=error.lineno,
            expected="JSON",
            got=error.msg,
        ) from error
    except RecursionError as error:
        raise too_deep(_deep_line(text)) from error
    except ValueError as error:
        raise Unreadable(
            "file_malformed",
            "This is no JSON that can be read: it has a number that is none.",
            expected="numbers as JSON has them",
        ) from error


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _deep_line(text: str) -> int | None:
    """The line on which brackets lie deeper in each other than anybody means."""
    depth = 0
    for line, content in enumerate(text.split("\n"), 1):
        for at, letter in enumerate(content):
            if letter in "[{":
                depth += 1
                if depth > 500:
                    return line
            elif letter in "]}":
                depth -= 1
            elif at > 1_000_000:
                return line
    return None


def line_of_key(text: str, key: str) -> int | None:
    """The line on which `key` is first named."""
    at = text.find(json.dumps(key, ensure_ascii=False))
    return None if at < 0 else text.count("\n", 0, at) + 1
