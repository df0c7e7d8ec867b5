/**
 * One object of the board as the page shows it: plain fields and one signal that says "changed".
 * A component reads `item.version` and then whatever it needs; nothing else is reactive. (Deep
 * proxies cost ten times the time and seven times the memory at 10,000 objects.)
 */
import type { Measure } from "../board/fit_text";
import { boundsOf, boxAround, boxOf, centreOf, holds, touches, turned, type Box, type Point } from "../board/geometry";
import type { CommonFields, Kind, Lying, Palette, TextPlace } from "../board/kinds/kind";
import { kindOf, type ObjectFields, type ObjectType } from "../board/kinds/registry";
import type { Laid } from "../board/map_layout";
import { placeOf } from "../board/objects";
import { route, type EndPlace } from "../board/route";

/** A change that is not in the document yet: a drag, resize or turn in flight, mine or another's. */
export interface InFlight {
  readonly offset: Point;
  /** Present while it is being resized. */
  readonly size?: Point;
  /** Present while it is being turned. */
  readonly rotation?: number;
  /** Ends of a connector that are being pulled. */
  readonly ends?: { readonly from?: EndPlace; readonly to?: EndPlace };
}

const NOWHERE: Box = { x: 0, y: 0, w: 0, h: 0 };

export class BoardItem implements Lying<ObjectFields> {
  fields: ObjectFields;
  /** The upright box around all of it, as it lies now: what is in flight included. */
  x = 0;
  y = 0;
  w = 0;
  h = 0;
  body: Box = NOWHERE;
  rotation = 0;
  path: readonly Point[] = [];
  /** Where its map has it; null for what is in none. */
  laid: Laid | null = null;
  /** Greater for what lies higher in the stack of objects. */
  rank = -1;
  /** Whether the last reading brought a new place. */
  moved = false;
  /** When it appeared among what was there already, on the page's clock in milliseconds. */
  appeared = -Infinity;
  readonly #measure: Measure;
  #inFlight: InFlight | null = null;
  #words: TextPlace | null = null;
  /** The size for which its height and words were found. */
  #sized: Point = [NaN, NaN];
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

  get kind(): Kind<CommonFields> {
    return kindOf(this.fields.type);
  }

  get order(): string {
    return this.fields.order;
  }

  get layer(): number {
    return this.kind.layer;
  }

  /** Where its words stand; null when it has none. */
  get words(): TextPlace | null {
    this.#words ??= this.laid?.words ?? this.kind.words?.(this.fields, this.body, this.path, this.#measure) ?? null;
    return this.#words;
  }

  /** The size of the text, in board units, at which it fits. */
  get fontSize(): number {
    return this.words?.fontSize ?? 0;
  }

  /** Where the document or its map has it, whatever is in flight; a connector where it runs now. */
  get settled(): Box {
    return this.laid?.box ?? placeOf(this.fields) ?? { x: this.x, y: this.y, w: this.w, h: this.h };
  }

  /** All that is drawn of it: of a node its branch, too. */
  get drawn(): Box {
    const under = this.laid?.under ?? null;
    return under === null ? this : (boxAround([this, under]) ?? this);
  }

  /** Its map has another place for it; false when that is the same as before. */
  lay(laid: Laid): boolean {
    if (this.laid !== null && same(this.laid, laid)) return false;
    this.laid = laid;
    this.#place();
    this.#version++;
    return true;
  }

  is<Type extends ObjectType>(type: Type): this is BoardItem & Lying<Extract<ObjectFields, { type: Type }>> {
    return this.fields.type === type;
  }

  /** New fields from the document. */
  read(fields: ObjectFields): void {
    const [before, after] = [placeOf(this.fields), placeOf(fields)];
    this.moved =
      before?.x !== after?.x || before?.y !== after?.y || before?.w !== after?.w || before?.h !== after?.h ||
      rotationOf(this.fields) !== rotationOf(fields) || hangsElsewhere(this.fields, fields);
    this.fields = fields;
    this.#place();
    this.#version++;
  }

  /** The document has nothing new of it but its place: `at`, its top left corner. */
  shift(at: Point): void {
    const fields = this.fields;
    if (!("at" in fields) || fields.type === "mindnode") throw new Error(`${this.id} has no place of its own`);
    this.moved = fields.at[0] !== at[0] || fields.at[1] !== at[1];
    this.fields = { ...fields, at };
    this.#place(true);
    this.#version++;
  }

