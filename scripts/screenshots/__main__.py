"""`python -m scripts.screenshots` takes every view in three sizes and both languages, many in dark,
too; with `--to FOLDER` they go elsewhere, to look them over. Names of views take only those.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.chromium import installed
from scripts.screenshots.studio import LANGUAGES, SIZES, studio
from scripts.screenshots.views import VIEWS
from tests.browser.words import Language

_SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.screenshots", description=__doc__)
    parser.add_argument("views", nargs="*", help="of " + ", ".join(VIEWS))
    parser.add_argument("--to", type=Path, default=_SCREENS)
    parser.add_argument("--width", type=int, choices=SIZES, action="append")
    parser.add_argument("--language", choices=LANGUAGES)
    asked = parser.parse_args()
    if asked.language is None:
        return _each_by_itself()
    _take(asked.language, asked.to, asked.width or list(SIZES), asked.views or list(VIEWS))
    return 0


def _each_by_itself() -> int:
    """Both languages at once: there is a core for each."""
    command = [sys.executable, "-m", "scripts.screenshots", *sys.argv[1:], "--language"]
    both = [subprocess.Popen([*command, language]) for language in LANGUAGES]
    return max(each.wait() for each in both)


def _take(language: Language, folder: Path, widths: list[int], names: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed(), args=["--no-sandbox", "--disable-gpu"]
        )
        with studio(browser, language, folder) as ours:
            for width in widths:
                for name in names:
                    VIEWS[name](ours.at(width, name))
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
