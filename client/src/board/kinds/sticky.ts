/** A sticky note: paper of one colour with words that always fit. */
import type { Sticky } from "../../generated/board.gen";
import { DEFAULTS, NOTE_COLORS } from "../../generated/board-constants.gen";
import { fitText, mayOverflow, PADDING } from "../fit_text";
import type { NoteColor } from "../colors";
import { PLACED, type Kind, type PlacedFields } from "./kind";
import { oneOf, place } from "./reading";

export interface StickyFields extends PlacedFields {
  readonly type: "sticky";
  readonly color: NoteColor;
  readonly kind: NonNullable<Sticky["kind"]>;
}

const KINDS = ["note", "question", "flash", "insight", "heading"] as const;

/** Its tags stand in one row along the lower edge. */
function tagRow(tags: readonly string[]): number {
  return tags.length === 0 ? 0 : 22;
}

export const sticky: Kind<StickyFields> = {
  ...PLACED,
  layer: 1,
  resizes: "freely",
  smallest: 80,
  turns: false,
  connects: true,
  read(field) {
    const placed = place(field);
    return placed && {
      ...placed,
      type: "sticky",
      color: oneOf(NOTE_COLORS, field("color"), DEFAULTS.sticky.color),
      kind: oneOf(KINDS, field("kind"), DEFAULTS.sticky.kind),
    };
  },
  // A text that is too long at the smallest size makes its note longer, never unreadable.
  height({ text, tags }, w, h, measure) {
    const room = h - tagRow(tags);
    return mayOverflow(text, w, room) ? Math.max(h, fitText(text, w, room, measure).height + tagRow(tags)) : h;
  },
  words({ text, tags }, { w, h }, _path, measure) {
    const room = h - tagRow(tags);
    return { x: 0, y: 0, w, h: room, fontSize: fitText(text, w, room, measure).fontSize, align: "left", padding: PADDING, above: 0 };
  },
  paint(context, { body, fields }, palette) {
    context.fillStyle = palette(`note-${fields.color}`);
    context.fillRect(body.x, body.y, body.w, body.h);
  },
};
