/**
 * A word beside an icon: shown on hover and on keyboard focus; Esc hides it. On touch a long press
 * shows it and does nothing else, so that everything can be asked for its name before it is used.
 * The words are for the eye only; the button itself must carry them as its accessible name.
 */
import type { Attachment } from "svelte/attachments";

const GAP = 8;
const PATIENCE_MS = 400;
const LONG_PRESS_MS = 500;
const READING_MS = 1_500;

let bubble: HTMLElement | undefined;

function bubbleElement(): HTMLElement {
  if (bubble === undefined) {
    bubble = document.createElement("div");
    bubble.className = "tooltip";
    bubble.popover = "manual";
    bubble.setAttribute("aria-hidden", "true");
  }
  return bubble;
}

function place(element: HTMLElement, words: string, shortcut: string | undefined): void {
  const shown = bubbleElement();
  shown.textContent = words;
  if (shortcut !== undefined) {
    const key = document.createElement("kbd");
    key.textContent = shortcut;
    shown.append(key);
  }
  // Inside a modal dialog only what is inside the dialog may be above it.
  (element.closest("dialog") ?? document.body).append(shown);
  shown.showPopover();
  const target = element.getBoundingClientRect();
  const own = shown.getBoundingClientRect();
  const column = element.closest("[data-tooltips='beside']");
  const beside = column !== null && getComputedStyle(column).flexDirection === "column";
  let left = beside ? target.right + GAP : target.left + target.width / 2 - own.width / 2;
  let top = beside ? target.top + target.height / 2 - own.height / 2 : target.bottom + GAP;
  if (!beside && top + own.height > innerHeight - GAP) top = target.top - own.height - GAP;
  left = Math.max(GAP, Math.min(left, innerWidth - own.width - GAP));
  top = Math.max(GAP, top);
  shown.style.left = `${left}px`;
  shown.style.top = `${top}px`;
}

/** Attach a tooltip with `words` (and a keyboard `shortcut`) to a button; no words, no tooltip. */
export function tooltip(words: string, shortcut?: string): Attachment<HTMLElement> {
  return (element) => {
    if (words === "") return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let visible = false;

    function show({ touch = false } = {}): void {
      visible = true;
      document.addEventListener("keydown", key);
      place(element, words, touch ? undefined : shortcut);
    }
    function hide(): void {
      clearTimeout(waiting);
      if (!visible) return;
      visible = false;
      document.removeEventListener("keydown", key);
      if (bubble?.isConnected === true) bubble.remove();
    }
    function entered(event: PointerEvent): void {
      if (event.pointerType === "touch") return;
      clearTimeout(waiting);
      waiting = setTimeout(show, PATIENCE_MS);
    }
    function left(event: PointerEvent): void {
      // A finger "leaves" when it is lifted; how long its word stays is decided in `released`.
      if (event.pointerType !== "touch") hide();
    }
    function pressed(event: PointerEvent): void {
      hide();
      if (event.pointerType !== "touch") return;
      waiting = setTimeout(() => {
        show({ touch: true });
        element.addEventListener("click", swallow, { capture: true, once: true });
      }, LONG_PRESS_MS);
    }
    function released(event: PointerEvent): void {
      clearTimeout(waiting);
      if (event.pointerType !== "touch" || !visible) return;
      waiting = setTimeout(hide, READING_MS);
      // The click of this press, if there is one, comes right after; no later one is meant.
      setTimeout(() => {
        element.removeEventListener("click", swallow, { capture: true });
      }, PATIENCE_MS);
    }
    function swallow(event: MouseEvent): void {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    function pressMenu(event: MouseEvent): void {
      if (visible) event.preventDefault();
    }
    function focused(): void {
      if (element.matches(":focus-visible")) show();
    }
    function key(event: KeyboardEvent): void {
      if (event.key === "Escape") hide();
    }

    element.addEventListener("pointerenter", entered);
    element.addEventListener("pointerleave", left);
    element.addEventListener("pointerdown", pressed);
    element.addEventListener("pointerup", released);
    element.addEventListener("pointercancel", released);
    element.addEventListener("contextmenu", pressMenu);
    element.addEventListener("focus", focused);
    element.addEventListener("blur", hide);
    return () => {
      hide();
      element.removeEventListener("pointerenter", entered);
      element.removeEventListener("pointerleave", left);
      element.removeEventListener("pointerdown", pressed);
      element.removeEventListener("pointerup", released);
      element.removeEventListener("pointercancel", released);
      element.removeEventListener("contextmenu", pressMenu);
      element.removeEventListener("click", swallow, { capture: true });
      element.removeEventListener("focus", focused);
      element.removeEventListener("blur", hide);
    };
  };
}
