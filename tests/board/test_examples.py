"""The examples of shared_schema, which the client's tests judge as well: same files, same verdicts."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from pycrdt import Map, Text

from tafelronde.board.access import Role
from tests.sync.peer import SCHEMA, SHARED, Hall

STAMPED = ("author", "created", "round")


def examples(kind: str) -> dict[str, Any]:
    files = sorted((SHARED / "examples" / kind).glob("*.json"))
    assert files, f"no {kind} examples in {SHARED}"
    return {path.stem: json.loads(path.read_text()) for path in files}


def document() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((SHARED / "board.schema.json").read_text())
    return parsed


BOARD = jsonschema_rs.validator_for(document())
OBJECT = jsonschema_rs.validator_for(
    {
        "$schema": document()["$schema"],
        "$defs": document()["$defs"],
        "$ref": "#/$defs/object",
    }
)
VALID, INVALID = examples("valid"), examples("invalid")
VALID_OBJECTS = {name: each["object"] for name, each in VALID.items() if "object" in each}
INVALID_OBJECTS = {name: each for name, each in INVALID.items() if "object" in each}


@pytest.mark.parametrize("name", VALID)
def test_a_valid_example_passes_the_schema(name: str) -> None:
    """The file as it is, whole."""
    example = VALID[name]
    assert BOARD.is_valid(example["board"]) if "board" in example else True
    assert OBJECT.is_valid(example["object"]) if "object" in example else True


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_example_does_not(name: str) -> None:
    """And it says why, for who reads it."""
    example = INVALID[name]
    assert example["why"]
    if "board" in example:
        assert not BOARD.is_valid(example["board"])
    else:
        assert not OBJECT.is_valid(example["object"])


@pytest.mark.parametrize("name", VALID_OBJECTS)
def test_a_valid_object_is_accepted_by_a_room(name: str) -> None:
    """[DOC-2] [DOC-3] As a peer writes it, field by field, stamps aside."""
    hall = Hall()
    ann = hall.peer("Ann", Role.FACILITATOR)
    example = VALID_OBJECTS[name]
    ann.objects["it"] = shared(example)
    hall.settle()
    kept = hall.room.plain()[1]["it"]
    fields = {field: value for field, value in example.items() if field not in STAMPED}
    for moment in {"deleted", "resolved"} & fields.keys():
        fields[moment] = kept[moment]
    assert {field: kept[field] for field in fields} == fields
    assert ann.events == []


@pytest.mark.parametrize("name", INVALID_OBJECTS)
def test_an_invalid_object_is_refused_by_a_room_and_its_field_named(name: str) -> None:
    """[DOC-2] [DOC-3] What only the server stamps is overwritten instead."""
    example = INVALID_OBJECTS[name]
    hall = Hall()
    ann = hall.peer("Ann")
    ann.objects["it"] = shared(example["object"])
    hall.settle()
    if example["field"] in STAMPED:
        kept = hall.room.plain()[1]["it"]
        assert (kept["author"], kept["created"], kept.get("round")) == ("ann", hall.now, None)
        return
    assert hall.room.plain()[1] == {}
    told = ann.events[-1]
    assert told["code"] == "invalid"
    # A field that no type has is not repeated to anybody.
    assert told["field"] in (example["field"], None)
    assert told["expected"]


def test_every_type_of_the_schema_has_an_example() -> None:
    """So that no type is only words."""
    assert {each["type"] for each in VALID_OBJECTS.values()} == set(SCHEMA.types)


def test_a_field_of_the_schema_is_described_in_words() -> None:
    """What a refused client is told."""
    sticky = SCHEMA.types["sticky"].fields
    assert sticky["at"].expected == "a list of 2, each a number from -1000000 to 1000000"
    assert sticky["color"].expected.startswith("one of sun, apricot")
    for object_type in SCHEMA.types.values():
        assert all(field.expected for field in object_type.fields.values())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"x", [float("nan")], {"a": b"x"}])
def test_what_json_cannot_say_is_nowhere_allowed(value: Any) -> None:
    """A register can hold it, an export could not."""
    for object_type in SCHEMA.types.values():
        assert not any(field.allows(value) for field in object_type.fields.values())


def shared(plain: dict[str, Any]) -> Map[Any]:
    """An object as a client makes it: its texts as Y.Text."""
    object_type = SCHEMA.types.get(plain.get("type", ""))
    is_text = {
        name
        for name in plain
        if isinstance(plain[name], str)
        and (object_type is None or ((field := object_type.fields.get(name)) and field.is_text))
        and name == "text"
    }
    return Map({name: Text(value) if name in is_text else value for name, value in plain.items()})
