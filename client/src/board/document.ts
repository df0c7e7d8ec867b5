/**
 * Typed access to a board's Y.Doc, and the only place of the client that writes to it.
 *
 * Rules that hold here: nothing is removed by key, deleting is the field `deleted`; an object is
 * created with all its required fields in one transaction; `author`, `created` and `round` are
 * the server's. Everything written stays within the limits of the shared schema.
 */
import * as Y from "yjs";

import { COORDINATE_LIMIT, DEFAULTS, LENGTH_LIMITS, TEXT_LIMITS } from "../generated/board-constants.gen";
import type { Point } from "./geometry";
import type { Patch } from "./kinds/kind";
import type { ObjectType } from "./kinds/registry";
import { orderAbove } from "./order";
import { OwnWork } from "./own_work";

/** Who writes, and where time and new ids come from. */
export interface Hand {
  readonly person: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** A fresh id, unique without asking anyone. */
  readonly newId: () => string;
}

/** An object to be made: its type, its own fields as plain JSON, its text as a string. */
export interface NewObject {
  readonly type: ObjectType;
  /** Chosen beforehand where others of the same creation refer to it. */
  readonly id?: string;
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** Something said about an object, or in answer to the first comment of a thread. It lies nowhere. */
export interface NewComment {
  readonly type: "comment";
  readonly id?: string;
  readonly text: string;
  readonly on?: string;
  readonly reply?: string;
}

/** At `index` of a text, `remove` UTF-16 units go and `insert` comes. */
export interface Splice {
  readonly index: number;
  readonly remove: number;
  readonly insert: string;
}

/** 16 letters and digits from the browser's source of randomness. */
export function randomId(): string {
  const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  // 248 is the largest multiple of 62 in a byte: a remainder of what is below it is uniform.
  let id = "";
  while (id.length < 16) {
    for (const byte of crypto.getRandomValues(new Uint8Array(24))) {
      if (byte < 248 && id.length < 16) id += letters.charAt(byte % 62);
    }
  }
  return id;
}

export class BoardDocument {
  readonly objects: Y.Map<unknown>;
  readonly history: OwnWork;
  readonly #hand: Hand;
  /** The origin of what can be undone. */
  readonly #own = { origin: "own work" };
  /** The origin of what prepares a creation and is never undone. */
  readonly #preparing = { origin: "preparing" };

  constructor(
    readonly doc: Y.Doc,
    hand: Hand,
  ) {
    this.#hand = hand;
    this.objects = doc.getMap("objects");
    this.history = new OwnWork(this.objects, this.#own);
  }

  /**
   * Put `objects` on the paper above the object with the order `above`; returns their ids. `alongside`
   * is written in the same step: one undo takes back both.
   *
   * Two transactions: the objects come into being deleted, untracked, and are then taken out of the
   * bin. So undoing a creation deletes the object by its field, and redoing it brings it back.
   */
  create(objects: readonly (NewObject | NewComment)[], above: string | null, alongside: Changes = []): string[] {
    const made: [string, Y.Map<unknown>][] = [];
    let order = above;
    for (const few of batches(objects, weightOf)) {
      this.doc.transact(() => {
        for (const object of few) {
          order = orderAbove(order);
          const id = object.id ?? this.#hand.newId();
          const map = this.#unborn(object, order);
          this.objects.set(id, map);
          made.push([id, map]);
        }
      }, this.#preparing);
    }
    const ids = made.map(([id]) => id);
    this.history.creation(ids, () => {
      this.#each(made, ([, map]) => {
        map.delete("deleted");
      });
      this.#each([...alongside], ([id, patch]) => this.#patch(id, patch));
    });
    return ids;
  }

  /** A fresh id for an object to be made. */
  newId(): string {
    return this.#hand.newId();
  }

  /** Write these fields of these objects, as one step. */
  change(changes: Changes): void {
    this.history.step(() => {
      this.#each([...changes], ([id, patch]) => this.#patch(id, patch));
    });
  }

  /** Put each object's top left corner at its new place. */
  move(places: ReadonlyMap<string, Point>): void {
    this.change([...places].map(([id, at]) => [id, { at }]));
  }

  /** Everything that an object holds, as plain JSON; null when there is none. */
  plain(id: string): Record<string, unknown> | null {
    return (this.#map(id)?.toJSON() as Record<string, unknown> | undefined) ?? null;
  }

  /** Into the bin: the objects stay in the document, with all that others write on them meanwhile. */
  remove(ids: Iterable<string>): void {
    this.history.step(() => {
      this.#each(ids, (id) => {
        this.#map(id)?.set("deleted", this.moment());
      });
    });
  }

