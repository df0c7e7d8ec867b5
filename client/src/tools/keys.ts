/**
 * The keyboard. Letters are tools, chords are commands; never while a text is edited, never under
 * an open dialog or menu. Keys that a focused button needs (Enter, Space, Tab, arrows) are ours
 * only while the paper has the focus.
 */
import { boxAround, type Point } from "../board/geometry";
import { lifted, move, stretch } from "./changing";
import { chordOf, commandOf } from "./commands";
import type { Gestures } from "./gestures";
import { connectChosen, createInView, createNear, placeInView } from "./making";
import { toolOf, TOOLS } from "./toolbox";
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
    if (event.defaultPrevented || event.isComposing || this.#everywhere(event) || isElsewhere(event.target)) return;
    if (this.#early(event)) return;
    if (this.#ours(event) && this.#bench.mapping?.key(event) === true) {
      event.preventDefault();
      return;
    }
    const handled = this.#chord(event) || this.#letter(event) || (this.#ours(event) && this.#onPaper(event));
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

  /** What is wanted also while one writes; a dialog has the page to itself. */
  #everywhere(event: KeyboardEvent): boolean {
    const command = commandOf(chordOf(event));
    if (command?.everywhere !== true || document.querySelector("dialog:modal") !== null) return false;
    command.run(this.#bench);
    event.preventDefault();
    return true;
  }

  /** What is typed before a panel that was asked for has been loaded is neither tool nor command. */
  #early(event: KeyboardEvent): boolean {
    const bench = this.#bench;
    if (!bench.awaitsPanel) return false;
    if (event.key === "Escape") bench.panel = null;
    else if (event.key.length === 1 && !event.altKey && !event.ctrlKey && !event.metaKey) bench.typeEarly(event.key);
    event.preventDefault();
    return true;
  }

  /** Commands with Ctrl, Cmd, Alt or Shift: no button needs them. */
  #chord(event: KeyboardEvent): boolean {
    const chord = chordOf(event);
    if (!chord.includes("+") || chord in ARROWS) return false;
    const command = commandOf(chord);
    if (command === null || (event.altKey && !this.#ours(event))) return false;
    if (command.fits(this.#bench)) command.run(this.#bench);
    return true;
  }

  /** Letters are tools. */
  #letter(event: KeyboardEvent): boolean {
    const bench = this.#bench;
    if (event.altKey || event.ctrlKey || event.metaKey) return false;
    if (event.key === "Escape") return this.#escape();
    // On the paper, a letter on a chosen thing writes in it; there it is no tool.
    if (bench.typingEdits && this.#ours(event) && bench.changeable.some(({ kind }) => kind.words !== undefined)) return false;
    if (event.key === "?") {
      commandOf("?")?.run(bench);
      return true;
    }
    const letter = event.key.toLowerCase();
    if (letter === "q" && makesByEnter(bench)) {
      bench.kept = !bench.kept;
      return true;
    }
    const tool = toolOf(letter);
    if (tool === null || letter.length !== 1) return false;
    if (event.repeat) return true;
    if (tool === "note" && !bench.kept) {
      if (this.#gestures.pointer === null) createInView(bench);
      else createNear(bench, this.#gestures.pointer);
    } else if ((tool !== "arrow" && tool !== "line") || !connectChosen(bench, tool)) {
      bench.tool = tool;
      // On a button Enter would press that, and not make what the tool is for.
      if (!this.#ours(event) && makesByEnter(bench)) this.#paper.focus({ preventScroll: true });
    }
    return true;
  }

  #ours({ target }: KeyboardEvent): boolean {
    return target === this.#paper || target === document.body;
  }

  #onPaper(event: KeyboardEvent): boolean {
    const bench = this.#bench;
    if (event.ctrlKey || event.metaKey) return false;
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
        if (makesByEnter(bench)) {
          placeInView(bench, bench.tool);
          return true;
        }
        return this.#edit();
      case "F2":
        return this.#edit();
      case "Delete":
      case "Backspace":
        commandOf("Del")?.run(bench);
        return true;
      case "ContextMenu":
        return this.#menu();
      case "F10":
        return event.altKey ? bench.onbar() : event.shiftKey && this.#menu();
      case " ":
        if (bench.adding && bench.focused !== null) bench.toggle(bench.focused);
        else if (!event.repeat) this.#gestures.panning = true;
        return true;
      default:
        return this.#typed(event);
    }
  }

  #edit(): boolean {
    const bench = this.#bench;
    if (bench.focused === null) return false;
    bench.edit(bench.focused);
    return true;
  }

  /** The menu of the selection, beside it. */
  #menu(): boolean {
    const bench = this.#bench;
    const box = boxAround(bench.selection);
    const [x, y] = box === null ? [0, 0] : bench.camera.toScreen([box.x + box.w, box.y]);
    const { width, height } = bench.camera;
    bench.menu = box === null ? [width / 2, height / 2] : [Math.max(8, Math.min(width - 8, x + 8)), Math.max(8, Math.min(height - 8, y))];
    return true;
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
    else if (bench.menu !== null) bench.menu = null;
    else if (bench.following !== null) bench.following = null;
    else if (bench.adding) bench.adding = false;
    else if (bench.tool !== "select") bench.tool = "select";
    else if (bench.selected.size > 0) bench.select([], { focus: false });
    else if (bench.mapping !== null && bench.mapping.maps.focus !== null) bench.mapping.look(null);
    else return false;
    return true;
  }

  #push([x, y]: Point, by: number): void {
    const { session } = this.#bench;
    this.#nudge ??= { ids: lifted(this.#bench, this.#bench.changeable.map(({ id }) => id)), offset: [0, 0] };
    const nudge = this.#nudge;
    nudge.offset = [nudge.offset[0] + x * by, nudge.offset[1] + y * by];
    session.store.setInFlight(nudge.ids, { offset: nudge.offset });
    session.presence.show({ drag: nudge.offset });
  }

  #settle(): void {
    const nudge = this.#nudge;
    if (nudge === null) return;
    this.#dropNudge();
    move(this.#bench, nudge.ids, nudge.offset);
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
    if (item === undefined || this.#bench.selected.size !== 1 || item.kind.resizes === "not") return;
    const { body, kind } = item;
    const side = (length: number, by: number): number => Math.max(Math.min(kind.smallest, length), length + by * GROW);
    const to = { ...item.settled, w: side(body.w, x), h: side(body.h, y) };
    if (kind.resizes === "in proportion") {
      // Whichever side is pulled, the other follows.
      const scale = x !== 0 ? to.w / body.w : to.h / body.h;
      [to.w, to.h] = [body.w * scale, body.h * scale];
    }
    stretch(this.#bench, [item], item.settled, to);
  }
}

/** Whether Enter on the paper makes what the tool in hand is for. */
function makesByEnter({ tool }: Workbench): boolean {
  const { works } = TOOLS[tool];
  return works === "place" || works === "line";
}

/** Whether the key belongs to a field, a dialog, a menu or a list that has the focus. */
function isElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (document.querySelector("dialog:modal") !== null) return true;
  return target.closest("input, textarea, select, [contenteditable], [role=menu], [role=dialog], [data-own-keys]") !== null;
}
