import { expect, test } from "vitest";

import { thrownAway } from "./bin";

const item = (id: string, by: string, at: number) => ({ id, fields: { deleted: { by, at } } });
const ids = (...items: readonly { id: string }[]): string[] => items.map(({ id }) => id);

test("what was thrown away last comes first, with who did it and when", () => {
  const found = thrownAway([item("a", "ann", 1_000), item("b", "ben", 90_000), { id: "here", fields: { deleted: null } }]);
  expect(found.map(({ by, at, items }) => [by, at, ids(...items)])).toEqual([["ben", 90_000, ["b"]], ["ann", 1_000, ["a"]]]);
});

test("what one person threw away at once stays together, also when it took a while to write", () => {
  const many = Array.from({ length: 20 }, (_, n) => item(`n${n}`, "ann", 10_000 + n * 500));
  expect(thrownAway(many).map(({ items }) => items.length)).toEqual([20]);
});

test("what two people threw away at the same time are two things to bring back", () => {
  const found = thrownAway([item("a", "ann", 10_000), item("b", "ben", 10_100), item("c", "ann", 10_200)]);
  expect(found.map(({ items }) => ids(...items))).toEqual([["c"], ["b"], ["a"]]);
});
