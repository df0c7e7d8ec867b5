/**
 * What one person has in hand: the tool, the selection, the note being written in. And what can be
 * done with it: every key, gesture, button and list entry ends in one of these methods.
 */
import type { BoardDocument } from "../board/document";
import { boxAround, type Box, type Point } from "../board/geometry";
import { NOTE_SIZE, type NoteColor } from "../board/objects";
import type { Undone } from "../board/own_work";
import { inReadingOrder } from "../board/reading_order";
import type { Camera } from "../canvas/camera";
import { READABLE } from "../canvas/far_view";
import type { BoardItem } from "../state/board_item.svelte";
import type { Presence } from "../state/presence.svelte";
import type { Store } from "../state/store.svelte";
import type { Tool } from "../ui/contract";
import { freePlace } from "./free_place";

/** What the hands need of an open board. */
export interface OpenBoard {
  readonly document: BoardDocument;
  readonly store: Store;
  readonly presence: Presence;
  readonly writable: boolean;
}

/** A note that somebody else removed while I was writing in it. */
export interface Taken {
  readonly id: string;
  readonly by: string;
}

const COPY_OFFSET = 24;

export class Workbench {
  tool = $state<Tool>("select");
  selected = $state.raw<ReadonlySet<string>>(new Set());
  /** The note that the keyboard is at. */
  focused = $state<string | null>(null);
  editing = $state<string | null>(null);
  taken = $state.raw<Taken | null>(null);
  marquee = $state.raw<Box | null>(null);
  /** Something is being dragged or resized. */
  busy = $state(false);
  /** Takes the keyboard to the bar of the selection; false when it has none. Set by the bar's keeper. */
  onbar: () => boolean = () => false;
  /** An empty note made by the toolbar's button: a tap on bare paper still decides where it lies. */
  unplaced: string | null = null;
  /** An undo left a note standing, because others have written on it. */
  onkept: () => void = () => undefined;
  /**
   * A note chosen with the pointer is written in by typing; one chosen by keyboard with Enter, so
   * that letters stay tools there, and after writing they are tools again.
   */
  #typingEdits = false;
  #lastColor: NoteColor | undefined;
  readonly #stop: () => void;

  constructor(
    readonly session: OpenBoard,
    readonly camera: Camera,
    /** How long a glide of the view takes, in milliseconds. */
    readonly glide: () => number,
  ) {
    this.#stop = session.store.onchange(({ removed, mine }) => this.#gone(removed, mine));
  }

  destroy(): void {
    this.#stop();
  }

  /** The selected items that are on the board. */
  get selection(): BoardItem[] {
    return [...this.selected].flatMap((id) => this.session.store.get(id) ?? []);
  }

  /** Those of the selection that I may change. */
  get changeable(): BoardItem[] {
    return this.session.writable ? this.selection.filter((item) => !item.locked) : [];
  }

  get typingEdits(): boolean {
    return this.#typingEdits && this.session.writable && this.selected.size === 1;
  }

  // Choosing

  select(ids: Iterable<string>, { focus = true, pointer = false } = {}): void {
    this.selected = new Set(ids);
    this.#typingEdits = pointer;
    if (focus) this.focused = [...this.selected].at(-1) ?? this.focused;
    this.session.presence.show({ selection: [...this.selected] });
  }

  toggle(id: string): void {
    const ids = new Set(this.selected);
    if (!ids.delete(id)) ids.add(id);
    this.select(ids);
    this.focused = id;
  }

  selectAll(): void {
    this.select(this.session.store.items.keys(), { focus: false });
  }

  /** The next (or previous) note in reading order; false at the end, where the keyboard moves on. */
  step(direction: 1 | -1): boolean {
    const order = inReadingOrder(this.session.store.items.values());
    const now = order.findIndex(({ id }) => id === this.focused);
    const next = order[now === -1 ? (direction === 1 ? 0 : order.length - 1) : now + direction];
    if (next === undefined) return false;
    this.select([next.id]);
    this.camera.reveal(next, this.glide());
    return true;
  }

  // Making and taking away

  /** A new note around `at` (a board point), with the cursor in it. */
  createAt([x, y]: Point): void {
    if (!this.session.writable) return;
    this.finish();
    const { document, store } = this.session;
    const [w, h] = NOTE_SIZE;
    const color = this.#lastColor;
    const note = { at: [x - w / 2, y - h / 2], size: NOTE_SIZE, ...(color !== undefined && { color }) } as const;
    const [id] = document.create([note], store.topOrder);
    this.tool = "select";
    if (id !== undefined) this.edit(id);
  }

  /** A new note around `at`, or beside what lies there: no note hides another. */
  createNear([x, y]: Point): void {
    const { w, h } = this.camera.clearView;
    const around = { x: x - w / 2, y: y - h / 2, w, h };
    this.createAt(freePlace(around, NOTE_SIZE, this.session.store.items.values()));
  }

  /** A new note on a free place near the middle of the view. */
  createInView(): void {
    this.createAt(freePlace(this.camera.clearView, NOTE_SIZE, this.session.store.items.values()));
    this.unplaced = this.editing;
  }

  /** Put the empty note that the toolbar made around `at`; false when there is none. */
  placeUnplaced([x, y]: Point): boolean {
    const item = this.unplaced === null ? undefined : this.session.store.get(this.unplaced);
    if (item === undefined || item.id !== this.editing || item.fields.text !== "") return false;
    this.session.document.move(new Map([[item.id, [x - item.w / 2, y - item.h / 2]]]));
    this.unplaced = null;
    this.camera.reveal(item, this.glide());
    return true;
  }

