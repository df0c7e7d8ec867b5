/** A frame: an area with a title that carries along what lies in it. */
import { DEFAULTS, NOTE_COLORS } from "../../generated/board-constants.gen";
import type { NoteColor } from "../colors";
import { covers, grown, holds } from "../geometry";
import { PLACED, type Kind, type PlacedFields } from "./kind";
import { oneOf, place } from "./reading";

export interface FrameFields extends PlacedFields {
  readonly type: "frame";
  readonly color: NoteColor;
}

export const TITLE_SIZE = 24;
const TITLE_PADDING = 12;
/** As much of the title's line can be taken hold of, however short the title is, or where it will be. */
const LEAST_TITLE = 144;
export const TITLE_HEIGHT = TITLE_SIZE * 1.3 + 2 * TITLE_PADDING;

export const frame: Kind<FrameFields> = {
  ...PLACED,
  layer: 0,
  resizes: "freely",
  smallest: 120,
  turns: false,
  connects: true,
  oneLine: true,
  read(field) {
    const placed = place(field);
    return placed && { ...placed, type: "frame", color: oneOf(NOTE_COLORS, field("color"), DEFAULTS.frame.color) };
  },
  words: (_fields, { w }) => ({
    x: 0, y: 0, w, h: TITLE_HEIGHT, fontSize: TITLE_SIZE, align: "left", padding: TITLE_PADDING, above: 0,
  }),
  // Its inside is paper to work on: a hand takes it by its edge, or by its title.
  hit({ body, fields }, point, reach) {
    const edge = Math.max(6, reach);
    if (!holds(grown(body, edge), point)) return false;
    if (!holds(grown(body, -edge), point)) return true;
    const title = Math.min(body.w, Math.max(LEAST_TITLE, TITLE_PADDING * 2 + fields.text.length * TITLE_SIZE * 0.6));
    return holds({ ...body, w: title, h: TITLE_HEIGHT }, point);
  },
  caught: ({ body }, drawn) => covers(drawn, body),
  paint(context, { body, fields }, palette, pixel) {
    context.fillStyle = palette(fields.color === "white" ? "frame-paper" : `note-${fields.color}`);
    if (fields.color !== "white") context.globalAlpha = parseFloat(palette("frame-tint")) / 100;
    context.fillRect(body.x, body.y, body.w, body.h);
    context.globalAlpha = 1;
    context.strokeStyle = palette("frame-line");
    context.lineWidth = Math.max(1, pixel);
    context.strokeRect(body.x, body.y, body.w, body.h);
    context.fillStyle = palette("ink-2");
    context.font = `550 ${TITLE_SIZE}px ${palette("font")}`;
    context.textBaseline = "top";
    // Narrower than its frame: a long title is cut there, as the page cuts it.
    context.save();
    context.beginPath();
    context.rect(body.x, body.y, body.w, body.h);
    context.clip();
    context.fillText(fields.text, body.x + TITLE_PADDING, body.y + TITLE_PADDING);
    context.restore();
  },
};
