"""Who may read the server's figures, and what they are called."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from tafelronde.settings import Settings
from tests.web.conftest import StartInstance
from tests.web.instance import Board, Instance, problem

TOKEN = "a-token-of-sixteen-or-more"
HERE = "http://127.0.0.1:8000"
OPERATING = Path(__file__).parents[2] / "docs/OPERATING.md"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def asking(instance: Instance, client: str = "127.0.0.1", url: str = HERE) -> httpx.AsyncClient:
    """Somebody at the address `client`."""
    transport = httpx.ASGITransport(instance.app, client=(client, 4321))
    return httpx.AsyncClient(transport=transport, base_url=url)


def sample(answer: httpx.Response, name: str, **labels: str) -> float:
    for family in text_string_to_metric_families(answer.text):
        for each in family.samples:
            if each.name == name and each.labels == labels:
                return each.value
    raise AssertionError(f"no {name} {labels}")


@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
async def test_this_machine_is_answered_while_the_server_is_for_this_machine(
    start: StartInstance, client: str
) -> None:
    """[SIGHT-1] Nothing to set up for who tries it out."""
    instance = await start(HERE)
    async with asking(instance, client) as here:
        answer = await here.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert sample(answer, "tafelronde_saving") == 1


@pytest.mark.parametrize(
    ("public_url", "client", "headers"),
    [
        pytest.param(HERE, "192.0.2.7", {}, id="another machine"),
        pytest.param("https://tafel.test", "127.0.0.1", {}, id="a server with a public address"),
        pytest.param(HERE, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, id="forwarded"),
        pytest.param(HERE, "127.0.0.1", {"Via": "1.1 proxy"}, id="by way of a proxy"),
        pytest.param(HERE, "127.0.0.1", {"Host": "tafel.test"}, id="asked for by a public name"),
        pytest.param(HERE, "192.0.2.7", bearer(TOKEN), id="a token where none is set"),
        pytest.param(HERE, "nonsense", {}, id="no address"),
    ],
)
async def test_without_a_token_nobody_else_is_answered(
    start: StartInstance, public_url: str, client: str, headers: dict[str, str]
) -> None:
    """[SIGHT-1] A proxy on the same machine has its address, and is not for that to be trusted."""
    instance = await start(public_url)
    async with asking(instance, client) as somebody:
        answer = await somebody.get("/metrics", headers=headers)
    assert problem(answer) == (403, "metrics_closed")
    assert "TAFELRONDE_METRICS_TOKEN" in answer.text


async def test_with_a_token_who_shows_it_is_answered_and_nobody_else(start: StartInstance) -> None:
    """[SIGHT-1] From anywhere; and not even this machine without it."""
    instance = await start("https://tafel.test", metrics_token=SecretStr(TOKEN))
    async with asking(instance, "192.0.2.7") as prometheus, asking(instance) as here:
        assert (await prometheus.get("/metrics", headers=bearer(TOKEN))).status_code == 200
        for headers in (bearer(TOKEN[:-1]), bearer(TOKEN + "x"), bearer(""), {}):
            for somebody in (prometheus, here):
                answer = await somebody.get("/metrics", headers=headers)
                assert problem(answer) == (401, "metrics_token_wrong")
        basic = {"Authorization": f"Basic {TOKEN}"}
        assert problem(await prometheus.get("/metrics", headers=basic))[0] == 401
        assert problem(await prometheus.get(f"/metrics?token={TOKEN}"))[0] == 401


def test_a_token_that_can_be_guessed_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """[SIGHT-1] And one that is set to nothing is not set."""
    monkeypatch.setenv("TAFELRONDE_METRICS_TOKEN", "short")
    with pytest.raises(ValueError, match="at least 16"):
        Settings()
    monkeypatch.setenv("TAFELRONDE_METRICS_TOKEN", "")
    assert Settings().metrics_token is None
    assert TOKEN not in repr(Settings(metrics_token=SecretStr(TOKEN)))


async def test_requests_are_counted_by_route_and_not_by_what_was_asked(
    start: StartInstance,
) -> None:
    """[SIGHT-2] However many boards, names and methods there are, the figures stay as many."""
    instance = await start(HERE)
    async with asking(instance) as here:
        for number in range(20):
            await here.get(f"/api/boards/board{number}")
            await here.get(f"/nowhere/{number}")
            await here.request(f"BREW{number}", "/")
        answer = await here.get("/metrics")
        written = answer.text
    route = "/api/boards/{board_id}"
    counted = "tafelronde_http_requests_total"
    assert sample(answer, counted, method="GET", route=route, status="401") == 20
    assert sample(answer, counted, method="GET", route="-", status="404") == 20
    assert "board7" not in written
    assert "BREW" not in written


async def test_no_figure_names_a_board_or_a_person(start: StartInstance) -> None:
    """[SIGHT-2]"""
    instance = await start(HERE)
    facilitator = await instance.facilitator()
    board: Board = await instance.board(facilitator)
    guest = await instance.guest(board, "participant")
    await guest.get(f"{board.path}/objects")
    async with asking(instance) as here:
        written = (await here.get("/metrics")).text
    me = (await guest.get("/api/me")).json()
    for secret in (
        board.id,
        board.title,
        board.epoch,
        *board.links.values(),
        *map(str, me.values()),
    ):
        assert secret not in written or secret in ("", "0", "1")


async def test_every_figure_is_explained(start: StartInstance) -> None:
    """[SIGHT-2] docs/OPERATING.md names each of ours, and none that there is not."""
    instance = await start(HERE)
    async with asking(instance) as here:
        written = (await here.get("/metrics")).text
    types = re.findall(r"^# TYPE (tafelronde_\w+)", written, re.MULTILINE)
    served = {name.removesuffix("_total") for name in types}
    explained = set(re.findall(r"`(tafelronde_\w+)`", OPERATING.read_text()))
    assert served == explained
    assert all(family.documentation for family in text_string_to_metric_families(written))
