/** A stroke of the pen. */
import { DEFAULTS } from "../../generated/board-constants.gen";
import { PEN_COLORS, type PenColor } from "../colors";
import { distanceToPath, pathTouches, type Box, type Point } from "../geometry";
import { PLACED, type Kind, type PlacedFields } from "./kind";
import { number, oneOf, place } from "./reading";

export interface StrokeFields extends PlacedFields {
  readonly type: "stroke";
  /** x, y, pressure (0..1), x, y, pressure, …; x and y from `at`, at the stroke's own `size`. */
  readonly points: readonly number[];
  readonly color: PenColor;
  readonly width: number;
}

/** The points of a stroke without their pressure, where they lie when it has the box `body`. */
export function lineOf({ points, size }: StrokeFields, body: Box): Point[] {
  const [sx, sy] = [body.w / size[0], body.h / size[1]];
  const line: Point[] = [];
  for (let index = 0; index + 2 < points.length; index += 3) {
    line.push([body.x + (points[index] ?? 0) * sx, body.y + (points[index + 1] ?? 0) * sy]);
  }
  return line;
}

export const stroke: Kind<StrokeFields> = {
  ...PLACED,
  layer: 1,
  textless: true,
  resizes: "in proportion",
  smallest: 4,
  turns: false,
  connects: false,
  read(field) {
    const placed = place(field);
    const points = field("points");
    if (placed === null || !Array.isArray(points) || !points.every((value) => typeof value === "number")) return null;
    return {
      ...placed,
      type: "stroke",
      points,
      color: oneOf(PEN_COLORS, field("color"), DEFAULTS.stroke.color),
      width: number(field("width")) ?? DEFAULTS.stroke.width,
    };
  },
  hit: ({ fields, body }, point, reach) => distanceToPath(point, lineOf(fields, body)) <= fields.width / 2 + Math.max(4, reach),
  caught: ({ fields, body }, frame) => pathTouches(lineOf(fields, body), frame),
  paint(context, { fields, body }, palette, pixel) {
    context.strokeStyle = palette(`pen-${fields.color}`);
    context.lineWidth = Math.max(fields.width, pixel);
    context.lineCap = "round";
    context.beginPath();
    const line = lineOf(fields, body);
    for (const [x, y] of line) context.lineTo(x, y);
    const [only] = line;
    if (line.length === 1 && only !== undefined) context.lineTo(only[0], only[1]);
    context.stroke();
  },
  resized(fields, box) {
    const [sx, sy] = [box.w / fields.size[0], box.h / fields.size[1]];
    const points = fields.points.map((value, index) => (index % 3 === 2 ? value : Math.round(value * (index % 3 === 0 ? sx : sy))));
    return { at: [box.x, box.y], size: [box.w, box.h], points };
  },
};
