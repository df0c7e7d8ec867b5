"""What a browser is told it may do, and what a page of another site cannot do."""

from __future__ import annotations

import httpx
import pytest

from tafelronde.settings import Settings
from tafelronde.web.origins import is_ours
from tests.web.conftest import StartInstance
from tests.web.instance import Board, Instance, problem


@pytest.mark.parametrize("path", ["/", "/b/x", "/api/me", "/api/nowhere", "/nowhere", "/icon.svg"])
async def test_every_answer_says_what_a_browser_may_do_with_it(
    instance: Instance, path: str
) -> None:
    """[ACC-12] Errors too."""
    headers = (await instance.browser().get(path)).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["style-src-attr"] == "'unsafe-inline'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self' ws://tafel.test"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


async def test_a_refused_body_is_answered_with_the_same_headers(instance: Instance) -> None:
    """[ACC-12]"""
    answer = await instance.browser().post("/api/boards", content=b" " * 70_000)
    assert answer.status_code == 413
    assert "content-security-policy" in answer.headers


async def test_nobody_keeps_an_answer_that_is_about_somebody(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    for path in ("/api/me", "/api/boards", board.path, f"{board.path}/links/viewer/qr"):
        assert (await facilitator.get(path)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "http://tafel.test.evil.test", "http://tafel.test:81"]
)
async def test_a_page_of_another_site_changes_nothing(
    facilitator: httpx.AsyncClient, board: Board, origin: str
) -> None:
    """[ACC-8] Though the browser would send our cookie with it."""
    headers = {"Origin": origin}
    for method, path in [
        ("DELETE", board.path),
        ("POST", "/api/signout"),
        ("POST", f"{board.path}/links/viewer/revoke"),
    ]:
        answer = await facilitator.request(method, path, headers=headers)
        assert problem(answer) == (403, "origin_foreign")
    answer = await facilitator.patch(board.path, json={"title": "Hacked"}, headers=headers)
    assert problem(answer) == (403, "origin_foreign")
    assert (await facilitator.get(board.path)).json()["title"] == board.title


@pytest.mark.parametrize("origin", ["http://tafel.test", "http://other.test"])
async def test_pages_of_ours_change_things(start: StartInstance, origin: str) -> None:
    """[ACC-8] At the public address, and at those that are allowed besides."""
    instance = await start(allowed_origins="http://other.test")
    browser = await instance.facilitator()
    answer = await browser.post("/api/boards", json={"title": "Zomer"}, headers={"Origin": origin})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("public_url", "origin", "host", "ours"),
    [
        ("http://tafel.test", None, "tafel.test", True),
        ("http://tafel.test", "http://TAFEL.test:80", None, True),
        ("http://tafel.test", "http://10.0.0.7:8000", "10.0.0.7:8000", True),
        ("http://tafel.test", "https://tafel.lan", "tafel.lan", True),
        ("http://tafel.test", "http://[::1]:8000", "[::1]:8000", True),
        ("http://tafel.test", "http://10.0.0.7:8001", "10.0.0.7:8000", False),
        ("http://tafel.test", "http://evil.test", "tafel.test", False),
        ("http://tafel.test", "null", "null", False),
        ("http://tafel.test", "http://tafel.test:port", "tafel.test", False),
        ("http://tafel.test", "http://[", "tafel.test", False),
        ("https://tafel.test", "https://tafel.test:443", "tafel.test", True),
        ("https://tafel.test", "http://tafel.test", "tafel.test", False),
        ("https://tafel.test", "https://other.test", "other.test", True),
    ],
)
def test_a_page_is_ours_by_the_public_address_or_by_the_one_it_was_opened_at(
    public_url: str, origin: str | None, host: str | None, ours: bool
) -> None:
    """[ACC-8] Where we are public by https, no page that came unencrypted is ours."""
    assert is_ours(origin, host, Settings(public_url=public_url)) is ours
