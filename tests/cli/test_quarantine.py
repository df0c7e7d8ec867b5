"""`tafelronde quarantine` beside a running server."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tafelronde.storage.database import Database
from tafelronde.storage.links import link_by_token, link_person
from tafelronde.storage.quarantine import Poison, QuarantineStore
from tests.running_server import Board, RunningServer

pytestmark = pytest.mark.served

UPDATE = b"\x01\x02 hostile \x00\xff"
AT = 1_790_000_000_000


def banned_token(server: RunningServer, board: Board) -> str:
    """Puts two updates of the viewers' bare token into the quarantine; returns the link's id."""

    async def keep() -> str:
        database = Database(f"sqlite+aiosqlite:///{server.folder}/data/tafelronde.sqlite3")
        await database.open()
        try:
            async with database.read() as connection:
                link = await link_by_token(connection, board.tokens["viewer"])
            assert link is not None
            poison = Poison(board.id, link_person(link).id, link.id, AT, "PanicException", UPDATE)
            await QuarantineStore(database).keep([poison, poison])
            return link.id
        finally:
            await database.close()

    return asyncio.run(keep())


def failed_with(server: RunningServer, *words: str) -> str:
    """The one line with which a command fails."""
    with pytest.raises(AssertionError) as failure:
        server.run(*words)
    return str(failure.value).partition(":\n")[2]


def test_an_operator_sees_takes_out_and_lets_in(server: RunningServer, tmp_path: Path) -> None:
    """[QUAR-3] [QUAR-5] [QUAR-6] A ban outlives a restart; what is listed never shows content."""
    board = server.create_board("Zomer")
    door = f"{server.socket_url}/sync/{board.id}?token={board.tokens['viewer']}"
    with connect(door):
        pass
    link = banned_token(server, board)
    server.stop()
    server.start()
    with pytest.raises(InvalidStatus) as refused:
        connect(door)
    assert refused.value.response.status_code == 403
    assert b"takes nothing more from you" in (refused.value.response.body or b"")
    with connect(f"{door}&events=1") as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=20)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4423, "banned")

    printed = server.run("quarantine", "list", "--json")
    newest, oldest = json.loads(printed)["quarantined"]
    assert {key: newest[key] for key in ("board_id", "link_id", "at", "why", "bytes")} == {
        "board_id": board.id,
        "link_id": link,
        "at": AT,
        "why": "PanicException",
        "bytes": len(UPDATE),
    }
    shown = server.run("quarantine", "list", "--board", board.id)
    for part in ("2026-09-21 14:13:20", board.id, f"link_{link}", "PanicException"):
        assert part in shown
    assert "hostile" not in printed + shown
    assert json.loads(server.run("quarantine", "list", "--board", "other", "--json")) == {
        "quarantined": []
    }

    file = tmp_path / "update.bin"
    server.run("quarantine", "export", str(oldest["id"]), str(file))
    assert file.read_bytes() == UPDATE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = failed_with(server, "quarantine", "export", str(oldest["id"]), str(file))
    assert again == "tafelronde: The file cannot be written: File exists.\n"
    unknown = failed_with(server, "quarantine", "export", "99", str(tmp_path / "none"))
    assert unknown == "tafelronde: Nothing in the quarantine has the id 99.\n"

    [ban] = json.loads(server.run("quarantine", "bans", "--json"))["bans"]
    assert (ban["board_id"], ban["at"]) == (board.id, AT)
    assert ban["person_id"] in server.run("quarantine", "bans", "--board", board.id)
    server.run("quarantine", "lift", board.id, link)
    with connect(door):
        pass
    assert json.loads(server.run("quarantine", "bans", "--json")) == {"bans": []}
    not_banned = failed_with(server, "quarantine", "lift", board.id, link)
    assert not_banned == "tafelronde: Nobody of that id is banned from that board.\n"
