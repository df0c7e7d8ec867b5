"""The wheel, installed where no checkout is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests.interop.peer import Peer
from tests.running_server import RunningServer

pytestmark = [pytest.mark.packaging, pytest.mark.served]
Peers = Callable[[int], Awaitable[list[Peer]]]
_CHECKOUT = Path(__file__).resolve().parents[2]


def _run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the checkout's files, its client and all."""
    source = tmp_path_factory.mktemp("source")
    listed = _run(
        "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=_CHECKOUT
    )
    for name in filter(None, listed.split("\0")):
        if (_CHECKOUT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(_CHECKOUT / name, source / name)
    built = tmp_path_factory.mktemp("built")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", built, folder=source)
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of a fresh virtual environment that has the wheel and the pinned requirements."""
    home = tmp_path_factory.mktemp("home")
    _run(sys.executable, "-m", "venv", home / "venv", folder=home)
    pip = (home / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet")
    _run(*pip, "--require-hashes", "-r", _CHECKOUT / "requirements" / "run.txt", folder=home)
    _run(*pip, "--no-deps", wheel, folder=home)
    _run(*pip[:3], "check", folder=home)
    server = RunningServer(home, command=home / "venv" / "bin" / "tafelronde")
    server.start()
    yield server
    server.stop()


def test_one_wheel_carries_everything(wheel: Path) -> None:
    """The client, the schema, the migrations and the fonts are inside; no source of the client is."""
    names = ZipFile(wheel).namelist()
    bundled = {name.removeprefix("tafelronde/bundled/") for name in names if "/bundled/" in name}
    assert {"client/index.html", "shared_schema/board.schema.json", "migrations/env.py"} <= bundled
    assert any(re.fullmatch(r"client/assets/.*\.js", name) for name in bundled)
    fonts = {f"tafelronde/files/fonts/inter-{part}.ttf" for part in ("latin", "latin-ext")}
    assert fonts <= set(names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert not [name for name in names if name.endswith((".svelte", ".ts")) or "tests/" in name]


def test_it_serves_its_page_and_what_the_page_needs(installed: RunningServer) -> None:
    """`/` is the client's page, and every file that it names is there."""
    with httpx.Client(base_url=installed.url) as browser:
        page = browser.get("/")
        assert page.status_code == httpx.codes.OK
        assert "<html" in page.text
        needed = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
        assert any(path.endswith(".js") for path in needed)
        for path in needed:
            assert browser.get(path).status_code == httpx.codes.OK, path


async def test_it_syncs_with_a_real_yjs_client(installed: RunningServer, peers: Peers) -> None:
    """[SYNC-1] A note that a stock provider makes is on disk, and there for the next one."""
    board = installed.create_board()
    writer, reader = await peers(2)
    await writer.join("3.1.0", installed, board, events="1")
    await writer.make({"note": "through the wheel"})
    await writer.sees(lambda view: view.saved == 2)
    assert installed.objects(board)["note"]["text"] == "through the wheel"
    await reader.join("2.1.0", installed, board)
    assert (await reader.look()).texts() == {"note": "through the wheel"}
