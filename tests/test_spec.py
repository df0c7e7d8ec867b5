"""Every rule of docs/SPEC.md is tried by a test that says so; what people see and do, in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_NUMBER = re.compile(r"\[([A-Z]+-\d+)\]")
_RULE = re.compile(r"^- \[([A-Z]+-\d+)\]", re.MULTILINE)
# What a first visit loads is weighed when the client is built, before there is a page.
_NO_PAGE = {"UI-47"}


def _rules() -> list[str]:
    return _RULE.findall((_ROOT / "docs" / "SPEC.md").read_text("utf-8"))


def _cited(*files: Iterator[Path]) -> set[str]:
    return {
        number
        for found in files
        for file in found
        if file.is_relative_to(_ROOT) and "node_modules" not in file.parts
        for number in _NUMBER.findall(file.read_text("utf-8"))
    }


def test_no_number_stands_for_two_rules() -> None:
    """Who cites a rule means one."""
    rules = _rules()
    assert sorted(rules) == sorted(set(rules))


def test_every_rule_is_cited_by_a_test_and_no_test_cites_what_is_no_rule() -> None:
    """Of the server in Python, of the client in TypeScript, of both in a browser."""
    cited = _cited(
        (_ROOT / "tests").rglob("*.py"),
        (_ROOT / "client" / "src").rglob("*.test.ts"),
        (_ROOT / "client" / "tests").rglob("*.test.ts"),
    )
    assert cited == set(_rules())


def test_what_people_see_and_do_is_tried_in_a_browser() -> None:
    """Every rule of the board in the browser and of working together."""
    seen = {rule for rule in _rules() if rule.startswith(("UI-", "CON-"))}
    assert seen - _cited((_ROOT / "tests" / "browser").rglob("*.py")) == _NO_PAGE
