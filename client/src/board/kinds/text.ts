/** Words on the bare paper, as wide as one likes and as high as they need. */
import type { TextObject } from "../../generated/board.gen";
import { DEFAULTS } from "../../generated/board-constants.gen";
import { PEN_COLORS, type PenColor } from "../colors";
import { heightOf } from "../fit_text";
import { PLACED, type Kind, type PlacedFields } from "./kind";
import { number, oneOf, place, string } from "./reading";

export interface TextFields extends PlacedFields {
  readonly type: "text";
  readonly color: PenColor;
  readonly fontSize: number;
  readonly align: NonNullable<TextObject["align"]>;
  /** With it the text is a link card. */
  readonly url: string | null;
}

export const TEXT_PADDING = 4;
const ALIGNS = ["left", "center", "right"] as const;

export const text: Kind<TextFields> = {
  ...PLACED,
  layer: 1,
  resizes: "freely",
  smallest: 24,
  turns: false,
  connects: true,
  read(field) {
    const placed = place(field);
    return placed && {
      ...placed,
      type: "text",
      color: oneOf(PEN_COLORS, field("color"), DEFAULTS.text.color),
      fontSize: number(field("fontSize")) ?? DEFAULTS.text.fontSize,
      align: oneOf(ALIGNS, field("align"), DEFAULTS.text.align),
      url: string(field("url")),
    };
  },
  height: ({ text, fontSize }, w, h, measure) => Math.max(h, heightOf(text, w, fontSize, TEXT_PADDING, measure)),
  words: ({ fontSize, align }, { w, h }) => ({ x: 0, y: 0, w, h, fontSize, align, padding: TEXT_PADDING, above: 0 }),
  paint(context, { body, fields }, palette) {
    // Each line as a bar: from afar that is what a text looks like.
    context.fillStyle = palette(`pen-${fields.color}`);
    context.globalAlpha = 0.5;
    const line = fields.fontSize * 1.3;
    const lines = fields.text.split("\n");
    for (const [index, words] of lines.entries()) {
      const y = body.y + TEXT_PADDING + index * line;
      if (y > body.y + body.h) break;
      const length = Math.min(body.w, words.length * fields.fontSize * 0.5);
      const x = body.x + (body.w - length) * { left: 0, center: 0.5, right: 1 }[fields.align];
      context.fillRect(x, y + line * 0.3, length, line * 0.4);
    }
    context.globalAlpha = 1;
  },
};
