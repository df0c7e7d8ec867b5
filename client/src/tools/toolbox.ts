/** The tools, their letters, and what each makes. */
import type { Patch } from "../board/kinds/kind";
import type { ObjectType } from "../board/kinds/registry";
import { NOTE_SIZE } from "../board/objects";
import type { Point } from "../board/geometry";
import type { Tool } from "../ui/contract";

/** What is known of a tool without a page: its letter (`KeyboardEvent.key`, small) and how it works. */
export interface ToolInfo {
  readonly letters: string;
  /**
   * `look` changes nothing; `place` makes one thing where the paper is pressed, or as large as one
   * draws; `line` is drawn from one thing to another; `ink` follows the pointer, and stays in the
   * hand: nobody draws one stroke.
   */
  readonly works: "look" | "place" | "line" | "ink";
  /** Offered before one asks for more. */
  readonly first?: true;
}

export const TOOLS: Readonly<Record<Tool, ToolInfo>> = {
  select: { letters: "v", works: "look", first: true },
  hand: { letters: "h", works: "look", first: true },
  note: { letters: "n", works: "place", first: true },
  text: { letters: "t", works: "place" },
  rectangle: { letters: "r", works: "place" },
  ellipse: { letters: "o", works: "place" },
  arrow: { letters: "a", works: "line" },
  line: { letters: "l", works: "line" },
  pen: { letters: "pd", works: "ink" },
  eraser: { letters: "e", works: "ink" },
  frame: { letters: "f", works: "place" },
  mindmap: { letters: "m", works: "place" },
  laser: { letters: "k", works: "ink" },
};

/** The tool with that letter. */
export function toolOf(letter: string): Tool | null {
  for (const [tool, { letters }] of Object.entries(TOOLS)) if (letters.includes(letter)) return tool as Tool;
  return null;
}

/** What a tool that places or draws makes: its type, its fields, its size when it is just put down. */
export interface Made {
  readonly type: ObjectType;
  readonly size: Point;
  readonly fields: Patch;
  /** The cursor is in it at once. */
  readonly writes: boolean;
}

export const MADE: Readonly<Partial<Record<Tool, Made>>> = {
  note: { type: "sticky", size: NOTE_SIZE, fields: {}, writes: true },
  text: { type: "text", size: [280, 34], fields: {}, writes: true },
  rectangle: { type: "shape", size: [200, 130], fields: { form: "rectangle" }, writes: false },
  ellipse: { type: "shape", size: [200, 130], fields: { form: "ellipse" }, writes: false },
  frame: { type: "frame", size: [680, 460], fields: {}, writes: true },
  mindmap: { type: "mindnode", size: [200, 60], fields: { parent: null }, writes: true },
  arrow: { type: "connector", size: [200, 0], fields: {}, writes: false },
  line: { type: "connector", size: [200, 0], fields: { endHead: "none" }, writes: false },
  pen: { type: "stroke", size: [1, 1], fields: {}, writes: false },
};
