"""The words of tables, in the languages of boards. Any of them is understood in any table."""

from __future__ import annotations

from collections.abc import Mapping

from tafelronde.board.naming import Language

Words = Mapping[Language, Mapping[str, str]]

_NL, _EN = Language.DUTCH, Language.ENGLISH
_PENS = [
    "ink",
    "grey",
    "red",
    "orange",
    "yellow",
    "green",
    "teal",
    "blue",
    "violet",
    "pink",
    "white",
]

COLUMNS: Words = {
    _EN: {
        "text": "text",
        "type": "type",
        "color": "colour",
        "tags": "tags",
        "frame": "frame",
        "group": "group",
        "author": "author",
        "x": "x",
        "y": "y",
        "w": "width",
        "h": "height",
        "id": "id",
    },
    _NL: {
        "text": "tekst",
        "type": "soort",
        "color": "kleur",
        "tags": "labels",
        "frame": "kader",
        "group": "groep",
        "author": "auteur",
        "x": "x",
        "y": "y",
        "w": "breedte",
        "h": "hoogte",
        "id": "id",
    },
}
"""The heads of a table, by what they stand for."""

ALSO: Mapping[str, str] = {
    "note": "text",
    "notes": "text",
    "idea": "text",
    "title": "text",
    "briefje": "text",
    "notitie": "text",
    "idee": "text",
    "titel": "text",
    "color": "color",
    "kind": "type",
    "tag": "tags",
    "label": "tags",
    "vlak": "frame",
    "thema": "frame",
    "theme": "frame",
    "section": "frame",
    "cluster": "group",
    "naam": "author",
    "name": "author",
}
"""What else people call them."""

TYPES: Words = {
    _EN: {
        "sticky": "note",
        "text": "text",
        "shape": "shape",
        "frame": "frame",
        "image": "picture",
        "mindnode": "map",
    },
    _NL: {
        "sticky": "briefje",
        "text": "tekst",
        "shape": "vorm",
        "frame": "kader",
        "image": "plaatje",
        "mindnode": "kaart",
    },
}

COLORS: Words = {
    _EN: {
        "sun": "yellow",
        "apricot": "orange",
        "rose": "pink",
        "lilac": "purple",
        "sky": "blue",
        "mint": "green",
        "sand": "sand",
        "white": "white",
    },
    _NL: {
        "sun": "geel",
        "apricot": "oranje",
        "rose": "roze",
        "lilac": "paars",
        "sky": "blauw",
        "mint": "groen",
        "sand": "zand",
        "white": "wit",
    },
}
"""The plain names of the colours of notes."""

ALSO_COLORS: Mapping[str, str] = {
    "sun yellow": "sun",
    "zonnegeel": "sun",
    "apricot": "apricot",
    "abrikoos": "apricot",
    "rose": "rose",
    "red": "rose",
    "rood": "rose",
    "lilac": "lilac",
    "lila": "lilac",
    "violet": "lilac",
    "sky blue": "sky",
    "hemelsblauw": "sky",
    "mint": "mint",
    "mint green": "mint",
    "mintgroen": "mint",
    "grey": "sand",
    "gray": "sand",
    "grijs": "sand",
}


PENS: Words = {
    _EN: {name: name for name in _PENS},
    _NL: dict(
        zip(
            _PENS,
            [
                "inkt",
                "grijs",
                "rood",
                "oranje",
                "geel",
                "groen",
                "turkoois",
                "blauw",
                "paars",
                "roze",
                "wit",
            ],
            strict=True,
        )
    ),
}
"""Those of texts, lines and nodes."""

ALSO_PENS: Mapping[str, str] = {
    "black": "ink",
    "zwart": "ink",
    "gray": "grey",
    "purple": "violet",
    "violet": "violet",
}


def understood(words: Words, also: Mapping[str, str]) -> dict[str, str]:
    """What a word stands for, in any language; the names of the schema too."""
    known = dict(also)
    for names in words.values():
        for name, word in names.items():
            known[word] = name
            known.setdefault(name, name)
    return known
