import { describe, expect, test } from "vitest";

import { initials } from "./initials";
import { oneLine } from "./limits";
import { noteOf } from "./home/note-of";
import { sinceInWords } from "./since";

describe("initials", () => {
  test.each([
    ["Marieke van den Berg", "MB"],
    ["Jan", "J"],
    ["  łukasz   nowak ", "ŁN"],
    ["(Bo)", "B"],
    ["🌷 Tulp", "🌷T"],
    ["", "·"],
  ])("of %j are %j", (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});

describe("how long ago something was", () => {
  const MINUTE = 60_000;
  const DAY = 1_440 * MINUTE;
  const now = 1_800_000_000_000;

  test.each([
    [now + 5_000, "just now"],
    [now - 30_000, "just now"],
    [now - 3 * MINUTE, "3 minutes ago"],
    [now - 1.5 * DAY, "yesterday"],
    [now - 15 * DAY, "2 weeks ago"],
    [now - 800 * DAY, "2 years ago"],
  ])("%i is %j", (then, expected) => {
    expect(sinceInWords(then, now, "en", "just now")).toBe(expected);
  });

  test("is said in the reader's language", () => {
    expect(sinceInWords(now - 3 * MINUTE, now, "nl", "zojuist")).toBe("3 minuten geleden");
  });
});

test("what is typed into a field of one line becomes one line", () => {
  expect(oneLine("  Wat maakt\r\neen goede dag?\t ")).toBe("Wat maakt een goede dag?");
});

test("a board has the same note every time it is listed", () => {
  expect(noteOf("bA9_x")).toEqual(noteOf("bA9_x"));
});
