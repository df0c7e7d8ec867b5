/** Where things go when they are aligned, distributed or tidied: boxes in, offsets out. */
import { boxAround, type Box, type Point } from "../board/geometry";
import { inReadingOrder } from "../board/reading_order";

export type Edge = "left" | "centre" | "right" | "top" | "middle" | "bottom";
export type Axis = "across" | "down";

interface Placed extends Box {
  readonly id: string;
}

type Offsets = Map<string, Point>;

/** Room between tidied things. */
const GAP = 24;

/** Each to the same edge, or middle, of the box around all. */
export function aligned(items: readonly Placed[], edge: Edge): Offsets {
  const around = boxAround(items);
  const offsets: Offsets = new Map();
  if (around === null) return offsets;
  for (const { id, x, y, w, h } of items) {
    const across = { left: around.x - x, centre: around.x + around.w / 2 - x - w / 2, right: around.x + around.w - x - w };
    const down = { top: around.y - y, middle: around.y + around.h / 2 - y - h / 2, bottom: around.y + around.h - y - h };
    if (edge in across) offsets.set(id, [across[edge as keyof typeof across], 0]);
    else offsets.set(id, [0, down[edge as keyof typeof down]]);
  }
  return offsets;
}

/** The outermost two stay, the others get the same room between them. */
export function distributed(items: readonly Placed[], axis: Axis): Offsets {
  const [start, length] = axis === "across" ? (["x", "w"] as const) : (["y", "h"] as const);
  const inOrder = [...items].sort((a, b) => a[start] + a[length] / 2 - b[start] - b[length] / 2);
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  const offsets: Offsets = new Map();
  if (first === undefined || last === undefined || inOrder.length < 3) return offsets;
  const taken = inOrder.reduce((sum, item) => sum + item[length], 0);
  const gap = (last[start] + last[length] - first[start] - taken) / (inOrder.length - 1);
  let at = first[start];
  for (const item of inOrder) {
    const by = at - item[start];
    offsets.set(item.id, axis === "across" ? [by, 0] : [0, by]);
    at += item[length] + gap;
  }
  return offsets;
}

/** In rows and columns, in reading order, from the top left corner of the box around all. */
export function tidied(items: readonly Placed[]): Offsets {
  const around = boxAround(items);
  const offsets: Offsets = new Map();
  if (around === null) return offsets;
  const inOrder = inReadingOrder(items);
  const columns = Math.ceil(Math.sqrt(inOrder.length));
  const width = Math.max(...items.map(({ w }) => w)) + GAP;
  const rows: Placed[][] = [];
  for (const [index, item] of inOrder.entries()) (rows[Math.floor(index / columns)] ??= []).push(item);
  let { y } = around;
  for (const row of rows) {
    for (const [column, item] of row.entries()) offsets.set(item.id, [around.x + column * width - item.x, y - item.y]);
    y += Math.max(...row.map(({ h }) => h)) + GAP;
  }
  return offsets;
}
