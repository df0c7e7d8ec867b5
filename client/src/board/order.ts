/** Fractional indices: which object lies above which, and where a new one comes. */
import { generateKeyBetween } from "fractional-indexing";

const LONGEST = 128;

/** An index above `last`, the highest in use; null when none is. */
export function orderAbove(last: string | null): string {
  try {
    return generateKeyBetween(last === "" ? null : last, null);
  } catch {
    // The schema allows any letters and digits, the library only its own form: anything longer
    // that begins the same is above.
    return last !== null && last.length < LONGEST ? `${last}V` : "z".repeat(LONGEST);
  }
}

export interface Ordered {
  readonly id: string;
  readonly order: string;
}

/** The one order in which every client draws: ascending index, ties by id. */
export function byOrder(a: Ordered, b: Ordered): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
