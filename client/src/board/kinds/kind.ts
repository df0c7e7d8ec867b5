/**
 * What a kind of object is, in one place a kind.
 *
 * How to add a kind (`image`, say):
 * 1. `board/kinds/image.ts`: its fields as the client holds them, and a `Kind` that reads them and
 *    knows what hands may do with it. Nothing here knows a framework, the page or the network.
 * 2. `board/kinds/registry.ts`: name it in `KINDS` and in `ObjectFields`.
 * 3. `canvas/kinds/Image.svelte` shows it; `canvas/kinds/faces.ts` names that component and says
 *    what a screen reader calls it.
 * 4. If a tool makes it, `tools/toolbox.ts`; if the format bar offers choices for it,
 *    `canvas/choices.ts`; if pasting makes it, `tools/pasting.ts`.
 * The compiler asks for 2 and 3 once the type is in `ObjectFields`. Moving, framing, grouping,
 * copying, ordering, locking, undo, presence and the list work for it without a line of its own.
 */
import type { Moment } from "../../generated/board.gen";
import type { Measure } from "../fit_text";
import type { Box, Point } from "../geometry";
import type { Laid } from "../map_layout";

/** What any object carries. Absent fields are null. */
export interface CommonFields {
  /** A fractional index; "" when the object has none and so lies below all that have. */
  readonly order: string;
  readonly frame: string | null;
  readonly group: string | null;
  readonly lock: "everyone" | "facilitators" | null;
  readonly tags: readonly string[];
  readonly deleted: Moment | null;
  readonly author: string | null;
  readonly created: number | null;
  /** The shared text; "" where there is none. */
  readonly text: string;
}

/** What has a place of its own. A connector has none: it lies between its ends. */
export interface PlacedFields extends CommonFields {
  /** The top left corner. */
  readonly at: Point;
  readonly size: Point;
}

/** Fields to write, as plain JSON; `undefined` takes an optional field away. */
export type Patch = Readonly<Record<string, unknown>>;

/** An object as it lies now: the document's fields with what is in flight on top of them. */
export interface Lying<Fields> {
  readonly id: string;
  readonly fields: Fields;
  /** Its own box, before it is turned. */
  readonly body: Box;
  /** Degrees, clockwise, about the middle of `body`. */
  readonly rotation: number;
  /** The line of a connector from its start to its end; empty for all others. */
  readonly path: readonly Point[];
  /** Where its map has it; null for what is in none. */
  readonly laid: Laid | null;
}

/** Where the words stand within `body`, in board units from its top left corner. */
export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly fontSize: number;
  readonly align: "left" | "center" | "right";
  /** Room above the first line and around the words. */
  readonly padding: number;
  /** Room above the first line on top of `padding`: words in the middle. */
  readonly above: number;
}

/** The colour with that name in the page's theme: "note-sun", "pen-ink", "edge". */
export type Palette = (name: string) => string;

export interface Kind<Fields extends CommonFields = CommonFields> {
  /** Its own fields, defaults filled in; null when what stands there cannot be shown. */
  read(field: (name: string) => unknown): Omit<Fields, keyof CommonFields> | null;
  /** 0 lies below everything of 1, whatever its order: what holds other things hides none. */
  readonly layer: 0 | 1;
  /** How its box is changed: freely, with its proportions, or not at all. */
  readonly resizes: "freely" | "in proportion" | "not";
  /** No side gets shorter than this. */
  readonly smallest: number;
  readonly turns: boolean;
  /** A connector may be stuck to it. */
  readonly connects: boolean;
  /** The schema can do without a text of it; one without any takes no words. */
  readonly textless?: boolean;
  /** Its text is one line: Enter ends the writing. */
  readonly oneLine?: boolean;
  /** The height that shows all of it when it is `w` wide; `h` when that is enough. */
  height?(fields: Fields, w: number, h: number, measure: Measure): number;
  /** Where its words stand; null for what has none. */
  words?(fields: Fields, body: Box, path: readonly Point[], measure: Measure): TextPlace;
  /** Whether a press at `point` (turned back, so that `body` is upright) meets it; `reach` is how far a hand may miss. */
  hit?(lying: Lying<Fields>, point: Point, reach: number): boolean;
  /** Whether a drawn frame takes it in. */
  caught?(lying: Lying<Fields>, frame: Box): boolean;
  /** Where the line from the middle of `body` to `towards` crosses its edge. */
  edge?(fields: Fields, body: Box, towards: Point): Point;
  /** Draw it as seen from afar, in board units. `pixel` is the size of a screen pixel. */
  paint(context: CanvasRenderingContext2D, lying: Lying<Fields>, palette: Palette, pixel: number): void;
  /** What to write when it is moved; null when it stays where it is. */
  moved(fields: Fields, offset: Point): Patch | null;
  /** What to write when it gets another box. */
  resized?(fields: Fields, box: Box): Patch;
}

/** What every object with a place of its own does when it is moved or resized. */
export const PLACED = {
  moved: ({ at }: PlacedFields, [dx, dy]: Point): Patch => ({ at: [at[0] + dx, at[1] + dy] }),
  resized: (_fields: PlacedFields, { x, y, w, h }: Box): Patch => ({ at: [x, y], size: [w, h] }),
};
