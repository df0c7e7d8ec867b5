"""The Chromium for the browser tests: an installed one, else Debian's package, else Playwright's.

`python -m scripts.chromium` makes sure that there is one and says which.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import debian

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def installed() -> str | None:
    """Return the path of a browser that can be used, the one in `$CHROMIUM` first."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    return next(filter(None, map(shutil.which, _NAMES)), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    # In a process of its own: the caller may be inside Playwright already.
    asked = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    path = done.stdout.strip()
    return path if Path(path).exists() else None


def _install() -> str:
    """Install one and return what it is called in words."""
    if debian.install("chromium"):
        return "Debian's package"
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return "Playwright's own"


def main() -> int:
    path, origin = installed(), "installed"
    if path is None:
        try:
            origin = _install()
        except subprocess.CalledProcessError:
            print("No Chromium is installed and none could be fetched; CHROMIUM=/path names one.")
            return 1
        path = installed()
    if path is None:
        print("No Chromium was found, not even after installing one.")
        return 1
    print(f"Chromium: {path} ({origin})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
