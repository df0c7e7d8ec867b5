/**
 * The objects of a board for the page: one `observeDeep` on the document feeds it. Objects in the
 * bin are not in `items`; `deletedItem` still knows them, because somebody may be typing in one.
 */
import * as Y from "yjs";

import type { Measure } from "../board/fit_text";
import type { Point } from "../board/geometry";
import { pair } from "../board/kinds/reading";
import { readObject } from "../board/objects";
import { isLateType } from "../board/kinds/registry";
import { byOrder } from "../board/order";
import { BoardItem, type InFlight } from "./board_item.svelte";
import { lead, Links } from "./links";

/** What one transaction changed, by id. */
export interface Changes {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Gone into the bin, or no longer understood. */
  readonly removed: readonly string[];
  /** The transaction was my own work (not the network's, nor the copy's on this device). */
  readonly mine: boolean;
}

/** Says where objects lie whose place stands nowhere; loaded for the boards that have such. */
export interface Arranger {
  readonly type: string;
  /** Take in what `touched` are now; returns those that lie elsewhere than before. */
  arrange(touched: Iterable<string>): Iterable<string>;
  /** What all words are measured with has changed. */
  measured(): void;
  /** Take away whatever hides `id`. */
  reveal(id: string): void;
  /** `ids`, and what hangs on them and goes where they go. */
  withBranches(ids: Iterable<string>): Iterable<string>;
}

/** So many at a time are news; more is a board being opened. */
const FEW = 20;

type Listener = (changes: Changes) => void;

/** What looks different or lies elsewhere; null when anything may, or things came, went or changed places in the stack. */
type Painter = (items: Iterable<BoardItem> | null) => void;

export class Store {
  readonly items = new Map<string, BoardItem>();
  readonly #deleted = new Map<string, BoardItem>();
  /** Connectors that are not deleted, but something they hang on is. */
  readonly #hidden = new Map<string, BoardItem>();
  /** Objects of a kind that is still to be loaded. */
  readonly #waiting = new Set<string>();
  /** Something came that cannot be shown before its kind has been loaded. */
  onlate: () => void = () => undefined;
  #arranger: Arranger | null = null;
  readonly #links = new Links();
  readonly #objects: Y.Map<unknown>;
  /** How wide words are. */
  readonly measure: Measure;
  readonly #listeners = new Set<Listener>();
  readonly #painters = new Set<Painter>();
  /** Every item that can be seen, from the lowest to the highest. */
  #stack: BoardItem[] = [];
  /** What the arranger has out of sight. */
  #concealed = new Set<string>();
  #structure = $state(0);

