"""What the server counts about itself, for Prometheus: `/metrics`.

What each figure means and which ones call for somebody is in docs/OPERATING.md. No figure names a
board or a person: a server has any number of them. The figures are collected when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from ipaddress import IPv6Address, ip_address
from itertools import accumulate
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from starlette.requests import HTTPConnection

from tafelronde.board.access import Role, may_see_metrics
from tafelronde.errors import Forbidden, NotSignedIn
from tafelronde.rooms.lobby import Lobby
from tafelronde.rooms.measures import Histogram
from tafelronde.settings import Settings
from tafelronde.web.wired import TheSettings

router = APIRouter(include_in_schema=False)

_PREFIX = "tafelronde_"
_FORWARDING = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")


@router.get("/metrics")
async def metrics(request: Request, settings: TheSettings) -> Response:
    """The figures, as Prometheus reads them. Raises NotSignedIn or Forbidden."""
    _require_operator(request, settings)
    encode, content_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(request.app.state.metrics), headers={"Content-Type": content_type})


def _require_operator(request: Request, settings: Settings) -> None:
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else None
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if may_see_metrics(
        token=token,
        shown=shown if scheme.lower() == "bearer" else None,
        is_this_machine=_is_this_machine(request, settings),
    ):
        return
    if token is None:
        raise Forbidden(
            "metrics_closed",
            "The figures are open to this machine only; set TAFELRONDE_METRICS_TOKEN and send it.",
            expected="Authorization: Bearer and the token",
        )
    raise NotSignedIn(
        "metrics_token_wrong",
        "The figures are for who knows the token.",
        expected="Authorization: Bearer and the token",
    )


def _is_this_machine(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether this was asked on the machine itself. Behind a proxy that is not known for sure: so
    never where the server has a public address, or where anything looks forwarded.
    """
    if connection.client is None or any(name in connection.headers for name in _FORWARDING):
        return False
    asked_for = urlsplit(f"//{connection.headers.get('host', '')}").hostname
    public = urlsplit(settings.public_url).hostname
    return all(map(_is_loopback, (connection.client.host, asked_for, public)))


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host or "")
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def registry_of(lobby: Lobby, settings: Settings) -> CollectorRegistry:
    """Everything that is counted: ours, the process's and the garbage collector's."""
    registry = CollectorRegistry()
    registry.register(_Figures(lobby, settings.cache_bytes))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


