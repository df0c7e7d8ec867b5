/**
 * The way of a connector: straight, with one bend, or curved, from the edge of what it begins at to
 * the edge of what it ends at, and never through either of them.
 */
import { centreOf, touches, type Box, type Point } from "./geometry";
import type { Side } from "./kinds/connector";

/** Where one end is: at an object's edge, or at a bare point. */
export type EndPlace =
  | { readonly body: Box; readonly side: Side; readonly edge: (towards: Point) => Point }
  | { readonly at: Point };

export type PathForm = "straight" | "elbow" | "curve";

/** Room between the line and what it points at. */
const GAP = 4;
/** Things that share less than this beside each other are not level. */
const LEVEL = 32;
const CURVE_STEPS = 24;

/** The points of the way from `from` to `to`, at least two. */
export function route(from: EndPlace, to: EndPlace, form: PathForm): Point[] {
  const [a, b] = [middle(from), middle(to)];
  // Things that overlap leave no room for a line between them.
  if ("body" in from && "body" in to && touches(from.body, to.body)) {
    const between: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    return [between, between];
  }
  if (form === "elbow") return elbow(from, to, a, b);
  if (form === "curve") return curve(from, to, a, b);
  return straight(from, to, b);
}

/** A side that was chosen counts as long as the line leaves its object there. */
function straight(from: EndPlace, to: EndPlace, b: Point): Point[] {
  const start = sidePoint(from, sidePoint(to, null) ?? b) ?? leave(from, b);
  const end = sidePoint(to, start) ?? leave(to, start);
  return [sidePoint(from, end) ?? leave(from, end), end];
}

function elbow(from: EndPlace, to: EndPlace, a: Point, b: Point): Point[] {
  // Level with each other: one straight line through the height, or width, that both share.
  for (const axis of [1, 0] as const) {
    const shared = sharedMiddle(from, to, a, b, axis);
    if (shared === null) continue;
    const start: Point = axis === 1 ? [a[0], shared] : [shared, a[1]];
    const end: Point = axis === 1 ? [b[0], shared] : [shared, b[1]];
    return [leaveLevel(from, start, end), leaveLevel(to, end, start)];
  }
  // Else out sideways and in from above or below, or the other way where a side was chosen.
  const upright = "body" in from && (from.side === "top" || from.side === "bottom");
  const bend: Point = upright ? [a[0], b[1]] : [b[0], a[1]];
  return [leave(from, bend), bend, leave(to, bend)];
}

function curve(from: EndPlace, to: EndPlace, a: Point, b: Point): Point[] {
  const sideways = Math.abs(b[0] - a[0]) >= Math.abs(b[1] - a[1]);
  const start = leave(from, sideways ? [b[0], a[1]] : [a[0], b[1]]);
  const end = leave(to, sideways ? [a[0], b[1]] : [b[0], a[1]]);
  const half: Point = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2];
  const first: Point = sideways ? [half[0], start[1]] : [start[0], half[1]];
  const second: Point = sideways ? [half[0], end[1]] : [end[0], half[1]];
  return Array.from({ length: CURVE_STEPS + 1 }, (_, step) => {
    const t = step / CURVE_STEPS;
    const at = (axis: 0 | 1): number =>
      (1 - t) ** 3 * start[axis] + 3 * (1 - t) ** 2 * t * first[axis] + 3 * (1 - t) * t ** 2 * second[axis] + t ** 3 * end[axis];
    return [at(0), at(1)] as const;
  });
}

function middle(end: EndPlace): Point {
  return "at" in end ? end.at : centreOf(end.body);
}

/** Where the line from the middle of `end` to `towards` leaves it, a hair outside. */
function leave(end: EndPlace, towards: Point): Point {
  if ("at" in end) return end.at;
  return beyond(end.edge(towards), towards);
}

/** As `leave`, for a line that does not go through the middle. */
function leaveLevel(end: EndPlace, from: Point, towards: Point): Point {
  if ("at" in end) return from;
  const { x, y, w, h } = end.body;
  const edge: Point =
    from[1] === towards[1] ? [towards[0] > from[0] ? x + w : x, from[1]] : [from[0], towards[1] > from[1] ? y + h : y];
  return beyond(edge, towards);
}

function beyond([x, y]: Point, towards: Point): Point {
  const [dx, dy] = [towards[0] - x, towards[1] - y];
  const length = Math.hypot(dx, dy);
  const part = length === 0 ? 0 : Math.min(1, GAP / length);
  return [x + dx * part, y + dy * part];
}

/** The middle of the chosen side, unless the line to `towards` would run through the object. */
function sidePoint(end: EndPlace, towards: Point | null): Point | null {
  if ("at" in end) return end.at;
  const { body, side } = end;
  if (side === "auto") return null;
  const [cx, cy] = centreOf(body);
  const [ox, oy] = { top: [0, -1], right: [1, 0], bottom: [0, 1], left: [-1, 0] }[side] as [number, number];
  const [ex, ey] = [cx + (ox * body.w) / 2, cy + (oy * body.h) / 2];
  const outside = towards === null || (towards[0] - ex) * ox + (towards[1] - ey) * oy > 0;
  return outside ? [ex + ox * GAP, ey + oy * GAP] : null;
}

/** The middle of what both ends cover along `axis` (0 is x), null when they cover nothing together. */
function sharedMiddle(from: EndPlace, to: EndPlace, a: Point, b: Point, axis: 0 | 1): number | null {
  const span = (end: EndPlace, at: Point): readonly [number, number] => {
    if ("at" in end) return [at[axis], at[axis]];
    const { x, y, w, h } = end.body;
    return axis === 0 ? [x, x + w] : [y, y + h];
  };
  const [low, high] = span(from, a);
  const [from2, to2] = span(to, b);
  const [first, last] = [Math.max(low, from2), Math.min(high, to2)];
  // Two that only just overlap would have a line along their edges.
  const enough = Math.min(LEVEL, high - low, to2 - from2);
  return last - first >= enough ? (first + last) / 2 : null;
}