  /** `measure` tells how wide words are, for the size of texts in their notes. */
  constructor(objects: Y.Map<unknown>, measure: Measure) {
    this.#objects = objects;
    this.measure = measure;
    for (const [id, value] of objects) this.#read(id, value);
    this.#lead(objects.keys());
    this.#restack();
    objects.observeDeep(this.#observe);
  }

  /** Grows when items come, go or change places in the stack; reading it subscribes. */
  get structure(): number {
    return this.#structure;
  }

  /** Every item that can be seen, from the lowest to the highest. Not reactive by itself: read `structure` too. */
  get stack(): readonly BoardItem[] {
    return this.#stack;
  }

  /** The highest order in use. */
  get topOrder(): string | null {
    return this.#stack.at(-1)?.order ?? null;
  }

  get(id: string): BoardItem | undefined {
    return this.items.get(id);
  }

  /** Whether `item` is on the paper, and not out of sight in a branch that is folded away. */
  isSeen(item: BoardItem): boolean {
    return this.items.get(item.id) === item && item.laid?.concealed !== true;
  }

  /** An item that is in the bin. */
  deletedItem(id: string): BoardItem | undefined {
    return this.#deleted.get(id);
  }

  /** An item that is in the bin, or a connector that is out of sight with what it hangs on. */
  unseen(id: string): BoardItem | undefined {
    return this.#deleted.get(id) ?? this.#hidden.get(id);
  }

  /** Call `listener` after every transaction that changed objects; returns how to stop. */
  onchange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is painted from afar has changed without a change of objects: a picture has come. */
  repaint(): void {
    this.#paint(null);
  }

  /** Everything that lies in the bin. Not reactive by itself: read `structure` too. */
  get bin(): IterableIterator<BoardItem> {
    return this.#deleted.values();
  }

  /** Call `painter` whenever anything looks different, in flight or in the document; returns how to stop. */
  onpaint(painter: Painter): () => void {
    this.#painters.add(painter);
    return () => this.#painters.delete(painter);
  }

  /** The highest item that a press at `point` meets when the hand may miss by `reach`, or undefined on bare paper. */
  at(point: Point, reach = 0, fits: (item: BoardItem) => boolean = () => true): BoardItem | undefined {
    for (let index = this.#stack.length - 1; index >= 0; index--) {
      const item = this.#stack[index];
      if (item === undefined || !near(item, point, reach + HALF_A_PEN)) continue;
      if (fits(item) && item.hit(point, reach)) return item;
    }
    return undefined;
  }

  /** The kind that was waited for is there, and `arranger` lays out what is of it. */
  install(arranger: Arranger): void {
    this.#arranger = arranger;
    const late = [...this.#waiting];
    this.#waiting.clear();
    for (const id of late) this.#read(id, this.#objects.get(id));
    this.#lead([...late, ...arranger.arrange(late)]);
    this.#restack();
    const added = late.filter((id) => this.items.has(id));
    if (added.length > 0) for (const listener of this.#listeners) listener({ added, changed: [], removed: [], mine: false });
    this.#paint(null);
  }

  /** Whether something waits for its kind. */
  get waits(): boolean {
    return this.#waiting.size > 0;
  }

  /** These lie elsewhere now, or can be seen or not, without a change of the document. */
  rearranged(ids: Iterable<string>): void {
    const changed = [...ids];
    if (changed.length === 0) return;
    this.#lead(changed);
    this.#restack();
    for (const listener of this.#listeners) listener({ added: [], changed, removed: [], mine: false });
    this.#paint(null);
  }

  /** Take away whatever hides `id`. */
  reveal(id: string): void {
    this.#arranger?.reveal(id);
  }

  /** `ids`, and what hangs on them and goes where they go. */
  withBranches(ids: Iterable<string>): Iterable<string> {
    return this.#arranger?.withBranches(ids) ?? ids;
  }

  /** Show `ids` as if they were moved, resized or turned, without writing anything. */
  setInFlight(ids: Iterable<string>, inFlight: InFlight | null | ((item: BoardItem) => InFlight | null)): void {
    const moved = new Set<string>();
    const items: BoardItem[] = [];
    for (const id of ids) {
      const item = this.items.get(id);
      moved.add(id);
      if (item === undefined) continue;
      item.setInFlight(typeof inFlight === "function" ? inFlight(item) : inFlight);
      items.push(item);
    }
    this.#paint([...items, ...this.#lead(moved).led]);
  }

  /** What all items are drawn with (a font) has changed. */
  touchAll(): void {
    for (const item of this.items.values()) item.touch();
    this.#arranger?.measured();
    this.#lead(this.items.keys());
    this.#paint(null);
  }

  /** The connectors on the paper that hang on `id`. */
  connectorsOn(id: string): BoardItem[] {
    return [...this.#links.on(id)].filter(({ id: own }) => this.items.has(own));
  }

  destroy(): void {
    this.#objects.unobserveDeep(this.#observe);
    this.#listeners.clear();
    this.#painters.clear();
  }

  readonly #observe = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void => {
    // What has only moved, and so needs to be read, measured and stacked no more, is kept apart: of these there are many.
    const [touched, shifted] = [new Set<string>(), new Set<string>()];
    for (const event of events) {
      const [id] = event.path;
      if (typeof id !== "string") for (const key of event.keys.keys()) touched.add(key);
      else (event.path.length === 1 && onlyAt(event) ? shifted : touched).add(id);
    }
    for (const id of shifted) {
      if (touched.has(id) || !this.#shift(id)) {
        shifted.delete(id);
        touched.add(id);
      }
    }
    const before = new Map([...touched].map((id) => [id, this.items.get(id)]));
    const orders = new Map([...before].map(([id, item]) => [id, item?.order]));
    for (const id of touched) this.#read(id, this.#objects.get(id));
    const laid = touched.size === 0 ? [] : [...(this.#arranger?.arrange(touched) ?? [])];
    const { led, came } = this.#lead([...touched, ...shifted, ...laid]);
    for (const item of came) {
      if (before.has(item.id)) continue;
      // A connector that comes and goes with what it hangs on.
      before.set(item.id, this.items.has(item.id) ? undefined : item);
    }
    const changes = { added: [] as string[], changed: [...shifted], removed: [] as string[] };
    let restack = laid.some((id) => this.items.get(id)?.laid?.concealed !== this.#concealed.has(id));
    for (const [id, known] of before) {
      const after = this.items.get(id);
      if (known === undefined && after !== undefined) changes.added.push(id);
      else if (known !== undefined && after === undefined) changes.removed.push(id);
      else if (after !== undefined) changes.changed.push(id);
      restack ||= known !== after || (orders.has(id) && orders.get(id) !== after?.order);
    }
    if (restack) this.#restack();
    if (changes.added.length <= FEW) {
      for (const id of changes.added) {
        const item = this.items.get(id);
        if (item !== undefined) item.appeared = performance.now();
      }
    }
    const { added, changed, removed } = changes;
    if (added.length + changed.length + removed.length === 0) return;
    for (const listener of this.#listeners) listener({ ...changes, mine: transaction.local });
    this.#paint(restack ? null : [...[...changed, ...laid].flatMap((id) => this.items.get(id) ?? []), ...led]);
  };

  #paint(items: readonly BoardItem[] | null): void {
    for (const painter of this.#painters) painter(items);
  }

  /** Nothing but the place of `id` has changed; false when that is not something to be moved by itself. */
  #shift(id: string): boolean {
    const item = this.items.get(id);
    const map = this.#objects.get(id);
    const at = map instanceof Y.Map ? pair(map.get("at")) : null;
    if (item === undefined || at === null || item.is("mindnode")) return false;
    item.shift(at);
    return true;
  }

  /** Read one object anew. */
  #read(id: string, value: unknown): void {
    const fields = readObject(value);
    const known = this.items.get(id) ?? this.#hidden.get(id) ?? this.#deleted.get(id);
    this.items.delete(id);
    this.#hidden.delete(id);
    this.#deleted.delete(id);
    if (fields === null) {
      this.#links.untie(id);
      if (!(value instanceof Y.Map) || !isLateType(value.get("type"))) return;
      this.#waiting.add(id);
      this.onlate();
      return;
    }
    const item = known ?? new BoardItem(id, fields, this.measure);
    if (known !== undefined) known.read(fields);
    this.#links.tie(item);
    (fields.deleted === null ? this.items : this.#deleted).set(id, item);
  }

  /**
   * Lead the connectors among `ids`, and those that hang on any of them, anew: out of sight when an
   * end is gone, into sight when all are there. Returns all of them, and the ones that came or went.
   */
  #lead(ids: Iterable<string>): { readonly led: Iterable<BoardItem>; readonly came: readonly BoardItem[] } {
    const connectors = new Set<BoardItem>();
    for (const id of ids) {
      const own = this.items.get(id) ?? this.#hidden.get(id);
      if (own?.is("connector") === true) connectors.add(own);
      for (const item of this.#links.on(id)) if (!this.#deleted.has(item.id)) connectors.add(item);
    }
    const came: BoardItem[] = [];
    for (const item of connectors) {
      const whole = lead(item, (id) => this.items.get(id));
      if (whole === this.items.has(item.id)) continue;
      (whole ? this.#hidden : this.items).delete(item.id);
      (whole ? this.items : this.#hidden).set(item.id, item);
      came.push(item);
    }
    return { led: connectors, came };
  }

  #restack(): void {
    this.#concealed = new Set();
    for (const [id, { laid }] of this.items) if (laid?.concealed === true) this.#concealed.add(id);
    // What was in order still is: sorting what is nearly sorted is quick.
    const stay = this.#stack.filter((item) => this.isSeen(item));
    const there = new Set(stay);
    for (const item of this.items.values()) if (!there.has(item) && this.isSeen(item)) stay.push(item);
    this.#stack = stay.sort(byOrder);
    // Ranks only have to rise: what goes leaves a gap, and no other thing is touched for it.
    let last = -1;
    for (const item of this.#stack) {
      if (item.rank <= last) item.setRank(last + 1);
      last = item.rank;
    }
    this.#structure++;
  }
}

/** Whether nothing of an object has changed but its place. */
function onlyAt(event: Y.YEvent<Y.AbstractType<unknown>>): boolean {
  return event instanceof Y.YMapEvent && event.keysChanged.size === 1 && event.keysChanged.has("at");
}

/** Half the width of the broadest pen. */
const HALF_A_PEN = 40;

/** Whether `point` is so near to the box of `item` that asking the item itself is worth it. */
function near({ x, y, w, h }: BoardItem, [px, py]: Point, by: number): boolean {
  return px >= x - by && px <= x + w + by && py >= y - by && py <= y + h + by;
}
