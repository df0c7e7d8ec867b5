import { describe, expect, test } from "vitest";

import { deviceOf } from "./wheel";

const pixels = (deltaY: number, wheelDeltaY: number, deltaX = 0) => ({ deltaMode: 0, deltaX, deltaY, wheelDeltaY });

describe("[UI-30] what turned", () => {
  test.each([
    ["Chrome on Windows", pixels(100, -120)],
    ["… with larger letters", pixels(80, -120)],
    ["… two notches at once", pixels(-200, 240)],
    ["Chrome on Linux", pixels(120, -120)],
    ["Firefox", { deltaMode: 1, deltaX: 0, deltaY: 3, wheelDeltaY: -144 }],
  ])("a mouse: %s", (_where, turn) => expect(deviceOf(turn)).toBe("mouse"));

  test.each([
    ["a slow one on Windows", pixels(7, -8)],
    ["a fast one on Windows", pixels(133, -159)],
    ["a slow one on a Mac", pixels(4, -12)],
    ["a fast one on a Mac", pixels(80, -240)],
    ["one that goes sideways, too", pixels(120, -120, 4)],
    ["Firefox", pixels(63, -189)],
    ["a browser that does not say", { deltaMode: 0, deltaX: 0, deltaY: 100 }],
  ])("a trackpad: %s", (_where, turn) => expect(deviceOf(turn)).toBe("trackpad"));
});
