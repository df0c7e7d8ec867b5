/** The shape that a pen leaves, from perfect-freehand: loaded when there is a first stroke to show. */
import type { StrokeOptions, Vec2 } from "perfect-freehand";

import type { Box } from "../../board/geometry";
import type { StrokeFields } from "../../board/kinds/stroke";
import { eventually, later } from "../later";

export type Nib = (points: [number, number, number][], options: StrokeOptions) => Vec2[];

let loaded = $state.raw<Nib | null>(null);
let asked = false;

/** The pen's shape; null until it is there. Reading it in a template or effect subscribes. */
export function nib(): Nib | null {
  if (!asked) {
    asked = true;
    void eventually(later.nib).then(({ getStroke }) => {
      loaded = getStroke as Nib;
    });
  }
  return loaded;
}

const drawn = new WeakMap<readonly number[], { readonly key: string; readonly path: string }>();

/** The outline of a stroke at its own place, as an SVG path. */
export function outlineOf(draw: Nib, { points, size, width }: StrokeFields, { w, h }: Box): string {
  const key = `${String(w)} ${String(h)} ${String(width)}`;
  const known = drawn.get(points);
  if (known?.key === key) return known.path;
  const [sx, sy] = [w / size[0], h / size[1]];
  const inputs: [number, number, number][] = [];
  for (let index = 0; index + 2 < points.length; index += 3) {
    inputs.push([(points[index] ?? 0) * sx, (points[index + 1] ?? 0) * sy, points[index + 2] ?? 0.5]);
  }
  // A mouse knows no pressure and says the same everywhere: its speed stands for it.
  const flat = inputs.every(([, , pressure]) => pressure === 0.5);
  const outline = draw(inputs, { size: width * 2, thinning: 0.5, smoothing: 0.5, streamline: 0.35, simulatePressure: flat });
  const path = closedPath(outline);
  drawn.set(points, { key, path });
  return path;
}

/** A closed curve through the middles of the sides of `points`. */
function closedPath(points: readonly Vec2[]): string {
  const [first] = points;
  if (first === undefined) return "";
  const middle = (a: Vec2, b: Vec2): string => `${short((a[0] + b[0]) / 2)},${short((a[1] + b[1]) / 2)}`;
  const curves = points.map((point, index) => {
    const next = points[(index + 1) % points.length] ?? first;
    return `${short(point[0])},${short(point[1])} ${middle(point, next)}`;
  });
  const last = points.at(-1) ?? first;
  return `M${middle(last, first)}Q${curves.join("Q")}Z`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
