/** The comments of a board as threads: a first one, about an object, and what was answered. */
import * as Y from "yjs";

import type { BoardDocument } from "../board/document";
import { moment, number, string } from "../board/kinds/reading";
import type { Moment } from "../generated/board.gen";
import type { Store } from "./store.svelte";

/** One thing said. Who and when are the server's stamps: null until it has seen it. */
export interface Remark {
  readonly id: string;
  readonly text: string;
  readonly author: string | null;
  readonly created: number | null;
}

export interface Thread extends Remark {
  /** The object that it is about; null when it is about a place. */
  readonly on: string | null;
  readonly resolved: Moment | null;
  /** Oldest first. */
  readonly replies: readonly Remark[];
}

interface Read extends Omit<Thread, "replies"> {
  readonly reply: string | null;
}

export class Comments {
  readonly #document: BoardDocument;
  readonly #store: Store;
  readonly #read = new Map<string, Read>();
  #all = $state.raw<readonly Thread[]>([]);
  /** The threads about what is on the board, oldest first; those about what is in the bin wait there with it. */
  readonly threads: readonly Thread[] = $derived.by(() => {
    void this.#store.structure;
    return this.#all.filter(({ on }) => on === null || this.#store.get(on) !== undefined);
  });
  /** How many threads are open, by the object that they are about. */
  readonly open: ReadonlyMap<string, number> = $derived.by(() => {
    const counts = new Map<string, number>();
    for (const { on, resolved } of this.threads) {
      if (on !== null && resolved === null) counts.set(on, (counts.get(on) ?? 0) + 1);
    }
    return counts;
  });
  readonly openCount: number = $derived(this.threads.filter(({ resolved }) => resolved === null).length);

  constructor(document: BoardDocument, store: Store) {
    this.#document = document;
    this.#store = store;
    for (const id of document.objects.keys()) this.#look(id);
    this.#gather();
    document.objects.observeDeep(this.#observe);
  }

  destroy(): void {
    this.#document.objects.unobserveDeep(this.#observe);
  }

  /** Begin a thread about the object `on`; returns its id. */
  begin(on: string, text: string): string | null {
    return this.#document.create([{ type: "comment", on, text }], null)[0] ?? null;
  }

  reply({ id, on }: Thread, text: string): void {
    this.#document.create([{ type: "comment", reply: id, ...(on !== null && { on }), text }], null);
  }

  /** Say that a thread has been dealt with, or that it has not. */
  resolve(id: string, resolved: boolean): void {
    this.#document.resolve(id, resolved);
  }

  remove(id: string): void {
    this.#document.remove([id]);
  }

  readonly #observe = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    let changed = false;
    for (const event of events) {
      const [id] = event.path;
      for (const one of typeof id === "string" ? [id] : event.keys.keys()) changed = this.#look(one) || changed;
    }
    if (changed) this.#gather();
  };

  /** Read one object; whether it is, or was, a comment. */
  #look(id: string): boolean {
    const map = this.#document.objects.get(id);
    const known = this.#read.delete(id);
    if (!(map instanceof Y.Map) || map.get("type") !== "comment") return known;
    const text = map.get("text") as unknown;
    if (map.get("deleted") !== undefined || !(text instanceof Y.Text)) return true;
    this.#read.set(id, {
      id,
      text: text.toString(),
      author: string(map.get("author")),
      created: number(map.get("created")),
      on: string(map.get("on")),
      resolved: moment(map.get("resolved")),
      reply: string(map.get("reply")),
    });
    return true;
  }

  #gather(): void {
    const remarks = [...this.#read.values()].sort((a, b) => (a.created ?? Infinity) - (b.created ?? Infinity) || (a.id < b.id ? -1 : 1));
    const replies = new Map<string, Remark[]>();
    for (const remark of remarks) {
      if (remark.reply === null) continue;
      const there = replies.get(remark.reply);
      if (there === undefined) replies.set(remark.reply, [remark]);
      else there.push(remark);
    }
    this.#all = remarks.filter(({ reply }) => reply === null).map((first) => ({ ...first, replies: replies.get(first.id) ?? [] }));
  }
}
