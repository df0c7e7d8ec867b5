"""Where a line may break: as browsers do it.

Between two signs of ASCII they go by a table of their own, which breaks fewer addresses and dates than
Unicode would; everywhere else by UAX #14. Of that this has the classes that people write with, not the
dictionaries that Thai, Lao, Khmer and Burmese need: their words break like letters without blanks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from tafelronde.exchange.lettering.clusters import is_pictograph

BLANKS = " \t"
_OPENS = "(<[{"
_CLOSED = frozenset('!"#%&)*+,.:;=>\\]|}~')
_NOT_AFTER_HYPHEN = frozenset("!),./:;?]}$")
_NOT_AFTER_QUESTION = frozenset("!\"'),./:;?]}")


def opportunities(parts: Sequence[str]) -> list[bool]:
    """For each of the clusters of one paragraph, whether a line may break before it."""
    classes = [_class(part) for part in parts]
    may = [False] * len(parts)
    for index in range(1, len(parts)):
        before, after = parts[index - 1], parts[index]
        if after in BLANKS:
            continue
        if before.isascii() and after.isascii():
            earlier = parts[index - 2] if index > 1 else ""
            may[index] = before in BLANKS or _in_ascii(earlier, before, after)
        else:
            may[index] = _in_unicode(classes, index)
    return may


def _in_ascii(earlier: str, before: str, after: str) -> bool:
    if before == "-":
        # A minus belongs to its number, a hyphen between two does not.
        if after.isdigit():
            return len(earlier) == 1 and earlier.isascii() and earlier.isalnum()
        return after not in _NOT_AFTER_HYPHEN
    if before == "?":
        return after not in _NOT_AFTER_QUESTION
    return after in _OPENS and before in _CLOSED


_NEVER_BEFORE = frozenset(("CL", "EX", "IS", "SY", "CM", "WJ", "ZW", "SP"))
_LETTERS = frozenset(("AL", "HL", "NU"))


def _in_unicode(classes: Sequence[str], index: int) -> bool:
    """The rules of UAX #14, in its order, for the place before `classes[index]`."""
    after = classes[index]
    at = index - 1
    spaced = classes[at] == "SP"
    while at > 0 and classes[at] == "SP":
        at -= 1
    before = classes[at]
    if before == "ZW":
        return True  # LB8
    if after in ("ZW", "WJ") or (before == "WJ" and not spaced):
        return False  # LB7, LB11
    if before == "GL" and not spaced:
        return False  # LB12
    if after == "GL":
        return spaced or before in ("BA", "HY")  # LB12a
    if after in ("CL", "EX", "SY"):
        return False  # LB13
    if before == "OP":
        return False  # LB14
    if after == "IS":
        return spaced
    if after == "NS" and before == "CL":
        return False  # LB16
    if before == after == "B2":
        return False  # LB17
    if spaced:
        return True  # LB18
    if "QU" in (before, after):
        return False  # LB19
    if after in ("BA", "HY", "NS"):
        return False  # LB21
    if before in ("BA", "HY"):
        return not (before == "HY" and after == "NU")
    if "B2" in (before, after):
        return True
    if after == "IN":
        return False  # LB22
    pair = (before, after)
    if before in _LETTERS and after in _LETTERS:
        return False  # LB23, LB28
    if pair in _TOGETHER:
        return False
    if before == "IS" and after in ("AL", "HL"):
        return False  # LB29
    if before in _LETTERS and after == "OP":
        return False  # LB30
    return not (before == "CL" and after in _LETTERS)


# LB23a, LB24, LB25.
_TOGETHER = frozenset(
    (
        *(("PR", "ID"), ("ID", "PO"), ("PR", "AL"), ("PO", "AL"), ("AL", "PR"), ("AL", "PO")),
        *(("PR", "NU"), ("PO", "NU"), ("NU", "PR"), ("NU", "PO"), ("CL", "PO"), ("CL", "PR")),
        *(("PO", "OP"), ("PR", "OP"), ("IS", "NU"), ("SY", "NU"), ("HY", "NU"), ("SY", "HL")),
    )
)

_BY_SIGN = {
    **dict.fromkeys(" \t", "SP"),
    **dict.fromkeys("\u200b", "ZW"),
    **dict.fromkeys("\u2060\ufeff", "WJ"),
    **dict.fromkeys("\u00a0\u202f\u2007\u2011\u034f\u180e", "GL"),
    **dict.fromkeys("!?‼⁇⁈⁉！？", "EX"),
    **dict.fromkeys(",.:;", "IS"),
    **dict.fromkeys("/", "SY"),
    **dict.fromkeys("-", "HY"),
    **dict.fromkeys("|\u00ad\u2010\u2012\u2013\u2027", "BA"),
    **dict.fromkeys("\u2014", "B2"),
    **dict.fromkeys("\u2024\u2025\u2026", "IN"),
    **dict.fromkeys("%¢°‰‱′″‴℃℉％￠", "PO"),
    **dict.fromkeys("$+\\±№−∓＄￡￥￦", "PR"),
    **dict.fromkeys("\"'«»‹›‘’‛“”‟", "QU"),
    **dict.fromkeys("、。，．」』】〕〉》｝）］", "CL"),
    **dict.fromkeys("々〻ゝゞヽヾ・：；゛゜", "NS"),
}


@lru_cache(maxsize=8192)
def _class(cluster: str) -> str:
    first = cluster[0]
    known = _BY_SIGN.get(first)
    if known is not None:
        return known
    code = ord(first)
    if "0" <= first <= "9":
        return "NU"
    category = unicodedata.category(first)
    if category == "Sc":
        return "PR"
    if category == "Ps" or first == "‚" or first == "„":
        return "OP"
    if category == "Pe":
        return "CL"
    if category == "Zs":
        return "BA"
    if category in ("Zl", "Zp"):
        return "ZW"
    if 0x1F000 <= code < 0x1FB00 or (0x2600 <= code < 0x2800 and _is_ideograph_like(cluster)):
        return "ID"
    if category == "Nd":
        return "NU"
    if unicodedata.east_asian_width(first) in ("W", "F"):
        return "ID"
    if 0x0591 <= code < 0x0600:
        return "HL"
    return "AL"


# What UAX #14 counts among the ideographs below U+1F000, though most of it is as wide as a letter.
_PICTURES = frozenset("⌚⌛⏩⏪⏫⏬⏭⏮⏯⏰⏱⏲⏳☀☁☂☃☄★☆☎☏☔☕☖☗☘☚☛☜☝☞☟☹☺☻♨♿⛄⛅✂✃✄✅✆✇✈✉✊✋✌✍❤❥❦❧")


def _is_ideograph_like(cluster: str) -> bool:
    return cluster[0] in _PICTURES or (is_pictograph(cluster[0]) and len(cluster) > 1)
