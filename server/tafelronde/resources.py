"""Where the files are that travel with the package but are no Python.

In an installed wheel they lie in `tafelronde/bundled/`; in a checkout they are found where they are
edited. Constants, so that nothing is looked up twice.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_BUNDLED = _PACKAGE / "bundled"
_CHECKOUT = _PACKAGE.parent.parent
_INSTALLED = _BUNDLED.is_dir()

SHARED_SCHEMA = (_BUNDLED if _INSTALLED else _CHECKOUT) / "shared_schema"
"""The folder with `board.schema.json`, `presence.schema.json` and `wire.json`."""

MIGRATIONS = (_BUNDLED if _INSTALLED else _CHECKOUT) / "migrations"
"""Alembic's folder: `env.py` and `versions/`."""

CLIENT = _BUNDLED / "client" if _INSTALLED else _CHECKOUT / "client" / "dist"
"""The built client, with `index.html` and `assets/`. In a checkout it is there after a build."""
