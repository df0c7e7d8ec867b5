import { expect, test } from "vitest";

import { byOrder, orderAbove, orderBetween } from "./order";

test("an order between two is above the one and below the other", () => {
  let [low, high] = [orderAbove(null), orderAbove(orderAbove(null))];
  for (let step = 0; step < 40; step++) {
    const between = orderBetween(low, high);
    expect(between > low && between < high).toBe(true);
    if (step % 2 === 0) low = between;
    else high = between;
  }
});

test("below the lowest there is always room", () => {
  let lowest: string | null = orderAbove(null);
  for (let step = 0; step < 20; step++) {
    const below = orderBetween(null, lowest);
    expect(below < (lowest ?? "")).toBe(true);
    lowest = below;
  }
});

test("two of the same order, and orders of another's making, get one above them", () => {
  expect(orderBetween("a1", "a1") > "a1").toBe(true);
  expect(orderBetween("zzz9", null) > "zzz9").toBe(true);
});

test("frames lie below everything, whatever their order", () => {
  const items = [
    { id: "frame", order: "z", layer: 0 },
    { id: "note", order: "a", layer: 1 },
  ];
  expect(items.sort(byOrder).map(({ id }) => id)).toEqual(["frame", "note"]);
});
