/**
 * The keys of an open menu, by the menu pattern: arrows, Home, End and first letters walk it, Esc and
 * Tab leave it. Returns what to do besides: nothing, close and give the focus back, or just close.
 */
export function walkMenu(event: KeyboardEvent, list: HTMLElement): "stay" | "leave" | "close" {
  const items = [...list.querySelectorAll<HTMLElement>("[role^='menuitem']")];
  const here = items.indexOf(document.activeElement as HTMLElement);
  const focusAt = (index: number): void => items.at(((index % items.length) + items.length) % items.length)?.focus();
  event.stopPropagation();
  switch (event.key) {
    case "ArrowDown":
    case "ArrowRight":
      focusAt(here + 1);
      break;
    case "ArrowUp":
    case "ArrowLeft":
      focusAt(here - 1);
      break;
    case "Home":
      focusAt(0);
      break;
    case "End":
      focusAt(-1);
      break;
    case "Escape":
      event.preventDefault();
      return "leave";
    case "Tab":
      return "close";
    default: {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.key === " ") return "stay";
      const letter = event.key.toLocaleLowerCase();
      const next = [...items.slice(here + 1), ...items.slice(0, here + 1)];
      next.find((item) => (item.ariaLabel ?? item.textContent).trim().toLocaleLowerCase().startsWith(letter))?.focus();
      return "stay";
    }
  }
  event.preventDefault();
  return "stay";
}
