import { describe, expect, test } from "vitest";

import { boxToMount } from "./cull";
import { step } from "./mounting";

const at = (id: string, x: number) => ({ id, x, y: 0, w: 200, h: 200 });
const view = { x: 0, y: 0, w: 1000, h: 800 };
const all = { comes: 100, goes: 100 };

describe("the box that is mounted", () => {
  test("stays while the view is within it, and follows when the view leaves it", () => {
    const first = boxToMount(view, null);
    expect(boxToMount({ ...view, x: 100 }, first)).toBe(first);
    expect(boxToMount({ ...view, x: 400 }, first)).not.toBe(first);
  });

  test("shrinks when the view has become much smaller than it", () => {
    const first = boxToMount({ x: 0, y: 0, w: 4000, h: 3200 }, null);
    expect(boxToMount(view, first).w).toBeLessThan(2000);
  });
});

describe("what is mounted", () => {
  test("what stays keeps its place in the page, what is new comes behind it", () => {
    const [a, b, c] = [at("a", 0), at("b", 300), at("c", 600)];
    expect(step([a, c], new Set([a, b, c]), view, all)).toEqual({ mounted: [a, c, b], more: false, gaps: false });
  });

  test("nothing new is the same list as before", () => {
    const mounted = [at("a", 0)];
    expect(step(mounted, new Set(mounted), view, all).mounted).toBe(mounted);
  });

  test("a few come and go at a time, what is on the screen first, until all are there", () => {
    const gone = [at("x", 90_000), at("y", 91_000)];
    const [near, far] = [[at("a", 0), at("b", 300), at("c", 600)], [at("d", 1_100)]];
    const wanted = new Set([...far, ...near]);
    const pace = { comes: 2, goes: 1 };
    const first = step(gone, wanted, view, pace);
    expect(first).toEqual({ mounted: [gone[1], near[0], near[1]], more: true, gaps: true });
    const second = step(first.mounted, wanted, view, pace);
    expect(second).toEqual({ mounted: [...near, ...far], more: false, gaps: false });
    // Also when nothing is to come any more.
    expect(step(gone, new Set(), view, pace)).toEqual({ mounted: [gone[1]], more: true, gaps: false });
  });
});
