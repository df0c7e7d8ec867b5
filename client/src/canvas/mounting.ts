/**
 * Which things are in the page: those around what is on screen, and always those that must stay. While
 * the view moves they come and go a few in each frame, so that no frame has to make a screenful.
 */
import { touches, type Box } from "../board/geometry";

interface Placed extends Box {
  readonly id: string;
  /** All that is drawn of it, where that is more than its box. */
  readonly drawn?: Box;
}

/** So many come or go in one frame. */
export interface Pace {
  readonly comes: number;
  readonly goes: number;
}

export const MOVING: Pace = { comes: 8, goes: 16 };
export const RESTING: Pace = { comes: 40, goes: 80 };

export interface Step<Item> {
  /** What is in the page after this step: what stays in its order, so that no element is moved, then what is new. */
  readonly mounted: readonly Item[];
  /** Another step is to follow. */
  readonly more: boolean;
  /** Something that belongs on the screen itself is not in the page yet. */
  readonly gaps: boolean;
}

/** One step from `mounted` to all of `wanted`, what is in `view` first. */
export function step<Item extends Placed>(
  mounted: readonly Item[],
  wanted: ReadonlySet<Item>,
  view: Box,
  { comes, goes }: Pace,
): Step<Item> {
  let leaving = 0;
  const stay = mounted.filter((item) => wanted.has(item) || leaving++ >= goes);
  const there = new Set(mounted);
  const [seen, beside]: [Item[], Item[]] = [[], []];
  for (const item of wanted) if (!there.has(item)) (isIn(item, view) ? seen : beside).push(item);
  const come = [...seen, ...beside].slice(0, comes);
  const same = stay.length === mounted.length && come.length === 0;
  return {
    mounted: same ? mounted : [...stay, ...come],
    more: leaving > goes || seen.length + beside.length > comes,
    gaps: seen.length > comes,
  };
}

export function isIn(item: Placed, box: Box): boolean {
  return touches(item.drawn ?? item, box);
}
