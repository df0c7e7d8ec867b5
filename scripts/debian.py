"""Packages of Debian, for the few things that the tests need and no Python package has."""

from __future__ import annotations

import os
import shutil
import subprocess


def install(*packages: str) -> bool:
    """Install them where that can be done without asking anybody: as root, with apt. Return whether
    they are there now; what went wrong is printed.
    """
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", *words],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        if done.returncode != 0:
            print(done.stderr.strip()[-1000:])
            return False
    return True
