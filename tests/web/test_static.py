"""The client as the server gives it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tafelronde.web.static import ClientFiles
from tests.web.instance import Instance

PAGE = "<!doctype html><title>Tafelronde</title>"


@pytest.mark.parametrize("path", ["/", "/j/some-token", "/b/some-board", "/b/some-board/list"])
async def test_the_addresses_people_open_give_the_page(instance: Instance, path: str) -> None:
    answer = await instance.browser().get(path)
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    head = await instance.browser().head(path)
    assert (head.status_code, head.text) == (200, "")


def test_the_page_of_a_board_names_what_a_board_is_shown_with(tmp_path: Path) -> None:
    """All of it is fetched at once; before the client has such a page, its one page does."""
    (tmp_path / "index.html").write_text(PAGE)
    assert ClientFiles(tmp_path).board().body == PAGE.encode()
    (tmp_path / "board.html").write_text(f"{PAGE}<link>")
    files = ClientFiles(tmp_path)
    assert files.board().body == f"{PAGE}<link>".encode()
    assert files.page().body == PAGE.encode()


@pytest.mark.parametrize("path", ["/nowhere", "/b", "/j/a/b", "/index", "/../conftest.py"])
async def test_an_address_nobody_has_gives_the_page_as_not_found(
    instance: Instance, path: str
) -> None:
    """The page says so in the reader's language."""
    answer = await instance.browser().get(path)
    assert (answer.status_code, answer.text) == (404, PAGE)


async def test_what_has_its_hash_in_its_name_is_kept_for_good(instance: Instance) -> None:
    answer = await instance.browser().get("/assets/app-1a2b3c.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


async def test_what_may_change_is_asked_for_each_time_but_not_sent_twice(
    instance: Instance,
) -> None:
    browser = instance.browser()
    first = await browser.get("/icon.svg")
    assert first.headers["cache-control"] == "no-cache"
    again = await browser.get("/icon.svg", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_text_travels_compressed_to_who_can_read_it(
    instance: Instance, client_folder: Path
) -> None:
    path = "/assets/app-1a2b3c.js"
    content = (client_folder / path[1:]).read_bytes()
    browser = instance.browser()
    async with browser.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
    assert len(raw) < len(content)
    assert gzip.decompress(raw) == content
    plain = await browser.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == content


async def test_a_server_without_a_client_says_how_to_build_one(
    instance: Instance, tmp_path: Path
) -> None:
    instance.app.state.client = ClientFiles(tmp_path / "nowhere")
    answer = await instance.browser().get("/")
    assert answer.status_code == 503
    assert "make" in answer.text
    assert (await instance.browser().get("/api/me")).status_code == 200
