import { describe, expect, test } from "vitest";

import { aligned, distributed, tidied } from "./arranging";
import { snapped } from "./snapping";

const at = (id: string, x: number, y: number, w = 100, h = 100) => ({ id, x, y, w, h });

describe("where things go", () => {
  test.each([
    ["left", [-100, 0]],
    ["centre", [-50, 0]],
    ["right", [0, 0]],
    ["top", [0, -20]],
    ["middle", [0, 15]],
    ["bottom", [0, 50]],
  ] as const)("aligned to the %s", (edge, offset) => {
    const offsets = aligned([at("a", 100, 20), at("b", 0, 0, 100, 170)], edge);
    expect(offsets.get("a")).toEqual(offset);
  });

  test("distributed: the outermost stay, the room between is the same", () => {
    const offsets = distributed([at("c", 500, 0), at("a", 0, 0), at("b", 120, 0, 200)], "across");
    expect(offsets.get("a")).toEqual([0, 0]);
    expect(offsets.get("b")).toEqual([80, 0]);
    expect(offsets.get("c")).toEqual([0, 0]);
  });

  test("tidied: rows and columns in reading order, as high as the highest in a row", () => {
    const items = [at("a", 0, 0), at("b", 300, 10, 100, 150), at("c", 20, 400), at("d", 210, 380)];
    const offsets = tidied(items);
    const places = items.map(({ id, x, y }) => {
      const [dx, dy] = offsets.get(id) ?? [0, 0];
      return [x + dx, y + dy];
    });
    expect(places).toEqual([[0, 0], [124, 0], [0, 174], [124, 174]]);
  });
});

describe("what is dragged", () => {
  test("is drawn to the nearest edge or middle, along each axis by itself", () => {
    expect(snapped(at("", 103, 400), [at("", 0, 0)], 6)).toEqual({
      offset: [-3, 0],
      guides: [{ axis: "x", at: 100, from: 0, to: 500 }],
    });
    // Its middle to the middle of something lower.
    expect(snapped(at("", 400, 27), [at("", 0, 0, 100, 160)], 6).offset).toEqual([0, 3]);
  });

  test("is left alone when nothing is near", () => {
    expect(snapped(at("", 250, 250), [at("", 0, 0)], 6)).toEqual({ offset: [0, 0], guides: [] });
  });
});
