import { expect, test } from "vitest";

import { CLOSE_CODES } from "../generated/wire.gen";
import { closedBecause } from "./connection";

test("every permanent close code of the protocol has its name, and an unknown one is a failure of ours", () => {
  for (const [name, { code, permanent }] of Object.entries(CLOSE_CODES)) {
    if (permanent) expect(closedBecause(code)).toBe(name);
  }
  expect(closedBecause(4499)).toBe("malformed");
});
