/** What lies in the bin, as people remember it: what somebody threw away together. */
import type { Moment } from "../generated/board.gen";

/** One deletion writes its objects one after the other: within this they belong together. */
const TOGETHER_MS = 1_500;

export interface ThrownAway<Item> {
  readonly by: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly items: readonly Item[];
}

/** `items` that are in the bin, what was thrown away last first; what one person threw away at once in one. */
export function thrownAway<Item extends { readonly id: string; readonly fields: { readonly deleted: Moment | null } }>(
  items: Iterable<Item>,
): ThrownAway<Item>[] {
  const deleted = [...items].flatMap((item) => (item.fields.deleted === null ? [] : [{ item, ...item.fields.deleted }]));
  deleted.sort((a, b) => b.at - a.at || (a.item.id < b.item.id ? -1 : 1));
  const batches: { by: string; at: number; items: Item[]; last: number }[] = [];
  for (const { item, by, at } of deleted) {
    const batch = batches.at(-1);
    if (batch !== undefined && batch.by === by && batch.last - at <= TOGETHER_MS) {
      batch.items.push(item);
      batch.last = at;
    } else {
      batches.push({ by, at, items: [item], last: at });
    }
  }
  return batches.map(({ by, at, items }) => ({ by, at, items }));
}
