/** The colours of the schema, by name; what they look like is the theme's business. */
import type { NoteColor, PenColor } from "../generated/board.gen";
import { NOTE_COLORS, PEN_COLORS } from "../generated/board-constants.gen";

export type { NoteColor, PenColor };
export { NOTE_COLORS, PEN_COLORS };
