"""What every test may use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from tests.interop.peer import Peer
from tests.running_server import RunningServer

_MEASURED = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_MEASURED] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests counted and measured: a pass alone does not say how much was tried."""
    measured = terminalreporter.config.stash[_MEASURED]
    if measured:
        terminalreporter.section("counted and measured")
        for line in measured:
            terminalreporter.line(line)


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Add a line to the end of the run's output."""
    return request.config.stash[_MEASURED].append


@pytest.fixture
def serve(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., RunningServer]]:
    """Start servers, each with its own data; settings are environment variables."""
    servers: list[RunningServer] = []

    def start(**settings: str) -> RunningServer:
        server = RunningServer(tmp_path_factory.mktemp("server"), settings)
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.kill()


@pytest.fixture
def server(serve: Callable[..., RunningServer]) -> RunningServer:
    """A server that nobody else uses."""
    return serve()


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server for all tests that neither stop it nor change its settings."""
    server = RunningServer(tmp_path_factory.mktemp("shared-server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def peers() -> AsyncIterator[Callable[[int], Awaitable[list[Peer]]]]:
    """Start so many stock Yjs peers at once, each in a Node process of its own."""
    running: list[Peer] = []

    async def start(number: int) -> list[Peer]:
        fresh = [await Peer.start() for _ in range(number)]
        running.extend(fresh)
        return fresh

    yield start
    await asyncio.gather(*(peer.end() for peer in running))
