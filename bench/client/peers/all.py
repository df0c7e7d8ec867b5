"""The whiteboards, in the order in which they are run."""

from __future__ import annotations

from collections.abc import Sequence

from bench.client.peers.excalidraw import Excalidraw
from bench.client.peers.ours import Ours
from bench.client.peers.peer import Peer
from bench.client.peers.tldraw import Tldraw

PEERS: Sequence[Peer] = (Ours(), Excalidraw(), Tldraw())