  setInFlight(inFlight: InFlight | null): void {
    if (this.#inFlight === null && inFlight === null) return;
    this.#inFlight = inFlight;
    this.#place(true);
    this.#version++;
  }

  /** A connector's way between where its ends are now; loose ends move with what is in flight. */
  lead(from: EndPlace, to: EndPlace): void {
    if (!this.is("connector")) return;
    const offset = this.#inFlight?.offset ?? [0, 0];
    const { ends } = this.#inFlight ?? {};
    this.path = route(ends?.from ?? along(from, offset), ends?.to ?? along(to, offset), this.fields.path);
    this.body = boxOf(this.path) ?? NOWHERE;
    this.#words = null;
    this.#bound();
    this.#version++;
  }

  /** This thing as an end of a connector. */
  end(side: "auto" | "top" | "right" | "bottom" | "left"): EndPlace {
    const { body, rotation } = this;
    const centre = centreOf(body);
    const edge = (towards: Point): Point => {
      const ahead = turned(towards, centre, -rotation);
      return turned(this.kind.edge?.(this.fields, body, ahead) ?? boxEdge(body, ahead), centre, rotation);
    };
    return { body: boundsOf(body, rotation), side, edge };
  }

  /** Whether a press at `point` meets it, when the hand may miss by `reach`. */
  hit(point: Point, reach: number): boolean {
    const upright = this.rotation === 0 ? point : turned(point, centreOf(this.body), -this.rotation);
    return this.kind.hit?.(this, upright, reach) ?? holds(this.body, upright);
  }

  /** Whether a frame drawn on the paper takes it in. */
  caught(frame: Box): boolean {
    return this.kind.caught?.(this, frame) ?? touches(this, frame);
  }

  /** Draw it as seen from afar. */
  paint(context: CanvasRenderingContext2D, palette: Palette, pixel: number): void {
    this.kind.paint(context, this, palette, pixel);
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

  /** `sameWords`: all but place and size is as it was; what was measured still holds if the size is, too. */
  #place(sameWords = false): void {
    const place = this.laid?.box ?? placeOf(this.fields);
    // A connector is placed by `lead`, when its ends are; a node by its map.
    if (place === null) {
      if (!sameWords) this.#words = null;
      return;
    }
    const [dx, dy] = this.#inFlight?.offset ?? [0, 0];
    const [w, h] = this.#inFlight?.size ?? [place.w, place.h];
    const same = sameWords && w === this.#sized[0] && h === this.#sized[1];
    if (!same) this.#words = null;
    const high = same ? this.body.h : (this.kind.height?.(this.fields, w, h, this.#measure) ?? h);
    this.#sized = [w, h];
    this.body = { x: place.x + dx, y: place.y + dy, w, h: high };
    this.rotation = this.#inFlight?.rotation ?? rotationOf(this.fields);
    this.#bound();
  }

  #bound(): void {
    const { x, y, w, h } = boundsOf(this.body, this.rotation);
    [this.x, this.y, this.w, this.h] = [x, y, w, h];
  }
}

/** Whether a node of a map has another place in it, or its map on the paper. */
function hangsElsewhere(before: ObjectFields, after: ObjectFields): boolean {
  if (before.type !== "mindnode" || after.type !== "mindnode") return false;
  return before.parent !== after.parent || before.order !== after.order || before.at?.[0] !== after.at?.[0] || before.at?.[1] !== after.at?.[1];
}

function rotationOf(fields: ObjectFields): number {
  return "rotation" in fields ? fields.rotation : 0;
}

const BESIDE_PLACE = ["words", "centre", "parent", "level", "index", "growth", "color", "within", "away", "lost", "concealed"] as const;

/** Whether two layouts of a node are the same in every value. */
function same(a: Laid, b: Laid): boolean {
  return sameBox(a.box, b.box) && sameBox(a.under, b.under) && BESIDE_PLACE.every((name) => a[name] === b[name]);
}

function sameBox(a: Box | null, b: Box | null): boolean {
  return a === b || (a !== null && b !== null && a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h);
}

function along(end: EndPlace, [dx, dy]: Point): EndPlace {
  return "at" in end ? { at: [end.at[0] + dx, end.at[1] + dy] } : end;
}

function boxEdge(body: Box, towards: Point): Point {
  const [cx, cy] = centreOf(body);
  const [dx, dy] = [towards[0] - cx, towards[1] - cy];
  const part = 1 / Math.max(Math.abs(dx) / (body.w / 2), Math.abs(dy) / (body.h / 2));
  return Number.isFinite(part) ? [cx + dx * part, cy + dy * part] : [cx, cy];
}
