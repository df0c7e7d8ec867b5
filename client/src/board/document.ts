/**
 * Typed access to a board's Y.Doc, and the only place of the client that writes to it.
 *
 * Rules that hold here: nothing is removed by key, deleting is the field `deleted`; an object is
 * created with all its required fields in one transaction; `author`, `created` and `round` are
 * the server's. Everything written stays within the limits of the shared schema.
 */
import * as Y from "yjs";

import { COORDINATE_LIMIT, DEFAULTS, LENGTH_LIMITS, TEXT_LIMITS } from "../generated/board-constants.gen";
import type { Box, Point } from "./geometry";
import type { NoteColor } from "./objects";
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

export interface NewNote {
  /** The top left corner. */
  readonly at: Point;
  readonly size: Point;
  readonly color?: NoteColor;
  readonly text?: string;
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
   * Put `notes` on the paper above the object with the order `above`; returns their ids.
   *
   * Two transactions: the notes come into being deleted, untracked, and are then taken out of the
   * bin. So undoing a creation deletes the note by its field, and redoing it brings it back.
   */
  create(notes: readonly NewNote[], above: string | null): string[] {
    const made: [string, Y.Map<unknown>][] = [];
    let order = above;
    for (const few of batches(notes)) {
      this.doc.transact(() => {
        for (const note of few) {
          order = orderAbove(order);
          const id = this.#hand.newId();
          const map = this.#unborn(note, order);
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
    });
    return ids;
  }

  /** Put each object's top left corner at its new place. */
  move(places: ReadonlyMap<string, Point>): void {
    this.history.step(() => {
      this.#each(places, ([id, at]) => {
        this.#set(id, "at", withinPaper(at));
      });
    });
  }

  resize(id: string, box: Box): void {
    this.history.step(() => {
      this.#write(() => {
        this.#set(id, "at", withinPaper([box.x, box.y]));
        this.#set(id, "size", withinSizes([box.w, box.h]));
      });
    });
  }

  recolor(ids: Iterable<string>, color: NoteColor): void {
    this.history.step(() => {
      this.#each(ids, (id) => {
        this.#set(id, "color", color);
      });
    });
  }

  /** Into the bin: the objects stay in the document, with all that others write on them meanwhile. */
  remove(ids: Iterable<string>): void {
    this.history.step(() => {
      this.#each(ids, (id) => {
        this.#map(id)?.set("deleted", this.#moment());
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

  /** A note that is still in the bin, with all the fields that the schema requires. */
  #unborn({ at, size, color, text = "" }: NewNote, order: string): Y.Map<unknown> {
    const map = new Y.Map<unknown>();
    map.set("type", "sticky");
    map.set("at", withinPaper(at));
    map.set("size", withinSizes(size));
    map.set("order", order);
    if (color !== undefined && color !== DEFAULTS.sticky.color) map.set("color", color);
    map.set("text", new Y.Text(text.slice(0, TEXT_LIMITS.sticky)));
    map.set("deleted", this.#moment());
    return map;
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
    map.set(field, value);
  }

  #moment(): { by: string; at: number } {
    return { by: this.#hand.person, at: this.#hand.now() };
  }
}

/**
 * Each transaction is one message, and the server takes no message above 1 MiB: so many objects at
 * a time stay below it even when every one is a note full of text.
 */
const BATCH = 50;

function* batches<Thing>(things: readonly Thing[]): Iterable<readonly Thing[]> {
  for (let start = 0; start < things.length; start += BATCH) yield things.slice(start, start + BATCH);
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
