"""Peers are installed by name from their package registries, at run time, into a cache of the user's.

Nothing of them is in this repository. The versions are pinned here and nowhere else.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.peers.peer import NotInstalled

HOCUSPOCUS = {"@hocuspocus/server": "4.7.0", "y-protocols": "1.0.7", "yjs": "13.6.33"}
HOCUSPOCUS_SQLITE = {**HOCUSPOCUS, "@hocuspocus/extension-database": "4.7.0"}
# Left to itself npm takes an @y/protocols of a later date, for another Yjs than this server's, and
# the server then applies no update at all: this is the one it was published with.
Y_WEBSOCKET = {
    "@y/websocket-server": "0.1.5",
    "@y/protocols": "1.0.6-1",
    "yjs": "14.0.0-16",
}
Y_WEBSOCKET_LEVELDB = {**Y_WEBSOCKET, "y-leveldb": "0.2.0"}
PYCRDT_WEBSOCKET = (
    "pycrdt==0.14.13",
    "pycrdt-websocket==0.16.5",
    "pycrdt-store==0.1.5",
    "uvicorn[standard]==0.54.0",
)

_SCRIPTS = Path(__file__).parent
_INSTALL_SECONDS = 900


def cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "tafelronde-bench"


def node() -> str:
    """The Node of the virtual environment, else the machine's."""
    return _program("node")


def node_folder(name: str, packages: Mapping[str, str], script: str | None) -> Path:
    """A folder with those npm packages and our server script; installed once."""
    folder = cache() / name
    wanted = {"private": True, "type": "module", "dependencies": packages}
    if "yjs" in packages:
        # y-leveldb asks for yjs 13 but runs on the 14 that its server brings: one yjs for all.
        wanted["overrides"] = {"yjs": "$yjs"}
    spec = json.dumps(wanted, indent=2)
    if not _is_ready(folder, spec):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(spec, "utf-8")
        words = (_program("npm"), "install", "--no-audit", "--no-fund")
        run(words, folder)
        _mark_ready(folder, spec)
    if script is not None:
        # Node looks for packages beside the script.
        shutil.copyfile(_SCRIPTS / script, folder / script)
    return folder


def python_folder(name: str, packages: Sequence[str]) -> Path:
    """A folder whose `bin/python` has those packages; installed once."""
    folder = cache() / name
    spec = "\n".join(packages)
    if not _is_ready(folder, spec):
        folder.mkdir(parents=True, exist_ok=True)
        run((sys.executable, "-m", "venv", "--clear", str(folder)), folder.parent)
        pip = (str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet")
        run((*pip, "--disable-pip-version-check", *packages), folder)
        _mark_ready(folder, spec)
    return folder


def script(name: str) -> Path:
    return _SCRIPTS / name


def _program(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise NotInstalled(f"there is no {name}")
    return found


def run(words: Sequence[str], folder: Path) -> None:
    """Runs it there, our Python and Node found first; `NotInstalled` when it fails."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    log = folder / "install.log"
    try:
        with log.open("ab") as output:
            subprocess.run(
                words,
                cwd=folder,
                env={**os.environ, "PATH": path},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=_INSTALL_SECONDS,
                check=True,
            )
    except (subprocess.SubprocessError, OSError) as error:
        raise NotInstalled(f"{' '.join(words[:3])} failed, see {log}") from error


def _is_ready(folder: Path, spec: str) -> bool:
    mark = folder / "ready"
    return mark.is_file() and mark.read_text("utf-8") == spec


def _mark_ready(folder: Path, spec: str) -> None:
    (folder / "ready").write_text(spec, "utf-8")
