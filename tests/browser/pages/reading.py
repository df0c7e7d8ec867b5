"""Everything that a page says, to the eye and to a screen reader."""

from __future__ import annotations

from playwright.sync_api import Page

_TEXTS = """() => {
  const said = new Set([document.title]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!["SCRIPT", "STYLE"].includes(node.parentElement.tagName)) said.add(node.data);
    } else {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) said.add(node.getAttribute(name));
    }
  }
  return [...said].filter(Boolean).map(text => text.trim().replace(/\\s+/g, " ")).filter(Boolean);
}"""


def texts(page: Page) -> set[str]:
    """Each piece of text, label, title, placeholder and description of a picture, as one line."""
    return set(page.evaluate(_TEXTS))
