/**
 * What one person has in hand: the tool, the selection, the thing being written in, what is being
 * drawn. What can be done with it stands in `making.ts` and `changing.ts`: every key, gesture, button
 * and list entry ends in one of those or of these.
 */
import type { BoardDocument } from "../board/document";
import { boxAround, covers, type Box, type Point } from "../board/geometry";
import type { Patch } from "../board/kinds/kind";
import type { ObjectType } from "../board/kinds/registry";
import type { Undone } from "../board/own_work";
import { inReadingOrder } from "../board/reading_order";
import type { Camera } from "../canvas/camera";
import { READABLE } from "../canvas/far_view";
import type { BoardItem } from "../state/board_item.svelte";
import type { Comments } from "../state/comments.svelte";
import type { Ink, Presence } from "../state/presence.svelte";
import type { Store } from "../state/store.svelte";
import type { Role, Tool } from "../ui/contract";
import { mayChange } from "./carrying";
import type { Mapping } from "./mapping";
import type { Guide } from "./snapping";
import { TOOLS } from "./toolbox";

/** What the hands need of an open board. */
export interface OpenBoard {
  readonly id: string;
  readonly document: BoardDocument;
  readonly store: Store;
  readonly presence: Presence;
  readonly writable: boolean;
  readonly me: { readonly role: Role };
}

/** Something that somebody else removed while I was writing in it. */
export interface Taken {
  readonly id: string;
  readonly by: string;
}

/** The paper itself, or the list of what lies on it. */
export type Place = "paper" | "list";

/** What a gesture shows while it lasts, in board units. */
export interface Sketch {
  /** A frame drawn on the paper to choose what it touches. */
  readonly marquee?: Box;
  /** Where something new, or a copy, will lie. */
  readonly ghosts?: readonly Box[];
  /** The line that will be a connector. */
  readonly line?: readonly Point[];
  readonly guides?: readonly Guide[];
  /** What the eraser has met. */
  readonly erased?: ReadonlySet<string>;
  /** What a connector would be stuck to. */
  readonly target?: string;
}

/** What is open beside the paper, one at a time. */
export type Panel = "comments" | "search" | "palette" | "help" | "tags" | "bin" | "pointing" | "export" | "import";

const NOTHING: Sketch = {};

export class Workbench {
  #tool = $state<Tool>("select");
  /** The tool stays after it has made something. */
  kept = $state(false);
  selected = $state.raw<ReadonlySet<string>>(new Set());
  /** The thing that the keyboard is at. */
  focused = $state<string | null>(null);
  editing = $state<string | null>(null);
  /** Where the words that are being written stand: their field is there. */
  editingIn = $state<Place>("paper");
  /** Where the keyboard was last: what is opened for writing is opened there. */
  place: Place = "paper";
  taken = $state.raw<Taken | null>(null);
  /** The thing whose unseen words are asked for: what a picture shows, where a card leads. */
  asked = $state<string | null>(null);
  sketch = $state.raw<Sketch>(NOTHING);
  /** What I draw with the pen or point at with the laser. */
  ink = $state.raw<Ink | null>(null);
  /** Where the menu of the selection is open, in pixels of the paper. */
  menu = $state.raw<Point | null>(null);
  #panel = $state<Panel | null>(null);
  /** What was typed for a panel that is still on its way; null when none is. */
  #early: string | null = null;
  /** A file that was dropped on the paper, for the panel that reads it. */
  dropped: File | null = null;
  /** The comments of the board, once they have been gathered. */
  comments = $state.raw<Comments | null>(null);
  /** The object that is talked about; null for all of them. */
  discussed = $state<string | null>(null);
  /** What is pressed now joins what is chosen, or leaves it: fingers have no Shift. */
  adding = $state(false);
  /** The map of the whole board is open. */
  map = $state(false);
  /** The list of what is on the board is open beside the paper. */
  outline = $state(false);
  /** The person with whom I look along. */
  following = $state<string | null>(null);
  /** What somebody looked for and is shown now. */
  found = $state<string | null>(null);
  /** Something is being dragged, drawn or resized. */
  busy = $state(false);
  /** The hands of mind maps, once they have been loaded: a board has a map, or somebody wants one. */
  mapping = $state.raw<Mapping | null>(null);
  /** Takes the keyboard to the bar of the selection; false when it has none. Set by the bar's keeper. */
  onbar: () => boolean = () => false;
  /** An empty note made by the toolbar's button: a tap on bare paper still decides where it lies. */
  unplaced: string | null = null;
  /** An undo left a note standing, because others have written on it. */
  onkept: () => void = () => undefined;
  /** What was chosen last for each type of object: the next one is made so. */
  lastChosen = $state.raw<ReadonlyMap<ObjectType, Patch>>(new Map());
  /**
   * A thing chosen with the pointer is written in by typing; one chosen by keyboard with Enter, so
   * that letters stay tools there, and after writing they are tools again.
   */
  #typingEdits = false;
  readonly #stop: () => void;

