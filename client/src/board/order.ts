/** Fractional indices: which object lies above which, and where a new one comes. */
import { generateKeyBetween } from "fractional-indexing";

const LONGEST = 128;

/** An index above `last`, the highest in use; null when none is. */
export function orderAbove(last: string | null): string {
  return orderBetween(last, null);
}

/** An index above `low` and below `high`; null for no bound. Of two that are the same, one above both. */
export function orderBetween(low: string | null, high: string | null): string {
  try {
    const key = generateKeyBetween(low === "" ? null : low, high);
    if (key.length <= LONGEST) return key;
  } catch {
    // The schema allows any letters and digits, the library only its own form: below.
  }
  // Anything longer that begins the same is above.
  const above = `${low ?? ""}V`;
  if (above.length > LONGEST) return "z".repeat(LONGEST);
  return high === null || above < high || low === high ? above : `${low ?? ""}0V`.slice(0, LONGEST);
}

export interface Ordered {
  readonly id: string;
  readonly order: string;
  /** What is on a higher layer lies above all of a lower one, whatever its index. */
  readonly layer: number;
}

/** The one order in which every client draws: by layer, ascending index, ties by id. */
export function byOrder(a: Ordered, b: Ordered): number {
  if (a.layer !== b.layer) return a.layer - b.layer;
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
