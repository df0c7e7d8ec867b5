"""What the documentation says is true."""

from __future__ import annotations

import asyncio
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bench.readme import all_within, newest
from tafelronde.settings import Settings
from tests.deadline import eventually
from tests.interop import peer
from tests.running_server import RunningServer

_ROOT = Path(__file__).resolve().parents[2]
_README = (_ROOT / "README.md").read_text("utf-8")


def test_the_settings_table_names_every_setting_and_its_default() -> None:
    """Variables, their order and their defaults are those of the code."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", _README, re.MULTILINE)
    fields = Settings.model_fields
    assert [name for name, _ in rows] == [
        field.validation_alias or f"TAFELRONDE_{name.upper()}" for name, field in fields.items()
    ]
    for (_, shown), field in zip(rows, fields.values(), strict=True):
        # Empty defaults follow from other settings and are told in words.
        if field.default:
            assert shown == f"`{field.default}`"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(page: str) -> None:
    """Every file that a page links to is in the checkout."""
    text = (_ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (_ROOT / target).exists(), target


def test_the_figures_are_those_of_the_newest_whole_run() -> None:
    """The tables were put there by `python -m bench.readme`, and by no hand."""
    assert newest() is not None
    assert all_within(_README) == _README


def test_the_map_is_true() -> None:
    """Every folder and file of the map in CONTRIBUTING is there, and no top folder is missing in it."""
    text = (_ROOT / "CONTRIBUTING.md").read_text("utf-8")
    drawn = text.split("```")[1].splitlines()
    outer, found = Path(), set[str]()
    for line in filter(None, drawn):
        names = re.findall(r"(?:^| )([\w./]+(?:/|\.py))(?= |$)", line[:46])
        if not line.startswith(" "):
            outer = Path(names[0])
            found.add(outer.parts[0])
            assert (_ROOT / outer).is_dir(), outer
        else:
            for name in names:
                assert (_ROOT / outer / name).exists(), outer / name
    sources = {path.parent.name for path in (_ROOT / "server" / "tafelronde").glob("*/__init__.py")}
    assert sources <= {name.strip("/") for name in re.findall(r"^    (\w+)/ ", text, re.MULTILINE)}
    listed = subprocess.run(
        ["git", "ls-files"], cwd=_ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    folders = {name.split("/")[0] for name in listed if "/" in name and not name.startswith(".")}
    assert folders == found


@pytest.mark.served
async def test_the_ten_lines_connect_a_client_of_ones_own(
    shared_server: RunningServer, tmp_path: Path
) -> None:
    """The example, with a real board in its gaps, writes a note that the server keeps."""
    board = shared_server.create_board()
    (example,) = re.findall(r"```js\n(.*?)```", _README, re.DOTALL)
    assert len(example.strip().splitlines()) <= 10
    program = (
        example.replace("TOKEN", board.tokens["participant"])
        .replace("BOARD_ID", board.id)
        .replace("ws://127.0.0.1:8000", shared_server.socket_url)
        .replace('"y-websocket"', '"y-websocket-3.1"')
    )
    # Node looks for packages beside the program.
    (tmp_path / "example.mjs").write_text(program, "utf-8")
    (tmp_path / "node_modules").symlink_to(peer.FOLDER / "node_modules")
    process = await asyncio.create_subprocess_exec(
        peer.NODE, "--preserve-symlinks", tmp_path / "example.mjs"
    )

    async def kept() -> dict[str, dict[str, Any]]:
        return await asyncio.to_thread(shared_server.objects, board)

    try:
        objects = await eventually(kept, lambda objects: "hello" in objects, 30)
    finally:
        process.kill()
        await process.wait()
    assert objects["hello"]["text"] == "Hello"
