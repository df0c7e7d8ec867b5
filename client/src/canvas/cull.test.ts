import { describe, expect, test } from "vitest";

import { boxToMount, itemsToMount } from "./cull";

const at = (id: string, x: number) => ({ id, x, y: 0, w: 200, h: 200 });
const view = { x: 0, y: 0, w: 1000, h: 800 };

describe("what is mounted", () => {
  test("the box stays while the view is within it, and follows when the view leaves it", () => {
    const first = boxToMount(view, null);
    expect(boxToMount({ ...view, x: 100 }, first)).toBe(first);
    expect(boxToMount({ ...view, x: 400 }, first)).not.toBe(first);
  });

  test("the box shrinks when the view has become much smaller than it", () => {
    const first = boxToMount({ x: 0, y: 0, w: 4000, h: 3200 }, null);
    expect(boxToMount(view, first).w).toBeLessThan(2000);
  });

  test("what stays keeps its place in the page, what is new comes behind it", () => {
    const [a, b, c] = [at("a", 0), at("b", 300), at("c", 600)];
    const box = boxToMount(view, null);
    const before = itemsToMount([a, c], box, new Set(), []);
    expect(itemsToMount([a, b, c], box, new Set(), before)).toEqual([a, c, b]);
  });

  test("what the keyboard is at stays mounted wherever it lies", () => {
    const away = at("away", 90_000);
    expect(itemsToMount([away], boxToMount(view, null), new Set(["away"]), [])).toEqual([away]);
  });
});
