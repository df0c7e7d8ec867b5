/** Points and boxes on the paper, in board units: 1 unit is 1 CSS pixel at zoom 1, y grows downwards. */

export type Point = readonly [x: number, y: number];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The box with `a` and `b` as opposite corners. */
export function boxBetween(a: Point, b: Point): Box {
  return {
    x: Math.min(a[0], b[0]),
    y: Math.min(a[1], b[1]),
    w: Math.abs(a[0] - b[0]),
    h: Math.abs(a[1] - b[1]),
  };
}

/** The smallest box around all of `boxes`; null when there are none. */
export function boxAround(boxes: Iterable<Box>): Box | null {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const { x, y, w, h } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + w);
    bottom = Math.max(bottom, y + h);
  }
  return left > right ? null : { x: left, y: top, w: right - left, h: bottom - top };
}

export function holds(box: Box, [x, y]: Point): boolean {
  return x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h;
}

export function touches(a: Box, b: Box): boolean {
  return a.x <= b.x + b.w && b.x <= a.x + a.w && a.y <= b.y + b.h && b.y <= a.y + a.h;
}

/** Whether `inner` lies wholly within `outer`. */
export function covers(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.w >= inner.x + inner.w &&
    outer.y + outer.h >= inner.y + inner.h
  );
}

/** `box` with `by` added on every side. */
export function grown(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, w: box.w + 2 * by, h: box.h + 2 * by };
}

export function centreOf(box: Box): Point {
  return [box.x + box.w / 2, box.y + box.h / 2];
}

export type Corner = "nw" | "ne" | "se" | "sw";

/**
 * `box` with `corner` pulled by (`dx`, `dy`), never smaller than `smallest` on a side; the opposite
 * corner stays. With `square` the sides keep their proportion.
 */
export function pulled(
  box: Box,
  corner: Corner,
  [dx, dy]: Point,
  { smallest, square = false }: { smallest: number; square?: boolean },
): Box {
  const west = corner.endsWith("w");
  const north = corner.startsWith("n");
  let w = Math.max(smallest, box.w + (west ? -dx : dx));
  let h = Math.max(smallest, box.h + (north ? -dy : dy));
  if (square) {
    const scale = Math.max(w / box.w, h / box.h);
    [w, h] = [box.w * scale, box.h * scale];
  }
  return { x: west ? box.x + box.w - w : box.x, y: north ? box.y + box.h - h : box.y, w, h };
}

/** `point` turned by `degrees`, clockwise, about `centre`. */
export function turned([x, y]: Point, [cx, cy]: Point, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos];
}

/** The upright box around `box` turned by `degrees` about its middle. */
export function boundsOf(box: Box, degrees: number): Box {
  if (degrees === 0) return box;
  const centre = centreOf(box);
  const { x, y, w, h } = box;
  const corners = ([[x, y], [x + w, y], [x + w, y + h], [x, y + h]] as const).map((corner) => turned(corner, centre, degrees));
  return boxOf(corners) ?? box;
}

/** The smallest box around all of `points`; null when there are none. */
export function boxOf(points: Iterable<Point>): Box | null {
  return boxAround([...points].map(([x, y]) => ({ x, y, w: 0, h: 0 })));
}

/** How far `point` is from the line through `path`. */
export function distanceToPath([x, y]: Point, path: readonly Point[]): number {
  let least = Infinity;
  for (const [index, [ax, ay]] of path.entries()) {
    const [bx, by] = path[index + 1] ?? [ax, ay];
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
    least = Math.min(least, Math.hypot(x - ax - along * dx, y - ay - along * dy));
  }
  return least;
}

/** Whether the line through `path` comes into `box` anywhere. */
export function pathTouches(path: readonly Point[], box: Box): boolean {
  return path.some((from, index) => crosses(from, path[index + 1] ?? from, box));
}

/** The part of a straight line that lies in a box, by clipping it at each side (Liang and Barsky). */
function crosses([ax, ay]: Point, [bx, by]: Point, { x, y, w, h }: Box): boolean {
  let [first, last] = [0, 1];
  const sides = [[ax - bx, ax - x], [bx - ax, x + w - ax], [ay - by, ay - y], [by - ay, y + h - ay]] as const;
  for (const [along, room] of sides) {
    if (along === 0 && room < 0) return false;
    if (along < 0) first = Math.max(first, room / along);
    if (along > 0) last = Math.min(last, room / along);
  }
  return first <= last;
}

/** The point halfway along the line through `path`. */
export function middleOf(path: readonly Point[]): Point {
  const lengths = path.slice(1).map(([x, y], index) => Math.hypot(x - (path[index]?.[0] ?? x), y - (path[index]?.[1] ?? y)));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [index, length] of lengths.entries()) {
    const [a, b] = [path[index], path[index + 1]];
    if (a !== undefined && b !== undefined && left <= length) {
      const part = length === 0 ? 0 : left / length;
      return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
    }
    left -= length;
  }
  return path[0] ?? [0, 0];
}
