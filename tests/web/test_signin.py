"""Signing in by a link that works once, and out; and what I am called."""

from __future__ import annotations

import httpx
import pytest

from tafelronde.storage.people import SESSION_LIFE, SIGNIN_LINK_LIFE
from tests.web.conftest import StartInstance
from tests.web.instance import Board, Instance, problem

HOUR = 3_600_000


async def test_a_sign_in_link_leads_to_my_boards(instance: Instance) -> None:
    browser = instance.browser()
    answer = await browser.get(await instance.signin_path("Anna"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    me = (await browser.get("/api/me")).json()["person"]
    assert (me["name"], me["kind"]) == ("Anna", "facilitator")


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    instance: Instance,
) -> None:
    """[ACC-5] Without TLS it cannot be Secure."""
    answer = await instance.browser().get(await instance.signin_path())
    name, *flags = answer.headers["set-cookie"].split("; ")
    assert name.startswith("tafelronde_session=")
    assert set(flags) == {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=15552000"}


async def test_behind_tls_the_cookie_travels_over_tls_only(start: StartInstance) -> None:
    """[ACC-5]"""
    instance = await start(public_url="https://tafel.test")
    answer = await instance.browser().get(await instance.signin_path())
    assert "Secure" in answer.headers["set-cookie"].split("; ")


async def test_a_sign_in_link_works_once(instance: Instance) -> None:
    """[ACC-6] The second time there is the client's page, which says what to do, and no cookie."""
    path = await instance.signin_path()
    await instance.browser().get(path)
    thief = instance.browser()
    answer = await thief.get(path)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert "set-cookie" not in answer.headers
    assert (await thief.get("/api/me")).json() == {"person": None}


async def test_a_sign_in_link_is_good_for_a_day(instance: Instance) -> None:
    """[ACC-6]"""
    late, in_time = await instance.signin_path(), await instance.signin_path()
    instance.now += SIGNIN_LINK_LIFE - 1
    assert (await instance.browser().get(in_time)).status_code == 303
    instance.now += 1
    assert (await instance.browser().get(late)).status_code == 401


@pytest.mark.parametrize("token", ["nobody-made-this", "é", "%00", "x" * 5000])
async def test_a_sign_in_link_nobody_made_shows_the_page(instance: Instance, token: str) -> None:
    answer = await instance.browser().get(f"/signin/{token}")
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")


async def test_looking_at_a_sign_in_link_does_not_use_it(instance: Instance) -> None:
    """Programs that show where a link leads often ask with HEAD."""
    path = await instance.signin_path()
    await instance.browser().head(path)
    assert (await instance.browser().get(path)).status_code == 303


async def test_nobody_is_signed_in_on_a_new_browser(instance: Instance) -> None:
    answer = await instance.browser().get("/api/me")
    assert (answer.status_code, answer.json()) == (200, {"person": None})


@pytest.mark.parametrize("cookie", ["", "nobody-made-this", "x" * 4000, "é\x7f"])
async def test_a_cookie_nobody_made_is_nobody(instance: Instance, cookie: str) -> None:
    headers = [(b"Cookie", f"tafelronde_session={cookie}".encode())]
    answer = await instance.browser().get("/api/me", headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"person": None})


async def test_a_session_in_use_stays_good(
    instance: Instance, facilitator: httpx.AsyncClient
) -> None:
    """[ACC-5] Half a year without use ends it; each use gives it, and the cookie, another."""
    instance.now += SESSION_LIFE - HOUR
    answer = await facilitator.get("/api/me")
    assert answer.json()["person"] is not None
    assert "Max-Age=15552000" in answer.headers["set-cookie"]
    instance.now += SESSION_LIFE - HOUR
    assert (await facilitator.get("/api/me")).json()["person"] is not None
    instance.now += SESSION_LIFE
    assert (await facilitator.get("/api/me")).json() == {"person": None}


async def test_signing_out_ends_the_session_and_takes_the_cookie(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[ACC-5] Whoever kept a copy of the cookie has nothing in hand."""
    copy = facilitator.cookies["tafelronde_session"]
    answer = await facilitator.post("/api/signout")
    assert answer.status_code == 204
    assert not facilitator.cookies
    kept = instance.browser()
    kept.cookies.set("tafelronde_session", copy)
    assert problem(await kept.get(board.path)) == (401, "not_signed_in")


async def test_signing_out_without_being_signed_in_is_no_fault(instance: Instance) -> None:
    assert (await instance.browser().post("/api/signout")).status_code == 204


async def test_i_can_change_what_i_am_called(facilitator: httpx.AsyncClient, board: Board) -> None:
    answer = await facilitator.patch("/api/me", json={"name": "  Anna "})
    assert answer.json()["person"]["name"] == "Anna"
    people = (await facilitator.get(f"{board.path}/people")).json()["people"]
    assert [person["name"] for person in people] == ["Anna"]


async def test_nobody_cannot_be_renamed(instance: Instance) -> None:
    answer = await instance.browser().patch("/api/me", json={"name": "Anna"})
    assert problem(answer) == (401, "not_signed_in")
