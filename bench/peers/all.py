"""Every server that is measured, in the order of the tables' columns."""

from __future__ import annotations

from bench.peers.hocuspocus import Hocuspocus, HocuspocusSqlite
from bench.peers.ours import Ours
from bench.peers.peer import Peer
from bench.peers.pycrdt_websocket import PycrdtWebsocket, PycrdtWebsocketSqlite
from bench.peers.y_websocket import YWebsocket, YWebsocketLeveldb

PEERS: tuple[Peer, ...] = (
    Ours(),
    Hocuspocus(),
    HocuspocusSqlite(),
    YWebsocket(),
    YWebsocketLeveldb(),
    PycrdtWebsocket(),
    PycrdtWebsocketSqlite(),
)
