"""What the real server writes to its log about requests and sockets, and what it never writes."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from pycrdt import Doc, Map
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tafelronde.sync import messages
from tests.deadline import until
from tests.running_server import RunningServer
from tests.sync.peer import sticky

pytestmark = pytest.mark.served

WRITTEN, NAME = "what-somebody-wrote", "Mieke-van-de-Ven"


def lines(server: RunningServer, **wanted: Any) -> list[dict[str, Any]]:
    """The JSON lines that say all of this."""
    logged = (json.loads(line) for line in server.said().splitlines() if line.startswith("{"))
    return [line for line in logged if wanted.items() <= line.items()]


async def test_a_sockets_lines_have_its_board_and_its_id_and_nothing_of_what_it_said(
    shared_server: RunningServer,
) -> None:
    """[SIGHT-4] [ACC-10] From the proxy's id to the end of the connection."""
    board = shared_server.create_board("Zomer-in-Utrecht")
    token = board.tokens["participant"]
    request_id = "of-the-proxy-1"
    doc: Doc[Any] = Doc()
    doc.get("objects", type=Map)["n"] = sticky(WRITTEN)
    async with httpx.AsyncClient(base_url=shared_server.url) as guest:
        await guest.post("/api/join", json={"token": token, "name": NAME})
    async with connect(
        f"{shared_server.socket_url}/sync/{board.id}?token={token}&events=1",
        additional_headers={"X-Request-Id": request_id},
    ) as socket:
        assert socket.response is not None
        assert socket.response.headers["x-request-id"] == request_id
        await socket.send(messages.update(doc.get_update()))
        await socket.send(b"\x63" + WRITTEN.encode())
        await socket.wait_closed()
    await until(
        lambda: len(lines(shared_server, event="socket", connection=request_id)) == 1, "its end"
    )
    (closed,) = lines(shared_server, event="connection closed", connection=request_id)
    (ended,) = lines(shared_server, event="socket", connection=request_id)
    assert closed["board"] == ended["board"] == board.id
    assert ended["request_id"] == request_id
    assert (ended["role"], ended["received"], ended["close"]) == (
        "participant",
        1,
        "unknownMessage",
    )
    said = shared_server.said()
    for secret in (WRITTEN, NAME, board.title, *board.tokens.values()):
        assert secret not in said


async def test_a_socket_that_is_refused_is_logged_without_what_it_showed(
    shared_server: RunningServer,
) -> None:
    """[SIGHT-4] [ACC-10] What is no id of a board is a stranger's text."""
    for path in (f"%22{WRITTEN}%22", "nowhere-at-all"):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"{shared_server.socket_url}/sync/{path}?token=secret-token-42"):
                pass
        request_id = refused.value.response.headers["x-request-id"]
        (line,) = lines(shared_server, event="socket refused", request_id=request_id)
        assert (line["code"], line["board"]) == ("link_unknown", path if "%" not in path else "-")
    assert WRITTEN not in shared_server.said()
    assert "secret-token-42" not in shared_server.said()
    # That is no error: a stranger with an old link, or many, could fill the log with alarms.
    assert lines(shared_server, level="error", logger="uvicorn.error", board="nowhere-at-all") == []
    assert "without completing handshake" not in shared_server.said()


async def test_prometheus_on_the_same_machine_reads_what_happened(
    shared_server: RunningServer,
) -> None:
    """[SIGHT-1] [SIGHT-2] The served figures, on the real server."""
    board = shared_server.create_board()
    async with connect(
        f"{shared_server.socket_url}/sync/{board.id}?token={board.tokens['viewer']}"
    ) as socket:
        await socket.recv()
        async with httpx.AsyncClient(base_url=shared_server.url) as prometheus:
            answer = await prometheus.get("/metrics")
        assert answer.status_code == 200
        said = answer.text
    assert 'tafelronde_connections{role="viewer"} 1.0' in said
    assert "process_resident_memory_bytes" in said
    assert "python_gc_collections_total" in said
