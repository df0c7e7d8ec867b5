"""Stock providers whose link, server or network goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.interop.peer import NEWEST_FIRST, PROVIDERS, Peer, View, all_agree
from tests.running_server import Board, RunningServer

pytestmark = pytest.mark.served
Peers = Callable[[int], Awaitable[list[Peer]]]


def _revoke(server: RunningServer, board: Board, role: str) -> None:
    """Revoke a link as the first facilitator, signed in by a link of the command line."""
    link = server.run("signin-link").strip()
    with httpx.Client() as browser:
        assert browser.get(link).status_code == httpx.codes.SEE_OTHER
        answer = browser.post(f"{server.url}/api/boards/{board.id}/links/{role}/revoke", json={})
    assert answer.status_code == httpx.codes.OK, answer.text


async def test_revoking_a_link_ends_its_connections(
    shared_server: RunningServer, peers: Peers
) -> None:
    """Who came by a revoked link is closed with 4401; 3.1.0 stops, older ones never get in again."""
    board = shared_server.create_board()
    everybody = await peers(len(PROVIDERS) + 1)
    *revoked, other = everybody
    for peer, version in zip(revoked, PROVIDERS, strict=True):
        await peer.join(version, shared_server, board)
    await other.join("3.1.0", shared_server, board, role="viewer")

    await asyncio.to_thread(_revoke, shared_server, board, "participant")

    *older, newest = [await peer.sees(lambda view: 4401 in view.close_codes) for peer in revoked]
    assert not newest.wants_to_connect
    assert all(view.wants_to_connect for view in older)
    for peer in revoked[:-1]:
        again = await peer.sees(lambda view: len(view.close_codes) >= 3)
        assert again.close_codes[:3] == [4401, 401, 401]
        assert again.opened == 1
    assert (await revoked[-1].look()).close_codes == [4401]
    assert (await other.look()).connected


async def test_an_unknown_token_never_gets_in(shared_server: RunningServer, peers: Peers) -> None:
    """A wrong token is refused at the HTTP upgrade, where every provider slows down."""
    board, foreign = shared_server.create_board(), shared_server.create_board()
    for token, status in (("no-such-token", 401), (foreign.tokens["participant"], 403)):
        (peer,) = await peers(1)
        await peer.ask(
            "join",
            version="3.1.0",
            server=f"{shared_server.socket_url}/sync",
            board=board.id,
            params={"token": token},
        )
        refused = await peer.sees(lambda view: bool(view.close_codes))
        assert refused.close_codes[0] == status
        assert refused.opened == 0


@pytest.mark.parametrize("version", NEWEST_FIRST)
async def test_the_server_is_killed_while_all_write(
    server: RunningServer, peers: Peers, version: str
) -> None:
    """[SYNC-3] [DUR-2] After kill −9, edits made on both sides meanwhile meet, and nothing is lost."""
    board = server.create_board()
    one, two = await peers(2)
    for peer in (one, two):
        await peer.join(version, server, board)
    await one.make({"shared": "both saw this"})
    await two.sees(lambda view: "shared" in view.objects)

    await asyncio.to_thread(server.kill)
    for peer in (one, two):
        await peer.sees(lambda view: not view.connected)
    await one.make({"one": "written while away"})
    await one.ask("type", object="shared", index=0, text="one and ")
    await two.make({"two": "written while away, too"})
    await two.ask("type", object="shared", index=4, text=" two")

    await asyncio.to_thread(server.start)

    def met(view: View) -> bool:
        text = view.texts()["shared"]
        return {"one", "two"} <= set(view.objects) and "one and" in text and " two" in text

    for peer in (one, two):
        await peer.sees(met)
    await all_agree(server, board, one, two)


async def test_an_orderly_restart_is_no_reason_to_stop(server: RunningServer, peers: Peers) -> None:
    """[DUR-7] SIGTERM closes with 1012 and loses nothing; every provider comes back by itself."""
    board = server.create_board()
    everybody = await peers(len(PROVIDERS))
    for peer, version in zip(everybody, PROVIDERS, strict=True):
        await peer.join(version, server, board)
    for number, peer in enumerate(everybody):
        await peer.make({f"note{number}": "before"})
    await asyncio.to_thread(server.stop)
    for peer in everybody:
        closed = await peer.sees(lambda view: bool(view.close_codes))
        assert closed.close_codes == [1012]
    await asyncio.to_thread(server.start)
    for peer in everybody:
        back = await peer.sees(lambda view: view.synced and len(view.objects) == 3)
        assert back.opened == 2
    assert set(await asyncio.to_thread(server.objects, board)) == {"note0", "note1", "note2"}
