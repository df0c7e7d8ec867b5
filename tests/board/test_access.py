"""Roles, and what they may do."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from tafelronde.board.access import (
    PERMISSIONS,
    Action,
    Role,
    allows,
    may_create_boards,
    stronger,
)
from tafelronde.resources import SHARED_SCHEMA


def test_every_action_is_in_the_table() -> None:
    """[ACC-7]"""
    assert set(PERMISSIONS) == set(Action)


def test_a_stronger_role_may_all_that_a_weaker_one_may() -> None:
    """[ACC-7] So that keeping the stronger of two roles never takes anything away."""
    for strong, weak in pairwise(Role):
        assert stronger(strong, weak) is stronger(weak, strong) is strong
        assert all(allows(strong, action) for action in Action if allows(weak, action))


def test_nobody_may_do_nothing() -> None:
    """[ACC-7]"""
    assert not any(allows(None, action) for action in Action)


def test_a_viewer_only_looks() -> None:
    """[ACC-7]"""
    assert [action for action in Action if allows(Role.VIEWER, action)] == [Action.READ_BOARD]


def test_the_roles_are_those_of_the_wire() -> None:
    wire = json.loads((SHARED_SCHEMA / "wire.json").read_bytes())
    assert wire["roles"] == list(Role)


@pytest.mark.parametrize(
    ("kind", "may"), [("facilitator", True), ("guest", False), ("link", False)]
)
def test_only_accounts_make_boards(kind: str, may: bool) -> None:
    assert may_create_boards(kind) is may
