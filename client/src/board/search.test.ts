import { describe, expect, test } from "vitest";

import { search } from "./search";

const THINGS = [
  { id: "soup", text: "Soep met de buurt", author: "Anna", tags: ["samen eten"] },
  { id: "cafe", text: "Een Café op het plein", author: "Bert", tags: [] },
  { id: "bread", text: "Brood bakken", author: "Anna", tags: ["café"] },
];
const found = (query: string): string[] => search(query, THINGS).map(({ id }) => id);

describe("searching a board", () => {
  test.each([
    ["soep", ["soup"]],
    ["CAFE", ["cafe", "bread"]],
    ["anna", ["soup", "bread"]],
    ["anna brood", ["bread"]],
    ["#cafe", ["bread"]],
    ["@bert", ["cafe"]],
    ["samen anna", ["soup"]],
    ["@soep", []],
    ["anna plein", []],
    ["   ", []],
    ["#", []],
  ])("[UI-40] %j finds %j", (query, expected) => {
    expect(found(query)).toEqual(expected);
  });
});
