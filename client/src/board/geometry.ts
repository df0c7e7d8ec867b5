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
