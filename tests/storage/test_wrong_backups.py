"""Files that are damaged, foreign or forged are refused, with nothing changed."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from tafelronde.errors import BadInput
from tafelronde.storage.database import Database
from tafelronde.storage.tables import metadata
from tests.storage.backups import (
    everything,
    good_file,
    restored,
)

# What is wrong with a file, as a change of a good one; and what is said of it.

Change = Callable[[dict[str, bytes]], None]


def lines(files: dict[str, bytes], table: Table) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[f"{table.name}.jsonl"].splitlines()]


def with_rows(table: Table, change: Callable[[list[dict[str, Any]]], object]) -> Change:
    def changed(files: dict[str, bytes]) -> None:
        found = lines(files, table)
        change(found)
        text = "".join(json.dumps(row) + "\n" for row in found)
        files[f"{table.name}.jsonl"] = text.encode()
        manifest = json.loads(files["manifest.json"])
        manifest["rows"][table.name] = len(found)
        files["manifest.json"] = json.dumps(manifest).encode()

    return changed


def in_manifest(**values: Any) -> Change:
    def changed(files: dict[str, bytes]) -> None:
        manifest = json.loads(files["manifest.json"]) | values
        files["manifest.json"] = json.dumps(manifest).encode()

    return changed


def without(name: str) -> Change:
    def changed(files: dict[str, bytes]) -> None:
        del files[name]

    return changed


def cut_rows(files: dict[str, bytes]) -> None:
    files["people.jsonl"] = b""


def not_json(files: dict[str, bytes]) -> None:
    files["people.jsonl"] = files["people.jsonl"].replace(b"{", b"[")


BOARDS, LOG = metadata.tables["boards"], metadata.tables["board_log"]
LINKS, CLOSED = metadata.tables["links"], metadata.tables["closed_epochs"]
SNAPSHOTS, PEOPLE = metadata.tables["snapshots"], metadata.tables["people"]

IMAGES, TEMPLATES = metadata.tables["images"], metadata.tables["templates"]


def of_a_version_without_pictures(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    for name in ("images", "board_images", "templates", "template_images", "board_authors"):
        del files[f"{name}.jsonl"], manifest["rows"][name]
    files["manifest.json"] = json.dumps(manifest | {"schema": "0001"}).encode()


def newly_named(found: list[dict[str, Any]], **values: Any) -> None:
    for n, row in enumerate(found):
        row.update({"hash": f"{n:064}", **values})


WRONG: dict[str, tuple[Change, str]] = {
    "no manifest": (without("manifest.json"), "not_a_backup"),
    "another format": (in_manifest(format="holiday pictures"), "not_a_backup"),
    "another version": (in_manifest(version=2), "backup_other_version"),
    "another schema": (in_manifest(schema="0000"), "backup_other_version"),
    "a table missing": (without("links.jsonl"), "backup_damaged"),
    "a table unknown to the manifest": (in_manifest(rows={"boards": 2}), "backup_damaged"),
    "fewer rows than counted": (cut_rows, "backup_damaged"),
    "no JSON": (not_json, "backup_damaged"),
    "a gap in a log": (with_rows(LOG, lambda found: found.pop()), "backup_damaged"),
    "a log of nobody": (
        with_rows(LOG, lambda found: found[0].update(board_id="nobody")),
        "backup_damaged",
    ),
    "a board twice": (with_rows(BOARDS, lambda found: found.append(found[0])), "backup_damaged"),
    "a snapshot missing": (with_rows(SNAPSHOTS, lambda found: found.clear()), "backup_damaged"),
    "a column missing": (with_rows(BOARDS, lambda found: found[0].pop("title")), "backup_damaged"),
    "a column too many": (with_rows(BOARDS, lambda found: found[0].update(x=1)), "backup_damaged"),
    "a text for a number": (
        with_rows(BOARDS, lambda found: found[0].update(head="1")),
        "backup_damaged",
    ),
    "a number too large": (
        with_rows(BOARDS, lambda found: found[0].update(head=2**63)),
        "backup_damaged",
    ),
    "nothing for a title": (
        with_rows(BOARDS, lambda found: found[0].update(title=None)),
        "backup_damaged",
    ),
    "a character no database takes": (
        with_rows(LOG, lambda found: found[0].update(payload="é")),
        "backup_damaged",
    ),
    "a role that is none": (
        with_rows(LINKS, lambda found: found[0].update(id="x", token="x", role="owner")),
        "backup_damaged",
    ),
    "a person of nobody's kind": (
        with_rows(
            PEOPLE,
            lambda found: [row.update(id=f"new{n}", kind="x") for n, row in enumerate(found)],
        ),
        "backup_damaged",
    ),
    "clocks that are none": (
        with_rows(CLOSED, lambda found: found[0].update(clocks="W10=")),
        "backup_damaged",
    ),
    "an earlier version, with fewer tables": (
        of_a_version_without_pictures,
        "backup_other_version",
    ),
    "a picture under another's name": (with_rows(IMAGES, newly_named), "backup_damaged"),
    "a page for a picture": (
        with_rows(IMAGES, lambda found: newly_named(found, media_type="text/html")),
        "backup_damaged",
    ),
    "a template of nobody": (
        with_rows(TEMPLATES, lambda found: found[0].update(person_id="nobody")),
        "backup_damaged",
    ),
    "a picture that a board has, missing": (
        with_rows(metadata.tables["board_images"], lambda found: found[0].update(image_hash="0")),
        "backup_damaged",
    ),
    "a document that cannot be read": (
        with_rows(LOG, lambda found: found[0].update(payload="eD15")),
        "backup_damaged",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_file_that_is_wrong_is_refused_with_nothing_changed(
    database: Database, tmp_path: Path, wrong: str
) -> None:
    """And it is said what is wrong with it."""
    change, code = WRONG[wrong]
    await good_file(database, tmp_path / "good.zip")
    with zipfile.ZipFile(tmp_path / "good.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(tmp_path / "wrong.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    before = await everything(database)
    with pytest.raises(BadInput) as refused:
        await restored(database, tmp_path / "wrong.zip")
    assert refused.value.code == code
    assert await everything(database) == before


async def test_a_damaged_or_foreign_file_is_refused_with_nothing_changed(
    database: Database, tmp_path: Path
) -> None:
    """Cut short anywhere, a byte turned over anywhere, or no zip at all."""
    path_of_good = tmp_path / "good.zip"
    await good_file(database, path_of_good)
    good = path_of_good.read_bytes()
    before = await everything(database)
    path = tmp_path / "wrong.zip"
    cut = [good[: len(good) * n // 12] for n in range(12)]
    turned = [good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :] for at in in_data(path_of_good)]
    for content in [*cut, *turned, b"holiday pictures" * 50]:
        path.write_bytes(content)
        with pytest.raises(BadInput):
            await restored(database, path)
        assert await everything(database) == before
    with pytest.raises(BadInput) as refused:
        await restored(database, tmp_path / "nothing.zip")
    assert refused.value.code == "file_unreadable"


def in_data(path: Path) -> list[int]:
    """Where the middle of each file is inside the zip; between files there are dates and the like."""
    whole = path.read_bytes()
    places = []
    with zipfile.ZipFile(path) as archive:
        for file in archive.infolist():
            name, extra = struct.unpack_from("<HH", whole, file.header_offset + 26)
            places.append(file.header_offset + 30 + name + extra + file.compress_size // 2)
    return places
