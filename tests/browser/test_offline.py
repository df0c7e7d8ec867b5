"""Without a network: the client opens, work goes on, and a newer server never meets an old client unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.cable import Cable
from tests.browser.hands import Keyboard
from tests.browser.seeding import Note
from tests.browser.table import Seated, Table
from tests.browser.visitor import Visitor
from tests.deadline import soon

pytestmark = pytest.mark.browser

_KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const kept = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) kept.push(new URL(url).pathname);
  return navigator.serviceWorker.controller === null ? [] : kept;
}"""


def installed(table: Table, cable: Cable) -> Seated:
    """Anna at the end of a cable, with the client kept on her device."""
    anna = table.seat("Anna", url=cable.url, service_workers="allow")
    anna.visitor.forgive_the_network()
    soon(lambda: len(anna.page.evaluate(_KEPT)) > 20, "the client is kept on the device")
    return anna


def test_a_board_opens_and_is_worked_on_without_a_network(table: Table, cable: Cable) -> None:
    """[OFF-1] [OFF-2] Pages, parts that load late, and what was not sent, over a reload; then it merges."""
    table.put_down(Note("Soup"))
    anna, bert = installed(table, cable), table.seat("Bert")
    cable.cut()
    anna.returns_to(table.path)
    anna.expect_state("offline")
    anna.expect_texts("Soup")
    Keyboard(anna).create("Bread")
    waiting = anna.words("state_unsent", count=1)
    expect(anna.page.get_by_text(waiting, exact=True)).to_be_visible()
    anna.returns_to(f"{table.path}/list")
    expect(anna.row("Bread")).to_be_visible()
    expect(anna.page.get_by_text(waiting, exact=True)).to_be_visible()
    anna.returns_to("/")
    anna.page.get_by_role("link", name=table.board.title).click()
    anna.expect_texts("Soup", "Bread")
    cable.mend()
    for one in (anna, bert):
        one.expect_texts("Soup", "Bread")
    anna.expect_open()
    expect(anna.page.get_by_text(waiting)).to_have_count(0)


def test_what_is_kept_for_everybody_is_nobodys_and_signing_out_closes_the_rest(
    table: Table, cable: Cable
) -> None:
    """[OFF-3] Only the client's own files; after signing out no board opens without the server."""
    table.put_down(Note("Soup"))
    anna = installed(table, cable)
    anna.returns_to("/")
    anna.page.get_by_role("button", name=anna.words("my_menu", name="Anna")).click()
    anna.menu_item("sign_out").click()
    expect(anna.page.get_by_text(anna.words("welcome_title"))).to_be_visible()
    kept = set(anna.page.evaluate(_KEPT))
    assert {path for path in kept if not path.startswith("/assets/")} == {
        "/",
        "/icon.svg",
        "/manifest.webmanifest",
    }
    cable.cut()
    anna.returns_to(table.path)
    expect(anna.page.get_by_text(anna.words("problem_unreachable_title"))).to_be_visible()
    expect(anna.page.get_by_text("Soup")).to_have_count(0)


def test_a_newer_server_is_told_of_and_reloading_loses_no_word(table: Table, cable: Cable) -> None:
    """[OFF-4] When a connection comes back to a server with another client, that one is offered."""
    anna = table.seat("Anna", url=cable.url)
    anna.visitor.forgive_the_network()

    def newer(route: Route) -> None:
        route.fulfill(
            content_type="text/javascript", body='const FILES = ["/assets/index-new.js"];'
        )

    anna.visitor.context.route("**/worker.js", newer)
    cable.cut()
    anna.expect_state("offline")
    keys = Keyboard(anna)
    keys.begin_note()
    keys.type("Half a sent")
    cable.mend()
    expect(anna.toast).to_contain_text(anna.words("new_version"))
    keys.type("ence")
    anna.button("new_version_reload").click()
    anna.expect_texts("Half a sentence")
    anna.expect_open()


def test_the_client_can_be_installed(arrive: Callable[..., Visitor]) -> None:
    """[OFF-1] The browser finds nothing that it misses in the manifest and its icons."""
    visitor = arrive(service_workers="allow")
    visitor.goes_to("/")
    browser = visitor.context.new_cdp_session(visitor.page)
    manifest = browser.send("Page.getAppManifest")
    assert manifest["errors"] == []
    missing = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one for one in missing if one["errorId"] != "in-incognito"] == []
