"""The stock y-websocket providers, unmodified, on boards of the real server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.interop.peer import PROVIDERS, Peer, View, all_agree
from tests.running_server import RunningServer

pytestmark = pytest.mark.served
Peers = Callable[[int], Awaitable[list[Peer]]]


def _has(*names: str) -> Callable[[View], bool]:
    return lambda view: set(names) <= set(view.objects)


async def test_all_providers_converge(shared_server: RunningServer, peers: Peers) -> None:
    """[SYNC-3] Notes of three provider versions, and text typed at once, end up the same for all."""
    board = shared_server.create_board()
    everybody = await peers(len(PROVIDERS))
    for peer, version in zip(everybody, PROVIDERS, strict=True):
        await peer.join(version, shared_server, board)
    for number, peer in enumerate(everybody):
        await peer.make({f"note{number}": f"by {PROVIDERS[number]}"})
    for peer in everybody:
        await peer.sees(_has("note0", "note1", "note2"))

    await asyncio.gather(
        *(
            peer.ask("type", object="note0", index=0, text=word)
            for peer, word in zip(everybody, ("one ", "two ", "three "), strict=True)
        )
    )

    def all_typed(view: View) -> bool:
        return all(word in view.texts()["note0"] for word in ("one ", "two ", "three ", "by"))

    for peer in everybody:
        await peer.sees(all_typed)
    await all_agree(shared_server, board, *everybody)


@pytest.mark.parametrize("version", PROVIDERS)
async def test_a_newcomer_gets_everything(
    shared_server: RunningServer, peers: Peers, version: str
) -> None:
    """[SYNC-1] Who joins later is synced and has what was there, written by whoever has left."""
    board = shared_server.create_board()
    early, late = await peers(2)
    await early.join("3.1.0", shared_server, board, events="1")
    await early.make({"first": "was here"})
    await early.sees(lambda view: view.saved >= 2)
    await early.ask("disconnect")
    await late.join(version, shared_server, board)
    assert (await late.look()).texts() == {"first": "was here"}


@pytest.mark.parametrize("version", PROVIDERS)
async def test_presence_is_the_servers_word(
    shared_server: RunningServer, peers: Peers, version: str
) -> None:
    """[PRES-2] [PRES-3] Others see the cursor, `user` as the server knows it, and nobody after."""
    board = shared_server.create_board()
    watcher, liar = await peers(2)
    await watcher.join(version, shared_server, board)
    await liar.join(version, shared_server, board, role="viewer")
    ghost = (await liar.look()).client_id
    pretended = {"id": "somebody", "name": "The Convenor", "color": 3, "role": "facilitator"}
    await liar.ask("present", state={"cursor": [10, 20], "user": pretended})

    seen = await watcher.sees(lambda view: "cursor" in view.awareness.get(ghost, {}))
    shown = seen.awareness[ghost]
    assert shown["cursor"] == [10, 20]
    assert shown["user"]["role"] == "viewer"
    assert shown["user"]["name"] == ""
    assert shown["user"]["id"] != "somebody"

    await liar.ask("disconnect")
    await watcher.sees(lambda view: ghost not in view.awareness, within=5)


@pytest.mark.parametrize("version", PROVIDERS)
async def test_a_viewer_changes_nothing(
    shared_server: RunningServer, peers: Peers, version: str
) -> None:
    """[SYNC-6] A viewer's change is dropped with a reason; the socket stays and goes on receiving."""
    board = shared_server.create_board()
    writer, viewer = await peers(2)
    await writer.join("3.1.0", shared_server, board)
    await viewer.join(version, shared_server, board, role="viewer")
    await viewer.make({"forbidden": "not mine to write"})
    told = await viewer.sees(lambda view: bool(view.denials))
    assert "Permission denied" in told.denials[0]

    await writer.make({"allowed": "mine"})
    after = await viewer.sees(_has("allowed"))
    assert (after.opened, after.connected, after.close_codes) == (1, True, [])
    assert set((await writer.look()).objects) == {"allowed"}

    await viewer.ask("disconnect")
    await viewer.ask("connect")
    await viewer.sees(lambda view: view.synced and view.opened == 2)
    await writer.make({"later": "mine too"})
    await viewer.sees(_has("later"))
    assert set((await writer.look()).objects) == {"allowed", "later"}
    assert set(shared_server.objects(board)) == {"allowed", "later"}


@pytest.mark.parametrize("version", PROVIDERS)
async def test_a_viewer_who_reconnects_is_not_refused(
    shared_server: RunningServer, peers: Peers, version: str
) -> None:
    """[SYNC-6] A reconnecting viewer repeats what the board has, deletions too: that is no change."""
    board = shared_server.create_board()
    writer, viewer = await peers(2)
    await writer.join("3.1.0", shared_server, board)
    await writer.make({"note": "soon different"})
    await writer.ask("set", object="note", field="at", value=[5, 5])
    await viewer.join(version, shared_server, board, role="viewer")
    await viewer.ask("disconnect")
    await viewer.ask("connect")
    again = await viewer.sees(lambda view: view.synced and view.opened == 2)
    assert again.denials == []
    assert again.close_codes == []


async def test_a_refused_change_is_taken_back_at_its_sender(
    shared_server: RunningServer, peers: Peers
) -> None:
    """[DOC-3] What the schema forbids disappears from its sender's document, who is told why."""
    board = shared_server.create_board()
    (peer,) = await peers(1)
    await peer.join("3.1.0", shared_server, board, events="1")
    await peer.make({"note": "here"})
    await peer.ask("set", object="note", field="at", value=["north", "west"])
    after = await peer.sees(lambda view: view.objects["note"]["at"] == [0, 0])
    refusals = [event for event in after.events if event["type"] == "refused"]
    assert [(refusal["object"], refusal["field"]) for refusal in refusals] == [("note", "at")]
    assert after.close_codes == []
