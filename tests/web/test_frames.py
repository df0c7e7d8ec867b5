"""Past ASGI and through it, a socket does the same: each test runs both ways, on uvloop, which serves,
and on asyncio's own loop, which stands in where there is no uvloop.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from tafelronde.rooms.outgoing import Outgoing
from tafelronde.web.frames import SharedFrameProtocol
from tafelronde.web.websocket import SocketTransport
from tests.deadline import until

MOST = 100_000
BINARY, TEXT, CONTINUED, CLOSE, PING, PONG = 2, 1, 0, 8, 9, 10
FINAL = 0x80


@dataclass
class Hall:
    """A server whose one socket keeps what it is told. `port`: where; `pause`: what `take` says."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)
    pause: float = 0.0
    charged: list[int] = field(default_factory=list)
    breaks_at: bytes | None = None
    may_read: asyncio.Event = field(default_factory=asyncio.Event)
    has_ended: asyncio.Event = field(default_factory=asyncio.Event)
    transport: SocketTransport | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        await websocket.accept()
        self.transport = SocketTransport(websocket)
        await self.may_read.wait()
        await self.transport.read(self._take, self._charge)
        self.has_ended.set()

    def _charge(self, size: int) -> float:
        self.charged.append(size)
        return 0.0

    def _take(self, message: bytes) -> float:
        self.heard.append(message)
        if message == self.breaks_at:
            raise RuntimeError("of this message")
        pause, self.pause = self.pause, 0.0
        return pause


@dataclass
class Peer:
    """A client that writes what bytes it likes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def say(self, *frames: bytes) -> None:
        self.writer.write(b"".join(frames))

    async def frame(self) -> tuple[int, bytes]:
        """The next frame from the server: its kind, and what it holds."""
        first, length = await self.reader.readexactly(2)
        if length == 126:
            length = int.from_bytes(await self.reader.readexactly(2))
        elif length == 127:
            length = int.from_bytes(await self.reader.readexactly(8))
        return first & 0x0F, await self.reader.readexactly(length)


def frame(
    kind: int, content: bytes = b"", *, first: int | None = None, masked: bool = True
) -> bytes:
    """A frame as a client sends it. `first`: its first byte, where that is not a whole message's."""
    head = bytes([FINAL | kind if first is None else first])
    length, bit = len(content), 0x80 if masked else 0
    if length < 126:
        head += bytes([bit | length])
    elif length < 65536:
        head += bytes([bit | 126]) + length.to_bytes(2)
    else:
        head += bytes([bit | 127]) + length.to_bytes(8)
    if not masked:
        return head + content
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[at % 4] for at, byte in enumerate(content))


Meet = Callable[[], Awaitable[tuple[Hall, Peer]]]


@pytest.fixture(params=[SharedFrameProtocol, WebSocketsSansIOProtocol], ids=["past ASGI", "ASGI"])
async def meet(request: pytest.FixtureRequest) -> AsyncIterator[Meet]:
    """A hall and somebody who just came in."""
    stack: list[Callable[[], Awaitable[None]]] = []

    async def come() -> tuple[Hall, Peer]:
        hall = Hall()
        server = uvicorn.Server(
            uvicorn.Config(
                hall,
                port=0,
                ws=request.param,
                ws_max_size=MOST,
                ws_per_message_deflate=False,
                lifespan="off",
                log_config=None,
            )
        )
        serving = asyncio.create_task(server.serve())
        await until(lambda: server.started, "it serves")
        hall.port = server.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
        writer.write(
            b"GET / HTTP/1.1\r\nHost: hall\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101 ")

        async def leave() -> None:
            hall.may_read.set()
            writer.close()
            server.should_exit = True
            await serving

        stack.append(leave)
        return hall, Peer(reader, writer)

    yield come
    for leave in stack:
        await leave()


@asynccontextmanager
async def listening(meet: Meet) -> AsyncIterator[tuple[Hall, Peer]]:
    hall, peer = await meet()
    hall.may_read.set()
    yield hall, peer


async def test_messages_arrive_once_and_in_order_however_the_network_cuts_them(meet: Meet) -> None:
    """Of every form of length, one byte at a time and all at once."""
    messages = [b"", b"a", b"b" * 125, b"c" * 126, b"d" * 70_000, b"e"]
    async with listening(meet) as (hall, peer):
        for byte in frame(BINARY, b"slowly"):
            peer.say(bytes([byte]))
            await peer.writer.drain()
            await asyncio.sleep(0)
        peer.say(*(frame(BINARY, message) for message in messages))
        await until(lambda: len(hall.heard) == 7, "all arrived")
        assert hall.heard == [b"slowly", *messages]


async def test_what_comes_before_anybody_reads_is_first(meet: Meet) -> None:
    """Nothing is lost or overtaken between the upgrade and the first read."""
    hall, peer = await meet()
    two = frame(BINARY, b"two")
    peer.say(frame(BINARY, b"one"), two[:3])
    await until(lambda: hall.transport is not None, "it came in")
    peer.say(two[3:], frame(PING, b"still there?"))
    hall.may_read.set()
    assert await peer.frame() == (PONG, b"still there?")
    peer.say(frame(BINARY, b"three"))
    await until(lambda: len(hall.heard) == 3, "all arrived")
    assert hall.heard == [b"one", b"two", b"three"]


