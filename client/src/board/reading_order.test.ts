import { expect, test } from "vitest";

import { inReadingOrder } from "./reading_order";

const at = (id: string, x: number, y: number) => ({ id, x, y, w: 200, h: 200 });

test("notes roughly side by side are one row, read from the left", () => {
  const placed = [at("c", 500, 10), at("a", 0, 30), at("b", 250, 0), at("d", 0, 300)];
  expect(inReadingOrder(placed).map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
});

test("the order does not depend on the order in which the notes are given", () => {
  const placed = [at("a", 0, 0), at("b", 0, 0), at("c", 10, 90), at("d", -40, 140)];
  const forwards = inReadingOrder(placed).map(({ id }) => id);
  const backwards = inReadingOrder([...placed].reverse()).map(({ id }) => id);
  expect(forwards).toEqual(backwards);
});

test("nothing at all is read as nothing", () => {
  expect(inReadingOrder([])).toEqual([]);
});
