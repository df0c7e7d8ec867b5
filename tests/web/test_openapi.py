"""The description from which the client makes its types."""

from __future__ import annotations

from typing import Any

import pytest

from tafelronde.app import create_app
from tafelronde.settings import Settings

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return create_app(Settings()).openapi()


def operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        operation
        for path in described["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    ]


def test_every_route_says_what_it_is_for_and_how_it_fails(described: dict[str, Any]) -> None:
    for operation in operations(described):
        assert operation["description"]
        failed = operation["responses"]["default"]["content"]["application/json"]["schema"]
        assert failed == {"$ref": "#/components/schemas/ErrorBody"}
        assert "422" not in operation["responses"]


def test_every_json_answer_has_a_type(described: dict[str, Any]) -> None:
    for operation in operations(described):
        for status, answer in operation["responses"].items():
            schema = answer.get("content", {}).get("application/json", {}).get("schema")
            assert schema is None or "$ref" in schema, (operation["operationId"], status)


def test_operations_have_names_of_their_own(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in operations(described)]
    assert len(set(names)) == len(names)
    assert "create_board" in names


def test_pages_and_sockets_are_not_in_it(described: dict[str, Any]) -> None:
    assert {path.split("/")[1] for path in described["paths"]} == {
        "api",
        "signin",
        "healthz",
        "readyz",
    }


def test_limits_are_in_it(described: dict[str, Any]) -> None:
    title = described["components"]["schemas"]["CreateBoard"]["properties"]["title"]
    assert (title["minLength"], title["maxLength"]) == (1, 200)