async def test_a_message_in_parts_is_whole_and_a_ping_between_them_is_answered(meet: Meet) -> None:
    """RFC 6455, section 5.4."""
    async with listening(meet) as (hall, peer):
        peer.say(
            frame(BINARY, b"begun, ", first=BINARY),
            frame(PING, b"hello"),
            frame(CONTINUED, b"and ended", first=FINAL),
            frame(BINARY, b"next"),
        )
        assert await peer.frame() == (PONG, b"hello")
        await until(lambda: len(hall.heard) == 2, "both arrived")
        assert hall.heard == [b"begun, and ended", b"next"]


async def test_text_arrives_as_no_bytes(meet: Meet) -> None:
    """Nothing of the protocol travels as text."""
    async with listening(meet) as (hall, peer):
        peer.say(frame(TEXT, b"hello"), frame(BINARY, b"bytes"))
        await until(lambda: len(hall.heard) == 2, "both arrived")
        assert hall.heard == [b"", b"bytes"]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (frame(BINARY, b"bare", masked=False), 1002),
        (frame(BINARY, b"x" * (MOST + 1)), 1009),
        (frame(BINARY, b"odd", first=0xF2), 1002),
        (frame(CONTINUED, b"of nothing"), 1002),
    ],
    ids=["not masked", "too large", "reserved bits", "continues nothing"],
)
async def test_a_broken_frame_closes_its_sender(meet: Meet, broken: bytes, code: int) -> None:
    """What comes behind it is not heard."""
    async with listening(meet) as (hall, peer):
        peer.say(frame(BINARY, b"well"))
        await until(lambda: hall.heard == [b"well"], "what came before was heard")
        peer.say(broken, frame(BINARY, b"too late"))
        kind, reason = await peer.frame()
        assert (kind, int.from_bytes(reason[:2])) == (CLOSE, code)
        async with asyncio.timeout(5):
            await hall.has_ended.wait()
        assert hall.heard == [b"well"]


async def test_who_is_not_to_be_read_for_a_while_is_heard_afterwards(meet: Meet) -> None:
    """Nothing that waits is lost or overtaken."""
    async with listening(meet) as (hall, peer):
        hall.pause = 0.3
        began = asyncio.get_running_loop().time()
        peer.say(*(frame(BINARY, bytes([number])) for number in range(20)))
        await until(lambda: len(hall.heard) == 20, "all arrived")
        assert asyncio.get_running_loop().time() - began >= 0.29
        assert hall.heard == [bytes([number]) for number in range(20)]


async def test_a_peer_that_says_goodbye_is_answered_and_let_go(meet: Meet) -> None:
    """RFC 6455, section 5.5.1."""
    async with listening(meet) as (hall, peer):
        peer.say(frame(BINARY, b"last words"), frame(CLOSE, (1000).to_bytes(2)))
        assert (await peer.frame())[0] == CLOSE
        async with asyncio.timeout(5):
            await hall.has_ended.wait()
        assert hall.heard == [b"last words"]


async def test_a_peer_that_hangs_up_is_let_go(meet: Meet) -> None:
    """Without a word."""
    async with listening(meet) as (hall, peer):
        peer.say(frame(BINARY, b"half a fra")[:7])
        await until(lambda: hall.transport is not None, "it came in")
        peer.writer.close()
        async with asyncio.timeout(5):
            await hall.has_ended.wait()
        assert hall.heard == []


async def test_a_peer_that_does_not_read_is_not_written_to_past_what_its_socket_takes(
    meet: Meet,
) -> None:
    """Backpressure: what cannot be written at once must be waited for in `send`."""
    async with listening(meet) as (hall, peer):
        await until(lambda: hall.transport is not None, "it came in")
        assert hall.transport is not None
        outgoing = Outgoing(b"z" * 65_536)
        written = 0
        while hall.transport.write_now(outgoing):
            written += 1
            assert written < 1000
            await asyncio.sleep(0)
        received = 0
        while received < written:
            assert await peer.frame() == (BINARY, outgoing.message)
            received += 1


async def test_what_is_no_message_is_charged_too_and_can_stop_the_reading(meet: Meet) -> None:
    """A flood of pings costs its sender like a flood of messages; ASGI does not say that they came."""
    async with listening(meet) as (hall, peer):
        peer.say(frame(BINARY, b"first"))
        await until(lambda: hall.heard == [b"first"], "it is read")
        peer.say(*(frame(PING, bytes([number])) for number in range(10)))
        for number in range(10):
            assert await peer.frame() == (PONG, bytes([number]))
        is_direct = hall.transport is not None and hall.transport.write_now(Outgoing(b"x"))
        assert hall.charged == ([7] * 10 if is_direct else [])


async def test_what_a_message_breaks_after_a_pause_ends_its_connection(meet: Meet) -> None:
    """Nobody would ever read that socket again."""
    async with listening(meet) as (hall, peer):
        hall.pause = 0.1
        hall.breaks_at = b"two"
        peer.say(frame(BINARY, b"one"), frame(BINARY, b"two"), frame(BINARY, b"three"))
        async with asyncio.timeout(5):
            await peer.reader.read()
        assert hall.heard == [b"one", b"two"]