  /** Back out of the bin. */
  restore(ids: Iterable<string>): void {
    this.history.step(() => {
      this.#each(ids, (id) => {
        this.#map(id)?.delete("deleted");
      });
    });
  }

  /** Mark a thread of comments, by its first one, as dealt with, or open it again. */
  resolve(id: string, resolved: boolean): void {
    this.change([[id, { resolved: resolved ? this.moment() : undefined }]]);
  }

  /** The text of an object, to be observed and read; written only with `splice`. */
  text(id: string): Y.Text | null {
    const text = this.#map(id)?.get("text");
    return text instanceof Y.Text ? text : null;
  }

  /** One change to the text of an object, as part of the step that is being typed. */
  splice(id: string, { index, remove, insert }: Splice): void {
    const text = this.text(id);
    if (text === null) return;
    this.history.typing(insert, () => {
      this.#write(() => {
        if (remove > 0) text.delete(index, remove);
        if (insert !== "") text.insert(index, insert);
      });
    });
  }

  destroy(): void {
    this.history.destroy();
    this.doc.destroy();
  }

  /** An object that is still in the bin, with all the fields that the schema requires. */
  #unborn({ id: _, text, type, ...fields }: NewObject | NewComment, order: string): Y.Map<unknown> {
    const map = new Y.Map<unknown>();
    const defaults: Readonly<Record<string, unknown>> = DEFAULTS[type];
    map.set("type", type);
    map.set("order", order);
    for (const [field, value] of Object.entries(fields)) {
      if (value !== undefined && value !== defaults[field]) map.set(field, within(field, value));
    }
    // Also where the schema could do without: two who began to write would else put one text in the
    // place of the other's.
    if (type in TEXT_LIMITS) map.set("text", new Y.Text((text ?? "").slice(0, TEXT_LIMITS[type as keyof typeof TEXT_LIMITS])));
    map.set("deleted", this.moment());
    return map;
  }

  #patch(id: string, patch: Patch): void {
    const map = this.#map(id);
    // A box is written whole: of two who resize it at once, one has it, and not one its place and the
    // other its size.
    if (map !== null && "at" in patch && "size" in patch && !(same(map, "at", patch) && same(map, "size", patch))) {
      for (const field of ["at", "size"]) map.set(field, within(field, patch[field]));
    }
    for (const [field, value] of Object.entries(patch)) this.#set(id, field, within(field, value));
  }

  /** Do `act` to each of `things`, as many in a transaction as make a message of a good size. */
  #each<Thing>(things: Iterable<Thing>, act: (thing: Thing) => void): void {
    for (const few of batches([...things])) {
      this.#write(() => {
        for (const thing of few) act(thing);
      });
    }
  }

  #write(act: () => void): void {
    this.doc.transact(act, this.#own);
  }

  #map(id: string): Y.Map<unknown> | null {
    const map = this.objects.get(id);
    return map instanceof Y.Map ? map : null;
  }

  /** A register is written only when it changes: writing the same again would cost bytes for ever. */
  #set(id: string, field: string, value: unknown): void {
    const map = this.#map(id);
    if (map === null || JSON.stringify(map.get(field)) === JSON.stringify(value)) return;
    if (value === undefined) map.delete(field);
    else map.set(field, value);
  }

  /** By me, now: what a deletion or a resolution says. */
  moment(): { by: string; at: number } {
    return { by: this.#hand.person, at: this.#hand.now() };
  }
}

function same(map: Y.Map<unknown>, field: string, patch: Patch): boolean {
  return JSON.stringify(map.get(field)) === JSON.stringify(within(field, patch[field]));
}

/** What to write, by object id. */
export type Changes = Iterable<readonly [id: string, patch: Patch]>;

/**
 * Each transaction is one message, and the server takes no message above 1 MiB: so many objects at
 * a time, of so many characters and numbers together, stay well below it.
 */
const BATCH = 50;
const BATCH_WEIGHT = 100_000;

/** About how much an object takes: characters of its text, numbers of its points. */
function weightOf(object: NewObject | NewComment): number {
  const points = "points" in object ? object.points : [];
  return (object.text ?? "").length + (Array.isArray(points) ? points.length : 0);
}

function* batches<Thing>(things: readonly Thing[], weigh: (thing: Thing) => number = () => 0): Iterable<readonly Thing[]> {
  let few: Thing[] = [];
  let weight = 0;
  for (const thing of things) {
    const more = weigh(thing);
    if (few.length === BATCH || (few.length > 0 && weight + more > BATCH_WEIGHT)) {
      yield few;
      [few, weight] = [[], 0];
    }
    few.push(thing);
    weight += more;
  }
  if (few.length > 0) yield few;
}

/** A value as the schema wants it: places and sizes on the paper, in whole units. */
function within(field: string, value: unknown): unknown {
  if (field === "at") return withinPaper(value as Point);
  if (field === "size") return withinSizes(value as Point);
  return value;
}

/** Whole units: a tenth of a pixel is nothing to the eye and doubles the bytes. */
function withinPaper([x, y]: Point): [number, number] {
  const clamp = (value: number): number =>
    Math.max(-COORDINATE_LIMIT, Math.min(COORDINATE_LIMIT, Math.round(value)));
  return [clamp(x), clamp(y)];
}

function withinSizes([w, h]: Point): [number, number] {
  const [least, most] = LENGTH_LIMITS;
  const clamp = (value: number): number => Math.max(least, Math.min(most, Math.round(value)));
  return [clamp(w), clamp(h)];
}
