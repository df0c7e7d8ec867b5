/**
 * Which connectors hang on which objects. A connector is on the paper as long as all that it is
 * stuck to is; when one of them goes into the bin it goes out of sight with it, and comes back with it.
 */
import { objectOf, type EndField } from "../board/kinds/connector";
import type { EndPlace } from "../board/route";
import type { BoardItem } from "./board_item.svelte";

export class Links {
  readonly #on = new Map<string, Set<BoardItem>>();
  readonly #ends = new Map<string, readonly string[]>();

  /** `item` is as its fields say now. */
  tie(item: BoardItem): void {
    this.untie(item.id);
    if (!item.is("connector")) return;
    const { from, to } = item.fields;
    const ids = [objectOf(from), objectOf(to)].filter((id) => id !== null);
    this.#ends.set(item.id, ids);
    for (const id of ids) {
      let there = this.#on.get(id);
      if (there === undefined) this.#on.set(id, (there = new Set()));
      there.add(item);
    }
  }

  /** `id` is no longer there at all. */
  untie(id: string): void {
    for (const end of this.#ends.get(id) ?? []) {
      const there = this.#on.get(end);
      for (const item of there ?? []) if (item.id === id) there?.delete(item);
      if (there?.size === 0) this.#on.delete(end);
    }
    this.#ends.delete(id);
  }

  /** The connectors that hang on `id`. */
  on(id: string): Iterable<BoardItem> {
    return this.#on.get(id) ?? [];
  }
}

/** Lead a connector between its ends, found by `find`; false when one of them is not on the paper. */
export function lead(item: BoardItem, find: (id: string) => BoardItem | undefined): boolean {
  if (!item.is("connector")) return true;
  const place = (end: EndField): EndPlace | undefined => ("at" in end ? end : find(end.object)?.end(end.side));
  const [from, to] = [place(item.fields.from), place(item.fields.to)];
  if (from === undefined || to === undefined) return false;
  item.lead(from, to);
  return true;
}