class _Figures(Collector):
    def __init__(self, lobby: Lobby, memory_limit: int) -> None:
        self._lobby = lobby
        self._memory_limit = memory_limit

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily(
            _PREFIX + "build",
            "Which version runs",
            {"version": version("tafelronde"), "pycrdt": version("pycrdt")},
        )
        yield from self._saving()
        yield from self._boards()
        yield from self._connections()
        yield from self._work()

    def _saving(self) -> Iterator[Metric]:
        lobby, measures = self._lobby, self._lobby.measures
        yield _gauge("saving", "1 while what people do can be saved, else 0", lobby.saving == "ok")
        yield _gauge(
            "oldest_unsaved_edit_seconds",
            "How long the oldest edit that is not on disk has waited; 0 when all is",
            lobby.unsaved_for(),
        )
        yield _gauge("unsaved_records", "Log records that are not on disk", lobby.records_waiting)
        yield _gauge("stopping", "1 while the server sends everybody away", lobby.is_stopping)
        yield _counter("failed_commits", "Commits that were tried in vain", measures.failed_commits)
        yield _histogram(
            "commit_seconds", "A commit of the log, over all boards", measures.commit_seconds
        )
        yield _histogram(
            "snapshot_seconds", "Making and writing a snapshot", measures.snapshot_seconds
        )
        yield _counter(
            "failed_snapshots",
            "Snapshots that could not be made; the log stays",
            measures.failed_snapshots,
        )

    def _boards(self) -> Iterator[Metric]:
        lobby, measures = self._lobby, self._lobby.measures
        rooms = lobby.rooms
        held = [room.held for room in rooms]
        yield _gauge("rooms", "Boards in memory", len(rooms))
        yield _gauge(
            "live_documents",
            "Boards in memory as live documents, since somebody edits them",
            sum(document.is_live for document in held),
        )
        yield _gauge(
            "documents_bytes",
            "About how much memory the boards take, live or not",
            sum(document.memory for document in held),
        )
        yield _gauge(
            "documents_limit_bytes", "How much they may, while one can go", self._memory_limit
        )
        yield _gauge(
            "log_rows",
            "Log rows behind the snapshots of the boards in memory",
            sum(room.log_rows for room in rooms),
        )
        yield _gauge(
            "fullest_board_objects",
            "Objects on the board in memory that has most",
            max((document.objects or 0 for document in held), default=0),
        )
        yield _gauge("board_objects_limit", "Objects a board may have", lobby.caps.objects)
        yield _gauge(
            "fullest_board_bytes",
            "Bytes of the largest document in memory",
            max((document.size for document in held), default=0),
        )
        yield _gauge("board_bytes_limit", "Bytes a document may have", lobby.caps.bytes)
        yield _gauge(
            "fullest_board_tombstones",
            "Deleted units in the document in memory that has most",
            max((document.tombstones for document in held), default=0),
        )
        yield _histogram("load_seconds", "Loading a board", measures.load_seconds)
        yield _labelled(
            "documents_let_go",
            "Live documents that nobody edited and that went, for idleness or for lack of memory",
            "why",
            {"idle": measures.let_go, "memory": measures.evicted_documents},
        )
        yield _counter(
            "evicted_rooms", "Empty boards that went for lack of memory", measures.evicted_boards
        )
        yield _counter(
            "purged_objects", "Objects that left the bin for good", measures.purged_objects
        )

    def _connections(self) -> Iterator[Metric]:
        measures = self._lobby.measures
        roles = dict.fromkeys(Role, 0)
        behind = 0
        outboxes = [0]
        for connection in measures.open:
            roles[connection.session.person.role] += 1
            behind += connection.is_behind
            outboxes.append(connection.waiting_bytes)
        family = GaugeMetricFamily(_PREFIX + "connections", "Open sockets", labels=["role"])
        for role, count in roles.items():
            family.add_metric([role.value], count)
        yield family
        yield _gauge("outbox_bytes", "Bytes that wait for peers that do not read", sum(outboxes))
        yield _gauge("fullest_outbox_bytes", "Bytes that wait for one of them", max(outboxes))
        yield _gauge("lagging_connections", "Peers that will get one diff", behind)
        yield _counter("caught_up", "How often a peer that lagged got one diff", measures.collapsed)
        yield _counter("joins", "Sockets let onto a board", measures.joins)
        yield _labelled(
            "refused_joins", "Sockets not let onto a board", "reason", measures.refused_joins
        )
        yield _labelled(
            "closed_connections",
            "Sockets that the server closed, by the name of the close code",
            "reason",
            measures.closed,
        )

    def _work(self) -> Iterator[Metric]:
        measures = self._lobby.measures
        received = sum(connection.session.received for connection in measures.open)
        yield _counter("updates_received", "Changes that came in", measures.updates_in + received)
        yield _counter("updates_sent", "Messages with changes that went out", measures.updates_out)
        yield _labelled(
            "refused_changes", "Changes taken back or dropped", "reason", measures.refused_changes
        )
        yield _labelled(
            "poisoned_updates",
            "Updates that passed for right and that a document could not take",
            "why",
            measures.poisoned,
        )
        yield _counter(
            "unkept_poison",
            "Those of them that could not be put into the quarantine",
            measures.unkept_poison,
        )
        yield _counter("bans", "People locked out of a board", measures.bans)
        yield _counter("budget_pauses", "How often reading waited for a budget", measures.pauses)
        yield _histogram("flush_updates", "Changes in a flush", measures.flush_updates)
        yield _histogram(
            "flush_seconds",
            "From taking a flush to having sent it on, the disk included",
            measures.flush_seconds,
        )
        yield _histogram(
            "saved_seconds",
            "From receiving the oldest change of a flush to telling that it is on disk",
            measures.saved_seconds,
        )
        yield _histogram(
            "event_loop_lag_seconds",
            "How late the event loop was, looked at twice a second",
            measures.lag_seconds,
        )
        family = CounterMetricFamily(
            _PREFIX + "http_requests", "Requests", labels=["method", "route", "status"]
        )
        for (method, route, status), count in measures.requests.items():
            family.add_metric([method, route, str(status)], count)
        yield family


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(_PREFIX + name, meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(_PREFIX + name, meaning, value=value)


def _labelled(name: str, meaning: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(_PREFIX + name, meaning, labels=[label])
    for which, value in values.items():
        family.add_metric([which], value)
    return family


def _histogram(name: str, meaning: str, histogram: Histogram) -> Metric:
    bounds: Iterable[str] = (*map(str, histogram.bounds), "+Inf")
    buckets = list(zip(bounds, accumulate(histogram.counts), strict=True))
    return HistogramMetricFamily(_PREFIX + name, meaning, buckets=buckets, sum_value=histogram.sum)
