/** Text from elsewhere as notes: a line each; a table from a spreadsheet as a grid of them. */
import type { NewObject } from "../board/document";
import { boxAround, type Box, type Point } from "../board/geometry";
import { NOTE_SIZE } from "../board/objects";
import { TEXT_LIMITS } from "../generated/board-constants.gen";
import { m } from "../paraglide/messages";
import { say } from "../ui/toasts.svelte";
import { frameAround } from "./carrying";
import type { Workbench } from "./workbench.svelte";

const GAP = 24;
/** More notes than this at once are hardly meant. */
const MOST_NOTES = 500;
const TEXT_WIDTH = 480;

/** Put `text` on the paper around `at`, or in the middle of the view: as one text when `whole`. */
export function pasteText(bench: Workbench, text: string, { whole, at }: { whole: boolean; at: Point | null }): void {
  const clean = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").replace(/\n+$/, "");
  if (clean.trim() === "") return;
  if (whole) {
    if (clean.length > TEXT_LIMITS.text) say(m.paste_too_long({ most: TEXT_LIMITS.text }), { tone: "wrong" });
    else put(bench, [{ type: "text", text: clean, at: [0, 0], size: [TEXT_WIDTH, 34] }], at);
    return;
  }
  const cells = cellsOf(clean);
  if (cells.length > MOST_NOTES) say(m.paste_too_many({ count: cells.length, most: MOST_NOTES }), { tone: "wrong" });
  else if (cells.some(({ text: words }) => words.length > TEXT_LIMITS.sticky)) say(m.paste_too_long({ most: TEXT_LIMITS.sticky }), { tone: "wrong" });
  else put(bench, cells.map(asNote), at);
}

type Placed = NewObject & { readonly at: Point; readonly size: Point };

function asNote({ text, column, row }: Cell): Placed {
  const [w, h] = NOTE_SIZE;
  return { type: "sticky", text, at: [column * (w + GAP), row * (h + GAP)], size: NOTE_SIZE };
}

function put(bench: Workbench, objects: readonly Placed[], at: Point | null): void {
  const { document, store } = bench.session;
  bench.finish();
  const boxes = objects.map(({ at: [x, y], size: [w, h] }): Box => ({ x, y, w, h }));
  const around = boxAround(boxes);
  if (around === null) return;
  const view = bench.camera.clearView;
  const [cx, cy] = at ?? [view.x + view.w / 2, view.y + view.h / 2];
  const [dx, dy] = [Math.round(cx - around.x - around.w / 2), Math.round(cy - around.y - around.h / 2)];
  const placed = objects.map((object, index) => {
    const { x, y, w, h } = boxes[index] ?? around;
    const box = { x: x + dx, y: y + dy, w, h };
    const look = bench.lastChosen.get(object.type);
    return { ...look, ...object, at: [box.x, box.y], frame: frameAround(store, box) ?? undefined };
  });
  bench.select(document.create(placed, store.topOrder));
  bench.fitIntoView();
}

export interface Cell {
  readonly text: string;
  readonly column: number;
  readonly row: number;
}

/** What stands before each thing of a list in a mail or a document: it says nothing on a note of its own. */
const BULLET = /^[-–—•‣◦▪·*]\s+/;
const NUMBER = /^\d{1,3}[.)]\s+/;

/** The notes that `text` makes: a line each, in a square; or the cells of a table where they stand in it. */
export function cellsOf(text: string): Cell[] {
  if (text.includes("\t")) {
    return rowsOf(text).flatMap((row, index) =>
      row.flatMap((cell, column) => (cell.trim() === "" ? [] : [{ text: cell.trim(), column, row: index }])),
    );
  }
  const lines = unlisted(text.split("\n").map((line) => line.trim()).filter((line) => line !== ""));
  const columns = Math.ceil(Math.sqrt(lines.length));
  return lines.map((line, index) => ({ text: line, column: index % columns, row: Math.floor(index / columns) }));
}

/** Lines without the marks of a list; numbers are such marks only where every line has one. */
function unlisted(lines: readonly string[]): readonly string[] {
  if (lines.length === 1) return lines;
  const mark = lines.every((line) => NUMBER.test(line)) ? NUMBER : BULLET;
  return lines.map((line) => line.replace(mark, ""));
}

/** Rows of cells, as spreadsheets copy them: tabs between, quotes around what holds a line break. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))([\t\n]|$)/gy;
  for (let found = cell.exec(text); found !== null; found = cell.exec(text)) {
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "") break;
    if (found[3] === "\n") rows.push([]);
  }
  return rows;
}
