"""One page in a fresh Chromium, and what the browser says of its work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from playwright.async_api import BrowserContext, CDPSession, Page, Playwright

from bench.client.neighbours import Neighbours
from bench.load.counting import percentile
from scripts.chromium import installed

SCREEN = (1440, 900)
_LOOK_AGAIN_SECONDS = 0.2

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=LocalNetworkAccessChecks",
    # Who asks a CDN for a font is told at once that there is none.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

# Writes down when each frame begins, and when the board was first shown: at the second frame after
# it was found in the page, the first of the two is on screen.
_RECORD = """
(() => {
  let times = null;
  const step = () => {
    if (times === null) return;
    times.push(performance.now());
    requestAnimationFrame(step);
  };
  globalThis.benchFrames = {
    shown: null,
    begin() {
      times = [];
      requestAnimationFrame(step);
    },
    end() {
      const found = times;
      times = null;
      return found;
    },
  };
  const look = () => requestAnimationFrame(() => {
    if (!(IS_SHOWN)) return look();
    requestAnimationFrame(() => requestAnimationFrame(() => (benchFrames.shown = performance.now())));
  });
  look();
})()
"""


@dataclass(frozen=True, slots=True)
class Work:
    """What the browser has done so far, in seconds. `at`: the page's clock. `main`: the page's thread at
    work, whether or not a core was free for it; `cpu`: only while one was. `all`: every process.
    """

    at: float
    main: float
    cpu: float
    all: float


class MeasuredPage:
    """A page, its protocol, and the frames that it shows."""

    def __init__(self, page: Page, protocol: CDPSession, browser: CDPSession) -> None:
        self.page = page
        self.protocol = protocol
        self._browser = browser

    async def shown(self) -> float:
        """When the board was first on screen, in ms from the beginning of the navigation."""
        while True:
            when: float | None = await self.page.evaluate("benchFrames.shown")
            if when is not None:
                return when
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def begin(self) -> None:
        self._neighbours = Neighbours()
        self._before = await self._work()
        await self.page.evaluate("benchFrames.begin()")

    async def end(self) -> dict[str, float]:
        """What was measured since `begin`."""
        times: list[float] = await self.page.evaluate("benchFrames.end()")
        before, after = self._before, await self._work()
        seconds = after.at - before.at
        return frames(times) | {
            "main ms/s": 1e3 * (after.main - before.main) / seconds,
            "main CPU ms/s": 1e3 * (after.cpu - before.cpu) / seconds,
            "browser CPU ms/s": 1e3 * (after.all - before.all) / seconds,
            "others %": self._neighbours.share(),
        }

    async def _work(self) -> Work:
        answer = await self.protocol.send("Performance.getMetrics")
        metrics = {each["name"]: each["value"] for each in answer["metrics"]}
        processes = await self._browser.send("SystemInfo.getProcessInfo")
        total = sum(each["cpuTime"] for each in processes["processInfo"])
        return Work(metrics["Timestamp"], metrics["TaskDuration"], metrics["ThreadTime"], total)


def frames(times: list[float]) -> dict[str, float]:
    """Of the times at which frames began, in ms: how long one lasted."""
    lengths = sorted(after - before for before, after in zip(times, times[1:], strict=False))
    return {
        "p50 ms": percentile(lengths, 0.5),
        "p95 ms": percentile(lengths, 0.95),
        "longest ms": lengths[-1] if lengths else float("nan"),
    }


@asynccontextmanager
async def browsing(playwright: Playwright, is_shown: str = "false") -> AsyncIterator[MeasuredPage]:
    """A fresh browser with one blank page."""
    browser = await playwright.chromium.launch(executable_path=installed(), args=_FLAGS)
    try:
        width, height = SCREEN
        context = await browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB"
        )
        await context.add_init_script(_RECORD.replace("IS_SHOWN", is_shown))
        page = await context.new_page()
        protocol = await context.new_cdp_session(page)
        await protocol.send("Performance.enable")
        yield MeasuredPage(page, protocol, await browser.new_browser_cdp_session())
    finally:
        await browser.close()
