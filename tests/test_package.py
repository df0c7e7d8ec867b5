"""The package's front door."""

from __future__ import annotations

import ast
from pathlib import Path

import tafelronde


def test_the_package_only_hands_on_what_others_made() -> None:
    """A docstring, imports and `__all__`: nothing is defined here."""
    assert tafelronde.__file__ is not None
    tree = ast.parse(Path(tafelronde.__file__).read_text("utf-8"))
    docstring, *imports, names = tree.body
    assert isinstance(docstring, ast.Expr)
    assert all(isinstance(each, ast.ImportFrom) for each in imports)
    assert isinstance(names, ast.Assign)
    assert sorted(tafelronde.__all__) == ["Settings", "create_app"]
    assert all(hasattr(tafelronde, name) for name in tafelronde.__all__)
