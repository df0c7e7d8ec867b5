"""What a copy of a board takes along, and what a template of it keeps. Rules [COPY-n] of docs/SPEC.md.

A copy is what is on the board now: who wrote what and when, locks, comments, under the ids they have,
so that everything that names another object still finds it. A template is prepared material: without
people, so without comments, authors and times. Neither takes what is in the bin.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pycrdt import Map, Text

from tafelronde.board.document import seed_update
from tafelronde.board.schema import BoardSchema

Objects = Mapping[str, Mapping[str, Any]]

# What a template must not carry from one group of people to the next.
_OF_PEOPLE = frozenset({"author", "created", "round", "source"})


def copied(objects: Objects) -> dict[str, dict[str, Any]]:
    """The objects of a copy. What hangs on something that is not copied is not shown, and left out."""
    kept = {id: dict(each) for id, each in objects.items() if "deleted" not in each}
    hanging: dict[str, list[str]] = {}
    for id, each in kept.items():
        for other in _needs(each):
            hanging.setdefault(other, []).append(id)
    gone = [id for id in hanging if id not in kept]
    while gone:
        loose = hanging.pop(gone.pop(), ())
        gone.extend(id for id in loose if kept.pop(id, None) is not None)
    for each in kept.values():
        if each.get("frame") not in kept:
            each.pop("frame", None)
        if "links" in each:
            each["links"] = [id for id in each["links"] if id in kept]
    return kept


def as_template(objects: Objects) -> dict[str, dict[str, Any]]:
    """The objects of a template made from a board."""
    return copied(
        {
            id: {name: value for name, value in each.items() if name not in _OF_PEOPLE}
            for id, each in objects.items()
            if each["type"] != "comment"
        }
    )


def authors_of(objects: Objects) -> set[str]:
    """Ids of the people whose words and decisions are in the objects."""
    found = {each["author"] for each in objects.values() if "author" in each}
    return found | {each["resolved"]["by"] for each in objects.values() if "resolved" in each}


def copy_seed(client_id: int, objects: Objects, schema: BoardSchema) -> bytes:
    """The first update of a board with these objects. 10,000 notes take a while: not for the loop
    that serves everybody.
    """
    return seed_update(client_id, {id: _map(each, schema) for id, each in objects.items()})


def _map(each: Mapping[str, Any], schema: BoardSchema) -> Map[Any]:
    fields = schema.types[each["type"]].fields
    return Map(
        {name: Text(value) if fields[name].is_text else value for name, value in each.items()}
    )


def _needs(each: Mapping[str, Any]) -> list[str]:
    """Everything that `each` cannot do without."""
    match each["type"]:
        case "connector":
            ends = (each["from"], each["to"])
            return [end["object"] for end in ends if "object" in end]
        case "comment":
            return [each[name] for name in ("on", "reply") if name in each]
    return []
