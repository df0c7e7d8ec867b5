"""What an exception leaves in the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from tafelronde.cli import logs


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Logging is of the whole process: other tests find it as they left it."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def fail(written: str) -> None:
    try:
        int(written)
    except ValueError as error:
        raise RuntimeError(written) from error


@pytest.mark.parametrize("logger", ["a library's", "ours"])
def test_an_exception_is_logged_as_places_not_as_messages(
    logger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """[ACC-10] Libraries quote what they were given."""
    logs.configure("info")
    try:
        fail("what-somebody-wrote")
    except RuntimeError:
        if logger == "ours":
            structlog.get_logger("tafelronde.web").exception("failed")
        else:
            logging.getLogger("uvicorn.error").exception("failed")
    written = capsys.readouterr().err
    line = json.loads(written)
    assert (line["event"], line["level"], line["error"]) == ("failed", "error", "RuntimeError")
    assert "ValueError" in line["traceback"]
    assert "int(written)" in line["traceback"]
    # The test's own line is a place too.
    assert written.count("what-somebody-wrote") == 1


def test_a_librarys_chatter_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """[ACC-10] Uvicorn's lines hold paths and queries, and with them tokens."""
    logs.configure("debug")
    logging.getLogger("uvicorn.error").info('"WebSocket /sync/x?token=secret" [accepted]')
    assert capsys.readouterr().err == ""
