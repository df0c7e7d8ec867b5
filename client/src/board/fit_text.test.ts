import { describe, expect, test } from "vitest";

import { fitText, mayOverflow } from "./fit_text";

/** Every sign is half as wide as it is high. */
const measure = (text: string): number => [...text].length * 0.5;

describe("the size of a text in its note", () => {
  test("a few words are 18 px", () => {
    expect(fitText("A bench under the tree", 200, 200, measure).fontSize).toBe(18);
  });

  test("more words are smaller, never under 12 px", () => {
    const middling = fitText("word ".repeat(40), 200, 200, measure);
    expect(middling.fontSize).toBeLessThan(18);
    expect(middling.fontSize).toBeGreaterThan(12);
    expect(middling.height).toBeLessThanOrEqual(200);
    const long = fitText("word ".repeat(400), 200, 200, measure);
    expect(long.fontSize).toBe(12);
    expect(long.height).toBeGreaterThan(200);
  });

  test("one endless word is broken, and takes the lines it needs", () => {
    expect(fitText("x".repeat(400), 200, 200, measure).height).toBeGreaterThan(200);
  });

  test("empty lines count", () => {
    expect(fitText("\n".repeat(12), 200, 200, measure).height).toBeGreaterThan(200);
    expect(fitText("", 200, 200, measure).height).toBeLessThan(60);
  });

  test("the quick guess never misses a text that overflows", () => {
    for (const text of ["word ".repeat(200), "\n".repeat(20), "W".repeat(150), "short\n".repeat(14)]) {
      const overflows = fitText(text, 200, 200, (part) => [...part].length * 1.05).height > 200;
      expect(!overflows || mayOverflow(text, 200, 200)).toBe(true);
    }
    expect(mayOverflow("A bench under the tree", 200, 200)).toBe(false);
  });
});
