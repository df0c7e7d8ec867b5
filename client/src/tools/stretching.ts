/** What becomes of each of several objects when the box around all of them is pulled to another. */
import { centreOf, pulled, turned, type Box, type Corner, type Point } from "../board/geometry";
import type { Patch } from "../board/kinds/kind";
import type { BoardItem, InFlight } from "../state/board_item.svelte";

/** The box of something at `box` when `from` becomes `to`. */
function carriedBox(box: Box, from: Box, to: Box): Box {
  const [sx, sy] = [from.w === 0 ? 1 : to.w / from.w, from.h === 0 ? 1 : to.h / from.h];
  return { x: to.x + (box.x - from.x) * sx, y: to.y + (box.y - from.y) * sy, w: box.w * sx, h: box.h * sy };
}

/** `item` while the box around it and others is pulled from `from` to `to`; null for what has no box of its own. */
export function stretched(item: BoardItem, from: Box, to: Box): InFlight | null {
  if (item.kind.resizes === "not") return null;
  const { settled } = item;
  const box = carriedBox(settled, from, to);
  return { offset: [box.x - settled.x, box.y - settled.y], size: [box.w, box.h] };
}

/** What to write when the box around `item` and others has been pulled from `from` to `to`. */
export function stretchedPatch(item: BoardItem, from: Box, to: Box): Patch | null {
  if (item.kind.resizes === "not") return null;
  return item.kind.resized?.(item.fields, carriedBox(item.settled, from, to)) ?? null;
}

/** The smallest that `box` may get when none of `items` in it may get smaller than its kind allows. */
export function smallestAround(items: readonly BoardItem[], box: Box): number {
  let most = 0;
  for (const { kind, settled } of items) {
    const least = Math.min(kind.smallest, settled.w, settled.h);
    most = Math.max(most, least / Math.min(1, settled.w / box.w, settled.h / box.h));
  }
  return items.length === 1 ? most : Math.min(most, box.w, box.h);
}

/**
 * `box`, which stands turned by `rotation` about its middle, with `corner` pulled by `offset` of the
 * board; the opposite corner stays where it is on the board.
 */
export function pulledTurned(
  box: Box,
  corner: Corner,
  offset: Point,
  rotation: number,
  options: { smallest: number; square?: boolean },
): Box {
  const own = rotation === 0 ? offset : turned(offset, [0, 0], -rotation);
  const next = pulled(box, corner, own, options);
  if (rotation === 0) return next;
  const opposite = ({ x, y, w, h }: Box): Point => [corner.endsWith("w") ? x + w : x, corner.startsWith("n") ? y + h : y];
  const before = turned(opposite(box), centreOf(box), rotation);
  const after = turned(opposite(next), centreOf(next), rotation);
  return { ...next, x: next.x + before[0] - after[0], y: next.y + before[1] - after[1] };
}
