/**
 * The objects of a board as this client reads them: plain fields, defaults filled in. Whatever a
 * peer may have written, reading never throws: what is not understood is `null` and not shown.
 */
import * as Y from "yjs";

import type { Moment, NoteColor } from "../generated/board.gen";
import { DEFAULTS, NOTE_COLORS } from "../generated/board-constants.gen";
import type { Point } from "./geometry";

export type { Moment, NoteColor };
export { NOTE_COLORS };

export interface StickyFields {
  readonly type: "sticky";
  readonly at: Point;
  readonly size: Point;
  readonly text: string;
  readonly color: NoteColor;
  /** A fractional index; "" when the object has none and so lies below all that have. */
  readonly order: string;
  readonly lock: "everyone" | "facilitators" | null;
  readonly deleted: Moment | null;
  readonly author: string | null;
  readonly created: number | null;
}

/** All that this client can show; the other types of the schema join this union as they arrive. */
export type ObjectFields = StickyFields;

/** The size of a new note. */
export const NOTE_SIZE: Point = [200, 200];
export const SMALLEST_NOTE = 80;

/** The fields of one object of the document, or null when it is none that this client can show. */
export function readObject(value: unknown): ObjectFields | null {
  if (!(value instanceof Y.Map) || value.get("type") !== "sticky") return null;
  const map = value as Y.Map<unknown>;
  const at = pair(map.get("at"));
  const size = pair(map.get("size"));
  const text = map.get("text");
  if (at === null || size === null || !(text instanceof Y.Text)) return null;
  const lock = map.get("lock");
  return {
    type: "sticky",
    at,
    size,
    text: text.toString(),
    color: noteColor(map.get("color")),
    order: string(map.get("order")) ?? "",
    lock: lock === "everyone" || lock === "facilitators" ? lock : null,
    deleted: moment(map.get("deleted")),
    author: string(map.get("author")),
    created: number(map.get("created")),
  };
}

function pair(value: unknown): Point | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [first, second] = value as unknown[];
  return typeof first === "number" && typeof second === "number" ? [first, second] : null;
}

function string(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function noteColor(value: unknown): NoteColor {
  return NOTE_COLORS.find((color) => color === value) ?? DEFAULTS.sticky.color;
}

/** Who did something and when. A deletion that says neither still deletes. */
function moment(value: unknown): Moment | null {
  if (value === undefined || value === null) return null;
  const { by, at } = value as { by?: unknown; at?: unknown };
  return { by: string(by) ?? "", at: number(at) ?? 0 };
}
