import { expect, test } from "vitest";

import { kindOf } from "./kinds/registry";
import { outlineOf, type Listed } from "./outline";

const COMMON = { order: "", group: null, lock: null, tags: [], deleted: null, author: null, created: null, text: "", frame: null };

function item(id: string, type: "sticky" | "frame" | "connector", x: number, y: number, more: Record<string, unknown> = {}): [string, Listed] {
  const [w, h] = type === "frame" ? [400, 300] : [100, 100];
  const fields: Record<string, unknown> = { at: [x, y], size: [w, h], ...more };
  const own = kindOf(type).read((name) => fields[name]);
  return [id, { id, x, y, w, h, fields: { ...COMMON, ...own, ...more } as never, laid: null }];
}

function told(items: [string, Listed][], folded: string[] = []): string[] {
  return outlineOf(new Map(items), new Set(folded)).map(
    ({ item: { id }, level, position, siblings, within }) => `${"  ".repeat(level - 1)}${id} ${String(position)}/${String(siblings)}${within > 0 ? ` (${String(within)})` : ""}`,
  );
}

test("[UI-15] what lies in a frame stands under it, a line under what it begins at, each in reading order", () => {
  const board = [
    item("late", "sticky", 600, 900),
    item("ideas", "frame", 0, 0),
    item("b", "sticky", 200, 60, { frame: "ideas" }),
    item("a", "sticky", 20, 50, { frame: "ideas" }),
    item("a-late", "connector", 20, 50, { from: { object: "a" }, to: { object: "late" } }),
    item("loose", "connector", 900, 0, { from: { at: [900, 0] }, to: { object: "late" } }),
  ];
  expect(told(board)).toEqual(["ideas 1/3 (2)", "  a 1/2 (1)", "    a-late 1/1", "  b 2/2", "loose 2/3", "late 3/3"]);
  expect(told(board, ["ideas"])).toEqual(["ideas 1/3 (2)", "loose 2/3", "late 3/3"]);
});

test("[UI-15] a frame that is gone holds nothing; frames put into each other at once are both there, once", () => {
  expect(told([item("n", "sticky", 0, 0, { frame: "gone" })])).toEqual(["n 1/1"]);
  const circle = [
    item("z", "frame", 0, 0, { frame: "m" }),
    item("m", "frame", 10, 10, { frame: "z" }),
    item("self", "frame", 900, 900, { frame: "self" }),
    item("in", "sticky", 20, 20, { frame: "z" }),
  ];
  expect(told(circle)).toEqual(["m 1/2 (1)", "  z 1/1 (1)", "    in 1/1", "self 2/2"]);
});

test("[UI-15] ten thousand things are listed, each once", () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    index % 100 === 0
      ? item(`f${String(index)}`, "frame", (index % 1_000) * 5, Math.floor(index / 1_000) * 400)
      : item(`n${String(index)}`, "sticky", (index % 97) * 120, Math.floor(index / 97) * 120, { frame: `f${String(index - (index % 100))}` }),
  );
  const rows = outlineOf(new Map(many), new Set());
  expect(new Set(rows.map((row) => row.item.id)).size).toBe(10_000);
  expect(rows).toHaveLength(10_000);
});
