/**
 * One object of the board as the page shows it: plain fields and one signal that says "changed".
 * A component reads `item.version` and then whatever it needs; nothing else is reactive. (Deep
 * proxies cost ten times the time and seven times the memory at 10,000 objects.)
 */
import { fitText, mayOverflow, type Fit, type Measure } from "../board/fit_text";
import type { Box, Point } from "../board/geometry";
import type { ObjectFields } from "../board/objects";

/** A change that is not in the document yet: a drag or resize in flight, mine or another's. */
export interface InFlight {
  readonly offset: Point;
  /** Present while it is being resized. */
  readonly size?: Point;
}

export class BoardItem {
  fields: ObjectFields;
  /** Where it is drawn: the document's place and size, and what is in flight on top of it. */
  x = 0;
  y = 0;
  w = 0;
  h = 0;
  /** Its place in the stack of objects; 0 is the lowest. */
  rank = 0;
  /** Whether the last reading brought a new place. */
  moved = false;
  /** When it appeared among what was there already, on the page's clock in milliseconds. */
  appeared = -Infinity;
  readonly #measure: Measure;
  #inFlight: InFlight | null = null;
  #fit: Fit | null = null;
  #version = $state(0);

  constructor(
    readonly id: string,
    fields: ObjectFields,
    measure: Measure,
  ) {
    this.fields = fields;
    this.#measure = measure;
    this.#place();
  }

  /** Grows with every change; reading it in a template or effect subscribes to all fields. */
  get version(): number {
    return this.#version;
  }

  get order(): string {
    return this.fields.order;
  }

  /** The size of the text, in board units, at which it fits. */
  get fontSize(): number {
    return this.#fitted().fontSize;
  }

  get locked(): boolean {
    return this.fields.lock !== null;
  }

  /** Where the document has it, whatever is in flight. */
  get settled(): Box {
    const { at, size } = this.fields;
    return { x: at[0], y: at[1], w: size[0], h: size[1] };
  }

  /** New fields from the document. */
  read(fields: ObjectFields): void {
    this.moved = fields.at[0] !== this.fields.at[0] || fields.at[1] !== this.fields.at[1];
    this.fields = fields;
    this.#place();
    this.#version++;
  }

  setInFlight(inFlight: InFlight | null): void {
    if (this.#inFlight === null && inFlight === null) return;
    this.#inFlight = inFlight;
    this.#place();
    this.#version++;
  }

  setRank(rank: number): void {
    if (this.rank === rank) return;
    this.rank = rank;
    this.#version++;
  }

  /** Say "changed" without a change of fields: what it is drawn with (a font) is different now. */
  touch(): void {
    this.#place();
    this.#version++;
  }

  #place(): void {
    const { at, size, text } = this.fields;
    const [dx, dy] = this.#inFlight?.offset ?? [0, 0];
    const [w, h] = this.#inFlight?.size ?? size;
    this.x = at[0] + dx;
    this.y = at[1] + dy;
    this.w = w;
    this.h = h;
    this.#fit = null;
    // A text that is too long at the smallest size makes its note longer, never unreadable.
    if (mayOverflow(text, w, h)) this.h = Math.max(h, this.#fitted().height);
  }

  #fitted(): Fit {
    this.#fit ??= fitText(this.fields.text, this.w, this.h, this.#measure);
    return this.#fit;
  }
}
