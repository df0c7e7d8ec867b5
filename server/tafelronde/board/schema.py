"""`board.schema.json` as questions about values: is this object, is this field, as it should be?

The schema file is the one source of truth; this module only compiles it, field by field, so that a
moved note costs the check of one pair of numbers. Nothing is read from disk here: the parsed file
is passed in.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jsonschema_rs

_TEXT_MARK = "x-crdt"
_SERVER_MARK = "x-by"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object type.

    `is_text`: it is a Y.Text, not a register. `by_server`: only the server writes it.
    `max_length`: of a text, in characters. `expected`: what belongs here, in words.
    """

    name: str
    is_text: bool
    by_server: bool
    max_length: int
    expected: str
    validator: jsonschema_rs.Validator

    def allows(self, value: Any) -> bool:
        """Whether the plain `value` may stand here."""
        return _is_json(value) and self.validator.is_valid(value)


@dataclass(frozen=True, slots=True)
class ObjectType:
    name: str
    fields: Mapping[str, Field]
    required: frozenset[str]


class BoardSchema:
    """The compiled schema. `types`: by the value of an object's `type`."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        definitions = document["$defs"]
        self.version: int = definitions["meta"]["properties"]["version"]["const"]
        self._id = _compile(definitions, {"$ref": "#/$defs/id"})
        self.types: dict[str, ObjectType] = {}
        common = definitions["common"]["properties"]
        for choice in definitions["object"]["oneOf"]:
            definition = definitions[choice["$ref"].rsplit("/", 1)[1]]
            fields = {
                name: _field(definitions, name, schema)
                for name, schema in {**common, **definition["properties"]}.items()
            }
            name = definition["properties"]["type"]["const"]
            self.types[name] = ObjectType(name, fields, frozenset(definition["required"]))

    def is_id(self, value: str) -> bool:
        """Whether `value` can be the id of an object."""
        return self._id.is_valid(value)


def presence_fields(document: Mapping[str, Any]) -> dict[str, Callable[[Any], bool]]:
    """For each field of `presence.schema.json` that a client may send: value → is it valid?"""
    definitions = document["$defs"]
    return {
        name: partial(_is_valid, _compile(definitions, schema))
        for name, schema in document["properties"].items()
        if schema.get(_SERVER_MARK) != "server"
    }


def _is_valid(validator: jsonschema_rs.Validator, value: Any) -> bool:
    try:
        return validator.is_valid(value)
    except UnicodeEncodeError:
        # JSON can escape one half of a surrogate pair; Python takes it for text, nobody else does.
        return False


def _compile(definitions: Mapping[str, Any], schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": definitions,
            **schema,
        }
    )


def _field(definitions: Mapping[str, Any], name: str, schema: Mapping[str, Any]) -> Field:
    return Field(
        name=name,
        is_text=schema.get(_TEXT_MARK) == "text",
        by_server=schema.get(_SERVER_MARK) == "server",
        max_length=schema.get("maxLength", 0),
        expected=_in_words(definitions, schema),
        validator=_compile(definitions, schema),
    )


def _in_words(definitions: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A schema as a short phrase: "two numbers from -1000000 to 1000000 in a list"."""
    if "$ref" in schema:
        return _in_words(definitions, definitions[schema["$ref"].rsplit("/", 1)[1]])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if "oneOf" in schema:
        return " or ".join(_in_words(definitions, choice) for choice in schema["oneOf"])
    kind = schema["type"]
    if kind == "array":
        least, most = schema.get("minItems", 0), schema.get("maxItems", "any number")
        count = str(most) if least == most else f"{least} to {most}"
        return f"a list of {count}, each {_in_words(definitions, schema['items'])}"
    if kind == "object":
        return "an object with " + ", ".join(schema["properties"])
    if kind == "string":
        if "pattern" in schema:
            return f"a string like {schema['pattern']}"
        return f"a string of at most {schema['maxLength']} characters"
    if kind in ("number", "integer"):
        word = "a whole number" if kind == "integer" else "a number"
        most = schema.get("maximum", schema.get("exclusiveMaximum"))
        return f"{word} from {schema['minimum']} to {most}"
    return f"a {kind}"


def _is_json(value: Any) -> bool:
    """Whether JSON can say it: a CRDT register can also hold bytes, NaN and infinity."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(_is_json(part) for part in value)
    if isinstance(value, Mapping):
        return all(_is_json(part) for part in value.values())
    return value is None or isinstance(value, (str, bool, int))
