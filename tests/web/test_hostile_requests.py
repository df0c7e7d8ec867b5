"""Requests that no description speaks of: any bytes where HTTP has bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tafelronde.web.identity import COOKIE
from tests.effort import effort
from tests.web.house import House, open_house

Headers = list[tuple[bytes, bytes]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), migrated) as house:
        yield house


def texts(house: House) -> st.SearchStrategy[str]:
    """What people put where an id or a token belongs."""
    # Looked up when drawn: a board that was deleted is followed by another.
    real = st.sampled_from(["board", "signin", "facilitator", "participant", "viewer"]).map(
        lambda name: (
            {"board": house.board.id, "signin": house.signin}.get(name) or house.board.token(name)
        )
    )
    odd = ["..", "%00", "%2e%2e%2f", "\x00", "' OR 1=1 --", "\u202e", "a" * 5_000, "-1", "ü", ""]
    return st.one_of(real, st.sampled_from(odd), st.text(max_size=30))


METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "get", "ODD"]


def targets(house: House) -> st.SearchStrategy[tuple[str, str]]:
    """The method and address of a route, with anything in its places; or any method and address."""
    described = house.instance.app.openapi()["paths"]
    routes = [(method.upper(), path) for path, methods in described.items() for method in methods]
    pages = [("GET", path) for path in ("/", "/j/{token}", "/b/{board_id}", "/assets/x.js")]

    def filled(route: tuple[str, str], words: list[str]) -> tuple[str, str]:
        method, template = route
        parts = template.split("/")
        return method, "/".join(
            words.pop() if part.startswith("{") and words else part for part in parts
        )

    known = st.builds(
        filled,
        st.sampled_from([*routes, *routes, *pages]),
        st.lists(texts(house), min_size=3, max_size=3),
    )
    anywhere = st.one_of(st.builds("/{}".format, texts(house)), st.text(max_size=20))
    return st.one_of(known, known, known, st.tuples(st.sampled_from(METHODS), anywhere))


def bodies(house: House) -> st.SearchStrategy[bytes]:
    deep = st.integers(1, 5_000).map(lambda depth: b"[" * depth + b"]" * depth)
    fields = st.sampled_from(["title", "language", "token", "name", "group", "__proto__", "id"])
    halves = st.sampled_from(["\ud800", "a\udc00b"])
    leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts(house), halves)
    trees = st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(fields, inner, max_size=4),
    )
    # As programs write JSON that is none: NaN, and halves of pairs.
    written = trees.map(lambda tree: json.dumps(tree).encode())
    return st.one_of(written, written, deep, st.binary(max_size=200), st.just(b"TOO LARGE"))


def headers(house: House) -> st.SearchStrategy[Headers]:
    values = st.one_of(
        st.sampled_from(
            [b"application/json", b"application/json; charset=utf-7", b"text/html", b"0", b"-1", b"9" * 400, b"gzip",
             b"null", b"http://tafel.test", b"https://evil.test", b"tafel.test", b"a, b, *;q=x", b"bytes=0-0"]
        ),
        st.binary(max_size=40),
    )  # fmt: skip
    names = st.sampled_from(
        [b"content-type", b"content-length", b"transfer-encoding", b"origin", b"host", b"accept-encoding",
         b"if-none-match", b"range", b"cookie", b"x-forwarded-for", b"authorization", b"connection", b"x"]
    )  # fmt: skip
    session = st.just("facilitator").map(lambda who: house.browsers[who].cookies[COOKIE].encode())
    odd_session = st.sampled_from([b"x" * 5_000, b'"', b""]) | st.binary(max_size=60)
    cookie = st.one_of(session, odd_session).map(
        lambda value: (b"cookie", COOKIE.encode() + b"=" + value)
    )
    odd = st.lists(st.one_of(st.tuples(names, values), cookie), max_size=4)
    usual = session.map(
        lambda value: [
            (b"content-type", b"application/json"),
            (b"cookie", COOKIE.encode() + b"=" + value),
        ]
    )
    nothing: Headers = []
    own = st.one_of(usual, usual, st.just(nothing))
    return st.builds(lambda own, others: own + others, own, odd)


async def answer_of(house: House, scope: dict[str, Any], body: list[bytes]) -> list[dict[str, Any]]:
    """What the app sends for a request as a server hands it over, without a client in between."""
    sent: list[dict[str, Any]] = []
    parts = [
        {"type": "http.request", "body": part, "more_body": at < len(body)}
        for at, part in enumerate(body, 1)
    ]
    messages: list[dict[str, Any]] = (
        [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1001}]
        if scope["type"] == "websocket"
        else [*parts, {"type": "http.disconnect"}]
    )

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if len(messages) > 1 else messages[0]

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await house.instance.app(scope, receive, send)  # type: ignore[arg-type] # plain dictionaries
    return sent


def scope_of(kind: str, path: str, query: bytes, headers: Headers) -> dict[str, Any]:
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http" if kind == "http" else "ws",
        "path": path,
        "raw_path": path.encode(errors="surrogatepass"),
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"tafel.test"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("tafel.test", 80),
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }


def test_no_request_is_a_fault_of_ours(house: House, report: Callable[[str], None]) -> None:
    """[ACC-10] Any method, address, header and body gets an answer below 500."""
    chunks = st.lists(bodies(house), min_size=1, max_size=2)

    @effort(300)
    @given(targets(house), st.binary(max_size=60), headers(house), chunks)
    def try_it(target: tuple[str, str], query: bytes, given: Headers, body: list[bytes]) -> None:
        method, path = target
        scope = scope_of("http", path, query, given) | {"method": method}
        parts = [b"x" * 70_000 if part == b"TOO LARGE" else part for part in body]
        sent = house.runner.run(answer_of(house, scope, parts))
        status = sent[0]["status"]
        house.answers[str(status)] += 1
        assert status < 500, (method, path)
        if status < 400 and method != "GET":
            house.renew()

    try_it()
    report(f"requests of any bytes, by status: {dict(sorted(house.answers.items()))}")


def test_no_socket_is_a_fault_of_ours(house: House, report: Callable[[str], None]) -> None:
    """[ACC-10] Whoever knocks with anything is let in or told why not."""
    queries = st.lists(
        st.tuples(st.sampled_from(["token", "epoch", "events", "x"]), texts(house)), max_size=4
    ).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
    ends: dict[str, int] = {}

    @effort(200)
    @given(texts(house), queries, headers(house))
    def try_it(board: str, query: str, given: Headers) -> None:
        raw = query.encode(errors="surrogatepass")
        sent = house.runner.run(
            answer_of(house, scope_of("websocket", f"/sync/{board}", raw, given), [])
        )
        first = sent[0]
        end = f"{first['type'].rpartition('websocket.')[2]} {first.get('status', '')}".strip()
        ends[end] = ends.get(end, 0) + 1
        assert first.get("status", 0) < 500, (board, query)
        assert all(message.get("code", 0) != 1011 for message in sent)

    try_it()
    report(f"sockets opened with anything: {dict(sorted(ends.items()))}")