  remove(): void {
    const ids = this.changeable.map(({ id }) => id);
    if (ids.length === 0) return;
    this.finish();
    const next = this.#besides(ids);
    this.session.document.remove(ids);
    this.select([]);
    this.focused = next;
  }

  duplicate(): void {
    if (!this.session.writable) return;
    const originals = this.selection.sort((a, b) => a.rank - b.rank);
    if (originals.length === 0) return;
    const { document, store } = this.session;
    const copies = originals.map(({ settled, fields }) => ({
      at: [settled.x + COPY_OFFSET, settled.y + COPY_OFFSET] as const,
      size: fields.size,
      color: fields.color,
      text: fields.text,
    }));
    this.select(document.create(copies, store.topOrder));
  }

  // Changing

  recolor(color: NoteColor): void {
    this.#lastColor = color;
    const ids = this.editing === null ? this.changeable.map(({ id }) => id) : [this.editing];
    this.session.document.recolor(ids, color);
  }

  /** Write what is in flight: everything of `ids` moved by `offset`. */
  move(ids: Iterable<string>, [dx, dy]: Point): void {
    const { document, store } = this.session;
    const places = new Map<string, Point>();
    for (const id of ids) {
      const item = store.get(id);
      if (item !== undefined) places.set(id, [item.settled.x + dx, item.settled.y + dy]);
    }
    document.move(places);
  }

  undo(): void {
    this.#undone(this.session.document.history.undo());
  }

  redo(): void {
    this.#undone(this.session.document.history.redo());
  }

  // Writing

  edit(id: string): void {
    const item = this.session.store.get(id);
    if (item === undefined || !this.session.writable || item.locked) return;
    if (this.editing !== id) this.finish();
    this.select([id]);
    this.editing = id;
    this.session.presence.show({ editing: id });
    if (this.camera.zoom < READABLE) this.camera.centreOn(item, 1, this.glide());
    else this.camera.reveal(item, this.glide());
  }

  /** Done writing. A question about a note taken away meanwhile stays until it is answered. */
  finish(): void {
    if (this.editing === null || this.taken !== null) return;
    this.editing = null;
    this.unplaced = null;
    this.#typingEdits = false;
    this.session.presence.show({ editing: null });
  }

  /** The answer to `taken`: back onto the board with it, or let it go. */
  answer(keep: boolean): void {
    const { taken } = this;
    if (taken === null) return;
    this.taken = null;
    if (keep) {
      this.session.document.restore([taken.id]);
      this.select([taken.id]);
    } else {
      this.finish();
      this.select([]);
    }
  }

  // Looking

  fitAll(milliseconds = this.glide()): void {
    const all = boxAround(this.session.store.items.values());
    if (all === null) this.camera.centreOn({ x: 0, y: 0, w: 0, h: 0 }, 1, milliseconds);
    else this.camera.fit(all, milliseconds);
  }

  fitSelection(): void {
    const chosen = boxAround(this.selection);
    if (chosen !== null) this.camera.fit(chosen, this.glide());
  }

  /** Bring the selection back into view when it has been moved out of it. */
  fitIntoView(): void {
    const box = boxAround(this.selection);
    if (box !== null) this.camera.reveal(box, this.glide());
  }

  /** Select one item and go to where it is. */
  visit(id: string): void {
    const item = this.session.store.get(id);
    if (item === undefined) return;
    this.select([id]);
    if (this.camera.zoom < READABLE) this.camera.centreOn(item, 1, this.glide());
    else this.camera.reveal(item, this.glide());
  }

  /** What an undo changed is shown: selected, and brought into view when it is not. */
  #undone(undone: Undone | null): void {
    if (undone === null) return;
    if (undone.kept !== null) this.onkept();
    const present = undone.touched.filter((id) => this.session.store.get(id) !== undefined);
    if (this.editing !== null && present.includes(this.editing)) return;
    this.select(present);
    this.fitIntoView();
  }

  #gone(removed: readonly string[], mine: boolean): void {
    if (removed.length === 0) return;
    const gone = new Set(removed);
    if (this.editing !== null && gone.has(this.editing)) {
      const item = this.session.store.deletedItem(this.editing);
      if (mine || item === undefined) this.finish();
      else this.taken = { id: this.editing, by: item.fields.deleted?.by ?? "" };
    }
    if (this.focused !== null && gone.has(this.focused)) this.focused = this.#besides(removed);
    if ([...this.selected].some((id) => gone.has(id))) {
      this.select([...this.selected].filter((id) => !gone.has(id)), { focus: false });
    }
  }

  /** The note nearest to the first of `ids` that is not one of them: where the keyboard goes on. */
  #besides(ids: readonly string[]): string | null {
    const { store } = this.session;
    const first = store.get(ids[0] ?? "") ?? store.deletedItem(ids[0] ?? "");
    if (first === undefined) return null;
    const away = new Set(ids);
    let nearest: string | null = null;
    let least = Infinity;
    for (const item of store.items.values()) {
      const distance = (item.x - first.x) ** 2 + (item.y - first.y) ** 2;
      if (!away.has(item.id) && distance < least) [nearest, least] = [item.id, distance];
    }
    return nearest;
  }
}
