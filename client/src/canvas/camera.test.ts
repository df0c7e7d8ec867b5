import { describe, expect, test } from "vitest";

import { covers } from "../board/geometry";
import { Camera, FARTHEST, NEAREST } from "./camera";

function camera(): Camera {
  const made = new Camera();
  made.resize(1000, 800);
  return made;
}

describe("the camera", () => {
  test("keeps the point under the pointer where it is while it zooms", () => {
    const view = camera();
    view.panBy(-130, 70);
    const before = view.toBoard([300, 500]);
    view.zoomBy(2.5, [300, 500]);
    const [x, y] = view.toBoard([300, 500]);
    expect(x).toBeCloseTo(before[0]);
    expect(y).toBeCloseTo(before[1]);
  });

  test("screen and board are each other's inverse", () => {
    const view = camera();
    view.zoomBy(0.37, [10, 20]);
    const [x, y] = view.toScreen(view.toBoard([123, 456]));
    expect(x).toBeCloseTo(123);
    expect(y).toBeCloseTo(456);
  });

  test("does not zoom beyond its limits", () => {
    const view = camera();
    view.zoomBy(1e6);
    expect(view.zoom).toBe(NEAREST);
    view.zoomBy(1e-9);
    expect(view.zoom).toBe(FARTHEST);
  });

  test("fits a box into what the bars leave free, and never nearer than 100%", () => {
    const view = camera();
    view.insets = { top: 80, right: 20, bottom: 20, left: 80 };
    view.fit({ x: -5000, y: 200, w: 9000, h: 400 });
    expect(covers(view.clearView, { x: -5000, y: 200, w: 9000, h: 400 })).toBe(true);
    view.fit({ x: 0, y: 0, w: 10, h: 10 });
    expect(view.zoom).toBe(1);
  });

  test("reveals what lies under a bar with the smallest movement, and moves nothing when it is clear", () => {
    const view = camera();
    view.insets = { top: 80, right: 0, bottom: 0, left: 0 };
    view.reveal({ x: 300, y: 300, w: 200, h: 200 });
    expect([view.x, view.y]).toEqual([0, 0]);
    view.reveal({ x: 300, y: 20, w: 200, h: 200 });
    expect(view.x).toBe(0);
    expect(view.y).toBe(-76);
  });
});
