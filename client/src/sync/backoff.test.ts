import { expect, test } from "vitest";

import { pauseBefore } from "./backoff";

test("the pause doubles up to ten seconds and is spread over its upper half", () => {
  expect([1, 2, 3].map((attempt) => pauseBefore(attempt, 0.999_999))).toEqual([200, 400, 800]);
  expect(pauseBefore(40, 0.999_999)).toBe(10_000);
  expect(pauseBefore(40, 0)).toBe(5_000);
});
