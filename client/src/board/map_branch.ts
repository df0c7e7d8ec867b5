/** The branches of a mind map: from a node to what hangs under it, thick at its root, thin at its tip. */
import type { Box, Point } from "./geometry";

/** Which way a branch grows. */
export type Growth = "left" | "right" | "down";

interface Growing {
  readonly growth: Growth;
  /** 1 for a main branch. */
  readonly level: number;
}

/** In board units, by level; deeper ones are as thin as the last. */
const ROOTS = [0, 9, 5, 3.5] as const;
const TIPS = [0, 4, 3, 2.5] as const;

/** The outline of the branch from `from` to `to` as an SVG path; no part of it thinner than `least`. */
export function taper(from: Box, to: Box, { growth, level }: Growing, least = 0): string {
  const depth = Math.min(level, ROOTS.length - 1);
  const root = Math.max(least, ROOTS[depth] ?? 0) / 2;
  const tip = Math.max(least, TIPS[depth] ?? 0) / 2;
  const [a, b] = ends(from, to, growth);
  const down = growth === "down";
  const middle = down ? (a[1] + b[1]) / 2 : (a[0] + b[0]) / 2;
  const off = ([x, y]: Point, by: number): Point => (down ? [x + by, y] : [x, y + by]);
  // In a steep part the edges stand apart sideways, or it would be as thin as a hair.
  const turn = -Math.sign(b[0] - a[0]) * Math.sign(b[1] - a[1]);
  const bend = ([x, y]: Point, by: number): Point => (down ? [x, middle + turn * by] : [middle + turn * by, y]);
  const edge = (from: Point, to: Point, start: number, end: number): string => `${say(bend(off(from, start), start))} ${say(bend(off(to, end), end))} ${say(off(to, end))}`;
  return `M${say(off(a, -root))}C${edge(a, b, -root, -tip)}L${say(off(b, tip))}C${edge(b, a, tip, root)}Z`;
}

/** Where a branch leaves `from` and where it meets `to`: in the middle of their facing sides. */
function ends(from: Box, to: Box, growth: Growth): [Point, Point] {
  if (growth === "down") return [[from.x + from.w / 2, from.y + from.h], [to.x + to.w / 2, to.y]];
  const y = from.y + from.h / 2;
  const right = growth === "right";
  return [[right ? from.x + from.w : from.x, y], [right ? to.x : to.x + to.w, to.y + to.h / 2]];
}

/** A dashed curve between two nodes that belong together though neither hangs under the other. */
export function crossLink(from: Box, to: Box): string {
  const a: Point = [from.x + from.w / 2, from.y + from.h];
  const b: Point = [to.x + to.w / 2, to.y + to.h];
  const sag = 30 + Math.abs(b[0] - a[0]) * 0.15;
  return `M${say(a)}C${say([a[0], a[1] + sag])} ${say([b[0], b[1] + sag])} ${say(b)}`;
}

function say([x, y]: Point): string {
  return `${String(Math.round(x * 10) / 10)} ${String(Math.round(y * 10) / 10)}`;
}
