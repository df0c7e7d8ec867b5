import { expect, test } from "vitest";

import { fitted, rowsOf } from "./arrivals.svelte";

test("a picture is put down as it is, but no longer than a hand", () => {
  expect(fitted([300, 200], 400)).toEqual([300, 200]);
  expect(fitted([4000, 3000], 400)).toEqual([400, 300]);
  expect(fitted([1000, 8000], 400)).toEqual([50, 400]);
  expect(fitted([3, 2], 400), "as large as a finger").toEqual([36, 24]);
  expect(fitted([10, 4000], 400), "a hair stays one").toEqual([1, 400]);
});

test("several pictures lie in rows and do not touch", () => {
  const { boxes, size } = rowsOf([[400, 300], [400, 200], [100, 400]]);
  expect(boxes).toEqual([
    { x: 0, y: 0, w: 400, h: 300 },
    { x: 424, y: 0, w: 400, h: 200 },
    { x: 0, y: 324, w: 100, h: 400 },
  ]);
  expect(size).toEqual([824, 724]);
});

test("nothing takes no room", () => {
  expect(rowsOf([]).boxes).toEqual([]);
});
