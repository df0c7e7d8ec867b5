/** Lines of text, indented or with signs before them, as the outline that they are. */

export interface OutlineLine {
  readonly text: string;
  /** 0 is the outermost. */
  readonly level: number;
}

/** Tabs, blanks, and the signs that lists and headings of other programs begin with. */
const LINE = /^([ \t]*)(?:([-*+•–]|\d{1,3}[.)]|#{1,6})[ \t]+)?(.*)$/u;
/** A tab is as wide as so many blanks: mixed, they mean what they look like. */
const TAB = 4;

/**
 * The lines of `text` that say something. A line stands under the nearest one above that is indented
 * less; headings (`#`) count by their signs. No line is more than one level below the one above it.
 */
export function outlineLines(text: string): OutlineLine[] {
  const lines: OutlineLine[] = [];
  /** The widths of the lines above that the next can stand under. */
  const open: number[] = [];
  for (const line of text.split(/\r\n|\r|\n/u)) {
    const [, blanks = "", sign = "", words = ""] = LINE.exec(line) ?? [];
    const said = words.trim();
    if (said === "") continue;
    // A heading is above all that is no heading, whatever the blanks before it.
    const width = sign.startsWith("#") ? sign.length - 100 : widthOf(blanks);
    while ((open.at(-1) ?? -Infinity) >= width) open.pop();
    lines.push({ text: said, level: open.length });
    open.push(width);
  }
  return lines;
}

function widthOf(blanks: string): number {
  return [...blanks].reduce((width, sign) => width + (sign === "\t" ? TAB : 1), 0);
}
