"""The C compiler for the fault that steps the server's clock: an installed one, else Debian's gcc.

`python -m scripts.compiler` makes sure that there is one and says which. Without one that fault is
skipped, with the reason, and nothing else needs it: so this never fails.
"""

from __future__ import annotations

import os
import shutil

from scripts import debian


def installed() -> str | None:
    """Return the path of a compiler that can be used, the one in `$CC` first."""
    return shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc")


def main() -> None:
    path = installed()
    if path is None and debian.install("gcc", "libc6-dev"):
        path = installed()
    print(f"C compiler: {path or 'none; stepping the clock of a server will not be tested'}")


if __name__ == "__main__":
    main()
