/**
 * The objects of a board for the page: one `observeDeep` on the document feeds it. Objects in the
 * bin are not in `items`; `deletedItem` still knows them, because somebody may be typing in one.
 */
import * as Y from "yjs";

import type { Measure } from "../board/fit_text";
import type { Point } from "../board/geometry";
import { readObject } from "../board/objects";
import { byOrder } from "../board/order";
import { BoardItem, type InFlight } from "./board_item.svelte";

/** What one transaction changed, by id. */
export interface Changes {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Gone into the bin, or no longer understood. */
  readonly removed: readonly string[];
  /** The transaction was my own work (not the network's, nor the copy's on this device). */
  readonly mine: boolean;
}

/** So many at a time are news; more is a board being opened. */
const FEW = 20;

type Listener = (changes: Changes) => void;

export class Store {
  readonly items = new Map<string, BoardItem>();
  readonly #deleted = new Map<string, BoardItem>();
  readonly #objects: Y.Map<unknown>;
  readonly #measure: Measure;
  readonly #listeners = new Set<Listener>();
  readonly #painters = new Set<() => void>();
  /** Every item from the lowest to the highest. */
  #stack: BoardItem[] = [];
  #structure = $state(0);

  /** `measure` tells how wide words are, for the size of texts in their notes. */
  constructor(objects: Y.Map<unknown>, measure: Measure) {
    this.#objects = objects;
    this.#measure = measure;
    for (const [id, value] of objects) this.#read(id, value);
    this.#restack();
    objects.observeDeep(this.#observe);
  }

  /** Grows when items come, go or change places in the stack; reading it subscribes. */
  get structure(): number {
    return this.#structure;
  }

  /** Every item from the lowest to the highest. Not reactive by itself: read `structure` too. */
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

  /** An item that is in the bin. */
  deletedItem(id: string): BoardItem | undefined {
    return this.#deleted.get(id);
  }

  /** Call `listener` after every transaction that changed objects; returns how to stop. */
  onchange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Call `painter` whenever anything looks different, in flight or in the document; returns how to stop. */
  onpaint(painter: () => void): () => void {
    this.#painters.add(painter);
    return () => this.#painters.delete(painter);
  }

  /** The highest item at `point`, or undefined on bare paper. */
  at(point: Point): BoardItem | undefined {
    const [x, y] = point;
    for (let index = this.#stack.length - 1; index >= 0; index--) {
      const item = this.#stack[index];
      if (item === undefined) continue;
      if (x >= item.x && x <= item.x + item.w && y >= item.y && y <= item.y + item.h) return item;
    }
    return undefined;
  }

  /** Show `ids` as if they were moved or resized, without writing anything. */
  setInFlight(ids: Iterable<string>, inFlight: InFlight | null): void {
    for (const id of ids) this.items.get(id)?.setInFlight(inFlight);
    this.#paint();
  }

  /** What all items are drawn with (a font) has changed. */
  touchAll(): void {
    for (const item of this.items.values()) item.touch();
    this.#paint();
  }

  destroy(): void {
    this.#objects.unobserveDeep(this.#observe);
    this.#listeners.clear();
    this.#painters.clear();
  }

  readonly #observe = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void => {
    const touched = new Set<string>();
    for (const event of events) {
      const [id] = event.path;
      if (typeof id === "string") touched.add(id);
      else for (const key of event.keys.keys()) touched.add(key);
    }
    const changes = { added: [] as string[], changed: [] as string[], removed: [] as string[] };
    let restack = false;
    for (const id of touched) {
      const before = this.items.get(id);
      const order = before?.order;
      const after = this.#read(id, this.#objects.get(id));
      if (before === undefined && after !== undefined) changes.added.push(id);
      else if (before !== undefined && after === undefined) changes.removed.push(id);
      else if (after !== undefined) changes.changed.push(id);
      restack ||= before !== after || order !== after?.order;
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
    this.#paint();
  };

  #paint(): void {
    for (const painter of this.#painters) painter();
  }

  /** Read one object anew; the item that stands for it on the paper, if any. */
  #read(id: string, value: unknown): BoardItem | undefined {
    const fields = readObject(value);
    const known = this.items.get(id) ?? this.#deleted.get(id);
    this.items.delete(id);
    this.#deleted.delete(id);
    if (fields === null) return undefined;
    const item = known ?? new BoardItem(id, fields, this.#measure);
    if (known !== undefined) known.read(fields);
    (fields.deleted === null ? this.items : this.#deleted).set(id, item);
    return fields.deleted === null ? item : undefined;
  }

  #restack(): void {
    this.#stack = [...this.items.values()].sort(byOrder);
    for (const [rank, item] of this.#stack.entries()) item.setRank(rank);
    this.#structure++;
  }
}
