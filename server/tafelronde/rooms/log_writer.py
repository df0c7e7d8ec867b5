"""The one writer of the update log: whatever waits, over all boards, goes in one commit.

An idle server writes at once. After a commit of many boards the next one gathers for as long as
the last one took: so it writes larger commits, and never spends more than half of the time on them,
since a commit costs much the same for one board as for ten. A commit that fails is tried again, with
everything that came meanwhile, until it succeeds: nothing that was handed over is ever dropped.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from tafelronde.errors import StorageUnavailable
from tafelronde.rooms.measures import Measures
from tafelronde.storage.update_log import Append, Appended, Fenced, UpdateLog
from tafelronde.sync.log_record import join_records

OK = "ok"
_INTERNAL = "an internal error"
_FIRST_RETRY, _LAST_RETRY = 0.1, 2.0  # seconds
_GATHER_SECONDS_AT_MOST = 0.005
_GATHER_FROM = 8  # boards

log = structlog.get_logger()

Outcome = Appended | Fenced


@dataclass(slots=True)
class _Waiting:
    """What one epoch of a board has waiting: its records in order, and who waits for them.

    `since`: when the first of them was handed over, on the monotonic clock.
    """

    epoch: str
    records: list[bytes] = field(default_factory=list)
    edits: dict[str, str] = field(default_factory=dict)
    futures: list[asyncio.Future[Outcome]] = field(default_factory=list)
    since: float = 0.0
    is_settled: bool = False


class LogWriter:
    """`saving`: "ok", or why nothing can be saved now, in words.

    `on_saving` is called whenever that changes.
    """

    def __init__(
        self,
        update_log: UpdateLog,
        clock: Callable[[], int],
        on_saving: Callable[[], None],
        measures: Measures,
    ) -> None:
        self.saving = OK
        self._log = update_log
        self._clock = clock
        self._on_saving = on_saving
        self._measures = measures
        # By board and epoch: after a restore both an old room and its successor may have something.
        self._waiting: dict[tuple[str, str], _Waiting] = {}
        # What the commit under way holds.
        self._writing: dict[str, _Waiting] = {}
        self._open = 0
        self._all_done = asyncio.Event()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="log writer")
        self._task.add_done_callback(self._on_task_end)

    @property
    def records_waiting(self) -> int:
        """How many records are not on disk."""
        return self._open

    def unsaved_for(self, now: float) -> float:
        """For how many seconds the oldest record has waited for the disk; 0 when none does.

        `now`: on the monotonic clock.
        """
        waiting = (*self._waiting.values(), *self._writing.values())
        return max((now - each.since for each in waiting), default=0.0)

    async def stop(self, patience: float) -> bool:
        """Ends after everything is written; False when `patience` seconds were not enough."""
        if self._open:
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._all_done.wait()
        if self._task is not None:
            self._task.remove_done_callback(self._on_task_end)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        return not self._open

    def append(
        self, board_id: str, epoch: str, record: bytes, edits: Mapping[str, str]
    ) -> asyncio.Future[Outcome]:
        """Hands a record over; the future is done when it is on disk, or can never be (`Fenced`).

        It holds an exception when this board's row, and not the database, is at fault.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        waiting = self._waiting.get((board_id, epoch))
        if waiting is None:
            waiting = self._waiting[board_id, epoch] = _Waiting(epoch, since=time.monotonic())
        waiting.records.append(record)
        waiting.edits.update(edits)
        waiting.futures.append(future)
        self._open += 1
        self._all_done.clear()
        self._wake.set()
        return future

    async def _run(self) -> None:
        pause = _FIRST_RETRY
        while True:
            await self._wake.wait()
            self._wake.clear()
            taken = self._writing = self._take()
            if not taken:
                continue
            began = time.perf_counter()
            try:
                await self._write(taken)
            except StorageUnavailable as error:
                reason = error.reason
            except Exception:
                # Whatever it was, what was handed over must not be lost by it.
                log.exception("a commit failed")
                reason = _INTERNAL
            else:
                reason = OK
            self._writing = {}
            if reason == OK:
                self._measures.commit_seconds.observe(time.perf_counter() - began)
                pause = _FIRST_RETRY
                self._say(OK)
                if len(taken) >= _GATHER_FROM:
                    await asyncio.sleep(min(time.perf_counter() - began, _GATHER_SECONDS_AT_MOST))
                continue
            self._measures.failed_commits += 1
            self._take_back(taken)
            self._say(reason)
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))
            pause = min(pause * 2, _LAST_RETRY)

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
            (waiting,) = taken.values()
            self._settle(waiting, error)
            return
        for waiting, outcome in zip(taken.values(), outcomes, strict=True):
            self._settle(waiting, outcome)

    def _settle(self, waiting: _Waiting, outcome: Outcome | Exception) -> None:
        for future in waiting.futures:
            if future.done():
                continue
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
        waiting.is_settled = True
        self._open -= len(waiting.futures)
        if self._open == 0:
            self._all_done.set()

    def _take_back(self, taken: dict[str, _Waiting]) -> None:
        """Puts a failed commit in front of what came while it was tried."""
        for id, waiting in taken.items():
            if waiting.is_settled:
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
            try:
                self._on_saving()
            except Exception:
                log.exception("nobody could be told about saving")

    def _on_task_end(self, task: asyncio.Task[None]) -> None:
        """Nothing ends it but `stop`; whatever did, nothing can be saved any more."""
        log.error(
            "the log writer has ended", exc_info=None if task.cancelled() else task.exception()
        )
        self._say(_INTERNAL)
