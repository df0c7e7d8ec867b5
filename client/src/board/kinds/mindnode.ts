/**
 * A node of a mind map: words, perhaps with an icon and a picture, under another node. Where it lies is
 * written nowhere: all of a map is laid out from its centre (`map_layout.ts`). Loaded when a board has one.
 */
import type { MindNode } from "../../generated/board.gen";
import { DEFAULTS } from "../../generated/board-constants.gen";
import { PEN_COLORS, type PenColor } from "../colors";
import { touches, type Point } from "../geometry";
import { taper } from "../map_branch";
import type { CommonFields, Kind } from "./kind";
import { oneOf, pair, string } from "./reading";

export type MapLayout = NonNullable<MindNode["layout"]>;
export type MapSide = NonNullable<MindNode["side"]>;

export interface MindNodeFields extends CommonFields {
  readonly type: "mindnode";
  /** Null for the centre of a map. */
  readonly parent: string | null;
  /** The middle of a centre. */
  readonly at: Point | null;
  /** Of a main branch, where there are two sides. */
  readonly side: MapSide;
  /** Of a centre. */
  readonly layout: MapLayout;
  /** Its own; without one it has that of what it hangs under. */
  readonly color: PenColor | null;
  readonly icon: string | null;
  readonly image: string | null;
  readonly links: readonly string[];
}

const SIDES = ["left", "right"] as const;
const LAYOUTS = ["right", "both", "down"] as const;
const HASH = /^[0-9a-f]{64}$/;

export const mindnode: Kind<MindNodeFields> = {
  layer: 1,
  resizes: "not",
  smallest: 1,
  turns: false,
  connects: true,
  oneLine: true,
  read(field) {
    const parent = field("parent");
    if (parent !== null && typeof parent !== "string") return null;
    const image = string(field("image"));
    const links = field("links");
    return {
      type: "mindnode",
      parent,
      at: pair(field("at")),
      side: oneOf(SIDES, field("side"), DEFAULTS.mindnode.side),
      layout: oneOf(LAYOUTS, field("layout"), DEFAULTS.mindnode.layout),
      color: oneOf(PEN_COLORS, field("color"), null),
      icon: string(field("icon")),
      image: image !== null && HASH.test(image) ? image : null,
      links: Array.isArray(links) ? links.filter((id) => typeof id === "string") : [],
    };
  },
  // Until it is laid out; then the layout says where its words stand.
  words: (_fields, { w, h }) => ({ x: 0, y: 0, w, h, fontSize: 15, align: "left", padding: 8, above: 0 }),
  caught: ({ body }, frame) => touches(body, frame),
  paint(context, { body, laid }, palette, pixel) {
    if (laid === null) return;
    const color = palette(`pen-${laid.color}`);
    context.fillStyle = color;
    if (laid.under !== null) context.fill(new Path2D(taper(laid.under, body, laid, pixel)));
    context.globalAlpha = laid.level === 0 ? 1 : 0.35;
    context.beginPath();
    context.roundRect(body.x, body.y, body.w, body.h, Math.min(12, body.h / 2));
    context.fill();
    context.globalAlpha = 1;
  },
  moved: ({ at, parent }, [dx, dy]) => (parent === null && at !== null ? { at: [at[0] + dx, at[1] + dy] } : null),
};
