/**
 * The size at which a text fits its note: 18 px, down to 12; when even that is too large, the note
 * grows. Computed from word widths, so that fitting hundreds of notes lays nothing out.
 */

export const LARGEST = 18;
export const SMALLEST = 12;
export const LINE_HEIGHT = 1.3;
export const PADDING = 14;

/** The width of `text` in pixels at a font size of 1 px. */
export type Measure = (text: string) => number;

export interface Fit {
  readonly fontSize: number;
  /** The height that a note needs to show all of the text at that size. */
  readonly height: number;
}

/** How `text` fits a note of `width` by `height` board units. */
export function fitText(text: string, width: number, height: number, measure: Measure): Fit {
  // A pixel less than there is: the browser rounds glyphs, and a line must not wrap by a hair.
  const room = Math.max(1, width - 2 * PADDING - 1);
  const measured = measuredIn(text, measure);
  const widest = widestWord(measured);
  // A word that is too long at any size breaks anyway: for it alone nothing gets smaller.
  const whole = widest <= room / SMALLEST ? widest : 0;
  for (let fontSize = LARGEST; ; fontSize--) {
    const lines = linesOf(measured, room / fontSize, measure);
    const needed = lines * fontSize * LINE_HEIGHT + 2 * PADDING;
    const fits = needed <= height && whole <= room / fontSize;
    if (fits || fontSize <= SMALLEST) return { fontSize, height: needed };
  }
}

/** The height of `text` at `fontSize` in a box `width` wide with `padding` all round. */
export function heightOf(text: string, width: number, fontSize: number, padding: number, measure: Measure): number {
  const room = Math.max(1, width - 2 * padding - 1);
  return linesOf(measuredIn(text, measure), room / fontSize, measure) * fontSize * LINE_HEIGHT + 2 * padding;
}

/** A piece of a text that no line break may cut, and its width at a font size of 1: at any other it is that many times as wide. */
interface Piece {
  readonly text: string;
  readonly width: number;
  readonly blank: boolean;
}

/** Blanks, words with the hyphens behind them, hyphens by themselves. */
const PIECES = /\s+|[^\s-]+-*|-+/gu;

/** The pieces of each paragraph of `text`, measured once for all sizes. */
function measuredIn(text: string, measure: Measure): readonly (readonly Piece[])[] {
  return text.split("\n").map((paragraph) =>
    (paragraph.match(PIECES) ?? []).map((part) => ({ text: part, width: measure(part), blank: /^\s/u.test(part) })),
  );
}

/** The width of the widest piece that is no blank. */
function widestWord(paragraphs: readonly (readonly Piece[])[]): number {
  let widest = 0;
  for (const pieces of paragraphs) for (const { width, blank } of pieces) if (!blank && width > widest) widest = width;
  return widest;
}

/** How many lines `paragraphs` take when a line is `room` wide; long words break anywhere. */
function linesOf(paragraphs: readonly (readonly Piece[])[], room: number, measure: Measure): number {
  let lines = 0;
  for (const pieces of paragraphs) {
    lines++;
    let used = 0;
    // Blanks at the end of a line hang over the edge; a word that does not fit begins the next.
    for (const { text: part, width, blank } of pieces) {
      if (blank) {
        used += width;
        continue;
      }
      if (used > 0 && used + width > room) {
        lines++;
        used = 0;
      }
      if (width <= room) {
        used += width;
        continue;
      }
      for (const sign of part) {
        const one = measure(sign);
        if (used > 0 && used + one > room) {
          lines++;
          used = 0;
        }
        used += one;
      }
    }
  }
  return lines;
}

/**
 * Whether `text` may need more than `width` by `height` even at the smallest size. A rough guess
 * on the safe side, so that most notes of a large board need no measuring before they are seen.
 */
export function mayOverflow(text: string, width: number, height: number): boolean {
  const widest = SMALLEST * 1.1;
  const inLine = Math.max(1, Math.floor((width - 2 * PADDING) / widest));
  const lines = Math.max(1, Math.floor((height - 2 * PADDING) / (SMALLEST * LINE_HEIGHT)));
  if (text.length > (inLine * lines) / 2) return true;
  return text.includes("\n") && text.split("\n").length > lines / 2;
}
