/**
 * Words on the bare paper, as wide as one likes and as high as they need; with an address a card, which
 * shows where it leads below its words.
 */
import type { TextObject } from "../../generated/board.gen";
import { DEFAULTS } from "../../generated/board-constants.gen";
import { PEN_COLORS, type PenColor } from "../colors";
import { heightOf, type Measure } from "../fit_text";
import type { Box } from "../geometry";
import { PLACED, type Kind, type Palette, type PlacedFields } from "./kind";
import { webAddress, type WebAddress } from "./link";
import { number, oneOf, place, string } from "./reading";

export interface TextFields extends PlacedFields {
  readonly type: "text";
  readonly color: PenColor;
  readonly fontSize: number;
  readonly align: NonNullable<TextObject["align"]>;
  /** With it the text is a link card. */
  readonly link: WebAddress | null;
}

export const TEXT_PADDING = 4;
export const CARD_PADDING = 14;
/** The line below the words of a card that says where it leads. */
export const CARD_FOOT = 34;
/** The title of a card is set in heavier letters, which are so much wider than those that are measured. */
const HEAVIER = 1.04;

/** The words of a card: those that somebody wrote, or else the address itself. */
export function titleOf({ text, link }: { readonly text: string; readonly link: WebAddress | null }): string {
  return text.trim() === "" && link !== null ? link.shown : text;
}

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
      link: webAddress(string(field("url")) ?? ""),
    };
  },
  height(fields, w, h, measure) {
    if (fields.link === null) return Math.max(h, heightOf(fields.text, w, fields.fontSize, TEXT_PADDING, measure));
    // As high as its words, never higher: below them nothing is to come.
    const heavy: Measure = (words) => measure(words) * HEAVIER;
    return heightOf(titleOf(fields), w, fields.fontSize, CARD_PADDING, heavy) + CARD_FOOT - CARD_PADDING;
  },
  words: ({ fontSize, align, link }, { w, h }) =>
    link === null
      ? { x: 0, y: 0, w, h, fontSize, align, padding: TEXT_PADDING, above: 0 }
      : { x: 0, y: 0, w, h: h - CARD_FOOT + CARD_PADDING, fontSize, align: "left", padding: CARD_PADDING, above: 0 },
  paint(context, { body, fields }, palette, pixel) {
    if (fields.link !== null) {
      paintCard(context, body, palette, pixel);
      return;
    }
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

function paintCard(context: CanvasRenderingContext2D, { x, y, w, h }: Box, palette: Palette, pixel: number): void {
  context.fillStyle = palette("surface");
  context.fillRect(x, y, w, h);
  context.strokeStyle = palette("line");
  context.lineWidth = Math.max(1, pixel);
  context.strokeRect(x, y, w, h);
  context.fillStyle = palette("ink-2");
  context.globalAlpha = 0.5;
  context.fillRect(x + CARD_PADDING, y + CARD_PADDING + 4, (w - 2 * CARD_PADDING) * 0.8, 8);
  context.fillStyle = palette("accent");
  context.fillRect(x + CARD_PADDING, y + h - CARD_FOOT + 12, (w - 2 * CARD_PADDING) * 0.5, 7);
  context.globalAlpha = 1;
}
