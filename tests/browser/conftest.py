"""One browser for all of these tests, one server for most, a browser context for each person."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from scripts.chromium import installed
from tests.browser.cable import Cable
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.house import House
from tests.browser.table import Table
from tests.browser.visitor import PATIENCE_MS, Visitor
from tests.browser.words import Language
from tests.running_server import RunningServer

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that a test serves itself may still talk to the server on this machine.
    "--disable-features=LocalNetworkAccessChecks",
)
_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, Any]:
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(whole=False), args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def house(shared_server: RunningServer) -> Iterator[House]:
    with House(shared_server) as house:
        yield house


@pytest.fixture
def arrive(
    chromium: Browser,
    house: House,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    report: Callable[[str], None],
) -> Iterator[Callable[..., Visitor]]:
    """Somebody with a browser of their own, nowhere yet.

    At the end nobody's page may have complained, about its content security policy, say.
    """
    visitors: list[Visitor] = []

    def arrive(
        language: Language = "en", *, url: str = house.server.url, **options: Any
    ) -> Visitor:
        visitors.append(Visitor(chromium, url, language, **options))
        return visitors[-1]

    yield arrive
    if request.node.stash.get(_FAILED, False):
        folder = tmp_path_factory.mktemp("screens")
        for number, visitor in enumerate(visitors):
            picture = visitor.picture(folder / f"{number}.png")
            report(f"{request.node.name}: {picture}, complaints: {visitor.complaints}")
    complaints = [complaint for visitor in visitors for complaint in visitor.unforgiven()]
    for visitor in visitors:
        visitor.leaves()
    assert complaints == [], "[PAGE-8]"


@pytest.fixture
def table(house: House, arrive: Callable[..., Visitor]) -> Table:
    """A new board on the shared server."""
    return Table(house, house.make_board("What makes a good day here?"), arrive)


@pytest.fixture
def cable(house: House) -> Iterator[Cable]:
    """A cable to the shared server, whole."""
    with Cable(house.server) as cable:
        yield cable


@pytest.fixture
def own_house(serve: Callable[..., RunningServer]) -> Iterator[House]:
    """A house of which the server may be killed."""
    with House(serve()) as house:
        yield house


@pytest.fixture
def own_table(own_house: House, arrive: Callable[..., Visitor]) -> Table:
    """A new board on a server that may be killed."""
    board = own_house.make_board("What makes a good day here?")

    def arrive_there(language: Language = "en", **options: Any) -> Visitor:
        return arrive(language, **{"url": own_house.server.url, **options})

    return Table(own_house, board, arrive_there)


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def hands(request: pytest.FixtureRequest) -> type[Hands]:
    """Each test twice: by mouse, and by keyboard alone."""
    kind: type[Hands] = request.param
    return kind
