/**
 * The objects of a board as this client reads them: plain fields, defaults filled in. Whatever a
 * peer may have written, reading never throws: what is not understood is `null` and not shown.
 */
import * as Y from "yjs";

import type { Moment } from "../generated/board.gen";
import type { Box, Point } from "./geometry";
import { common } from "./kinds/reading";
import { isObjectType, kindOf, type ObjectFields } from "./kinds/registry";

export type { Moment, ObjectFields };

/** The size of a new note. */
export const NOTE_SIZE: Point = [200, 200];

/** The fields of one object of the document, or null when it is none that this client can show. */
export function readObject(value: unknown): ObjectFields | null {
  if (!(value instanceof Y.Map)) return null;
  const map = value as Y.Map<unknown>;
  const type = map.get("type");
  if (!isObjectType(type)) return null;
  const field = (name: string): unknown => map.get(name);
  const text = map.get("text");
  const kind = kindOf(type);
  const own = kind.read(field);
  if (own === null || (!(text instanceof Y.Text) && (text !== undefined || kind.textless !== true))) return null;
  return { ...common(field, text?.toString() ?? ""), ...own } as ObjectFields;
}

/** Where the document has an object; null for what lies between others, or in a map. */
export function placeOf(fields: ObjectFields): Box | null {
  if (fields.type === "connector" || fields.type === "mindnode") return null;
  const { at, size } = fields;
  return { x: at[0], y: at[1], w: size[0], h: size[1] };
}
