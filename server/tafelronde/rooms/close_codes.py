"""The close codes of `shared_schema/wire.json`, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CloseCode:
    """`is_permanent`: reconnecting will not help."""

    code: int
    is_permanent: bool


CloseCodes = Mapping[str, CloseCode]


def read_close_codes(wire: Mapping[str, Any]) -> CloseCodes:
    """`wire`: the parsed wire.json."""
    return {
        name: CloseCode(entry["code"], entry["permanent"])
        for name, entry in wire["closeCodes"].items()
    }
