"""Every error as an HTTP status or as a close code, decided here and nowhere else.

An HTTP error has one form, whoever raised it: `{"error": {code, message, expected, got}}`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from tafelronde.errors import (
    BadInput,
    Banned,
    BoardNotFound,
    Conflict,
    Forbidden,
    NotFound,
    NotSignedIn,
    OldEpoch,
    OverBudget,
    ProtocolError,
    Revoked,
    StorageUnavailable,
    TafelrondeError,
    Unreadable,
)

# The most particular class comes first: the first that fits counts.
_STATUSES: tuple[tuple[type[TafelrondeError], int], ...] = (
    (BadInput, 422),
    (NotSignedIn, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (OverBudget, 429),
    (StorageUnavailable, 503),
)
_STATUSES_BY_CODE = {
    "json_malformed": 400,
    "body_too_large": 413,
    "image_too_large": 413,
    "file_too_large": 413,
    "json_only": 415,
    "image_unknown": 415,
    "file_type": 415,
}

_CLOSE_NAMES: tuple[tuple[type[TafelrondeError], str], ...] = (
    (Revoked, "revoked"),
    (NotSignedIn, "revoked"),
    (Banned, "banned"),
    (Forbidden, "forbidden"),
    (BoardNotFound, "deleted"),
    (OldEpoch, "oldEpoch"),
    (OverBudget, "overBudget"),
    (StorageUnavailable, "busy"),
    (BadInput, "malformed"),
)

# What pydantic calls the faults that a client's author should tell apart.
_FIELD_CODES = {
    "missing": "field_missing",
    "extra_forbidden": "field_unknown",
    "json_invalid": "json_malformed",
}
_JSON_NAMES = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "nothing",
}


class Problem(BaseModel):
    """What went wrong."""

    code: str = Field(description="For programs; it never changes.", examples=["title_too_long"])
    message: str = Field(description="One English sentence for people.")
    expected: str | None = Field(description="What would have been right, in short.")
    got: str | None = Field(description="What came instead, in short.")
    line: int | None = Field(
        default=None,
        description="Of a file that cannot be read: where. Left out elsewhere.",
        exclude_if=lambda line: line is None,
    )


class ErrorBody(BaseModel):
    """The body of every answer with a status of 400 or above."""

    error: Problem


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"model": ErrorBody, "description": "It did not work; the body says why."}
}
"""For OpenAPI: what every route may answer beside its own."""


def status_of(error: TafelrondeError) -> int:
    """The HTTP status that stands for `error`."""
    if error.code in _STATUSES_BY_CODE:
        return _STATUSES_BY_CODE[error.code]
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def close_name_of(error: TafelrondeError) -> str:
    """The close code that stands for `error`, by its name in `wire.json`."""
    if isinstance(error, ProtocolError):
        return error.name
    return next((name for kind, name in _CLOSE_NAMES if isinstance(error, kind)), "internal")


def error_response(
    error: TafelrondeError, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    problem = Problem(
        code=error.code,
        message=error.message,
        expected=error.expected,
        got=error.got,
        line=error.line if isinstance(error, Unreadable) else None,
    )
    return _response(status_of(error), problem, headers)


def internal_response(request_id: str) -> JSONResponse:
    """What somebody sees of a fault of ours: the id under which the log tells the rest."""
    message = f"Something failed on the server. The log knows more: {request_id}."
    return _response(500, Problem(code="internal", message=message, expected=None, got=None))


def install(app: FastAPI) -> None:
    """Gives every error that leaves a route of `app`, the framework's own too, the one form."""

    @app.exception_handler(TafelrondeError)
    async def tafelronde_error(request: Request, error: TafelrondeError) -> JSONResponse:
        headers = {}
        if isinstance(error, StorageUnavailable):
            headers["Retry-After"] = "2"
        elif isinstance(error, OverBudget):
            headers["Retry-After"] = str(math.ceil(error.seconds))
        return error_response(error, headers)

    @app.exception_handler(RequestValidationError)
    async def invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
        return error_response(_first_fault(error))

    @app.exception_handler(HTTPException)
    async def framework_error(request: Request, error: HTTPException) -> JSONResponse:
        phrase = HTTPStatus(error.status_code).phrase
        code = phrase.lower().replace(" ", "_")
        problem = Problem(code=code, message=f"{phrase}.", expected=None, got=None)
        return _response(error.status_code, problem, error.headers)


def _response(
    status: int, problem: Problem, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    return JSONResponse(ErrorBody(error=problem).model_dump(), status, headers)


def _first_fault(error: RequestValidationError) -> BadInput:
    """The first thing that was wrong; never with the value that was sent."""
    fault: dict[str, Any] = error.errors()[0]
    code = _FIELD_CODES.get(fault["type"], "field_invalid")
    if code == "json_malformed":
        return BadInput(code, "The body is not JSON.", expected="JSON")
    where = ".".join(str(step) for step in fault["loc"][1:]) or str(fault["loc"][0])
    if code == "field_missing":
        return BadInput(code, f"`{where}` is missing.", expected=f"`{where}`", got="nothing")
    if code == "field_unknown":
        return BadInput(code, "The body holds a field that this request does not know.")
    return BadInput(
        code,
        f"`{where}` is not as it should be: {fault['msg']}.",
        expected=fault["msg"],
        got=_JSON_NAMES.get(type(fault["input"])),
    )
