"""Writes shared_schema/openapi.json, from which the client's types of the HTTP interface are made.

With --check nothing is written: exit 1 when the file is not what the server would say of itself.
"""

from __future__ import annotations

import json
import sys

from tafelronde import Settings, create_app
from tafelronde.resources import SHARED_SCHEMA


def main(*, check: bool) -> int:
    place = SHARED_SCHEMA / "openapi.json"
    description = create_app(Settings()).openapi()
    wanted = json.dumps(description, indent=2, ensure_ascii=False) + "\n"
    if place.is_file() and place.read_text("utf-8") == wanted:
        return 0
    if check:
        print(f"{place} is out of step with the server: run `python -m scripts.openapi`.")
        return 1
    place.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
