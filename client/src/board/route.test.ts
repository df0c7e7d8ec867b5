import { describe, expect, test } from "vitest";

import type { Box, Point } from "./geometry";
import { pathTouches } from "./geometry";
import { shape } from "./kinds/shape";
import { route, type EndPlace, type PathForm } from "./route";

const FORMS: PathForm[] = ["straight", "elbow", "curve"];

function box(x: number, y: number, w = 100, h = 100): Box {
  return { x, y, w, h };
}

function end(body: Box, form: "rectangle" | "ellipse" = "rectangle", side: "auto" | "top" | "left" = "auto"): EndPlace {
  const edge = (towards: Point): Point => shape.edge?.({ form } as never, body, towards) ?? [0, 0];
  return { body, side, edge };
}

describe("the way of a connector", () => {
  test.each(FORMS)("%s: never runs through its own ends, wherever they lie", (form) => {
    const from = box(0, 0);
    for (let angle = 0; angle < 360; angle += 15) {
      const [dx, dy] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
      for (const far of [160, 220, 700]) {
        const to = box(Math.round(dx * far), Math.round(dy * far), 80, 140);
        if (pathTouches([[to.x, to.y]], { x: -81, y: -141, w: 262, h: 382 }) && far < 200) continue;
        const way = route(end(from), end(to), form);
        for (const own of [from, to]) {
          const inner = { x: own.x + 1, y: own.y + 1, w: own.w - 2, h: own.h - 2 };
          expect(pathTouches(way, inner), `${form} at ${String(angle)}° ${String(far)}`).toBe(false);
        }
      }
    }
  });

  test("straight: from edge to edge on the line between the middles, a hair outside", () => {
    expect(route(end(box(0, 0)), end(box(300, 0)), "straight")).toEqual([[104, 50], [296, 50]]);
  });

  test("an ellipse is met at its curve, not at its box", () => {
    const [, [x, y]] = route({ at: [0, 0] }, end(box(100, 100), "ellipse"), "straight") as [Point, Point];
    expect(Math.hypot(x - 150, y - 150)).toBeCloseTo(54, 0);
  });

  test("with one bend: out sideways, in from above; level things get a straight line", () => {
    expect(route(end(box(0, 0)), end(box(300, 400)), "elbow")).toEqual([[104, 50], [350, 50], [350, 396]]);
    expect(route(end(box(0, 0)), end(box(300, 40)), "elbow")).toEqual([[104, 70], [296, 70]]);
  });

  test("a chosen side counts until the line would have to run through the thing", () => {
    expect(route(end(box(0, 0), "rectangle", "top"), { at: [50, -300] }, "straight")[0]).toEqual([50, -4]);
    expect(route(end(box(0, 0), "rectangle", "top"), { at: [50, 400] }, "straight")[0]).toEqual([50, 104]);
  });

  test("between things that overlap there is no line", () => {
    const [a, b] = route(end(box(0, 0)), end(box(50, 50)), "elbow");
    expect(a).toEqual(b);
  });
});
