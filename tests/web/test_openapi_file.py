"""shared_schema/openapi.json, from which the client's types are made, is what the server offers."""

from __future__ import annotations

import json

from tafelronde import resources
from tafelronde.app import create_app
from tafelronde.settings import Settings


def test_the_committed_description_is_the_present_one() -> None:
    """Out of step: `tafelronde openapi > shared_schema/openapi.json`, then `npm run generate`."""
    committed = (resources.SHARED_SCHEMA / "openapi.json").read_text(encoding="utf-8")
    assert json.loads(committed) == create_app(Settings()).openapi()
