"""The one writer of the update log: whatever waits, over all boards, goes in one commit.

The next commit starts when the last one ends, so a busy server writes larger commits and an idle one
writes at once. A commit that fails is tried again, with everything that came meanwhile, until it
succeeds: nothing that was handed over is ever dropped.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog

from tafelronde.errors import StorageUnavailable
from tafelronde.storage.update_log import Append, Appended, Fenced, UpdateLog
from tafelronde.sync.log_record import join_records

OK = "ok"
_FIRST_RETRY, _LAST_RETRY = 0.1, 2.0  # seconds

log = structlog.get_logger()

Outcome = Appended | Fenced


@dataclass(slots=True)
class _Waiting:
    """What one epoch of a board has waiting: its records in order, and who waits for them."""

    epoch: str
    records: list[bytes] = field(default_factory=list)
    edits: dict[str, str] = field(default_factory=dict)
    futures: list[asyncio.Future[Outcome]] = field(default_factory=list)


class LogWriter:
    """`saving`: "ok", or why nothing can be saved now, in words.

    `on_saving` is called whenever that changes.
    """

    def __init__(
        self, update_log: UpdateLog, clock: Callable[[], int], on_saving: Callable[[], None]
    ) -> None:
        self.saving = OK
        self._log = update_log
        self._clock = clock
        self._on_saving = on_saving
        # By board and epoch: after a restore both an old room and its successor may have something.
        self._waiting: dict[tuple[str, str], _Waiting] = {}
        self._open: set[asyncio.Future[Outcome]] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="log writer")

    async def stop(self, patience: float) -> bool:
        """Ends after everything is written; False when `patience` seconds were not enough."""
        if self._open:
            await asyncio.wait(self._open, timeout=patience)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        return not self._open

    def append(
        self, board_id: str, epoch: str, record: bytes, edits: Mapping[str, str]
    ) -> asyncio.Future[Outcome]:
        """Hands a record over; the future is done when it is on disk, or can never be (`Fenced`).

        It holds an exception when this board's row, and not the database, is at fault.
        """
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault((board_id, epoch), _Waiting(epoch))
        waiting.records.append(record)
        waiting.edits.update(edits)
        waiting.futures.append(future)
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        self._wake.set()
        return future

    async def _run(self) -> None:
        pause = _FIRST_RETRY
        while True:
            await self._wake.wait()
            self._wake.clear()
            taken = self._take()
            if not taken:
                continue
            try:
                await self._write(taken)
            except StorageUnavailable as error:
                self._take_back(taken)
                self._say(error.reason)
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))
                pause = min(pause * 2, _LAST_RETRY)
            else:
                pause = _FIRST_RETRY
                self._say(OK)

    def _take(self) -> dict[str, _Waiting]:
        """What goes into the next commit; a second epoch of a board goes into the one after."""
        taken: dict[str, _Waiting] = {}
        for board_id, epoch in list(self._waiting):
            if board_id in taken:
                self._wake.set()
            else:
                taken[board_id] = self._waiting.pop((board_id, epoch))
        return taken

    async def _write(self, taken: dict[str, _Waiting]) -> None:
        now = self._clock()
        batch = [
            Append(id, waiting.epoch, join_records(waiting.records), waiting.edits, now)
            for id, waiting in taken.items()
        ]
        try:
            outcomes = await self._log.append(batch)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001
            # Not the database's trouble but a row's: found, so that it does not stop the others, and
            # told to who waits for that row.
            if len(taken) > 1:
                for id, waiting in taken.items():
                    await self._write({id: waiting})
                return
            for future in next(iter(taken.values())).futures:
                if not future.done():
                    future.set_exception(error)
            return
        for waiting, outcome in zip(taken.values(), outcomes, strict=True):
            for future in waiting.futures:
                if not future.done():
                    future.set_result(outcome)

    def _take_back(self, taken: dict[str, _Waiting]) -> None:
        """Puts a failed commit in front of what came while it was tried."""
        for id, waiting in taken.items():
            if waiting.futures[0].done():
                # Boards that were tried one by one: this one is written.
                continue
            later = self._waiting.get((id, waiting.epoch))
            if later is not None:
                waiting.records += later.records
                waiting.edits |= later.edits
                waiting.futures += later.futures
            self._waiting[id, waiting.epoch] = waiting
        self._wake.set()

    def _say(self, saving: str) -> None:
        if saving != self.saving:
            self.saving = saving
            if saving == OK:
                log.info("saving again")
            else:
                log.error("not saving", reason=saving)
            self._on_saving()
