/** A shape: an outline, perhaps filled, perhaps with words in its middle, turned as one likes. */
import type { Shape } from "../../generated/board.gen";
import { DEFAULTS, NOTE_COLORS, SHAPE_FORMS } from "../../generated/board-constants.gen";
import { PEN_COLORS, type NoteColor, type PenColor } from "../colors";
import { fitText, PADDING } from "../fit_text";
import { centreOf, grown, holds, type Box, type Point } from "../geometry";
import { PLACED, type Kind, type PlacedFields } from "./kind";
import { number, oneOf, place } from "./reading";

export type Form = Shape["form"];

export interface ShapeFields extends PlacedFields {
  readonly type: "shape";
  readonly form: Form;
  readonly rotation: number;
  readonly fill: NoteColor | "none";
  /** Of the outline and the words. */
  readonly color: PenColor;
  readonly width: number;
  readonly dashed: boolean;
}

const FILLS = [...NOTE_COLORS, "none"] as const;

/** The corners of each form that has some, in parts of its box. */
const CORNERS: Partial<Record<Form, readonly Point[]>> = {
  rectangle: [[0, 0], [1, 0], [1, 1], [0, 1]],
  diamond: [[0.5, 0], [1, 0.5], [0.5, 1], [0, 0.5]],
  triangle: [[0.5, 0], [1, 1], [0, 1]],
  hexagon: [[0.25, 0], [0.75, 0], [1, 0.5], [0.75, 1], [0.25, 1], [0, 0.5]],
  speech: [[0, 0], [1, 0], [1, 0.8], [0.4, 0.8], [0.2, 1], [0.2, 0.8], [0, 0.8]],
  line: [[0, 0.5], [1, 0.5]],
};

/** The part of its box in which the words of a form stand. */
const ROOMS: Record<Form, Box> = {
  rectangle: { x: 0, y: 0, w: 1, h: 1 },
  ellipse: { x: 0.12, y: 0.12, w: 0.76, h: 0.76 },
  diamond: { x: 0.2, y: 0.2, w: 0.6, h: 0.6 },
  triangle: { x: 0.22, y: 0.42, w: 0.56, h: 0.56 },
  hexagon: { x: 0.1, y: 0, w: 0.8, h: 1 },
  speech: { x: 0, y: 0, w: 1, h: 0.8 },
  line: { x: 0, y: 0, w: 1, h: 1 },
};

/** The corners of `form` in `box`; null for the ellipse, which has none. */
export function cornersOf(form: Form, { x, y, w, h }: Box): Point[] | null {
  return CORNERS[form]?.map(([px, py]) => [x + px * w, y + py * h] as const) ?? null;
}

export const shape: Kind<ShapeFields> = {
  ...PLACED,
  layer: 1,
  textless: true,
  resizes: "freely",
  smallest: 8,
  turns: true,
  connects: true,
  read(field) {
    const placed = place(field);
    const form = oneOf(SHAPE_FORMS, field("form"), null);
    return placed && form && {
      ...placed,
      type: "shape",
      form,
      rotation: number(field("rotation")) ?? DEFAULTS.shape.rotation,
      fill: oneOf(FILLS, field("fill"), DEFAULTS.shape.fill),
      color: oneOf(PEN_COLORS, field("color"), DEFAULTS.shape.color),
      width: number(field("width")) ?? DEFAULTS.shape.width,
      dashed: field("dashed") === true,
    };
  },
  words({ form, text }, body, _path, measure) {
    const room = ROOMS[form];
    const [x, y, w, h] = [room.x * body.w, room.y * body.h, room.w * body.w, room.h * body.h];
    const { fontSize, height } = fitText(text, w, h, measure);
    const padding = Math.min(PADDING, w / 4);
    return { x, y, w, h, fontSize, align: "center", padding, above: Math.max(0, (h - height) / 2) };
  },
  hit({ body, fields }, point, reach) {
    if (!holds(grown(body, reach), point)) return false;
    return fields.form !== "line" || Math.abs(point[1] - centreOf(body)[1]) <= fields.width / 2 + Math.max(6, reach);
  },
  edge({ form }, body, towards) {
    if (form === "ellipse") return ellipseEdge(body, towards);
    return polygonEdge(cornersOf(form, body) ?? [], centreOf(body), towards);
  },
  paint(context, { body, fields, rotation }, palette, pixel) {
    const [cx, cy] = centreOf(body);
    context.save();
    context.translate(cx, cy);
    context.rotate((rotation * Math.PI) / 180);
    context.translate(-cx, -cy);
    context.beginPath();
    const corners = cornersOf(fields.form, body);
    if (corners === null) context.ellipse(cx, cy, body.w / 2, body.h / 2, 0, 0, 2 * Math.PI);
    else for (const [px, py] of corners) context.lineTo(px, py);
    context.closePath();
    if (fields.fill !== "none") {
      context.fillStyle = palette(`note-${fields.fill}`);
      context.fill();
    }
    if (fields.width > 0) {
      context.strokeStyle = palette(`pen-${fields.color}`);
      context.lineWidth = Math.max(fields.width, pixel);
      context.stroke();
    }
    context.restore();
  },
};

function ellipseEdge(body: Box, towards: Point): Point {
  const [cx, cy] = centreOf(body);
  const [dx, dy] = [towards[0] - cx, towards[1] - cy];
  const reach = Math.hypot(dx / (body.w / 2), dy / (body.h / 2));
  return reach === 0 ? [cx, cy] : [cx + dx / reach, cy + dy / reach];
}

/** The farthest crossing of the way from `centre` to `towards` with the outline. */
export function polygonEdge(corners: readonly Point[], centre: Point, towards: Point): Point {
  const [cx, cy] = centre;
  const [dx, dy] = [towards[0] - cx, towards[1] - cy];
  let farthest = 0;
  for (const [index, [ax, ay]] of corners.entries()) {
    const [bx, by] = corners[(index + 1) % corners.length] ?? [ax, ay];
    const [ex, ey] = [bx - ax, by - ay];
    const across = dx * ey - dy * ex;
    if (across === 0) continue;
    const along = ((ax - cx) * ey - (ay - cy) * ex) / across;
    const side = ((ax - cx) * dy - (ay - cy) * dx) / across;
    if (side >= 0 && side <= 1 && along > farthest) farthest = along;
  }
  return [cx + dx * farthest, cy + dy * farthest];
}
