/** Which items are in the page: those around what is on screen, and always those that must stay. */
import { covers, grown, touches, type Box } from "../board/geometry";

/** The mounted box is the view with this share of its longer side added all round, 35% in all. */
const MARGIN = 0.175;

interface Placed extends Box {
  readonly id: string;
  /** All that is drawn of it, where that is more than its box. */
  readonly drawn?: Box;
}

/** The box to mount for `view`: `mounted` as long as it still serves. */
export function boxToMount(view: Box, mounted: Box | null): Box {
  const wanted = grown(view, MARGIN * Math.max(view.w, view.h));
  if (mounted === null || !covers(mounted, view)) return wanted;
  return mounted.w > 2 * wanted.w ? wanted : mounted;
}

/**
 * The items to mount, the ones of `before` first and in their order, so that no element is moved
 * in the page. `keep` holds the ids that stay wherever they are: focused, edited.
 */
export function itemsToMount<Item extends Placed>(
  items: Iterable<Item>,
  box: Box,
  keep: ReadonlySet<string>,
  before: readonly Item[],
): Item[] {
  const wanted = new Set<Item>();
  for (const item of items) if (touches(item.drawn ?? item, box) || keep.has(item.id)) wanted.add(item);
  const stay = before.filter((item) => wanted.delete(item));
  return [...stay, ...wanted];
}

export function sameItems<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
