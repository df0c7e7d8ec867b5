"""The commands of an operator, each a process of its own, most of them beside a running server."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.deadline import soon
from tests.images.drawing import png
from tests.running_server import COMMAND, RunningServer

pytestmark = pytest.mark.served

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on an instance of its own, which nobody has set up yet."""

    def ran(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = RunningServer(tmp_path, settings).environment
        return subprocess.run(
            [COMMAND, *words],
            cwd=tmp_path,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )

    return ran


def failed_with(done: subprocess.CompletedProcess[str]) -> str:
    """The one line with which a command failed."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(r"tafelronde: .+\n", done.stderr), done.stderr
    return done.stderr


def test_a_board_made_on_the_command_line_is_that_of_the_http_interface(
    shared_server: RunningServer,
) -> None:
    """[ACC-13] `board create --json` prints what the POST answers, and the server knows the board."""
    made = json.loads(
        shared_server.run("board", "create", "--title", " Zomer ", "--language", "nl", "--json")
    )
    with httpx.Client(base_url=shared_server.url) as browser:
        browser.get(shared_server.run("signin-link").strip())
        posted = browser.post("/api/boards", json={"title": "Zomer", "language": "nl"}).json()
        assert made.keys() == posted.keys()
        assert made["links"].keys() == posted["links"].keys()
        assert (made["title"], made["language"]) == ("Zomer", "nl")
        mine = [board["id"] for board in browser.get("/api/boards").json()["boards"]]
        assert made["id"] in mine
        token = made["links"]["viewer"].rpartition("/")[2]
        answer = httpx.get(f"{shared_server.url}/api/boards/{made['id']}/objects?token={token}")
        for words in (["export"], ["board", "export"]):
            assert answer.json() == json.loads(shared_server.run(*words, made["id"]))


def test_an_export_brings_the_pictures_along(server: RunningServer, tmp_path: Path) -> None:
    """[ACC-13] [IMG-9] Each as a file, named by its hash, in a folder that is made if need be."""
    board = server.create_board("Pictures")
    with httpx.Client(base_url=server.url) as browser:
        browser.get(server.run("signin-link").strip())
        answer = browser.post(
            f"/api/boards/{board.id}/images", content=png(), headers={"Content-Type": "image/png"}
        )
        made = answer.json()
        shown = browser.get(f"/api/boards/{board.id}/images/{made['hash']}").content
    folder = tmp_path / "there" / "pictures"
    exported = json.loads(server.run("export", board.id, "--images", str(folder)))
    assert exported["images"] == [made]
    [file] = folder.iterdir()
    assert file.name == f"{made['hash']}.png"
    assert file.read_bytes() == shown


def test_a_board_is_drawn_from_the_command_line(server: RunningServer, tmp_path: Path) -> None:
    """[EXCH-15] [EXCH-16] To standard output, or to a file."""
    board = server.create_board("Drawn")
    drawing = server.run("board", "export", board.id, "--format", "svg")
    assert "<title>Drawn</title>" in drawing
    file = tmp_path / "drawn.png"
    server.run("board", "export", board.id, "--format", "png", "--output", str(file))
    assert file.read_bytes().startswith(b"\x89PNG")


def test_a_board_made_for_people_prints_its_links(shared_server: RunningServer) -> None:
    printed = shared_server.run("board", "create", "--title", "Zomer")
    assert re.findall(rf"^(\w+) +{shared_server.url}/j/[\w-]{{32}}$", printed, re.MULTILINE) == [
        "facilitator",
        "participant",
        "viewer",
    ]


def test_every_board_is_listed_those_in_the_bin_too(server: RunningServer) -> None:
    kept = server.create_board("Kept").id
    gone = server.create_board("Gone").id
    with httpx.Client(base_url=server.url) as browser:
        browser.get(server.run("signin-link").strip())
        browser.delete(f"/api/boards/{gone}")
    listed = json.loads(server.run("board", "list", "--json"))["boards"]
    assert {board["id"]: board["deleted_at"] is None for board in listed} == {
        kept: True,
        gone: False,
    }
    printed = server.run("board", "list")
    assert kept in printed
    assert "Gone" in printed


def test_a_sign_in_link_works_once_and_a_new_one_does_not_end_it(
    shared_server: RunningServer,
) -> None:
    """[ACC-6] [ACC-13]"""
    first = shared_server.run("signin-link").strip()
    second = shared_server.run("signin-link").strip()
    for link in (first, second):
        assert httpx.get(link).status_code == 303
        assert httpx.get(link).status_code == 401


def test_serving_prints_a_sign_in_link(server: RunningServer) -> None:
    [link] = re.findall(rf"{server.url}/signin/\S+", server.said())
    with httpx.Client(base_url=server.url) as browser:
        assert browser.get(link).headers["location"] == "/"
        assert browser.get("/api/me").json()["person"]["name"] == "Facilitator"


def test_serving_quietly_prints_none(run: Run, tmp_path: Path) -> None:
    """A deployment whose output is kept does not want sign-in links in it."""
    server = RunningServer(tmp_path)
    process = subprocess.Popen(
        [COMMAND, "serve", "--quiet"],
        env=server.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    def answers() -> bool:
        try:
            return httpx.get(f"{server.url}/healthz").status_code == 200
        except httpx.TransportError:
            return False

    soon(answers, "the server answers")
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=30)
    assert server.url in said
    assert "signin" not in said


def test_a_backup_is_put_back_beside_a_running_server(
    server: RunningServer, tmp_path: Path
) -> None:
    """[ACC-13] What was made since is gone; what was thrown away since is back, in a new epoch."""
    kept = server.create_board("Kept")
    file = tmp_path / "backup.zip"
    server.run("backup", str(file))
    later = server.create_board("Later")
    with httpx.Client(base_url=server.url) as browser:
        browser.get(server.run("signin-link").strip())
        browser.delete(f"/api/boards/{kept.id}")

    server.run("restore", str(file))
    answer = httpx.get(
        f"{server.url}/api/boards/{kept.id}/objects?token={kept.tokens['participant']}"
    ).json()
    assert (answer["title"], answer["meta"]) == ("Kept", {"version": 1})
    assert answer["epoch"] != kept.epoch
    answer = httpx.get(
        f"{server.url}/api/boards/{later.id}/objects?token={later.tokens['participant']}"
    )
    assert answer.status_code == 401


def test_a_damaged_backup_changes_nothing(server: RunningServer, tmp_path: Path) -> None:
    """Cut short, overwritten in the middle, or no backup at all: one line says what is wrong."""
    board = server.create_board("Kept")
    whole = tmp_path / "backup.zip"
    server.run("backup", str(whole))
    content = whole.read_bytes()
    middle = len(content) // 2
    damaged = [
        content[:middle],
        content[: middle - 20] + b"\xff" * 40 + content[middle + 20 :],
        b"no backup",
        b"",
    ]
    file = tmp_path / "damaged.zip"
    for each in damaged:
        file.write_bytes(each)
        done = subprocess.run(
            [COMMAND, "restore", file],
            env=server.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert failed_with(done)
    [listed] = json.loads(server.run("board", "list", "--json"))["boards"]
    assert (listed["id"], listed["epoch"]) == (board.id, board.epoch)


def test_a_backup_that_is_not_there_is_said_to_be_missing(run: Run) -> None:
    run("migrate")
    assert "No such file" in failed_with(run("restore", "nowhere.zip"))


@pytest.mark.parametrize(
    ("title", "words"),
    [("", "empty"), ("x" * 201, "201"), ("two\nlines", "control characters")],
)
def test_a_title_that_cannot_be_is_refused_in_one_line(
    shared_server: RunningServer, title: str, words: str
) -> None:
    done = subprocess.run(
        [COMMAND, "board", "create", "--title", title, "--json"],
        env=shared_server.environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert words in failed_with(done)


def test_a_board_that_never_was_cannot_be_exported(run: Run) -> None:
    run("migrate")
    assert "no such board" in failed_with(run("board", "export", "nowhere"))


def test_a_database_that_was_never_set_up_is_said_to_be(run: Run) -> None:
    assert "tafelronde migrate" in failed_with(run("board", "list"))


def test_migrating_twice_is_migrating_once(run: Run, tmp_path: Path) -> None:
    """The data directory is for its owner only."""
    for _ in range(2):
        assert run("migrate").returncode == 0
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert run("board", "list", "--json").stdout == '{"boards":[]}\n'


def test_the_http_interface_is_described_without_a_database(run: Run, tmp_path: Path) -> None:
    described = json.loads(run("openapi").stdout)
    assert "/api/boards" in described["paths"]
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_taken_is_said_to_be(shared_server: RunningServer, tmp_path: Path) -> None:
    other = RunningServer(tmp_path, {"PORT": str(shared_server.port)})
    done = subprocess.run(
        [COMMAND, "serve"],
        env=other.environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert f"port {shared_server.port}" in failed_with(done)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("PORT", "many"),
        ("TAFELRONDE_PUBLIC_URL", "tafel"),
        ("TAFELRONDE_DATABASE_URL", "mysql://x"),
    ],
)
def test_a_setting_that_cannot_be_is_named(run: Run, setting: str, value: str) -> None:
    name = setting.removeprefix("TAFELRONDE_").lower()
    assert name in failed_with(run("board", "list", **{setting: value})).lower()


def test_the_log_of_a_server_holds_no_token_no_name_and_no_title(server: RunningServer) -> None:
    """[ACC-10] Over HTTP and over the socket's upgrade, let in or not."""
    board = server.create_board("Titel-van-het-bord")
    token = board.tokens["participant"]
    guest = {"token": token, "name": "Naam-van-een-gast"}
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    with httpx.Client(base_url=server.url) as browser:
        browser.post("/api/join", json=guest)
        browser.get(f"/j/{token}?from=mail")
        browser.get(f"/api/boards/{board.id}/objects?token={token}")
        answer = browser.get(f"/sync/elsewhere?token={token}", headers=upgrade)
        assert answer.status_code == 403
    server.stop()
    said = server.said()
    assert "/j/{token}" in said
    for secret in (token, "Naam-van-een-gast", "Titel-van-het-bord", "from=mail"):
        assert secret not in said


# Every format has its round trips in tests/exchange; here are a few of them, each a process of its own.
FORMATS = ["json", "csv", "mm"]


def test_a_board_goes_out_as_a_file_and_comes_back_as_another(
    shared_server: RunningServer, tmp_path: Path
) -> None:
    """[EXCH-1] [EXCH-12] [ACC-13] In each format, the file's own title or its name."""
    source = tmp_path / "Zomer.md"
    source.write_text("# Zomerfeest\n\n## Wensen\n\n- Een bankje\n- Muziek\n", encoding="utf-8")
    made = json.loads(shared_server.run("board", "import", str(source), "--json"))
    assert made["title"] == "Zomerfeest"
    for way in FORMATS:
        file = tmp_path / f"Terug.{way}"
        shared_server.run("board", "export", made["id"], "--format", way, "--output", str(file))
        printed = shared_server.run("board", "export", made["id"], "--format", way)
        assert printed.splitlines() == file.read_text(encoding="utf-8").splitlines()
        again = json.loads(shared_server.run("board", "import", str(file), "--json"))
        held = json.loads(shared_server.run("board", "export", again["id"]))
        words = {each["text"] for each in held["objects"].values()}
        assert {"Wensen", "Een bankje", "Muziek"} <= words, way
        assert again["title"] in ("Zomerfeest", "Terug")


def test_what_is_on_disk_is_read_back_with_its_authors(
    shared_server: RunningServer, tmp_path: Path
) -> None:
    """[EXCH-12] The operator's word counts; what could not be taken is said."""
    note = {"type": "sticky", "at": [0, 0], "size": [9, 9], "text": "Van Mieke"}
    file = tmp_path / "board.json"
    file.write_text(
        json.dumps(
            {"objects": {"a": {**note, "author": "mieke", "created": 5}, "b": {"type": "volcano"}}}
        )
    )
    done = subprocess.run(
        [COMMAND, "board", "import", str(file), "--title", "Terug", "--json"],
        env=shared_server.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == "object left out: 1, first on line 1\n"
    held = json.loads(shared_server.run("board", "export", json.loads(done.stdout)["id"]))
    [kept] = held["objects"].values()
    assert (kept["author"], kept["created"]) == ("mieke", 5)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.opml", b"<opml>\n<body>", "line 2"),
        ("x.volcano", b"", "--format"),
        ("x.csv", b"x" * (10 * 1024 * 1024 + 1), "too large"),
        ("nowhere.md", None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_a_board_is_refused_in_one_line(
    shared_server: RunningServer, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    """[EXCH-8]"""
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    done = subprocess.run(
        [COMMAND, "board", "import", str(file)],
        env=shared_server.environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert words in failed_with(done)
