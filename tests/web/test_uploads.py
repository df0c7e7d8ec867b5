"""Large bodies over a real connection: what is too large, too slow or broken off costs nobody else."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.deadline import soon
from tests.images.drawing import png
from tests.running_server import Board, RunningServer

pytestmark = pytest.mark.served

MEGABYTE = 1024 * 1024
ROUTE, BROKEN_OFF = "/api/boards/{board_id}/images", 422


@pytest.fixture(scope="module")
def house(shared_server: RunningServer) -> Iterator[tuple[RunningServer, Board, httpx.Client]]:
    """The shared server, a board, and the browser of its facilitator."""
    board = shared_server.create_board("Pictures")
    with httpx.Client(base_url=shared_server.url, timeout=60) as browser:
        browser.get(shared_server.run("signin-link").strip())
        yield shared_server, board, browser


House = tuple[RunningServer, Board, httpx.Client]


class RawUpload:
    """An upload that does not stop when it should, by the bytes of a socket."""

    def __init__(self, house: House, *headers: str) -> None:
        server, board, browser = house
        self._socket = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        lines = [
            f"POST /api/boards/{board.id}/images HTTP/1.1",
            f"Host: 127.0.0.1:{server.port}",
            f"Cookie: {cookie}",
            "Content-Type: image/png",
            *headers,
        ]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.sent = 0

    def send(self, data: bytes) -> bool:
        """Whether the server still took it."""
        try:
            self._socket.sendall(data)
        except OSError:
            return False
        self.sent += len(data)
        return True

    def send_chunk(self, data: bytes) -> bool:
        return self.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def answer(self) -> str:
        """What comes until the server closes, or nothing more for now."""
        said = b""
        try:
            while part := self._socket.recv(65536):
                said += part
                if b"\r\n\r\n" in said and said.endswith(b"}}"):
                    break
        except ConnectionResetError:
            pass
        return said.decode()

    def close(self) -> None:
        self._socket.close()


def images(house: House) -> int:
    server, board, _ = house
    answer = httpx.get(
        f"{server.url}/api/boards/{board.id}/objects", params={"token": board.tokens["viewer"]}
    )
    return len(answer.json()["images"])


def test_a_stream_without_end_is_cut_off_and_not_kept_in_memory(
    house: House, report: Callable[[str], None]
) -> None:
    """[IMG-6] Nobody says how long it is; 100 MB are on their way."""
    server, _, browser = house
    browser.get("/api/me")
    before = server.memory()
    upload = RawUpload(house, "Transfer-Encoding: chunked")
    part = b"\x89PNG\r\n\x1a\n" + bytes(MEGABYTE - 8)
    peak = before
    for _ in range(100):
        if not upload.send_chunk(part):
            break
        peak = max(peak, server.memory())
    upload.close()
    report(
        f"an upload without end: {upload.sent / MEGABYTE:.0f} MB taken of 100, the server grew by "
        f"{(peak - before) / MEGABYTE:.0f} MB"
    )
    assert upload.sent < 60 * MEGABYTE
    assert peak - before < 90 * MEGABYTE
    assert images(house) == 0


def test_what_says_that_it_is_too_large_is_refused_unread(house: House) -> None:
    """[IMG-6] With a reason, and the connection ends."""
    upload = RawUpload(house, f"Content-Length: {100 * MEGABYTE}")
    upload.send(bytes(1000))
    answer = upload.answer()
    upload.close()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "connection: close" in answer.lower()
    assert "image_too_large" in answer


def test_a_refusal_reaches_who_is_still_sending(house: House) -> None:
    """[IMG-6] A browser tells of an answer only when all was sent: what is refused early is read on."""
    server, board, _ = house
    with httpx.Client(base_url=server.url, timeout=60) as guest:
        answer = guest.post(
            f"/api/boards/{board.id}/images",
            content=bytes(20 * MEGABYTE),
            headers={"Content-Type": "image/png"},
        )
        assert answer.status_code == 401
        assert guest.get("/api/me").json() == {"person": None}


def test_an_upload_that_is_broken_off_leaves_nothing_behind(house: House) -> None:
    """[IMG-6] Not a picture, not a fault in the log."""
    server, _, browser = house
    upload = RawUpload(house, f"Content-Length: {5 * MEGABYTE}")
    upload.send(png()[:40])
    upload.close()

    def is_over() -> bool:
        lines = [json.loads(line) for line in server.said().splitlines() if line.startswith("{")]
        ended = [line["status"] for line in lines if line.get("route") == ROUTE]
        return BROKEN_OFF in ended

    soon(is_over, "the server has noticed that nothing more comes")
    assert "request failed" not in server.said()
    assert images(house) == 0
    assert browser.get("/readyz").status_code == 200


def test_writing_goes_on_while_pictures_are_made(house: House) -> None:
    """[IMG-5] A picture of many pixels is made in a process of its own: others wait for nothing."""
    server, board, browser = house
    with httpx.Client(base_url=server.url, timeout=60) as other:
        upload = RawUpload(house, f"Content-Length: {len(LARGE)}")
        upload.send(LARGE)
        waits = []
        while images(house) == 0:
            begun = time.perf_counter()
            assert other.get("/healthz").status_code == 200
            waits.append(time.perf_counter() - begun)
        assert "201" in upload.answer()[:20]
        upload.close()
    made = browser.get(f"/api/boards/{board.id}/objects").json()["images"]
    assert [image["width"] for image in made] == [4096]
    assert len(waits) > 3


LARGE = png(6000, 4000)