  constructor(
    readonly session: OpenBoard,
    readonly camera: Camera,
    /** How long a glide of the view takes, in milliseconds. */
    readonly glide: () => number,
  ) {
    this.#stop = session.store.onchange(({ added, removed, mine }) => {
      this.#gone(removed, mine);
      // Somebody else has brought back what I was asked about: there is nothing left to answer.
      if (this.taken !== null && added.includes(this.taken.id)) this.taken = null;
    });
  }

  destroy(): void {
    this.#stop();
  }

  /** The panel that is open over the board, or on its way. */
  get panel(): Panel | null {
    return this.#panel;
  }

  set panel(panel: Panel | null) {
    if (panel === this.#panel) return;
    this.#panel = panel;
    this.#early = panel === null ? null : "";
  }

  /** A panel is on its way: keys are meant for it. */
  get awaitsPanel(): boolean {
    return this.#early !== null;
  }

  typeEarly(letter: string): void {
    if (this.#early !== null) this.#early += letter;
  }

  /** The panel is there, and takes what was typed for it. */
  takeEarly(): string {
    const typed = this.#early ?? "";
    this.#early = null;
    return typed;
  }

  get tool(): Tool {
    return this.#tool;
  }

  set tool(tool: Tool) {
    if (TOOLS[tool].works !== "look" && !this.session.writable) return;
    if (tool === this.#tool) return;
    this.kept = false;
    this.#tool = tool;
    // What is made next is what counts now.
    if (TOOLS[tool].works !== "look") this.select([], { focus: false });
  }

  /** Something has been made: back to choosing, unless the tool is kept. */
  made(): void {
    if (!this.kept) this.tool = "select";
  }

  /** The next object of this type gets these fields. */
  choose(type: ObjectType, fields: Patch): void {
    this.lastChosen = new Map(this.lastChosen).set(type, { ...this.lastChosen.get(type), ...fields });
  }

  /** The selected items that are on the board. */
  get selection(): BoardItem[] {
    return [...this.selected].flatMap((id) => this.session.store.get(id) ?? []);
  }

  /** Those of the selection that I may change. */
  get changeable(): BoardItem[] {
    return this.selection.filter((item) => mayChange(item, this.session.me.role));
  }

  get typingEdits(): boolean {
    return this.#typingEdits && this.session.writable && this.selected.size === 1;
  }

  /** Fetches `mapping`; set by the board. */
  onmapping: () => Promise<Mapping> = () => Promise.reject(new Error("No board has been opened"));

  /** Do `act` with the hands of mind maps, as soon as they are there. */
  async withMapping(act: (mapping: Mapping) => void): Promise<void> {
    act(this.mapping ?? (await this.onmapping()));
  }

  // Choosing

  /** Choose `ids` and all that is grouped with them; `alone` for one out of a group. */
  select(ids: Iterable<string>, { focus = true, pointer = false, alone = false } = {}): void {
    const chosen = new Set(ids);
    const last = [...chosen].at(-1);
    if (!alone) for (const id of this.#groupmates(chosen)) chosen.add(id);
    this.selected = chosen;
    if (chosen.size === 0) this.adding = false;
    this.#typingEdits = pointer;
    if (focus) this.focused = last ?? this.focused;
    this.session.presence.show({ selection: [...chosen] });
  }

  toggle(id: string): void {
    const ids = new Set(this.selected);
    const together = new Set([id, ...this.#groupmates(new Set([id]))]);
    const away = ids.has(id);
    for (const one of together) if (away) ids.delete(one); else ids.add(one);
    this.select(ids, { alone: true });
    this.focused = id;
  }

  selectAll(): void {
    this.select(this.session.store.stack.map(({ id }) => id), { focus: false });
  }

  /** The next (or previous) thing in reading order; false at the end, where the keyboard moves on. */
  step(direction: 1 | -1): boolean {
    const items = this.session.store.stack;
    // Lines are read behind the things that they connect.
    const order = [
      ...inReadingOrder(items.filter((item) => !item.is("connector"))),
      ...inReadingOrder(items.filter((item) => item.is("connector"))),
    ];
    const now = order.findIndex(({ id }) => id === this.focused);
    const next = order[now === -1 ? (direction === 1 ? 0 : order.length - 1) : now + direction];
    if (next === undefined) return false;
    if (!this.adding) this.select([next.id]);
    this.focused = next.id;
    this.camera.reveal(next, this.glide());
    return true;
  }

  // Writing

  edit(id: string): void {
    this.session.store.reveal(id);
    const item = this.session.store.get(id);
    if (item === undefined || !mayChange(item, this.session.me.role)) return;
    // A picture has no words on it; writing about it is describing it.
    if (item.is("image")) this.ask(id);
    if (item.kind.words === undefined || this.session.document.text(id) === null) return;
    if (this.editing !== id) this.finish();
    this.adding = false;
    this.select([id], { alone: true });
    this.editing = id;
    this.editingIn = this.place;
    this.session.presence.show({ editing: id });
    if (this.camera.zoom < READABLE) this.camera.centreOn(item, 1, this.glide());
    else if (!item.is("frame")) this.camera.reveal(item, this.glide());
  }

  /** Ask for the words of a thing that are seen nowhere on the paper. */
  ask(id: string): void {
    const item = this.session.store.get(id);
    if (item === undefined || !mayChange(item, this.session.me.role)) return;
    this.finish();
    this.select([id], { alone: true });
    this.asked = id;
  }

  /** Done writing. A question about a note taken away meanwhile stays until it is answered. */
  finish(): void {
    if (this.editing === null || this.taken !== null) return;
    const item = this.session.store.get(this.editing);
    this.editing = null;
    this.unplaced = null;
    this.#typingEdits = false;
    this.session.presence.show({ editing: null });
    // Words on bare paper that are none would lie there unseen for ever.
    if (item?.is("text") === true && item.fields.text.trim() === "" && item.fields.link === null) {
      this.session.document.remove([item.id]);
    }
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

  undo(): void {
    this.#undone(this.session.document.history.undo());
  }

  redo(): void {
    this.#undone(this.session.document.history.redo());
  }

  // Looking

  fitAll(milliseconds = this.glide()): void {
    const all = boxAround(this.session.store.stack);
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
    this.session.store.reveal(id);
    const item = this.session.store.get(id);
    if (item === undefined) return;
    this.select([id]);
    if (this.camera.zoom < READABLE) this.camera.centreOn(item, 1, this.glide());
    else this.camera.reveal(item, this.glide());
  }

  /** Open what is said about `id`, or with null about anything. */
  discuss(id: string | null): void {
    this.finish();
    this.discussed = id;
    this.panel = "comments";
  }

  /** Go to where an item is and mark it, without choosing it. */
  fly(id: string, milliseconds = this.glide()): void {
    this.session.store.reveal(id);
    const item = this.session.store.get(id);
    if (item === undefined) return;
    this.found = id;
    const { camera } = this;
    const { x, y, w, h } = camera.clearView;
    // Well within view it is seen where it is; else everything around it comes along, to the middle.
    const seen = { x: x + w * 0.08, y: y + h * 0.08, w: w * 0.84, h: h * 0.84 };
    if (camera.zoom >= READABLE && covers(seen, item)) return;
    const zoom = camera.zoom < READABLE ? 1 : camera.zoom;
    if (item.w * zoom > w * camera.zoom || item.h * zoom > h * camera.zoom) camera.fit(item, milliseconds);
    else camera.centreOn(item, zoom, milliseconds);
  }

  /** The thing nearest to the first of `ids` that is not one of them: where the keyboard goes on. */
  besides(ids: readonly string[]): string | null {
    const { store } = this.session;
    const first = store.get(ids[0] ?? "") ?? store.deletedItem(ids[0] ?? "");
    if (first === undefined) return null;
    const away = new Set(ids);
    let nearest: string | null = null;
    let least = Infinity;
    for (const item of store.stack) {
      const distance = (item.x - first.x) ** 2 + (item.y - first.y) ** 2;
      if (!away.has(item.id) && distance < least) [nearest, least] = [item.id, distance];
    }
    return nearest;
  }

  #groupmates(ids: ReadonlySet<string>): string[] {
    const { store } = this.session;
    const groups = new Set([...ids].flatMap((id) => store.get(id)?.fields.group ?? []));
    if (groups.size === 0) return [];
    return [...store.items.values()].filter(({ fields }) => fields.group !== null && groups.has(fields.group)).map(({ id }) => id);
  }

  /** What an undo changed is shown: selected, and brought into view when it is not. */
  #undone(undone: Undone | null): void {
    if (undone === null) return;
    if (undone.kept !== null) this.onkept();
    const present = undone.touched.filter((id) => this.session.store.get(id) !== undefined);
    if (this.editing !== null && present.includes(this.editing)) return;
    this.select(present, { alone: true });
    this.fitIntoView();
  }

  #gone(removed: readonly string[], mine: boolean): void {
    if (removed.length === 0) return;
    const gone = new Set(removed);
    if (this.editing !== null && gone.has(this.editing)) {
      const item = this.session.store.unseen(this.editing);
      if (mine || item === undefined) this.finish();
      // The words of a line that is merely out of sight are written on, and there when it comes back.
      else if (item.fields.deleted !== null) this.taken = { id: this.editing, by: item.fields.deleted.by };
    }
    if (this.focused !== null && gone.has(this.focused)) this.focused = this.besides(removed);
    if ([...this.selected].some((id) => gone.has(id))) {
      this.select([...this.selected].filter((id) => !gone.has(id)), { focus: false, alone: true });
    }
  }
}
