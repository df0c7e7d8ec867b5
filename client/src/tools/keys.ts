/**
 * The keyboard. Letters are tools, chords are commands; never while a text is edited, never under
 * an open dialog or menu. Keys that a focused button needs (Enter, Space, Tab, arrows) are ours
 * only while the paper has the focus.
 */
import type { Point } from "../board/geometry";
import type { Gestures } from "./gestures";
import type { Workbench } from "./workbench.svelte";

const NUDGE = 8;
const NUDGE_MORE = 40;
const GROW = 24;

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Keys {
  readonly #bench: Workbench;
  readonly #gestures: Gestures;
  readonly #paper: HTMLElement;
  /** Nudges of a held arrow key, written once when it is let go. */
  #nudge: { readonly ids: readonly string[]; offset: Point } | null = null;

  constructor(bench: Workbench, gestures: Gestures, paper: HTMLElement) {
    this.#bench = bench;
    this.#gestures = gestures;
    this.#paper = paper;
  }

  down(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || isElsewhere(event.target)) return;
    const ours = event.target === this.#paper || event.target === document.body;
    const handled =
      event.ctrlKey || event.metaKey ? this.#chord(event) : this.#command(event) || (ours && this.#onPaper(event));
    if (handled) event.preventDefault();
  }

  up(event: KeyboardEvent): void {
    if (event.key === " ") this.#gestures.panning = false;
    if (event.key in ARROWS) this.#settle();
  }

  /** The window has lost the focus: keys that are down will never be seen to come up. */
  blur(): void {
    this.#gestures.panning = false;
    this.#settle();
  }

  #chord(event: KeyboardEvent): boolean {
    const bench = this.#bench;
    if (event.altKey) return false;
    switch (event.key.toLowerCase()) {
      case "z":
        if (event.shiftKey) bench.redo();
        else bench.undo();
        return true;
      case "y":
        bench.redo();
        return true;
      case "a":
        bench.selectAll();
        return true;
      case "d":
        bench.duplicate();
        return true;
      case "+":
      case "=":
        bench.camera.zoomIn();
        return true;
      case "-":
      case "_":
        bench.camera.zoomOut();
        return true;
      case "0":
        bench.camera.zoomTo(1);
        return true;
      default:
        return false;
    }
  }

  /** Commands that no button needs. */
  #command(event: KeyboardEvent): boolean {
    const bench = this.#bench;
    if (event.altKey) return false;
    if (event.shiftKey && (event.code === "Digit1" || event.code === "Digit2")) {
      if (event.code === "Digit1") bench.fitAll();
      else bench.fitSelection();
      return true;
    }
    if (event.key === "Escape") return this.#escape();
    // On the paper, a letter on a chosen note writes in it; there it is no tool.
    if (bench.typingEdits && (event.target === this.#paper || event.target === document.body)) return false;
    switch (event.key.toLowerCase()) {
      case "v":
        bench.tool = "select";
        return true;
      case "h":
        bench.tool = "hand";
        return true;
      case "n":
        if (event.repeat) return true;
        if (this.#gestures.pointer === null) bench.createInView();
        else bench.createNear(this.#gestures.pointer);
        return true;
      default:
        return false;
    }
  }

  #onPaper(event: KeyboardEvent): boolean {
    const bench = this.#bench;
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      if (event.altKey && event.shiftKey) this.#grow(arrow);
      else if (event.altKey) return false;
      else if (bench.changeable.length === 0) bench.camera.panBy(-arrow[0] * 80, -arrow[1] * 80);
      else this.#push(arrow, event.shiftKey ? NUDGE_MORE : NUDGE);
      return true;
    }
    switch (event.key) {
      case "Tab":
        return bench.step(event.shiftKey ? -1 : 1);
      case "Home":
      case "End":
        bench.focused = null;
        return bench.step(event.key === "Home" ? 1 : -1);
      case "Enter":
      case "F2":
        if (bench.focused === null) return false;
        bench.edit(bench.focused);
        return true;
      case "Delete":
      case "Backspace":
        bench.remove();
        return true;
      case "ContextMenu":
        return bench.onbar();
      case "F10":
        return event.shiftKey && bench.onbar();
      case " ":
        if (!event.repeat) this.#gestures.panning = true;
        return true;
      default:
        return this.#typed(event);
    }
  }

  #typed(event: KeyboardEvent): boolean {
    const bench = this.#bench;
    const [id] = bench.selected;
    if (!bench.typingEdits || id === undefined || event.altKey || [...event.key].length !== 1) return false;
    bench.edit(id);
    // The letter itself goes on to the field that has the focus by now.
    return false;
  }

  #escape(): boolean {
    const bench = this.#bench;
    if (this.#gestures.active) this.#gestures.cancel();
    else if (this.#nudge !== null) this.#dropNudge();
    else if (bench.tool !== "select") bench.tool = "select";
    else if (bench.selected.size > 0) bench.select([], { focus: false });
    else return false;
    return true;
  }

  #push([x, y]: Point, by: number): void {
    const { session } = this.#bench;
    this.#nudge ??= { ids: this.#bench.changeable.map(({ id }) => id), offset: [0, 0] };
    const nudge = this.#nudge;
    nudge.offset = [nudge.offset[0] + x * by, nudge.offset[1] + y * by];
    session.store.setInFlight(nudge.ids, { offset: nudge.offset });
    session.presence.show({ drag: nudge.offset });
  }

  #settle(): void {
    const nudge = this.#nudge;
    if (nudge === null) return;
    this.#dropNudge();
    this.#bench.move(nudge.ids, nudge.offset);
    this.#bench.fitIntoView();
  }

  #dropNudge(): void {
    const { session } = this.#bench;
    if (this.#nudge !== null) session.store.setInFlight(this.#nudge.ids, null);
    session.presence.show({ drag: null }, { atOnce: true });
    this.#nudge = null;
  }

  #grow([x, y]: Point): void {
    const [item] = this.#bench.changeable;
    if (item === undefined || this.#bench.selected.size !== 1) return;
    const { settled } = item;
    const side = (length: number, by: number): number => Math.max(GROW * 4, length + by * GROW);
    this.#bench.session.document.resize(item.id, { ...settled, w: side(settled.w, x), h: side(settled.h, y) });
  }
}

/** Whether the key belongs to a field, a dialog, a menu or a list that has the focus. */
function isElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (document.querySelector("dialog:modal") !== null) return true;
  return target.closest("input, textarea, select, [contenteditable], [role=menu], [role=dialog], [data-own-keys]") !== null;
}
