"""The command line: `tafelronde`. Every command works beside a running server."""

from tafelronde.cli.main import app

__all__ = ["app"]
