import { describe, expect, test } from "vitest";

import { cellsOf } from "./pasting";
import { planted, readClip, type Clip } from "./copying";

describe("what pasted text becomes", () => {
  test("a line each, in a square, blank ones left out", () => {
    expect(cellsOf("a\n\n b \nc\nd\ne")).toEqual([
      { text: "a", column: 0, row: 0 },
      { text: "b", column: 1, row: 0 },
      { text: "c", column: 2, row: 0 },
      { text: "d", column: 0, row: 1 },
      { text: "e", column: 1, row: 1 },
    ]);
  });

  test("a list loses its marks, as each thing of it becomes a note", () => {
    expect(cellsOf("For the street:\n- Trees\n• Benches\n* Less-is-more").map(({ text }) => text)).toEqual(["For the street:", "Trees", "Benches", "Less-is-more"]);
    expect(cellsOf("1. Trees\n2) Benches").map(({ text }) => text)).toEqual(["Trees", "Benches"]);
  });

  test("numbers that are no marks stay, and so does one line as it is", () => {
    expect(cellsOf("1. Trees\nBenches").map(({ text }) => text)).toEqual(["1. Trees", "Benches"]);
    expect(cellsOf("-5 degrees\n- 5 degrees").map(({ text }) => text)).toEqual(["-5 degrees", "5 degrees"]);
    expect(cellsOf("- Trees").map(({ text }) => text)).toEqual(["- Trees"]);
  });

  test("a table keeps its places; quotes hold line breaks and quotes", () => {
    expect(cellsOf('a\t"b\n""c"""\n\td')).toEqual([
      { text: "a", column: 0, row: 0 },
      { text: 'b\n"c"', column: 1, row: 0 },
      { text: "d", column: 1, row: 1 },
    ]);
  });

  test("a quote that only stands at the beginning of a cell is a sign like any other", () => {
    expect(cellsOf('"a\tb').map(({ text }) => text)).toEqual(['"a', "b"]);
  });
});

describe("a clip", () => {
  const box = { x: 0, y: 0, w: 100, h: 100 };
  const note = { id: "a", type: "sticky", at: [10, 20], size: [100, 100], text: "hi", frame: "elsewhere", group: "g" };

  test("is put down with new ids and groups, without a frame that was left behind", () => {
    let made = 0;
    const clip: Clip = { tafelronde: 1, board: "b", box, objects: [note, { ...note, id: "b" }] };
    expect(planted(clip, () => `n${String(++made)}`, [5, 5])).toEqual([
      { id: "n1", type: "sticky", at: [15, 25], size: [100, 100], text: "hi", group: "n3" },
      { id: "n2", type: "sticky", at: [15, 25], size: [100, 100], text: "hi", group: "n3" },
    ]);
  });

  test("a line whose end was left behind, and what is of no known kind, is not put down", () => {
    const line = { id: "l", type: "connector", from: { object: "a" }, to: { object: "gone" } };
    const clip: Clip = { tafelronde: 1, board: "b", box, objects: [line, { id: "x", type: "hologram" }, { id: "y", type: "sticky" }] };
    expect(planted(clip, () => "n", [0, 0])).toEqual([]);
  });

  test.each(["", "{}", "null", '{"tafelronde":2}', '{"tafelronde":1,"box":{},"objects":[]}', '{"tafelronde":1,"box":{"x":0,"y":0,"w":1,"h":1},"objects":[7]}'])(
    "%s is none",
    (json) => {
      expect(readClip(json)).toBeNull();
    },
  );
});
