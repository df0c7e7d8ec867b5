/** Reads what peers wrote: whatever stands there, no question throws. */
import type { Moment } from "../../generated/board.gen";
import type { Point } from "../geometry";
import type { CommonFields } from "./kind";

export type FieldReader = (name: string) => unknown;

export function pair(value: unknown): Point | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [first, second] = value as unknown[];
  return typeof first === "number" && typeof second === "number" ? [first, second] : null;
}

export function string(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

/** `value` if it is one of `choices`, else `otherwise`. */
export function oneOf<Choice, Otherwise>(choices: readonly Choice[], value: unknown, otherwise: Otherwise): Choice | Otherwise {
  return choices.find((choice) => choice === value) ?? otherwise;
}

/** The place and size that a placed object needs; null when either is missing. */
export function place(field: FieldReader): { at: Point; size: Point } | null {
  const at = pair(field("at"));
  const size = pair(field("size"));
  return at === null || size === null ? null : { at, size };
}

const LOCKS = ["everyone", "facilitators"] as const;

/** What any object carries; `text` is read by the caller, who knows shared texts. */
export function common(field: FieldReader, text: string): CommonFields {
  const tags = field("tags");
  return {
    order: string(field("order")) ?? "",
    frame: string(field("frame")),
    group: string(field("group")),
    lock: oneOf(LOCKS, field("lock"), null),
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    deleted: moment(field("deleted")),
    author: string(field("author")),
    created: number(field("created")),
    text,
  };
}

/** Who did something and when. A deletion that says neither still deletes. */
export function moment(value: unknown): Moment | null {
  if (value === undefined || value === null) return null;
  const { by, at } = value as { by?: unknown; at?: unknown };
  return { by: string(by) ?? "", at: number(at) ?? 0 };
}
