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
  const [a, b] = ends(from, to, growth, level);
  const down = growth === "down";
  const middle = down ? (a[1] + b[1]) / 2 : (a[0] + b[0]) / 2;
  const off = ([x, y]: Point, by: number): Point => (down ? [x + by, y] : [x, y + by]);
  const bend = ([x, y]: Point): Point => (down ? [x, middle] : [middle, y]);
  const [a1, a2, b1, b2] = [off(a, -root), off(a, root), off(b, -tip), off(b, tip)];
  return `M${say(a1)}C${say(bend(a1))} ${say(bend(b1))} ${say(b1)}L${say(b2)}C${say(bend(b2))} ${say(bend(a2))} ${say(a2)}Z`;
}

/** Where a branch leaves `from` and where it meets `to`: on their facing sides, from a centre at its middle. */
function ends(from: Box, to: Box, growth: Growth, level: number): [Point, Point] {
  const [fx, fy] = [from.x + from.w / 2, from.y + from.h / 2];
  if (growth === "down") return [[fx, level === 1 ? fy : from.y + from.h], [to.x + to.w / 2, to.y]];
  const right = growth === "right";
  return [[level === 1 ? fx : right ? from.x + from.w : from.x, fy], [right ? to.x : to.x + to.w, to.y + to.h / 2]];
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
