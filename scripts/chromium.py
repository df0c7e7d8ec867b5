"""The Chromium for the browser tests: an installed one, else Debian's package, else Playwright's.

The tests take the headless shell where there is one: the same engine without the browser around it,
which costs half the processor time. `python -m scripts.chromium` makes sure that there is one of
the two and says which; `python -m scripts.chromium whole` insists on the browser, as is measured
and photographed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import debian

_SHELL = "chromium-headless-shell"
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def installed(*, whole: bool = True) -> str | None:
    """Return the path of a browser that can be used, the one in `$CHROMIUM` first. `whole`: not its
    headless shell.
    """
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    shell = None if whole else shutil.which(_SHELL)
    return shell or next(filter(None, map(shutil.which, _NAMES)), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    # In a process of its own: the caller may be inside Playwright already.
    asked = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    path = done.stdout.strip()
    return path if Path(path).exists() else None


def _install(*, whole: bool) -> str:
    """Install one and return what it is called in words."""
    if any(debian.install(package) for package in _wanted(whole=whole)):
        return "Debian's package"
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return "Playwright's own"


def _wanted(*, whole: bool) -> tuple[str, ...]:
    # Older Debians have no package of the shell alone.
    return ("chromium",) if whole else (_SHELL, "chromium")


def main(*, whole: bool) -> int:
    # Emoji are set in it, on boards and in drawings of them. Where it cannot be had, both make do.
    if not Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf").exists():
        debian.install("fonts-noto-color-emoji")
    path, origin = installed(whole=whole), "installed"
    if path is None:
        try:
            origin = _install(whole=whole)
        except subprocess.CalledProcessError:
            print("No Chromium is installed and none could be fetched; CHROMIUM=/path names one.")
            return 1
        path = installed(whole=whole)
    if path is None:
        print("No Chromium was found, not even after installing one.")
        return 1
    print(f"Chromium: {path} ({origin})")
    return 0


if __name__ == "__main__":
    sys.exit(main(whole=sys.argv[1:] == ["whole"]))
