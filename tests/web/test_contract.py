"""Every operation of shared_schema/openapi.json, asked by everybody, with anything.

Schemathesis makes the requests from the description, fitting and unfitting ones, and checks each
answer against it. Most ids and tokens are those of a real board: any other is turned away at the
door, and nothing behind the door would be tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tafelronde import resources
from tests.effort import effort
from tests.web.house import House, open_house
from tests.web.instance import PUBLIC_URL, problem

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
DESCRIBED = schemathesis.openapi.from_path(resources.SHARED_SCHEMA / "openapi.json")
OPERATIONS = {
    f"{operation.method} {operation.path}": operation
    for operation in (each.ok() for each in DESCRIBED.get_all_operations() if isinstance(each, Ok))
}
# After these somebody, or the board, is not what they were.
ENDING = {
    "delete /api/boards/{board_id}",
    "post /api/signout",
    "get /signin/{token}",
    "post /api/boards/{board_id}/links/{role}/revoke",
}
PEOPLE = ("facilitator", "guest", "nobody")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), migrated) as house:
        yield house


def ask(house: House, who: str, case: Case[Any]) -> httpx.Response:
    wanted = case.as_transport_kwargs(base_url=PUBLIC_URL)
    # The browser's own cookies count; the description knows of no others.
    wanted.pop("cookies", None)
    if "data" in wanted:
        wanted["content"] = wanted.pop("data")
    answer = house.runner.run(house.browsers[who].request(**wanted))
    house.answers[str(answer.status_code)] += 1
    return answer


def cases(
    operation: APIOperation[Any, Any, Any, Any], house: House
) -> st.SearchStrategy[Case[Any]]:
    """Requests to this operation, most of them about what is there."""

    def at_home(case: Case[Any], picks: tuple[bool, bool, str]) -> Case[Any]:
        is_about_ours, shows_token, role = picks
        if is_about_ours and "board_id" in case.path_parameters:
            case.path_parameters["board_id"] = house.board.id
        if is_about_ours and "token" in case.path_parameters:
            case.path_parameters["token"] = house.signin
        if shows_token and isinstance(case.body, dict) and "token" in case.body:
            case.body["token"] = house.board.token(role)
        if shows_token and "token" in case.query:
            case.query["token"] = house.board.token(role)
        return case

    made = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )
    picks = st.tuples(
        st.sampled_from([True, True, True, False]),
        st.booleans(),
        st.sampled_from(["facilitator", "participant", "viewer"]),
    )
    return st.builds(at_home, made, picks)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_as_described(house: House, name: str, who: str) -> None:
    """[ACC-7] [ACC-10] No fault of ours, whoever asks for whatever; each error in the one form."""
    house.renew()

    @effort(10)
    @given(st.data())
    def try_it(data: st.DataObject) -> None:
        case = data.draw(cases(OPERATIONS[name], house))
        answer = ask(house, who, case)
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400 and answer.headers["content-type"] == "application/json":
            problem(answer)
        if name in ENDING and answer.status_code < 400:
            house.renew()

    try_it()


def test_the_door_is_not_all_that_was_tried(house: House, report: Callable[[str], None]) -> None:
    """What the others were answered: of every kind, whoever asked."""
    answers = house.answers
    if answers.total() < len(OPERATIONS) * len(PEOPLE):
        pytest.skip("says something only after the tests above")
    report(f"requests made from openapi.json, by status: {dict(sorted(answers.items()))}")
    assert {"200", "201", "204", "303", "401", "403", "422"} <= set(answers)
