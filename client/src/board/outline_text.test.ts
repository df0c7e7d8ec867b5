import { expect, test } from "vitest";

import { outlineLines } from "./outline_text";

const said = (text: string): string[] => outlineLines(text).map(({ text: words, level }) => `${"  ".repeat(level)}${words}`);

test("[MAP-8] plain lines stand beside each other", () => {
  expect(said("Soup\nBread\n\n  \nSalad\r\n")).toEqual(["Soup", "Bread", "Salad"]);
});

test("[MAP-8] what is indented stands under the line above, by tabs or blanks", () => {
  expect(said("Garden\n\tFruit\n\t\tApples\n    Herbs\nKitchen")).toEqual(["Garden", "  Fruit", "    Apples", "  Herbs", "Kitchen"]);
});

test("[MAP-8] a step of many blanks is one level, and a smaller indent finds its place again", () => {
  expect(said("Garden\n          Fruit\n   Herbs\n     Mint")).toEqual(["Garden", "  Fruit", "  Herbs", "    Mint"]);
});

test("[MAP-8] signs of lists and headings are no words", () => {
  expect(said("# Garden\n- Fruit\n  * Apples\n  2) Pears\n## Herbs\n- Mint\n# Kitchen")).toEqual([
    "Garden", "  Fruit", "    Apples", "    Pears", "  Herbs", "    Mint", "Kitchen",
  ]);
});
