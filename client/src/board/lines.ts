/** Lines as SVG paths: rounded at their bends, with heads at their ends. */
import type { Point } from "./geometry";
import type { Head } from "./kinds/connector";

export function plainPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  return `M${pair(first)}${(rest.length === 0 ? [first] : rest).map((point) => `L${pair(point)}`).join("")}`;
}

/** The line through `points`; a bend is rounded with `radius` where there is room for it. */
export function roundedPath(points: readonly Point[], radius: number): string {
  if (radius === 0 || points.length !== 3) return plainPath(points);
  const [a, bend, b] = points as readonly [Point, Point, Point];
  const [from, to] = [nearer(bend, a, radius), nearer(bend, b, radius)];
  return `M${pair(a)}L${pair(from)}Q${pair(bend)} ${pair(to)}L${pair(b)}`;
}

export interface HeadDrawing {
  /** The two strokes of an arrow's head. */
  readonly line?: string;
  /** Centre and radius of a dot. */
  readonly circle?: readonly [x: number, y: number, r: number];
}

/** The head at the end of the line through `points`; null for none, and for a line without a length. */
export function headOf(head: Head, points: readonly Point[], width: number): HeadDrawing | null {
  const tip = points.at(-1);
  const before = tip && points.findLast(([x, y]) => Math.hypot(x - tip[0], y - tip[1]) > 1);
  if (head === "none" || tip === undefined || before === undefined) return null;
  if (head === "dot") return { circle: [tip[0], tip[1], 2 + width * 1.5] };
  const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
  const length = 8 + width * 2.5;
  const wing = (side: 1 | -1): Point => [
    tip[0] - length * Math.cos(angle + side * 0.5),
    tip[1] - length * Math.sin(angle + side * 0.5),
  ];
  return { line: `M${pair(wing(1))}L${pair(tip)}L${pair(wing(-1))}` };
}

function nearer([x, y]: Point, towards: Point, by: number): Point {
  const [dx, dy] = [towards[0] - x, towards[1] - y];
  const length = Math.hypot(dx, dy);
  const part = length === 0 ? 0 : Math.min(by, length / 2) / length;
  return [x + dx * part, y + dy * part];
}

function pair([x, y]: Point): string {
  return `${String(Math.round(x * 10) / 10)},${String(Math.round(y * 10) / 10)}`;
}
