"""What people bring to a board from elsewhere: as a paste, a drop, or a file picked."""

from __future__ import annotations

import base64
from typing import Any, TypedDict

from playwright.sync_api import FilePayload

from tests.browser.pages.board import BoardPage
from tests.images.drawing import drawn, encoded


class File(TypedDict):
    """A file as Playwright's pickers take it."""

    name: str
    mimeType: str
    buffer: bytes


# The browser's own clipboard and hands belong to the machine.
_BROUGHT = """([how, texts, files, x, y]) => {
  const data = new DataTransfer();
  for (const [type, value] of Object.entries(texts)) data.setData(type, value);
  for (const { name, type, content } of files) {
    const bytes = Uint8Array.from(atob(content), sign => sign.charCodeAt(0));
    data.items.add(new File([bytes], name, { type }));
  }
  const options = { bubbles: true, cancelable: true };
  if (how === "paste") {
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: data }));
    return;
  }
  const target = document.elementFromPoint(x, y);
  for (const type of ["dragenter", "dragover", "drop"])
    target.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: data, clientX: x, clientY: y }));
}"""


def photo(name: str = "photo.jpg", width: int = 1200, height: int = 800) -> File:
    """A photograph that is too large for a preview to be enough."""
    return File(
        name=name, mimeType="image/jpeg", buffer=encoded(drawn(width, height), "JPEG", quality=90)
    )


def file(name: str, kind: str, content: bytes) -> File:
    return File(name=name, mimeType=kind, buffer=content)


def paste(board: BoardPage, *files: File, **texts: str) -> None:
    """As Ctrl+V with these on the clipboard; `text_plain=…` stands for the type text/plain."""
    board.page.evaluate(_BROUGHT, ["paste", _named(texts), _packed(files), 0, 0])


def drop(board: BoardPage, x: float, y: float, *files: File, **texts: str) -> None:
    """As dragged from another program and let go at this spot of the screen."""
    board.page.evaluate(_BROUGHT, ["drop", _named(texts), _packed(files), x, y])


def pick(board: BoardPage, *files: File) -> None:
    """By the button of the toolbar, which is among the tools that come with asking for more."""
    if not board.button("tool_picture").is_visible():
        board.button("tools_more").click()
    with board.page.expect_file_chooser() as chooser:
        board.button("tool_picture").click()
    chooser.value.set_files([FilePayload(**each) for each in files])


def _named(texts: dict[str, str]) -> dict[str, str]:
    return {
        name.replace("uri_list", "uri-list").replace("_", "/"): text for name, text in texts.items()
    }


def _packed(files: tuple[File, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": each["name"],
            "type": each["mimeType"],
            "content": base64.b64encode(each["buffer"]).decode(),
        }
        for each in files
    ]
