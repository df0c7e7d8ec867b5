/** Tags on what is chosen. The limits are those of the shared schema. */
import type { BoardItem } from "../state/board_item.svelte";
import type { Workbench } from "./workbench.svelte";

export const TAG_LENGTH = 40;
export const MOST_TAGS = 12;

/** What can be tagged of what is chosen: lines and strokes have no room to show any. */
export function taggable(bench: Workbench): BoardItem[] {
  return bench.changeable.filter((item) => !item.is("connector") && !item.is("stroke"));
}

/** Tag these objects with `word`, as one step; false when one of them has no room for it. */
export function tag(bench: Workbench, ids: readonly string[], word: string): boolean {
  const own = word.trim().replace(/^#/, "").replace(/\s+/g, " ").slice(0, TAG_LENGTH);
  if (own === "") return true;
  const items = itemsOf(bench, ids).filter(({ fields }) => !fields.tags.includes(own));
  if (items.some(({ fields }) => fields.tags.length >= MOST_TAGS)) return false;
  bench.session.document.change(items.map(({ id, fields }) => [id, { tags: [...fields.tags, own] }]));
  return true;
}

export function untag(bench: Workbench, ids: readonly string[], word: string): void {
  const items = itemsOf(bench, ids).filter(({ fields }) => fields.tags.includes(word));
  bench.session.document.change(
    items.map(({ id, fields }) => {
      const left = fields.tags.filter((own) => own !== word);
      return [id, { tags: left.length === 0 ? undefined : left }];
    }),
  );
}

function itemsOf(bench: Workbench, ids: readonly string[]): BoardItem[] {
  return ids.flatMap((id) => bench.session.store.get(id) ?? []);
}
