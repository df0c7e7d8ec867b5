/** A line from one thing to another, or to a loose place, that stays attached when they move. */
import type { Connector, End } from "../../generated/board.gen";
import { DEFAULTS } from "../../generated/board-constants.gen";
import { PEN_COLORS, type PenColor } from "../colors";
import { distanceToPath, middleOf, pathTouches, type Point } from "../geometry";
import type { CommonFields, Kind, Patch } from "./kind";
import { number, oneOf, pair, string } from "./reading";

export type Head = NonNullable<Connector["startHead"]>;
export type Side = "auto" | "top" | "right" | "bottom" | "left";
/** One end: stuck to an object at a side of it, or loose at a point. */
export type EndField = { readonly object: string; readonly side: Side } | { readonly at: Point };

export interface ConnectorFields extends CommonFields {
  readonly type: "connector";
  readonly from: EndField;
  readonly to: EndField;
  readonly color: PenColor;
  readonly path: NonNullable<Connector["path"]>;
  readonly startHead: Head;
  readonly endHead: Head;
  readonly width: number;
  readonly dashed: boolean;
}

const PATHS = ["straight", "elbow", "curve"] as const;
const HEADS = ["none", "arrow", "dot"] as const;
const SIDES = ["auto", "top", "right", "bottom", "left"] as const;
const LABEL_WIDTH = 180;
const LABEL_SIZE = 16;
const LABEL_PADDING = 4;

/** The object that an end is stuck to; null when it is loose. */
export function objectOf(end: EndField): string | null {
  return "object" in end ? end.object : null;
}

/** An end as the document writes it. */
export function endField(end: EndField): End {
  if ("at" in end) return { at: [Math.round(end.at[0]), Math.round(end.at[1])] };
  return end.side === "auto" ? { object: end.object } : { object: end.object, side: end.side };
}

export const connector: Kind<ConnectorFields> = {
  layer: 1,
  textless: true,
  resizes: "not",
  smallest: 1,
  turns: false,
  connects: false,
  oneLine: true,
  read(field) {
    const [from, to] = [readEnd(field("from")), readEnd(field("to"))];
    return from && to && {
      type: "connector",
      from,
      to,
      color: oneOf(PEN_COLORS, field("color"), DEFAULTS.connector.color),
      path: oneOf(PATHS, field("path"), DEFAULTS.connector.path),
      startHead: oneOf(HEADS, field("startHead"), DEFAULTS.connector.startHead),
      endHead: oneOf(HEADS, field("endHead"), DEFAULTS.connector.endHead),
      width: number(field("width")) ?? DEFAULTS.connector.width,
      dashed: field("dashed") === true,
    };
  },
  words({ text }, body, path, measure) {
    const [x, y] = middleOf(path);
    const widest = Math.max(...text.split("\n").map((line) => measure(line) * LABEL_SIZE));
    const w = Math.min(LABEL_WIDTH, Math.max(24, widest + 2 * LABEL_PADDING + 2));
    const h = LABEL_SIZE * 1.3 + 2 * LABEL_PADDING;
    return {
      x: x - body.x - w / 2, y: y - body.y - h / 2, w, h, fontSize: LABEL_SIZE, align: "center", padding: LABEL_PADDING, above: 0,
    };
  },
  hit: ({ path, fields }, point, reach) => distanceToPath(point, path) <= fields.width / 2 + Math.max(6, reach),
  caught: ({ path }, frame) => pathTouches(path, frame),
  paint(context, { path, fields }, palette, pixel) {
    context.strokeStyle = palette(`pen-${fields.color}`);
    context.lineWidth = Math.max(fields.width, pixel);
    context.beginPath();
    for (const [x, y] of path) context.lineTo(x, y);
    context.stroke();
  },
  // What is stuck follows by itself.
  moved({ from, to }, [dx, dy]) {
    const patch: Record<string, unknown> = {};
    if ("at" in from) patch["from"] = endField({ at: [from.at[0] + dx, from.at[1] + dy] });
    if ("at" in to) patch["to"] = endField({ at: [to.at[0] + dx, to.at[1] + dy] });
    return Object.keys(patch).length === 0 ? null : (patch as Patch);
  },
};

function readEnd(value: unknown): EndField | null {
  if (typeof value !== "object" || value === null) return null;
  const { object, side, at } = value as Record<string, unknown>;
  const loose = pair(at);
  if (loose !== null) return { at: loose };
  const id = string(object);
  return id === null ? null : { object: id, side: oneOf(SIDES, side, "auto") };
}
